//! How many dates are wanted over the next six months.

use actix_web::{HttpResponse, web::Data};

use super::{
    asked::Asked,
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Table},
    uptake::BEHIND,
};
use crate::{
    app::App,
    usecases::reports::read_demand::DemandRow,
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            reports::plain_day,
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        render::Page,
    },
};

const ADDRESS: &str = "/reports/demand";

const COLUMNS: [Column; 7] = [
    ("name", "Course"),
    ("to_plan", "Dates to plan"),
    ("dates", "Dates wanted"),
    ("eligible", "Could come"),
    ("waiting", "Waiting"),
    ("requests", "Requests"),
    ("sum", "The sum"),
];

fn facts(asked: &Asked, rows: &[DemandRow], today: &str) -> ReportFacts {
    let line = |row: &DemandRow| {
        let behind = |report: &str| {
            let more =
                [("report", report), ("figure", "people"), ("key", row.course_slug.as_str()), ("sort", "")];
            Some(asked.address(BEHIND, &more))
        };
        Line {
            name: row.course_title.clone(),
            address: Some(format!("/courses/{}", row.course_slug)),
            cells: vec![
                Cell::number(row.dates_to_plan.into(), None),
                Cell::number(row.dates.into(), None),
                Cell::number(row.eligible.into(), behind("eligible")),
                Cell::number(row.waiting.into(), behind("waiting")),
                Cell::number(row.requests.into(), Some("/commissions".to_owned())),
                Cell::text(&row.sum),
            ],
        }
    };
    let mut most: Vec<&DemandRow> = rows.iter().filter(|row| row.dates > 0).collect();
    most.sort_by_key(|row| std::cmp::Reverse((row.dates_to_plan, row.dates)));
    let told: Vec<Told> = most
        .iter()
        .take(MOST)
        .map(|row| Told {
            label: row.course_title.clone(),
            value: format!("{} of {} to plan", row.dates_to_plan, row.dates),
            all: Some(row.dates.into()),
            solid: row.dates_to_plan.into(),
            striped: 0,
        })
        .collect();
    let title = format!("Dates wanted over the next six months, {today}");
    let to_plan: u32 = rows.iter().map(|row| row.dates_to_plan).sum();
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(title.clone(), &COLUMNS, lines, None, sort);
    ReportFacts {
        lede: match (most.first(), to_plan) {
            (Some(first), 1..) => {
                format!("{to_plan} more dates would do, {} of them {}.", first.dates_to_plan, first.course_title)
            }
            _ => "What is planned is enough.".to_owned(),
        },
        picture: Picture::of(&title, Some("Outlined: dates wanted. Filled: not planned yet."), &told),
        empty: table.is_none().then(|| "There is no course yet.".to_owned()),
        table,
        notes: vec![
            "Everybody who could come is counted: who meets what the course asks for, now, in six months or by what \
             they have booked, and has neither done it nor anything further on its ladder."
                .to_owned(),
        ],
        file: Some(TakeAway::of("Take this away", ADDRESS, "")),
        ..ReportFacts::default()
    }
}

/// Course by course.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let rows = app.usecases.read_demand().await?;
    let facts = facts(&asked.0, &rows, &plain_day(app.usecases.figures_day()));
    Page::of(&member.visit, "How many dates are wanted", &facts)?
        .back("/reports", "Numbers")
        .here("/reports")
        .answer(&app)
}

async fn taken_away(app: &App, form: TableForm) -> ApiResult<HttpResponse> {
    let rows = app.usecases.read_demand().await?;
    file(app, files::reports::demand(&rows), "demand", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, _member: Member) -> ApiResult<HttpResponse> {
    taken_away(&app, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, _member: Member) -> ApiResult<HttpResponse> {
    taken_away(&app, TableForm::Workbook).await
}
