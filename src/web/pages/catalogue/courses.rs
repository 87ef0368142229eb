//! The catalogue anybody can read: the front page, the list of courses, and each course.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        grammar::listed,
        people::fold,
        prerequisite_words::sentence,
        prerequisites::Group,
        refusals::kind_words,
        times::{LONDON, cpd_length, day, day_in, length},
        words::SessionState,
    },
    store::{
        error::Error,
        read::{
            bookings::own_place,
            catalogue::{
                course::{self, AccreditationBrief, CourseFilter, CourseView, Standpoint},
                courses,
                ladders::{self, LadderView},
            },
            facts::course_facts,
            sessions::session::{self, SessionFilter, SessionView, Viewer},
        },
    },
    web::{
        error::ApiResult,
        extract::{Params, PathSlug, Visit},
        navigation::home_of,
        pages::sessions::{
            date_words::{Room, delivery, line, room},
            structured_data,
        },
        render::Page,
    },
};

/// Dates looked at for the whole catalogue: years of them.
const DATES: i64 = 500;
/// Dates shown for each step.
const SHOWN: usize = 3;
/// Dates shown on a course's page.
const OF_COURSE: i64 = 30;

fn dates_from(now: DateTime<Utc>, course: Option<String>, bookable: bool, limit: i64) -> SessionFilter {
    SessionFilter {
        viewer: Viewer::Public,
        course,
        from: now,
        to: None,
        bookable_at: bookable.then_some(now),
        after: None,
        limit,
    }
}

/// Everything the catalogue shows, in a constant number of statements.
struct Programme {
    ladders: Vec<LadderView>,
    dates: Vec<SessionView>,
    /// The slugs of the courses that are arranged for whole groups.
    by_commission: Vec<String>,
}

impl Programme {
    async fn now(app: &App) -> ApiResult<Self> {
        let now = app.clock.now();
        let found = app.reads.run(move |c| {
            let ladders = ladders::ladders(c)?.into_iter().map(|ladder| ladder.view).collect();
            let dates = session::sessions(c, &dates_from(now, None, true, DATES))?;
            let dates = dates.into_iter().map(|date| date.view).collect();
            Ok::<_, Error>(Self { ladders, dates, by_commission: own_place::by_commission(c)? })
        });
        Ok(found.await?)
    }

    /// The next dates of a course that can be booked now.
    fn next(&self, slug: &str, now: DateTime<Utc>) -> Vec<Value> {
        let of_course = self.dates.iter().filter(|date| date.course.slug == slug);
        of_course.take(SHOWN).map(|date| json!(line(date, now))).collect()
    }

    fn course(&self, slug: &str, title: &str, now: DateTime<Utc>) -> Value {
        json!({
            "address": format!("/courses/{slug}"),
            "title": title,
            "dates": self.next(slug, now),
            "by_commission": self.by_commission.iter().any(|known| known == slug),
            "ask": asking(slug),
        })
    }
}

/// Where a team asks for a course.
fn asking(slug: &str) -> String {
    format!("/commissions/new?course={slug}")
}

/// The front page: what this is, and what is on.
pub async fn home(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let (programme, now) = (Programme::now(&app).await?, app.clock.now());
    let ladders: Vec<Value> = programme
        .ladders
        .iter()
        .map(|ladder| {
            let steps = ladder.rungs.iter().map(|rung| {
                let courses: Vec<Value> =
                    rung.courses.iter().map(|one| programme.course(&one.slug, &one.title, now)).collect();
                let open = courses.iter().any(|one| one["dates"][0].is_object());
                json!({
                    "kind": if open { "open" } else { "later" },
                    "name": rung.name, "number": rung.rung, "courses": courses,
                })
            });
            json!({"name": ladder.name, "summary": ladder.summary, "steps": steps.collect::<Vec<Value>>()})
        })
        .collect();
    let home = visit.signed_in.as_ref().map(|somebody| home_of(&somebody.caller.actor));
    let first = home.map(|address| {
        let label = match address {
            "/work" => "Go to the work board",
            "/my-dates" => "Go to my dates",
            "/my-people" => "Go to my people",
            _ => "Go to my ladder",
        };
        json!({"address": address, "label": label, "ladder": (address != "/my-ladder").then_some("/my-ladder")})
    });
    Page::new(&visit, "home", "Learn restorative practice, step by step")
        .description(
            "Courses in restorative practice: a ladder of steps, places booked online, certificates anyone can check.",
        )
        .facts(json!({"ladders": ladders, "mine": first}))
        .answer(&app)
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    on: Option<String>,
    places: Option<String>,
}

/// The catalogue.
pub async fn list(app: Data<App>, visit: Visit, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let asked = asked.0;
    let now = app.clock.now();
    let programme = Programme::now(&app).await?;
    let (settings, today) = (app.settings.clone(), day_in(now, LONDON));
    let all = app.reads.run(move |c| {
        let filter = CourseFilter { limit: usize::MAX, ..CourseFilter::default() };
        course::courses(c, &filter, Standpoint { provider: &settings.provider, today })
    });
    let all: Vec<CourseView> = all.await?.into_iter().map(|course| course.view).collect();
    let words: Vec<String> =
        asked.q.as_deref().map(fold).unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let on = asked.on.as_deref().unwrap_or_default();
    let (ladder, rung) = on.split_once(':').map_or((on, None), |(ladder, rung)| (ladder, rung.parse().ok()));
    let only_with_places = asked.places.is_some();
    let found: Vec<&CourseView> = all
        .iter()
        .filter(|course| ladder.is_empty() || course.ladder.as_deref() == Some(ladder))
        .filter(|course| rung.is_none() || course.rung == rung)
        .filter(|course| !only_with_places || programme.dates.iter().any(|d| d.course.slug == course.slug))
        .filter(|course| {
            let text = fold(&format!("{} {} {}", course.title, course.summary, course.audience));
            let outcomes = fold(&course.outcomes.join(" "));
            words.iter().all(|word| text.contains(word) || outcomes.contains(word))
        })
        .collect();
    let name_of =
        |slug: Option<&str>| programme.ladders.iter().find(|ladder| Some(ladder.slug.as_str()) == slug);
    let mut groups: Vec<(Option<&str>, Vec<Value>)> = Vec::new();
    for course in found {
        let mut shown = programme.course(&course.slug, &course.title, now);
        shown["summary"] = json!(course.summary);
        shown["step"] = json!(course.rung.map(|rung| format!("Step {rung}")));
        shown["length"] = json!(length(course.duration_minutes));
        shown["delivery"] = json!(delivery(course.delivery));
        match groups.last_mut() {
            Some((of, courses)) if *of == course.ladder.as_deref() => courses.push(shown),
            _ => groups.push((course.ladder.as_deref(), vec![shown])),
        }
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|(slug, courses)| {
            let name = name_of(slug).map_or("Other courses", |ladder| ladder.name.as_str());
            json!({"name": name, "courses": courses})
        })
        .collect();
    Page::new(&visit, "courses", "Find a course")
        .description("Every course with its next dates.")
        .facts(json!({
            "q": asked.q.as_deref().unwrap_or_default(),
            "choices": choices(&programme.ladders, on),
            "places": only_with_places,
            "searched": !words.is_empty() || !on.is_empty() || only_with_places,
            "groups": groups,
        }))
        .here("/courses")
        .answer(&app)
}

fn choices(ladders: &[LadderView], on: &str) -> Vec<Value> {
    let choice = |value: String, label: String| {
        let chosen = value == on;
        json!({"value": value, "label": label, "chosen": chosen})
    };
    let mut choices = vec![choice(String::new(), "Every step".to_owned())];
    for ladder in ladders {
        choices.push(choice(ladder.slug.clone(), format!("{}: every step", ladder.name)));
        for rung in &ladder.rungs {
            let label = format!("{}: step {}, {}", ladder.name, rung.rung, rung.name);
            choices.push(choice(format!("{}:{}", ladder.slug, rung.rung), label));
        }
    }
    choices
}

/// One course.
pub async fn show(app: Data<App>, visit: Visit, slug: PathSlug) -> ApiResult<HttpResponse> {
    let (settings, now) = (app.settings.clone(), app.clock.now());
    let today = day_in(now, LONDON);
    let found = app.reads.run(move |c| {
        let from = Standpoint { provider: &settings.provider, today };
        let course = course::course(c, &slug.0, from)?.view;
        let terms = courses::by_slug(c, &slug.0)?;
        let groups = course_facts::groups(c, course.id)?;
        let audience = course_facts::course(c, course.id)?.audience;
        let dates = session::sessions(c, &dates_from(now, Some(slug.0), false, OF_COURSE))?;
        let ladder = ladders::ladders(c)?.into_iter().map(|ladder| ladder.view);
        let ladder = ladder.into_iter().find(|ladder| Some(&ladder.slug) == course.ladder.as_ref());
        Ok::<_, Error>((course, terms, groups, audience, dates, ladder))
    });
    let (course, terms, groups, audience, dates, ladder) = found.await?;
    let dates: Vec<SessionView> = dates
        .into_iter()
        .map(|date| date.view)
        .filter(|date| date.state == SessionState::Published && room(date, now) != Room::Closed)
        .collect();
    let mut whom: Vec<String> = audience.organisations.iter().map(|(_, name)| name.clone()).collect();
    whom.extend(audience.kinds.iter().map(|kind| kind_words(*kind).to_owned()));
    let needs = sentence(&groups);
    let data = structured_data::course(&app, &course, &needs, &dates);
    let lines: Vec<Value> = dates.iter().map(|date| json!(line(date, now))).collect();
    Page::new(&visit, "course", course.title.clone())
        .description(course.summary.clone())
        .facts(json!({
            "json_ld": structured_data::block(&data),
            "summary": course.summary,
            "audience": course.audience,
            "only_for": (!whom.is_empty()).then(|| format!("Only for people from {}.", listed(&whom, "and"))),
            "length": length(course.duration_minutes),
            "delivery": delivery(course.delivery),
            "cpd": cpd_length(course.cpd_minutes),
            "capacity": course.capacity,
            "outcomes": course.outcomes,
            "needs": each_group(&groups),
            "needs_all": groups.len() > 1,
            "accreditation": course.accreditation.as_ref().map(accreditation_words),
            "retired": terms.retired_at.is_some(),
            "by_commission": terms.by_commission,
            "ask": asking(&course.slug),
            "needs_approval": terms.needs_approval,
            "dates": lines,
            "ladder": ladder.as_ref().map(|ladder| rail(ladder, course.rung)),
        }))
        .back("/courses", "All courses")
        .here("/courses")
        .answer(&app)
}

/// What is needed before a course, group by group.
fn each_group(groups: &[Group]) -> Vec<String> {
    groups.iter().map(|group| sentence(std::slice::from_ref(group))).collect()
}

fn rail(ladder: &LadderView, here: Option<i32>) -> Value {
    let steps: Vec<Value> = ladder
        .rungs
        .iter()
        .map(|rung| {
            let is_here = Some(rung.rung) == here;
            let first = rung.courses.first().filter(|_| !is_here);
            json!({
                "kind": if is_here { "open" } else { "later" },
                "name": rung.name,
                "address": first.map(|course| format!("/courses/{}", course.slug)),
                "state": if is_here { "you are here" } else { "" },
                "note": Value::Null,
                "here": is_here,
            })
        })
        .collect();
    json!({"name": ladder.name, "steps": steps})
}

fn accreditation_words(one: &AccreditationBrief) -> String {
    let audiences: Vec<&str> = one.audiences.iter().map(|kind| kind_words(*kind)).collect();
    let given = if audiences.is_empty() {
        String::new()
    } else {
        format!(", when it is given to {}", listed(&audiences, "and"))
    };
    format!("{} (reference {}), until {}{given}.", one.body, one.reference, day(one.to))
}
