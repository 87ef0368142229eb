//! Seven standpoints from which somebody may be curious, what each has of their own, and whom they are curious about.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        imports::PersonLine,
        people::{EmailAddress, PersonName},
        words::OrganisationKind,
    },
    store::{Row, write::people::person as rows},
    usecases::imports::import_all::{Lines, import},
    web::route_table::Route,
};

use super::{super::world::World, taking::Named};
use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
};

/// Somebody who is curious, or nobody, and what is theirs.
pub struct Standpoint {
    pub label: &'static str,
    pub someone: Option<Someone>,
    /// What stands in the world's addresses, and what stands there in theirs.
    own: Vec<(String, String)>,
}

impl Standpoint {
    /// A route's address, about what is theirs where they have it, and about the one who is named where it is about a
    /// person. None for an address that the world does not know.
    pub fn address_of(&self, world: &World, route: &Route, named: &Named) -> Option<String> {
        let (_, path) = world.address_of(route)?;
        let path = path.replace(&world.person.id.to_string(), &named.id);
        Some(self.own.iter().fold(path, |path, (of_world, own)| path.replace(of_world.as_str(), own)))
    }
}

/// The world with all standpoints in it.
pub struct Places {
    pub world: World,
    pub standpoints: Vec<Standpoint>,
    /// Who is known, by how they are.
    pub known: Vec<(&'static str, Named)>,
}

impl Places {
    /// Everything as it comes to be, the same in every copy.
    pub async fn made(app: TestApp) -> Self {
        let world = World::made(app).await;
        let known = known(&world).await;
        let standpoints = vec![
            Standpoint { label: "nobody", someone: None, own: Vec::new() },
            member(&world, "a delegate", "Dee Delegate", Kind::Delegate).await,
            member(&world, "the trainer of another session", "Tia Trainer", Kind::Trainer).await,
            member(&world, "the lead of another organisation", "Lou Lead", Kind::Lead).await,
            member(&world, "the manager in another organisation", "Mo Manager", Kind::Manager).await,
            ex_manager(&world).await,
            left_member(&world).await,
        ];
        Self { world, standpoints, known }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delegate,
    Trainer,
    Lead,
    Manager,
}

/// Somebody of another organisation, with a place and a request of their own.
async fn member(world: &World, label: &'static str, name: &str, kind: Kind) -> Standpoint {
    let app = &world.app;
    let who = app.person(name, move |row| row.is_trainer = kind == Kind::Trainer).await;
    let organisation = app.organisation(&format!("School of {name}"), OrganisationKind::School).await;
    app.join(&who, organisation, kind == Kind::Lead).await;
    if kind == Kind::Manager {
        let manager = who.id;
        app.person(&format!("Colleague of {name}"), move |row| row.line_manager_id = Some(manager)).await;
    }
    let mut own = of_their_own(world, &who, json!({"organisation_id": organisation})).await;
    own.push((world.organisation.to_string(), organisation.to_string()));
    if kind == Kind::Trainer {
        let cora = world.caller("a coordinator");
        let (dates, trains) = (json!([app.date_in(90, 3)]), json!([who.id]));
        let session = app
            .session_with(cora, "introduction", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = trains;
            })
            .await;
        own.push((world.session.to_string(), session.to_string()));
    }
    Standpoint { label, someone: Some(who), own }
}

/// A place on another date, and a request for training.
async fn of_their_own(world: &World, who: &Someone, of: Value) -> Vec<(String, String)> {
    let app = &world.app;
    let path = format!("/api/v1/sessions/{}/bookings", world.other_session);
    let booking = id_of(&app.post(who, &path, json!({})).await.expect(201).json());
    let mut wish = json!({"aims": "Calmer meetings"});
    if !of["organisation_id"].is_null() {
        wish["organisation_id"] = of["organisation_id"].clone();
    }
    let commission = id_of(&app.post(who, "/api/v1/commissions", wish).await.expect(201).json());
    vec![(world.booking.clone(), booking), (world.commission.clone(), commission)]
}

/// Somebody who managed the person, made a booking for them, and manages them no more.
async fn ex_manager(world: &World) -> Standpoint {
    let app = &world.app;
    let who = app.delegate("Xena Manager").await;
    let (person, manager, now) = (world.person.id, who.id, world.caller("the manager of the person").id);
    let relate = |to| async move {
        app.db
            .write(move |tx| {
                let mut row = rows::load_person(tx.conn(), person)?;
                row.line_manager_id = Some(to);
                tx.account_for([Row::Person(person.uuid())]);
                rows::store_person(tx, &row)
            })
            .await
            .expect("another manager");
    };
    relate(manager).await;
    let cora = world.caller("a coordinator");
    let dates = json!([app.date_in(120, 3)]);
    app.course(cora, "circles-and-meetings", |_| {}).await;
    let session = app.session_with(cora, "circles-and-meetings", |body| body["dates"] = dates).await;
    let body = json!({"person_id": person, "note": "Do come."});
    app.post(&who, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201);
    relate(now).await;
    let own = of_their_own(world, &who, json!({})).await;
    Standpoint { label: "who managed the person before", someone: Some(who), own }
}

/// Somebody who belonged to the person's organisation, asked for training for it, and has left.
async fn left_member(world: &World) -> Standpoint {
    let app = &world.app;
    let who = app.delegate("Lefty Member").await;
    app.join(&who, world.organisation, false).await;
    let own = of_their_own(world, &who, json!({"organisation_id": world.organisation})).await;
    let cora = world.caller("a coordinator");
    let memberships = app.get(cora, "/api/v1/memberships?limit=200").await.expect(200).json();
    let theirs = memberships["items"].as_array().expect("memberships").iter();
    let membership =
        theirs.clone().find(|one| one["person"]["id"] == json!(who.id)).map(id_of).expect("theirs");
    app.post(cora, &format!("/api/v1/memberships/{membership}/end"), json!({})).await.expect(200);
    app.clock.advance(TimeDelta::days(1));
    Standpoint { label: "who has left the organisation", someone: Some(who), own }
}

/// Everybody whom we may know in some way: the person with their history, somebody brought in, somebody who never
/// confirmed, and somebody whose account is closed.
async fn known(world: &World) -> Vec<(&'static str, Named)> {
    let app = &world.app;
    let line = PersonLine {
        line: 2,
        name: PersonName::parse("name", "Ira Imported").expect("a name"),
        email: EmailAddress::parse("email", "ira@known.example").expect("an address"),
        organisation: None,
    };
    import(&app.db, None, Lines::People(vec![line]), "import".to_owned(), false).await.expect("an import");
    let typed =
        json!({"name": "Reg Istered", "email": "reg@known.example", "password": "seven green bottles"});
    app.post_public("/api/v1/people", typed).await.expect(201);
    let closed = app.delegate("Clo Closed").await;
    let cora = world.caller("a coordinator");
    let path = format!("/api/v1/people/{}", closed.id);
    app.patch(cora, &path, json!({"disabled": true})).await.expect(200);
    let mut all = vec![(
        "somebody with an account",
        Named { email: world.person.email.clone(), id: world.person.id.to_string() },
    )];
    for (how, email) in [
        ("somebody brought in", "ira@known.example"),
        ("somebody who never confirmed", "reg@known.example"),
        ("somebody whose account is closed", closed.email.as_str()),
    ] {
        let folded = email.to_owned();
        let account =
            app.db.read(move |c| training_ladder::store::read::people::person::account(c, &folded)).await;
        let id = account.expect("an account").expect("an account").person.to_string();
        all.push((how, Named { email: email.to_owned(), id }));
    }
    all
}
