//! The trail as a file for a spreadsheet.

use actix_web::HttpResponse;

use super::tables::{TableForm, file};
use crate::{
    app::App,
    domain::{trail::called, words::Word},
    sheets::outgoing::{Cell, Table},
    store::read::service::trail::{TrailLine, TrailPerson},
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
pub(in crate::web) async fn table(
    app: &App,
    lines: &[TrailLine],
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let head = HEAD.map(str::to_owned).to_vec();
    let rows = lines.iter().map(|line| cells(line).to_vec()).collect();
    file(app, Table { title: "Who did what".to_owned(), head, rows }, "trail", form).await
}

fn cells(line: &TrailLine) -> [Cell; 15] {
    let id = |person: &Option<TrailPerson>| {
        person.as_ref().map_or(Cell::Empty, |it| Cell::text(it.id.to_string()))
    };
    let text = |words: Option<&String>| words.map_or(Cell::Empty, Cell::text);
    let name = |person: &Option<TrailPerson>| text(person.as_ref().and_then(|it| it.name.as_ref()));
    let other = line.other.as_ref().map(|it| it.name.clone().unwrap_or_else(|| it.id.to_string()));
    [
        Cell::Moment(line.at),
        line.last_at.map_or(Cell::Empty, Cell::Moment),
        Cell::Number(line.times),
        Cell::text(line.kind.as_str()),
        Cell::text(&line.action),
        Cell::text(called(&line.action)),
        id(&line.by),
        name(&line.by),
        id(&line.about),
        name(&line.about),
        Cell::text(&line.subject),
        line.subject_id.map_or(Cell::Empty, |id| Cell::text(id.to_string())),
        text(line.detail.as_ref()),
        text(other.as_ref()),
        text(line.origin.as_ref()),
    ]
}
