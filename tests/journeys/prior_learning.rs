//! Training already done: shown by a picture from a telephone, accepted at a desk, and a place is booked.

use std::fs;

use crate::{
    journeys::town::Town,
    support::{chromium::Script, evidence::png},
};

async fn shown_and_accepted(script: Script) {
    let town = Town::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (photo, letter) = (folder.path().join("IMG_2041.PNG"), folder.path().join("letter.pdf"));
    fs::write(&photo, png()).expect("a picture");
    fs::write(&letter, "<html>no letter</html>").expect("a file");

    let mut phone = town.browser(script).await;
    phone.screen(360, 640).await;
    phone.sign_in(&town.dora.email).await;
    phone.leave_who_sees().await;
    let date = format!("/sessions/{}", town.development);
    phone.go(&date).await;
    phone.says("You can book this after").await;
    phone.go("/my-training").await;
    phone.fill("Which training was it?", "Two-day restorative practice course (no longer given)").await;
    phone.fill("When?", "2019").await;
    phone.choose_file("What shows it?", &letter.display().to_string()).await;
    phone.tap("Tell the training team").await;
    phone.says("is not one of the files that are taken").await;
    phone.look("prior-learning-wrong").await;
    phone.choose_file("What shows it?", &photo.display().to_string()).await;
    phone.tap("Tell the training team").await;
    phone.says("Thank you.").await;
    phone.says("IMG_2041.png").await;
    phone.look("prior-learning-said").await;
    phone.tap("Add a file, or take one back").await;
    phone.says("You and the training team can see them").await;
    phone.look("prior-learning-files").await;

    let mut desk = town.browser(script).await;
    desk.sign_in(&town.cora.email).await;
    desk.go("/manage/claims").await;
    desk.tap("Dora").await;
    desk.says("IMG_2041.png").await;
    desk.look("prior-learning-claim").await;
    desk.tap("Yes, it counts").await;
    desk.tap("Decide and tell them").await;
    desk.says("Decided.").await;

    phone.go(&date).await;
    phone.tap("Book ").await;
    phone.tap_css("main form button").await;
    phone.says("What happens next").await;
    phone.finish().await;
    desk.finish().await;
    town.app.audit().await;
}

#[actix_web::test]
async fn a_picture_from_a_telephone_opens_the_next_step() {
    shown_and_accepted(Script::On).await;
}

#[actix_web::test]
async fn without_script_as_well() {
    shown_and_accepted(Script::Off).await;
}
