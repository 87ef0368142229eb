//! Figures and evidence for an accreditation, for programs.

pub mod evidence_packs;
pub mod lists;
pub mod short_notice;
pub mod uptake;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::{
    app::App,
    domain::input::FieldError,
    sheets::outgoing::Table,
    usecases::Failure,
    web::{
        error::ApiResult,
        files::tables::{TableForm, file},
    },
};

/// The file that `format` asks for; none for the answer as JSON.
fn form(format: Option<&str>) -> ApiResult<Option<TableForm>> {
    match format {
        None | Some("json") => Ok(None),
        Some("csv") => Ok(Some(TableForm::Csv)),
        Some("xlsx") => Ok(Some(TableForm::Workbook)),
        Some(_) => Err(Failure::from(FieldError::new("format", "Use one of: json, csv, xlsx.")).into()),
    }
}

/// The answer as JSON, or as the file that is asked for.
async fn answer<T: Serialize>(
    app: &App,
    (value, name): (&T, &str),
    format: Option<TableForm>,
    table: impl FnOnce() -> Table,
) -> ApiResult<HttpResponse> {
    match format {
        None => Ok(HttpResponse::Ok().json(value)),
        Some(form) => file(app, table(), name, form).await,
    }
}
