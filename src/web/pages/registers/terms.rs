//! What a date's results and papers go by, beside what its course says today, and bringing the one to the other.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::{Session, SessionId},
        times::{LONDON, cpd_length, day, day_in, length},
    },
    store::{
        error::Error,
        read::sessions::{
            kept_terms::{SessionTermsView, TermsChange, TermsView},
            session::{self, SessionView},
        },
    },
    usecases::registers::bring_terms::BringTerms,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, PathId},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::{bookings::booking_words, sessions::session_words as words},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// A date's terms beside its course's.
#[derive(Serialize)]
pub(in crate::web) struct TermsFacts {
    /// The course and its dates.
    lede: String,
    /// Since when it keeps terms of its own; nothing as long as it goes by its course.
    since: Option<String>,
    /// Why later ones were brought to it.
    reason: Option<String>,
    /// What they are, line by line, beside what the course says today.
    lines: Vec<TermsLine>,
    /// Whether both come to the same.
    same: bool,
    /// Whose results would change.
    changes: Vec<ChangeLine>,
}

/// One of the terms.
#[derive(Clone, Serialize)]
struct TermsLine {
    /// What it is.
    label: &'static str,
    /// As the date keeps it.
    kept: String,
    /// As the course says today, where that is something else.
    today: Option<String>,
}

/// What would change for somebody.
#[derive(Clone, Serialize)]
struct ChangeLine {
    /// Their name.
    name: String,
    /// Their booking.
    booking: String,
    /// What would change, in a sentence.
    what: String,
}

impl PageFacts for TermsFacts {
    const TEMPLATE: &'static str = "registers/terms";

    fn samples() -> Vec<Self> {
        let title = TermsLine {
            label: "Title",
            kept: "Introduction".to_owned(),
            today: Some("First steps".to_owned()),
        };
        let cpd = TermsLine { label: "CPD", kept: "3 hours of CPD".to_owned(), today: None };
        let change = ChangeLine {
            name: "Amira Khan".to_owned(),
            booking: "/bookings/1".to_owned(),
            what: "The certificate is replaced.".to_owned(),
        };
        let of = |since: Option<&str>, same, changes| Self {
            lede: "Introduction to restorative practice: Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            since: since.map(str::to_owned),
            reason: since.map(|_| "The new title counts for everybody.".to_owned()),
            lines: vec![title.clone(), cpd.clone()],
            same,
            changes,
        };
        let kept = Some("Monday 4 January 2027");
        let unsaid = Self { reason: None, ..of(kept, false, Vec::new()) };
        vec![of(None, true, Vec::new()), of(kept, true, Vec::new()), of(kept, false, vec![change]), unsaid]
    }

    fn form_sample() -> Option<Form> {
        Some(bring_form(SessionId::from_uuid(uuid::Uuid::from_u128(1))))
    }
}

fn bring_form(id: SessionId) -> Form {
    Form::new(format!("/manage/dates/{id}/terms"), "Bring today's terms to this date")
        .field(Field::lines("reason", "Why does this date take them?", 2).hint("It stays on record."))
}

/// The terms in words, in one order.
fn in_words(terms: &TermsView) -> [(&'static str, String); 6] {
    let step = match (&terms.ladder, &terms.rung, &terms.rung_name) {
        (Some(ladder), Some(rung), Some(name)) => format!("{ladder}, step {rung}: {name}"),
        _ => "On no ladder".to_owned(),
    };
    let dates = match terms.enough_dates {
        Some(dates) => format!("{dates} dates"),
        None => "every date".to_owned(),
    };
    [
        ("Title", terms.title.clone()),
        ("Step", step),
        ("Length of a date", length(terms.duration_minutes)),
        ("CPD", cpd_length(terms.cpd_minutes)),
        ("Enough", format!("{} % of the time of {dates}", terms.enough_percent)),
        ("Outcomes", terms.outcomes.join("; ")),
    ]
}

fn lines(terms: &SessionTermsView) -> Vec<TermsLine> {
    let today = in_words(&terms.today);
    let kept = terms.kept.as_ref().map_or_else(|| today.clone(), in_words);
    kept.into_iter()
        .zip(today)
        .map(|((label, kept), (_, today))| TermsLine { label, today: (today != kept).then_some(today), kept })
        .collect()
}

fn change_line(change: &TermsChange) -> ChangeLine {
    let mut what = Vec::new();
    if change.outcome != change.outcome_then {
        let state = |state| booking_words::of_state(state).label;
        what.push(format!("{} becomes {}.", state(change.outcome), state(change.outcome_then)));
    }
    if change.cpd_minutes != change.cpd_minutes_then {
        let cpd = (cpd_length(change.cpd_minutes), cpd_length(change.cpd_minutes_then));
        what.push(format!("{} become {}.", cpd.0, cpd.1));
    }
    match change.certificate.as_str() {
        "issued" => what.push("A certificate is issued.".to_owned()),
        "replaced" => what.push("The certificate is replaced.".to_owned()),
        "withdrawn" => what.push("The certificate is withdrawn.".to_owned()),
        _ => {}
    }
    ChangeLine {
        name: change.person.name.clone(),
        booking: format!("/bookings/{}", change.booking_id),
        what: what.join(" "),
    }
}

async fn load(app: &App, member: &Member, id: SessionId) -> ApiResult<(SessionView, SessionTermsView)> {
    let view = app.reads.run(move |c| Ok::<_, Error>(session::session(c, id)?.view)).await?;
    let terms = app.usecases.terms_of_session(member.caller.actor, id).await?;
    Ok((view, terms))
}

fn page<'v>(
    member: &'v Member,
    (view, terms): &(SessionView, SessionTermsView),
    form: Form,
) -> ApiResult<Page<'v>> {
    let facts = TermsFacts {
        lede: words::course_and_dates(view),
        since: terms.kept_at.map(|at| day(day_in(at, LONDON))),
        reason: terms.reason.clone(),
        lines: lines(terms),
        same: terms.same,
        changes: terms.changes.iter().map(change_line).collect(),
    };
    Ok(Page::of(&member.visit, "What this date goes by", &facts)?
        .form(form)
        .back(format!("/manage/dates/{}", view.id), "Back to the date")
        .here("/manage/dates"))
}

/// Both, and whom bringing today's would change.
pub async fn show(
    app: Data<App>,
    session: PathId<Session>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let found = load(&app, &member, session.0).await?;
    let notice = asked.0.done.filter(|done| done == "brought");
    page(&member, &found, bring_form(session.0))?
        .notice(notice.map(|_| "This date goes by today's terms. Whoever it concerns is told."))
        .answer(&app)
}

/// Brings them.
pub async fn bring(app: Data<App>, session: PathId<Session>, form: MembersForm) -> ApiResult<HttpResponse> {
    let (member, posted) = (form.member(), &form.posted);
    let mut shown = bring_form(session.0).keep(posted);
    if !posted.again() {
        let reason = posted.get("reason").to_owned();
        let ask = BringTerms { actor: form.caller.actor, session: session.0, reason };
        match app.usecases.bring_terms(ask, None).await {
            Ok(_) => return see(format!("/manage/dates/{}/terms?done=brought", session.0)),
            Err(failure) => shown.refused(failure)?,
        }
    }
    let found = load(&app, &member, session.0).await?;
    page(&member, &found, shown)?.answer(&app)
}
