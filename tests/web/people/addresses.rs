//! The main address: what stands in calendars goes with it; and a mistyped one is put right.

use std::collections::BTreeMap;

use actix_web::http::Method;
use serde_json::{Value, json};
use training_ladder::domain::{invites::InviteMethod, words::OrganisationKind};

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    outbox::Queued,
};

/// Adds an address to somebody's record and confirms it; gives its id.
async fn confirmed(app: &TestApp, who: &Someone, email: &str) -> String {
    app.post(who, "/api/v1/me/addresses", json!({"email": email})).await.expect(201);
    let token = mailed_token(app, email).await;
    app.post(who, "/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
    id_at(app, who, email).await
}

/// The secret of the last mail to an address that has one.
async fn mailed_token(app: &TestApp, email: &str) -> String {
    app.run_jobs().await;
    let sent = app.mailbox.sent();
    let mut links =
        sent.iter().filter(|mail| mail.to.email == email).filter_map(|mail| mail.text.split_once("token="));
    let link = links.next_back().expect("a link").1;
    link.split_whitespace().next().expect("a token").to_owned()
}

async fn id_at(app: &TestApp, who: &Someone, email: &str) -> String {
    let list = app.get(who, "/api/v1/me/addresses").await.expect(200).json();
    let found = list["items"].as_array().unwrap().iter().find(|item| item["email"] == email);
    id_of(found.expect("the address"))
}

async fn make_primary(app: &TestApp, who: &Someone, id: &str) {
    app.post(who, &format!("/api/v1/me/addresses/{id}/make-primary"), json!({})).await.expect(200);
}

/// Calendars that take REQUEST and CANCEL as they arrive: for each address the UIDs that stand in it.
fn calendars(mails: &[Queued]) -> BTreeMap<String, Vec<String>> {
    let mut entries: BTreeMap<(String, String), (i32, bool)> = BTreeMap::new();
    for mail in mails {
        let Some(invite) = &mail.invite else { continue };
        assert_eq!(invite.attendee.email, mail.to, "an invite names the address it goes to");
        let entry = entries.entry((mail.to.clone(), invite.uid.clone())).or_insert((-1, false));
        assert!(invite.sequence > entry.0, "a SEQUENCE rises: {invite:?}");
        *entry = (invite.sequence, invite.method == InviteMethod::Request);
    }
    let mut there: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ((address, uid), (_, stands)) in entries {
        if stands {
            there.entry(address).or_default().push(uid);
        }
    }
    there
}

/// The methods and sequences of one UID, in the order they were queued, and where they go.
fn steps(mails: &[Queued], uid: &str) -> Vec<(InviteMethod, i32, String)> {
    let all = mails.iter().filter_map(|mail| Some((mail.invite.as_ref()?, mail.to.clone())));
    all.filter(|(invite, _)| invite.uid == uid).map(|(it, to)| (it.method, it.sequence, to)).collect()
}

async fn set_of_two(app: &TestApp, cora: &Someone) -> String {
    app.course(cora, "introduction", |_| {}).await;
    let dates = json!([app.date_in(10, 3), app.date_in(17, 3)]);
    app.session_with(cora, "introduction", |body| body["dates"] = dates).await.to_string()
}

async fn book(app: &TestApp, by: &Someone, session: &str, body: Value) -> Value {
    app.post(by, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201).json()
}

both_databases! {
    async fn entries_leave_the_old_calendar_first_and_then_stand_in_the_new_one(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let session = set_of_two(&app, &cora).await;
        let booking = book(&app, &ada, &session, json!({})).await;
        let home = confirmed(&app, &ada, "ada@home.example").await;
        make_primary(&app, &ada, &home).await;
        let mails = app.mails().await;
        let there = calendars(&mails);
        assert_eq!(there.keys().collect::<Vec<_>>(), ["ada@home.example"]);
        assert_eq!(there["ada@home.example"].len(), 2);
        let (old, new) = (ada.email.clone(), "ada@home.example".to_owned());
        for uid in &there["ada@home.example"] {
            let expected = [
                (InviteMethod::Request, 0, old.clone()),
                (InviteMethod::Withdraw, 1, old.clone()),
                (InviteMethod::Request, 2, new.clone()),
            ];
            assert_eq!(steps(&mails, uid), expected);
        }
        let after = |kinds: Vec<String>| kinds.into_iter().filter(|kind| kind.starts_with("invite_moved")).collect::<Vec<_>>();
        assert_eq!(after(app.kinds_to(&ada.email).await), ["invite_moved_away"; 2]);
        assert_eq!(after(app.kinds_to("ada@home.example").await), ["invite_moved_here"; 2]);

        // What comes later goes where the entry is.
        app.post(&ada, &format!("/api/v1/bookings/{}/cancel", id_of(&booking)), json!({})).await.expect(200);
        let mails = app.mails().await;
        assert_eq!(calendars(&mails), BTreeMap::new());
        let cancels = mails.iter().rev().take(2);
        assert!(cancels.into_iter().all(|mail| mail.to == "ada@home.example"));
        app.run_jobs().await;
        app.audit().await;
    }

    async fn what_was_queued_leaves_in_order_and_nothing_overtakes_the_old_address(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let session = set_of_two(&app, &cora).await;
        let home = confirmed(&app, &ada, "ada@home.example").await;
        book(&app, &ada, &session, json!({})).await;
        app.run_jobs().await;
        drop(app.mailbox.take_sent());
        make_primary(&app, &ada, &home).await;
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        // Of each date, whatever leaves between them.
        let mut carried: BTreeMap<&str, Vec<(&str, bool)>> = BTreeMap::new();
        for mail in &sent {
            let Some(part) = &mail.calendar else { continue };
            let uid = part.ics.lines().find(|line| line.starts_with("UID:")).expect("a UID");
            let is_request = part.method == InviteMethod::Request;
            carried.entry(uid).or_default().push((mail.to.email.as_str(), is_request));
        }
        let (old, new) = ((ada.email.as_str(), false), ("ada@home.example", true));
        assert_eq!(carried.into_values().collect::<Vec<_>>(), [[old, new], [old, new]]);
    }

    async fn an_address_that_is_removed_is_told_while_it_is_theirs(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let session = set_of_two(&app, &cora).await;
        book(&app, &ada, &session, json!({})).await;
        confirmed(&app, &ada, "ada@home.example").await;
        let main = id_at(&app, &ada, &ada.email).await;
        let path = format!("/api/v1/me/addresses/{main}");
        app.send(Method::DELETE, &path, Some(&ada.token), &[], None).await.expect(204);
        let mails = app.mails().await;
        assert_eq!(calendars(&mails).keys().collect::<Vec<_>>(), ["ada@home.example"]);
        assert_eq!(mails.iter().filter(|mail| mail.kind == "invite_moved_away").count(), 2);
        app.run_jobs().await;
        app.audit().await;
    }

    async fn dates_that_are_over_stay_where_they_are(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let session = set_of_two(&app, &cora).await;
        book(&app, &ada, &session, json!({})).await;
        app.clock.advance(chrono::TimeDelta::days(12));
        let home = confirmed(&app, &ada, "ada@home.example").await;
        make_primary(&app, &ada, &home).await;
        let there = calendars(&app.mails().await);
        assert_eq!((there[&ada.email].len(), there["ada@home.example"].len()), (1, 1));
    }

    async fn a_mistyped_address_is_corrected_and_the_record_follows(app: TestApp) {
        let cora = app.coordinator().await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let session = set_of_two(&app, &cora).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@hil.example", "organisation_id": school});
        let sam = id_of(&app.post(&cora, "/api/v1/people/invite", body).await.expect(201).json());
        book(&app, &cora, &session, json!({"person_id": sam})).await;
        let old = mailed_token(&app, "sam@hil.example").await;
        let path = format!("/api/v1/people/{sam}");
        app.patch(&cora, &path, json!({"email": "office@hill.example"})).await.expect_problem(422, "invalid_input");
        let known = app.delegate("Ada").await;
        app.patch(&cora, &path, json!({"email": known.email})).await.expect_problem(409, "address_known");
        let right = app.patch(&cora, &path, json!({"email": "sam@hill.example"})).await.expect(200).json();
        assert_eq!(right["email"], "sam@hill.example");

        // Nobody has shown that the old address is theirs: it gets no CANCEL, and its link opens nothing.
        let mails = app.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.kind == "invite_moved_away").count(), 0);
        assert_eq!(calendars(&mails)["sam@hill.example"].len(), 2);
        assert!(mails.iter().filter(|mail| mail.to == "sam@hill.example").all(|mail| {
            mail.invite.as_ref().is_none_or(|invite| invite.sequence == 1)
        }));
        let verify = "/api/v1/people/verify-email";
        app.post_public(verify, json!({"token": old})).await.expect_problem(401, "invalid_link");
        assert_eq!(app.kinds_to("sam@hill.example").await[0], "invited_to_join");
        let token = mailed_token(&app, "sam@hill.example").await;
        let login = app.post_public(verify, json!({"token": token})).await.expect(200).json();
        let token = login["access_token"].as_str().unwrap();
        let me = app.send(Method::GET, "/api/v1/me", Some(token), &[], None).await.expect(200).json();
        assert_eq!((&me["id"], &me["memberships"][0]["confirmed"]), (&json!(sam), &json!(true)));

        // Confirmed, it is theirs to change.
        let again = app.patch(&cora, &path, json!({"email": "sam@other.example"})).await;
        again.expect_problem(409, "address_confirmed");
        app.run_jobs().await;
        app.audit().await;
    }

    async fn an_imported_record_follows_its_corrected_address(app: TestApp) {
        use training_ladder::{
            domain::{imports::PersonLine, people::{EmailAddress, PersonName}},
            usecases::imports::import_all::{Lines, import},
        };
        let cora = app.coordinator().await;
        let line = PersonLine {
            line: 2,
            name: PersonName::parse("name", "Sam Okoro").unwrap(),
            email: EmailAddress::parse("email", "sam@hil.example").unwrap(),
            organisation: None,
        };
        import(&app.db, None, Lines::People(vec![line]), "import".to_owned(), false).await.unwrap();
        let found = app.get(&cora, "/api/v1/people?q=okoro").await.expect(200).json();
        let sam = id_of(&found["items"][0]);
        app.patch(&cora, &format!("/api/v1/people/{sam}"), json!({"email": "sam@hill.example"})).await.expect(200);
        assert_eq!(app.kinds_to("sam@hill.example").await, ["confirm_address"]);
        let token = mailed_token(&app, "sam@hill.example").await;
        let login = app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200).json();
        let token = login["access_token"].as_str().unwrap();
        let me = app.send(Method::GET, "/api/v1/me", Some(token), &[], None).await.expect(200).json();
        assert_eq!(me["id"], json!(sam));
        app.audit().await;
    }
}
