//! The coordinator's dates: made, published, changed with what will be mailed said before, called off, filled.

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde_json::json;
use training_ladder::domain::ids::SessionId;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    pages::value_of,
    raw_database::Beside,
};

/// What the form of a date takes, beside its days.
fn all_else(key: &str) -> Vec<(&str, &str)> {
    vec![
        ("key", key),
        ("capacity", "12"),
        ("delivery", "zoom"),
        ("joining.url", "https://zoom.example/j/1"),
        ("timezone", "Europe/London"),
    ]
}

fn one_day<'a>(day: &'a str, starts: &'a str, ends: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("dates[0].id", ""),
        ("dates[0].day", day),
        ("dates[0].starts_at", starts),
        ("dates[0].ends_at", ends),
    ]
}

async fn place(app: &TestApp, who: &Someone, session: SessionId) {
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), json!({"join_waitlist": true}))
        .await
        .expect(201);
}

both_databases! {
    async fn a_site_plans_in_its_own_zone(app: TestApp) {
        let app = app.copy_in(8, Tz::Europe__Madrid);
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        let form = "/manage/courses/introduction/dates/new";
        for path in [form, "/manage/courses/introduction/dates/series"] {
            let page = browser.open(path).await.expect(200).text();
            assert_eq!(value_of(&page, "timezone").as_deref(), Some("Europe/Madrid"));
        }
        // Left empty it means the same.
        let mut typed = vec![("key", "once"), ("capacity", "12"), ("delivery", "room"), ("timezone", "")];
        typed.extend(one_day("2026-12-01", "10:00", "13:00"));
        let made = browser.submit(form, &typed).await.expect(303).header("location");
        let id = made.trim_start_matches("/manage/dates/").split('?').next().expect("an id");
        let date = app.get(&cora, &format!("/api/v1/sessions/{id}")).await.expect(200).json();
        assert_eq!(date["timezone"], "Europe/Madrid");
        assert_eq!(date["dates"][0]["starts_at"], "2026-12-01T09:00:00Z");
    }

    async fn a_date_is_made_once_published_and_seen(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/introduction/dates/new";
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("Add a date of Introduction"));
        let key = value_of(&page, "key").expect("a key");

        let mut typed = all_else(&key);
        typed.extend(one_day("2026-13-01", "10:00", "13:00"));
        let wrong = browser.submit(path, &typed).await.expect(422).text();
        assert!(wrong.contains("Enter a day, such as 12/01/2027.") && wrong.contains("https://zoom.example/j/1"));
        assert!(wrong.contains("value=\"2026-13-01\""), "what was typed is kept");

        let mut typed = all_else(&key);
        typed.extend(one_day("2026-12-01", "10:00", "13:00"));
        let made = browser.submit(path, &typed).await.expect(303).header("location");
        let again = browser.submit(path, &typed).await.expect(303).header("location");
        assert_eq!(made, again, "sending the form twice makes one date");
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions"), 1);

        let address = made.split('?').next().expect("an address").to_owned();
        let page = browser.open(&made).await.expect(200).text();
        assert!(page.contains("Tuesday 1 December 2026, 10am to 1pm") && page.contains("Saved as a draft"));
        assert!(page.contains("Publish this date"));
        let there = browser.submit(&format!("{address}/publish"), &[]).await.expect(303).header("location");
        assert!(browser.open(&there).await.expect(200).text().contains("Published."));
        let twice = browser.submit(&format!("{address}/publish"), &[]).await.expect(422).text();
        assert!(twice.contains("published already"));
        assert!(browser.open("/manage/dates?course=introduction&state=published").await.text().contains(&address));
        assert!(!browser.open("/manage/dates?state=draft").await.text().contains(&address));
    }

    async fn a_further_date_is_added_without_script_and_taken_out_again(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/introduction/dates/new";
        let mut typed = all_else("k");
        typed.extend(one_day("2026-12-01", "10:00", "13:00"));
        typed.push(("_step", "add-date:"));
        let page = browser.submit(path, &typed).await.expect(200).text();
        assert!(page.contains("dates[1].day") && page.contains("value=\"2026-12-01\""));
        typed.pop();
        typed.extend([("dates[1].day", "2026-12-08"), ("dates[1].starts_at", "10:00"), ("dates[1].ends_at", "13:00")]);
        typed.push(("_step", "remove-date:0"));
        let page = browser.submit(path, &typed).await.expect(200).text();
        assert!(!page.contains("dates[1].day") && page.contains("value=\"2026-12-08\""));
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions"), 0, "a step stores nothing");
    }

    async fn a_change_says_whom_it_mails_before_it_is_made(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 20).await;
        place(&app, &dora, session).await;
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/edit");
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("1 person is booked"));
        let (id, revision) =
            (value_of(&page, "dates[0].id").expect("an id"), value_of(&page, "revision").expect("a revision"));

        // Nothing that is in anybody's calendar changes: it is saved at once.
        let as_it_is = |typed: &mut Vec<(&'static str, String)>, day: &str, starts: &str| {
            typed.extend([
                ("dates[0].id", id.clone()),
                ("dates[0].day", day.to_owned()),
                ("dates[0].starts_at", starts.to_owned()),
                ("dates[0].ends_at", "12:00".to_owned()),
                ("revision", revision.clone()),
                ("delivery", "zoom".to_owned()),
                ("joining.url", "https://zoom.example/j/94112233445".to_owned()),
                ("joining.help", "Ring 0117 496 0000".to_owned()),
                ("timezone", "Europe/London".to_owned()),
            ]);
        };
        let mut typed = vec![("capacity", "21".to_owned())];
        as_it_is(&mut typed, "2026-12-03", "09:00");
        let fields = |typed: &[(&'static str, String)]| typed.to_vec();
        let send = fields(&typed);
        let send: Vec<(&str, &str)> = send.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit(&path, &send).await.expect(303);

        // The form that was open meanwhile is stale: its words come back with a message, and then go through.
        let mut typed = vec![("capacity", "22".to_owned())];
        as_it_is(&mut typed, "2026-12-03", "09:00");
        let send = fields(&typed);
        let send: Vec<(&str, &str)> = send.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let stale = browser.submit(&path, &send).await.expect(422).text();
        assert!(stale.contains("Somebody else changed this date") && stale.contains("value=\"22\""));
        let revision_now = value_of(&stale, "revision").expect("a revision");

        // A new time is in calendars: who is mailed is said first.
        let mailed = app.mails().await.len();
        let mut typed = vec![("capacity", "21".to_owned())];
        as_it_is(&mut typed, "2026-12-03", "09:30");
        for (name, value) in &mut typed {
            if *name == "revision" {
                value.clone_from(&revision_now);
            }
        }
        let mut send: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = browser.submit(&path, &send).await.expect(200).text();
        assert!(page.contains("This will mail 1 person</h1>"), "{page}");
        assert!(page.contains("1 booked: the new dates and times."), "{page}");
        assert_eq!(app.mails().await.len(), mailed, "nothing is mailed yet");
        send.push(("_sure", "yes"));
        browser.submit(&path, &send).await.expect(303);
        assert!(app.kinds_to(&dora.email).await.contains(&"date_changed".to_owned()));
    }

    async fn putting_on_a_trainer_who_is_booked_says_before_that_the_place_ends(app: TestApp) {
        let (cora, tess, tom) = (app.coordinator().await, app.trainer("Tess").await, app.trainer("Tom").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainers = json!([tom.id]);
        let session = app.session_with(&cora, "introduction", |body| body["trainer_ids"] = trainers).await;
        let booked = app.post(&tess, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201).json();
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/edit");
        let form = browser.open(&path).await.expect(200).text();
        let (id, revision) = (value_of(&form, "dates[0].id").expect("an id"), value_of(&form, "revision").expect("a revision"));
        let trainer = tess.id.to_string();
        let mut typed = vec![
            ("dates[0].id", id.as_str()), ("dates[0].day", "2026-12-03"), ("dates[0].starts_at", "09:00"),
            ("dates[0].ends_at", "12:00"), ("revision", &revision), ("delivery", "zoom"), ("capacity", "20"),
            ("joining.url", "https://zoom.example/j/94112233445"), ("joining.help", "Ring 0117 496 0000"),
            ("timezone", "Europe/London"), ("trainer_ids", &trainer),
        ];
        let page = browser.submit(&path, &typed).await.expect(200).text();
        assert!(page.contains("This will mail 2 people</h1>"), "{page}");
        assert!(page.contains("Asked to run it: Tess.") && page.contains("No longer to run it: Tom."), "{page}");
        assert!(page.contains("Tess is booked on it, or waits for a place."), "{page}");
        let stands = async || {
            let path = format!("/api/v1/bookings/{}", booked["id"].as_str().expect("an id"));
            app.get(&cora, &path).await.expect(200).json()["state"].clone()
        };
        assert_eq!(stands().await, "booked", "nothing is done yet");
        typed.push(("_sure", "yes"));
        browser.submit(&path, &typed).await.expect(303);
        assert_eq!(stands().await, "cancelled");
        app.audit().await;
    }

    async fn a_change_names_whom_it_brings_into_collision_before_it_is_made(app: TestApp) {
        let cora = app.coordinator().await;
        let (dora, wendy) = (app.delegate("Dora Delegate").await, app.delegate("Wendy Waiting").await);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "other", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let other = app.session(&cora, "other", 31, 3, 20).await;
        place(&app, &dora, session).await;
        place(&app, &dora, other).await;
        place(&app, &wendy, session).await;
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/edit");
        let page = browser.open(&path).await.expect(200).text();
        let (id, revision) =
            (value_of(&page, "dates[0].id").expect("an id"), value_of(&page, "revision").expect("a revision"));
        let typed = [
            ("capacity", "1"), ("dates[0].id", id.as_str()), ("dates[0].day", "2026-12-04"),
            ("dates[0].starts_at", "10:00"), ("dates[0].ends_at", "12:00"), ("revision", revision.as_str()),
            ("delivery", "zoom"), ("joining.url", "https://zoom.example/j/94112233445"),
            ("joining.help", "Ring 0117 496 0000"), ("timezone", "Europe/London"),
        ];
        let page = browser.submit(&path, &typed).await.expect(200).text();
        assert!(page.contains("This will mail 2 people</h1>"), "{page}");
        assert!(page.contains("Dora Delegate has another booking at that time: Other, Friday 4 December 2026"), "{page}");
        assert!(page.contains("1 without a place yet"), "{page}");
        let date = app.get(&cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!(date["dates"][0]["starts_at"], "2026-12-03T09:00:00Z", "nothing is changed yet");
    }

    async fn cancelling_says_whom_it_mails_and_asks_why(app: TestApp) {
        let cora = app.coordinator().await;
        let (dora, wendy) = (app.delegate("Dora Delegate").await, app.delegate("Wendy Waiting").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        place(&app, &dora, session).await;
        place(&app, &wendy, session).await;
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/cancel");
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("This will mail 2 people: 1 booked, 1 on the waiting list."), "{page}");
        let wrong = browser.submit(&path, &[("reason", "")]).await.expect(422).text();
        assert!(wrong.contains("Say why it is cancelled"));
        let done = browser.submit(&path, &[("reason", "The trainer is ill.")]).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        assert!(page.contains("cancelled") && page.contains("The trainer is ill."));
        assert!(!page.contains("Cancel this date"), "what is no longer possible is not offered");
        assert!(browser.submit(&path, &[("reason", "Again.")]).await.expect(422).text().contains("was cancelled"));
    }

    async fn somebody_is_booked_after_the_start_too(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 20).await;
        app.clock.advance(TimeDelta::days(30) + TimeDelta::hours(1));
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/book");
        let found = browser.open(&format!("{path}?q=dora")).await.expect(200).text();
        let choose = format!("{path}?person={}", dora.id);
        assert!(found.contains(&choose.replace('=', "&#x3D;")));
        let page = browser.open(&choose).await.expect(200).text();
        assert!(page.contains("Book Dora Delegate"));
        let key = value_of(&page, "key").expect("a key");
        let person = dora.id.to_string();
        let typed = [("person", person.as_str()), ("key", key.as_str())];
        let done = browser.submit(&path, &typed).await.expect(303).header("location");
        browser.submit(&path, &typed).await.expect(303);
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM bookings"), 1, "sent twice, booked once");
        assert!(browser.open(&done).await.expect(200).text().contains("Dora Delegate"));
        let other = [("person", person.as_str()), ("key", "another")];
        let page = browser.submit(&path, &other).await.expect(422).text();
        assert!(page.contains("There is a problem"), "booked already is said, not an error");
    }

    async fn a_waiting_list_is_put_in_another_order_for_a_reason(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        for name in ["Dora Delegate", "Wendy First", "Will Second"] {
            let who = app.delegate(name).await;
            place(&app, &who, session).await;
        }
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/dates/{session}/waiting-list");
        let page = browser.open(&path).await.expect(200).text();
        let mut names: Vec<String> = page.split("name=\"place-").skip(1).map(|rest| {
            format!("place-{}", rest.split('"').next().expect("a booking"))
        }).collect();
        assert_eq!(names.len(), 2);
        names.reverse();
        let mut typed = vec![(names[0].as_str(), "1"), (names[1].as_str(), "1")];
        let wrong = browser.submit(&path, &typed).await.expect(422).text();
        assert!(wrong.contains("Two people have the same place") && wrong.contains("Say why"));
        typed[1].1 = "2";
        typed.push(("reason", "He starts a new post."));
        let done = browser.submit(&path, &typed).await.expect(303).header("location");
        let page = browser.open(&done).await.expect(200).text();
        let (will, wendy) = (page.find("Will Second").expect("Will"), page.find("Wendy First").expect("Wendy"));
        assert!(will < wendy, "the order is the one asked for");
    }

    async fn somebody_is_let_in_for_a_reason_and_then_booked(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let session = app.session(&cora, "development", 30, 3, 20).await;
        let browser = app.browser_of(&cora).await;
        let person = dora.id.to_string();
        let book = format!("/manage/dates/{session}/book");
        let refused = browser.submit(&book, &[("person", person.as_str()), ("key", "a")]).await.expect(422).text();
        let waivers = format!("/manage/dates/{session}/waivers?person={person}");
        assert!(refused.contains(&waivers.replace('=', "&#x3D;")), "the way there is named");
        let page = browser.open(&waivers).await.expect(200).text();
        let group = page.split("name=\"requirement\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let group = group.expect("a group").to_owned();
        let path = format!("/manage/dates/{session}/waivers");
        let typed = [("person", person.as_str()), ("requirement", group.as_str()), ("reason", "Trained elsewhere.")];
        assert!(browser.submit(&path, &typed[..2]).await.expect(422).text().contains("Say why"));
        let done = browser.submit(&path, &typed).await.expect(303).header("location");
        assert!(browser.open(&done).await.text().contains("Trained elsewhere."));
        browser.submit(&book, &[("person", person.as_str()), ("key", "b")]).await.expect(303);
    }

    async fn a_series_is_looked_at_before_it_is_made(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/introduction/dates/series";
        let page = browser.open(path).await.expect(200).text();
        let key = value_of(&page, "key").expect("a key");
        let mut typed = vec![
            ("key", key.as_str()), ("first_day", "2026-12-21"), ("starts", "10:00"), ("minutes", "180"),
            ("rhythm", "weeks"), ("every", "1"), ("count", "3"), ("capacity", "12"), ("delivery", "zoom"),
        ];
        let page = browser.submit(path, &typed).await.expect(200).text();
        assert!(page.contains("Monday 21 December 2026, 10am to 1pm"), "{page}");
        assert!(page.contains("Boxing Day"), "the bank holiday stepped round is named: {page}");
        assert!(page.contains("Make these 3 drafts"));
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions"), 0, "looking makes nothing");
        typed.push(("_sure", "yes"));
        browser.submit(path, &typed).await.expect(303);
        browser.submit(path, &typed).await.expect(303);
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM sessions"), 3, "made once");
    }

    async fn only_coordinators_come_here(app: TestApp) {
        let cora = app.coordinator().await;
        let tess = app.trainer("Tess Trainer").await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&tess).await;
        assert!(!browser.open("/display").await.text().contains("/manage/"));
        for path in ["/work", "/manage/dates", "/manage/courses", "/manage/people", "/manage/courses/introduction/dates/new"] {
            browser.open(path).await.expect(403);
        }
        assert!(app.browser().open("/work").await.expect(303).header("location").starts_with("/sign-in"));
    }
}
