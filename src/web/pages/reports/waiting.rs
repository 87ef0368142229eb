//! Who waits, and how full the dates ahead are.

use actix_web::{HttpResponse, web::Data};

use super::{
    asked::Asked,
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Table, grouped},
    uptake::BEHIND,
};
use crate::{
    app::App,
    usecases::reports::read_waiting::WaitingRow,
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            reports::plain_day,
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        pages::wording,
        render::Page,
    },
};

const ADDRESS: &str = "/reports/waiting";

const COLUMNS: [Column; 7] = [
    ("name", "Course"),
    ("waiting", "Waiting"),
    ("sessions", "Dates ahead"),
    ("full", "Full"),
    ("places", "Places"),
    ("held", "Held"),
    ("next", "Next"),
];

fn facts(asked: &Asked, rows: &[WaitingRow], today: &str) -> ReportFacts {
    let line = |row: &WaitingRow| {
        let more =
            [("report", "waiting"), ("figure", "waiting"), ("key", row.course_slug.as_str()), ("sort", "")];
        let behind = Some(asked.address(BEHIND, &more));
        Line {
            name: row.course_title.clone(),
            address: Some(format!("/courses/{}", row.course_slug)),
            cells: vec![
                Cell::number(row.waiting.into(), behind),
                Cell::number(row.sessions.into(), None),
                Cell::number(row.full.into(), None),
                Cell::number(row.places.into(), None),
                Cell::number(row.held.into(), None),
                Cell::text(row.next_on.format("%-d %b %Y").to_string()),
            ],
        }
    };
    let told: Vec<Told> = rows
        .iter()
        .take(MOST)
        .map(|row| Told {
            label: row.course_title.clone(),
            value: format!("{} of {} held, {} waiting", row.held, row.places, row.waiting),
            all: Some(row.places.into()),
            solid: row.held.min(row.places).into(),
            striped: row.waiting.into(),
        })
        .collect();
    let title = format!("Places and waiting lists of the dates ahead, {today}");
    let waiting: i64 = rows.iter().map(|row| i64::from(row.waiting)).sum();
    let places: i64 = rows.iter().map(|row| i64::from(row.places)).sum();
    let held: i64 = rows.iter().map(|row| i64::from(row.held)).sum();
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(title.clone(), &COLUMNS, lines, None, sort);
    ReportFacts {
        lede: format!(
            "{} waiting; {} of {} places ahead are held, {today}.",
            wording::people(waiting),
            grouped(held),
            grouped(places)
        ),
        picture: Picture::of(
            &title,
            Some("Outlined: places. Filled: held. Striped: waiting, beyond the places."),
            &told,
        ),
        empty: table.is_none().then(|| "No dates are ahead.".to_owned()),
        table,
        file: Some(TakeAway::of("Take this away", ADDRESS, "")),
        ..ReportFacts::default()
    }
}

/// Course by course.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let rows = app.usecases.read_waiting(member.caller.actor).await?;
    let facts = facts(&asked.0, &rows, &plain_day(app.usecases.figures_day()));
    Page::of(&member.visit, "Who waits", &facts)?.back("/reports", "Numbers").here("/reports").answer(&app)
}

async fn taken_away(app: &App, member: &Member, form: TableForm) -> ApiResult<HttpResponse> {
    let rows = app.usecases.read_waiting(member.caller.actor).await?;
    file(app, files::reports::waiting(&rows), "waiting", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, TableForm::Workbook).await
}
