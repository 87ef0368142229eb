//! A date as the pages that keep it know it: what is read, its name and its address.

use crate::{
    app::App,
    domain::{
        ids::{CommissionId, SessionId},
        kept_terms::{PlannedDates, length_notice, whole_length},
        times,
        words::SessionState,
    },
    store::{
        error::Error,
        read::{
            catalogue::courses::{self, CourseRow},
            commissions::commission_desk,
            registers::rosters::{self, RosterView},
            sessions::{
                date_list::{self, Waived},
                kept_terms::{self, TermsRow},
                session::SessionView,
                zoom::{self, ZoomMeetingView},
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
    /// What is to be known of its length beside the course's, if they differ.
    pub length_note: Option<String>,
    /// What Zoom has made of it, date by date.
    pub meetings: Vec<ZoomMeetingView>,
    /// The request it was scheduled for, and its reference.
    pub commission: Option<(CommissionId, String)>,
}

/// Reads all of it, in a constant number of statements.
pub async fn known(app: &App, id: SessionId) -> ApiResult<Known> {
    let has_zoom = app.settings.zoom;
    Ok(app
        .reads
        .run(move |c| {
            let mut roster = rosters::roster(c, id)?;
            roster.session.zoom_meeting &= has_zoom;
            let commission = commission_desk::of_session(c, id)?;
            let course = courses::by_slug(c, &roster.session.course.slug)?;
            let kept = kept_terms::of_session(c, id)?;
            // What was agreed for a group is agreed for its own dates.
            let length_note = match &commission {
                Some(_) => None,
                None => length_note(&roster.session, &course, kept.as_ref()),
            };
            Ok::<_, Error>(Known {
                length_note,
                roster,
                cancelled_because: date_list::cancel_reason(c, id)?,
                waived: date_list::waived(c, id)?,
                meetings: zoom::meetings(c, &[id])?.into_iter().map(Into::into).collect(),
                commission,
            })
        })
        .await?)
}

/// Whether a date that can still be changed is as long as its course.
fn length_note(session: &SessionView, course: &CourseRow, kept: Option<&TermsRow>) -> Option<String> {
    if !matches!(session.state, SessionState::Draft | SessionState::Published) {
        return None;
    }
    let minutes: i64 = session.dates.iter().map(|date| (date.ends_at - date.starts_at).num_minutes()).sum();
    let now = PlannedDates {
        dates: i32::try_from(session.dates.len()).unwrap_or(i32::MAX),
        minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
    };
    let (cpd, whole) = match kept {
        Some(kept) => {
            (kept.cpd_minutes, whole_length(kept.cpd_minutes, kept.duration_minutes, kept.planned()))
        }
        None => (course.cpd_minutes, whole_length(course.cpd_minutes, course.duration_minutes, now)),
    };
    length_notice(cpd, whole, now)
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
