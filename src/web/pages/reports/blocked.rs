//! Who was refused a place, and what they lacked.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Data};

use super::{
    asked::{Asked, Fields, form},
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Table, grouped},
    uptake::BEHIND,
};
use crate::{
    app::App,
    domain::figures::Period,
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
        pages::wording,
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
                Cell::text(&row.month),
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
            label: format!("{course}: without {lacked}"),
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
        lede: format!("{} asked in vain, {period}.", wording::people(i64::try_from(all).unwrap_or(i64::MAX))),
        picture: Picture::of(&title, None, &told),
        empty: table.is_none().then(|| {
            "Nobody was refused. Whoever asks for a place and lacks what the course asks for is counted here.".to_owned()
        }),
        table,
        notes: vec!["A person counts once for a course, what they lacked and a month, however often they tried.".to_owned()],
        file: Some(TakeAway::of("Take this away", ADDRESS, &asked.query(&[]))),
        ..ReportFacts::default()
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
            ReportFacts { open: true, ..ReportFacts::default() }
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
