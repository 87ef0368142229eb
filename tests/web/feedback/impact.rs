//! What became of a course: asked after six weeks and six months, of the person and, if they agree, of their manager.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::{Value, json};
use training_ladder::store::{Row, write::people::person as rows};

use super::class_feedback::{attended, erase, finished, mailed};
use crate::support::{
    app::{Answer, Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

fn answers(stage: &str) -> Value {
    json!({"stage": stage, "answers": {"in_use": 4, "difference": 3, "words": "We check in."}, "plan": "under_way"})
}

fn fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("answers.in_use", "5"),
        ("answers.difference", "4"),
        ("answers.words", "Every week."),
        ("plan", "done"),
    ]
}

async fn say(app: &TestApp, class: &Class, person: usize, stage: &str) -> Answer {
    let path = format!("/api/v1/bookings/{}/impact", class.bookings[person]);
    app.post(&class.people[person], &path, answers(stage)).await
}

async fn managed_by(app: &TestApp, who: &Someone, manager: &Someone) {
    let (id, manager) = (who.id, manager.id);
    app.db
        .write(move |tx| {
            let mut row = rows::load_person(tx.conn(), id)?;
            row.line_manager_id = Some(manager);
            tx.account_for([Row::Person(row.id.uuid())]);
            rows::store_person(tx, &row)
        })
        .await
        .expect("a manager");
}

async fn count(app: &TestApp, email: &str, kind: &str) -> usize {
    app.run_jobs().await;
    app.kinds_to(email).await.iter().filter(|one| *one == kind).count()
}

/// The end of the course.
async fn ended(app: &TestApp, class: &Class) -> DateTime<Utc> {
    let session = app.get_public(&format!("/api/v1/sessions/{}", class.session)).await.expect(200).json();
    session["dates"][0]["ends_at"].as_str().unwrap().parse().unwrap()
}

both_databases! {
    async fn who_completed_it_is_asked_at_both_times_once(app: TestApp) {
        let class = finished(&app, &["Ada", "Ben", "Cleo"], &["p", "60", "a"]).await;
        let end = ended(&app, &class).await;
        let ada = class.people[0].email.clone();
        say(&app, &class, 0, "weeks_6").await.expect_problem(409, "impact_not_due");
        app.clock.set(end + TimeDelta::days(42) - TimeDelta::seconds(1));
        assert_eq!(count(&app, &ada, "impact_asked").await, 0);
        app.clock.set(end + TimeDelta::days(42));
        assert_eq!(count(&app, &ada, "impact_asked").await, 1);
        app.clock.advance(TimeDelta::days(3));
        assert_eq!(count(&app, &ada, "impact_asked").await, 1);
        for person in 1..3 {
            assert_eq!(count(&app, &class.people[person].email, "impact_asked").await, 0);
            say(&app, &class, person, "weeks_6").await.expect_problem(409, "impact_not_due");
        }
        let said = say(&app, &class, 0, "weeks_6").await.expect(201).json();
        assert_eq!((&said["answers"]["in_use"], &said["plan"]), (&json!(4), &json!("under_way")));
        say(&app, &class, 0, "weeks_6").await.expect_problem(409, "impact_answered");
        say(&app, &class, 0, "months_6").await.expect_problem(409, "impact_not_due");
        app.clock.set(end.checked_add_months(chrono::Months::new(6)).unwrap());
        assert_eq!(count(&app, &ada, "impact_asked").await, 2);
        say(&app, &class, 0, "months_6").await.expect(201);
        let path = format!("/api/v1/bookings/{}/impact", class.bookings[0]);
        let all = app.get(&class.people[0], &path).await.expect(200).json();
        assert_eq!(all["stages"].as_array().unwrap().iter().filter(|stage| !stage["answered"].is_null()).count(), 2);
        app.get(&class.cora, &path).await.expect_problem(403, "forbidden");
        app.get(&class.people[1], &path).await.expect_problem(404, "not_found");
        app.audit().await;
    }

    async fn nobody_is_asked_who_is_gone_whose_course_does_not_count_or_asks_nothing(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben", "Cleo", "Dee"]).await;
        let end = ended(&app, &class).await;
        app.clock.set(end + TimeDelta::days(41));
        erase(&app, &class.cora, &class.people[0]).await;
        app.patch(&class.cora, &format!("/api/v1/people/{}", class.people[1].id), json!({"disabled": true})).await.expect(200);
        // Whoever said so already is not asked for it again.
        app.clock.set(end + TimeDelta::days(42));
        say(&app, &class, 2, "weeks_6").await.expect(201);
        for (person, wanted) in [(0, 0), (1, 0), (2, 0), (3, 1)] {
            assert_eq!(count(&app, &class.people[person].email, "impact_asked").await, wanted, "{person}");
        }
        // A course may leave a time out.
        let browser = app.browser_of(&class.cora).await;
        let path = "/manage/courses/introduction/feedback";
        let page = browser.open(path).await.expect(200).text();
        let typed = crate::support::pages::typed(&crate::support::pages::untouched(&page, path), "months_6", &[]);
        browser.submit(path, &crate::support::pages::sent(&typed)).await.expect(303);
        app.clock.set(end.checked_add_months(chrono::Months::new(6)).unwrap());
        assert_eq!(count(&app, &class.people[3].email, "impact_asked").await, 1);
        say(&app, &class, 3, "months_6").await.expect_problem(409, "impact_not_due");
        app.audit().await;
    }

    async fn long_afterwards_nobody_is_asked_any_more(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        app.clock.set(ended(&app, &class).await.checked_add_days(Days::new(42 + 30)).unwrap());
        assert_eq!(count(&app, &class.people[0].email, "impact_asked").await, 0);
    }

    async fn a_link_answers_once_without_signing_in(app: TestApp) {
        let class = attended(&app, &["Ada Archer", "Ben"]).await;
        app.clock.set(ended(&app, &class).await + TimeDelta::days(42));
        let ada = &class.people[0];
        let link = mailed(&app, &ada.email, "/impact/").await;
        Beside::to(&app.database).run(
            "INSERT INTO action_plans (booking_id, shared_with_trainer, shared_with_manager, revision, created_at, updated_at)
                SELECT id, TRUE, TRUE, 1, created_at, created_at FROM bookings;
             INSERT INTO planned_actions (id, booking_id, position, words, due_on, state, updated_at)
                SELECT id, id, 1, 'Begin with a check-in', '2027-01-08', 'planned', created_at FROM bookings",
        );
        let browser = app.browser();
        for _ in 0..2 {
            let page = browser.open(&link).await.expect(200).text();
            assert!(page.contains("six weeks") && page.contains("Introduction"), "{page}");
            for private in ["Ada", "Archer", &ada.email, "Begin with", &class.bookings[0]] {
                assert!(!page.contains(private), "{private}: {page}");
            }
        }
        // Their own plan is shown to them, signed in; to nobody else.
        let own = app.browser_of(ada).await.open(&link).await.expect(200).text();
        assert!(own.contains("Begin with a check-in"), "{own}");
        let other = app.browser_of(&class.people[1]).await.open(&link).await.expect(200).text();
        assert!(!other.contains("Begin with a check-in"), "{other}");
        let stored = || Beside::to(&app.database).number("SELECT count(*) FROM impacts");
        let wrong = browser.submit(&link, &[("answers.in_use", "5")]).await.expect(422).text();
        assert!(wrong.contains("There is a problem"), "{wrong}");
        assert_eq!(stored(), 0);
        let thanks = browser.submit(&link, &fields()).await.expect(200).text();
        assert!(thanks.contains("this link is used up") && !thanks.contains("Ada"), "{thanks}");
        assert_eq!(stored(), 1);
        browser.open(&link).await.expect(404);
        browser.submit(&link, &fields()).await.expect(404);
        say(&app, &class, 0, "weeks_6").await.expect_problem(409, "impact_answered");

        // Taken back, and ended with an erasure.
        let bens = mailed(&app, &class.people[1].email, "/impact/").await;
        app.browser().open(&bens).await.expect(200);
        let own = app.browser_of(&class.people[1]).await;
        own.submit(&format!("/bookings/{}/answer-links/take-back", class.bookings[1]), &[]).await.expect(303);
        app.browser().open(&bens).await.expect(404);
        erase(&app, &class.cora, ada).await;
        app.browser().open(&link).await.expect(404);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM impacts WHERE words IS NULL"), 1);
        app.audit().await;
    }

    async fn a_manager_is_asked_only_once_their_person_agrees(app: TestApp) {
        let class = attended(&app, &["Ada Archer", "Ben"]).await;
        let (mary, max) = (app.delegate("Mary Manager").await, app.delegate("Max Manager").await);
        managed_by(&app, &class.people[0], &mary).await;
        managed_by(&app, &class.people[1], &mary).await;
        app.clock.set(ended(&app, &class).await + TimeDelta::days(42));
        assert_eq!(count(&app, &mary.email, "impact_asked_manager").await, 0);
        // Ada agrees as she answers by her link.
        let link = mailed(&app, &class.people[0].email, "/impact/").await;
        let mut agreed = fields();
        agreed.push(("manager", "yes"));
        app.browser().submit(&link, &agreed).await.expect(200);
        assert_eq!(count(&app, &mary.email, "impact_asked_manager").await, 1);
        let mail = app.mailbox.sent().into_iter().rfind(|mail| mail.to.email == mary.email).expect("a mail");
        assert!(mail.text.contains("Ada Archer") && mail.subject.contains("Ada Archer"), "{}", mail.text);
        let hers = mailed(&app, &mary.email, "/impact/").await;
        let page = app.browser().open(&hers).await.expect(200).text();
        assert!(page.contains("How much of it do you see in use?") && !page.contains("Ada"), "{page}");
        app.browser().submit(&hers, &fields()).await.expect(200);
        app.browser().open(&hers).await.expect(404);
        let both = Beside::to(&app.database).lines("SELECT answered_by AS line FROM impacts ORDER BY 1");
        assert_eq!(both, ["manager", "participant"]);

        // Ben agrees on his booking's page, and takes it back.
        let ben = app.browser_of(&class.people[1]).await;
        let settings = format!("/bookings/{}/impact/settings", class.bookings[1]);
        ben.submit(&settings, &[("manager", "yes")]).await.expect(303);
        assert_eq!(count(&app, &mary.email, "impact_asked_manager").await, 2);
        let about_ben = mailed(&app, &mary.email, "/impact/").await;
        app.browser().open(&about_ben).await.expect(200);
        // Somebody else's line manager by now answers nothing, nor does the one before.
        managed_by(&app, &class.people[1], &max).await;
        app.browser().open(&about_ben).await.expect(404);
        managed_by(&app, &class.people[1], &mary).await;
        app.browser().open(&about_ben).await.expect(200);
        ben.submit(&settings, &[("manager", "no")]).await.expect(303);
        app.browser().open(&about_ben).await.expect(404);
        // A manager who is erased leaves the marks, not the words.
        erase(&app, &class.cora, &mary).await;
        let words = Beside::to(&app.database).number("SELECT count(*) FROM impacts WHERE words IS NOT NULL");
        assert_eq!(words, 1);
        app.audit().await;
    }

    async fn these_mails_can_be_switched_off_by_one_link_and_on_again(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let end = ended(&app, &class).await;
        app.clock.set(end + TimeDelta::days(42));
        let off = mailed(&app, &class.people[0].email, "/impact-off/").await;
        let set = || Beside::to(&app.database).number("SELECT count(*) FROM impact_mails_off");
        app.browser().open(&off).await.expect(200);
        assert_eq!(set(), 0);
        let done = app.browser().submit(&off, &[]).await.expect(200).text();
        assert!(done.contains("You get no more of these mails"), "{done}");
        assert_eq!(set(), 1);
        app.clock.set(end.checked_add_months(chrono::Months::new(6)).unwrap());
        assert_eq!(count(&app, &class.people[0].email, "impact_asked").await, 1);
        let own = app.browser_of(&class.people[0]).await;
        let page = own.open(&format!("/bookings/{}/impact", class.bookings[0])).await.expect(200).text();
        assert!(page.contains("You get no mail that asks"), "{page}");
        own.submit(&format!("/bookings/{}/impact/settings", class.bookings[0]), &[("mails", "yes")]).await.expect(303);
        assert_eq!(count(&app, &class.people[0].email, "impact_asked").await, 2);
        app.browser().open("/impact-off/nothing").await.expect(404);
        app.audit().await;
    }

    async fn signed_in_it_is_said_on_the_bookings_page(app: TestApp) {
        let class = attended(&app, &["Ada"]).await;
        let own = app.browser_of(&class.people[0]).await;
        let path = format!("/bookings/{}/impact", class.bookings[0]);
        let page = own.open(&path).await.expect(200).text();
        assert!(page.contains("You can say it from") && !page.contains("Send my answers"), "{page}");
        app.clock.set(ended(&app, &class).await + TimeDelta::days(43));
        let own = app.browser_of(&class.people[0]).await;
        let booking = own.open(&format!("/bookings/{}", class.bookings[0])).await.expect(200).text();
        assert!(booking.contains(&path), "{booking}");
        own.submit(&path, &[]).await.expect(422);
        let there = own.submit(&path, &fields()).await.expect(303).header("location");
        let page = own.open(&there).await.expect(200).text();
        assert!(page.contains("5 of 5 in use") && page.contains("Every week."), "{page}");
        app.audit().await;
    }
}
