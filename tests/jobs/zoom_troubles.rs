//! When Zoom does not do what it is asked: waits, retries, and who hears of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::zoom::{online, sent_to};
use crate::support::{
    app::TestApp,
    catalogue::id_of,
    database::both_databases,
    personal_data::stands_in,
    raw_database::Beside,
    zoom_stand_in::{Fault, ZoomStandIn},
};

both_databases! {
    async fn an_invite_waits_two_minutes_for_its_link_and_no_longer(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.run_jobs().await;
        let meeting = zoom.meeting();
        app.book(&ada, session, json!({})).await;
        for _ in 0..3 {
            zoom.then(Fault::Down(502));
        }
        // At once, and after 30 seconds: the mail waits. Then it goes without, and the link follows.
        app.run_jobs().await;
        app.after(TimeDelta::seconds(30)).await;
        assert!(sent_to(&app, &ada).is_empty());
        app.after(TimeDelta::seconds(60)).await;
        assert!(sent_to(&app, &ada).is_empty());
        app.after(TimeDelta::seconds(30)).await;
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(!mails[0].text.contains("/w/"));
        zoom.calls();
        app.after(TimeDelta::seconds(89)).await;
        assert!(zoom.calls().is_empty(), "two minutes after the third");
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(zoom.calls(), [format!("POST /meetings/{meeting}/registrants")]);
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains(&format!("/w/{meeting}?")), "{}", mails[0].text);
        let ics = &mails[0].calendar.as_ref().expect("an invite").ics;
        assert!(ics.contains("SEQUENCE:1"), "{ics}");
    }

    async fn zoom_is_left_alone_for_as_long_as_it_asks(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        zoom.then(Fault::Busy(Some("90")));
        let session = online(&app, &cora, |_| {}).await;
        app.run_jobs().await;
        assert_eq!(zoom.calls().len(), 1);
        // Whatever changes meanwhile.
        app.book(&ada, session, json!({})).await;
        app.after(TimeDelta::seconds(89)).await;
        assert!(zoom.calls().is_empty());
        zoom.then(Fault::Busy(Some("2026-11-03T10:00:00Z")));
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(zoom.calls().len(), 1);
        app.at("2026-11-03T09:59:59Z").await;
        assert!(zoom.calls().is_empty());
        zoom.then(Fault::Busy(None));
        app.at("2026-11-03T10:00:00Z").await;
        assert_eq!(zoom.calls().len(), 1);
        // Nothing said: half a minute, doubled with each attempt in a row.
        app.after(TimeDelta::seconds(119)).await;
        assert!(zoom.calls().is_empty());
        app.after(TimeDelta::seconds(1)).await;
        assert_eq!(zoom.registered(zoom.meeting()), [ada.email.as_str()]);
        let settings = app.get(&cora, &format!("/api/v1/sessions/{session}/settings")).await.expect(200).json();
        assert_eq!(settings["zoom_meetings"][0]["trouble"], Value::Null);
    }

    async fn a_token_that_ends_in_the_middle_is_replaced(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.run_jobs().await;
        assert_eq!(zoom.with(|stand| stand.tokens_given), 1);
        zoom.with(|stand| stand.tokens.clear());
        app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        assert_eq!(zoom.with(|stand| stand.tokens_given), 2);
        assert_eq!(zoom.registered(zoom.meeting()), [ada.email.as_str()]);
        // It lasts an hour: the next one is fetched before anything is refused.
        app.clock.advance(TimeDelta::minutes(59));
        zoom.calls();
        let ben = app.delegate("Ben").await;
        app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        assert_eq!((zoom.calls().len(), zoom.with(|stand| stand.tokens_given)), (1, 3));
    }

    async fn whoever_keeps_the_dates_hears_that_the_credentials_are_not_taken(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let board = async || app.browser_of(&cora).await.open("/work").await.expect(200).text();
        zoom.with(|stand| stand.locked_out = true);
        let session = online(&app, &cora, |_| {}).await;
        assert!(!board().await.contains("Zoom did not do"));
        app.run_jobs().await;
        let page = board().await;
        assert!(page.contains("Zoom did not do what it was asked"), "{page}");
        assert!(page.contains("does not take the app") && page.contains(&format!("/manage/dates/{session}")));
        let page = app.browser_of(&cora).await.open(&format!("/manage/dates/{session}")).await.expect(200).text();
        assert!(page.contains("Not made yet") && page.contains("does not take the app"), "{page}");
        app.after(TimeDelta::hours(10)).await;
        zoom.with(|stand| stand.locked_out = false);
        app.after(TimeDelta::hours(1)).await;
        zoom.meeting();
        assert!(!board().await.contains("Zoom did not do"));
    }

    async fn what_zoom_refuses_of_one_keeps_nobody_else_waiting(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada, ben) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.run_jobs().await;
        zoom.then(Fault::Refuse(400, 3027, "Host cannot register ada@example.org"));
        app.book(&ada, session, json!({})).await;
        app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        assert_eq!(zoom.registered(zoom.meeting()), [ben.email.as_str()]);
        let page = app.browser_of(&cora).await.open("/work").await.expect(200).text();
        assert!(page.contains("would not register somebody"), "{page}");
        // Saving the date has it tried again.
        let more = json!({"capacity": 21});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), more).await.expect(200);
        app.run_jobs().await;
        assert_eq!(zoom.registered(zoom.meeting()).len(), 2);
    }

    async fn a_meeting_deleted_at_zoom_is_made_anew(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada, ben) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        let first = zoom.meeting();
        zoom.with(|stand| stand.meetings.clear());
        app.book(&ben, session, json!({})).await;
        app.run_jobs().await;
        drop(app.mailbox.take_sent());
        app.after(TimeDelta::seconds(30)).await;
        let second = zoom.meeting();
        assert_ne!(first, second);
        assert_eq!(zoom.registered(second).len(), 2);
        let mails = sent_to(&app, &ada);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains(&format!("/w/{second}?")));
    }

    async fn nothing_is_left_of_somebody_who_is_erased(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Erased").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = online(&app, &cora, |_| {}).await;
        app.book(&ada, session, json!({})).await;
        app.run_jobs().await;
        let meeting = zoom.meeting();
        let export = app.get(&ada, "/api/v1/me/export").await.expect(200);
        let files = crate::support::personal_data::files(&export.body);
        let named = files.iter().any(|(_, content)| {
            String::from_utf8_lossy(content).contains(&format!("tk=reg-{meeting}-1"))
        });
        assert!(named, "they are given their own link");
        // Thursday 3 December, until noon.
        zoom.hold(meeting, "plain==", vec![json!({
            "name": "Ada Erased", "user_email": ada.email, "registrant_id": format!("reg-{meeting}-1"),
            "join_time": "2026-12-03T09:00:00Z", "leave_time": "2026-12-03T11:00:00Z", "status": "in_meeting",
        })]);
        app.at("2026-12-03T12:30:00Z").await;
        assert_eq!(stands_in(&app, "ada erased").iter().filter(|at| at.starts_with("zoom_")).count(), 1);
        zoom.calls();
        let path = format!("/api/v1/people/{}/erase", ada.id);
        app.post(&cora, &path, json!({"reason": "Asked on the telephone."})).await.expect(200);
        app.run_jobs().await;
        assert!(zoom.calls().contains(&format!("DELETE /meetings/{meeting}/registrants/reg-{meeting}-1")));
        let mut beside = Beside::to(&app.database);
        assert_eq!(beside.number("SELECT count(*) FROM zoom_registrants"), 0);
        assert_eq!(beside.number("SELECT count(*) FROM zoom_participants"), 0);
    }

    async fn people_read_what_zoom_is_told_before_they_take_a_place(app: TestApp) {
        let zoom = ZoomStandIn::start();
        let app = app.meeting_on(zoom.access());
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let made = online(&app, &cora, |_| {}).await;
        let typed = app.session(&cora, "introduction", 40, 3, 5).await;
        let browser = app.browser_of(&ada).await;
        let said = "Zoom is told your name and e-mail address";
        assert!(browser.open(&format!("/sessions/{made}/book")).await.expect(200).text().contains(said));
        assert!(!browser.open(&format!("/sessions/{typed}/book")).await.expect(200).text().contains(said));
        assert!(browser.open("/privacy").await.expect(200).text().contains("Zoom Communications"));
        let moves = app.delegate("Moves").await;
        let other = app.book(&moves, typed, json!({})).await;
        let page = app.browser_of(&moves).await.open(&format!("/bookings/{}/move", id_of(&other))).await.text();
        assert_eq!(page.matches("Zoom is told").count(), 1, "{page}");
        app.book(&ada, made, json!({})).await;
        app.run_jobs().await;
        let own = app.get(&ada, "/api/v1/bookings").await.expect(200).json();
        let page = browser.open(&format!("/bookings/{}", id_of(&own["items"][0]))).await.expect(200).text();
        let meeting = zoom.meeting();
        let own = format!("https://zoom.example/w/{meeting}?tk&#x3D;reg-{meeting}-1");
        assert!(page.contains(&own), "{page}");
        // The reminder of the day before waits for the link, which is there; on the day it stands at the top of their home.
        app.at("2026-12-02T09:00:00Z").await;
        app.at("2026-12-03T08:00:00Z").await;
        let page = app.browser_of(&ada).await.open("/my-ladder").await.expect(200).text();
        assert!(page.contains(&own), "{page}");
        let calendar = app.get(&ada, &format!("/api/v1/sessions/{made}/calendar.ics")).await.expect(200).text();
        assert!(calendar.replace("\r\n ", "").contains(&format!("/w/{meeting}?tk=reg-{meeting}-1")), "{calendar}");
        assert_eq!(
            app.kinds_to(&ada.email).await.iter().filter(|kind| *kind == "reminder_day").count(),
            1
        );

        // Coordinators tick it, and may leave it.
        let keeps = app.browser_of(&cora).await;
        let form = keeps.open("/manage/courses/introduction/dates/new").await.expect(200).text();
        assert!(form.contains("Zoom makes the meeting"), "{form}");
        let page = keeps.open(&format!("/manage/dates/{made}")).await.expect(200).text();
        assert!(page.contains(&format!("Meeting {meeting}")), "{page}");
        let edit = keeps.open(&format!("/manage/dates/{made}/edit")).await.expect(200).text();
        assert!(edit.contains("name=\"zoom_meeting\"") && !edit.contains("/j/"), "{edit}");
    }
}
