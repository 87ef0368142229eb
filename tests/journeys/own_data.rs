//! What is held about oneself: complained of, asked to be erased, put off, kept after all, and erased.

use chrono::TimeDelta;

use crate::support::{
    app::TestApp,
    chromium::{Chromium, Script},
    database::{OnDatabase, TestDatabase},
};

async fn there_and_back(script: Script) {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
    let mut own = Chromium::open(&app, script).await;
    own.sign_in(&ada.email).await;
    own.go("/privacy").await;
    own.look("own-data-privacy").await;
    own.tap("tell us here").await;
    own.look("own-data-complain").await;
    own.fill("What is not right?", "My address was on a list that everybody got.").await;
    own.tap("Send my complaint").await;
    own.says("We have your complaint").await;
    own.look("own-data-complained").await;
    own.go("/account").await;
    own.tap("Take it with you, or have it erased").await;
    own.look("own-data").await;
    own.tap("Erase my data").await;
    own.look("own-data-erase").await;
    own.tap("Erase my data").await;
    own.says("There is a problem").await;
    own.look("own-data-erase-wrong").await;
    own.tap("I have downloaded what I want to keep, and want my data erased").await;
    own.tap("Erase my data").await;
    own.says("We erase your data at").await;
    own.look("own-data-asked").await;

    let mut desk = Chromium::open(&app, script).await;
    desk.sign_in(&cora.email).await;
    desk.go("/work").await;
    desk.says("Data to be erased").await;
    desk.look("own-data-work").await;
    desk.go(&format!("/manage/people/{}/put-off", ada.id)).await;
    desk.look("own-data-put-off").await;
    desk.go(&format!("/manage/people/{}/erase", ada.id)).await;
    desk.look("own-data-erase-now").await;

    own.tap("Keep my record").await;
    own.says("Your record stays").await;
    app.clock.advance(TimeDelta::days(8));
    app.run_jobs().await;

    desk.go(&format!("/manage/people/{}/erase", ada.id)).await;
    desk.fill("Why", "Asked by telephone.").await;
    desk.tap("This cannot be undone, and I am sure").await;
    desk.tap("Erase their data now").await;
    desk.says("The data is erased.").await;
    own.finish().await;
    desk.finish().await;
}

#[actix_web::test]
async fn somebodys_data_is_theirs() {
    there_and_back(Script::On).await;
}

#[actix_web::test]
async fn without_script_too() {
    there_and_back(Script::Off).await;
}
