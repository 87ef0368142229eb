//! One of everything, and everybody who may meet it: what the permission matrix and the bad-input tests stand on.

use serde_json::json;
use training_ladder::{
    crypto::tokens::derived_token,
    domain::{
        access::{Actor, Relation},
        feedback::LinkKind,
        ids::{OrganisationId, SessionId},
        import_columns::ImportKind,
        people::{EmailAddress, PersonName},
        practice::PractitionerAsk,
        words::OrganisationKind,
    },
    store::write::{
        feedback::answer_links,
        people::{person as rows, provider_accounts},
    },
    usecases::{imports::keep_file::NewFile, people::complain::Complainant},
};

use super::registers::attendance_imports::brought;
use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    catalogue::id_of,
    plans::{plan_of, shared},
    raw_database::Beside,
    register::Class,
};

/// What a route's address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// Nothing that belongs to anybody.
    None,
    /// The person's own list or record.
    Mine,
    /// An address of the person's.
    Address,
    /// A login of the person's.
    Login,
    /// What the person said of training already done.
    Claim,
    Person,
    Organisation,
    Membership,
    Session,
    /// A session as the person attends it.
    Attending,
    Booking,
    Certificate,
    /// A request for training of the person's, for their organisation.
    Commission,
    /// What none of them has: with a passkey nobody here could sign in with a password alone.
    NobodysPasskey,
}

/// A caller, by how they stand to the person everything is about.
pub struct Caller {
    pub label: &'static str,
    pub someone: Option<Someone>,
    pub actor: Option<Actor>,
}

/// Everything there is to act on.
pub struct World {
    pub app: TestApp,
    pub callers: Vec<Caller>,
    pub person: Someone,
    pub organisation: OrganisationId,
    pub session: SessionId,
    /// Of the session.
    pub date: String,
    pub other_session: SessionId,
    pub group: String,
    pub booking: String,
    /// Of the course that was attended, with an action plan that the person shares.
    pub(super) planned: String,
    /// Of a course that the person takes at any time.
    pub taking: String,
    pub membership: String,
    pub address: String,
    /// A further one, which the pages take away.
    pub other_address: String,
    /// Logins that nobody here uses, for the API and for the pages.
    pub logins: [String; 2],
    pub ladder: String,
    pub mail: String,
    pub certificate: String,
    pub commission: String,
    pub invitation: String,
    pub code: String,
    /// About the person's result.
    pub dispute: String,
    /// What the person says of training they have already done, and what shows it.
    pub claim: String,
    pub evidence: [String; 2],
    pub colleague: Someone,
    /// The person's account with a sign-in provider.
    pub(super) provider_account: String,
    /// As the person stands to everybody, and to be erased.
    pub leaving: Someone,
    /// To be signed out everywhere.
    pub(super) away: Someone,
    /// About the use of data.
    pub complaint: String,
    /// What the person asks a practitioner for.
    pub practitioner_ask: String,
    pub accreditation: String,
    pub evidence_pack: String,
    pub import: String,
    /// Of the session that was attended.
    pub(super) attendance_import: String,
    /// The secrets of links that were mailed: how the course was, and what became of it.
    pub(super) answer_links: [String; 2],
}

/// A login that nobody uses.
async fn spare(app: &TestApp, email: &str) -> String {
    app.app.usecases.sign_in(email, PASSWORD).await.expect("a sign-in").login.to_string()
}

/// The secrets of a link that asks how somebody's course was, and of one that asks what became of it.
async fn links_of(app: &TestApp, booking: &str, person: &Someone) -> [String; 2] {
    let of = (booking.parse().expect("a booking"), person.id);
    let until = app.clock.now() + chrono::TimeDelta::days(60);
    let made = app.db.write(move |tx| {
        let links = [LinkKind::Feedback, LinkKind::Weeks6];
        links.iter().map(|kind| answer_links::add(tx, of, *kind, until)).collect::<Result<Vec<_>, _>>()
    });
    let made = made.await.expect("links");
    let secret = |at: usize, kind| derived_token(&app.app.settings.secret, made[at].uuid(), kind);
    [secret(0, "feedback"), secret(1, "impact")]
}

impl World {
    #[expect(clippy::too_many_lines, reason = "one of everything, in the order in which it comes to be")]
    pub async fn made(app: TestApp) -> Self {
        // A course that was attended, with its certificate, and a word that its result is wrong.
        let mut class = Class::of(&app, &["Pat Person"]).await;
        class.at_end(&app).await;
        let attendance_import = brought(&app, &class, &[]).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let certificate = class.certificates(&app, 0).await.remove(0);
        let Class { cora, tess: trainer, mut people, bookings, .. } = class;
        let person = people.remove(0);
        let words = json!({"words": "It was longer than that."});
        let path = format!("/api/v1/bookings/{}/dispute", bookings[0]);
        let dispute = app.post(&person, &path, words).await.expect(201).json();
        let planned = bookings[0].clone();
        let path = format!("/api/v1/bookings/{planned}/action-plan");
        let plan = shared(plan_of(&[("Listen first", app.day_in(60))]), &["trainer", "manager"]);
        app.put(&person, &path, plan).await.expect(200);

        let organisation = app.organisation("Hillside School", OrganisationKind::School).await;
        let elsewhere = app.organisation("Riverside School", OrganisationKind::School).await;
        let other_trainer = app.trainer("Tom Trainer").await;
        let manager = app.delegate("Mary Manager").await;
        let (person_id, manager_id) = (person.id, manager.id);
        let managed = app.db.write(move |tx| {
            let mut row = rows::load_person(tx.conn(), person_id)?;
            row.line_manager_id = Some(manager_id);
            tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
            rows::store_person(tx, &row)
        });
        managed.await.expect("a manager");
        let other = app.delegate("Olly Other").await;
        let other_manager = app.delegate("Max Manager").await;
        let other_manager_id = other_manager.id;
        let colleague =
            app.person("Col League", move |row| row.line_manager_id = Some(other_manager_id)).await;
        let away = app.person("Ari Away", move |row| row.line_manager_id = Some(manager_id)).await;
        let leaving = app.person("Lou Leaving", move |row| row.line_manager_id = Some(manager_id)).await;
        let lead = app.delegate("Lea Lead").await;
        for (who, of, leads) in [
            (&person, organisation, false),
            (&leaving, organisation, false),
            (&away, organisation, false),
            (&manager, organisation, false),
            (&lead, organisation, true),
            (&other_manager, elsewhere, false),
            (&colleague, elsewhere, false),
        ] {
            app.join(who, of, leads).await;
        }
        let course = app
            .course(&cora, "development", |body| {
                body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
            })
            .await;
        let dates = json!([app.date_in(30, 3)]);
        let trains = json!([trainer.id]);
        let session = app
            .session_with(&cora, "introduction", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = trains;
            })
            .await;
        let shown = app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let other_session = app.session(&cora, "introduction", 40, 3, 9).await;
        let path = format!("/api/v1/sessions/{session}/bookings");
        let booking = app.post(&person, &path, json!({})).await.expect(201).json();
        let content = json!({
            "open": true, "cpd_minutes": 45,
            "parts": [{"title": "The film", "url": "https://videos.example/film"}],
            "questions": [{"text": "What will you take?", "required": true}],
        });
        app.put(&cora, "/api/v1/courses/introduction/on-demand", content).await.expect(200);
        let taking = app.post(&person, "/api/v1/courses/introduction/on-demand", json!({})).await;
        let taking = taking.expect(201).json();
        let cohort = app.session_with(&cora, "introduction", |body| body["private"] = json!(true)).await;
        let whom = json!({"organisation_ids": [organisation], "places": 2});
        let path = format!("/api/v1/sessions/{cohort}/invitations");
        let invited = app.post(&cora, &path, whom).await.expect(201).json();
        let wish = json!({"aims": "Calmer meetings", "organisation_id": organisation});
        let commission = app.post(&person, "/api/v1/commissions", wish).await.expect(201).json();
        let memberships = app.get(&lead, "/api/v1/memberships").await.expect(200).json();
        let membership = memberships["items"]
            .as_array()
            .expect("memberships")
            .iter()
            .find(|membership| membership["person"]["id"] == json!(person.id))
            .map(id_of)
            .expect("the person's membership");
        let second = json!({"email": "pat.at.home@home.example"});
        app.post(&person, "/api/v1/me/addresses", second).await.expect(201);
        let third = json!({"email": "pat.at.the.club@home.example"});
        app.post(&person, "/api/v1/me/addresses", third).await.expect(201);
        let addresses = app.get(&person, "/api/v1/me/addresses").await.expect(200).json();
        let words = json!({"words": "The two-day course at the Civic Centre."});
        let claim = app.post(&person, "/api/v1/me/training-claims", words).await.expect(201).json();
        let evidence = app.two_handed_in(&person, &id_of(&claim)).await;
        let logins = [spare(&app, &person.email).await, spare(&app, &person.email).await];
        let ladder = json!({"slug": "city", "name": "City", "rungs": [{"name": "First"}]});
        app.post(&cora, "/api/v1/ladders", ladder).await.expect(201);
        let mail = Beside::to(&app.database).ids("outbox").remove(0);
        let complains = Complainant::Typed(
            PersonName::parse("name", "Nell Nobody").expect("a name"),
            EmailAddress::parse("email", "nell@home.example").expect("an address"),
        );
        app.app.usecases.complain(complains, "You wrote to me.").await.expect("a complaint");
        let complaint = Beside::to(&app.database).ids("complaints").remove(0);
        let asks = PractitionerAsk { what: "A circle.".to_owned(), place: None, wanted: None, phone: None };
        app.app.usecases.ask_for_practitioner(person.id, asks, false, None).await.expect("an ask");
        let practitioner_ask = Beside::to(&app.database).ids("practitioner_asks").remove(0);
        let body = json!({"body": "A body", "reference": "A-1", "from": "2026-01-01", "to": "2027-12-31",
            "courses": ["introduction"]});
        let accreditation = id_of(&app.post(&cora, "/api/v1/accreditations", body).await.expect(201).json());
        let body = json!({"accreditation_id": accreditation, "from": "2026-01-01", "to": "2027-12-31"});
        let evidence_pack = id_of(&app.post(&cora, "/api/v1/evidence-packs", body).await.expect(201).json());
        let list =
            NewFile { kind: ImportKind::People, name: "people.csv".to_owned(), source: "a list".to_owned() };
        let kept =
            app.app.usecases.keep_file(list, &b"name,email\nNell Nobody,nell@home.example\n"[..]).await;
        let import = kept.expect("a file that is kept").to_string();
        let answer_links = links_of(&app, &bookings[0], &person).await;
        let as_actor = |who: &Someone, coordinates, trains, manages, leads| Actor {
            person_id: who.id,
            is_coordinator: coordinates,
            is_trainer: trains,
            manages_anyone: manages,
            leads_anywhere: leads,
        };
        let caller = |label, who: &Someone, [coordinates, trains, manages, leads]: [bool; 4]| Caller {
            label,
            someone: Some(who.clone()),
            actor: Some(as_actor(who, coordinates, trains, manages, leads)),
        };
        let callers = vec![
            Caller { label: "nobody", someone: None, actor: None },
            caller("another delegate", &other, [false; 4]),
            caller("the trainer of another session", &other_trainer, [false, true, false, false]),
            caller("the manager of somebody else", &other_manager, [false, false, true, false]),
            caller("the person", &person, [false; 4]),
            caller("the trainer of the session", &trainer, [false, true, false, false]),
            caller("the manager of the person", &manager, [false, false, true, false]),
            caller("the lead of their organisation", &lead, [false, false, true, true]),
            caller("a coordinator", &cora, [true, false, false, false]),
        ];
        let made_session = json!([app.date_in(60, 3)]);
        let theirs = json!([other_trainer.id]);
        app.session_with(&cora, "introduction", |body| {
            body["dates"] = made_session;
            body["trainer_ids"] = theirs;
        })
        .await;
        let account_of = person.id;
        let provider_account = app
            .db
            .write(move |tx| provider_accounts::link(tx, account_of, "http://127.0.0.1:9", "pat"))
            .await
            .expect("an account")
            .to_string();
        Self {
            callers,
            person,
            organisation,
            session,
            date: id_of(&shown["dates"][0]),
            other_session,
            group: course["prerequisites"][0]["id"].as_str().expect("a group").to_owned(),
            booking: id_of(&booking),
            planned,
            taking: id_of(&taking),
            membership,
            address: id_of(&addresses["items"][1]),
            other_address: id_of(&addresses["items"][2]),
            logins,
            ladder: "city".to_owned(),
            mail,
            certificate: id_of(&certificate),
            commission: id_of(&commission),
            invitation: id_of(&invited[0]),
            code: certificate["verification_code"].as_str().expect("a code").to_owned(),
            dispute: id_of(&dispute),
            evidence,
            claim: id_of(&claim),
            colleague,
            provider_account,
            leaving,
            away,
            complaint,
            practitioner_ask,
            accreditation,
            evidence_pack,
            import,
            attendance_import: id_of(&attendance_import),
            answer_links,
            app,
        }
    }

    /// The caller of this label.
    pub fn caller(&self, label: &str) -> &Someone {
        let found = self.callers.iter().find(|caller| caller.label == label);
        found.and_then(|caller| caller.someone.as_ref()).expect("a caller")
    }

    /// How a caller stands to the objects of this world.
    pub fn relation(caller: &Caller, object: Object) -> Relation {
        let own = caller.label == "the person";
        let in_charge =
            matches!(caller.label, "the manager of the person" | "the lead of their organisation");
        let trains = caller.label == "the trainer of the session";
        let leads = caller.label == "the lead of their organisation";
        match object {
            Object::None | Object::Mine | Object::NobodysPasskey => Relation::default(),
            Object::Address | Object::Login | Object::Claim => Relation { own, ..Relation::default() },
            Object::Person | Object::Certificate => {
                Relation { own, manages: in_charge, ..Relation::default() }
            }
            Object::Organisation => Relation { leads, member: own || in_charge, ..Relation::default() },
            Object::Membership | Object::Commission => Relation { own, leads, ..Relation::default() },
            Object::Session => Relation { trains, booked: own, ..Relation::default() },
            Object::Attending | Object::Booking => {
                Relation { own, manages: in_charge, trains, booked: own, ..Relation::default() }
            }
        }
    }
}
