//! The people of the demo and their organisations.

use super::names::{self, BODIES, BRIDGE, COUNCIL, HEALTH, HILLSIDE, NORTHSIDE, POLICE, RIVERSIDE, TRAINERS};
use crate::{
    domain::{
        access::Actor,
        ids::{OrganisationId, PersonId},
        people::{EmailAddress, PersonName},
    },
    store::Db,
    usecases::{
        Failure, UseCases,
        people::{
            add_person::{AddPerson, add_person},
            edit_me::EditMe,
            edit_organisation::EditOrganisation,
        },
    },
};

/// Who can sign in, and what for.
pub const SIGN_INS: [(&str, &str); 6] = [
    ("delegate@demo.example", "a delegate with no course behind them yet"),
    ("developed@demo.example", "a delegate who did Introduction and Development"),
    ("trainer@demo.example", "runs the courses"),
    ("manager@demo.example", "manages eight people"),
    ("lead@demo.example", "leads a school"),
    ("coordinator@demo.example", "runs the training offer"),
];

/// What they are called, and where they belong.
const NAMED: [(&str, usize); 6] = [
    ("Dee Legate", COUNCIL),
    ("Devi Loper", COUNCIL),
    ("Terry Trainor", COUNCIL),
    ("Manda Geary", COUNCIL),
    ("Lee Adler", HILLSIDE),
    ("Cora Dinator", COUNCIL),
];

/// How many people the manager of the demo manages.
pub const TEAM: usize = 8;

/// Somebody with an address.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: PersonId,
    pub email: EmailAddress,
}

/// Who is in the demo.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Those of [`SIGN_INS`], in its order.
    pub named: Vec<PersonId>,
    /// Who runs courses beside the trainer who can sign in.
    trainers: Vec<PersonId>,
    /// Everybody else, by where they belong, in the order of [`BODIES`].
    bodies: Vec<Vec<Member>>,
    organisations: Vec<OrganisationId>,
}

impl Cast {
    /// Who runs the training offer.
    pub fn coordinator(&self) -> PersonId {
        self.named[5]
    }

    /// Who runs the courses.
    pub fn trainer(&self) -> PersonId {
        self.named[2]
    }

    /// Who runs the circles.
    pub fn facilitator(&self) -> PersonId {
        self.trainers[0]
    }

    /// Who goes to schools.
    pub fn school_trainer(&self) -> PersonId {
        self.trainers[1]
    }

    /// Who goes with groups through their own cases.
    pub fn coach(&self) -> PersonId {
        self.trainers[2]
    }

    /// Who did Introduction and Development.
    pub fn developed(&self) -> PersonId {
        self.named[1]
    }

    /// Who manages eight people.
    pub fn manager(&self) -> PersonId {
        self.named[3]
    }

    /// Who leads a school.
    pub fn head(&self) -> PersonId {
        self.named[4]
    }

    /// The manager's eight, as they are listed.
    pub fn team(&self) -> Vec<PersonId> {
        self.of(COUNCIL)[..TEAM].to_vec()
    }

    /// Those who belong to a body, the sign-ins apart.
    pub fn of(&self, body: usize) -> Vec<PersonId> {
        self.bodies[body].iter().map(|member| member.id).collect()
    }

    /// The same with their addresses.
    pub fn members(&self, body: usize) -> &[Member] {
        &self.bodies[body]
    }

    /// Who leads a body: the first of it.
    pub fn lead(&self, body: usize) -> PersonId {
        self.bodies[body][0].id
    }

    /// Those who come to the city's courses one after the other: from all its bodies in turn, without those who have
    /// a part of their own.
    pub fn newcomers(&self) -> Vec<PersonId> {
        let own_part = |body: usize| match body {
            COUNCIL => TEAM,
            // Their leads and those whose groups go through action learning have done both steps before.
            HEALTH | POLICE => 7,
            _ => 1,
        };
        let mut lines: Vec<_> = [COUNCIL, HEALTH, POLICE, COUNCIL, BRIDGE, NORTHSIDE, COUNCIL]
            .into_iter()
            .map(|body| (body, self.of(body)))
            .collect();
        let mut taken = [0_usize; BODIES.len()];
        let mut all = Vec::new();
        loop {
            let before = all.len();
            for (body, people) in &mut lines {
                if let Some(person) = people.get(own_part(*body) + taken[*body]) {
                    taken[*body] += 1;
                    all.push(*person);
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }

    /// The coordinator as a caller.
    pub fn office(&self) -> Actor {
        Actor { is_coordinator: true, ..delegate(self.coordinator()) }
    }
}

/// A person without a role as a caller.
pub fn delegate(person_id: PersonId) -> Actor {
    Actor {
        person_id,
        is_coordinator: false,
        is_trainer: false,
        manages_anyone: false,
        leads_anywhere: false,
    }
}

/// Brings everybody in.
pub async fn arrive(db: &Db, usecases: &UseCases, password_hash: String) -> Result<Cast, Failure> {
    let mut named = Vec::new();
    for (index, (name, _)) in NAMED.iter().enumerate() {
        let mut ask = person(name, SIGN_INS[index].0, None)?;
        ask.is_trainer = index == 2;
        ask.is_coordinator = index == 5;
        ask.password_hash = Some(password_hash.clone());
        named.push(add_person(db, ask).await?.0);
    }
    let office = named[5];
    let mut organisations: Vec<OrganisationId> = Vec::new();
    for body in &BODIES {
        let ask =
            EditOrganisation { domain: Some(body.domain.map(str::to_owned)), ..EditOrganisation::default() };
        let made = usecases.add_organisation(office, (body.name.to_owned(), body.kind), ask, None).await?;
        organisations.push(made.value.id);
    }
    for (index, (_, body)) in NAMED.iter().enumerate() {
        let leads = *body == HILLSIDE;
        usecases.add_membership(office, named[index], organisations[*body], leads, None).await?;
    }
    let mut trainers = Vec::new();
    for name in TRAINERS {
        let council = &BODIES[COUNCIL];
        let mut ask = person(name, &names::address(name, council.domain), Some(council.name))?;
        ask.is_trainer = true;
        trainers.push(add_person(db, ask).await?.0);
    }
    let mut turn = 0;
    let mut bodies = Vec::new();
    for body in &BODIES {
        let mut members = Vec::new();
        let further = (turn..turn + body.more).map(names::further);
        turn += body.more;
        for name in body.people.iter().map(|name| (*name).to_owned()).chain(further) {
            let ask = person(&name, &names::address(&name, body.domain), Some(body.name))?;
            let email = ask.email.clone();
            members.push(Member { id: add_person(db, ask).await?.0, email });
        }
        bodies.push(members);
    }
    let cast = Cast { named, trainers, bodies, organisations };
    cast.relate(usecases).await?;
    Ok(cast)
}

impl Cast {
    /// Who leads whom, who manages whom, and that they have seen by now who sees what.
    async fn relate(&self, usecases: &UseCases) -> Result<(), Failure> {
        let office = self.coordinator();
        for body in (0..BODIES.len()).filter(|body| ![COUNCIL, HILLSIDE].contains(body)) {
            let organisation = self.organisations[body];
            usecases.add_membership(office, self.lead(body), organisation, true, None).await?;
        }
        // A youth worker who is a governor of the academy as well.
        let governor = self.of(NORTHSIDE)[5];
        usecases.add_membership(office, governor, self.organisations[RIVERSIDE], false, None).await?;
        let manager = EmailAddress::parse("email", SIGN_INS[3].0)?;
        for person in self.team() {
            let ask = EditMe { line_manager: Some(Some(manager.clone())), ..EditMe::default() };
            usecases.edit_me(person, ask).await?;
        }
        let everybody = self.bodies.iter().flatten().map(|member| &member.id);
        for person in self.named.iter().chain(&self.trainers).chain(everybody) {
            usecases.know_who_sees(*person).await?;
        }
        Ok(())
    }
}

fn person(name: &str, email: &str, organisation: Option<&str>) -> Result<AddPerson, Failure> {
    Ok(AddPerson {
        name: PersonName::parse("name", name)?,
        email: EmailAddress::parse("email", email)?,
        is_trainer: false,
        is_coordinator: false,
        organisation: organisation.map(str::to_owned),
        password_hash: None,
    })
}
