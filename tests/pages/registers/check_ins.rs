//! The screen at the door, and the page it leads to.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{app::TestApp, database::both_databases, register::Class};

/// A class in a room with these people, so many minutes from its start.
async fn class(app: &TestApp, names: &[&str], minutes: i64) -> Class {
    let mut class = Class::with(app, names, &[(7, 3)], |course| course["delivery"] = json!("room")).await;
    class.at_start(app, 0).await;
    class.later(app, minutes).await;
    class
}

async fn code(app: &TestApp, class: &Class) -> String {
    let screen = app.get(&class.tess, &class.path("check-in")).await.expect(200).json();
    screen["code"].as_str().expect("a code").to_owned()
}

both_databases! {
    async fn the_screen_shows_what_to_scan_and_to_type_and_who_has_arrived(app: TestApp) {
        let class = class(&app, &["Ada Archer", "Ben Baker"], 12).await;
        let browser = app.browser_of(&class.tess).await;
        let screen = format!("/sessions/{}/check-in?date={}", class.session, class.dates[0]);
        let link = screen.replace('=', "&#x3D;");
        for page in ["/my-dates".to_owned(), format!("/sessions/{}/roster", class.session),
            format!("/sessions/{}/attendance", class.session)]
        {
            let text = browser.open(&page).await.expect(200).text();
            assert!(text.contains(&link), "{page} leads to no screen: {text}");
        }
        let given = code(&app, &class).await;
        let page = browser.open(&screen).await.expect(200).text();
        let typed = format!("{} {}", &given[..3], &given[3..]);
        assert!(page.contains(&typed) && page.contains("0 of 2 are here") && page.contains("<svg"), "{page}");
        // Without script the page is loaded anew when the code has changed.
        assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"61\"></noscript>"), "{page}");
        app.post(&class.people[1], "/api/v1/check-ins", json!({"code": given})).await.expect(201);
        let page = browser.open(&screen).await.expect(200).text();
        assert!(page.contains("1 of 2 are here") && page.contains("9:12am, 12 minutes late"), "{page}");
        let script = browser.send_as(actix_web::http::Method::GET, &screen, "application/json", None).await;
        let told: Value = script.expect(200).json();
        assert_eq!(told["arrivals"][0]["name"], "Ben Baker");
        assert_eq!(told["said"], "1 of 2 are here");
        let attendance = browser.open(&format!("/sessions/{}/attendance", class.session)).await.expect(200).text();
        assert!(attendance.contains("checked in at 9:12am"), "{attendance}");
        app.browser_of(&class.people[0]).await.open(&screen).await.expect(403);
    }

    async fn the_screen_says_why_nobody_can_check_in(app: TestApp) {
        let class = class(&app, &["Ada Archer"], -90).await;
        let browser = app.browser_of(&class.tess).await;
        let screen = format!("/sessions/{}/check-in", class.session);
        let page = browser.open(&screen).await.expect(200).text();
        assert!(page.contains("Checking in opens an hour before the start") && !page.contains("refresh"), "{page}");
        let roster = browser.open(&format!("/sessions/{}/roster", class.session)).await.expect(200).text();
        assert!(!roster.contains("Let people check in"), "{roster}");
    }

    async fn signed_in_it_takes_one_press_and_opening_the_page_marks_nobody(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        let browser = app.browser_of(&class.people[0]).await;
        let given = code(&app, &class).await;
        let page = browser.open(&format!("/check-in/{given}")).await.expect(200).text();
        assert!(page.contains("I am here") && page.contains("Introduction"), "{page}");
        assert!(!page.contains("name=\"email\""), "{page}");
        let path = class.path("check-in");
        assert_eq!(app.get(&class.tess, &path).await.expect(200).json()["arrivals"], json!([]));
        for _ in 0..2 {
            let page = browser.submit("/check-in", &[("code", &given)]).await.expect(200).text();
            assert!(page.contains("You are checked in") && page.contains("Noted at 9am."), "{page}");
        }
        let arrivals = app.get(&class.tess, &path).await.expect(200).json()["arrivals"].clone();
        assert_eq!(arrivals.as_array().map(Vec::len), Some(1));
    }

    async fn not_signed_in_it_takes_reference_and_address_and_what_was_typed_is_kept(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        let booking = format!("/api/v1/bookings/{}", class.bookings[0]);
        let booking = app.get(&class.tess, &booking).await.expect(200).json();
        let (reference, email) = (booking["reference"].as_str().expect("one"), class.people[0].email.clone());
        let browser = app.browser();
        let given = code(&app, &class).await;
        let page = browser.open(&format!("/check-in/{given}")).await.expect(200).text();
        assert!(page.contains("name=\"reference\"") && page.contains("/sign-in?return_to"), "{page}");
        app.clock.advance(TimeDelta::minutes(3));
        let typed = [("code", given.as_str()), ("reference", reference), ("email", &email)];
        let page = browser.submit("/check-in", &typed).await.expect(422).text();
        assert!(page.contains("This code is over") && page.contains(reference), "{page}");
        assert!(page.contains("The code on the screen"), "the new code can be typed: {page}");
        let given = code(&app, &class).await;
        let wrong = [("code", given.as_str()), ("reference", "AAAAAAAA"), ("email", &email)];
        let page = browser.submit("/check-in", &wrong).await.expect(422).text();
        assert!(page.contains("We have no booking with this reference and this address."), "{page}");
        let typed = [("code", given.as_str()), ("reference", reference), ("email", &email)];
        let page = browser.submit("/check-in", &typed).await.expect(200).text();
        assert!(page.contains("You are checked in"), "{page}");
    }

    async fn whoever_has_no_place_reads_what_to_do(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        let stranger = app.delegate("Sam Stranger").await;
        let browser = app.browser_of(&stranger).await;
        let page = browser.submit("/check-in", &[("code", &code(&app, &class).await)]).await.expect(200).text();
        assert!(page.contains("Speak to the trainer") && page.contains("/check-in?by"), "{page}");
        let page = browser.open("/check-in?by=reference").await.expect(200).text();
        assert!(page.contains("name=\"reference\""), "{page}");
    }

    async fn an_old_code_says_to_scan_the_new_one(app: TestApp) {
        let class = class(&app, &["Ada Archer"], 0).await;
        let given = code(&app, &class).await;
        app.clock.advance(TimeDelta::minutes(2));
        let browser = app.browser_of(&class.people[0]).await;
        let page = browser.open(&format!("/check-in/{given}")).await.expect(200).text();
        assert!(page.contains("This code is over") && page.contains("name=\"code\""), "{page}");
        let page = browser.open("/check-in/ZZZZZZ").await.expect(200).text();
        assert!(page.contains("This is not a code that is on a screen now."), "{page}");
    }
}
