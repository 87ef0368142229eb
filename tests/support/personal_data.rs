//! Somebody who has left a trace in everything, by which a test finds what is still there of them.

use std::io::{Cursor, Read};

use actix_web::http::Method;
use serde_json::{Value, json};
use training_ladder::{
    domain::{practice::PractitionerAsk, words::OrganisationKind},
    usecases::{
        certificates::write_reflection::WriteReflection,
        {people::complain::Complainant, reports::note_complaint::NoteComplaint},
    },
};

use super::{
    app::{Someone, TestApp},
    catalogue::id_of,
    evidence::pdf,
    plans::plan_path,
    raw_database::Beside,
    register::Class,
};

/// What the traces of somebody have in common.
#[derive(Debug, Clone)]
pub struct Traced {
    pub who: Someone,
    /// Stands in every word of theirs, and in nobody else's.
    pub mark: &'static str,
    pub certificate: Value,
    /// A place to come.
    pub coming: String,
}

/// Where everybody who is traced comes from, and goes to.
pub struct Stage {
    pub class: Class,
    /// Of one place each, a course each.
    pub coming: Vec<String>,
    pub giver: Someone,
    pub given: String,
    pub request: String,
    /// The question at the end of a course that is taken at any time.
    pub reflected: String,
}

impl Stage {
    /// A finished course for these people, further ones to come, and a request for training.
    pub async fn set(app: &TestApp, names: &[&str]) -> Self {
        let class = Class::of(app, names).await;
        let giver = app.delegate("Gil Giver").await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&giver, school, true).await;
        let mut coming = Vec::new();
        for at in 0..names.len() {
            let slug = format!("coming-{at}");
            app.course(&class.cora, &slug, |_| {}).await;
            coming.push(
                app.session(&class.cora, &slug, 40 + i64::try_from(at).unwrap(), 3, 1).await.to_string(),
            );
        }
        app.course(&class.cora, "given", |_| {}).await;
        let given = app.session(&class.cora, "given", 60, 3, 9).await.to_string();
        let wish = json!({"aims": "Calmer meetings"});
        let request = id_of(&app.post(&giver, "/api/v1/commissions", wish).await.expect(201).json());
        app.course(&class.cora, "reflected", |_| {}).await;
        let content = json!({
            "open": true, "cpd_minutes": 30,
            "parts": [{"title": "The film", "url": "https://videos.example/film"}],
            "questions": [{"text": "What will you take?", "required": true}],
        });
        let made =
            app.put(&class.cora, "/api/v1/courses/reflected/on-demand", content).await.expect(200).json();
        let reflected = id_of(&made["questions"][0]);
        Self { class, coming, giver, given, request, reflected }
    }

    /// Lets one of them leave a trace in everything before the course ends.
    pub async fn before(&self, app: &TestApp, at: usize, mark: &'static str) {
        let (cora, who) = (&self.class.cora, &self.class.people[at]);
        let of = |what: &str| format!("{mark}-{what} of {}", who.name);
        app.patch(who, "/api/v1/me", json!({"certificate_name": format!("{mark} Papername")}))
            .await
            .expect(200);
        let second = json!({"email": format!("{mark}.second@home.example")});
        app.post(who, "/api/v1/me/addresses", second).await.expect(201);
        let said = app
            .post(who, "/api/v1/me/training-claims", json!({"words": of("claim")}))
            .await
            .expect(201)
            .json();
        app.hand_in(who, &id_of(&said), &format!("{}.pdf", of("evidence")), &pdf(mark)).await.expect(201);
        let path = format!("/api/v1/training-claims/{}/decline", id_of(&said));
        app.post(cora, &path, json!({"reason": of("refusal")})).await.expect(200);
        let needs = format!("/api/v1/bookings/{}/access-needs", self.class.bookings[at]);
        app.put(who, &needs, json!({"needs": of("need")})).await.expect(200);
        // Booked with a word, given up with another, and answered under a key.
        let path = format!("/api/v1/sessions/{}/bookings", self.given);
        let body = json!({"person_id": who.id, "note": of("note"), "access_needs": of("other-need")});
        let key = format!("\"{mark}-key\"");
        let header = [("idempotency-key", key.as_str())];
        let token = app.sign_in(&cora.email).await;
        let booked =
            app.send(Method::POST, &path, Some(&token), &header, Some(&body)).await.expect(201).json();
        let path = format!("/api/v1/bookings/{}/cancel", id_of(&booked));
        app.post(who, &path, json!({"reason": of("giving-up")})).await.expect(200);
        let wish = json!({"aims": format!("Something for {}", who.name), "phone": "0117 496 0123"});
        let request = id_of(&app.post(who, "/api/v1/commissions", wish).await.expect(201).json());
        let path = format!("/api/v1/commissions/{request}/messages");
        app.post(who, &path, json!({"words": of("message")})).await.expect(201);
        app.post(cora, &path, json!({"words": format!("We rang {}.", who.name)})).await.expect(201);
        // Others name them: on a list, as line manager, for a place, for a call.
        let list = json!({"text": format!("{} <{}>", who.name, who.email)});
        app.post(&self.giver, &format!("/api/v1/commissions/{}/people", self.request), list)
            .await
            .expect(201);
        app.patch(&self.giver, "/api/v1/me", json!({"line_manager": who.email})).await.expect(200);
        app.app.usecases.complain(Complainant::Person(who.id), &of("complaint")).await.expect("taken down");
        let asks = PractitionerAsk {
            what: of("ask"),
            place: Some(of("ask-place")),
            wanted: Some(of("ask-when")),
            phone: Some(of("ask-phone").chars().take(40).collect()),
        };
        app.app.usecases.ask_for_practitioner(who.id, asks, true, None).await.expect("taken down");
        let noted = NoteComplaint {
            by: cora.id,
            session: self.class.session.parse().expect("a session's id"),
            complaint: None,
            came_on: app.clock.now().date_naive(),
            words: format!("{} found it too cold.", who.name),
            followed: Some(format!("We rang {}.", who.name)),
        };
        app.app.usecases.note_complaint(noted, None).await.expect("noted");
        app.app.usecases.ask_for_erasure(who.id).await.expect("asked for");
        app.app.usecases.cancel_erasure(who.id).await.expect("taken back");
        app.post_public("/api/v1/auth/sign-in-links", json!({"email": who.email})).await.expect(202);
    }

    /// And after it.
    pub async fn after(&self, app: &TestApp, at: usize, mark: &'static str) -> Traced {
        let (cora, who) = (&self.class.cora, &self.class.people[at]);
        let of = |what: &str| format!("{mark}-{what} of {}", who.name);
        let path = format!("/api/v1/bookings/{}/dispute", self.class.bookings[at]);
        let said = app.post(who, &path, json!({"words": of("dispute")})).await.expect(201).json();
        let path = format!("/api/v1/disputes/{}/answer", id_of(&said));
        app.post(cora, &path, json!({"answer": of("answer")})).await.expect(200);
        let certificate = self.class.certificates(app, at).await.remove(0);
        let path = format!("/api/v1/certificates/{}/ask-for-reissue", id_of(&certificate));
        app.post(who, &path, json!({"words": of("reissue")})).await.expect(200);
        let plan = json!({
            "actions": [{
                "text": of("action"), "by": app.day_in(90), "state": "changed", "note": of("action-note"),
            }],
            "shared_with_trainer": true, "shared_with_manager": true,
        });
        app.put(who, &plan_path(&self.class.bookings[at]), plan).await.expect(200);
        let booking = self.class.bookings[at].parse().expect("an id");
        let said = WriteReflection {
            booking,
            learnt: Some(of("learning")),
            difference: Some(of("difference")),
            peer: Some(of("peer")),
            revision: None,
        };
        app.app.usecases.write_reflection(said).await.expect("what they learnt");
        let path = format!("/api/v1/sessions/{}/bookings", self.coming[at]);
        let booked = app.post(who, &path, json!({"note": of("coming-note")})).await.expect(201).json();
        self.says_of_it(app, at, mark).await;
        // A course taken at any time, with what they wrote at its end.
        let path = "/api/v1/courses/reflected/on-demand";
        let begun = app.post(who, path, json!({})).await.expect(201).json();
        let path = format!("/api/v1/bookings/{}/finish", id_of(&begun));
        let answers = json!({"answers": [{"question_id": self.reflected, "text": of("reflection")}]});
        app.post(who, &path, answers).await.expect(200);
        // Somebody offers them a place, by an address.
        let offers = app.delegate(["Gina Gentle", "Gus Goodman"][at]).await;
        let path = format!("/api/v1/sessions/{}/bookings", self.given);
        let mine = app.post(&offers, &path, json!({})).await.expect(201).json();
        let path = format!("/api/v1/bookings/{}/substitute", id_of(&mine));
        let whom = json!({"name": format!("{mark} Typed"), "email": who.email});
        app.post(&offers, &path, whom).await.expect(200);
        // Words of others about something else.
        let mut beside = Beside::to(&app.database);
        let name = &who.name;
        beside.run(&format!(
            "UPDATE sessions SET location = COALESCE(location, '') || ' Ask {name} ({}) for the key.'
                 WHERE course_id IN (SELECT id FROM courses WHERE slug = 'given');
             UPDATE audit_log SET detail = 'told {name}' WHERE action = 'dispute_answered' AND detail IS NULL",
            who.email,
        ));
        Traced { who: who.clone(), mark, certificate, coming: id_of(&booked) }
    }
}

impl Stage {
    /// Lets one of them say how the course was and what became of it, in words that are quoted and shown.
    async fn says_of_it(&self, app: &TestApp, at: usize, mark: &'static str) {
        let (cora, who) = (&self.class.cora, &self.class.people[at]);
        let of = |what: &str| format!("{mark}-{what} of {}", who.name);
        let (words, role) = ("01930000-0000-7000-8000-0000000000f4", of("role"));
        let marks = [1, 2]
            .map(|of| json!({"question_id": format!("01930000-0000-7000-8000-0000000000f{of}"), "value": 5}));
        let said = json!({
            "answers": [marks[0], marks[1], {"question_id": words, "value": of("feedback")}],
            "quote": {"allowed": true, "role": role},
        });
        let booking = &self.class.bookings[at];
        app.post(who, &format!("/api/v1/bookings/{booking}/feedback"), said).await.expect(201);
        let quote = [("booking", booking.as_str()), ("question", words), ("answer", "show")];
        app.browser_of(cora).await.submit("/manage/quotes", &quote).await.expect(303);
        let said = format!("(SELECT booking_id FROM feedback WHERE quote_role = '{role}')");
        Beside::to(&app.database).run(&format!(
            "INSERT INTO impacts (booking_id, stage, answered_by, in_use, difference, words, plan, answered_at, id)
                 SELECT id, 'weeks_6', 'participant', 4, 4, '{}', 'done', created_at, id FROM bookings WHERE id IN {said};
             INSERT INTO feedback_shown (session_id, responses, figures, is_whole, shown_at)
                 SELECT session_id, 3, '[]', FALSE, updated_at FROM feedback
                 WHERE booking_id IN {said} AND session_id NOT IN (SELECT session_id FROM feedback_shown);
             INSERT INTO feedback_shown_texts (id, session_id, booking_id, question_id, words, role)
                 SELECT f.booking_id, f.session_id, f.booking_id, a.question_id, a.words, f.quote_role
                 FROM feedback f JOIN feedback_answers a ON a.booking_id = f.booking_id
                 WHERE f.booking_id IN {said} AND a.words IS NOT NULL",
            of("impact"),
        ));
    }
}

/// The files of an archive, each with its name; papers apart.
pub fn files(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).expect("a file");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("its content");
            (file.name().expect("a name").into_owned(), content)
        })
        .collect()
}

/// Every column of text or bytes in which these small letters stand, as `table.column`, with how often.
pub fn stands_in(app: &TestApp, letters: &str) -> Vec<String> {
    let mut beside = Beside::to(&app.database);
    let columns: Vec<String> = beside.columns();
    let written: Vec<String> = letters.bytes().map(|byte| format!("{byte:02x}")).collect();
    let wanted = written.concat();
    let mut found = Vec::new();
    for column in columns {
        let (table, name) = column.split_once('.').expect("a table and a column");
        let written = match &beside {
            Beside::Sqlite(_) => format!(
                "CASE typeof({name}) WHEN 'text' THEN lower(hex(lower({name}))) ELSE lower(hex({name})) END"
            ),
            Beside::Postgres(_) => format!(
                "encode(convert_to(lower({name}::text), 'UTF8'), 'hex') || ' ' || lower({name}::text)"
            ),
        };
        let count =
            beside.number(&format!("SELECT count(*) FROM {table} WHERE ({written}) LIKE '%{wanted}%'"));
        if count > 0 {
            found.push(format!("{column} ({count})"));
        }
    }
    found
}
