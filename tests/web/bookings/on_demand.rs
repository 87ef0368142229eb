//! Courses that may be taken at any time: begun, finished, given up, and in no list of dates.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

const COURSE: &str = "/api/v1/courses/refresher/on-demand";

/// A course that may be taken at any time, with one recording and a reflection; gives its question.
pub async fn refresher(app: &TestApp, cora: &Someone, change: impl FnOnce(&mut Value)) -> String {
    app.course(cora, "refresher", change).await;
    let content = json!({
        "open": true, "introduction": "Watch the film first.", "cpd_minutes": 45,
        "parts": [{"title": "The film", "url": "https://videos.example/film"}],
        "questions": [
            {"text": "What will you take into your own work?", "required": true},
            {"text": "Anything else?", "required": false},
        ],
    });
    let made = app.put(cora, COURSE, content).await.expect(200).json();
    id_of(&made["questions"][0])
}

async fn begun(app: &TestApp, who: &Someone) -> Value {
    app.post(who, COURSE, json!({})).await.expect(201).json()
}

fn reflection(question: &str) -> Value {
    json!({"answers": [{"question_id": question, "text": "I will begin each week with a circle."}]})
}

fn finish_of(booking: &Value) -> String {
    format!("/api/v1/bookings/{}/finish", id_of(booking))
}

async fn kinds_with_any_date(app: &TestApp) -> Vec<String> {
    let mails = app.mails().await;
    mails
        .iter()
        .filter(|mail| mail.payload.to_string().contains("9999"))
        .map(|mail| mail.kind.clone())
        .collect()
}

both_databases! {
    async fn it_is_begun_and_finished_at_any_time(app: TestApp) {
        let (cora, ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        let question = refresher(&app, &cora, |_| {}).await;
        let booking = begun(&app, &ann).await;
        assert_eq!((booking["state"].as_str(), booking["on_demand"].as_bool()), (Some("booked"), Some(true)));
        assert_eq!(booking["starts_at"], booking["ends_at"]);

        let path = format!("/api/v1/bookings/{}/on-demand", id_of(&booking));
        let taking = app.get(&ann, &path).await.expect(200).json();
        assert_eq!(taking["parts"][0]["url"], "https://videos.example/film");
        assert_eq!(taking["questions"].as_array().map(Vec::len), Some(2));

        // One at a time.
        let refused = app.post(&ann, COURSE, json!({})).await.expect(409).json();
        assert_eq!(refused["refusals"][0]["code"], "already_booked");

        // Without the reflection it is not finished.
        for answers in [json!([]), json!([{"question_id": question, "text": " "}])] {
            app.post(&ann, &finish_of(&booking), json!({"answers": answers})).await.expect(422);
        }
        app.clock.advance(TimeDelta::days(3));
        let mut ann = ann;
        ann.token = app.sign_in(&ann.email).await;
        let paper = app.post(&ann, &finish_of(&booking), reflection(&question)).await.expect(200).json();
        assert_eq!(paper["cpd_minutes"], 45);
        assert_eq!(paper["state"], "valid");
        let today = app.clock.now().date_naive().to_string();
        assert_eq!(paper["completed_on"], today.as_str());
        assert!(paper["cpd_basis"].as_str().is_some_and(|basis| basis.contains("on demand")), "{paper}");

        // Again: the same certificate, whatever is answered.
        let again = json!({"answers": []});
        assert_eq!(app.post(&ann, &finish_of(&booking), again).await.expect(200).json()["id"], paper["id"]);

        let path = format!("/api/v1/bookings/{}", id_of(&booking));
        let read = app.get(&ann, &path).await.expect(200).json();
        assert_eq!(read["state"], "attended");
        assert!(read["ends_at"].as_str() > read["starts_at"].as_str());
        let cpd = app.get(&ann, "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!(cpd["years"][0]["entries"][0]["on"], today.as_str());
        assert_eq!(cpd["cpd_minutes"], 45);

        let code = paper["verification_code"].as_str().expect("a code");
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(verified["on_demand"], true);
        assert_eq!(verified["dates"], json!([]));
        assert_eq!(app.kinds_to(&ann.email).await, ["result_attended"]);
        assert_eq!(kinds_with_any_date(&app).await.len(), 1, "the date stands in its facts and is said in words");

        // It can be taken again.
        let second = begun(&app, &ann).await;
        app.post(&ann, &finish_of(&second), reflection(&question)).await.expect(200);
        app.audit().await;
    }

    async fn it_is_given_up_without_consequence(app: TestApp) {
        let (cora, ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        let question = refresher(&app, &cora, |_| {}).await;
        let booking = begun(&app, &ann).await;
        let path = format!("/api/v1/bookings/{}/cancel", id_of(&booking));
        let left = app.post(&ann, &path, json!({})).await.expect(200).json();
        assert_eq!((left["state"].as_str(), left["short_notice"].as_bool()), (Some("cancelled"), Some(false)));
        app.post(&ann, &finish_of(&booking), reflection(&question)).await.expect(409);
        app.post(&ann, &path, json!({})).await.expect(409);
        let again = begun(&app, &ann).await;
        assert_ne!(again["id"], booking["id"]);
        assert_eq!(again["session_id"], booking["session_id"], "one standing session");
        assert!(app.kinds_to(&ann.email).await.is_empty());
        app.audit().await;
    }

    async fn what_comes_before_it_is_judged_today(app: TestApp) {
        let mut class = Class::of(&app, &["Ann Archer", "Ben Baker"]).await;
        let question = refresher(&app, &class.cora, |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        // Booked is not done.
        let refused = app.post(&class.people[0], COURSE, json!({})).await.expect(409).json();
        assert_eq!(refused["refusals"][0]["code"], "prerequisite_unmet");
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        let booking = begun(&app, &class.people[0]).await;
        app.post(&class.people[1], COURSE, json!({})).await.expect(409);
        app.post(&class.people[0], &finish_of(&booking), reflection(&question)).await.expect(200);

        // And it counts for what comes after it.
        let cora = class.cora.clone();
        app.course(&cora, "next", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "refresher"}]}]);
        }).await;
        let session = app.session(&cora, "next", 30, 3, 9).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        app.post(&class.people[0], &path, json!({})).await.expect(201);
        app.post(&class.people[1], &path, json!({})).await.expect(409);
        app.audit().await;
    }

    async fn a_manager_begins_it_for_their_people(app: TestApp) {
        let cora = app.coordinator().await;
        let boss = app.delegate("Mary Manager").await;
        let id = boss.id;
        let ann = app.person("Ann Archer", move |row| row.line_manager_id = Some(id)).await;
        let other = app.delegate("Olly Other").await;
        let question = refresher(&app, &cora, |_| {}).await;
        let for_ann = json!({"person_id": ann.id});
        app.post(&other, COURSE, for_ann.clone()).await.expect(404);
        let key = [("idempotency-key", "\"begin-1\"")];
        let token = app.sign_in(&boss.email).await;
        let first = app.send(Method::POST, COURSE, Some(&token), &key, Some(&for_ann)).await.expect(201);
        let again = app.send(Method::POST, COURSE, Some(&token), &key, Some(&for_ann)).await.expect(201);
        assert_eq!(first.json()["id"], again.json()["id"]);
        assert_eq!(app.kinds_to(&ann.email).await, ["on_demand_begun"]);
        let booking = first.json();
        app.get(&other, &format!("/api/v1/bookings/{}/on-demand", id_of(&booking))).await.expect(404);
        app.post(&other, &finish_of(&booking), reflection(&question)).await.expect(404);
        app.post(&boss, &finish_of(&booking), reflection(&question)).await.expect(200);
        assert_eq!(app.kinds_to(&ann.email).await, ["on_demand_begun", "result_attended"]);
        app.audit().await;
    }

    async fn no_list_of_dates_knows_of_it(app: TestApp) {
        let (cora, ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        refresher(&app, &cora, |_| {}).await;
        let booking = begun(&app, &ann).await;
        let standing = booking["session_id"].as_str().expect("a session").to_owned();
        let date = app.session(&cora, "refresher", 30, 3, 9).await.to_string();
        for who in [&cora, &ann] {
            let list = app.get(who, "/api/v1/sessions?from=2000-01-01T00:00:00Z").await.expect(200);
            assert!(!list.text().contains(&standing), "{}", list.text());
            assert!(list.text().contains(&date));
            // Nothing that is there for a date answers for it.
            for rest in ["", "/eligibility", "/roster", "/settings", "/talks", "/calendar.ics", "/messages"] {
                let answer = app.get(who, &format!("/api/v1/sessions/{standing}{rest}")).await;
                assert!(matches!(answer.status.as_u16(), 403 | 404), "{rest}: {}", answer.text());
            }
            let place = format!("/api/v1/sessions/{standing}/bookings");
            app.post(who, &place, json!({})).await.expect(404);
        }
        // Nor can the date that it is not be changed, called off or handed out.
        let place = format!("/api/v1/sessions/{standing}");
        let (person, reason) = (ann.id.to_string(), "Nobody may come");
        for (what, body) in [
            ("cancel", json!({"reason": reason})),
            ("waivers", json!({"person_id": person, "reason": reason, "waives_all": true})),
            ("invitations", json!({"organisation_id": ann.id.to_string(), "places": 2})),
        ] {
            let answer = app.post(&cora, &format!("{place}/{what}"), body).await;
            assert!(answer.status.is_client_error(), "{what}: {}", answer.text());
        }
        let waits = json!({"order": [], "reason": reason});
        app.put(&cora, &format!("{place}/waitlist"), waits).await.expect(404);
        app.patch(&cora, &place, json!({"capacity": 5})).await.expect(404);
        for (what, body) in [
            ("move", json!({"session_id": date})),
            ("substitute", json!({"name": "Bea", "email": "bea@home.example"})),
            ("accept-offer", json!({})),
        ] {
            let path = format!("/api/v1/bookings/{}/{what}", id_of(&booking));
            assert_eq!(app.post(&ann, &path, body).await.expect(409).json()["code"], "wrong_state", "{what}");
        }
        // Nor does a place on a date lead there.
        let path = format!("/api/v1/sessions/{date}/bookings");
        let dated = app.post(&ann, &path, json!({})).await.expect(201).json();
        let path = format!("/api/v1/bookings/{}/move", id_of(&dated));
        app.post(&ann, &path, json!({"session_id": standing})).await.expect(404);

        let browser = app.browser_of(&ann).await;
        for page in ["/", "/courses", "/courses/refresher", "/programme", "/my-ladder", "/my-bookings"] {
            let text = browser.open(page).await.expect(200).text();
            assert!(!text.contains("9999") && !text.contains(&standing), "{page}");
        }
        browser.open(&format!("/sessions/{standing}")).await.expect(404);
        let office = app.browser_of(&cora).await;
        for page in ["/work", "/manage/dates", "/manage/dates?course=refresher", "/manage/courses/refresher"] {
            let text = office.open(page).await.expect(200).text();
            assert!(!text.contains("9999") && !text.contains(&standing), "{page}");
        }
        for day in [0, 1, 8, 40, 400] {
            app.clock.advance(TimeDelta::days(day));
            app.run_jobs().await;
        }
        let about: Vec<String> =
            app.kinds_to(&ann.email).await.into_iter().filter(|kind| kind.contains("register")).collect();
        assert!(about.is_empty(), "{about:?}");
        assert!(kinds_with_any_date(&app).await.is_empty());
        let mut beside = Beside::to(&app.database);
        let open = "SELECT count(*) FROM outbox WHERE session_id IN (SELECT id FROM sessions WHERE on_demand)";
        assert_eq!(beside.number(open), 0, "no mail is about it");
    }

    async fn a_coordinator_says_what_it_is_made_of(app: TestApp) {
        let (cora, ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        app.course(&cora, "refresher", |_| {}).await;
        app.get(&ann, COURSE).await.expect(403);
        app.post(&ann, COURSE, json!({})).await.expect(404);
        let empty = app.get(&cora, COURSE).await.expect(200);
        assert_eq!(empty.json()["open"], false);
        let content = |open: bool, parts: Value| json!({
            "open": open, "cpd_minutes": 30, "parts": parts,
            "questions": [{"text": "What will you take?", "required": true}],
        });
        app.put(&cora, COURSE, content(true, json!([]))).await.expect(422);
        let talk = |title: &str, minutes: i64| json!({
            "title": title, "url": format!("https://videos.example/{title}"), "minutes": minutes,
            "speaker": "Sue Sample",
        });
        let made = app
            .put(&cora, COURSE, content(true, json!([talk("one", 20), talk("two", 25)])))
            .await
            .expect(200)
            .json();
        // Counted one by one.
        let booking = begun(&app, &ann).await;
        let mut body = reflection(&id_of(&made["questions"][0]));
        app.post(&ann, &finish_of(&booking), body.clone()).await.expect(422);
        body["watched"] = json!([made["parts"][1]["id"]]);
        let paper = app.post(&ann, &finish_of(&booking), body).await.expect(200).json();
        assert_eq!(paper["cpd_minutes"], 25);
        let code = paper["verification_code"].as_str().expect("a code");
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!(verified["talks"], json!([{"title": "two", "speaker": "Sue Sample", "minutes": 25}]));

        // What is left out is shown no more; what was begun can be finished when nobody can begin any more.
        let again = begun(&app, &ann).await;
        let mut kept = made.clone();
        kept["parts"] = json!([made["parts"][0]]);
        kept["open"] = json!(false);
        kept.as_object_mut().expect("a content").remove("course");
        app.put(&cora, COURSE, kept).await.expect(200);
        app.post(&app.delegate("Ben Baker").await, COURSE, json!({})).await.expect(409);
        let path = format!("/api/v1/bookings/{}/on-demand", id_of(&again));
        assert_eq!(app.get(&ann, &path).await.expect(200).json()["parts"].as_array().map(Vec::len), Some(1));
        let mut body = reflection(&id_of(&made["questions"][0]));
        body["watched"] = json!([made["parts"][0]["id"]]);
        app.post(&ann, &finish_of(&again), body).await.expect(200);
        app.audit().await;
    }

    async fn what_follows_a_course_follows_it_too(app: TestApp) {
        let (cora, mut ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        let question = refresher(&app, &cora, |_| {}).await;
        let booking = begun(&app, &ann).await;
        app.post(&ann, &finish_of(&booking), reflection(&question)).await.expect(200);
        let path = format!("/api/v1/bookings/{}/action-plan", id_of(&booking));
        let by = app.clock.now().date_naive() + TimeDelta::days(30);
        let plan = json!({
            "actions": [{"text": "Begin with a circle", "by": by, "state": "planned"}],
            "shared_with_trainer": false, "shared_with_manager": false,
        });
        app.put(&ann, &path, plan).await.expect(200);
        app.run_jobs().await;
        assert!(!app.kinds_to(&ann.email).await.contains(&"impact_asked".to_owned()));
        app.clock.advance(TimeDelta::days(43));
        app.run_jobs().await;
        let kinds = app.kinds_to(&ann.email).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "impact_asked").count(), 1, "{kinds:?}");
        ann.token = app.sign_in(&ann.email).await;
        let path = format!("/api/v1/bookings/{}/impact", id_of(&booking));
        let said = json!({
            "stage": "weeks_6", "answers": {"in_use": 4, "difference": 3, "words": "We check in."}, "plan": "under_way",
        });
        app.post(&ann, &path, said).await.expect(201);
        app.audit().await;
    }

    async fn records_put_together_and_erased_take_it_along(app: TestApp) {
        let (cora, ann, twin) = (
            app.coordinator().await,
            app.delegate("Ann Archer").await,
            app.delegate("Anne Archer").await,
        );
        let question = refresher(&app, &cora, |_| {}).await;
        let booking = begun(&app, &twin).await;
        app.post(&twin, &finish_of(&booking), reflection(&question)).await.expect(200);
        let running = begun(&app, &ann).await;
        let path = format!("/api/v1/people/{}/merge", twin.id);
        app.post(&cora, &path, json!({"into": ann.id})).await.expect(200);
        let cpd = app.get(&ann, "/api/v1/me/cpd").await.expect(200).json();
        assert_eq!(cpd["cpd_minutes"], 45);
        app.post(&ann, &finish_of(&running), reflection(&question)).await.expect(200);
        let held = app.get(&ann, "/api/v1/me/export").await.expect(200);
        let files = crate::support::personal_data::files(&held.body);
        assert!(files.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("begin each week with a circle")));
        app.audit().await;
        let path = format!("/api/v1/people/{}/erase", ann.id);
        app.post(&cora, &path, json!({"reason": "Asked for by telephone."})).await.expect(200);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM on_demand_answers"), 0);
        app.audit().await;
    }
}
