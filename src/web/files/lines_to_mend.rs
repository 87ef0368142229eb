//! Lines of somebody's file that cannot be taken, as a file to mend and send again.

use actix_web::HttpResponse;

use super::tables::{TableForm, file};
use crate::{
    app::App,
    sheets::outgoing::{Cell, Table},
    web::error::ApiResult,
};

/// The columns as the file had them, the lines as they stand, and a last column with what is wrong with each.
pub(in crate::web) async fn table(
    app: &App,
    names: &[String],
    rows: &[(Vec<String>, String)],
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let width = rows.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0).max(names.len());
    let mut head = names.to_vec();
    head.resize(width, String::new());
    head.push("What is wrong".to_owned());
    let row = |(cells, wrong): &(Vec<String>, String)| {
        let mut line: Vec<Cell> = cells.iter().map(Cell::text).collect();
        line.resize(width, Cell::Empty);
        line.push(Cell::text(wrong));
        line
    };
    let table = Table { title: "Lines to mend".to_owned(), head, rows: rows.iter().map(row).collect() };
    file(app, table, "lines-to-mend", form).await
}
