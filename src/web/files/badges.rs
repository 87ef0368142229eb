//! Name badges as an answer.

use actix_web::{HttpResponse, http::header};

use crate::{
    app::App,
    documents::badges::{self, Badge, Badges},
    store::{
        error::Error,
        read::{
            registers::rosters::{RosterPerson, RosterView},
            sessions::settings,
        },
    },
    web::error::ApiResult,
};

/// The badges of everybody with a place, in the order of the roster.
pub(in crate::web) async fn pdf(app: &App, roster: &RosterView) -> ApiResult<HttpResponse> {
    let view = &roster.session;
    let slug = view.course.slug.clone();
    let shows = app.reads.run(move |c| settings::course(c, &slug)).await?.view.badges_show_organisation;
    let badge = |person: &RosterPerson| Badge {
        name: person.name.clone(),
        organisation: person.organisation.clone().filter(|_| shows),
    };
    let paper = Badges {
        course_title: view.course.title.clone(),
        first_date: view.dates.first().map(|date| (date.starts_at, date.ends_at)),
        timezone: view.timezone,
        people: roster.entries.iter().map(|entry| badge(&entry.person)).collect(),
        reference: view.id.to_string(),
        made_at: app.clock.now(),
    };
    let broken = |why: String| Error::Broken(format!("name badges cannot be printed: {why}"));
    let fonts = app.fonts.clone();
    let file = actix_web::web::block(move || badges::render(&paper, &fonts))
        .await
        .map_err(|why| broken(why.to_string()))?
        .map_err(|why| broken(why.to_string()))?;
    let name = format!("inline; filename=\"badges-{}.pdf\"", view.course.slug);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file))
}
