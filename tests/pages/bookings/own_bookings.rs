//! One's own bookings: seen, given up, moved, handed over, waited for, answered.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::domain::{ids::SessionId, words::TokenKind};

use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    pages::value_of,
    register::Class,
};

struct Booked {
    cora: Someone,
    dora: Someone,
    session: SessionId,
    address: String,
}

impl Booked {
    /// Dora is booked on a date in 30 days that has this many places.
    async fn on(app: &TestApp, places: i64) -> Self {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, places).await;
        let booking = app.book(&dora, session, json!({})).await;
        Self { cora, dora, session, address: format!("/bookings/{}", id_of(&booking)) }
    }

    async fn state(&self, app: &TestApp) -> String {
        let booking = app.get(&self.dora, &format!("/api/v1{}", self.address)).await.expect(200).json();
        booking["state"].as_str().expect("a state").to_owned()
    }
}

fn squeezed(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

both_databases! {
    async fn a_booking_shows_what_it_is_and_only_what_may_be_done(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let browser = app.browser_of(&it.dora).await;
        let list = squeezed(&browser.open("/my-bookings").await.expect(200).text());
        assert!(list.contains("Thursday 3 December 2026, 9am to noon") && list.contains(&it.address), "{list}");
        assert!(list.contains("freely until 5pm, Monday 30 November"), "{list}");
        let page = squeezed(&browser.open(&format!("{}?done=booked", it.address)).await.expect(200).text());
        for said in ["Your place is booked.", "What happens next", "Add it to your calendar", "zoom.example",
            "/cancel", "/move", "/hand-over", "/access-needs", "by you"] {
            assert!(page.contains(said), "{said} is missing: {page}");
        }
        for not in ["/offer", "/wrong", "/waiting\"", "/approval"] {
            assert!(!page.contains(&format!("{}{not}", it.address)), "{not}: {page}");
        }
        assert!(!browser.open(&format!("{}?done=made-up", it.address)).await.text().contains("class=\"notice\""));
        let file = browser.open(&format!("/sessions/{}/calendar.ics", it.session)).await.expect(200);
        assert!(file.header("content-type").starts_with("text/calendar"));
        // Nobody else learns that it is there.
        let eve = app.delegate("Eve").await;
        for rest in ["", "/cancel", "/move", "/hand-over", "/access-needs"] {
            app.browser_of(&eve).await.open(&format!("{}{rest}", it.address)).await.expect(404);
        }
    }

    async fn a_place_is_given_up_once_and_says_until_when_it_is_free(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let browser = app.browser_of(&it.dora).await;
        let path = format!("{}/cancel", it.address);
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("freely until 5pm, Monday 30 November."), "{page}");
        assert!(!page.contains("name=\"because\""), "no reason is asked for in time");
        let long = "x".repeat(1_001);
        let page = browser.submit(&path, &[("reason", &long)]).await.expect(422).text();
        assert!(page.contains(&long), "what was typed is kept");
        let answer = browser.submit(&path, &[("reason", "In court.")]).await.expect(303);
        assert_eq!(answer.header("location"), format!("{}?done=cancelled", it.address));
        assert_eq!(it.state(&app).await, "cancelled");
        assert_eq!(browser.submit(&path, &[]).await.expect(303).header("location"), it.address);
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("That is not possible for this booking now"), "{page}");
    }

    async fn at_short_notice_it_is_said_and_illness_is_not_counted(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        app.clock.advance(TimeDelta::days(28));
        let browser = app.browser_of(&it.dora).await;
        let path = format!("{}/cancel", it.address);
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("It is too late to give up your place freely"), "{page}");
        let page = browser.submit(&path, &[("reason", "kept words")]).await.expect(422).text();
        assert!(page.contains("Say why") && page.contains("kept words"), "{page}");
        browser.submit(&path, &[("because", "illness")]).await.expect(303);
        let booking = app.get(&it.dora, &format!("/api/v1{}", it.address)).await.json();
        assert_eq!((&booking["state"], &booking["short_notice"]), (&json!("cancelled"), &json!(false)));
    }

    async fn a_booking_moves_to_a_date_that_is_possible(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let other = app.session(&it.cora, "introduction", 37, 3, 9).await;
        let full = app.session(&it.cora, "introduction", 44, 3, 1).await;
        let ada = app.delegate("Ada").await;
        app.course(&it.cora, "another-course", |_| {}).await;
        app.book(&ada, full, json!({})).await;
        let clash = app.session(&it.cora, "another-course", 51, 3, 9).await;
        let same_time = app.session(&it.cora, "introduction", 51, 3, 9).await;
        app.book(&it.dora, clash, json!({})).await;
        let browser = app.browser_of(&it.dora).await;
        let path = format!("{}/move", it.address);
        let page = squeezed(&browser.open(&path).await.expect(200).text());
        assert!(page.contains(&format!("value=\"{other}\"")), "{page}");
        assert!(page.contains("It is full.") && page.contains("at the same time as your booking"), "{page}");
        assert!(!page.contains(&format!("value=\"{full}\"")) && !page.contains(&format!("value=\"{same_time}\"")));
        let page = browser.submit(&path, &[]).await.expect(422).text();
        assert!(page.contains("Choose one of the dates."), "{page}");
        browser.submit(&path, &[("session", &full.to_string())]).await.expect(422);
        let answer = browser.submit(&path, &[("session", &other.to_string())]).await.expect(303);
        assert_eq!(answer.header("location"), format!("{}?done=moved", it.address));
        let page = squeezed(&browser.open(&it.address).await.text());
        assert!(page.contains("Moved from Thursday 3 December 2026"), "{page}");
    }

    async fn a_place_is_handed_to_a_colleague(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let browser = app.browser_of(&it.dora).await;
        let path = format!("{}/hand-over", it.address);
        let wrong = [("name", "Łucja Nowak"), ("email", "office@school.example")];
        let page = browser.submit(&path, &wrong).await.expect(422).text();
        assert!(page.contains("Give a personal address"), "{page}");
        assert_eq!(value_of(&page, "email").as_deref(), Some("office@school.example"));
        assert_eq!(value_of(&page, "name").as_deref(), Some("Łucja Nowak"));
        let right = [("name", "Łucja Nowak"), ("email", "lucja.nowak@school.example")];
        let answer = browser.submit(&path, &right).await.expect(303);
        assert_eq!(answer.header("location"), format!("{}?done=offered-on", it.address));
        assert_eq!(it.state(&app).await, "booked");
        let shown = browser.open(&it.address).await.expect(200).text();
        assert!(shown.contains("On offer to Łucja Nowak until 5pm, Wednesday 4 November"), "{shown}");
        assert!(browser.open(&path).await.expect(200).text().contains("on offer to Łucja Nowak already"));

        // The colleague sees whose place it is, signs in, and says yes.
        let token = app.offered_to("lucja.nowak@school.example").await;
        let link = format!("/hand-over?token={token}");
        let page = app.browser().open(&link).await.expect(200).text();
        assert!(page.contains("Dora offers you a place") && page.contains("Sign in and answer"), "{page}");
        assert!(!page.contains("zoom.example"), "how to join is for whoever is booked: {page}");
        let lucja = app.delegate("Lucja Nowak").await;
        let hers = app.browser_of(&lucja).await;
        let page = hers.open(&link).await.expect(200).text();
        assert!(page.contains("Yes, I take the place") && page.contains("No, thank you"), "{page}");
        let yes = [("token", token.as_str()), ("answer", "yes")];
        let answer = hers.submit("/hand-over", &yes).await.expect(303);
        assert!(answer.header("location").ends_with("?done=taken"), "{}", answer.header("location"));
        assert_eq!(it.state(&app).await, "cancelled");
        assert!(hers.open(&link).await.expect(200).text().contains("no longer on offer"));
    }

    async fn an_offered_place_is_taken_back_or_turned_down(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let browser = app.browser_of(&it.dora).await;
        let path = format!("{}/hand-over", it.address);
        let to = [("name", "Łucja Nowak"), ("email", "lucja.nowak@school.example")];
        browser.submit(&path, &to).await.expect(303);
        browser.open(&format!("{}/take-back", it.address)).await.expect(200);
        let answer = browser.submit(&format!("{}/take-back", it.address), &[]).await.expect(303);
        assert_eq!(answer.header("location"), format!("{}?done=kept", it.address));
        browser.submit(&path, &to).await.expect(303);
        let token = app.offered_to("lucja.nowak@school.example").await;
        // A no needs no account.
        let no = [("token", token.as_str()), ("answer", "no")];
        app.browser().submit("/hand-over", &no).await.expect(303);
        assert_eq!(app.kinds_to(&it.dora.email).await.pop().as_deref(), Some("hand_over_not_taken_up"));
        assert_eq!(it.state(&app).await, "booked");
    }

    async fn whoever_signs_up_to_take_a_place_is_led_to_it(app: TestApp) {
        let it = Booked::on(&app, 9).await;
        let browser = app.browser_of(&it.dora).await;
        let email = "lucja.nowak@school.example";
        browser.submit(&format!("{}/hand-over", it.address), &[("name", "Łucja"), ("email", email)]).await.expect(303);
        let token = app.offered_to(email).await;
        let body = json!({"name": "Łucja Nowak", "email": email, "password": PASSWORD});
        app.post_public("/api/v1/people", body).await.expect(201);
        let confirm = app.secret_mailed_to(email, "confirm_address", TokenKind::ConfirmAddress).await;
        // A program registered: in a browser the password is chosen anew.
        let own = [("token", confirm.as_str()), ("own", "yes"), ("name", "Łucja Nowak"), ("password", PASSWORD)];
        let answer = app.browser().submit("/confirm", &own).await.expect(303);
        assert_eq!(answer.header("location"), format!("/hand-over?token={token}"));
    }

    async fn an_offer_is_taken_or_left(app: TestApp) {
        let it = Booked::on(&app, 1).await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        let adas = id_of(&app.book(&ada, it.session, json!({"join_waitlist": true})).await);
        let bens = id_of(&app.book(&ben, it.session, json!({"join_waitlist": true})).await);
        let later = app.session(&it.cora, "introduction", 40, 3, 1).await;
        let eve = app.delegate("Eve").await;
        app.book(&eve, later, json!({})).await;
        app.book(&ben, later, json!({"join_waitlist": true})).await;
        app.post(&it.dora, &format!("/api/v1{}/cancel", it.address), json!({})).await.expect(200);
        let path = format!("/bookings/{adas}/offer");
        let browser = app.browser_of(&ada).await;
        let page = squeezed(&browser.open(&path).await.expect(200).text());
        assert!(page.contains("until 5pm, Thursday 5 November") && page.contains("Take this place"), "{page}");
        browser.submit(&path, &[]).await.expect(422);
        let answer = browser.submit(&path, &[("answer", "leave")]).await.expect(303);
        assert_eq!(answer.header("location"), format!("/bookings/{adas}?done=passed-on"));
        let path = format!("/bookings/{bens}/offer");
        let browser = app.browser_of(&ben).await;
        let page = squeezed(&browser.open(&path).await.expect(200).text());
        assert!(page.contains("your waiting for these other dates") && page.contains("13 December"), "{page}");
        let answer = browser.submit(&path, &[("answer", "take")]).await.expect(303);
        assert_eq!(answer.header("location"), format!("/bookings/{bens}?done=taken"));
        browser.submit(&path, &[("answer", "take")]).await.expect(303);
        let page = browser.open(&format!("/bookings/{bens}")).await.text();
        assert!(page.contains("How to join"), "{page}");
    }

    async fn whoever_waits_says_how(app: TestApp) {
        let it = Booked::on(&app, 1).await;
        let ada = app.delegate("Ada").await;
        let booking = id_of(&app.book(&ada, it.session, json!({"join_waitlist": true})).await);
        let path = format!("/bookings/{booking}/waiting");
        let browser = app.browser_of(&ada).await;
        assert!(browser.open("/my-bookings").await.text().contains("Number 1 in line."));
        let page = browser.submit(&path, &[("auto", "book"), ("until", "2026-11-01")]).await.expect(422).text();
        assert!(page.contains("today or later"), "{page}");
        browser.submit(&path, &[("auto", "book"), ("until", "2026-11-20")]).await.expect(303);
        let page = browser.open(&format!("/bookings/{booking}")).await.text();
        assert!(page.contains("until Friday 20 November 2026 is booked without asking"), "{page}");
        assert!(!page.contains("zoom.example"), "only to the booked");
    }

    async fn a_manager_answers_a_request(app: TestApp) {
        let (cora, boss) = (app.coordinator().await, app.delegate("Boss").await);
        let manager = boss.id;
        let dora = app.person("Dora", move |row| row.line_manager_id = Some(manager)).await;
        app.course(&cora, "introduction", |body| body["needs_approval"] = json!(true)).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let booking = id_of(&app.book(&dora, session, json!({})).await);
        let path = format!("/bookings/{booking}/approval");
        app.browser_of(&dora).await.open(&path).await.expect(403);
        let browser = app.browser_of(&boss).await;
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("Dora would like to go"), "{page}");
        browser.submit(&path, &[]).await.expect(422);
        let page = browser.submit(&path, &[("answer", "no")]).await.expect(422).text();
        assert!(page.contains("Say why not"), "{page}");
        browser.submit(&path, &[("answer", "no"), ("reason", "We need you here.")]).await.expect(303);
        let page = app.browser_of(&dora).await.open(&format!("/bookings/{booking}")).await.text();
        assert!(page.contains("not approved") && page.contains("We need you here."), "{page}");
    }

    async fn a_result_can_be_said_to_be_wrong_once(app: TestApp) {
        let mut class = Class::of(&app, &["Dora"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a"]).await;
        class.close(&app).await.expect(200);
        let browser = app.browser_of(&class.people[0]).await;
        let address = format!("/bookings/{}", class.bookings[0]);
        let page = browser.open(&address).await.text();
        assert!(page.contains("did not attend") && page.contains("This is wrong"), "{page}");
        let path = format!("{address}/wrong");
        browser.submit(&path, &[("words", " ")]).await.expect(422);
        browser.submit(&path, &[("words", "I was there.")]).await.expect(303);
        let page = browser.open(&address).await.text();
        assert!(page.contains("I was there.") && !page.contains(&path), "{page}");
        browser.submit(&path, &[("words", "Again.")]).await.expect(422);
    }

    async fn access_needs_are_kept_and_managers_do_not_read_them(app: TestApp) {
        let (cora, boss) = (app.coordinator().await, app.delegate("Boss").await);
        let manager = boss.id;
        let dora = app.person("Dora", move |row| row.line_manager_id = Some(manager)).await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let address = format!("/bookings/{}", id_of(&app.book(&dora, session, json!({})).await));
        let browser = app.browser_of(&dora).await;
        let path = format!("{address}/access-needs");
        browser.submit(&path, &[("needs", "Captions, please."), ("keep", "yes")]).await.expect(303);
        assert!(browser.open(&path).await.text().contains("Captions, please."));
        let page = browser.open(&address).await.text();
        assert!(page.contains("Captions, please.") && page.contains("not arranged yet"), "{page}");
        let browser = app.browser_of(&boss).await;
        for path in [&path, &address] {
            assert!(!browser.open(path).await.expect(200).text().contains("Captions"), "health data");
        }
    }
}
