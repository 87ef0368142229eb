//! A CPD record in the shapes in which people hand it in: what each asks for, what is missing yet, and the paper.

use std::str::FromStr;

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path, block},
};
use chrono::NaiveDate;
use serde::Deserialize;

use super::hand_in_facts::{HandInFacts, address};
use crate::{
    app::App,
    documents::handed_in::render,
    domain::{
        access::{Action, Relation},
        cpd_shapes::{CpdShape, Period, RjcLevel},
        input::FieldError,
        words::Word,
    },
    store::error::Error,
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, Params},
        files::{
            handed_in::{Record, record, running_year},
            marks::marks_of,
            tables::{TableForm, file},
        },
        render::Page,
    },
};

/// The days and the level that are asked for.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
    level: Option<String>,
}

impl Asked {
    fn level(&self) -> RjcLevel {
        self.level.as_deref().and_then(RjcLevel::from_word).unwrap_or(RjcLevel::Foundation)
    }

    /// The days; the running year of the shape where none are asked for. A first day alone begins twelve months.
    fn period(&self, running: Period) -> Result<Period, FieldError> {
        let day = |name: &str, typed: &Option<String>| match typed.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(typed) => NaiveDate::from_str(typed)
                .map(Some)
                .map_err(|_| FieldError::new(name, "Give a day, such as 2027-01-12.")),
        };
        match (day("from", &self.from)?, day("to", &self.to)?) {
            (None, None) => Ok(running),
            (Some(from), None) => Ok(Period::twelve_months(from)),
            (None, Some(to)) => Period::between(running.from, to),
            (Some(from), Some(to)) => Period::between(from, to),
        }
    }
}

fn shape_of(word: &str) -> ApiResult<CpdShape> {
    CpdShape::from_word(word).ok_or_else(ApiError::not_there)
}

/// The record that was asked for, and what is wrong with its days; then it is of the running year.
async fn asked_for(
    app: &App,
    member: &Member,
    word: &str,
    asked: &Asked,
) -> ApiResult<(Record, Option<String>)> {
    member.caller.may(Action::ListCertificates, &Relation::default())?;
    let shape = shape_of(word)?;
    let running = running_year(app, shape);
    let (period, wrong) = match asked.period(running) {
        Ok(period) => (period, None),
        Err(wrong) => (running, Some(wrong.message)),
    };
    Ok((record(app, member.caller.id(), shape, (asked.level(), period)).await?, wrong))
}

/// The record in one shape.
pub async fn show(
    app: Data<App>,
    shape: Path<String>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let (record, wrong) = asked_for(&app, &member, &shape, &asked.0).await?;
    let running = running_year(&app, record.rules.shape);
    let facts = HandInFacts::of(&record, running, wrong);
    let mut answer = Page::of(&member.visit, format!("My CPD: {}", record.rules.name), &facts)?
        .here("/my-certificates")
        .back("/my-certificates", "My certificates and CPD")
        .answer(&app)?;
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

/// The record on paper.
pub async fn pdf(
    app: Data<App>,
    shape: Path<String>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let (record, _) = asked_for(&app, &member, &shape, &asked.0).await?;
    let paper = record.paper(&app, member.caller.id().to_string());
    let marks = marks_of(&app, std::iter::once(paper.mark.as_deref())).await?;
    let broken = |why: String| Error::Broken(format!("a CPD record cannot be printed: {why}"));
    let printed = block(move || render(&paper, &marks, &app.fonts))
        .await
        .map_err(|why| broken(why.to_string()))?
        .map_err(|why| broken(why.to_string()))?;
    let name = format!("inline; filename=\"cpd-{}.pdf\"", record.rules.shape);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(printed))
}

/// The record as a table, for programs.
pub async fn csv(
    app: Data<App>,
    shape: Path<String>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &shape, (&asked.0, TableForm::Csv)).await
}

/// The record as a workbook.
pub async fn workbook(
    app: Data<App>,
    shape: Path<String>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    taken_away(&app, &member, &shape, (&asked.0, TableForm::Workbook)).await
}

async fn taken_away(
    app: &App,
    member: &Member,
    shape: &str,
    (asked, form): (&Asked, TableForm),
) -> ApiResult<HttpResponse> {
    let (record, _) = asked_for(app, member, shape, asked).await?;
    file(app, record.table(), &format!("cpd-{}", record.rules.shape), form).await
}

/// Where the record is shown that somebody came from; the list of certificates where they came from none.
pub(super) fn back_to(word: &str) -> (String, String) {
    match CpdShape::from_word(word) {
        Some(shape) => (address(shape), format!("My CPD: {}", shape.rules().name)),
        None => ("/my-certificates".to_owned(), "My certificates and CPD".to_owned()),
    }
}
