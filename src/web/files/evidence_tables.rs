//! What evidence for an accreditation says: its tables, and the paper that holds all of them.

use crate::{
    documents::commission_paper::{self, Letter},
    domain::{
        booking_states::shown,
        delivery,
        evidence_packs::{PackAttendance, PackFigures, PackSession, PackTrainer, shown_hundredths},
        grammar::listed,
        ids::PersonId,
        times::{self, ZoneNote},
        words::{CertificateState, OrganisationKind, Word},
    },
    sheets::outgoing::{Cell, Table},
    store::read::reports::{evidence_packs::Pack, session_complaints::SessionComplaintView},
};

/// A pack with what is looked up for it now.
pub(super) struct Looked {
    pub(super) pack: Pack,
    /// Empty where people stand in it by certificate number.
    pub(super) names: Vec<(PersonId, String)>,
    pub(super) complaints: Vec<SessionComplaintView>,
}

impl Looked {
    fn named(&self) -> bool {
        self.pack.names_reason.is_some()
    }

    fn name(&self, person: PersonId) -> Cell {
        let found = self.names.iter().find(|(id, _)| *id == person);
        found.map_or(Cell::Empty, |(_, name)| Cell::text(name))
    }
}

/// One table of the folder.
pub(super) struct OneTable {
    /// What its file is called.
    pub(super) name: &'static str,
    /// Where its figures come from.
    source: &'static str,
    /// How much of a page's width each column takes; those of none stand in the file alone.
    shares: Vec<u16>,
    pub(super) table: Table,
}

fn number(count: impl TryInto<i32>) -> Cell {
    Cell::Number(count.try_into().unwrap_or(i32::MAX))
}

fn one(
    (name, title): (&'static str, &str),
    source: &'static str,
    columns: &[(&'static str, u16)],
    rows: Vec<Vec<Cell>>,
) -> OneTable {
    let head = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let shares = columns.iter().map(|(_, share)| *share).collect();
    OneTable { name, source, shares, table: Table { title: title.to_owned(), head, rows } }
}

/// Every table of the folder.
pub(super) fn tables(looked: &Looked) -> Vec<OneTable> {
    let figures = &looked.pack.figures;
    let mut all = vec![
        sessions(figures),
        trainers(looked),
        outcomes(figures),
        attendance(looked),
        feedback(figures),
        impact(figures),
        complaints(looked),
        certificates(looked),
    ];
    let sources = all.iter().map(|of| {
        vec![Cell::text(&of.table.title), Cell::text(format!("{}.csv", of.name)), Cell::text(of.source)]
    });
    let rows = sources.collect();
    let columns = [("what", 2), ("file", 2), ("source", 5)];
    all.push(one(("sources", "Where each figure comes from"), "This folder.", &columns, rows));
    all
}

fn sessions(figures: &PackFigures) -> OneTable {
    let columns = [
        ("no.", 2),
        ("course", 7),
        ("first day", 5),
        ("last day", 0),
        ("dates", 0),
        ("how", 0),
        ("trainers", 4),
        ("places", 0),
        ("booked", 4),
        ("attended", 5),
        ("partly", 3),
        ("did not attend", 4),
        ("at short notice", 0),
        ("CPD minutes", 4),
    ];
    let row = |of: &PackSession| {
        let trainers: Vec<String> = of.trainers.iter().map(|number| format!("T{number}")).collect();
        vec![
            number(of.number),
            Cell::text(&of.course),
            Cell::Day(of.first_day),
            Cell::Day(of.last_day),
            number(of.dates),
            Cell::text(delivery::how(of.delivery)),
            Cell::text(trainers.join(", ")),
            number(of.capacity),
            number(of.booked),
            number(of.attended),
            number(of.partly_attended),
            number(of.no_show),
            number(of.short_notice),
            number(of.cpd_minutes),
        ]
    };
    let rows = figures.sessions.iter().map(row).collect();
    let source = "The programme, and the attendance of each session once it was finished; people of the accreditation’s \
                  audience alone.";
    one(("sessions", "Sessions"), source, &columns, rows)
}

fn trainers(looked: &Looked) -> OneTable {
    let named = looked.named();
    let mut columns = vec![("no.", 1), ("sessions", 2), ("certificates of these courses", 5)];
    if named {
        columns.push(("name", 4));
    }
    let row = |of: &PackTrainer| {
        let mut cells = vec![
            Cell::text(format!("T{}", of.number)),
            number(of.sessions),
            Cell::text(if of.certificates.is_empty() {
                "none".to_owned()
            } else {
                of.certificates.join(", ")
            }),
        ];
        if named {
            cells.push(looked.name(of.person));
        }
        cells
    };
    let rows = looked.pack.figures.trainers.iter().map(row).collect();
    let source = "Who stood on each session as running it.";
    one(("trainers", "Trainers"), source, &columns, rows)
}

fn outcomes(figures: &PackFigures) -> OneTable {
    let mut seen: Vec<(&str, &[String])> = Vec::new();
    for of in &figures.sessions {
        let this = (of.course.as_str(), of.outcomes.as_slice());
        if !seen.contains(&this) {
            seen.push(this);
        }
    }
    let rows = seen
        .iter()
        .flat_map(|(course, outcomes)| {
            outcomes.iter().map(|outcome| vec![Cell::text(*course), Cell::text(outcome)])
        })
        .collect();
    let columns = [("course", 2), ("what it leaves people able to do", 5)];
    let source = "The course’s outcomes as they were kept with each session when its first place was taken.";
    one(("outcomes", "Outcomes"), source, &columns, rows)
}

fn attendance(looked: &Looked) -> OneTable {
    let named = looked.named();
    let mut columns = vec![
        ("session", 2),
        ("certificate", 4),
        ("result", 3),
        ("minutes there", 2),
        ("minutes in all", 2),
        ("CPD minutes", 2),
    ];
    if named {
        columns.push(("name", 4));
    }
    let row = |of: &PackAttendance| {
        let mut cells = vec![
            number(of.session),
            Cell::text(of.certificate.as_deref().unwrap_or("no certificate")),
            Cell::text(shown(of.outcome)),
            number(of.attended_minutes),
            number(of.scheduled_minutes),
            number(of.cpd_minutes),
        ];
        if named {
            cells.push(looked.name(of.person));
        }
        cells
    };
    let rows = looked.pack.figures.attendance.iter().map(row).collect();
    one(("attendance", "Attendance"), "The attendance of each session once it was finished.", &columns, rows)
}

fn feedback(figures: &PackFigures) -> OneTable {
    let rows = figures
        .feedback
        .iter()
        .map(|of| {
            let scale = if of.is_scale { "1 to 5" } else { "share of yes, 0 to 1" };
            vec![
                Cell::text(&of.course),
                Cell::text(&of.question),
                number(of.answers),
                Cell::text(shown_hundredths(of.mean_hundredths)),
                Cell::text(scale),
            ]
        })
        .collect();
    let columns = [("course", 4), ("question", 5), ("answers", 2), ("mean", 2), ("scale", 3)];
    let source = "Answers to the feedback form, from five people on, of whole months within the period.";
    one(("feedback", "Feedback"), source, &columns, rows)
}

fn impact(figures: &PackFigures) -> OneTable {
    let rows = figures
        .impact
        .iter()
        .map(|of| {
            let stage = if of.stage == "weeks_6" { "six weeks after" } else { "six months after" };
            vec![
                Cell::text(&of.course),
                Cell::text(stage),
                Cell::text(&of.answered_by),
                number(of.answers),
                Cell::text(shown_hundredths(of.in_use_hundredths)),
                Cell::text(shown_hundredths(of.difference_hundredths)),
            ]
        })
        .collect();
    let columns = [
        ("course", 4),
        ("when", 3),
        ("answered by", 3),
        ("answers", 2),
        ("in use, 1 to 5", 2),
        ("difference, 1 to 5", 2),
    ];
    let source = "What participants and managers answered afterwards, from five people on, of whole months within the period.";
    one(("impact", "Impact"), source, &columns, rows)
}

fn complaints(looked: &Looked) -> OneTable {
    let figures = &looked.pack.figures;
    let rows = looked
        .complaints
        .iter()
        .map(|of| {
            let session =
                figures.complaints.iter().find(|(_, id)| *id == of.id).map_or(0, |(session, _)| *session);
            let followed = of.followed.as_deref().unwrap_or("nothing yet");
            vec![number(session), Cell::Day(of.came_on), Cell::text(&of.words), Cell::text(followed)]
        })
        .collect();
    let columns = [("session", 2), ("day", 3), ("what", 6), ("what followed", 6)];
    let source = "What a coordinator noted with the session.";
    one(("complaints", "Complaints and what followed"), source, &columns, rows)
}

fn certificates(looked: &Looked) -> OneTable {
    let named = looked.named();
    let mut columns = vec![
        ("number", 5),
        ("session", 2),
        ("course", 5),
        ("completed on", 4),
        ("issued on", 4),
        ("CPD minutes", 2),
        ("state", 3),
    ];
    if named {
        columns.push(("name", 4));
    }
    let rows = looked
        .pack
        .figures
        .certificates
        .iter()
        .map(|of| {
            let state = match of.state {
                CertificateState::Valid => "valid",
                CertificateState::Superseded => "replaced",
                CertificateState::Revoked => "withdrawn",
            };
            let mut cells = vec![
                Cell::text(&of.number),
                number(of.session),
                Cell::text(&of.course),
                Cell::Day(of.completed_on),
                Cell::Day(of.issued_on),
                number(of.cpd_minutes),
                Cell::text(state),
            ];
            if named {
                cells.push(looked.name(of.person));
            }
            cells
        })
        .collect();
    one(("certificates", "Certificates given"), "The certificates issued for these sessions.", &columns, rows)
}

fn in_words(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => words.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(on) => on.format("%-d %b %Y").to_string(),
        Cell::Moment(at) => at.to_rfc3339(),
        Cell::Empty => String::new(),
    }
}

/// The paper that holds all of it.
pub(super) fn paper(looked: &Looked, tables: &[OneTable], provider: String) -> Letter {
    let (pack, figures) = (&looked.pack, &looked.pack.figures);
    let made = times::moment(pack.made_at, times::LONDON, ZoneNote::WhenElsewhere);
    let fact = |label: &str, value: String| (label.to_owned(), value);
    let facts = vec![
        fact("Body", figures.body.clone()),
        fact("Reference", figures.reference.clone()),
        fact("Accredited", figures.provider.clone()),
        fact("Days", format!("{} to {}", times::day(figures.from), times::day(figures.to))),
        fact("Courses", listed(&figures.courses, "and")),
        fact("Given to", audiences(&figures.audiences)),
        fact("As of", made),
        fact(
            "People",
            if looked.named() { "By name and certificate number" } else { "By certificate number" }
                .to_owned(),
        ),
    ];
    let mut papers = vec![summary(figures)];
    papers.extend(tables.iter().map(on_paper));
    Letter {
        kind: "Evidence".to_owned(),
        title: format!("{}, {}", figures.body, figures.reference),
        facts,
        words: vec![
            "The last table says where the figures of each come from; all of them stand in the files beside this paper."
                .to_owned(),
            "Answers are told of from five people on and by whole months, so that nobody’s own can be worked out."
                .to_owned(),
        ],
        tables: papers,
        provider,
        reference: pack.id.to_string(),
        made_at: pack.made_at,
    }
}

fn audiences(kinds: &[OrganisationKind]) -> String {
    if kinds.is_empty() {
        return "Everybody".to_owned();
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    listed(&kinds, "and")
}

fn summary(figures: &PackFigures) -> commission_paper::Table {
    let sum = |of: &dyn Fn(&PackSession) -> i64| figures.sessions.iter().map(of).sum::<i64>().to_string();
    let valid = figures.certificates.iter().filter(|of| of.state == CertificateState::Valid).count();
    let row = |what: &str, figure: String, source: &str| vec![what.to_owned(), figure, source.to_owned()];
    let rows = vec![
        row("Sessions held", figures.sessions.len().to_string(), "sessions.csv"),
        row("Trainers", figures.trainers.len().to_string(), "trainers.csv"),
        row("Places held when the date came", sum(&|of| of.booked), "sessions.csv, booked"),
        row("Attended", sum(&|of| of.attended), "sessions.csv, attended"),
        row("There for part of it", sum(&|of| of.partly_attended), "sessions.csv, partly"),
        row("Did not attend", sum(&|of| of.no_show), "sessions.csv, did not attend"),
        row("Given up at short notice", sum(&|of| of.short_notice), "sessions.csv, at short notice"),
        row("Certificates that stand", valid.to_string(), "certificates.csv, state valid"),
        row("Complaints", figures.complaints.len().to_string(), "complaints.csv"),
    ];
    commission_paper::Table {
        heading: "In figures".to_owned(),
        columns: vec![("What".to_owned(), 4), ("Figure".to_owned(), 2), ("Source".to_owned(), 4)],
        rows,
    }
}

fn on_paper(of: &OneTable) -> commission_paper::Table {
    let shown: Vec<usize> = (0..of.shares.len()).filter(|at| of.shares[*at] > 0).collect();
    let columns = shown.iter().map(|at| (of.table.head[*at].clone(), of.shares[*at])).collect();
    let row = |row: &Vec<Cell>| shown.iter().filter_map(|at| row.get(*at)).map(in_words).collect();
    let mut rows: Vec<Vec<String>> = of.table.rows.iter().map(row).collect();
    if rows.is_empty() {
        rows.push(vec!["none".to_owned()]);
    }
    commission_paper::Table { heading: of.table.title.clone(), columns, rows }
}
