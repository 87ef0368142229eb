//! A CPD record in the shape in which somebody hands it in: for the page, as a table, on paper.

use chrono::NaiveDate;

use super::{
    cpd_record,
    reflections::{Said, bookings_of},
};
use crate::{
    app::App,
    documents::handed_in::{HandedIn, Lines},
    domain::{
        cpd_shapes::{CpdShape, Period, Piece, RjcLevel, RuleSet, kind, missing},
        ids::{BookingId, PersonId},
        times::{self, Zone, day_in},
        words::Word,
    },
    sheets::outgoing::{Cell, Table},
    store::{
        error::Error,
        read::{
            bookings::own_place,
            certificates::{cpd::CpdEntry, pieces},
        },
    },
    web::error::ApiResult,
};

/// What is to be handed in.
pub(in crate::web) struct Record {
    /// By whose rules.
    pub(in crate::web) rules: &'static RuleSet,
    /// At which level, where there are levels.
    pub(in crate::web) level: RjcLevel,
    /// For which days.
    pub(in crate::web) period: Period,
    /// Whose it is, as papers print it.
    pub(in crate::web) name: String,
    /// The pieces, the latest first, each with its booking where it has one.
    pub(in crate::web) pieces: Vec<(Piece, Option<BookingId>)>,
    /// What is still missing, a sentence each.
    pub(in crate::web) missing: Vec<String>,
}

/// A person's record of these days in a shape.
pub(in crate::web) async fn record(
    app: &App,
    person: PersonId,
    shape: CpdShape,
    (level, period): (RjcLevel, Period),
) -> ApiResult<Record> {
    let rules = shape.rules();
    let (record, certificates) = cpd_record::record(app, person).await?;
    let entries: Vec<&CpdEntry> = record
        .years
        .iter()
        .flat_map(|year| &year.entries)
        .filter(|entry| entry.on.is_some_and(|on| period.holds(on)))
        .collect();
    let bookings = bookings_of(&entries);
    let said = Said::of(app, bookings.clone()).await?;
    let (how, bodies, name) = app
        .reads
        .run(move |c| {
            Ok::<_, Error>((
                pieces::how(c, &bookings)?,
                pieces::accredited_by(c, person)?,
                own_place::printed_name(c, person)?,
            ))
        })
        .await?;
    let piece = |entry: &&CpdEntry| {
        let of = entry.booking_id;
        let reflection = of.map(|booking| said.reflection(booking)).unwrap_or_default();
        let meant = of.map(|booking| said.meant(booking)).unwrap_or_default();
        let took_place = of.and_then(|booking| how.get(&booking));
        let piece = Piece {
            on: entry.on,
            kind: kind(took_place.map(|(delivery, _)| *delivery), took_place.map_or(1, |(_, dates)| *dates)),
            what: entry.course.title.clone(),
            minutes: entry.cpd_minutes,
            approved: of.and_then(|booking| bodies.get(&booking)).is_some_and(|body| rules.approves(body)),
            certificate: certificates
                .iter()
                .find(|certificate| Some(certificate.id) == entry.certificate_id)
                .map(|certificate| certificate.number.clone()),
            learnt: reflection.learnt,
            // What somebody meant to do, and what became of it, is the difference as they wrote it down.
            difference: reflection.difference.or_else(|| (!meant.is_empty()).then(|| meant.join("\n"))),
            peer: reflection.peer,
        };
        (piece, of)
    };
    let pieces: Vec<(Piece, Option<BookingId>)> = entries.iter().map(piece).collect();
    let bare: Vec<Piece> = pieces.iter().map(|(piece, _)| piece.clone()).collect();
    let (printed, goes_by) = name;
    Ok(Record {
        rules,
        level,
        period,
        name: if app.settings.alphabet.prints(&goes_by) { goes_by } else { printed },
        missing: missing(rules, level, &bare),
        pieces,
    })
}

impl Record {
    /// What it comes to.
    fn minutes(&self) -> i32 {
        self.pieces.iter().map(|(piece, _)| piece.minutes.max(0)).sum()
    }

    /// Whether a body approves pieces of it.
    fn has_approval(&self) -> bool {
        self.rules.approved_percent > 0
    }

    /// What a row, a card and a part of the paper say of a piece, with the names of what is said.
    pub(in crate::web) fn answers(&self, piece: &Piece) -> Vec<(&'static str, Option<String>)> {
        let mut all = vec![
            ("What I learnt", piece.learnt.clone()),
            ("The difference it made to my practice", piece.difference.clone()),
        ];
        if self.rules.pieces.is_some() || piece.peer.is_some() {
            all.push(("What I learnt by talking it over with a peer", piece.peer.clone()));
        }
        all
    }

    /// As a table.
    pub(in crate::web) fn table(&self) -> Table {
        let mut head = vec!["Kind", "Day", "What it was"];
        if self.rules.counts_time {
            head.push("Minutes");
        }
        if self.has_approval() {
            head.push("Approved");
        }
        head.extend([
            "Certificate",
            "What I learnt",
            "The difference it made to my practice",
            "What I learnt by talking it over with a peer",
        ]);
        let text = |words: &Option<String>| words.as_deref().map_or(Cell::Empty, Cell::text);
        let row = |(piece, _): &(Piece, Option<BookingId>)| {
            let mut row = vec![Cell::text(piece.kind), Cell::day(piece.on), Cell::text(&piece.what)];
            if self.rules.counts_time {
                row.push(Cell::Number(piece.minutes));
            }
            if self.has_approval() {
                row.push(Cell::text(if piece.approved { "yes" } else { "no" }));
            }
            row.extend([
                text(&piece.certificate),
                text(&piece.learnt),
                text(&piece.difference),
                text(&piece.peer),
            ]);
            row
        };
        Table {
            title: format!("CPD record: {}", self.rules.name),
            head: head.into_iter().map(str::to_owned).collect(),
            rows: self.pieces.iter().map(row).collect(),
        }
    }

    /// On paper.
    pub(in crate::web) fn paper(&self, app: &App, reference: String) -> HandedIn {
        let site = app.settings.site.now();
        let mut summary = vec![self.period.in_words()];
        if self.rules.counts_time {
            summary.push(times::cpd_length(self.minutes()));
        }
        if let Some((level, minutes)) = self.rules.minutes.iter().find(|(level, _)| *level == self.level) {
            summary.push(format!("{} level: {} a year", level.as_str(), times::length(*minutes)));
        }
        let piece = |(piece, _): &(Piece, Option<BookingId>)| {
            let mut facts = vec![piece.kind.to_owned()];
            if self.rules.counts_time && piece.minutes > 0 {
                facts.push(times::cpd_length(piece.minutes));
            }
            if self.has_approval() {
                let approved = if piece.approved { "approved" } else { "not approved as far as we know" };
                facts.push(approved.to_owned());
            }
            facts.extend(piece.certificate.iter().map(|number| format!("certificate {number}")));
            Lines {
                on: piece.on.map(times::day).unwrap_or_default(),
                what: piece.what.clone(),
                facts: facts.join(" · "),
                answers: self
                    .answers(piece)
                    .into_iter()
                    .map(|(name, words)| (name.to_owned(), words.unwrap_or_else(|| "–".to_owned())))
                    .collect(),
            }
        };
        HandedIn {
            shape: self.rules.name.to_owned(),
            person_name: self.name.clone(),
            provider: site.name.clone(),
            mark: site.mark.as_ref().map(|mark| mark.name.clone()),
            summary: summary.join(" · "),
            pieces: self.pieces.iter().map(piece).collect(),
            source: self.rules.source.as_ref().map(|source| {
                format!("As asked for by {}: {} ({}).", self.rules.name, source.title, source.year)
            }),
            reference,
            made_at: app.clock.now(),
            timezone: Zone::LONDON,
        }
    }
}

/// The days a record is made of unless somebody says otherwise: the year of its body that is running.
pub(in crate::web) fn running_year(app: &App, shape: CpdShape) -> Period {
    Period::year_of(shape.rules().year_begins, today(app))
}

/// Today, where the partnership is.
pub(in crate::web) fn today(app: &App) -> NaiveDate {
    day_in(app.clock.now(), times::LONDON)
}
