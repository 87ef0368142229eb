//! Who was refused a place, and what they lacked.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Data};
use chrono::NaiveDate;

use super::{
    asked::{Asked, Fields, form},
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Table, grouped},
    uptake::BEHIND,
};
use crate::{
    app::App,
    domain::figures::{Period, month_of},
    usecases::{Failure, reports::read_blocked::BlockedRow},
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            reports::days,
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        render::Page,
    },
};

const ADDRESS: &str = "/reports/blocked";

const COLUMNS: [Column; 4] =
    [("name", "Course"), ("lacked", "What they lacked"), ("month", "Month"), ("people", "People")];

fn facts(asked: &Asked, rows: &[BlockedRow], period: &str) -> ReportFacts {
    let line = |row: &BlockedRow| {
        let key = format!("{}.{}", row.requirement, row.month);
        let more = [("report", "blocked"), ("figure", "people"), ("key", key.as_str()), ("sort", "")];
        let count = i64::try_from(row.people).unwrap_or(i64::MAX);
        Line {
            name: row.course_title.clone(),
            address: None,
            cells: vec![
                Cell::text(&row.requirement_label),
                month(&row.month),
                Cell::number(count, Some(asked.address(BEHIND, &more))),
            ],
        }
    };
    let mut by_lack: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for row in rows {
        let count = i64::try_from(row.people).unwrap_or(i64::MAX);
        *by_lack.entry((&row.course_title, &row.requirement_label)).or_default() += count;
    }
    let mut told: Vec<Told> = by_lack
        .iter()
        .map(|((course, lacked), count)| Told {
            label: format!("{lacked}, for {course}"),
            value: grouped(*count),
            solid: *count,
            ..Told::default()
        })
        .collect();
    told.sort_by_key(|bar| std::cmp::Reverse(bar.solid));
    told.truncate(MOST);
    let title = format!("Refused for lack of a step before, {period}");
    let all: usize = rows.iter().map(|row| row.people).sum();
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(title.clone(), &COLUMNS, lines, None, sort);
    ReportFacts {
        lede: format!("Asked in vain {}, {period}.", times(all)),
        picture: Picture::of(&title, None, &told),
        empty: table.is_none().then(|| {
            "Nobody was refused. Whoever asks for a place and lacks what the course asks for is counted here.".to_owned()
        }),
        table,
        notes: vec!["A person counts once for a course, what they lacked and a month, however often they tried.".to_owned()],
        file: Some(TakeAway::of("Take this away", ADDRESS, &asked.query(&[]))),
        narrow: true,
        ..ReportFacts::default()
    }
}

fn times(count: usize) -> String {
    if count == 1 {
        "once".to_owned()
    } else {
        format!("{} times", grouped(i64::try_from(count).unwrap_or(i64::MAX)))
    }
}

/// "November 2026", in the order of time.
fn month(word: &str) -> Cell {
    let day: Option<NaiveDate> = format!("{word}-01").parse().ok();
    Cell {
        text: day.map_or_else(|| word.to_owned(), |day| day.format("%B %Y").to_string()),
        weight: day.map(|day| f64::from(month_of(day))),
        ..Cell::default()
    }
}

/// Month by month.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let choices = app.usecases.figure_choices(None).await?;
    let fields = Fields { by: None, course: true, ladder: false, kind: false, trainers: false };
    let mut form = form(ADDRESS, &asked, fields, &choices);
    let read = match asked.blocked() {
        Ok(ask) => {
            let period =
                Period::of(ask.from, ask.to, app.usecases.figures_day()).map_or_else(|_| String::new(), days);
            app.usecases.read_blocked(member.caller.actor, ask).await.map(|rows| (rows, period))
        }
        Err(errors) => Err(Failure::from(errors)),
    };
    let facts = match read {
        Ok((rows, period)) => facts(&asked, &rows, &period),
        Err(failure) => {
            form.refused(failure)?;
            ReportFacts { narrow: true, open: true, ..ReportFacts::default() }
        }
    };
    Page::of(&member.visit, "Who was refused", &facts)?
        .form(form)
        .back("/reports", "Numbers")
        .here("/reports")
        .answer(&app)
}

async fn taken_away(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let ask = asked.blocked().map_err(Failure::from)?;
    let rows = app.usecases.read_blocked(member.caller.actor, ask).await?;
    file(app, files::reports::blocked(&rows), "refused", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Workbook).await
}
