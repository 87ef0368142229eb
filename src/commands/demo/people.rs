//! The people of the demo and their organisations.

use crate::{
    domain::{
        access::Actor,
        ids::{OrganisationId, PersonId},
        people::{EmailAddress, PersonName},
        words::OrganisationKind,
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

const ORGANISATIONS: [(&str, OrganisationKind, Option<&str>); 8] = [
    ("City Council", OrganisationKind::Council, Some("council.example")),
    ("Hillside Primary School", OrganisationKind::School, Some("hillside.example")),
    ("Riverside Academy", OrganisationKind::School, Some("riverside.example")),
    ("St Anne's School", OrganisationKind::School, None),
    ("Harbour Health Trust", OrganisationKind::Health, Some("harbourhealth.example")),
    ("City Police", OrganisationKind::Police, Some("police.example")),
    ("Bridge Youth Project", OrganisationKind::Voluntary, None),
    ("Northside Families", OrganisationKind::Voluntary, None),
];

const NAMES: [&str; 60] = [
    "Aisha Rahman",
    "Tom Whitfield",
    "Siân ap Rhys",
    "Łukasz Kowalski",
    "Grace O'Donnell",
    "Daniel Osei",
    "Priya Nair",
    "Hannah Lister",
    "Marek Novák",
    "Chloe Baptiste",
    "Owain Llŷr",
    "Fatima Zahra Idrissi",
    "Jack Armitage",
    "Eleni Papadopoulou",
    "Samuel Adeyemi",
    "Rosie Thackray",
    "Yusuf Demir",
    "Bethan Prŵdd",
    "Kwame Mensah",
    "Ines García-Lorca",
    "Harriet Booth",
    "Nikolai Petrov",
    "Zara Hussain",
    "Ben Hollings",
    "Agnieszka Wójcik",
    "Callum Frazer",
    "Mei-Ling Chen",
    "Olivia Dyson",
    "Tariq Mahmood",
    "Lucy Fairbairn",
    "Søren Kjær",
    "Amara Eze",
    "Peter Micklethwaite",
    "Julie Sykes",
    "Rajesh Patel",
    "Molly Hargreaves",
    "Dmitri Volkov",
    "Nia Griffiths",
    "Edward Blackburn",
    "Leila Farahani",
    "Joseph Ogden",
    "Charlotte Naylor",
    "Ravi Shankar",
    "Emma Sutcliffe",
    "Mohammed Khan",
    "Kate Brearley",
    "Andrei Ionescu",
    "Sophie Ramsden",
    "George Akintola",
    "Megan Hirst",
    "Isaac Feldman",
    "Naomi Clegg",
    "Viktor Horváth",
    "Ruth Ackroyd",
    "Hugo Lefèvre",
    "Jasmine Kaur",
    "Alfie Denton",
    "Maria da Conceição",
    "Liam Gallagher-Shaw",
    "Ewa Zielińska",
];

/// Who is in the demo.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Those of [`SIGN_INS`], in its order.
    pub named: Vec<PersonId>,
    /// Everybody else.
    pub people: Vec<PersonId>,
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

    /// Who did Introduction and Development.
    pub fn developed(&self) -> PersonId {
        self.named[1]
    }

    /// The coordinator as a caller.
    pub fn office(&self) -> Actor {
        Actor {
            person_id: self.coordinator(),
            is_coordinator: true,
            is_trainer: false,
            manages_anyone: false,
            leads_anywhere: false,
        }
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
    for (index, name) in
        ["Dee Legate", "Devi Loper", "Terry Trainor", "Manda Geary", "Lee Adler", "Cora Dinator"]
            .iter()
            .enumerate()
    {
        let mut ask = person(name, SIGN_INS[index].0)?;
        ask.is_trainer = index == 2;
        ask.is_coordinator = index == 5;
        ask.password_hash = Some(password_hash.clone());
        named.push(add_person(db, ask).await?.0);
    }
    let office = named[5];
    let mut organisations: Vec<OrganisationId> = Vec::new();
    for (name, kind, domain) in ORGANISATIONS {
        let ask = EditOrganisation { domain: Some(domain.map(str::to_owned)), ..EditOrganisation::default() };
        let made = usecases.add_organisation(office, (name.to_owned(), kind), ask, None).await?;
        organisations.push(made.value.id);
    }
    for (person, organisation, leads) in
        [(0, 0, false), (1, 0, false), (2, 0, false), (3, 0, false), (4, 1, true), (5, 0, false)]
    {
        usecases.add_membership(office, named[person], organisations[organisation], leads, None).await?;
    }
    let mut people = Vec::new();
    for (index, name) in NAMES.iter().enumerate() {
        let (_, _, domain) = ORGANISATIONS[index % ORGANISATIONS.len()];
        let local = crate::domain::people::fold(name).replace(' ', ".").replace(['\'', '’'], "");
        let address = format!("{local}@{}", domain.unwrap_or("mail.example"));
        let (id, _) = add_person(db, person(name, &address)?).await?;
        if domain.is_none() {
            usecases
                .add_membership(office, id, organisations[index % ORGANISATIONS.len()], false, None)
                .await?;
        }
        people.push(id);
    }
    // The manager's eight are spread over those who did much, some and nothing.
    let manager = EmailAddress::parse("email", SIGN_INS[3].0)?;
    for index in [0, 8, 16, 24, 32, 40, 48, 56] {
        let ask = EditMe { line_manager: Some(Some(manager.clone())), ..EditMe::default() };
        usecases.edit_me(people[index], ask).await?;
    }
    // They have seen by now who sees what.
    for person in named.iter().chain(&people) {
        usecases.know_who_sees(*person).await?;
    }
    Ok(Cast { named, people })
}

fn person(name: &str, email: &str) -> Result<AddPerson, Failure> {
    Ok(AddPerson {
        name: PersonName::parse("name", name)?,
        email: EmailAddress::parse("email", email)?,
        is_trainer: false,
        is_coordinator: false,
        organisation: None,
        password_hash: None,
    })
}
