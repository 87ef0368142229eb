//! Lines of somebody's file that cannot be taken, as a file to mend and send again.

use actix_web::{HttpResponse, http::header};

use crate::{domain::csv_cells::neutralise, store::error::Error as StoreError, web::error::ApiResult};

/// Says that the file is UTF-8 to programs that would take it for something else.
const MARK: &str = "\u{FEFF}";

/// The columns as the file had them, the lines as they stand, and a last column with what is wrong with each.
pub(in crate::web) fn csv(names: &[String], rows: &[(Vec<String>, String)]) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"lines-to-mend.csv\""))
        .body(written(names, rows)?))
}

fn written(names: &[String], rows: &[(Vec<String>, String)]) -> ApiResult<Vec<u8>> {
    let broken = |why: String| StoreError::Broken(format!("lines to mend cannot be written: {why}"));
    let mut file = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .flexible(true)
        .from_writer(MARK.as_bytes().to_vec());
    let mut write = |cells: Vec<String>, last: &str| {
        let width = names.len().max(cells.len());
        let cells = cells.into_iter().chain(std::iter::repeat(String::new())).take(width);
        let cells: Vec<String> =
            cells.chain([last.to_owned()]).map(|cell| neutralise(&cell).into_owned()).collect();
        file.write_record(cells).map_err(|error| broken(error.to_string()))
    };
    write(names.to_vec(), "What is wrong")?;
    for (cells, wrong) in rows {
        write(cells.clone(), wrong)?;
    }
    Ok(file.into_inner().map_err(|error| broken(error.to_string()))?)
}
