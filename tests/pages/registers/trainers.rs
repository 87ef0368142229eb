//! A trainer's pages: their dates, who is coming, attendance and finishing.

use actix_web::http::Method;
use serde_json::json;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    register::Class,
    workbooks::lines_of,
};

const ATTENDANCE: &str = "attendance";

fn page_of(class: &Class, rest: &str) -> String {
    format!("/sessions/{}/{rest}", class.session)
}

both_databases! {
    async fn a_trainer_sees_today_first_and_opens_attendance(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        let needs = json!({"needs": "Live captions, please."});
        app.put(&class.people[0], &format!("/api/v1/bookings/{}/access-needs", class.bookings[0]), needs)
            .await.expect(200);
        let page = app.browser_of(&class.tess).await.open("/my-dates").await.expect(200).text();
        assert!(page.contains("Nothing today.") && page.contains("2 of 20 places taken"), "{page}");
        assert!(page.contains("1 person needs something to be arranged"), "{page}");
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open("/my-dates").await.expect(200).text();
        assert!(page.contains("2 people coming") && page.contains("Live captions, please."), "{page}");
        assert!(page.contains(&page_of(&class, ATTENDANCE)), "{page}");
        // Whoever runs nothing is told what will be here; whoever is no trainer is refused.
        let other = app.trainer("Other Trainer").await;
        let page = app.browser_of(&other).await.open("/my-dates").await.expect(200).text();
        assert!(page.contains("You run no course dates yet."), "{page}");
        app.browser_of(&class.people[0]).await.open("/my-dates").await.expect(403);
    }

    async fn my_dates_costs_the_same_however_many_there_are(app: TestApp) {
        let class = Class::of(&app, &["Ada Archer"]).await;
        let browser = app.browser_of(&class.tess).await;
        let count = |before: u64| app.app.reads.statements_run() - before;
        let before = app.app.reads.statements_run();
        browser.open("/my-dates").await.expect(200);
        let few = count(before);
        for day in 20..25 {
            Class::run(&app, class.cora.clone(), class.tess.clone(), "introduction", &[(day, 2)]).await;
        }
        let before = app.app.reads.statements_run();
        browser.open("/my-dates").await.expect(200);
        assert_eq!(count(before), few);
    }

    async fn the_roster_says_what_people_need_and_it_can_be_arranged(app: TestApp) {
        let class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        let needs = json!({"needs": "Live captions, please."});
        app.put(&class.people[0], &format!("/api/v1/bookings/{}/access-needs", class.bookings[0]), needs)
            .await.expect(200);
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open(&page_of(&class, "roster")).await.expect(200);
        assert_eq!(page.header("cache-control"), "private, no-store");
        let page = page.text();
        assert!(page.contains("Live captions, please.") && page.contains("Mark as arranged"), "{page}");
        let arrange = format!("/bookings/{}/access-needs/arranged", class.bookings[0]);
        let answer = browser.submit(&arrange, &[]).await.expect(303);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(page.contains("Marked as arranged.") && !page.contains("Mark as arranged"), "{page}");
        let found = browser.open(&format!("{}?q=BAKER", page_of(&class, "roster"))).await.expect(200).text();
        assert!(found.contains("Ben Baker") && !found.contains("Ada Archer"), "{found}");
        let csv = browser.open(&page_of(&class, "roster.csv")).await.expect(200);
        assert!(csv.header("content-type").starts_with("text/csv"));
        assert!(csv.text().contains("Ada Archer") && !csv.text().contains("captions"));
        let book = browser.open(&page_of(&class, "roster.xlsx")).await.expect(200);
        assert!(lines_of(&book.body).concat().contains(&"Ada Archer".to_owned()));
        let pdf = browser.open(&page_of(&class, "sign-in-sheet.pdf")).await.expect(200);
        assert!(pdf.body.starts_with(b"%PDF"));
    }

    async fn twenty_people_are_marked_and_finished_by_form_alone(app: TestApp) {
        let names: Vec<String> = (b'A'..=b'T').map(|letter| format!("{} Attends", char::from(letter))).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut class = Class::of(&app, &names).await;
        let attendance = page_of(&class, ATTENDANCE);
        let early = app.browser_of(&class.tess).await.open(&attendance).await.expect(200).text();
        assert!(early.contains("From then on you can mark who is here."), "{early}");
        class.at_end(&app).await;
        let browser = app.browser_of(&class.tess).await;
        let finish = page_of(&class, "attendance/finish");
        let page = browser.open(&finish).await.expect(200).text();
        assert!(page.contains("Attendance cannot be finished yet") && page.contains("and 16 people"), "{page}");

        let page = browser.open(&attendance).await.expect(200).text();
        assert!(page.contains("Everyone was here") && page.contains("0 of 20 marked"), "{page}");
        let date = class.dates[0].clone();
        let mark = |person: usize| format!("mark-{}", class.bookings[person]);
        let (first, second) = (mark(0), mark(1));
        let minutes = format!("minutes-{}", class.bookings[1]);
        // A wrong number of minutes stores nothing and keeps what was typed.
        let typed = [
            ("date", date.as_str()), (first.as_str(), "absent"), (second.as_str(), "partly"), (minutes.as_str(), "999"),
        ];
        let page = browser.submit(&attendance, &typed).await.expect(422).text();
        assert!(page.contains("Enter how many minutes B Attends was here, from 1 to 179."), "{page}");
        assert!(page.contains("value=\"999\"") && page.contains("2 of 20 marked"), "{page}");
        assert!(browser.open(&attendance).await.text().contains("0 of 20 marked"));

        let typed = [("date", date.as_str()), (first.as_str(), "absent"), (second.as_str(), "absent")];
        let saved = browser.submit(&attendance, &typed).await.expect(303);
        let page = browser.open(&saved.header("location")).await.expect(200).text();
        assert!(page.contains("Saved "), "{page}");
        // Everyone else was here; who is marked otherwise stays so.
        let everyone = [
            ("date", date.as_str()), ("everyone", "1"), (first.as_str(), "absent"), (second.as_str(), "absent"),
            ("then", "finish"),
        ];
        let answer = browser.submit(&attendance, &everyone).await.expect(303);
        assert_eq!(answer.header("location"), finish);
        let page = browser.open(&finish).await.expect(200).text();
        assert!(page.contains("Finish and send 18 certificates"), "{page}");
        let answer = browser.submit(&finish, &[]).await.expect(303);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(page.contains("Attendance is finished") && page.contains("18 certificates on the way"), "{page}");
        // Sent twice, nothing happens twice.
        assert_eq!(browser.submit(&finish, &[]).await.expect(303).header("location"), finish);
        assert_eq!(class.certificates(&app, 2).await.len(), 1);
        assert_eq!(class.state(&app, 0).await, "no_show");
    }

    async fn a_tap_is_saved_by_script_and_says_when(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        let csrf = browser.csrf().await;
        let cookie = format!("__Host-session={}", browser.cookie("__Host-session").expect("a cookie"));
        let headers = [("accept", "application/json"), ("cookie", cookie.as_str())];
        let body = format!("csrf={csrf}&date={}&mark-{}=present", class.dates[0], class.bookings[0]);
        let form = || Some(("application/x-www-form-urlencoded", body.clone().into_bytes()));
        let attendance = page_of(&class, ATTENDANCE);
        let answer = app.send_bytes(Method::POST, &attendance, None, &headers, form()).await.expect(200);
        assert_eq!(answer.json(), json!({"saved": "9am"}));
        assert!(browser.open(&attendance).await.text().contains("1 of 1 marked"));
        // Signed out, it learns so as a program does.
        let nobody = [("accept", "application/json")];
        app.send_bytes(Method::POST, &attendance, None, &nobody, form()).await.expect(401);
    }

    async fn below_the_threshold_a_reason_completes(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["60"]).await;
        let browser = app.browser_of(&class.tess).await;
        let finish = page_of(&class, "attendance/finish");
        let page = browser.open(&finish).await.expect(200).text();
        assert!(page.contains("Complete with a reason") && page.contains("1 hour of 3 hours"), "{page}");
        let complete = format!("/bookings/{}/complete", class.bookings[0]);
        browser.open(&complete).await.expect(200);
        let page = browser.submit(&complete, &[("reason", " ")]).await.expect(422).text();
        assert!(page.contains("Say why this is enough"), "{page}");
        let answer = browser.submit(&complete, &[("reason", "Did the rest by telephone.")]).await.expect(303);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(page.contains("Finish and send 1 certificate"), "{page}");
        assert!(page.contains("Did the rest by telephone."), "{page}");
        let answer = browser.submit(&complete, &[("take_back", "1")]).await.expect(303);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(page.contains(">Finish attendance</button>"), "{page}");
    }

    async fn a_result_in_doubt_is_answered_and_a_coordinator_opens_attendance_again(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["a", "p"]).await;
        class.close(&app).await.expect(200);
        let path = format!("/api/v1/bookings/{}/dispute", class.bookings[0]);
        let dispute = app.post(&class.people[0], &path, json!({"words": "I was there."})).await.expect(201).json();
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open("/my-dates").await.expect(200).text();
        assert!(page.contains("1 person says “This is wrong”"), "{page}");
        let disputes = page_of(&class, "disputes");
        let page = browser.open(&disputes).await.expect(200).text();
        assert!(page.contains("I was there.") && page.contains("Answer Ada Archer"), "{page}");
        let answer = format!("/disputes/{}/answer", dispute["id"].as_str().expect("an id"));
        browser.open(&answer).await.expect(200);
        browser.submit(&answer, &[]).await.expect(422);
        let answered = browser.submit(&answer, &[("answer", "You are right.")]).await.expect(303);
        let page = browser.open(&answered.header("location")).await.expect(200).text();
        assert!(page.contains("Nobody is waiting for an answer.") && page.contains("You are right."), "{page}");

        // Only a coordinator opens it again.
        let reopen = page_of(&class, "attendance/reopen");
        assert!(!page.contains(&reopen), "{page}");
        browser.open(&reopen).await.expect(403);
        let browser = app.browser_of(&class.cora).await;
        let page = browser.open(&page_of(&class, "attendance/finish")).await.expect(200).text();
        assert!(page.contains(&reopen), "{page}");
        browser.submit(&reopen, &[]).await.expect(422);
        browser.submit(&reopen, &[("reason", "Ada was there.")]).await.expect(303);
        let page = browser.open(&page_of(&class, "attendance/finish")).await.expect(200).text();
        assert!(page.contains("Finish again and send what changed"), "{page}");
    }

    async fn somebody_is_let_in_without_an_earlier_course(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        let needs = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        app.course(&class.cora, "development", |body| body["prerequisites"] = needs).await;
        let later =
            Class::run(&app, class.cora.clone(), class.tess.clone(), "development", &[(20, 3)]).await;
        let path = format!("/api/v1/sessions/{}/bookings", later.session);
        app.post(&class.people[0], &path, json!({})).await.expect(201);
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open(&page_of(&later, "roster")).await.expect(200).text();
        assert!(page.contains("Booked, as long as they attend Introduction on"), "{page}");
        let waive = page_of(&later, "waive");
        let page = browser.open(&waive).await.expect(200).text();
        let group = page.split("name=\"requirement\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let group = group.expect("a group").to_owned();
        let typed = [("email", "nobody@example.org"), ("requirement", group.as_str()), ("reason", "Did it in 2019.")];
        // Whether anybody has the address is not the trainer's to learn.
        let unknown = browser.submit(&waive, &typed).await.expect(303).header("location");
        let email = class.people[0].email.clone();
        let typed = [("email", email.as_str()), ("requirement", group.as_str()), ("reason", "Did it in 2019.")];
        let answer = browser.submit(&waive, &typed).await.expect(303);
        assert_eq!(answer.header("location"), unknown);
        let page = browser.open(&answer.header("location")).await.expect(200).text();
        assert!(!page.contains("as long as"), "{page}");

        // From the start on, somebody who comes is added once, however often the form is sent.
        let walk_ins = page_of(&class, "walk-ins");
        browser.submit(&walk_ins, &[("name", "Wanda Walker"), ("key", "one")]).await.expect(422);
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        browser.open(&walk_ins).await.expect(200);
        let page = browser.submit(&walk_ins, &[("name", ""), ("key", "one")]).await.expect(422).text();
        assert!(page.contains("There is a problem"), "{page}");
        for _ in 0..2 {
            browser.submit(&walk_ins, &[("name", "Wanda Walker"), ("key", "one")]).await.expect(303);
        }
        let page = browser.open(&page_of(&class, "roster")).await.expect(200).text();
        assert_eq!(page.matches("Wanda Walker").count(), 1, "{page}");
    }

    async fn a_list_sent_after_the_login_ended_comes_back_as_it_was(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        let csrf = browser.csrf().await;
        browser.forget("__Host-session");
        let mark = format!("mark-{}", class.bookings[0]);
        let typed = [("csrf", csrf.as_str()), ("date", class.dates[0].as_str()), (mark.as_str(), "absent")];
        let attendance = page_of(&class, ATTENDANCE);
        let page = browser.submit_raw(&attendance, &typed).await.expect(401).text();
        assert!(page.contains("what you typed is kept"), "{page}");
        let kept = format!("kept.{mark}");
        let typed = [
            ("email", class.tess.email.as_str()), ("password", PASSWORD), ("return_to", attendance.as_str()),
            (kept.as_str(), "absent"), ("kept.date", class.dates[0].as_str()),
        ];
        browser.submit("/sign-in", &typed).await.expect(200);
        let again = [("_again", "1"), ("date", class.dates[0].as_str()), (mark.as_str(), "absent")];
        let page = browser.submit(&attendance, &again).await.expect(200).text();
        assert!(page.contains("1 of 1 marked"), "{page}");
        assert!(browser.open(&attendance).await.text().contains("0 of 1 marked"), "nothing is stored by looking");
    }
}
