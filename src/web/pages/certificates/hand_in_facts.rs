//! What the page of a CPD record in one shape shows.

use serde::Serialize;

use crate::{
    domain::{
        cpd_shapes::{CpdShape, Period, Piece, RULES, RjcLevel},
        ids::BookingId,
        times,
        words::Word,
    },
    web::{
        files::handed_in::Record,
        forms::Choice,
        page_facts::{Link, PageFacts, State},
    },
};

/// A CPD record in the shape in which it is handed in.
#[derive(Serialize)]
pub(in crate::web) struct HandInFacts {
    /// The other shapes.
    others: Vec<Link>,
    /// What is asked for, a sentence each.
    asks: Vec<&'static str>,
    /// Where that is from.
    source: Option<SourceFacts>,
    /// Its days, in words.
    period: String,
    /// The first of them.
    from: String,
    /// The last.
    to: String,
    /// Years to choose from.
    years: Vec<Link>,
    /// What is wrong with the days that were asked for.
    wrong: Option<String>,
    /// The levels to choose from.
    levels: Vec<Choice>,
    /// What is still missing.
    missing: Vec<String>,
    /// Whether anything is asked for at all.
    asked: bool,
    /// The pieces, the latest first.
    pieces: Vec<PieceFacts>,
    /// The paper.
    pdf: String,
    /// As a table for programs.
    csv: String,
    /// As a workbook.
    workbook: String,
}

/// Where rules are from.
#[derive(Serialize)]
struct SourceFacts {
    title: &'static str,
    address: &'static str,
    year: &'static str,
}

/// A piece of CPD.
#[derive(Clone, Serialize)]
struct PieceFacts {
    what: String,
    on: Option<String>,
    kind: &'static str,
    /// Its time, where that counts.
    cpd: Option<String>,
    /// Whether the body approves it, where that counts.
    approved: Option<State>,
    /// What is said of it.
    answers: Vec<Answer>,
    /// Where more is said.
    say: Option<String>,
}

/// An answer to what is asked.
#[derive(Clone, Serialize)]
struct Answer {
    name: &'static str,
    words: Option<String>,
}

/// Where a shape is found.
pub(super) fn address(shape: CpdShape) -> String {
    format!("/my-certificates/hand-in/{}", shape.as_str())
}

/// The shapes there are.
pub(super) fn shapes() -> Vec<Link> {
    RULES.iter().map(|rules| Link::to(address(rules.shape), rules.name)).collect()
}

/// What a query asks for besides the shape.
pub(super) fn query(period: Period, level: Option<RjcLevel>) -> String {
    let level = level.map(|level| format!("&level={}", level.as_str())).unwrap_or_default();
    format!("from={}&to={}{level}", period.from, period.to)
}

impl HandInFacts {
    /// The page of a record; `running` is the body's year that is running.
    pub(super) fn of(record: &Record, running: Period, wrong: Option<String>) -> Self {
        let rules = record.rules;
        let level = (!rules.minutes.is_empty()).then_some(record.level);
        let here = address(rules.shape);
        let query_now = query(record.period, level);
        let year = |period: Period| Link::to(format!("{here}?{}", query(period, level)), period.in_words());
        let levels = rules.minutes.iter().enumerate().map(|(at, (of, minutes))| Choice {
            id: format!("level-{}", at + 1),
            value: of.as_str().to_owned(),
            label: format!("{}: {} a year", capital(of.as_str()), times::length(*minutes)),
            hint: None,
            chosen: *of == record.level,
        });
        Self {
            others: shapes().into_iter().filter(|link| link.address != here).collect(),
            asks: rules.asks.to_vec(),
            source: rules.source.as_ref().map(|source| SourceFacts {
                title: source.title,
                address: source.address,
                year: source.year,
            }),
            period: record.period.in_words(),
            from: record.period.from.to_string(),
            to: record.period.to.to_string(),
            years: vec![year(running), year(running.before())],
            wrong,
            levels: levels.collect(),
            missing: record.missing.clone(),
            asked: rules.source.is_some(),
            pieces: record.pieces.iter().map(|(piece, of)| PieceFacts::of(record, piece, *of)).collect(),
            pdf: format!("{here}.pdf?{query_now}"),
            csv: format!("{here}.csv?{query_now}"),
            workbook: format!("{here}.xlsx?{query_now}"),
        }
    }
}

impl PieceFacts {
    fn of(record: &Record, piece: &Piece, booking: Option<BookingId>) -> Self {
        let approved = (record.rules.approved_percent > 0).then(|| {
            if piece.approved {
                State::of("good", "approved")
            } else {
                State::of("quiet", "not approved as far as we know")
            }
        });
        Self {
            what: piece.what.clone(),
            on: piece.on.map(times::day),
            kind: piece.kind,
            cpd: (record.rules.counts_time && piece.minutes > 0).then(|| times::cpd_length(piece.minutes)),
            approved,
            answers: record.answers(piece).into_iter().map(|(name, words)| Answer { name, words }).collect(),
            say: booking.map(|booking| format!("/bookings/{booking}/reflection?to={}", record.rules.shape)),
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl PageFacts for HandInFacts {
    const TEMPLATE: &'static str = "certificates/hand_in";

    fn samples() -> Vec<Self> {
        let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let piece = |approved, told: bool| {
            let piece = Piece {
                on: Some(day(2027, 1, 12)),
                kind: "Training course, live online",
                what: "Introduction to restorative practice".to_owned(),
                minutes: 165,
                approved,
                certificate: Some("2027-00042".to_owned()),
                learnt: told.then(|| "To ask before I answer.".to_owned()),
                difference: told.then(|| "Families speak first.".to_owned()),
                peer: None,
            };
            (piece, told.then(|| BookingId::from_uuid(uuid::Uuid::from_u128(1))))
        };
        let period = Period { from: day(2026, 12, 1), to: day(2027, 11, 30) };
        let of = |shape: CpdShape, pieces, missing: Vec<String>| Record {
            rules: shape.rules(),
            level: RjcLevel::Foundation,
            period,
            name: "Amira Khan".to_owned(),
            pieces,
            missing,
        };
        let missing = vec!["Nothing says yet what you learnt by talking it over with a peer.".to_owned()];
        let unknown = || {
            let (piece, of) = piece(false, false);
            (Piece { on: None, minutes: 0, ..piece }, of)
        };
        let swe = of(CpdShape::SocialWorkEngland, vec![piece(false, true), unknown()], missing);
        let rjc = of(CpdShape::RestorativeJusticeCouncil, vec![piece(true, true), unknown()], Vec::new());
        let plain = of(CpdShape::Plain, Vec::new(), Vec::new());
        vec![
            Self::of(&swe, period, None),
            Self::of(&rjc, period, None),
            Self::of(&plain, period, Some("Choose at most five years at once.".to_owned())),
        ]
    }
}
