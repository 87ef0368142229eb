//! Places nobody came to: as a table for a spreadsheet, and as the letter to one organisation.

use actix_web::{HttpResponse, http::header, web::block};

use super::tables::{TableForm, file};
use crate::{
    app::App,
    documents::commission_paper::{self, Letter, render},
    domain::{
        ids::OrganisationId,
        short_notice::{Absences, Period},
        times,
    },
    sheets::outgoing::{Cell, Table},
    store::error::Error,
    usecases::reports::count_absences::OrganisationAbsences,
    web::error::ApiResult,
};

/// What the letter says beside its figures: on paper as on the page.
pub(in crate::web) const WORDS: [&str; 2] = [
    "A place that is given up in time goes to somebody who waits for it. Please remind your colleagues that they can give \
     up or hand over a place on its page.",
    "These are figures alone: why somebody could not come is theirs to tell, and excused places count for nobody.",
];

/// The figures with what they are called: on paper as on the page.
pub(in crate::web) fn figures_in_words(of: Absences) -> [(&'static str, i64); 4] {
    [
        ("Places held when their date came", of.booked),
        ("Nobody came to", of.no_show),
        ("Given up at short notice", of.short_notice),
        ("Given up as late, but excused", of.excused),
    ]
}

fn number(count: i64) -> Cell {
    Cell::Number(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The table as an answer.
pub(in crate::web) async fn table(
    app: &App,
    period: Period,
    found: &[OrganisationAbsences],
    form: TableForm,
) -> ApiResult<HttpResponse> {
    let head = ["organisation", "booked", "did not attend", "at short notice", "excused"];
    let row = |one: &OrganisationAbsences| {
        let of = one.figures;
        let name = one.organisation.as_ref().map_or("No organisation", |(_, name)| name);
        vec![
            Cell::text(name),
            number(of.booked),
            number(of.no_show),
            number(of.short_notice),
            number(of.excused),
        ]
    };
    let table = Table {
        title: format!("Short notice {} to {}", period.from, period.to),
        head: head.map(str::to_owned).into(),
        rows: found.iter().map(row).collect(),
    };
    file(app, table, "short-notice", form).await
}

/// The letter as a PDF.
pub(in crate::web) async fn letter(
    app: &App,
    (id, name): (OrganisationId, String),
    period: Period,
    figures: Absences,
) -> ApiResult<HttpResponse> {
    let dates = format!("{} to {}", times::day(period.from), times::day(period.to));
    let rows = figures_in_words(figures).map(|(label, count)| vec![label.to_owned(), count.to_string()]);
    let table = commission_paper::Table {
        heading: "In figures".to_owned(),
        columns: vec![("What".to_owned(), 4), ("Places".to_owned(), 1)],
        rows: rows.into(),
    };
    let paper = Letter {
        kind: "Places that nobody came to".to_owned(),
        title: name,
        facts: vec![("Period".to_owned(), dates)],
        words: WORDS.map(str::to_owned).into(),
        tables: vec![table],
        provider: app.settings.provider(),
        reference: id.to_string(),
        made_at: app.clock.now(),
    };
    pdf(app, paper, "short-notice").await
}

/// A paper of facts and tables as an answer.
pub(in crate::web) async fn pdf(app: &App, paper: Letter, name: &str) -> ApiResult<HttpResponse> {
    let fonts = app.fonts.clone();
    let made = block(move || render(&paper, &fonts)).await;
    let broken = |why: String| Error::Broken(format!("a paper cannot be made: {why}"));
    let bytes = made.map_err(|why| broken(why.to_string()))?.map_err(|why| broken(why.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")))
        .body(bytes))
}
