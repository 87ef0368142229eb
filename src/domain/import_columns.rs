//! What a file may hold, what its columns hold, and the wordings by which both are known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{people::fold, words::words};

words! {
    /// What a file holds.
    ImportKind {
        /// People, and where they belong.
        People = "people",
        /// Organisations.
        Organisations = "organisations",
        /// What people and organisations completed.
        Completions = "completions",
    }
    /// What a column holds.
    Column {
        /// A whole name.
        Name = "name",
        /// The name somebody is called by.
        FirstName = "first_name",
        /// The family's name.
        LastName = "last_name",
        /// An address.
        Email = "email",
        /// The name of an organisation.
        Organisation = "organisation",
        /// What kind of body it is.
        Kind = "kind",
        /// Its mail domain.
        Domain = "domain",
        /// Its own number, such as a school's URN.
        Number = "number",
        /// The town it is in.
        Place = "place",
        /// The council it stands under, to choose by.
        Authority = "authority",
        /// Whether it is open, to choose by.
        Status = "status",
        /// A course or credential.
        Course = "course",
        /// A day.
        CompletedOn = "completed_on",
        /// Where the record comes from.
        Source = "source",
    }
}

/// Every wording that is known, as [`plain`] writes it. `Name` heads what the list is about.
const WORDINGS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "name",
            "names",
            "full name",
            "display name",
            "delegate",
            "delegate name",
            "participant",
            "participant name",
            "attendee",
            "attendee name",
            "staff member",
            "staff name",
            "member of staff",
            "person",
            "learner",
            "employee",
            "employee name",
        ],
    ),
    (Column::FirstName, &["first name", "firstname", "forename", "forenames", "given name", "first"]),
    (Column::LastName, &["last name", "lastname", "surname", "family name", "last"]),
    (
        Column::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "emailaddress",
            "mail",
            "work email",
            "work e mail",
            "work email address",
            "contact email",
            "username",
            "user name",
            "upn",
        ],
    ),
    (
        Column::Organisation,
        &[
            "organisation",
            "organization",
            "organisation name",
            "organization name",
            "school",
            "school name",
            "school or organisation",
            "school organisation",
            "setting",
            "employer",
            "workplace",
            "company",
            "academy",
            "establishment",
            "establishment name",
            "establishmentname",
            "service",
            "agency",
        ],
    ),
    (
        Column::Kind,
        &[
            "kind",
            "type",
            "organisation type",
            "type of organisation",
            "typeofestablishment name",
            "type of establishment",
            "establishment type",
            "sector",
        ],
    ),
    (Column::Domain, &["domain", "mail domain", "email domain", "e mail domain"]),
    (Column::Number, &["urn", "ods", "ods code", "number", "organisation number", "organisation code"]),
    (Column::Place, &["place", "town", "city", "town city", "post town", "location"]),
    (Column::Authority, &["la name", "local authority", "local authority name", "authority", "la"]),
    (Column::Status, &["establishmentstatus name", "establishment status", "status"]),
    (
        Column::Course,
        &[
            "course",
            "course name",
            "course title",
            "training",
            "training course",
            "event",
            "event name",
            "qualification",
        ],
    ),
    (
        Column::CompletedOn,
        &[
            "completed on",
            "date",
            "completed",
            "completion date",
            "date completed",
            "date of completion",
            "date attended",
            "attended on",
            "date of training",
            "training date",
            "course date",
            "event date",
            "year",
            "school year",
            "academic year",
            "when",
        ],
    ),
    (Column::Source, &["source", "comes from", "where from", "record", "evidence"]),
];

impl ImportKind {
    /// The columns such a file may have, those that are needed first.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::People => {
                &[Column::Name, Column::FirstName, Column::LastName, Column::Email, Column::Organisation]
            }
            Self::Organisations => &[
                Column::Name,
                Column::Kind,
                Column::Domain,
                Column::Number,
                Column::Place,
                Column::Authority,
                Column::Status,
            ],
            Self::Completions => {
                &[Column::Course, Column::CompletedOn, Column::Email, Column::Organisation, Column::Source]
            }
        }
    }

    /// Of each of these sets, all columns of one of its groups are needed.
    pub(super) const fn needs(self) -> &'static [&'static [&'static [Column]]] {
        match self {
            Self::People => {
                &[&[&[Column::Name], &[Column::FirstName, Column::LastName]], &[&[Column::Email]]]
            }
            Self::Organisations => &[&[&[Column::Name]], &[&[Column::Kind], &[Column::Number]]],
            Self::Completions => &[
                &[&[Column::Course]],
                &[&[Column::CompletedOn]],
                &[&[Column::Email], &[Column::Organisation]],
            ],
        }
    }
}

impl Column {
    /// What it holds, as people are asked for it.
    #[must_use]
    pub const fn called(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::FirstName => "First name",
            Self::LastName => "Surname",
            Self::Email => "E-mail address",
            Self::Organisation => "Organisation or school",
            Self::Kind => "What kind of body it is",
            Self::Domain => "Mail domain",
            Self::Number => "Its own number (a school's URN, an NHS body's ODS code)",
            Self::Place => "Town",
            Self::Authority => "Local authority, to choose by",
            Self::Status => "Whether it is open, to choose by",
            Self::Course => "Course",
            Self::CompletedOn => "Day it was completed",
            Self::Source => "Where the record comes from",
        }
    }
}

/// A heading in plain words, so that `E-Mail Address` and `completed_on` are told by their letters alone.
#[must_use]
pub fn plain(heading: &str) -> String {
    let folded = fold(heading);
    let letters: String = folded.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headings somebody matched before, in plain words.
pub type Remembered = BTreeMap<String, Column>;

/// What a heading holds in a file of this kind.
pub(super) fn known(kind: ImportKind, heading: &str, remembered: &Remembered) -> Option<Column> {
    let heading = plain(heading);
    let remembered = remembered.get(&heading).copied();
    let worded = || {
        let words = WORDINGS.iter().filter(|(_, words)| words.contains(&heading.as_str()));
        let mut columns = words.map(|(column, _)| match (kind, *column) {
            // What the list is about is its name.
            (ImportKind::Organisations, Column::Organisation) => Column::Name,
            (_, column) => column,
        });
        columns.find(|column| kind.columns().contains(column))
    };
    remembered.or_else(worded)
}

/// What somebody chose about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Which column holds what, where they said so; `None` is "no column does".
    pub columns: BTreeMap<Column, Option<usize>>,
    /// The one authority whose organisations are taken.
    pub authority: Option<String>,
    /// Those that are closed are taken too.
    pub closed_too: bool,
    /// They have looked at the columns.
    pub seen: bool,
}

/// Whether a register's status says that an organisation is open: `Open`, and `Open, but proposed to close`.
#[must_use]
pub fn is_open(status: &str) -> bool {
    let status = fold(status.trim());
    !(status.starts_with("closed") || status.starts_with("proposed") || status.starts_with("inactive"))
}
