//! A date as the pages that keep it know it: what is read, its name and its address.

use crate::{
    app::App,
    domain::{
        ids::{CommissionId, SessionId},
        times,
    },
    store::{
        error::Error,
        read::{
            commissions::commission_desk,
            registers::rosters::{self, RosterView},
            sessions::{
                date_list::{self, Waived},
                session::SessionView,
            },
        },
    },
    web::{error::ApiResult, forms::Form},
};

/// What the page shows.
pub struct Known {
    /// Who is coming, and the session itself.
    pub roster: RosterView,
    /// Why it was called off.
    pub cancelled_because: Option<String>,
    /// Who may attend anyway.
    pub waived: Vec<Waived>,
    /// The request it was scheduled for, and its reference.
    pub commission: Option<(CommissionId, String)>,
}

/// Reads all of it, in a constant number of statements.
pub async fn known(app: &App, id: SessionId) -> ApiResult<Known> {
    Ok(app
        .reads
        .run(move |c| {
            Ok::<_, Error>(Known {
                roster: rosters::roster(c, id)?,
                cancelled_because: date_list::cancel_reason(c, id)?,
                waived: date_list::waived(c, id)?,
                commission: commission_desk::of_session(c, id)?,
            })
        })
        .await?)
}

/// How a date is called on its pages: its course, and the day of its first date.
pub fn name_of(session: &SessionView) -> ApiResult<String> {
    let zone = session.timezone.tz();
    let first = session.dates.first().map(|date| times::day(times::day_in(date.starts_at, zone)));
    Ok(first.map_or_else(|| session.course.title.clone(), |day| format!("{}, {day}", session.course.title)))
}

/// The address of a date's page.
pub(in crate::web::pages) fn address(id: SessionId) -> String {
    format!("/manage/dates/{id}")
}

/// The form that publishes a draft.
pub(super) fn publish_form(id: SessionId) -> Form {
    Form::new(format!("{}/publish", address(id)), "Publish this date")
}
