//! What the register of practitioners shows.

use serde::Serialize;

use crate::{
    domain::{ids::OrganisationId, practice::PracticeState, times},
    store::read::practitioners::{
        overview::Overview,
        practice_courses::PracticeCourse,
        register::{KeepingDate, Practitioner, Supporter},
    },
    web::{
        files::practitioners::state_in_words,
        forms::{Field, Form},
        page_facts::{Link, PageFacts, State, TakeAway},
        pages::wording,
    },
};

/// The register of practitioners.
#[derive(Serialize)]
pub(in crate::web) struct RegisterFacts {
    /// How many are current, in words.
    lede: String,
    /// Whether whoever reads it sees also who is not listed.
    whole: bool,
    /// What lapses next, the soonest first.
    lapsing: Vec<Lapsing>,
    /// How many more lapse soon.
    lapsing_more: Option<usize>,
    /// Who is current, by organisation.
    groups: Vec<Group>,
    /// Who no longer is, or of whom no day is known; for coordinators.
    past: Vec<PastLine>,
    /// Whether only some are shown.
    narrowed: bool,
    /// Where more of them are.
    next: Option<String>,
    /// The same as a file.
    file: TakeAway,
}

/// Somebody who is current and soon no longer is.
#[derive(Clone, Serialize)]
struct Lapsing {
    name: String,
    /// Their record.
    address: Option<String>,
    /// Where they practise.
    organisations: String,
    course: String,
    /// The last day.
    until: String,
    /// Dates that keep it.
    dates: Vec<Link>,
    /// Whether those come only after it lapses.
    late: bool,
}

/// An organisation's practitioners.
#[derive(Clone, Serialize)]
struct Group {
    name: String,
    people: Vec<PractitionerLine>,
}

/// A practitioner.
#[derive(Clone, Serialize)]
struct PractitionerLine {
    name: String,
    address: Option<String>,
    /// What by, and until when.
    steps: Vec<StepLine>,
    /// Who supports them.
    supported: Option<String>,
    /// Whether coordinators alone see them.
    unlisted: bool,
}

/// What a practitioner is trained by.
#[derive(Clone, Serialize)]
struct StepLine {
    /// "Step 3: Circles and meetings".
    what: String,
    /// "until 3 March 2027".
    until: String,
    state: State,
}

/// Somebody who is no longer current.
#[derive(Clone, Serialize)]
struct PastLine {
    name: String,
    address: Option<String>,
    what: String,
    state: State,
}

/// How somebody stands, as a word and a shape.
pub(in crate::web::pages) fn state(of: PracticeState) -> State {
    let kind = match of {
        PracticeState::Current => "good",
        PracticeState::LapsesSoon => "waiting",
        PracticeState::Lapsed | PracticeState::DateUnknown => "quiet",
    };
    State::of(kind, state_in_words(of))
}

/// "Step 3: Circles and meetings", or the course alone.
pub(in crate::web::pages) fn step_in_words(course: &PracticeCourse) -> String {
    match &course.step {
        Some((_, step, _)) => format!("Step {step}: {}", course.title),
        None => course.title.clone(),
    }
}

/// Dates as links.
pub(in crate::web::pages) fn date_links(dates: &[KeepingDate]) -> Vec<Link> {
    let link = |date: &KeepingDate| {
        let day = times::day_without_year(times::day_in(date.starts_at, date.timezone.tz()));
        Link::to(format!("/sessions/{}", date.session), day)
    };
    dates.iter().map(link).collect()
}

fn is_current(one: &Practitioner) -> bool {
    matches!(one.state, PracticeState::Current | PracticeState::LapsesSoon)
}

impl RegisterFacts {
    /// What is found of everybody whom the reader may see; whether only some are asked for, and where more of it is.
    pub(super) fn of(
        found: &Overview,
        whole: bool,
        (narrowed, next): (bool, Option<String>),
        file: TakeAway,
    ) -> Self {
        let (current, soon) = found.counts;
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let verb = if current == 1 { "is" } else { "are" };
        let mut lede = format!("{} {verb} current", wording::people(number(current)));
        if soon > 0 {
            lede.push_str(&format!(", of whom {soon} only for the next 60 days"));
        }
        lede.push('.');
        let address = |one: &Practitioner| whole.then(|| format!("/manage/people/{}", one.person));
        let past = found.rows.iter().filter(|one| !is_current(one)).map(|one| PastLine {
            name: one.name.clone(),
            address: address(one),
            what: match one.until {
                Some(until) => format!("{}, until {}", step_in_words(&one.course), times::day(until)),
                None => step_in_words(&one.course),
            },
            state: state(one.state),
        });
        Self {
            lede,
            whole,
            lapsing: found.lapsing.iter().map(|one| lapsing_line(one, address(one))).collect(),
            lapsing_more: (found.lapsing_more > 0).then_some(found.lapsing_more),
            groups: groups(&found.rows, whole),
            past: past.collect(),
            narrowed,
            next,
            file,
        }
    }
}

fn lapsing_line(one: &Practitioner, address: Option<String>) -> Lapsing {
    let names: Vec<&str> = one.organisations.iter().map(|(_, name)| name.as_str()).collect();
    Lapsing {
        name: one.name.clone(),
        address,
        organisations: names.join(", "),
        course: step_in_words(&one.course),
        until: one.until.map(times::day).unwrap_or_default(),
        dates: date_links(&one.dates),
        late: one.dates.iter().any(|date| date.late),
    }
}

fn groups(found: &[Practitioner], whole: bool) -> Vec<Group> {
    let mut organisations: Vec<(Option<OrganisationId>, String)> = Vec::new();
    for one in found.iter().filter(|one| is_current(one)) {
        for (id, name) in &one.organisations {
            if organisations.iter().all(|(known, _)| known.as_ref() != Some(id)) {
                organisations.push((Some(*id), name.clone()));
            }
        }
        if one.organisations.is_empty() && organisations.iter().all(|(known, _)| known.is_some()) {
            organisations.push((None, "No organisation".to_owned()));
        }
    }
    organisations.sort_by(|(a, one), (b, other)| (a.is_none(), one).cmp(&(b.is_none(), other)));
    let group = |(id, name): (Option<OrganisationId>, String)| {
        let belongs = |one: &&Practitioner| match id {
            Some(id) => one.organisations.iter().any(|(of, _)| *of == id),
            None => one.organisations.is_empty(),
        };
        let mut people: Vec<(crate::domain::ids::PersonId, PractitionerLine)> = Vec::new();
        for one in found.iter().filter(|one| is_current(one)).filter(belongs) {
            let step = StepLine {
                what: step_in_words(&one.course),
                until: one.until.map(|until| format!("until {}", times::day(until))).unwrap_or_default(),
                state: state(one.state),
            };
            match people.iter_mut().find(|(person, _)| *person == one.person) {
                Some((_, line)) => line.steps.push(step),
                None => people.push((one.person, line_of(one, step, whole))),
            }
        }
        Group { name, people: people.into_iter().map(|(_, line)| line).collect() }
    };
    organisations.into_iter().map(group).collect()
}

fn line_of(one: &Practitioner, step: StepLine, whole: bool) -> PractitionerLine {
    PractitionerLine {
        name: one.name.clone(),
        address: whole.then(|| format!("/manage/people/{}", one.person)),
        steps: vec![step],
        supported: one.supported_by.as_ref().filter(|_| whole).map(|by| match by {
            Supporter::Hub => "the hub".to_owned(),
            Supporter::Colleague(name) => name.clone(),
        }),
        unlisted: whole && !one.listed,
    }
}

/// The form that narrows the register, with what is chosen.
pub(super) struct Filters {
    organisation: Field,
    course: Field,
    lapsing: Field,
}

/// The form that narrows the register: to organisations that have practitioners, and courses that make some.
pub(super) fn filters(organisations: &[(OrganisationId, String)], courses: &[PracticeCourse]) -> Filters {
    let organisation = Field::select("organisation", "Organisation").choice("", "Every organisation");
    let course = Field::select("course", "Course").choice("", "Every course");
    Filters {
        organisation: organisations
            .iter()
            .fold(organisation, |field, (id, name)| field.choice(id.to_string(), name)),
        course: courses.iter().fold(course, |field, one| field.choice(one.slug.clone(), step_in_words(one))),
        lapsing: Field::boxes("lapsing", "").choice("yes", "Only what lapses within 60 days"),
    }
}

impl Filters {
    /// With this chosen.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        match name {
            "organisation" => self.organisation = self.organisation.value(value),
            _ => self.course = self.course.value(value),
        }
        self
    }

    /// With what lapses alone, or everything.
    pub(super) fn lapsing(mut self, only: bool) -> Self {
        self.lapsing = self.lapsing.ticked(if only { &["yes"] } else { &[] });
        self
    }

    /// The form.
    pub(super) fn form(self) -> Form {
        Form::new("/reports/practitioners", "Show these")
            .field(self.organisation)
            .field(self.course)
            .field(self.lapsing)
    }
}

impl PageFacts for RegisterFacts {
    const TEMPLATE: &'static str = "practitioners/register";

    fn samples() -> Vec<Self> {
        let file = || TakeAway::of("Take the register away", "/reports/practitioners", "");
        let step = StepLine {
            what: "Step 3: Circles and meetings".to_owned(),
            until: "until Friday 26 February 2027".to_owned(),
            state: state(PracticeState::LapsesSoon),
        };
        let amira = PractitionerLine {
            name: "Amira Khan".to_owned(),
            address: Some("/manage/people/1".to_owned()),
            steps: vec![step.clone(), step],
            supported: Some("the hub".to_owned()),
            unlisted: true,
        };
        let ben = PractitionerLine {
            name: "Ben Okoro".to_owned(),
            address: None,
            supported: None,
            unlisted: false,
            ..amira.clone()
        };
        let lapsing = Lapsing {
            name: "Amira Khan".to_owned(),
            address: Some("/manage/people/1".to_owned()),
            organisations: "Hillside Primary School".to_owned(),
            course: "Step 3: Circles and meetings".to_owned(),
            until: "Friday 26 February 2027".to_owned(),
            dates: ["Tuesday 9 February", "Tuesday 9 March"].map(|day| Link::to("/sessions/1", day)).into(),
            late: false,
        };
        let late = Lapsing { late: true, ..lapsing.clone() };
        let bare =
            Lapsing { address: None, organisations: String::new(), dates: Vec::new(), ..lapsing.clone() };
        let past = |address| PastLine {
            name: "Col League".to_owned(),
            address,
            what: "Step 3: Circles and meetings, until Friday 6 March 2026".to_owned(),
            state: state(PracticeState::Lapsed),
        };
        let full = |lapsing_more| Self {
            lede: "2 people are current, of whom 1 only for the next 60 days.".to_owned(),
            whole: true,
            lapsing: vec![lapsing.clone(), late.clone(), bare.clone()],
            lapsing_more,
            groups: vec![Group {
                name: "Hillside Primary School".to_owned(),
                people: vec![amira.clone(), ben.clone()],
            }],
            past: vec![past(Some("/manage/people/1".to_owned())), past(None)],
            narrowed: true,
            next: Some("/reports/practitioners?cursor=1".to_owned()),
            file: file(),
        };
        let empty = |narrowed| Self {
            lede: "0 people are current.".to_owned(),
            whole: false,
            lapsing: Vec::new(),
            lapsing_more: None,
            groups: Vec::new(),
            past: Vec::new(),
            narrowed,
            next: None,
            file: file(),
        };
        vec![full(Some(12)), full(None), empty(false), empty(true)]
    }

    fn form_sample() -> Option<Form> {
        Some(filters(&[], &[]).form())
    }
}
