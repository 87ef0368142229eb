//! Who did what, from where and when: searched and taken away by coordinators.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        ids::{PersonId, RowId},
        times::{LONDON, ZoneNote, moment, start_of_day},
        trail::{TrailKind, called, in_words},
        words::Word,
    },
    store::read::{
        people::person_views::{self, PeopleQuery, Seen},
        service::trail::{self, TrailFilter, TrailLine, TrailPerson},
    },
    web::{
        error::ApiResult,
        extract::{Listed, Member, Paging, Params},
        files::{self, tables::TableForm},
        forms::{Field, Form},
        page_facts::{Link, PageFacts, TakeAway},
        render::Page,
    },
};

const ADDRESS: &str = "/manage/trail";
/// People of one name whose lines are shown together.
const OF_ONE_NAME: i64 = 50;
/// Lines that a file holds at most.
const IN_A_FILE: i64 = 50_000;

/// Which lines.
#[derive(Deserialize)]
pub struct Asked {
    person: Option<String>,
    kind: Option<String>,
    since: Option<String>,
    until: Option<String>,
    origin: Option<String>,
    cursor: Option<String>,
}

/// The facts of `service/trail`.
#[derive(Serialize)]
pub(in crate::web) struct TrailFacts {
    /// The newest first.
    lines: Vec<Line>,
    /// The place whose lines alone are shown.
    origin: Option<String>,
    /// All of them as a file.
    file: TakeAway,
    /// Where the list goes on.
    next: Option<String>,
}

/// A line of the list.
#[derive(Serialize)]
struct Line {
    when: String,
    /// How often, and until when.
    times: Option<String>,
    what: String,
    /// More of it, in words.
    detail: Option<String>,
    /// The record it is about.
    subject: Option<Link>,
    /// Who did it.
    by: Option<Link>,
    /// Where nobody stands: who that was.
    nobody: &'static str,
    /// The person it is about.
    about: Option<Link>,
    /// A further person it names.
    other: Option<Link>,
    /// From where, with the other lines from there.
    origin: Option<Link>,
}

impl PageFacts for TrailFacts {
    const TEMPLATE: &'static str = "service/trail";

    fn samples() -> Vec<Self> {
        let person = |name: &str| Some(Link::to("/manage/people/01930000-0000-7000-8000-000000000001", name));
        let full = Line {
            when: "Tuesday 12 January 2027, 10:02am".to_owned(),
            times: Some("12 times, last Tuesday 12 January 2027, 10:40am".to_owned()),
            what: called("manager_made"),
            detail: Some("delegate → coordinator".to_owned()),
            subject: Some(Link::to("/bookings/01930000-0000-7000-8000-000000000002", "booking")),
            by: person("Cora Hale"),
            nobody: "",
            about: person("Amira Khan"),
            other: person("Maureen Clarke"),
            origin: Some(Link::to("/manage/trail?origin=k3J9aQ2LmZ0x7TqB", "k3J9aQ2LmZ0x7TqB")),
        };
        let bare = Line {
            when: "Tuesday 12 January 2027, 9am".to_owned(),
            times: None,
            what: called("booking_lapsed"),
            detail: None,
            subject: None,
            by: None,
            nobody: "the program itself",
            about: None,
            other: None,
            origin: None,
        };
        let file = TakeAway::of("Take these away", ADDRESS, "kind=rights");
        vec![
            Self {
                lines: vec![full, bare],
                origin: Some("k3J9aQ2LmZ0x7TqB".to_owned()),
                file: file.clone(),
                next: Some("/manage/trail?cursor=1".to_owned()),
            },
            Self { lines: Vec::new(), origin: None, file, next: None },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(search(&Asked {
            person: Some("Amira".to_owned()),
            kind: Some("rights".to_owned()),
            since: None,
            until: None,
            origin: None,
            cursor: None,
        }))
    }
}

fn search(asked: &Asked) -> Form {
    let typed = |value: &Option<String>| value.clone().unwrap_or_default();
    let kinds =
        TrailKind::ALL.iter().fold(Field::select("kind", "What").choice("", "Everything"), |field, kind| {
            field.choice(kind.as_str(), kind.label())
        });
    Form::new(ADDRESS, "Show these")
        .field(Field::text("person", "By or about whom").autocomplete("off").value(typed(&asked.person)))
        .field(kinds.value(typed(&asked.kind)))
        .field(Field::date("since", "From").value(typed(&asked.since)))
        .field(Field::date("until", "Until").value(typed(&asked.until)))
}

/// What was asked for, as the address says it.
fn query(asked: &Asked, cursor: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let fields = [
        ("person", asked.person.as_deref()),
        ("kind", asked.kind.as_deref()),
        ("since", asked.since.as_deref()),
        ("until", asked.until.as_deref()),
        ("origin", asked.origin.as_deref()),
        ("cursor", cursor),
    ];
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// The filter; a day that is none is named in the form.
async fn filter(app: &App, asked: &Asked, form: &mut Form, limit: i64) -> ApiResult<TrailFilter> {
    let mut day = |name: &str, typed: &Option<String>, shift: u64| -> Option<DateTime<Utc>> {
        let typed = typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty())?;
        let day = typed.parse::<NaiveDate>().ok().and_then(|day| day.checked_add_days(Days::new(shift)));
        if day.is_none() {
            form.refuse(name, "Enter a day such as 2027-01-12, or leave it empty.");
        }
        day.map(|day| start_of_day(day, LONDON))
    };
    let (since, until) = (day("since", &asked.since, 0), day("until", &asked.until, 1));
    Ok(TrailFilter {
        people: whom(app, asked.person.as_deref().unwrap_or_default().trim()).await?,
        kind: asked.kind.as_deref().and_then(TrailKind::from_word),
        origin: asked.origin.clone().filter(|origin| !origin.is_empty()),
        since,
        until,
        before: None,
        limit,
    })
}

/// Everybody of this name or address; or the one with this id, who may have none any more.
async fn whom(app: &App, typed: &str) -> ApiResult<Option<Vec<PersonId>>> {
    if typed.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = typed.parse() {
        return Ok(Some(vec![id]));
    }
    let (q, now) = (Some(typed.to_owned()), app.clock.now());
    let query = PeopleQuery { q, seen: Seen::Everyone, after: None, limit: OF_ONE_NAME };
    let found = app.reads.run(move |c| person_views::list(c, &query, now)).await?;
    Ok(Some(found.into_iter().map(|person| person.id).collect()))
}

/// The newest lines first.
pub async fn list(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let paging = Paging::read(None, asked.cursor.as_deref())?;
    let before: Option<RowId> = paging.after.as_deref().and_then(|id| id.parse().ok());
    let mut form = search(&asked);
    let limit = i64::try_from(paging.limit + 1).unwrap_or(i64::MAX);
    let filter = TrailFilter { before, ..filter(&app, &asked, &mut form, limit).await? };
    let found = app.reads.run(move |c| trail::list(c, &filter)).await?;
    let listed = Listed::cut(found, &paging, |line| line.id.to_string());
    let next = listed.next.map(|cursor| format!("{ADDRESS}?{}", query(&asked, Some(&cursor))));
    let facts = TrailFacts {
        lines: listed.items.iter().map(Line::of).collect(),
        origin: asked.origin.clone().filter(|origin| !origin.is_empty()),
        file: TakeAway::of("Take these away", ADDRESS, &query(&asked, None)),
        next,
    };
    Page::of(&member.visit, "Who did what", &facts)?
        .form(form)
        .back("/work", "Work board")
        .here("/work")
        .answer(&app)
}

/// All that was asked for as a file, the newest first.
pub async fn csv(app: Data<App>, _member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &asked.0, TableForm::Csv).await
}

/// All that was asked for as a workbook, the newest first.
pub async fn workbook(app: Data<App>, _member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    taken_away(&app, &asked.0, TableForm::Workbook).await
}

async fn taken_away(app: &App, asked: &Asked, form: TableForm) -> ApiResult<HttpResponse> {
    let filter = filter(app, asked, &mut search(asked), IN_A_FILE).await?;
    let lines = app.reads.run(move |c| trail::list(c, &filter)).await?;
    files::trail::table(app, &lines, form).await
}

impl Line {
    fn of(line: &TrailLine) -> Self {
        let when = |at| moment(at, LONDON, ZoneNote::WhenElsewhere);
        let last = |at| format!("{} times, last {}", line.times, when(at));
        // Whoever calls comes from somewhere.
        let nobody = if line.origin.is_some() { "somebody not signed in" } else { "the program itself" };
        let from = |origin: &String| {
            let query =
                url::form_urlencoded::Serializer::new(String::new()).append_pair("origin", origin).finish();
            Link::to(format!("{ADDRESS}?{query}"), origin.clone())
        };
        Self {
            when: when(line.at),
            times: line.last_at.map(last),
            what: called(&line.action),
            detail: line.detail.as_deref().map(in_words),
            subject: subject(line),
            by: line.by.as_ref().map(person),
            nobody,
            about: line.about.as_ref().filter(|about| line.by.as_ref() != Some(*about)).map(person),
            other: line.other.as_ref().map(person),
            origin: line.origin.as_ref().map(from),
        }
    }
}

fn person(of: &TrailPerson) -> Link {
    let name = of.name.clone().unwrap_or_else(|| "somebody whose name is gone".to_owned());
    Link::to(format!("/manage/people/{}", of.id), name)
}

fn subject(line: &TrailLine) -> Option<Link> {
    let id = line.subject_id?;
    let at = match line.subject.as_str() {
        "booking" => "/bookings",
        "session" => "/manage/dates",
        "certificate" => "/manage/certificates",
        "organisation" => "/manage/organisations",
        "commission" => "/commissions",
        "invitation" => "/invitations",
        "mail" => "/manage/mails",
        "training_claim" => "/manage/claims",
        _ => return None,
    };
    Some(Link::to(format!("{at}/{id}"), in_words(&line.subject)))
}
