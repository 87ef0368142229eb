//! The trail as a file for a spreadsheet.

use actix_web::{HttpResponse, http::header};

use crate::{
    domain::{csv_cells::neutralise, trail::called, words::Word},
    store::{
        error::Error as StoreError,
        read::service::trail::{TrailLine, TrailPerson},
    },
    web::error::ApiResult,
};

const HEAD: [&str; 15] = [
    "at",
    "last_at",
    "times",
    "kind",
    "action",
    "what",
    "by_id",
    "by",
    "about_id",
    "about",
    "subject",
    "subject_id",
    "detail",
    "other",
    "origin",
];

/// The file as an answer.
pub(in crate::web) fn csv(lines: &[TrailLine]) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"trail.csv\""))
        .body(written(lines)?))
}

fn written(lines: &[TrailLine]) -> ApiResult<Vec<u8>> {
    let broken = |why: String| StoreError::Broken(format!("the trail cannot be written: {why}"));
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEAD).map_err(|e| broken(e.to_string()))?;
    for line in lines {
        let cells = cells(line);
        let safe: Vec<_> = cells.iter().map(|cell| neutralise(cell)).collect();
        file.write_record(safe.iter().map(|cell| cell.as_bytes())).map_err(|e| broken(e.to_string()))?;
    }
    Ok(file.into_inner().map_err(|e| broken(e.to_string()))?)
}

fn cells(line: &TrailLine) -> [String; 15] {
    let id = |person: &Option<TrailPerson>| person.as_ref().map_or_else(String::new, |it| it.id.to_string());
    let name =
        |person: &Option<TrailPerson>| person.as_ref().and_then(|it| it.name.clone()).unwrap_or_default();
    let other = line.other.as_ref().map(|it| it.name.clone().unwrap_or_else(|| it.id.to_string()));
    [
        line.at.to_rfc3339(),
        line.last_at.map_or_else(String::new, |at| at.to_rfc3339()),
        line.times.to_string(),
        line.kind.as_str().to_owned(),
        line.action.clone(),
        called(&line.action),
        id(&line.by),
        name(&line.by),
        id(&line.about),
        name(&line.about),
        line.subject.clone(),
        line.subject_id.map_or_else(String::new, |id| id.to_string()),
        line.detail.clone().unwrap_or_default(),
        other.unwrap_or_default(),
        line.origin.clone().unwrap_or_default(),
    ]
}
