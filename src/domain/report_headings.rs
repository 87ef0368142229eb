//! The headings of the tables in attendance reports: which column holds what, in the languages the programs write them.

use super::report_stamps::Stamp;

/// What a column of a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The name, or all of it.
    Name,
    /// The first name, where the surname has its own column.
    FirstName,
    /// The surname.
    LastName,
    /// The address.
    Email,
    /// The name of the account, mostly an address.
    Account,
    /// When they joined.
    Joined,
    /// When they left.
    Left,
    /// How long.
    Duration,
    /// Whether they came at all.
    Attended,
    /// Whether the line is of the waiting room.
    WaitingRoom,
    /// Whether the line is of coming or of going.
    Action,
}

/// Wordings by which a column is known, whole or as the beginning of a heading; in small letters. Where two columns fit,
/// [`Headings::at`] says which counts.
const WORDINGS: &[(Role, &[&str])] = &[
    (Role::FirstName, &["first name", "vorname", "prénom"]),
    (Role::LastName, &["last name", "surname", "nachname", "nom de famille"]),
    (Role::WaitingRoom, &["in waiting room", "im warteraum", "dans la salle d"]),
    (Role::Attended, &["attended", "teilgenommen", "présent"]),
    (Role::Action, &["user action", "benutzeraktion", "action de l"]),
    (Role::Account, &["participant id", "teilnehmer-id", "upn"]),
    (
        Role::Joined,
        &[
            "join time",
            "joined at",
            "time joined",
            "first join",
            "join date",
            "timestamp",
            "beitrittszeit",
            "beitrittszeitpunkt",
            "erster beitritt",
            "zeitstempel",
            "heure d’arrivée",
            "heure d'arrivée",
            "première connexion",
            "hora de entrada",
            "hora de ingreso",
            "hora de unión",
            "primera unión",
        ],
    ),
    (
        Role::Left,
        &[
            "leave time",
            "left at",
            "time exited",
            "time left",
            "last leave",
            "beendigungszeit",
            "verlassen-zeit",
            "zeit des verlassens",
            "letztes verlassen",
            "heure de départ",
            "dernier départ",
            "hora de salida",
            "última salida",
        ],
    ),
    (
        Role::Duration,
        &[
            "duration",
            "total duration",
            "in-meeting duration",
            "time in session",
            "attendance duration",
            "dauer",
            "gesamtdauer",
            "besprechungsdauer",
            "durée",
            "duración",
            "durata",
            "duração",
            "duur",
            "varaktighet",
            "varighe",
            "kesto",
            "czas trwania",
        ],
    ),
    (
        Role::Email,
        &["email", "e-mail", "user email", "user e-mail", "mail", "adresse e-mail", "correo", "courriel"],
    ),
    (
        Role::Name,
        &[
            "name",
            "full name",
            "user name",
            "participant",
            "vollständiger name",
            "nom",
            "nombre",
            "nome",
            "naam",
            "namn",
            "navn",
        ],
    ),
];

/// The headings of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headings {
    /// Each heading in small letters.
    names: Vec<String>,
    /// What each is known to hold.
    roles: Vec<Option<Role>>,
}

impl Headings {
    /// The line as headings, if it is one: known by its words, or, where a table may begin, by holding nothing but words.
    #[must_use]
    pub fn of(cells: &[String], may_begin: bool) -> Option<Self> {
        let filled: Vec<&str> =
            cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        if filled.len() < 2 || !filled.iter().all(|cell| is_wording(cell)) {
            return None;
        }
        let names: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        let roles: Vec<Option<Role>> = names.iter().map(|name| role_of(name)).collect();
        let headings = Self { names, roles };
        let named = headings.at(Role::Name).or(headings.at(Role::FirstName)).is_some();
        let timed =
            [Role::Joined, Role::Left, Role::Duration].iter().any(|role| headings.at(*role).is_some());
        let known = named && timed || headings.is_of_teams();
        (known || may_begin && filled.len() > 2).then_some(headings)
    }

    /// The column that holds this. Where a report repeats what it says of the meeting in front of every line, the one
    /// that is of the person.
    #[must_use]
    pub fn at(&self, role: Role) -> Option<usize> {
        let all =
            || self.roles.iter().enumerate().filter(move |(_, here)| **here == Some(role)).map(|(at, _)| at);
        match role {
            Role::Name => {
                let before = self.roles.iter().rposition(|here| *here == Some(Role::Joined));
                all().rfind(|at| before.is_none_or(|before| *at < before)).or_else(|| all().next())
            }
            Role::Email => {
                let name = self.at(Role::Name).unwrap_or_default();
                all().find(|at| *at > name).or_else(|| all().next_back())
            }
            _ => all().next_back(),
        }
    }

    /// Only Teams has this heading, in every language.
    #[must_use]
    pub fn is_of_teams(&self) -> bool {
        self.names.iter().any(|name| name.contains("(upn)"))
    }

    /// Whether its times are said to be UTC.
    #[must_use]
    pub fn say_utc(&self) -> bool {
        let words = |name: &String| {
            name.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "utc" | "gmt"))
        };
        self.names.iter().any(words)
    }

    /// A webinar's lists say of everybody invited whether they came.
    #[must_use]
    pub fn are_of_a_webinar(&self) -> bool {
        self.at(Role::Attended).is_some()
    }

    /// Whether it tells how long, and not from when to when.
    #[must_use]
    pub fn tells_totals(&self) -> bool {
        let named = self.at(Role::Name).or(self.at(Role::FirstName)).is_some();
        named
            && self.at(Role::Duration).is_some()
            && self.at(Role::Joined).is_none()
            && self.at(Role::Left).is_none()
    }

    /// Whether everybody stands in it once, from the first joining to the last leaving.
    #[must_use]
    pub fn has_one_line_a_person(&self) -> bool {
        self.is_of_teams() || self.names.iter().any(|name| name.starts_with("first join"))
    }

    /// The moments of joining and leaving that stand in a line.
    #[must_use]
    pub fn times(&self, cells: &[String]) -> (Option<Stamp>, Option<Stamp>) {
        let read = |at: usize| cells.get(at).and_then(|cell| Stamp::parse(cell));
        if let Some(joined) = self.at(Role::Joined) {
            return (read(joined), self.at(Role::Left).and_then(read));
        }
        if self.tells_totals() {
            return (None, None);
        }
        // In a language that is not known: the last two moments, since the meeting's own stand in front.
        let mut last = (0..cells.len()).rev().filter_map(read);
        match (last.next(), last.next()) {
            (Some(left), Some(joined)) => (Some(joined), Some(left)),
            _ => (None, None),
        }
    }

    /// The name that stands in a line, and that of the account where the meeting showed another.
    #[must_use]
    pub fn name(&self, cells: &[String]) -> (String, Option<String>) {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        if let Some(first) = self.at(Role::FirstName) {
            let last = self.at(Role::LastName).map_or("", cell);
            return (format!("{} {last}", cell(first)).trim().to_owned(), None);
        }
        if let Some(at) = self.at(Role::Name) {
            return if self.names[at].contains('(') {
                with_original(cell(at))
            } else {
                (cell(at).to_owned(), None)
            };
        }
        let words = cells.iter().map(|cell| cell.trim()).take_while(|cell| is_wording(cell)).take(2);
        let name = words.collect::<Vec<_>>().join(" ");
        if self.names.first().is_some_and(|name| name.contains('(')) {
            with_original(&name)
        } else {
            (name, None)
        }
    }

    /// The address that stands in a line: the person's, or that of their account.
    #[must_use]
    pub fn email(&self, cells: &[String]) -> Option<String> {
        let cell = |at: usize| cells.get(at).map(|cell| cell.trim()).filter(|cell| is_address(cell));
        let said = self.at(Role::Email).and_then(cell).or_else(|| self.at(Role::Account).and_then(cell));
        if said.is_some() || self.at(Role::Email).is_some() {
            return said.map(str::to_owned);
        }
        cells.iter().rev().map(|cell| cell.trim()).find(|cell| is_address(cell)).map(str::to_owned)
    }
}

/// `Sam (Samuel Okoro)` of a column that names both: the one shown, and the account's. What stands in the brackets may
/// also be pronouns or the number of a device, which are no name.
fn with_original(text: &str) -> (String, Option<String>) {
    let split = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match split {
        Some((shown, original))
            if !shown.trim().is_empty()
                && !original.contains('/')
                && original.chars().any(char::is_alphabetic) =>
        {
            (shown.trim().to_owned(), Some(original.trim().to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}

fn is_address(cell: &str) -> bool {
    cell.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
        && !cell.contains(char::is_whitespace)
}

/// Whether a cell holds words: no moment, no address, no number, no placeholder.
fn is_wording(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic)
        && !cell.contains('@')
        && !cell.starts_with('#')
        && Stamp::parse(cell).is_none()
}

fn plain(cell: &str) -> String {
    cell.trim().trim_matches('\u{feff}').to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn role_of(name: &str) -> Option<Role> {
    let is = |wording: &&str| {
        name.strip_prefix(*wording)
            // `Name (Original Name)`, `Duration (Minutes)`, `Email:`; but not `Names` or `Name of the meeting`.
            .is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with(['(', ':', '-']))
    };
    WORDINGS.iter().find(|(_, wordings)| wordings.iter().any(is)).map(|(role, _)| *role)
}
