//! Everything by which a person is known is erased: when they ask for it, or when a coordinator decides it.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::mail::transport::{Folder, Transport};

use crate::support::{
    app::TestApp,
    catalogue::id_of,
    database::both_databases,
    pages::Browser,
    personal_data::{Stage, Traced, stands_in},
    raw_database::Beside,
};

/// Two people who left traces in everything.
async fn traced(app: &TestApp) -> (Stage, Vec<Traced>) {
    let mut stage = Stage::set(app, &["Amark Zebedee", "Bmark Yolande"]).await;
    let marks = [(0, "amark"), (1, "bmark")];
    for (at, mark) in marks {
        stage.before(app, at, mark).await;
    }
    stage.class.at_end(app).await;
    stage.class.mark_all(app, &["p", "p"]).await;
    stage.class.close(app).await.expect(200);
    let mut traced = Vec::new();
    for (at, mark) in marks {
        traced.push(stage.after(app, at, mark).await);
    }
    (stage, traced)
}

/// Figures that an erasure must not change.
fn figures(app: &TestApp) -> Vec<i64> {
    let mut beside = Beside::to(&app.database);
    [
        "SELECT count(*) FROM bookings",
        "SELECT count(*) FROM bookings WHERE state = 'attended'",
        "SELECT count(*) FROM booking_events WHERE state = 'attended'",
        "SELECT count(*) FROM results",
        "SELECT count(*) FROM attendance_marks",
        "SELECT count(*) FROM completions WHERE withdrawn_at IS NULL",
        "SELECT count(DISTINCT person_id) FROM completions",
        "SELECT count(*) FROM certificates WHERE state = 'valid'",
        "SELECT count(*) FROM outbox",
    ]
    .iter()
    .map(|sql| beside.number(sql))
    .collect()
}

async fn texts(browser: &Browser<'_>, path: &str) -> String {
    browser.open(path).await.expect(200).text()
}

both_databases! {
    async fn nothing_of_them_is_left_anywhere(app: TestApp) {
        let (stage, traced) = traced(&app).await;
        let (ada, bo) = (&traced[0], &traced[1]);
        let folder = tempfile::tempdir().expect("a folder");
        let parts = app.parts(Transport::Folder(Folder::new(folder.path())));
        let jobs = training_ladder::jobs::all(&parts);
        run(&jobs, &app).await;
        let mails = |letters: &str| {
            let all = std::fs::read_dir(folder.path()).expect("the folder");
            all.filter(|file| {
                let path = file.as_ref().expect("a file").path();
                String::from_utf8_lossy(&std::fs::read(path).expect("a mail")).to_lowercase().contains(letters)
            })
            .count()
        };
        assert!(mails("amark") > 3);
        assert!(stands_in(&app, "amark").len() > 20, "{:?}", stands_in(&app, "amark"));
        let (before, before_bo) = (figures(&app), stands_in(&app, "bmark"));

        let cora = &stage.class.cora;
        let path = format!("/api/v1/people/{}/erase", ada.who.id);
        app.post(cora, &path, json!({"reason": " "})).await.expect_problem(422, "invalid_input");
        app.post(cora, &path, json!({"reason": "Amark Zebedee rang, amark.zebedee@example.org"})).await.expect(200);
        // What tells them of it is on its way; once it has left, it is gone too.
        run(&jobs, &app).await;
        assert_eq!(stands_in(&app, "amark"), Vec::<String>::new());
        assert_eq!(mails("amark"), 0);

        // What happened stays as it was, of somebody without a name.
        let after = figures(&app);
        let told = after.last().unwrap() - before.last().unwrap();
        assert_eq!(after[..8], before[..8]);
        assert!(told >= 3, "their place is given up, they hear of the end, the giver hears: {told}");
        assert_eq!(stands_in(&app, "bmark"), before_bo);
        app.post_public("/api/v1/auth/login", json!({"email": ada.who.email, "password": crate::support::app::PASSWORD}))
            .await
            .expect_problem(401, "invalid_credentials");
        app.get(&bo.who, "/api/v1/me").await.expect(200);
        let coming = app.get(cora, &format!("/api/v1/bookings/{}", ada.coming)).await.expect(200).json();
        assert_eq!(coming["state"], "cancelled");
        assert_eq!(coming["person"]["name"], "Name removed");

        // The certificate is valid, and says nobody's name.
        let code = ada.certificate["verification_code"].as_str().unwrap();
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!((verified["state"].as_str(), verified["person_name"].as_str()), (Some("valid"), None));
        let page = texts(&app.browser(), &format!("/verify/{code}")).await;
        assert!(page.contains("The name was removed at the holder's request and cannot be confirmed.")
            || page.contains("The name was removed at the holder&#x27;s request and cannot be confirmed."), "{page}");
        app.post(cora, &path, json!({"reason": "Again"})).await.expect_problem(404, "not_found");
        app.audit().await;
    }

    async fn a_trainers_name_stays_on_others_papers_alone(app: TestApp) {
        let (stage, _) = traced(&app).await;
        let class = &stage.class;
        let trains = json!([class.tess.id]);
        let coming = app.session_with(&class.cora, "given", |body| body["trainer_ids"] = trains).await;
        let path = format!("/api/v1/people/{}/erase", class.tess.id);
        app.post(&class.cora, &path, json!({"reason": "She asked for it."})).await.expect(200);
        app.run_jobs().await;
        assert_eq!(stands_in(&app, "tess trainer"), ["certificates.snapshot (2)"]);
        assert_eq!(stands_in(&app, "tess.trainer@"), Vec::<String>::new());
        let session = app.get_public(&format!("/api/v1/sessions/{coming}")).await.expect(200).json();
        assert_eq!(session["trainers"], json!([]), "what she was to run is hers no more");
        app.audit().await;
    }

    async fn the_place_goes_to_whoever_waits(app: TestApp) {
        let (cora, ada, bo) = (app.coordinator().await, app.delegate("Ada Ash").await, app.delegate("Bo Birch").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        app.post(&ada, &path, json!({})).await.expect(201);
        app.clock.advance(TimeDelta::seconds(1));
        let waits = app.post(&bo, &path, json!({"join_waitlist": true})).await.expect(201).json();
        app.post(&cora, &format!("/api/v1/people/{}/erase", ada.id), json!({"reason": "Asked."})).await.expect(200);
        let path = format!("/api/v1/bookings/{}", id_of(&waits));
        assert_eq!(app.get(&bo, &path).await.expect(200).json()["state"], "offered");
        app.run_jobs().await;
        let sent = app.mailbox.sent();
        let to_ada: Vec<String> = sent.iter().filter(|mail| mail.to.email == ada.email).map(|mail| mail.subject.clone()).collect();
        assert!(to_ada.iter().any(|subject| subject == "Your data is erased"), "{to_ada:?}");
        assert!(to_ada.iter().any(|subject| subject.to_lowercase().contains("cancelled")), "{to_ada:?}");
        assert_eq!(stands_in(&app, "ada ash"), Vec::<String>::new());
        app.audit().await;
    }

    async fn it_waits_seven_days_and_can_be_taken_back(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
        let asked = app.send(actix_web::http::Method::POST, "/api/v1/me/erasure", Some(&ada.token), &[], None).await.expect(202).json();
        let due = asked["due_at"].as_str().unwrap().to_owned();
        assert_eq!(due, "2026-11-10T09:00:00Z");
        app.clock.advance(TimeDelta::hours(1));
        let again = app.post(&ada, "/api/v1/me/erasure", json!({})).await.expect(202).json();
        assert_eq!(again["due_at"], due.as_str(), "asked twice is asked once");
        assert_eq!(app.kinds_to(&ada.email).await, ["erasure_asked"]);
        let board = texts(&app.browser_of(&cora).await, "/work").await;
        assert!(board.contains("Data to be erased") && board.contains("Ada Ash"));
        let delete = actix_web::http::Method::DELETE;
        let token = app.sign_in(&ada.email).await;
        app.send(delete.clone(), "/api/v1/me/erasure", Some(&token), &[], None).await.expect(204);
        app.send(delete, "/api/v1/me/erasure", Some(&token), &[], None).await.expect(204);
        app.clock.advance(TimeDelta::days(8));
        app.run_jobs().await;
        app.get(&ada, "/api/v1/me").await.expect(200);

        app.post(&ada, "/api/v1/me/erasure", json!({})).await.expect(202);
        app.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        app.run_jobs().await;
        app.get(&ada, "/api/v1/me").await.expect(200);
        app.clock.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
        assert_eq!(stands_in(&app, "ada ash"), Vec::<String>::new());
        assert_eq!(stands_in(&app, "ada.ash@"), Vec::<String>::new());
        app.audit().await;
    }

    async fn a_coordinator_puts_it_off_by_a_month_at_most(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
        let browser = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}/put-off", ada.id);
        assert!(texts(&browser, &path).await.contains("Nothing of theirs is to be erased."));
        app.post(&ada, "/api/v1/me/erasure", json!({})).await.expect(202);
        for (until, reason) in [
            ("2026-11-09", "Too early"), ("2026-12-12", "Too late"), ("2026-12-01", ""), ("soon", "No day"),
        ] {
            browser.submit(&path, &[("until", until), ("reason", reason)]).await.expect(422);
        }
        browser.submit(&path, &[("until", "2026-12-10"), ("reason", "We answer your objection first.")]).await.expect(303);
        let mails = app.mails().await;
        let told = mails.last().expect("a mail");
        assert_eq!((told.kind.as_str(), told.to.as_str()), ("erasure_put_off", ada.email.as_str()));
        assert_eq!(told.payload["reason"], "We answer your objection first.");
        let own = texts(&app.browser_of(&ada).await, "/account/data").await;
        assert!(own.contains("We answer your objection first."));
        app.clock.advance(TimeDelta::days(20));
        app.run_jobs().await;
        app.get(&ada, "/api/v1/me").await.expect(200);
        app.clock.advance(TimeDelta::days(18));
        app.run_jobs().await;
        assert_eq!(stands_in(&app, "ada ash"), Vec::<String>::new());
    }

    async fn the_pages_ask_again(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada Ash").await);
        let own = app.browser_of(&ada).await;
        own.submit("/account/erasure", &[]).await.expect(422);
        assert!(!texts(&own, "/account/data").await.contains("Keep my record"));
        own.submit("/account/erasure", &[("sure", "yes")]).await.expect(303);
        assert!(texts(&own, "/account/data").await.contains("We erase your data at Tuesday 10 November 2026, 9am"));
        own.submit("/account/erasure/cancel", &[]).await.expect(303);
        assert!(!texts(&own, "/account/data").await.contains("Keep my record"));
        let desk = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}/erase", ada.id);
        desk.submit(&path, &[("reason", "Asked by telephone.")]).await.expect(422);
        desk.submit(&path, &[("sure", "yes")]).await.expect(422);
        desk.submit(&path, &[("sure", "yes"), ("reason", "Asked by telephone.")]).await.expect(303);
        assert!(texts(&desk, "/manage/people?done=erased").await.contains("The data is erased."));
        own.open("/account/data").await.expect(303);
    }

    async fn somebody_who_runs_the_offer_stays(app: TestApp) {
        let cora = app.coordinator().await;
        app.post(&cora, "/api/v1/me/erasure", json!({})).await.expect_problem(409, "last_coordinator");
        let path = format!("/api/v1/people/{}/erase", cora.id);
        app.post(&cora, &path, json!({"reason": "Mine"})).await.expect_problem(409, "own_account");
        let second = app.person("Sec Ond", |row| row.is_coordinator = true).await;
        app.post(&cora, "/api/v1/me/erasure", json!({})).await.expect(202);
        // Meanwhile the other one has gone: it waits, and stands on the board.
        let path = format!("/api/v1/people/{}/erase", second.id);
        app.post(&cora, &path, json!({"reason": "Left"})).await.expect(200);
        app.clock.advance(TimeDelta::days(8));
        app.run_jobs().await;
        assert!(texts(&app.browser_of(&cora).await, "/work").await.contains("Data to be erased"));
    }
}

/// Runs these jobs until none of them finds anything to do.
async fn run(jobs: &[Box<dyn training_ladder::jobs::runner::Job>], app: &TestApp) {
    let stop = training_ladder::jobs::runner::Stop::default();
    for _ in 0..50 {
        let mut done = 0;
        for job in jobs {
            done += job
                .run_due(app.clock.now(), &stop)
                .await
                .unwrap_or_else(|why| panic!("{}: {why}", job.name()));
        }
        if done == 0 {
            return;
        }
    }
    panic!("the jobs find ever more to do");
}
