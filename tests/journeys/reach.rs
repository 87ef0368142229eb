//! Attendance by keys alone, and what stays apart where the system sets the colours.

use chrono::TimeDelta;
use serde_json::json;

use super::town::Town;
use crate::support::{chromium::Script, commissions::completed};

/// Which choice has the focus, and whether it is the one chosen.
const FOCUSED: &str =
    "const on = document.activeElement; return [on.value ?? on.outerHTML, on.checked === true];";

#[actix_web::test]
async fn arrow_keys_pass_each_choice_of_attendance_and_keep_the_focus() {
    let town = Town::open().await;
    town.book(&town.dora, town.introduction[0]).await;
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(1));
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.tess.email).await;
    browser.go(&format!("/sessions/{}/attendance", town.introduction[0])).await;
    browser.run("document.querySelector('.mark input').focus()").await;
    let right = "\u{e014}";
    let mut passed = Vec::new();
    for _ in 0..4 {
        browser.press(right).await;
        passed.push(browser.answer(FOCUSED).await);
    }
    // Round and back at the first.
    let expected = ["partly", "absent", "present", "partly"].map(|choice| json!([choice, true]));
    assert_eq!(passed, expected, "what each press led to");

    // A finger that chooses "Part of it" is led on to the minutes.
    browser.tap_within("Dora", "Not here").await;
    browser.tap_within("Dora", "Part of it").await;
    assert_eq!(browser.answer("return document.activeElement.inputMode").await, json!("numeric"));
    browser.finish().await;
}

/// What each mark of the rail, and each link of the menu, is drawn with.
const DRAWN: &str = "
    const drawn = (css, pseudo) => [...document.querySelectorAll(css)].slice(0, 1).map(element => {
      const style = getComputedStyle(element, pseudo);
      return ['backgroundColor', 'borderTopColor', 'borderTopStyle', 'borderTopWidth', 'borderTopLeftRadius', 'fontWeight']
        .map(name => style[name]).join(' ');
    });
    return {
      done: drawn('.step-done', '::before'), open: drawn('.step-open', '::before'),
      booked: drawn('.step-booked', '::before'), later: drawn('.step-later', '::before'),
      here: drawn('.navigation a[aria-current]'), there: drawn('.navigation a:not([aria-current])'),
    };";

#[actix_web::test]
async fn states_and_the_current_page_stay_apart_in_forced_colours() {
    let town = Town::open().await;
    completed(&town.app, &town.bea, "introduction").await;
    town.book(&town.dora, town.introduction[0]).await;
    let mut kinds = serde_json::Map::new();
    for who in [&town.bea, &town.dora] {
        let mut browser = town.browser(Script::On).await;
        browser.colours_forced(true).await;
        browser.sign_in(&who.email).await;
        browser.leave_who_sees().await;
        browser.go("/my-ladder").await;
        let forced = browser.answer("return matchMedia('(forced-colors: active)').matches").await;
        assert_eq!(forced, json!(true), "the control: colours are the system's");
        for (kind, drawn) in browser.answer(DRAWN).await.as_object().expect("kinds") {
            if let Some(drawn) = drawn[0].as_str() {
                kinds.insert(kind.clone(), json!(drawn));
            }
        }
        browser.finish().await;
    }
    for (one, other) in [
        ("done", "open"),
        ("done", "booked"),
        ("done", "later"),
        ("booked", "open"),
        ("open", "later"),
        ("here", "there"),
    ] {
        assert!(kinds.contains_key(one) && kinds.contains_key(other), "{one}, {other}: {kinds:?}");
        assert_ne!(kinds[one], kinds[other], "{one} and {other} are drawn alike");
    }
}
