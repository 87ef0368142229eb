//! The shapes in which people hand in their CPD: what each body asks for, in which year it said so, and what is still
//! missing of it. The rules are data, so that another year's are another line.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    input::FieldError,
    times::{day, length},
    words::{Delivery, Word as _, words},
};

words! {
    /// A shape.
    CpdShape {
        /// What is recorded, for whoever asks.
        Plain = "plain",
        /// For the renewal of a social worker's registration.
        SocialWorkEngland = "social-work-england",
        /// For the renewal of a restorative practitioner's registration.
        RestorativeJusticeCouncil = "restorative-justice-council",
    }
    /// The level at which the Restorative Justice Council registers a practitioner.
    RjcLevel {
        /// Facilitates with guidance.
        Foundation = "foundation",
        /// Leads without it.
        Intermediate = "intermediate",
        /// Leads in sensitive and complex cases.
        Advanced = "advanced",
    }
}

/// What a body asks for.
#[derive(Debug)]
pub struct RuleSet {
    /// The shape it belongs to.
    pub shape: CpdShape,
    /// What the shape is called.
    pub name: &'static str,
    /// What is asked for, a sentence each.
    pub asks: &'static [&'static str],
    /// Where the body says so, and in which year it did; none for a shape that no body asks for.
    pub source: Option<Source>,
    /// The month and the day on which its year begins, where it is the same for everybody.
    pub year_begins: (u32, u32),
    /// How many pieces a year, and how many of them with what was learnt by talking them over with a peer.
    pub pieces: Option<Pieces>,
    /// The minutes of a year, by level.
    pub minutes: &'static [(RjcLevel, i32)],
    /// How much of that the body must have approved, in percent.
    pub approved_percent: i32,
    /// What the body is called in an accreditation that a certificate states, in small letters.
    pub approves_as: &'static [&'static str],
    /// Whether a length of time stands on the record.
    pub counts_time: bool,
}

/// Where rules are from.
#[derive(Debug)]
pub struct Source {
    /// What it is called.
    pub title: &'static str,
    /// Its address.
    pub address: &'static str,
    /// The year for which, or in which, it says so.
    pub year: &'static str,
}

/// How many pieces a year are asked for.
#[derive(Debug)]
pub struct Pieces {
    /// Different ones.
    pub least: usize,
    /// Of them, with a peer's share in it.
    pub with_peer: usize,
}

/// What each shape asks for.
pub const RULES: &[RuleSet] = &[
    RuleSet {
        shape: CpdShape::Plain,
        name: "A plain record",
        asks: &["It says what you did, when and for how long, with your own words beside it."],
        source: None,
        year_begins: (1, 1),
        pieces: None,
        minutes: &[],
        approved_percent: 0,
        approves_as: &[],
        counts_time: true,
    },
    RuleSet {
        shape: CpdShape::SocialWorkEngland,
        name: "Social Work England",
        asks: &[
            "At least two different pieces of CPD in each registration year, from 1 December to 30 November.",
            "Each says what it was, what you learnt, and the difference it makes to your practice.",
            "At least one says what you learnt by talking it over with a peer.",
            "No number of hours is asked for.",
        ],
        source: Some(Source {
            title: "Continuing professional development (CPD) guidance for social workers",
            address: "https://www.socialworkengland.org.uk/cpd/cpd-guidance/",
            year: "for registration years from 2021–22 on",
        }),
        year_begins: (12, 1),
        pieces: Some(Pieces { least: 2, with_peer: 1 }),
        minutes: &[],
        approved_percent: 0,
        approves_as: &[],
        counts_time: false,
    },
    RuleSet {
        shape: CpdShape::RestorativeJusticeCouncil,
        name: "Restorative Justice Council",
        asks: &[
            "Each year 6 hours at the foundation level, 12 at the intermediate and 16 at the advanced one.",
            "At least half of them approved by the Council.",
            "Each activity says when it was, what it was, what you learnt, and the difference it makes to your \
             practice.",
        ],
        source: Some(Source {
            title: "Practitioner Code of Practice, requirement D",
            address: "https://restorativejustice.org.uk/resources/practitioner-code-practice",
            year: "on its site beside the practice guidance of 2020",
        }),
        year_begins: (1, 1),
        pieces: None,
        minutes: &[
            (RjcLevel::Foundation, 6 * 60),
            (RjcLevel::Intermediate, 12 * 60),
            (RjcLevel::Advanced, 16 * 60),
        ],
        approved_percent: 50,
        approves_as: &["restorative justice council", "rjc"],
        counts_time: true,
    },
];

impl CpdShape {
    /// What it asks for.
    #[must_use]
    pub fn rules(self) -> &'static RuleSet {
        RULES.iter().find(|rules| rules.shape == self).unwrap_or(&RULES[0])
    }
}

impl RuleSet {
    /// Whether an accreditation by this body is this body's approval.
    #[must_use]
    pub fn approves(&self, body: &str) -> bool {
        let body = body.to_lowercase();
        let words: Vec<&str> = body.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let body = words.join(" ");
        self.approves_as.iter().any(|name| format!(" {body} ").contains(&format!(" {name} ")))
    }
}

/// The longest time one record is made of, in days: a little over five years.
const LONGEST_PERIOD: i64 = 5 * 366;

/// The days a record is made of, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Period {
    /// The year that begins so and in which this day lies.
    #[must_use]
    pub fn year_of((month, first): (u32, u32), today: NaiveDate) -> Self {
        let begins = |year| NaiveDate::from_ymd_opt(year, month, first).unwrap_or(today);
        let this = begins(today.year());
        let from = if this <= today { this } else { begins(today.year() - 1) };
        Self { from, to: begins(from.year() + 1).pred_opt().unwrap_or(from) }
    }

    /// The year before it.
    #[must_use]
    pub fn before(self) -> Self {
        let earlier = |on: NaiveDate| {
            let same = on.with_year(on.year() - 1);
            // The last day of February is another in other years.
            same.or_else(|| on.pred_opt()?.with_year(on.year() - 1)).unwrap_or(on)
        };
        let to = self.from.pred_opt().unwrap_or(self.from);
        Self { from: earlier(self.from), to }
    }

    /// The days from one to another.
    ///
    /// # Errors
    /// The last before the first, or more than a little over five years.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, FieldError> {
        if to < from {
            return Err(FieldError::new("to", "Give a last day that is not before the first."));
        }
        if (to - from).num_days() > LONGEST_PERIOD {
            return Err(FieldError::new("to", "Choose at most five years at once."));
        }
        Ok(Self { from, to })
    }

    /// The twelve months from a day on.
    #[must_use]
    pub fn twelve_months(from: NaiveDate) -> Self {
        let same = from.with_year(from.year() + 1);
        let next = same.or_else(|| from.checked_add_days(Days::new(366))).unwrap_or(from);
        Self { from, to: next.pred_opt().unwrap_or(from) }
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from <= on && on <= self.to
    }

    /// "1 December 2025 to 30 November 2026".
    #[must_use]
    pub fn in_words(&self) -> String {
        let said = |on: NaiveDate| on.format("%-d %B %Y").to_string();
        format!("{} to {}", said(self.from), said(self.to))
    }
}

/// What kind of learning it was, as people say it to those who ask.
#[must_use]
pub const fn kind(delivery: Option<Delivery>, dates: usize) -> &'static str {
    match (delivery, dates) {
        (None, _) => "Training recorded from before",
        (Some(_), 2..) => "Learning in a group over several dates",
        (Some(Delivery::Zoom), _) => "Training course, live online",
        (Some(Delivery::Room | Delivery::OnSite), _) => "Training course, in person",
    }
}

/// A piece of CPD as somebody hands it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its day; none where nobody knows.
    pub on: Option<NaiveDate>,
    /// What kind of learning it was.
    pub kind: &'static str,
    /// What it was.
    pub what: String,
    /// Its time in whole minutes.
    pub minutes: i32,
    /// The body itself has approved it, as its certificate states.
    pub approved: bool,
    /// The certificate's number.
    pub certificate: Option<String>,
    /// What was learnt, in the person's words.
    pub learnt: Option<String>,
    /// The difference it made to their practice.
    pub difference: Option<String>,
    /// What they learnt by talking it over with a peer.
    pub peer: Option<String>,
}

impl Piece {
    /// Whether it says all that is asked of each.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        self.learnt.is_some() && self.difference.is_some()
    }
}

/// What is still missing of what a body asks for, a sentence each; nothing where nothing is.
#[must_use]
pub fn missing(rules: &RuleSet, level: RjcLevel, pieces: &[Piece]) -> Vec<String> {
    let mut missing = Vec::new();
    if let Some(Pieces { least, with_peer }) = rules.pieces {
        missing.extend(missing_pieces(rules, least, pieces));
        let peers = pieces.iter().filter(|piece| piece.peer.is_some()).count();
        if peers < with_peer {
            missing.push(
                "Nothing says yet what you learnt by talking it over with a peer: one piece has to say it."
                    .to_owned(),
            );
        }
    }
    if let Some((_, wanted)) = rules.minutes.iter().find(|(of, _)| *of == level) {
        missing.extend(missing_time(rules, level, *wanted, pieces));
    }
    missing
}

fn missing_pieces(rules: &RuleSet, least: usize, pieces: &[Piece]) -> Vec<String> {
    let mut missing = Vec::new();
    if pieces.len() < least {
        let lacking = least - pieces.len();
        let what = if lacking == 1 {
            "One more piece of CPD".to_owned()
        } else {
            format!("{lacking} pieces of CPD")
        };
        missing.push(format!("{what}: {} asks for {least} different ones a year.", rules.name));
    }
    let told = pieces.iter().filter(|piece| piece.is_told()).count();
    if told < least {
        missing.extend(pieces.iter().filter(|piece| !piece.is_told()).map(|piece| {
            let lacks = match (&piece.learnt, &piece.difference) {
                (None, None) => "what you learnt, and the difference it made to your practice",
                (None, Some(_)) => "what you learnt",
                _ => "the difference it made to your practice",
            };
            let when = piece.on.map(|on| format!(", {}", day(on))).unwrap_or_default();
            format!("{}{when}: say {lacks}.", piece.what)
        }));
    }
    missing
}

fn missing_time(rules: &RuleSet, level: RjcLevel, wanted: i32, pieces: &[Piece]) -> Vec<String> {
    let sum = |approved: bool| -> i32 {
        let counted = pieces.iter().filter(|piece| piece.approved || !approved);
        counted.map(|piece| piece.minutes.max(0)).sum()
    };
    let (all, approved) = (sum(false), sum(true));
    let half = wanted * rules.approved_percent / 100;
    let mut missing = Vec::new();
    if all < wanted {
        missing.push(format!(
            "{} to go: {} are asked for at the {} level, and {} stand here.",
            length(wanted - all),
            length(wanted),
            level.as_str(),
            length(all),
        ));
    }
    if approved < half {
        missing.push(format!(
            "{} approved by the Council to go: half of what is asked for, {}, has to be, and the certificates here \
             state {}.",
            length(half - approved),
            length(half),
            length(approved),
        ));
    }
    missing
}
