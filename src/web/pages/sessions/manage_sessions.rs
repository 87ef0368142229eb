//! Every course date, drafts included.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
        ids::SessionId,
        times::{LONDON, ZoneNote, day_in, range, start_of_day},
        words::{SessionState, Word},
    },
    store::{
        error::Error,
        read::{
            catalogue::courses,
            revised::Revised,
            sessions::{
                date_list::{self, DateFilter},
                session::SessionView,
                session_rows,
            },
        },
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Listed, Member, Paging, Params},
        forms::{Field, Form},
        pages::wording,
        render::Page,
    },
};

/// What to look for.
#[derive(Deserialize)]
pub struct Asked {
    course: Option<String>,
    state: Option<String>,
    from: Option<String>,
    cursor: Option<String>,
}

/// The dates of a session in words, all of them in one line each.
pub fn in_words(session: &SessionView) -> Result<Vec<String>, Error> {
    let zone = session_rows::zone(&session.timezone)?;
    let dates = session.dates.iter();
    Ok(dates.map(|date| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere)).collect())
}

fn position(cursor: &str) -> Option<(NaiveDateTime, SessionId)> {
    let (at, id) = cursor.split_once(' ')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?.naive_utc(), id.parse().ok()?))
}

/// The list.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    member.caller.could(Action::EditSession)?;
    let asked = asked.0;
    let paging = Paging::read(None, asked.cursor.as_deref())?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let today = day_in(app.clock.now(), LONDON);
    let from: NaiveDate = text(&asked.from).parse().unwrap_or(today);
    let after = match paging.after.as_deref() {
        Some(cursor) => Some(position(cursor).ok_or_else(ApiError::not_there)?),
        None => None,
    };
    let filter = DateFilter {
        course: asked.course.clone().filter(|slug| !slug.is_empty() && !slug.contains('\0')),
        state: SessionState::from_word(&text(&asked.state)),
        from: start_of_day(from, LONDON),
        after,
        limit: i64::try_from(paging.limit + 1).unwrap_or(i64::MAX),
    };
    let (found, all) =
        app.reads.run(move |c| Ok::<_, Error>((date_list::list(c, &filter)?, courses::all(c)?))).await?;
    let listed = Listed::cut(found, &paging, |item| {
        let first = item.view.dates.first().map(|date| date.starts_at).unwrap_or_default();
        format!("{} {}", first.timestamp_micros(), item.view.id)
    });
    let by_course = all.iter().fold(Field::select("course", "Course").choice("", "All courses"), |f, one| {
        f.choice(one.slug.clone(), one.title.clone())
    });
    let by_state = SessionState::ALL
        .iter()
        .fold(Field::select("state", "State").choice("", "Any state"), |field, state| {
            field.choice(state.as_str(), wording::of_session(*state).label)
        });
    let form = Form::new("/manage/dates", "Show these")
        .field(by_course.value(text(&asked.course)))
        .field(by_state.value(text(&asked.state)))
        .field(Field::date("from", "From").value(from.to_string()));
    let rows = listed.items.iter().map(row).collect::<Result<Vec<Value>, Error>>()?;
    let next = listed.next.map(|cursor| {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("course", &text(&asked.course))
            .append_pair("state", &text(&asked.state))
            .append_pair("from", &from.to_string())
            .append_pair("cursor", &cursor)
            .finish();
        format!("/manage/dates?{query}")
    });
    Page::new(&member.visit, "manage/dates", "Course dates")
        .facts(json!({"rows": rows, "next": next}))
        .form(form)
        .here("/manage/dates")
        .answer(&app)
}

fn row(item: &Revised<SessionView>) -> Result<Value, Error> {
    let session = &item.view;
    let when = in_words(session)?;
    let more = when.len().saturating_sub(1);
    Ok(json!({
        "address": format!("/manage/dates/{}", session.id),
        "course": session.course.title,
        "when": when.first(),
        "more": (more > 0).then(|| if more == 1 { "and 1 more date".to_owned() } else { format!("and {more} more dates") }),
        "state": wording::of_session(session.state),
        "taken": session.capacity - session.places_left,
        "capacity": session.capacity,
        "waiting": session.waitlist_length,
        "trainers": session.trainers.iter().map(|trainer| trainer.name.as_str()).collect::<Vec<_>>().join(", "),
    }))
}
