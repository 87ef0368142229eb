//! Every report is counted a second time, over random rows that are written past the program.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    counted_again::figures_agree,
    database::both_databases,
    raw_database::Beside,
    raw_figures::moment,
};
use crate::web::bookings::on_demand::refresher;

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}

/// Ids as literals of either database.
struct Ids {
    postgres: bool,
    made: u64,
}

impl Ids {
    fn next(&mut self) -> String {
        self.made += 1;
        self.literal(&format!("0193ffffffff7000a000{:012x}", self.made))
    }

    fn literal(&self, digits: &str) -> String {
        let digits = digits.replace('-', "");
        if self.postgres { format!("'\\x{digits}'::bytea") } else { format!("X'{digits}'") }
    }
}

/// A believable muddle: two ladders, courses on them and beside, sessions in three zones over three years, places in
/// every state, results, papers, answers and learning from before.
async fn muddle(app: &TestApp, cora: &Someone, seed: u64) {
    let mut chance = Chance(seed);
    let mut ids = Ids { postgres: app.database.is_postgres(), made: seed * 100_000 };
    let mut organisations = Vec::new();
    for (name, kind) in [
        ("Hillside School", OrganisationKind::School),
        ("Riverside School", OrganisationKind::School),
        ("The City", OrganisationKind::Council),
        ("Health Trust", OrganisationKind::Health),
    ] {
        let id = app.organisation(&format!("{name} {seed}"), kind).await;
        organisations.push(ids.literal(&id.to_string()));
    }
    let mut courses = Vec::new();
    for ladder in 0..2 {
        let slug = format!("ladder-{seed}-{ladder}");
        let body = json!({"slug": slug, "name": slug, "rungs": [{"name": "First"}, {"name": "Second"}, {"name": "Third"}]});
        app.post(cora, "/api/v1/ladders", body).await.expect(201);
        for rung in 1..=3 {
            let name = format!("course-{seed}-{ladder}-{rung}");
            let course = app
                .course(cora, &name, |body| {
                    body["ladder"] = json!(slug);
                    body["rung"] = json!(rung);
                })
                .await;
            courses.push(ids.literal(course["id"].as_str().expect("an id")));
        }
    }
    let course = app.course(cora, &format!("beside-{seed}"), |_| {}).await;
    courses.push(ids.literal(course["id"].as_str().expect("an id")));

    let mut sql = String::new();
    let now = "'2026-11-03 09:00:00'";
    let people: Vec<String> = (0..24).map(|_| ids.next()).collect();
    for (at, person) in people.iter().enumerate() {
        let _ = writeln!(
            sql,
            "INSERT INTO people (id, name, name_folded, is_trainer, is_coordinator, manager_copies, source, lock_count, \
             revision, created_at) VALUES ({person}, 'Person {at}', 'person {at}', {}, FALSE, 'weekly', 'test', 0, 1, \
             {now});",
            if at < 3 { "TRUE" } else { "FALSE" }
        );
    }
    let start: DateTime<Utc> = "2025-01-01T00:30:00Z".parse().expect("a time");
    for _ in 0..30 {
        let session = ids.next();
        let course = &courses[usize::try_from(chance.below(courses.len() as u64)).expect("a course")];
        let at = start + TimeDelta::hours(i64::try_from(chance.below(24 * 800)).expect("hours"));
        let zone = ["Europe/London", "America/New_York", "Pacific/Auckland"]
            [usize::try_from(chance.below(3)).expect("a zone")];
        let state = match chance.below(8) {
            0 => "cancelled",
            1 => "draft",
            2..=4 => "delivered",
            _ => "published",
        };
        let _ = writeln!(
            sql,
            "INSERT INTO sessions (id, course_id, state, timezone, delivery, capacity, private, starts_at, ends_at, \
             lock_count, revision, created_at, zoom_meeting) VALUES ({session}, {course}, '{state}', '{zone}', 'zoom', \
             {}, FALSE, {}, {}, 0, 1, {now}, FALSE);",
            5 + chance.below(20),
            moment(at),
            moment(at + TimeDelta::hours(3)),
        );
        for trainer in 0..chance.below(3) {
            let who = &people[usize::try_from(trainer).expect("a trainer")];
            let _ = writeln!(
                sql,
                "INSERT INTO session_trainers (session_id, person_id, position) VALUES ({session}, {who}, {trainer});"
            );
        }
        // Nobody has a place on what is not open yet.
        if state != "draft" {
            places(&mut sql, (&mut chance, &mut ids), (&session, course, at), (&people, &organisations));
        }
    }
    for _ in 0..30 {
        let person = &people[usize::try_from(chance.below(24)).expect("a person")];
        let course = &courses[usize::try_from(chance.below(courses.len() as u64)).expect("a course")];
        let on = if chance.one_in(4) {
            "NULL".to_owned()
        } else {
            format!("'20{}-05-0{}'", 17 + chance.below(9), 1 + chance.below(9))
        };
        let gone = if chance.one_in(6) { now } else { "NULL" };
        let _ = writeln!(
            sql,
            "INSERT INTO completions (id, person_id, course_id, organisation_id, completed_on, cpd_minutes, booking_id, \
             source, withdrawn_at, created_at) VALUES ({}, {person}, {course}, NULL, {on}, 60, NULL, 'import', {gone}, \
             {now});",
            ids.next()
        );
    }
    Beside::to(&app.database).run(&sql);
}

fn places(
    sql: &mut String,
    (chance, ids): (&mut Chance, &mut Ids),
    (session, course, at): (&str, &str, DateTime<Utc>),
    (people, organisations): (&[String], &[String]),
) {
    let now = "'2026-11-03 09:00:00'";
    for person in people {
        if chance.one_in(3) {
            continue;
        }
        let state = [
            "booked",
            "attended",
            "attended",
            "attended",
            "partly_attended",
            "no_show",
            "cancelled",
            "waitlisted",
            "offered",
            "requested",
            "lapsed",
        ][usize::try_from(chance.below(11)).expect("a state")];
        let booking = ids.next();
        let organisation = if chance.one_in(6) {
            "NULL".to_owned()
        } else {
            organisations[usize::try_from(chance.below(4)).expect("one of four")].clone()
        };
        let short = state == "cancelled" && chance.one_in(2);
        let _ = writeln!(
            sql,
            "INSERT INTO bookings (id, reference, session_id, course_id, person_id, organisation_id, state, origin, \
             displaced, unanswered_offers, skipped, short_notice, created_at, updated_at) VALUES ({booking}, \
             'R{}', {session}, {course}, {person}, {organisation}, '{state}', 'self', FALSE, 0, FALSE, {}, {now}, {now});",
            ids.made,
            if short { "TRUE" } else { "FALSE" },
        );
        if !["attended", "partly_attended", "no_show"].contains(&state) {
            continue;
        }
        let minutes = if state == "no_show" { 0 } else { 30 + chance.below(150) };
        let on = (at + TimeDelta::hours(3)).date_naive();
        let _ = writeln!(
            sql,
            "INSERT INTO results (booking_id, outcome, attended_minutes, scheduled_minutes, cpd_minutes, cpd_basis, \
             attended_on, by_reason, closed_at) VALUES ({booking}, '{state}', {minutes}, 180, {minutes}, 'said', '{on}', \
             FALSE, {now});"
        );
        if state != "attended" {
            continue;
        }
        let completion = ids.next();
        let paper = if chance.one_in(5) { "revoked" } else { "valid" };
        let _ = writeln!(
            sql,
            "INSERT INTO completions (id, person_id, course_id, organisation_id, completed_on, cpd_minutes, booking_id, \
             source, created_at) VALUES ({completion}, {person}, {course}, {organisation}, '{on}', {minutes}, {booking}, \
             'register', {now});
             INSERT INTO certificates (id, number, verification_code, person_id, booking_id, completion_id, course_id, \
             snapshot, cpd_minutes, completed_on, state, issued_at) VALUES ({}, 'N{booking_number}', 'C{booking_number}', \
             {person}, {booking}, {completion}, {course}, '{{}}', {minutes}, '{on}', '{paper}', {now});",
            ids.next(),
            booking_number = ids.made,
        );
        if chance.one_in(2) {
            let (one, two) = (
                ids.literal("019300000000700080000000000000f1"),
                ids.literal("019300000000700080000000000000f2"),
            );
            let _ = writeln!(
                sql,
                "INSERT INTO feedback (booking_id, session_id, quote_allowed, answered_at, updated_at) VALUES \
                 ({booking}, {session}, FALSE, {now}, {now});
                 INSERT INTO feedback_answers (booking_id, question_id, number) VALUES ({booking}, {one}, {}), \
                 ({booking}, {two}, {});",
                1 + chance.below(5),
                1 + chance.below(5),
            );
        }
    }
}

both_databases! {
    async fn every_report_comes_to_what_plain_counting_comes_to(app: TestApp) {
        let cora = app.coordinator().await;
        figures_agree(&app, cora.id).await;
        muddle(&app, &cora, 1).await;
        figures_agree(&app, cora.id).await;
        muddle(&app, &cora, 2).await;
        figures_agree(&app, cora.id).await;
    }

    async fn figures_follow_a_place_from_the_booking_to_the_certificate(app: TestApp) {
        let mut class = crate::support::register::Class::of(&app, &["Pat Person", "Sam Second"]).await;
        figures_agree(&app, class.cora.id).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        figures_agree(&app, class.cora.id).await;
        let paper = class.certificates(&app, 0).await.remove(0);
        let path = format!("/api/v1/certificates/{}/revoke", paper["id"].as_str().expect("an id"));
        app.post(&class.cora, &path, json!({"reason": "It was somebody else."})).await.expect(200);
        figures_agree(&app, class.cora.id).await;
        let said = app.get(&class.cora, "/api/v1/reports/uptake?by=course").await.expect(200).json();
        assert_eq!(said["by"], "course");
        assert_eq!(said["total"]["booked"], 2);
        assert_eq!(said["total"]["attended"], 1);
        assert_eq!(said["total"]["certificates"], 0, "{said}");
        let again = app.get(&class.cora, "/api/v1/reports/uptake?by=course&format=csv").await.expect(200);
        assert!(again.header("content-type").starts_with("text/csv"));
        app.get(&class.cora, "/api/v1/reports/uptake?by=course&format=xlsx").await.expect(200);
        app.get(&class.cora, "/api/v1/reports/uptake?format=pdf").await.expect(422);
        app.get(&class.cora, "/api/v1/reports/uptake?course=nothing").await.expect(422);
    }

    async fn what_is_taken_at_any_time_counts_on_its_own_days(app: TestApp) {
        let (cora, ann) = (app.coordinator().await, app.delegate("Ann Archer").await);
        let question = refresher(&app, &cora, |_| {}).await;
        let begun = app.post(&ann, "/api/v1/courses/refresher/on-demand", json!({})).await.expect(201).json();
        figures_agree(&app, cora.id).await;
        app.clock.advance(TimeDelta::days(40));
        let words = json!({"answers": [{"question_id": question, "text": "Circles each week."}]});
        let path = format!("/api/v1/bookings/{}/finish", begun["id"].as_str().expect("an id"));
        app.post(&ann, &path, words).await.expect(200);
        figures_agree(&app, cora.id).await;
        let said = app.get(&cora, "/api/v1/reports/uptake?by=month&from=2026-11-01&to=2026-12-31").await;
        let said = said.expect(200).json();
        assert_eq!(said["rows"][0]["key"], "2026-12", "{said}");
        assert_eq!(said["total"]["places_offered"], 0, "no places are offered of it");
    }
}
