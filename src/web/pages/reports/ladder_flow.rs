//! Where people stop on the ladder.

use actix_web::{HttpResponse, web::Data};

use super::{
    asked::{Asked, Fields, form},
    picture::{Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Table, grouped},
    uptake::BEHIND,
};
use crate::{
    app::App,
    domain::{figures::Period, ladder_flow::FlowFigure, words::Word as _},
    usecases::{Failure, reports::read_flow::FlowRow},
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

const ADDRESS: &str = "/reports/ladder-flow";

const COLUMNS: [Column; 7] = [
    ("name", "Step"),
    ("ladder", "Ladder"),
    ("completed", "Completed it"),
    ("came_back", "Completed the next"),
    ("next_booked", "Booked the next"),
    ("not_yet", "Not yet"),
    ("days", "Days between"),
];

fn line(asked: &Asked, row: &FlowRow) -> Line {
    let step = row.step.to_string();
    let behind = |figure: FlowFigure| {
        let more = [
            ("report", "flow"),
            ("figure", figure.as_str()),
            ("key", step.as_str()),
            ("ladder", row.ladder.as_str()),
            ("sort", ""),
        ];
        Some(asked.address(BEHIND, &more))
    };
    let number = |of: usize, figure| Cell::number(i64::try_from(of).unwrap_or(i64::MAX), behind(figure));
    let goes_on = row.next_step_name.is_some();
    let onwards = |of: usize, figure| if goes_on { number(of, figure) } else { Cell::mean(None) };
    Line {
        name: format!("{} {}", row.step, row.step_name),
        address: None,
        cells: vec![
            Cell::text(&row.ladder_name),
            number(row.completed, FlowFigure::Completed),
            onwards(row.came_back, FlowFigure::CameBack),
            onwards(row.next_booked, FlowFigure::NextBooked),
            onwards(row.not_yet, FlowFigure::NotYet),
            row.median_days.map_or_else(|| Cell::mean(None), |days| Cell::number(days, None)),
        ],
    }
}

fn facts(asked: &Asked, rows: &[FlowRow], period: &str) -> ReportFacts {
    let told: Vec<Told> = rows
        .iter()
        .filter_map(|row| {
            let next = row.next_step_name.as_ref()?;
            let number = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
            Some(Told {
                label: format!("{} → {next}", row.step_name),
                value: format!("{} of {}", grouped(number(row.came_back)), grouped(number(row.completed))),
                all: Some(number(row.completed)),
                solid: number(row.came_back),
                striped: number(row.next_booked),
            })
        })
        .collect();
    let stops = rows
        .iter()
        .filter(|row| row.next_step_name.is_some() && row.not_yet > 0)
        .max_by_key(|row| row.not_yet);
    let lede = stops.map_or_else(
        || "Nobody has stopped on a step that leads on.".to_owned(),
        |row| {
            format!(
                "Most stop after {}: {} of {} have neither done {} nor booked it.",
                row.step_name,
                row.not_yet,
                row.completed,
                row.next_step_name.as_deref().unwrap_or_default(),
            )
        },
    );
    let title = format!("From step to step, {period}");
    let lines: Vec<Line> = rows.iter().map(|row| line(asked, row)).collect();
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(title.clone(), &COLUMNS, lines, None, sort);
    ReportFacts {
        lede,
        picture: Picture::of(
            &title,
            Some("Outlined: completed the step. Filled: completed the next as well. Striped: have it booked."),
            &told,
        ),
        empty: table.is_none().then(|| "There is no ladder yet.".to_owned()),
        table,
        notes: vec![
            "A person counts for a step once, from their first completion of it, whenever they did what came after. \
             Days between are the median of those who came back."
                .to_owned(),
        ],
        file: Some(TakeAway::of("Take this away", ADDRESS, &asked.query(&[]))),
        narrow: true,
        ..ReportFacts::default()
    }
}

/// Every step.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let choices = app.usecases.figure_choices(None).await?;
    let fields = Fields { by: None, course: false, ladder: true, kind: false, trainers: false };
    let mut form = form(ADDRESS, &asked, fields, &choices);
    let read = match asked.flow() {
        Ok(ask) => {
            let said = ask.from.is_some() || ask.to.is_some();
            let period = Period::of(ask.from, ask.to, app.usecases.figures_day());
            let words = match period {
                Ok(period) if said => days(period),
                _ => "since the beginning".to_owned(),
            };
            app.usecases.read_ladder_flow(member.caller.actor, ask).await.map(|rows| (rows, words))
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
    Page::of(&member.visit, "Where people stop on the ladder", &facts)?
        .form(form)
        .back("/reports", "Numbers")
        .here("/reports")
        .answer(&app)
}

async fn taken_away(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let ask = asked.flow().map_err(Failure::from)?;
    let rows = app.usecases.read_ladder_flow(member.caller.actor, ask).await?;
    file(app, files::reports::ladder_flow(&rows), "ladder-flow", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Workbook).await
}
