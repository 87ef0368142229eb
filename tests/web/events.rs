//! What happened is said, and reaches whomever it concerns; a write that says nothing fails.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::ids::SessionId,
    store::{Error, write::people::person},
};

use crate::support::{
    app::{Answer, PASSWORD, Someone, TestApp},
    authenticator_app::code_at,
    catalogue::id_of,
    database::both_databases,
    followers::CONCERNS,
    register::Class,
};

async fn book(app: &TestApp, who: &Someone, session: SessionId) -> Value {
    let body = json!({"join_waitlist": true});
    app.post(who, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201).json()
}

async fn act(app: &TestApp, who: &Someone, booking: &Value, verb: &str, body: Value) -> Answer {
    app.post(who, &format!("/api/v1/bookings/{}/{verb}", id_of(booking)), body).await.expect(200)
}

/// Places taken, moved, handed over, given up; a session changed and called off; two records put together.
async fn places(app: &TestApp, cora: &Someone) {
    let (ada, ben, twin) =
        (app.delegate("Ada").await, app.delegate("Ben").await, app.delegate("Ada Twin").await);
    let first = app.session(cora, "introduction", 30, 3, 5).await;
    let second = app.session(cora, "introduction", 37, 3, 5).await;
    let adas = book(app, &ada, first).await;
    act(app, &ada, &adas, "move", json!({"session_id": second})).await;
    let bens = act(app, cora, &adas, "substitute", json!({"person_id": ben.id})).await.json();
    // Offered to somebody whom nobody manages, who says no.
    let to = json!({"name": "Cleo", "email": "cleo@school.example"});
    act(app, &ben, &bens, "substitute", to).await;
    let token = app.offered_to("cleo@school.example").await;
    app.post(&ada, "/api/v1/hand-overs/decline", json!({"token": token})).await.expect(204);
    act(app, &ben, &bens, "cancel", json!({})).await;
    book(app, &ada, first).await;
    book(app, &twin, first).await;
    app.clock.advance(TimeDelta::minutes(1));
    app.post(cora, &format!("/api/v1/people/{}/merge", twin.id), json!({"into": ada.id})).await.expect(200);
    let path = format!("/api/v1/sessions/{first}");
    app.patch(cora, &path, json!({"capacity": 6})).await.expect(200);
    app.post(cora, &format!("{path}/cancel"), json!({"reason": "The trainer is ill."})).await.expect(200);
}

/// Lines: an offer turned down, one not answered, waiting ended by another date, a place open to all, and by the start.
async fn lines(app: &TestApp, cora: &Someone) {
    let (cleo, dan) = (app.delegate("Cleo").await, app.delegate("Dan").await);
    let (eve, finn) = (app.delegate("Eve").await, app.delegate("Finn").await);
    let gus = app.delegate("Gus").await;
    let full = app.session(cora, "introduction", 40, 3, 1).await;
    let open = app.session(cora, "introduction", 47, 3, 9).await;
    let cleos = book(app, &cleo, full).await;
    let dans = book(app, &dan, full).await;
    app.clock.advance(TimeDelta::seconds(1));
    for who in [&eve, &finn, &gus] {
        book(app, who, full).await;
        app.clock.advance(TimeDelta::seconds(1));
    }
    act(app, &cleo, &cleos, "cancel", json!({})).await;
    act(app, &dan, &dans, "decline-offer", json!({})).await;
    app.clock.advance(TimeDelta::days(3));
    app.run_jobs().await;
    let finns = book(app, &finn, open).await;
    act(app, &finn, &finns, "cancel", json!({})).await;
    // Gus is offered the place, takes it, and gives it up when it is too late for offers: it is open to all.
    app.run_jobs().await;
    let path = format!("/api/v1/bookings?person_id={}", gus.id);
    let guss = app.get(&gus, &path).await.expect(200).json()["items"][0].clone();
    act(app, &gus, &guss, "accept-offer", json!({})).await;
    let starts = app.get_public(&format!("/api/v1/sessions/{full}")).await.json()["dates"][0]["starts_at"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("a time");
    app.clock.set(starts - TimeDelta::days(1));
    act(app, &gus, &guss, "cancel", json!({})).await;
    app.clock.set(starts);
    app.run_jobs().await;
}

/// A course taken at any time: begun for somebody, left, begun again.
async fn at_any_time(app: &TestApp, cora: &Someone) {
    super::bookings::on_demand::refresher(app, cora, |_| {}).await;
    let lou = app.delegate("Lou").await;
    let path = "/api/v1/courses/refresher/on-demand";
    let begun = app.post(cora, path, json!({"person_id": lou.id})).await.expect(201).json();
    act(app, &lou, &begun, "cancel", json!({})).await;
}

/// "Book me automatically", which something else stands against by then.
async fn automatic(app: &TestApp, cora: &Someone) {
    let (hal, ida) = (app.delegate("Hal").await, app.delegate("Ida").await);
    let full = app.session(cora, "introduction", 60, 3, 1).await;
    let other = app.session(cora, "free", 66, 3, 9).await;
    let clashes = app.date_in(60, 3);
    let hals = book(app, &hal, full).await;
    let until = (app.clock.now() + TimeDelta::days(20)).date_naive();
    let wish = json!({"join_waitlist": true, "auto_book_until": until});
    app.post(&ida, &format!("/api/v1/sessions/{full}/bookings"), wish).await.expect(201);
    book(app, &ida, other).await;
    app.patch(cora, &format!("/api/v1/sessions/{other}"), json!({"dates": [clashes]})).await.expect(200);
    act(app, &hal, &hals, "cancel", json!({})).await;
    app.run_jobs().await;
}

/// A manager's yes and no, a place held for an address nobody confirms, and one whose condition fails.
async fn conditions(app: &TestApp, cora: &Someone) {
    let boss = app.delegate("Mia Manager").await;
    let manager = boss.id;
    let jo = app.person("Jo", move |row| row.line_manager_id = Some(manager)).await;
    let no = json!({"reason": "Not this term."});
    for (days, answer, body) in [(70, "approve", json!({})), (77, "decline", no)] {
        let session = app.session(cora, "asks", days, 3, 5).await;
        let jos = book(app, &jo, session).await;
        act(app, &boss, &jos, answer, body).await;
        if answer == "approve" {
            act(app, &jo, &jos, "cancel", json!({})).await;
        }
    }
    let session = app.session(cora, "introduction", 80, 3, 5).await;
    let body = json!({
        "name": "Amira Khan", "email": "amira.khan@school.example", "password": PASSWORD, "session_id": session,
    });
    app.post_public("/api/v1/people", body).await.expect(201);
    app.clock.advance(TimeDelta::hours(2));
    app.run_jobs().await;
    let kim = app.delegate("Kim").await;
    let later = app.session(cora, "development", 100, 3, 5).await;
    let earlier = book(app, &kim, session).await;
    book(app, &kim, later).await;
    act(app, &kim, &earlier, "cancel", json!({})).await;
    app.clock.advance(TimeDelta::days(5));
    app.run_jobs().await;
    let said = json!({"words": "Two days at the Civic Centre.", "done_on": "2026-05-12"});
    let claim = app.post(&kim, "/api/v1/me/training-claims", said).await.expect(201).json();
    let path = format!("/api/v1/training-claims/{}/confirm", id_of(&claim));
    app.post(cora, &path, json!({"training": "introduction"})).await.expect(200);
}

/// Two records with a result on one session put together, an address that changes, an account that is closed.
async fn people(app: &TestApp, class: &Class) {
    let cora = &class.cora;
    let merge = format!("/api/v1/people/{}/merge", class.people[1].id);
    app.post(cora, &merge, json!({"into": class.people[0].id})).await.expect(200);
    let lou = app.delegate("Lou Leaves").await;
    let session = app.session(cora, "free", 120, 3, 5).await;
    book(app, &lou, session).await;
    let further = json!({"email": "lou@home.example"});
    app.post(&lou, "/api/v1/me/addresses", further).await.expect(201);
    app.run_jobs().await;
    let mails = app.mailbox.take_sent();
    let mail = mails.iter().rfind(|mail| mail.to.email == "lou@home.example").expect("a mail");
    let token = mail.text.split_once("token=").expect("a link").1.split_whitespace().next().expect("a token");
    app.post(&lou, "/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
    let list = app.get(&lou, "/api/v1/me/addresses").await.expect(200).json();
    let home = id_of(&list["items"][1]);
    app.post(&lou, &format!("/api/v1/me/addresses/{home}/make-primary"), json!({})).await.expect(200);
    app.post(&lou, "/api/v1/me/second-factor/app", json!({})).await.expect(200);
    let secret = app.app.usecases.app_secret(lou.id).await.expect("a secret").expect("an app under way");
    let code = json!({"code": code_at(&secret.text, app.clock.now())});
    app.post(&lou, "/api/v1/me/second-factor/app/confirm", code).await.expect(200);
    app.patch(cora, &format!("/api/v1/people/{}", lou.id), json!({"disabled": true})).await.expect(200);
}

both_databases! {
    async fn every_event_concerns_whom_the_table_says(app: TestApp) {
        let mut class = Class::of(&app, &["Lea", "Lea Twin"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        class.reopen(&app).await.expect(200);
        class.close(&app).await.expect(200);
        let cora = &class.cora;
        app.course(cora, "free", |_| {}).await;
        app.course(cora, "asks", |body| body["needs_approval"] = json!(true)).await;
        app.course(cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        places(&app, cora).await;
        lines(&app, cora).await;
        automatic(&app, cora).await;
        at_any_time(&app, cora).await;
        conditions(&app, cora).await;
        people(&app, &class).await;
        assert_eq!(app.followed.wrong(), Vec::<String>::new());
        let known: BTreeSet<&str> = CONCERNS.iter().map(|(word, ..)| *word).collect();
        let missing: Vec<_> = known.difference(&app.followed.events()).copied().collect();
        assert_eq!(missing, Vec::<&str>::new(), "events that did not come up");
        app.audit().await;
    }

    async fn a_write_that_changes_a_row_and_says_nothing_fails(app: TestApp) {
        let ada = app.delegate("Ada").await.id;
        let silent = app
            .db
            .write(move |tx| {
                let mut row = person::load_person(tx.conn(), ada)?;
                "Somebody Else".clone_into(&mut row.name);
                person::store_person(tx, &row)
            })
            .await;
        assert!(matches!(silent, Err(Error::Broken(why)) if why.contains("nothing was said")));
        let name = app.db.read(move |c| person::load_person(c, ada)).await.expect("a row").name;
        assert_eq!(name, "Ada", "and nothing of it stays");
    }
}
