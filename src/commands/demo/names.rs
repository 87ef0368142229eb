//! What the people of the demo are called, and where they work.

use crate::domain::{people::fold, words::OrganisationKind};

/// A body of the partnership: its name, its kind, its mail domain and those whom the story knows by their place in
/// the list. Where nobody has a part as its lead, the first one leads it.
pub struct Body {
    pub name: &'static str,
    pub kind: OrganisationKind,
    pub domain: Option<&'static str>,
    pub people: &'static [&'static str],
    /// How many more work there.
    pub more: usize,
}

/// The council, whose first eight are the manager's.
pub const COUNCIL: usize = 0;
pub const HILLSIDE: usize = 1;
pub const RIVERSIDE: usize = 2;
pub const ST_ANNES: usize = 3;
pub const HEALTH: usize = 4;
pub const POLICE: usize = 5;
pub const BRIDGE: usize = 6;
pub const NORTHSIDE: usize = 7;

pub const BODIES: [Body; 8] = [
    Body {
        name: "City Council",
        kind: OrganisationKind::Council,
        domain: Some("council.example"),
        people: &[
            "Aisha Rahman",
            "Marek Novák",
            "Yusuf Demir",
            "Agnieszka Wójcik",
            "Peter Micklethwaite",
            "Joseph Ogden",
            "George Akintola",
            "Maria da Conceição",
        ],
        more: 44,
    },
    Body {
        name: "Hillside Primary School",
        kind: OrganisationKind::School,
        domain: Some("hillside.example"),
        people: &[
            "Tom Whitfield",
            "Chloe Baptiste",
            "Bethan Prŵdd",
            "Callum Frazer",
            "Julie Sykes",
            "Charlotte Naylor",
            "Megan Hirst",
            "Alfie Denton",
        ],
        more: 0,
    },
    Body {
        name: "Riverside Academy",
        kind: OrganisationKind::School,
        domain: Some("riverside.example"),
        people: &[
            "Siân ap Rhys",
            "Owain Llŷr",
            "Kwame Mensah",
            "Mei-Ling Chen",
            "Rajesh Patel",
            "Ravi Shankar",
            "Isaac Feldman",
            "Liam Gallagher-Shaw",
        ],
        more: 0,
    },
    Body {
        name: "St Anne's School",
        kind: OrganisationKind::School,
        domain: None,
        people: &[
            "Łukasz Kowalski",
            "Fatima Zahra Idrissi",
            "Ines García-Lorca",
            "Olivia Dyson",
            "Molly Hargreaves",
            "Emma Sutcliffe",
            "Naomi Clegg",
        ],
        more: 0,
    },
    Body {
        name: "Harbour Health Trust",
        kind: OrganisationKind::Health,
        domain: Some("harbourhealth.example"),
        people: &[
            "Grace O'Donnell",
            "Jack Armitage",
            "Harriet Booth",
            "Tariq Mahmood",
            "Dmitri Volkov",
            "Mohammed Khan",
            "Viktor Horváth",
            "Ewa Zielińska",
        ],
        more: 20,
    },
    Body {
        name: "City Police",
        kind: OrganisationKind::Police,
        domain: Some("police.example"),
        people: &[
            "Daniel Osei",
            "Eleni Papadopoulou",
            "Nikolai Petrov",
            "Lucy Fairbairn",
            "Nia Griffiths",
            "Kate Brearley",
            "Ruth Ackroyd",
        ],
        more: 18,
    },
    Body {
        name: "Bridge Youth Project",
        kind: OrganisationKind::Voluntary,
        domain: None,
        people: &[
            "Priya Nair",
            "Samuel Adeyemi",
            "Zara Hussain",
            "Søren Kjær",
            "Edward Blackburn",
            "Andrei Ionescu",
            "Hugo Lefèvre",
        ],
        more: 7,
    },
    Body {
        name: "Northside Families",
        kind: OrganisationKind::Voluntary,
        domain: None,
        people: &[
            "Hannah Lister",
            "Rosie Thackray",
            "Ben Hollings",
            "Amara Eze",
            "Leila Farahani",
            "Sophie Ramsden",
            "Jasmine Kaur",
        ],
        more: 7,
    },
];

/// Who runs courses beside the sign-in of a trainer.
pub const TRAINERS: [&str; 3] = ["Frances Oduya", "Anil Bhatt", "Gareth Prosser"];

/// The office, kitchen and playground of the school that has a twilight coming: without addresses of their own.
pub const STAFF: &str = "Anita Desai\nBrian Fell\nEsther Boateng\nGillian Marsh\nHamid Raza\nIrena Kovač";
/// The same at the academy.
pub const ACADEMY_STAFF: &str =
    "Carol Whitaker\nDavid Eyre\nFrank Lumb\nJune Holroyd\nKeith Ambler\nShabana Mir";

const FIRST: [&str; 32] = [
    "Abigail", "Adil", "Alison", "Amina", "Andrew", "Beata", "Bilal", "Carys", "Chidi", "Connor", "Deborah",
    "Dylan", "Emeka", "Fiona", "Gemma", "Harpreet", "Helen", "Ibrahim", "Imogen", "Jamal", "Janet", "Karen",
    "Lewis", "Mariam", "Nadia", "Oliver", "Paula", "Rohan", "Sadia", "Stephen", "Tomasz", "Wendy",
];
const LAST: [&str; 32] = [
    "Ainsworth",
    "Begum",
    "Bielak",
    "Broadbent",
    "Choudhury",
    "Cartwright",
    "Dhillon",
    "Earnshaw",
    "Farrell",
    "Gaunt",
    "Haigh",
    "Iqbal",
    "Jagger",
    "Kirkbride",
    "Lockwood",
    "Malik",
    "Mistry",
    "Nuttall",
    "Okafor",
    "Pickles",
    "Quarmby",
    "Rigby",
    "Sharma",
    "Tordoff",
    "Ullah",
    "Varley",
    "Wadsworth",
    "Wojtas",
    "Yates",
    "Zaman",
    "Brook",
    "Asante",
];

/// The name of the `turn`th of those with no part of their own; no two alike below 1,024.
pub fn further(turn: usize) -> String {
    let round = turn / FIRST.len();
    format!("{} {}", FIRST[turn % FIRST.len()], LAST[(turn * 7 + round * 3) % LAST.len()])
}

/// An address as an office would make it of a name.
pub fn address(name: &str, domain: Option<&str>) -> String {
    let plain = fold(name).replace(' ', ".").replace(['\'', '’'], "");
    format!("{plain}@{}", domain.unwrap_or("mail.example"))
}
