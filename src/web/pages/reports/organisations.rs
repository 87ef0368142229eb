//! Organisations over the years.

use actix_web::{HttpResponse, web::Data};
use chrono::Datelike as _;

use super::{
    asked::{Asked, Fields, form},
    picture::{MOST, Picture, Told},
    report::{Cell, Column, Line, ReportFacts, Shown, Table, grouped},
    uptake,
};
use crate::{
    app::App,
    domain::figures::Period,
    usecases::{
        Failure,
        reports::read_organisations::{OrganisationRow, OrganisationsReport},
    },
    web::{
        error::ApiResult,
        extract::{Member, Params},
        files::{
            self,
            reports::{days, plain_day},
            tables::{TableForm, file},
        },
        page_facts::TakeAway,
        pages::wording,
        render::Page,
    },
};

const ADDRESS: &str = "/reports/organisations";

const COLUMNS: [Column; 7] = [
    ("name", "Organisation"),
    ("kind", "Kind"),
    ("trained", "Trained as a whole"),
    ("supported", "Supported now"),
    ("joining", "Joining next"),
    ("people", "People trained"),
    ("courses", "In"),
];

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn line(asked: &Asked, row: &OrganisationRow) -> Line {
    let id = row.id.to_string();
    let more = [("report", "trained"), ("figure", "people"), ("key", id.as_str()), ("sort", "")];
    let people = Some(asked.address(uptake::BEHIND, &more));
    let yes =
        |of: bool| Cell { weight: Some(f64::from(u8::from(of))), ..Cell::text(if of { "yes" } else { "" }) };
    let trained = match (row.trained, row.trained_on) {
        (true, Some(on)) => plain_day(on),
        (true, None) => "yes".to_owned(),
        (false, _) => String::new(),
    };
    let behind = format!("{}?organisation={}&by=course&from=1990-01-01", uptake::ADDRESS, row.id);
    Line {
        name: row.name.clone(),
        address: Some(behind),
        cells: vec![
            Cell::text(wording::organisation(row.kind)),
            Cell {
                weight: Some(row.trained_on.map_or(-1.0, |on| f64::from(on.num_days_from_ce()))),
                ..Cell::text(trained)
            },
            yes(row.supported),
            yes(row.joining_next),
            Cell::number(count(row.people_trained), people),
            Cell::text(row.courses.join(", ")),
        ],
    }
}

fn facts(asked: &Asked, report: &OrganisationsReport, period: &str) -> ReportFacts {
    let title = format!("Organisations trained as a whole, {period}");
    let told: Vec<Told> = report
        .years
        .iter()
        .rev()
        .take(MOST)
        .rev()
        .map(|year| Told {
            label: year.year.to_string(),
            value: format!(
                "{} trained, {}",
                grouped(count(year.trained)),
                wording::people(count(year.people))
            ),
            solid: count(year.trained),
            ..Told::default()
        })
        .collect();
    let figure = |label: &str, value: usize, which: &str| Shown {
        label: label.to_owned(),
        value: grouped(count(value)),
        address: (value > 0).then(|| asked.address(ADDRESS, &[("figure", which), ("sort", "")])),
    };
    let everybody = [("report", "trained"), ("figure", "people"), ("key", "total"), ("sort", "")];
    let counted = |row: &&OrganisationRow| match asked.figure.as_deref() {
        Some("trained") => row.trained,
        Some("supported") => row.supported,
        Some("joining") => row.joining_next,
        _ => true,
    };
    let lines: Vec<Line> = report.items.iter().filter(counted).map(|row| line(asked, row)).collect();
    let sort = (asked.sort.as_deref(), |word: &str| asked.address(ADDRESS, &[("sort", word)]));
    let table = Table::of(title.clone(), &COLUMNS, lines, None, sort);
    ReportFacts {
        lede: format!(
            "{} trained as a whole, {period}. On {}, {} are supported and {} join next.",
            organisations(report.trained),
            plain_day(report.on),
            report.supported,
            report.joining_next
        ),
        figures: vec![
            figure("Trained as a whole", report.trained, "trained"),
            figure("Supported now", report.supported, "supported"),
            figure("Joining next", report.joining_next, "joining"),
            Shown {
                label: "People trained".to_owned(),
                value: grouped(count(report.people_trained)),
                address: (report.people_trained > 0).then(|| asked.address(uptake::BEHIND, &everybody)),
            },
        ],
        picture: Picture::of(&title, None, &told),
        empty: table.is_none().then(|| {
            "None yet. An organisation appears here once it is trained as a whole, asks for training, is invited, or \
             one of its people completes a course."
                .to_owned()
        }),
        table,
        notes: vec![
            "Supported now: in a running cohort, with an open request, or with a date of its own in the last 12 \
             months. Joining next: invited to a cohort or agreed to a request that has not begun. The year is that of \
             the first training as a whole."
                .to_owned(),
        ],
        file: Some(TakeAway::of("Take this away", ADDRESS, &asked.query(&[]))),
        narrow: true,
        ..ReportFacts::default()
    }
}

fn organisations(count: usize) -> String {
    if count == 1 { "1 organisation".to_owned() } else { format!("{count} organisations") }
}

/// Each of them.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let choices = app.usecases.figure_choices(None).await?;
    let fields = Fields { by: None, course: false, ladder: false, kind: false, trainers: false };
    let mut form = form(ADDRESS, &asked, fields, &choices);
    let read = match asked.organisations() {
        Ok(ask) => {
            let said = ask.from.is_some() || ask.to.is_some();
            let period = match Period::of(ask.from, ask.to, app.usecases.figures_day()) {
                Ok(period) if said => days(period),
                _ => "since the beginning".to_owned(),
            };
            let report = app.usecases.read_organisations_report(member.caller.actor, ask).await;
            report.map(|report| (report, period))
        }
        Err(errors) => Err(Failure::from(errors)),
    };
    let facts = match read {
        Ok((report, period)) => facts(&asked, &report, &period),
        Err(failure) => {
            form.refused(failure)?;
            ReportFacts { narrow: true, open: true, ..ReportFacts::default() }
        }
    };
    Page::of(&member.visit, "Organisations over the years", &facts)?
        .form(form)
        .back("/reports", "Numbers")
        .here("/reports")
        .answer(&app)
}

async fn taken_away(app: &App, member: &Member, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let ask = asked.organisations().map_err(Failure::from)?;
    let report = app.usecases.read_organisations_report(member.caller.actor, ask).await?;
    file(app, files::reports::organisations(&report), "organisations", form).await
}

/// As text for programs.
pub async fn csv(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Csv).await
}

/// As a workbook.
pub async fn workbook(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &asked.0, TableForm::Workbook).await
}
