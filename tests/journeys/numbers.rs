//! A coordinator finds the steering group's answers in the numbers, each in at most three presses.

use chrono::TimeDelta;
use training_ladder::domain::words::OrganisationKind;

use super::town::Town;
use crate::support::chromium::Script;

#[actix_web::test]
async fn a_coordinator_answers_the_steering_group() {
    let town = Town::open().await;
    let hillside = town.app.organisation("Meadow Primary School", OrganisationKind::School).await;
    for number in 0..3 {
        let person = town.app.delegate(&format!("Teacher Number{number}")).await;
        town.app.join(&person, hillside, false).await;
        town.book(&person, town.introduction[0]).await;
    }
    // The dates are of this year or the next; the numbers look at the year so far.
    town.app.clock.advance(TimeDelta::days(20));
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.screen(360, 640).await;

    browser.go("/reports").await;
    browser.look("numbers").await;
    browser.says("People who came").await;
    browser.screen(360, 640).await;
    let wide = browser.fold(&[".numbers", "svg"]).await;
    assert_eq!(wide.width, 360, "nothing runs off sideways");
    browser.tap("School staff who came, by organisation").await;
    browser.arrives("/reports/uptake").await;
    browser.look("school-staff").await;
    browser.says("Meadow Primary School").await;

    browser.go("/reports").await;
    browser.tap("Where people stop on the ladder").await;
    browser.arrives("/reports/ladder-flow").await;
    browser.look("where-people-stop").await;

    browser.go("/reports").await;
    browser.tap("Practitioners: who is current, and what lapses next").await;
    browser.arrives("/reports/practitioners").await;

    for (page, name) in [
        ("/reports/waiting", "waiting"),
        ("/reports/blocked", "refused"),
        ("/reports/organisations", "organisations"),
        ("/reports/demand", "demand"),
        ("/reports/uptake?by=course&sort=people", "by-course"),
        ("/reports/rows?report=uptake&figure=people&key=total", "behind"),
    ] {
        browser.go(page).await;
        browser.look(name).await;
    }
    browser.screen(1280, 1024).await;
    browser.go("/reports").await;
    browser.look("numbers-at-a-desk").await;
    browser.finish().await;
}
