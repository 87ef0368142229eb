//! Several course dates changed in one go: which, and what about them. What comes of it is said before it is done.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::{
    change_dates_preview::{self, ADDRESS},
    confirm_change,
    session_form::{self, Stands},
    session_words::{course_and_dates, dates},
};
use crate::{
    app::App,
    domain::{
        delivery,
        grammar::sentence_case,
        ids::SessionId,
        input::FieldError,
        joining::JoiningInput,
        words::{Delivery, SessionState, Word},
    },
    store::{
        error::Error,
        read::sessions::{
            date_list::{self, DateFilter},
            session::{self, SessionView},
        },
    },
    usecases::{
        Failure, Refused,
        sessions::{
            change_sessions::{ChangeSessions, Foreseen, Foresight},
            session_terms::SessionTerms,
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::form_parts::typed::Typed,
        render::{Page, see},
    },
};

/// How many are changed at once: as many as one series makes.
const MOST: i64 = 100;
/// The field that carries which dates were offered to choose from.
const OFFERED: &str = "offered";
/// The parts of the joining details, which are replaced together.
const JOINING: [&str; 5] =
    ["joining.url", "joining.meeting_id", "joining.passcode", "joining.dial_in", "joining.help"];

/// The facts of `sessions/change_dates`.
#[derive(Serialize)]
pub(in crate::web) struct ChangeDatesFacts {
    /// Whether there are dates that can be changed.
    any: bool,
    /// The course they are all of, if they are of one.
    course: Option<String>,
}

impl PageFacts for ChangeDatesFacts {
    const TEMPLATE: &'static str = "sessions/change_dates";

    fn samples() -> Vec<Self> {
        vec![
            Self { any: true, course: Some("Introduction to restorative practice".to_owned()) },
            Self { any: true, course: None },
            Self { any: false, course: None },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of(&[], &Stands::sample()))
    }
}

/// Which dates to offer.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
}

/// The title of the course that all of them are dates of, if they are of one.
fn of_one_course(offered: &[SessionView]) -> Option<&str> {
    let first = offered.first()?;
    let same = offered.iter().all(|date| date.course.slug == first.course.slug);
    same.then_some(first.course.title.as_str())
}

fn form_of(offered: &[SessionView], stands: &Stands) -> Form {
    let one_course = of_one_course(offered).is_some();
    let boxes = offered.iter().fold(Field::boxes("dates", "Which dates?"), |field, date| {
        let course = (!one_course).then(|| date.course.title.clone());
        let draft = (date.state == SessionState::Draft).then(|| "a draft".to_owned());
        let more: Vec<String> = course.into_iter().chain(draft).collect();
        let more = Some(sentence_case(&more.join(", "))).filter(|more| !more.is_empty());
        field.choice_with(date.id.to_string(), dates(date), more)
    });
    let all: Vec<String> = offered.iter().map(|date| date.id.to_string()).collect();
    let whole = session_form::form(ADDRESS, "See what changes", stands);
    let run_by =
        stands.trainers.iter().fold(Field::boxes("trainer_ids", "Who runs them"), |field, (id, name)| {
            field.choice(id.to_string(), name.clone())
        });
    let how = Delivery::ALL
        .iter()
        .fold(Field::select("delivery", "How they take place").choice("", "As it is"), |field, one| {
            field.choice(one.as_str(), delivery::how(*one))
        });
    let mut form = Form::new(ADDRESS, "See what changes")
        .field(Field::hidden(OFFERED, all.join(" ")))
        .field(boxes)
        .field(
            run_by
                .optional()
                .hint("Those you tick, in place of whoever runs them now. Nobody ticked: as it is."),
        )
        .field(Field::number("capacity", "Places on each date").optional())
        .field(how)
        .field(Field::lines("location", "Address and room", 2).optional());
    for name in JOINING {
        form = whole.shown(name).into_iter().fold(form, Form::field);
    }
    form
}

fn can_be_changed(date: &SessionView) -> bool {
    matches!(date.state, SessionState::Draft | SessionState::Published)
}

/// The dates to choose from, and everybody who can run one.
async fn offered(
    app: &App,
    which: Result<Vec<SessionId>, Option<String>>,
) -> ApiResult<(Vec<SessionView>, Stands)> {
    let now = app.clock.now();
    let zone = app.settings.timezone;
    let read = app.reads.run(move |c| {
        let found = match which {
            Ok(ids) => session::of_ids(c, &ids)?,
            Err(course) => {
                let filter =
                    DateFilter { course, state: None, from: now, until: None, after: None, limit: MOST };
                date_list::list(c, &filter)?
            }
        };
        let dates = found.into_iter().map(|one| one.view).filter(can_be_changed).collect();
        Ok::<_, Error>((dates, date_list::trainers(c, &[])?))
    });
    let (dates, trainers) = read.await?;
    Ok((dates, Stands { capacity: 0, delivery: Delivery::Zoom, trainers, zone, zoom: None }))
}

fn page<'v>(visit: &'v Visit, offered: &[SessionView], form: Form) -> ApiResult<Page<'v>> {
    let course = of_one_course(offered).map(str::to_owned);
    let facts = ChangeDatesFacts { any: !offered.is_empty(), course };
    Ok(Page::of(visit, "Change several dates", &facts)?
        .form(form)
        .back("/manage/dates", "Course dates")
        .here("/manage/dates"))
}

/// The form, about the coming dates of a course, all ticked; or about all coming dates, none of them.
pub async fn form(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let course = asked.0.course.filter(|slug| !slug.is_empty());
    let whole_series = course.is_some();
    let (found, stands) = offered(&app, Err(course)).await?;
    let mut form = form_of(&found, &stands);
    if whole_series {
        let all: Vec<String> = found.iter().map(|date| date.id.to_string()).collect();
        form.tick("dates", &all.iter().map(String::as_str).collect::<Vec<_>>());
    }
    page(&member.visit, &found, form)?.answer(&app)
}

fn ids(typed: &[&str]) -> Vec<SessionId> {
    let read = typed.iter().flat_map(|text| text.split(' ')).filter_map(|id| id.parse().ok());
    let mut ids: Vec<SessionId> = read.take(usize::try_from(MOST).unwrap_or(usize::MAX)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What was typed: what is left empty stays as it is.
fn terms(form: &mut Form, posted: &Posted) -> Option<SessionTerms> {
    let mut typed = Typed::of(posted);
    let capacity = typed.number("capacity");
    let trainers: Vec<_> = posted.all("trainer_ids").iter().filter_map(|id| id.parse().ok()).collect();
    let joining = JOINING.iter().any(|name| !posted.get(name).is_empty()).then(|| JoiningInput {
        url: posted.optional("joining.url"),
        meeting_id: posted.optional("joining.meeting_id"),
        passcode: posted.optional("joining.passcode"),
        dial_in: posted.optional("joining.dial_in"),
        test_url: None,
        help: posted.optional("joining.help"),
    });
    let terms = SessionTerms {
        capacity,
        trainer_ids: Some(trainers).filter(|ids| !ids.is_empty()),
        delivery: Delivery::from_word(posted.get("delivery")),
        joining: joining.map(Some),
        location: posted.optional("location").map(Some),
        ..SessionTerms::default()
    };
    let nothing = terms.capacity.is_none()
        && terms.trainer_ids.is_none()
        && terms.delivery.is_none()
        && terms.joining.is_none()
        && terms.location.is_none();
    match typed.errors.finish(()) {
        Err(errors) => form.refuse_all(&errors),
        Ok(()) if nothing => {
            form.refuse(
                "trainer_ids",
                "Say what changes: who runs them, how many places, where, or how to join.",
            );
        }
        Ok(()) => return Some(terms),
    }
    None
}

/// Says of every date that cannot take the change why, and what to do; what is wrong with the change itself at its field.
fn refuse(form: &mut Form, foresight: &Foresight) -> ApiResult<bool> {
    let mut told: Vec<FieldError> = Vec::new();
    for Foreseen { before, outcome } in &foresight.sessions {
        let Err(why) = outcome else { continue };
        let (wrong, sentence) = match why {
            Refused::Invalid(errors) => {
                let known = |error: &FieldError| form.names().any(|name| error.field.starts_with(name));
                let (own, others): (Vec<FieldError>, Vec<FieldError>) =
                    errors.iter().cloned().partition(known);
                let says: Vec<String> = others.into_iter().map(|error| error.message).collect();
                (own, says.join(" "))
            }
            Refused::Forbidden { code, detail } => {
                let instead =
                    if *code == "capacity_below_held" { "Choose more places, or leave" } else { "Leave" };
                (Vec::new(), format!("{detail} {instead} this date out by taking its tick away."))
            }
            other => {
                form.refused(Failure::Refused(other.clone()))?;
                continue;
            }
        };
        told.extend(wrong);
        if !sentence.is_empty() {
            told.push(FieldError::new("dates", format!("{}: {sentence}", course_and_dates(before))));
        }
    }
    let mut said: Vec<&FieldError> = Vec::new();
    for error in &told {
        if !said.contains(&error) {
            said.push(error);
            form.refuse(&error.field, error.message.clone());
        }
    }
    Ok(form.is_wrong())
}

/// Shows what comes of the change, then makes it.
pub async fn change(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let chosen = ids(&posted.all("dates"));
    // From the list of dates only those that were ticked are sent.
    let from_list = !posted.has(OFFERED);
    let which = if from_list { chosen.clone() } else { ids(&posted.all(OFFERED)) };
    let none_ticked = from_list && which.is_empty();
    let (found, stands) = offered(&app, if none_ticked { Err(None) } else { Ok(which) }).await?;
    let mut shown = form_of(&found, &stands).keep(posted);
    let all: Vec<String> = found.iter().map(|date| date.id.to_string()).collect();
    shown.set(OFFERED, all.join(" "));
    if !posted.again() && !posted.has("_step") {
        let sessions: Vec<SessionId> =
            found.iter().map(|date| date.id).filter(|id| chosen.contains(id)).collect();
        if sessions.is_empty() {
            shown.refuse("dates", "Tick at least one date.");
        } else if let Some(terms) = terms(&mut shown, posted) {
            let count = sessions.len();
            let ask = ChangeSessions { by: form.caller.id(), sessions, terms };
            if confirm_change::is_sure(posted) {
                match app.usecases.change_sessions(ask.clone()).await {
                    Ok(()) => return see(format!("/manage/dates?changed={count}")),
                    Err(Failure::Refused(_)) => {}
                    Err(failure) => return Err(failure.into()),
                }
            }
            let foresight = app.usecases.foresee_change(ask).await?;
            if !refuse(&mut shown, &foresight)? {
                return change_dates_preview::page(&app, &form.visit, &foresight, posted);
            }
        }
    }
    page(&form.visit, &found, shown)?.answer(&app)
}

/// What is said once so many are changed.
pub(super) fn changed(count: usize) -> String {
    let dates = if count == 1 { "1 date is".to_owned() } else { format!("{count} dates are") };
    format!("{dates} changed. Everybody whom it concerns is told.")
}
