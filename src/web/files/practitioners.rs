//! The register of practitioners as a file for a spreadsheet.

use actix_web::HttpResponse;

use super::tables::{TableForm, file};
use crate::{
    app::App,
    domain::practice::PracticeState,
    sheets::outgoing::{Cell, Table},
    store::read::practitioners::register::{Practitioner, Supporter},
    web::error::ApiResult,
};

/// How somebody stands, in words.
pub(in crate::web) const fn state_in_words(state: PracticeState) -> &'static str {
    match state {
        PracticeState::Current => "current",
        PracticeState::LapsesSoon => "lapses soon",
        PracticeState::Lapsed => "no longer current",
        PracticeState::DateUnknown => "day not known",
    }
}

/// The file as an answer; `whole` for coordinators, who see supporters and who is not listed.
pub(in crate::web) async fn table(
    app: &App,
    found: &[Practitioner],
    whole: bool,
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let mut head: Vec<String> =
        ["name", "organisation", "ladder", "step", "course", "current until", "state"]
            .map(str::to_owned)
            .into();
    if whole {
        head.extend(["listed", "supported by"].map(str::to_owned));
    }
    let rows = found.iter().map(|one| cells(one, whole)).collect();
    file(app, Table { title: "Practitioners".to_owned(), head, rows }, "practitioners", form).await
}

fn cells(one: &Practitioner, whole: bool) -> Vec<Cell> {
    let organisations: Vec<&str> = one.organisations.iter().map(|(_, name)| name.as_str()).collect();
    let step = one.course.step.as_ref();
    let mut cells = vec![
        Cell::text(&one.name),
        Cell::text(organisations.join("; ")),
        step.map_or(Cell::Empty, |(ladder, ..)| Cell::text(ladder)),
        step.map_or(Cell::Empty, |(_, step, _)| Cell::Number(*step)),
        Cell::text(&one.course.title),
        Cell::day(one.until),
        Cell::text(state_in_words(one.state)),
    ];
    if whole {
        cells.push(Cell::text(if one.listed { "yes" } else { "no" }));
        cells.push(match &one.supported_by {
            None => Cell::Empty,
            Some(Supporter::Hub) => Cell::text("the hub"),
            Some(Supporter::Colleague(name)) => Cell::text(name),
        });
    }
    cells
}
