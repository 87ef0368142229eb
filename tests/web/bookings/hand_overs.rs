//! Handing a place over: at once by whoever manages the colleague, else by an offer that tells nothing about strangers.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::domain::ids::SessionId;

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    raw_database::Beside,
};

/// Ada has the only place of a date; Cora runs the training.
struct Place {
    cora: Someone,
    ada: Someone,
    session: SessionId,
    booking: String,
}

impl Place {
    async fn on(app: &TestApp, in_days: i64) -> Self {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", in_days, 3, 1).await;
        let ada = app.delegate("Ada").await;
        let booking = id_of(&app.book(&ada, session, json!({})).await);
        Self { cora, ada, session, booking }
    }

    async fn act(&self, app: &TestApp, who: &Someone, verb: &str, body: Value) -> Answer {
        app.post(who, &format!("/api/v1/bookings/{}/{verb}", self.booking), body).await
    }

    async fn offer(&self, app: &TestApp, name: &str, email: &str) -> Answer {
        self.act(app, &self.ada, "substitute", json!({"name": name, "email": email})).await
    }

    async fn read(&self, app: &TestApp) -> Value {
        app.get(&self.ada, &format!("/api/v1/bookings/{}", self.booking)).await.expect(200).json()
    }
}

fn held(app: &TestApp) -> i64 {
    Beside::to(&app.database)
        .number("SELECT count(*) FROM bookings WHERE state IN ('booked', 'requested', 'offered')")
}

both_databases! {
    async fn a_place_handed_to_a_stranger_stays_until_they_say_yes(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let ben = app.delegate("Ben").await;
        // Tuesday 3 November, 9am: the next working day is Wednesday.
        let offered = place.offer(&app, "Benny", &ben.email).await.expect(200).json();
        assert_eq!((&offered["id"], &offered["state"]), (&json!(place.booking), &json!("booked")));
        assert_eq!(offered["short_notice"], json!(false));
        assert_eq!(offered["handed_to"], json!({"name": "Benny", "until": "2026-11-04T17:00:00Z"}));
        assert_eq!(held(&app), 1, "booked, and counted once");
        assert_eq!(app.kinds_to(&ben.email).await, ["hand_over_offered"]);
        let mail = app.mails().await.pop().expect("a mail");
        assert!(!mail.payload.to_string().contains("joining"), "how to join is for whoever is booked");

        let theirs = app.takes(&ben, &ben.email).await.expect(200).json();
        assert_eq!((&theirs["state"], &theirs["person"]["name"]), (&json!("booked"), &json!("Ben")));
        assert_eq!(held(&app), 1);
        let given = place.read(&app).await;
        assert_eq!((&given["state"], &given["handed_to"]), (&json!("cancelled"), &Value::Null));
        assert_eq!(app.kinds_to(&place.ada.email).await, ["booked", "place_handed_over"]);
        assert_eq!(app.kinds_to(&ben.email).await, ["hand_over_offered", "place_received"]);
        // The giver learns no more than they typed.
        let told = app.mails().await.into_iter().find(|mail| mail.kind == "place_handed_over").expect("a mail");
        assert_eq!(told.payload["colleague"], "Benny");
        let history = given["history"].as_array().expect("a history");
        assert!(history.iter().all(|line| line["by"]["name"] != "Ben"), "{history:?}");
        // The link works once.
        app.takes(&ben, &ben.email).await.expect_problem(409, "hand_over_ended");
        app.audit().await;
    }

    async fn the_answer_is_the_same_whoever_the_address_belongs_to(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let disabled = app.delegate("Dis Abled").await;
        app.patch(&place.cora, &format!("/api/v1/people/{}", disabled.id), json!({"disabled": true})).await.expect(200);
        let booked = app.delegate("Bea Booked").await;
        let other = app.session(&place.cora, "introduction", 40, 3, 5).await;
        app.book(&booked, other, json!({})).await;
        let unconfirmed = "pat.unconfirmed@home.example".to_owned();
        let who = app.delegate("Pat").await;
        app.post(&who, "/api/v1/me/addresses", json!({"email": unconfirmed})).await.expect(201);
        let mut answers = Vec::new();
        for email in ["nobody@school.example".to_owned(), disabled.email, booked.email.clone(), unconfirmed] {
            let mut answer = place.offer(&app, "Col League", &email).await.expect(200).json();
            answer["history"] = Value::Null;
            answers.push(answer);
            assert_eq!(app.kinds_to(&email).await.pop().as_deref(), Some("hand_over_offered"));
            place.act(&app, &place.ada, "take-back", json!({})).await.expect(200);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        app.audit().await;
    }

    async fn an_id_of_somebody_one_does_not_manage_is_not_there(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let ben = app.delegate("Ben").await;
        place.act(&app, &place.ada, "substitute", json!({"person_id": ben.id})).await.expect_problem(404, "not_found");
        let nobody = "01993c5e-7d20-7000-8000-0000000000ff";
        place.act(&app, &place.ada, "substitute", json!({"person_id": nobody})).await.expect_problem(404, "not_found");
    }

    async fn whoever_manages_the_colleague_hands_over_at_once(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let mia = app.delegate("Mia Manager").await;
        let boss = mia.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(boss)).await;
        let ben = app.person("Ben", move |row| row.line_manager_id = Some(boss)).await;
        let booking = id_of(&app.book(&ada, session, json!({})).await);
        let path = format!("/api/v1/bookings/{booking}/substitute");
        // By name and address as well.
        let bens = app.post(&mia, &path, json!({"name": "B", "email": ben.email})).await.expect(200).json();
        assert_eq!((&bens["state"], &bens["person"]["id"]), (&json!("booked"), &json!(ben.id)));
        assert_eq!(app.kinds_to(&ben.email).await, ["place_received"]);
        let path = format!("/api/v1/bookings/{}/substitute", id_of(&bens));
        let adas = app.post(&mia, &path, json!({"person_id": ada.id})).await.expect(200).json();
        assert_eq!((&adas["state"], &adas["person"]["id"]), (&json!("booked"), &json!(ada.id)));
        // A coordinator hands to anybody at once.
        let path = format!("/api/v1/bookings/{}/substitute", id_of(&adas));
        let to = json!({"name": "Zoë Brontë", "email": "zoe@school.example"});
        let zoes = app.post(&cora, &path, to).await.expect(200).json();
        assert_eq!((&zoes["state"], &zoes["person"]["name"]), (&json!("booked"), &json!("Zoë Brontë")));
        assert_eq!(app.kinds_to("zoe@school.example").await, ["place_received"]);
        app.audit().await;
    }

    async fn a_colleague_who_waits_for_that_date_may_be_handed_the_place(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let ben = app.delegate("Ben").await;
        let waits = app.book(&ben, place.session, json!({"join_waitlist": true})).await;
        assert_eq!(waits["state"], "waitlisted");
        place.offer(&app, "Ben", &ben.email).await.expect(200);
        let theirs = app.takes(&ben, &ben.email).await.expect(200).json();
        assert_eq!(theirs["state"], "booked");
        let mine = app.get(&ben, "/api/v1/bookings?state=waitlisted").await.expect(200).json();
        assert_eq!(mine["items"], json!([]), "their waiting has ended");
        assert_eq!(held(&app), 1);
        app.audit().await;
    }

    async fn what_the_colleague_lacks_is_said_to_them_alone(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |c| {
            c["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let first = app.session(&cora, "introduction", 10, 3, 9).await;
        let later = app.session(&cora, "development", 30, 3, 9).await;
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.book(&ada, first, json!({})).await;
        let booking = id_of(&app.book(&ada, later, json!({})).await);
        let path = format!("/api/v1/bookings/{booking}");
        let to = json!({"name": "Ben", "email": ben.email});
        app.post(&ada, &format!("{path}/substitute"), to).await.expect(200);
        let refused = app.takes(&ben, &ben.email).await.expect_problem(409, "booking_refused").json();
        assert_eq!(refused["refusals"][0]["code"], "prerequisite_unmet");
        assert_eq!(refused["refusals"][0]["next_step"]["session_id"], json!(first));
        let still = app.get(&ada, &path).await.expect(200).json();
        assert_eq!((&still["state"], &still["handed_to"]["name"]), (&json!("booked"), &json!("Ben")));
        // Once they book what is lacking, the same link gives them the place.
        app.book(&ben, first, json!({})).await;
        let taken = app.takes(&ben, &ben.email).await.expect(200).json();
        assert_eq!(taken["conditional_on"].as_array().map(Vec::len), Some(1));
        app.audit().await;
    }

    async fn not_taken_up_the_giver_is_told_so_and_nothing_more(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let token = {
            place.offer(&app, "Ben", "ben@school.example").await.expect(200);
            app.offered_to("ben@school.example").await
        };
        let ben = app.delegate("Ben").await;
        app.post(&ben, "/api/v1/hand-overs/decline", json!({"token": token})).await.expect(204);
        let said_no = app.mails().await.pop().expect("a mail");
        place.offer(&app, "Ben", "ben@school.example").await.expect(200);
        app.clock.advance(TimeDelta::days(1) + TimeDelta::hours(9));
        app.run_jobs().await;
        let said_nothing = app.mails().await.pop().expect("a mail");
        for mail in [&said_no, &said_nothing] {
            assert_eq!((mail.kind.as_str(), &mail.to), ("hand_over_not_taken_up", &place.ada.email));
        }
        assert_eq!(said_no.payload, said_nothing.payload, "a no and no answer read alike");
        let kept = place.read(&app).await;
        assert_eq!((&kept["state"], &kept["handed_to"]), (&json!("booked"), &Value::Null));
        app.takes(&ben, "ben@school.example").await.expect_problem(409, "hand_over_ended");
        app.audit().await;
    }

    async fn an_offer_ends_with_the_first_dates_start(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        // In two hours.
        let starts_at = app.clock.now() + TimeDelta::hours(2);
        let session = app.session_with(&cora, "introduction", |body| {
            body["dates"] = json!([{"starts_at": starts_at, "ends_at": starts_at + TimeDelta::hours(3)}]);
        }).await;
        let ada = app.delegate("Ada").await;
        let booking = id_of(&app.book(&ada, session, json!({})).await);
        let to = json!({"name": "Ben", "email": "ben@school.example"});
        let offered = app.post(&ada, &format!("/api/v1/bookings/{booking}/substitute"), to).await.expect(200).json();
        assert_eq!(offered["handed_to"]["until"], "2026-11-03T11:00:00Z");
        app.clock.set(starts_at);
        let ben = app.delegate("Ben").await;
        app.takes(&ben, "ben@school.example").await.expect_problem(409, "hand_over_ended");
    }

    async fn giving_up_what_nobody_took_is_judged_by_when_it_was_offered(app: TestApp) {
        // Three working days before Tuesday 10 November, 5pm, is Thursday 5 November.
        let place = Place::on(&app, 7).await;
        app.clock.advance(TimeDelta::days(2));
        place.offer(&app, "Ben", "ben@school.example").await.expect(200);
        app.clock.advance(TimeDelta::days(1) + TimeDelta::hours(9));
        app.run_jobs().await;
        assert!(app.kinds_to(&place.ada.email).await.contains(&"hand_over_not_taken_up".to_owned()));
        let ended = place.act(&app, &place.ada, "cancel", json!({})).await.expect(200).json();
        assert_eq!((&ended["state"], &ended["short_notice"]), (&json!("cancelled"), &json!(false)));
        // Whoever takes the offer back has kept the place of their own will.
        let session = app.session(&place.cora, "introduction", 8, 3, 1).await;
        let booking = id_of(&app.book(&place.ada, session, json!({})).await);
        let other = Place { booking, session, cora: place.cora, ada: place.ada };
        app.clock.advance(TimeDelta::days(3));
        other.offer(&app, "Ben", "ben@school.example").await.expect(200);
        other.act(&app, &other.ada, "take-back", json!({})).await.expect(200);
        app.clock.advance(TimeDelta::days(4));
        let ended = other.act(&app, &other.ada, "cancel", json!({})).await.expect(200).json();
        assert_eq!(ended["short_notice"], json!(true));
        app.audit().await;
    }

    async fn one_offer_a_place_which_the_giver_can_take_back(app: TestApp) {
        let place = Place::on(&app, 30).await;
        place.act(&app, &place.ada, "take-back", json!({})).await.expect_problem(409, "wrong_state");
        place.offer(&app, "Ben", "ben@school.example").await.expect(200);
        place.offer(&app, "Cem", "cem@school.example").await.expect_problem(409, "wrong_state");
        assert_eq!(app.kinds_to("cem@school.example").await, Vec::<String>::new());
        let kept = place.act(&app, &place.ada, "take-back", json!({})).await.expect(200).json();
        assert_eq!((&kept["state"], &kept["handed_to"]), (&json!("booked"), &Value::Null));
        let ben = app.delegate("Ben").await;
        app.takes(&ben, "ben@school.example").await.expect_problem(409, "hand_over_ended");
        let own = place.offer(&app, "Ada", &place.ada.email).await.expect_problem(422, "invalid_input").json();
        assert_eq!(own["errors"][0]["field"], "email");
        place.offer(&app, "Cem", "cem@school.example").await.expect(200);
        app.takes(&place.ada, "cem@school.example").await.expect_problem(409, "wrong_state");
        // The names of those it was offered to are forgotten with the offer.
        place.act(&app, &place.ada, "cancel", json!({})).await.expect(200);
        let kept = Beside::to(&app.database).number("SELECT count(*) FROM hand_overs WHERE email IS NOT NULL");
        assert_eq!(kept, 0);
        app.audit().await;
    }

    async fn an_offer_ends_with_the_place_it_is_about(app: TestApp) {
        let place = Place::on(&app, 30).await;
        let ben = app.delegate("Ben").await;
        place.offer(&app, "Ben", &ben.email).await.expect(200);
        let path = format!("/api/v1/sessions/{}/cancel", place.session);
        app.post(&place.cora, &path, json!({"reason": "The trainer is ill."})).await.expect(200);
        app.takes(&ben, &ben.email).await.expect_problem(409, "hand_over_ended");
        // So it does when the booking moves.
        let (first, second) = (
            app.session(&place.cora, "introduction", 40, 3, 5).await,
            app.session(&place.cora, "introduction", 50, 3, 5).await,
        );
        let booking = id_of(&app.book(&place.ada, first, json!({})).await);
        let other = Place { booking, ..place };
        other.offer(&app, "Ben", &ben.email).await.expect(200);
        other.act(&app, &other.ada, "move", json!({"session_id": second})).await.expect(200);
        app.takes(&ben, &ben.email).await.expect_problem(409, "hand_over_ended");
        assert_eq!(app.kinds_to(&other.ada.email).await.pop().as_deref(), Some("moved"), "nobody is told of it twice");
        app.audit().await;
    }
}
