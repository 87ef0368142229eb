//! The first screenful on a phone: each page answers its question there and shows what can be done, below a header of
//! one line, and nothing runs off sideways.

use chrono::TimeDelta;

use super::town::Town;
use crate::support::{
    app::Someone,
    chromium::{Chromium, Script},
    commissions::completed,
};

/// How high the header may be on a phone.
const HEADER: i64 = 56;

/// A page with what answers its question and what is done there, as CSS finds them.
struct Question {
    page: String,
    answer: &'static str,
    act: &'static str,
}

fn asks(page: impl Into<String>, answer: &'static str, act: &'static str) -> Question {
    Question { page: page.into(), answer, act }
}

/// Somebody opens these pages at 360 by 640, and magnified to 400 %; what is wrong with them.
async fn look(town: &Town, who: Option<&Someone>, pages: &[Question]) -> Vec<String> {
    let mut browser = town.browser(Script::On).await;
    if let Some(who) = who {
        browser.sign_in(&who.email).await;
        browser.leave_who_sees().await;
    }
    let mut wrong = Vec::new();
    for Question { page, answer, act } in pages {
        browser.screen(360, 640).await;
        browser.go(page).await;
        let fold = browser.fold(&[answer, act]).await;
        if fold.header > HEADER {
            wrong.push(format!("{page}: its header is {} px high", fold.header));
        }
        if fold.width > 360 {
            wrong.push(format!("{page}: it is {} px wide", fold.width));
        }
        wrong.extend(fold.hidden.iter().map(|css| format!("{page}: {css} is not in the first screenful")));
        // A screen of 1280 by 1024 at 400 %.
        browser.screen(320, 256).await;
        let fold = browser.fold(&[]).await;
        if fold.header * 3 > 256 || fold.dock * 3 > 256 {
            wrong.push(format!(
                "{page}: magnified, its header has {} px and its bar {}",
                fold.header, fold.dock
            ));
        }
        if fold.width > 320 {
            wrong.push(format!("{page}: magnified, it is {} px wide", fold.width));
        }
    }
    wrong.extend(browser.close().await);
    wrong
}

#[actix_web::test]
async fn each_page_answers_in_the_first_screenful_of_a_phone() {
    let town = Town::open().await;
    town.app.join(&town.bea, town.school, false).await;
    for number in 0..6 {
        let person = town.app.delegate(&format!("Person Number{number:02}")).await;
        town.book(&person, town.introduction[0]).await;
    }
    town.book(&town.dora, town.introduction[0]).await;
    completed(&town.app, &town.bea, "introduction").await;
    // An hour into the first date.
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(1));
    let date = format!("/sessions/{}", town.introduction[1]);
    let today = format!("/sessions/{}", town.introduction[0]);
    let mut wrong = look(
        &town,
        None,
        &[
            asks("/", ".lede", ".next-dates a"),
            asks("/courses", ".list h3 a", ".next-dates a"),
            asks("/courses/introduction", ".glance", ".list .when"),
            asks("/verify", "main form label", "main form button"),
        ],
    )
    .await;
    wrong.extend(
        look(
            &town,
            Some(&town.ali),
            &[
                asks("/my-ladder", ".step-dates .day", ".step-open .button"),
                asks(&date, ".answer h2", ".answer .button"),
                asks(format!("{date}/book"), "input[name=name]", "main form button"),
            ],
        )
        .await,
    );
    wrong.extend(
        look(&town, Some(&town.dora), &[asks("/my-bookings", ".panel .big", ".panel .button")]).await,
    );
    let certificates = asks("/my-certificates", ".big", "a[href$='.pdf']");
    wrong.extend(look(&town, Some(&town.bea), &[certificates]).await);
    wrong.extend(
        look(
            &town,
            Some(&town.tess),
            &[
                asks("/my-dates", ".panel .big", ".panel .button"),
                asks(format!("{today}/attendance"), ".mark legend", "[data-everyone]"),
                asks(format!("{today}/roster"), ".person h3", "main .button"),
            ],
        )
        .await,
    );
    wrong.extend(
        look(
            &town,
            Some(&town.mina),
            &[
                asks("/my-people", ".person th", ".person td a"),
                asks("/commissions/new", "main form label", ".dock button"),
            ],
        )
        .await,
    );
    wrong.extend(look(&town, Some(&town.lea), &[asks("/my-people", "#led-0 + p", ".person th")]).await);
    wrong.extend(
        look(
            &town,
            Some(&town.cora),
            &[
                asks("/work", "main h1", "main .list a, .counts a"),
                asks("/manage/dates", "tbody th a", "tbody th a"),
                asks("/manage/courses/introduction", "input[name=title]", ".dock button"),
            ],
        )
        .await,
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn the_menu_opens_without_script() {
    let town = Town::open().await;
    let mut browser: Chromium = town.browser(Script::Off).await;
    browser.screen(360, 640).await;
    browser.go("/verify").await;
    browser.tap_here("Menu").await;
    browser.tap("Find a course").await;
    browser.arrives("/courses").await;
    browser.finish().await;
}
