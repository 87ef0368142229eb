//! What stands behind a figure: as many lines as it says.

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;

use super::{
    asked::Asked,
    report::{Cell, Column, Line, ReportFacts, Table, grouped},
    uptake::BEHIND,
};
use crate::{
    app::App,
    domain::{
        access::Action,
        booking_states,
        figures::{By, Figure},
        ladder_flow::FlowFigure,
        times::{ZoneNote, moment},
        words::Word as _,
    },
    usecases::{
        Failure,
        error::Refused,
        reports::follow_down::{Behind, Follow, Lists},
    },
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        render::Page,
    },
};

/// Lines that one page shows; the file holds all.
const SHOWN: usize = 200;
/// What stands where somebody's name is not the reader's to see.
const NAMELESS: &str = "Somebody who is no longer with you, or whose name is gone";

const BOOKINGS: [Column; 5] = [
    ("name", "Person"),
    ("organisation", "Organisation"),
    ("course", "Course"),
    ("date", "First date"),
    ("state", "How it stands"),
];
const SESSIONS: [Column; 2] = [("name", "Course"), ("date", "First date")];
const PEOPLE: [Column; 1] = [("name", "Person")];

/// What a figure is called above the list behind it.
const fn called(figure: Figure) -> &'static str {
    match figure {
        Figure::Sessions => "Dates on which somebody had a place",
        Figure::Booked => "Places held",
        Figure::Attended => "Completed",
        Figure::PartlyAttended => "There for part of it",
        Figure::NoShow => "Did not attend",
        Figure::ShortNotice => "Given up at short notice",
        Figure::People => "People who had a place",
        Figure::Certificates => "Certificates",
        Figure::Cpd => "Places that brought CPD",
        Figure::Waiting => "Waiting",
    }
}

const fn flow_called(figure: FlowFigure) -> &'static str {
    match figure {
        FlowFigure::Completed => "Completed the step",
        FlowFigure::CameBack => "Completed the next step as well",
        FlowFigure::NextBooked => "Have the next step booked",
        FlowFigure::NotYet => "Neither completed nor booked the next step",
    }
}

/// What is to be followed, and what it is called.
fn follow(asked: &Asked) -> Result<(&'static str, Follow), Failure> {
    let gone = || Failure::from(Refused::NotThere);
    let key = asked.key.as_deref().unwrap_or_default();
    let figure = asked.figure.as_deref().unwrap_or_default();
    match asked.report.as_deref() {
        // The places of the year so far stand there where nothing else is asked for.
        None => Ok((called(Figure::Booked), Follow::Uptake(asked.uptake(By::Month)?, None, Figure::Booked))),
        Some("uptake") => {
            let figure = Figure::from_word(figure).ok_or_else(gone)?;
            let key = Some(key).filter(|key| !key.is_empty() && *key != "total").map(str::to_owned);
            Ok((called(figure), Follow::Uptake(asked.uptake(By::Month)?, key, figure)))
        }
        Some("flow") => {
            let figure = FlowFigure::from_word(figure).ok_or_else(gone)?;
            let step = key.parse().map_err(|_| gone())?;
            let ladder = asked.ladder.clone().ok_or_else(gone)?;
            Ok((flow_called(figure), Follow::Flow(asked.flow()?, ladder, step, figure)))
        }
        Some("blocked") => {
            let (group, month) = key.split_once('.').ok_or_else(gone)?;
            let month: NaiveDate = format!("{month}-01").parse().map_err(|_| gone())?;
            let group = group.parse().map_err(|_| gone())?;
            Ok(("Refused", Follow::Blocked(asked.blocked()?, group, month)))
        }
        Some("trained") => {
            let organisation = match key {
                "" | "total" => None,
                id => Some(id.parse().map_err(|_| gone())?),
            };
            Ok(("People who completed something", Follow::Trained(asked.organisations()?, organisation)))
        }
        Some("waiting") => Ok(("Waiting", Follow::Waiting(key.to_owned()))),
        _ => Err(gone()),
    }
}

fn line(lists: Lists, line: &Behind, coordinates: bool) -> Line {
    let when = line.starts_at.map(|(at, zone)| moment(at, zone.tz(), ZoneNote::WhenElsewhere));
    let course = line.course.clone().unwrap_or_default();
    let (id, name) = line.person.clone().unzip();
    let name = name.flatten();
    let state = line.state.map(|(state, short)| {
        let words = booking_states::shown(state);
        if short { format!("{words}, at short notice") } else { words.to_owned() }
    });
    let shown = name.clone().unwrap_or_else(|| NAMELESS.to_owned());
    match lists {
        Lists::People => Line {
            name: shown,
            address: id
                .filter(|_| name.is_some())
                .map(|id| if coordinates { format!("/manage/people/{id}") } else { format!("/people/{id}") }),
            cells: Vec::new(),
        },
        Lists::Sessions => Line {
            name: course,
            address: line.session.map(|id| format!("/sessions/{id}")),
            cells: vec![Cell::text(when.unwrap_or_default())],
        },
        Lists::Bookings => Line {
            name: shown,
            address: line
                .booking
                .as_ref()
                .filter(|_| name.is_some())
                .map(|(id, _)| format!("/bookings/{id}")),
            cells: vec![
                Cell::text(line.organisation.clone().unwrap_or_default()),
                Cell::text(course),
                Cell::text(when.unwrap_or_default()),
                Cell::text(state.unwrap_or_default()),
            ],
        },
    }
}

/// The address of the same list, with some of it said otherwise.
fn address(asked: &Asked, ending: &str, sort: &str) -> String {
    let said = |typed: &Option<String>| typed.clone().unwrap_or_default();
    let (report, figure, key) = (said(&asked.report), said(&asked.figure), said(&asked.key));
    let more =
        [("report", report.as_str()), ("figure", figure.as_str()), ("key", key.as_str()), ("sort", sort)];
    asked.address(&format!("{BEHIND}{ending}"), &more)
}

/// The list.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let (called, lists, lines) = read(&app, &member, &asked).await?;
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let coordinates = member.caller.actor.is_coordinator;
    let shown: Vec<Line> = lines.iter().take(SHOWN).map(|one| line(lists, one, coordinates)).collect();
    let columns: &[Column] = match lists {
        Lists::Bookings => &BOOKINGS,
        Lists::People => &PEOPLE,
        Lists::Sessions => &SESSIONS,
    };
    let sort = (asked.sort.as_deref(), |word: &str| address(&asked, "", word));
    let table = Table::of(called, columns, shown, None, sort);
    let more = lines.len() > SHOWN;
    let facts = ReportFacts {
        lede: format!("{called}: {}.", grouped(count)),
        empty: table.is_none().then(|| "Nothing stands behind this figure.".to_owned()),
        table,
        notes: more
            .then(|| format!("The first {SHOWN} are shown; the file holds all of them."))
            .into_iter()
            .collect(),
        file: Some(TakeAway {
            say: "Take this away".to_owned(),
            csv: address(&asked, ".csv", ""),
            workbook: address(&asked, ".xlsx", ""),
        }),
        ..ReportFacts::default()
    };
    Page::of(&member.visit, called, &facts)?.back("/reports", "Numbers").here("/reports").answer(&app)
}

async fn read(app: &App, member: &Member, asked: &Asked) -> ApiResult<(&'static str, Lists, Vec<Behind>)> {
    // Who could come is for whoever plans dates.
    if asked.report.as_deref() == Some("eligible") {
        member.caller.could(Action::ReadDemand)?;
        let slug = asked.key.clone().unwrap_or_default();
        let found = app.usecases.read_eligible(slug).await?.ok_or(Failure::from(Refused::NotThere))?;
        let lines = found.people.into_iter().map(|(id, name)| Behind::of_person(id, Some(name))).collect();
        return Ok(("Could come, and have not booked", Lists::People, lines));
    }
    let (called, follow) = follow(asked)?;
    let (lists, lines) = app.usecases.follow_down(member.caller.actor, follow).await?;
    Ok((called, lists, lines))
}

async fn taken_away(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let (_, lists, lines) = read(app, member, asked).await?;
    file(app, files::reports::behind(lists, &lines), "behind-the-figure", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Workbook).await
}
