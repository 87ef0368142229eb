//! A table as a file, in the form that was asked for.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, block},
};

use crate::{
    app::App,
    domain::input::FieldError,
    sheets::outgoing::{CSV, Table, XLSX},
    store::error::Error,
    usecases::error::Failure,
    web::error::ApiResult,
};

/// The forms a table is offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum TableForm {
    /// Text, for programs.
    Csv,
    /// Text that says it is UTF-8, to programs that would take it for something else.
    MarkedCsv,
    /// A workbook.
    Workbook,
}

/// The mark that a text is UTF-8.
const MARK: &str = "\u{FEFF}";

/// The file as an answer; `name` is the file's, without its ending. It may hold names: nothing between us and the
/// reader keeps it.
pub(in crate::web) async fn file(
    app: &App,
    table: Table,
    name: &str,
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let (kind, ending) = match form {
        TableForm::Csv | TableForm::MarkedCsv => (CSV, "csv"),
        TableForm::Workbook => (XLSX, "xlsx"),
    };
    let now = app.clock.now();
    let writing = block(move || match form {
        TableForm::Csv => table.csv(),
        TableForm::MarkedCsv => table.csv().map(|text| [MARK.as_bytes(), &text].concat()),
        TableForm::Workbook => table.workbook(now),
    });
    let broken = |why: String| Error::Broken(format!("a table cannot be written: {why}"));
    let written = writing.await.map_err(|why| broken(why.to_string()))?.map_err(broken)?;
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")))
        .body(Bytes::from(written)))
}

/// The form a program asks for by `format`; none for JSON.
///
/// # Errors
/// Another word.
pub(in crate::web) fn asked_form(format: Option<&str>) -> Result<Option<TableForm>, Failure> {
    match format {
        None | Some("json") => Ok(None),
        Some("csv") => Ok(Some(TableForm::Csv)),
        Some("xlsx") => Ok(Some(TableForm::Workbook)),
        Some(_) => Err(FieldError::new("format", "Use json, csv or xlsx.").into()),
    }
}
