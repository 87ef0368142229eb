//! What an organisation has come to as a whole: on one page, for whoever leads it and for its governors.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    app::App,
    documents::commission_paper::{Letter, Table},
    domain::{
        access::Action,
        ids::{Organisation, OrganisationId, PersonId},
        times::{self, ZoneNote},
    },
    store::{
        error::Error,
        read::{
            people::organisation_training::{self, OrganisationTraining},
            reports::organisation_way::{DateOfWay, OrganisationWay, StepDone, way},
        },
    },
    web::{
        access::may_for_organisation,
        error::ApiResult,
        extract::{Member, PathId},
        files::short_notice::pdf as paper,
        page_facts::PageFacts,
        pages::wording,
        render::Page,
    },
};

/// What an organisation has come to.
#[derive(Serialize)]
pub(in crate::web) struct WayFacts {
    /// All of it in a sentence.
    lede: String,
    /// What it was trained in as a whole, the latest first.
    trained: Vec<String>,
    /// Ladder by ladder.
    ladders: Vec<LadderLine>,
    /// Meetings of the network its people came to, the latest first.
    meetings: Vec<DateLine>,
    /// What is ahead, the soonest first.
    ahead: Vec<DateLine>,
    /// The same on paper.
    pdf: String,
    /// Places of its people that nobody came to.
    short_notice: String,
    /// The day it shows.
    as_of: String,
}

/// What its people have done of a ladder.
#[derive(Serialize)]
struct LadderLine {
    name: String,
    steps: Vec<StepLine>,
}

/// Who has done a step.
#[derive(Serialize)]
struct StepLine {
    /// "Step 1: Introduction".
    what: String,
    /// How many.
    people: String,
    /// Who.
    names: Vec<NameLine>,
}

/// Somebody who has done a step.
#[derive(Serialize)]
struct NameLine {
    name: String,
    /// Their page; none of whoever reads it, who has pages of their own.
    address: Option<String>,
}

/// A date.
#[derive(Serialize)]
struct DateLine {
    what: String,
    when: String,
    people: String,
}

impl PageFacts for WayFacts {
    const TEMPLATE: &'static str = "reports/organisation_way";

    fn samples() -> Vec<Self> {
        let date = || DateLine {
            what: "Network meeting".to_owned(),
            when: "Tuesday 12 January 2027 at 4pm".to_owned(),
            people: "2 people".to_owned(),
        };
        let step = StepLine {
            what: "Step 3: Practitioner course".to_owned(),
            people: "2 people".to_owned(),
            names: vec![
                NameLine { name: "Amira Khan".to_owned(), address: Some("/people/1".to_owned()) },
                NameLine { name: "Ben Okoro".to_owned(), address: None },
            ],
        };
        let full = Self {
            lede: "14 people belong to it.".to_owned(),
            trained: vec!["Becoming a restorative school, Monday 4 January 2027, 23 people".to_owned()],
            ladders: vec![LadderLine { name: "Restorative schools".to_owned(), steps: vec![step] }],
            meetings: vec![date()],
            ahead: vec![date()],
            pdf: "/organisations/1/way.pdf".to_owned(),
            short_notice: "/organisations/1/short-notice".to_owned(),
            as_of: "Tuesday 12 January 2027".to_owned(),
        };
        let empty = Self {
            lede: "Nobody belongs to it yet.".to_owned(),
            trained: Vec::new(),
            ladders: Vec::new(),
            meetings: Vec::new(),
            ahead: Vec::new(),
            pdf: "/organisations/1/way.pdf".to_owned(),
            short_notice: "/organisations/1/short-notice".to_owned(),
            as_of: "Tuesday 12 January 2027".to_owned(),
        };
        vec![full, empty]
    }
}

struct Ground {
    way: OrganisationWay,
    trained: Vec<OrganisationTraining>,
    now: DateTime<Utc>,
}

impl Ground {
    async fn of(app: &App, id: OrganisationId) -> ApiResult<Self> {
        let now = app.clock.now();
        let read = app.reads.run(move |c| {
            Ok::<_, Error>(Self {
                way: way(c, id, now)?,
                trained: organisation_training::of(c, &[id], now)?,
                now,
            })
        });
        Ok(read.await?)
    }

    fn lede(&self) -> String {
        match self.way.members {
            0 => "Nobody belongs to it yet.".to_owned(),
            1 => "1 person belongs to it.".to_owned(),
            count => format!("{count} people belong to it."),
        }
    }

    fn trained(&self) -> Vec<String> {
        let line = |one: &OrganisationTraining| {
            let mut words = one.course.title.clone();
            if let Some(on) = one.completed_on {
                words.push_str(&format!(", {}", times::day(on)));
            }
            if one.people_count > 0 {
                words.push_str(&format!(", {}", counted(one.people_count)));
            }
            words
        };
        self.trained.iter().map(line).collect()
    }

    fn as_of(&self) -> String {
        times::day(times::day_in(self.now, times::LONDON))
    }
}

fn counted(count: usize) -> String {
    wording::people(i64::try_from(count).unwrap_or(i64::MAX))
}

fn date_line(one: &DateOfWay) -> DateLine {
    DateLine {
        what: one.course.clone(),
        when: times::moment(one.starts_at, one.timezone.tz(), ZoneNote::WhenElsewhere),
        people: wording::people(one.people),
    }
}

fn ladders(steps: &[StepDone], reader: PersonId) -> Vec<LadderLine> {
    let line = |(id, name): &(PersonId, String)| NameLine {
        name: name.clone(),
        address: (*id != reader).then(|| format!("/people/{id}")),
    };
    let mut all: Vec<LadderLine> = Vec::new();
    for one in steps {
        let step = StepLine {
            what: format!("Step {}: {}", one.step, one.course),
            people: counted(one.people.len()),
            names: one.people.iter().map(line).collect(),
        };
        match all.last_mut().filter(|last| last.name == one.ladder) {
            Some(last) => last.steps.push(step),
            None => all.push(LadderLine { name: one.ladder.clone(), steps: vec![step] }),
        }
    }
    all
}

/// The page.
pub async fn show(app: Data<App>, id: PathId<Organisation>, member: Member) -> ApiResult<HttpResponse> {
    may_for_organisation(&app, &member.caller, id.0, Action::ReadOrganisationTraining).await?;
    let ground = Ground::of(&app, id.0).await?;
    let facts = WayFacts {
        lede: ground.lede(),
        trained: ground.trained(),
        ladders: ladders(&ground.way.steps, member.caller.id()),
        meetings: ground.way.meetings.iter().map(date_line).collect(),
        ahead: ground.way.ahead.iter().map(date_line).collect(),
        pdf: format!("/organisations/{}/way.pdf", id.0),
        short_notice: format!("/organisations/{}/short-notice", id.0),
        as_of: ground.as_of(),
    };
    let (back, label) = if member.caller.actor.is_coordinator {
        (format!("/manage/organisations/{}", id.0), "The organisation")
    } else {
        ("/my-people".to_owned(), "My people")
    };
    Page::of(&member.visit, format!("{}: the whole way", ground.way.name), &facts)?
        .back(back, label)
        .answer(&app)
}

/// The page on paper, for governors: how many, and not who.
pub async fn pdf(app: Data<App>, id: PathId<Organisation>, member: Member) -> ApiResult<HttpResponse> {
    may_for_organisation(&app, &member.caller, id.0, Action::ReadOrganisationTraining).await?;
    let ground = Ground::of(&app, id.0).await?;
    let column = |name: &str, share| (name.to_owned(), share);
    let dates = |heading: &str, of: &[DateOfWay]| Table {
        heading: heading.to_owned(),
        columns: vec![column("What", 5), column("When", 5), column("People", 2)],
        rows: rows(of.iter().map(date_line).map(|one| vec![one.what, one.when, one.people])),
    };
    let mut tables = vec![Table {
        heading: "Trained as a whole".to_owned(),
        columns: vec![column("What, when and how many", 1)],
        rows: rows(ground.trained().into_iter().map(|line| vec![line])),
    }];
    tables.extend(ladders(&ground.way.steps, member.caller.id()).into_iter().map(|ladder| Table {
        heading: ladder.name,
        columns: vec![column("Step", 5), column("People", 2)],
        rows: rows(ladder.steps.into_iter().map(|step| vec![step.what, step.people])),
    }));
    tables.push(dates("Network meetings attended", &ground.way.meetings));
    tables.push(dates("What is next", &ground.way.ahead));
    let letter = Letter {
        kind: "The whole way".to_owned(),
        title: ground.way.name.clone(),
        facts: vec![("People".to_owned(), counted(ground.way.members)), ("As of".to_owned(), ground.as_of())],
        words: Vec::new(),
        tables,
        provider: app.settings.provider(),
        reference: id.0.to_string(),
        made_at: ground.now,
    };
    paper(&app, letter, "the-whole-way").await
}

/// The rows of a table on paper, which says so where there are none.
fn rows(found: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let found: Vec<Vec<String>> = found.collect();
    if found.is_empty() { vec![vec!["None yet".to_owned()]] } else { found }
}
