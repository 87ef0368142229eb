//! The catalogue anybody can read: the front page, the list of courses, and each course.

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    catalogue_facts::{
        CourseDates, CourseFacts, CourseGroup, CoursesFacts, HomeFacts, HomeLadder, HomeStep, ListedCourse,
        Mine, QuotedFacts, StepChoice,
    },
    rail::{Rail, RailStep},
};
use crate::{
    app::App,
    domain::{
        delivery,
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
                ladders::{self, LadderView, RungView},
                on_demand,
            },
            facts::course_facts,
            feedback::quotes,
            sessions::{
                clock, next_dates,
                session::{self, SessionFilter, SessionView, Viewer},
            },
        },
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Params, PathSlug, Visit},
        kept::{Kept, Made, end_of_day},
        kept_pages::{UntilThen, for_all},
        navigation::home_of,
        pages::sessions::{
            date_words::{Room, line, room},
            structured_data,
        },
        render::Page,
    },
};

/// What the front page says first, where the partnership has no sentence of its own.
const FIRST_SENTENCE: &str = "Courses in restorative practice: a ladder of steps, places booked online, certificates anyone can check.";
/// What one of them takes in memory, about.
const OF_A_DATE: usize = 1024;
/// Dates shown for each step.
const SHOWN: i32 = 3;
/// Dates shown on a course's page.
const OF_COURSE: i64 = 30;

fn dates_of(course: String, now: DateTime<Utc>) -> SessionFilter {
    SessionFilter {
        viewer: Viewer::Public,
        course: Some(course),
        from: now,
        to: None,
        bookable_at: None,
        after: None,
        limit: OF_COURSE,
    }
}

/// Everything the catalogue shows, in a constant number of statements.
struct Programme {
    /// From when on the clock makes it another.
    until: Option<DateTime<Utc>>,
    ladders: Vec<LadderView>,
    dates: Vec<SessionView>,
    /// The slugs of the courses that are arranged for whole groups.
    by_commission: Vec<String>,
    /// The slugs of the courses that can be begun at any time.
    on_demand: Vec<String>,
}

impl Programme {
    async fn now(app: &App, kept: &Kept) -> ApiResult<Arc<Self>> {
        kept.get(app, "programme", async |now| {
            let value = Self::read(app, now).await?;
            let bytes = (value.dates.len() + value.ladders.len()) * OF_A_DATE;
            Ok(Made { bytes, until: value.until, value })
        })
        .await
    }

    async fn read(app: &App, now: DateTime<Utc>) -> ApiResult<Self> {
        let found = app.reads.run(move |c| {
            let until = clock::next_turn(c, now)?;
            let ladders = ladders::ladders(c)?.into_iter().map(|ladder| ladder.view).collect();
            let dates = next_dates::bookable_of_each(c, now, SHOWN)?;
            let dates = dates.into_iter().map(|date| date.view).collect();
            let (by_commission, on_demand) = (own_place::by_commission(c)?, on_demand::open_now(c)?);
            Ok::<_, Error>(Self { until, ladders, dates, by_commission, on_demand })
        });
        Ok(found.await?)
    }

    /// A course with the next dates that can be booked now.
    fn course(&self, slug: &str, title: &str, now: DateTime<Utc>) -> CourseDates {
        let of_course = self.dates.iter().filter(|date| date.course.slug == slug);
        CourseDates {
            address: format!("/courses/{slug}"),
            title: title.to_owned(),
            dates: of_course.map(|date| line(date, now)).collect(),
            by_commission: self.by_commission.iter().any(|known| known == slug),
            ask: asking(slug),
            on_demand: self.on_demand.iter().any(|known| known == slug).then(|| beginning(slug)),
        }
    }
}

/// Where a course is begun that may be taken at any time.
fn beginning(slug: &str) -> String {
    format!("/courses/{slug}/on-demand")
}

/// Where a team asks for a course.
fn asking(slug: &str) -> String {
    format!("/commissions/new?course={slug}")
}

/// The front page: what this is, and what is on.
pub async fn home(app: Data<App>, kept: Data<Kept>, visit: Visit) -> ApiResult<HttpResponse> {
    for_all(&app, &kept, &visit, async |now| home_page(&app, &kept, &visit, now).await).await
}

async fn home_page<'v>(
    app: &App,
    kept: &Kept,
    visit: &'v Visit,
    now: DateTime<Utc>,
) -> ApiResult<UntilThen<'v>> {
    let programme = Programme::now(app, kept).await?;
    let step = |rung: &RungView| {
        let courses: Vec<CourseDates> =
            rung.courses.iter().map(|one| programme.course(&one.slug, &one.title, now)).collect();
        let open = courses.iter().any(|one| !one.dates.is_empty());
        HomeStep { kind: if open { "open" } else { "later" }, name: rung.name.clone(), courses }
    };
    let ladder = |ladder: &LadderView| HomeLadder {
        name: ladder.name.clone(),
        summary: ladder.summary.clone(),
        steps: ladder.rungs.iter().map(step).collect(),
    };
    let home = visit.signed_in.as_ref().map(|somebody| home_of(&somebody.caller.actor));
    let mine = home.map(|address| {
        let label = match address {
            "/work" => "Go to the work board",
            "/my-dates" => "Go to my dates",
            "/my-people" => "Go to my people",
            _ => "Go to my ladder",
        };
        Mine { address, label, ladder: (address != "/my-ladder").then_some("/my-ladder") }
    });
    let own = app.settings.site.now().sentence.clone();
    let sentence = own.unwrap_or_else(|| FIRST_SENTENCE.to_owned());
    let ladders = programme.ladders.iter().map(ladder).collect();
    let facts = HomeFacts { sentence: sentence.clone(), ladders, mine };
    let page = Page::of(visit, "Learn restorative practice, step by step", &facts)?.description(sentence);
    Ok((page, programme.until))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    on: Option<String>,
    places: Option<String>,
}

/// The catalogue.
pub async fn list(
    app: Data<App>,
    kept: Data<Kept>,
    visit: Visit,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    for_all(&app, &kept, &visit, async |now| list_page(&app, &kept, &visit, &asked.0, now).await).await
}

async fn list_page<'v>(
    app: &App,
    kept: &Kept,
    visit: &'v Visit,
    asked: &Asked,
    now: DateTime<Utc>,
) -> ApiResult<UntilThen<'v>> {
    let programme = Programme::now(app, kept).await?;
    let (settings, today) = (app.settings.clone(), day_in(now, LONDON));
    let all = app.reads.run(move |c| {
        let filter = CourseFilter { limit: usize::MAX, ..CourseFilter::default() };
        course::courses(c, &filter, Standpoint { provider: &settings.provider(), today })
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
    let mut groups: Vec<(Option<&str>, Vec<ListedCourse>)> = Vec::new();
    for course in found {
        let listed = ListedCourse {
            course: programme.course(&course.slug, &course.title, now),
            summary: course.summary.clone(),
            step: course.rung.map(|rung| format!("Step {rung}")),
            length: length(course.duration_minutes),
            delivery: delivery::how(course.delivery),
        };
        match groups.last_mut() {
            Some((of, courses)) if *of == course.ladder.as_deref() => courses.push(listed),
            _ => groups.push((course.ladder.as_deref(), vec![listed])),
        }
    }
    let groups = groups.into_iter().map(|(slug, courses)| {
        let name = name_of(slug).map_or("Other courses", |ladder| ladder.name.as_str());
        CourseGroup { name: name.to_owned(), courses }
    });
    let facts = CoursesFacts {
        q: asked.q.clone().unwrap_or_default(),
        choices: choices(&programme.ladders, on),
        places: only_with_places,
        searched: !words.is_empty() || !on.is_empty() || only_with_places,
        groups: groups.collect(),
    };
    let page = Page::of(visit, "Find a course", &facts)?
        .description("Every course with its next dates.")
        .here("/courses");
    Ok((page, earlier(programme.until, end_of_day(now))))
}

/// The earlier of two times, where none is never.
fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}

fn choices(ladders: &[LadderView], on: &str) -> Vec<StepChoice> {
    let choice = |value: String, label: String| StepChoice { chosen: value == on, value, label };
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
pub async fn show(app: Data<App>, kept: Data<Kept>, visit: Visit, slug: PathSlug) -> ApiResult<HttpResponse> {
    for_all(&app, &kept, &visit, async |now| show_page(&app, &visit, slug, now).await).await
}

async fn show_page<'v>(
    app: &App,
    visit: &'v Visit,
    slug: PathSlug,
    now: DateTime<Utc>,
) -> ApiResult<UntilThen<'v>> {
    let settings = app.settings.clone();
    let today = day_in(now, LONDON);
    let found = app.reads.run(move |c| {
        let until = clock::next_turn(c, now)?;
        let from = Standpoint { provider: &settings.provider(), today };
        let course = course::course(c, &slug.0, from)?.view;
        let terms = courses::by_slug(c, &slug.0)?;
        let groups = course_facts::groups(c, course.id)?;
        let audience = course_facts::course(c, course.id)?.audience;
        let dates = session::sessions(c, &dates_of(slug.0, now))?;
        let ladder = ladders::ladders(c)?.into_iter().map(|ladder| ladder.view);
        let ladder = ladder.into_iter().find(|ladder| Some(&ladder.slug) == course.ladder.as_ref());
        let quotes = quotes::of_course(c, course.id)?;
        let any_time = on_demand::of_course(c, course.id)?.filter(|row| row.is_open);
        Ok::<_, Error>((course, terms, (groups, audience), (dates, until), (ladder, quotes), any_time))
    });
    let (course, terms, (groups, audience), (dates, until), (ladder, quotes), any_time) = found.await?;
    let keeps = visit.signed_in.as_ref().is_some_and(|somebody| somebody.caller.actor.is_coordinator);
    if course.draft && !keeps {
        return Err(ApiError::not_there());
    }
    let dates: Vec<SessionView> = dates
        .into_iter()
        .map(|date| date.view)
        .filter(|date| date.state == SessionState::Published && room(date, now) != Room::Closed)
        .collect();
    let mut whom: Vec<String> = audience.organisations.iter().map(|(_, name)| name.clone()).collect();
    whom.extend(audience.kinds.iter().map(|kind| kind_words(*kind).to_owned()));
    let needs = sentence(&groups);
    let data = structured_data::course(app, &course, &needs, &dates);
    let any_time = any_time.filter(|_| !course.draft);
    let at_any_time_alone = any_time.is_some() && dates.is_empty();
    let facts = CourseFacts {
        json_ld: structured_data::block(&data),
        summary: course.summary.clone(),
        audience: course.audience.clone(),
        only_for: (!whom.is_empty()).then(|| format!("Only for people from {}.", listed(&whom, "and"))),
        length: length(course.duration_minutes),
        delivery: if at_any_time_alone { delivery::ON_DEMAND } else { delivery::how(course.delivery) },
        cpd: cpd_length(course.cpd_minutes),
        capacity: if at_any_time_alone { 0 } else { course.capacity },
        outcomes: course.outcomes.clone(),
        needs: each_group(&groups),
        needs_all: groups.len() > 1,
        accreditation: course.accreditation.as_ref().map(accreditation_words),
        retired: terms.retired_at.is_some() && !course.draft,
        by_commission: terms.by_commission,
        ask: asking(&course.slug),
        needs_approval: terms.needs_approval,
        dates: dates.iter().map(|date| line(date, now)).collect(),
        on_demand: any_time.as_ref().map(|_| beginning(&course.slug)),
        on_demand_cpd: any_time.as_ref().map(|row| cpd_length(row.cpd_minutes)).unwrap_or_default(),
        ladder: ladder.as_ref().map(|ladder| rail(ladder, course.rung)),
        quotes: quotes.into_iter().map(|(words, role)| QuotedFacts { words, role }).collect(),
    };
    let page = Page::of(visit, course.title.clone(), &facts)?
        .description(course.summary)
        .back("/courses", "All courses")
        .here("/courses");
    Ok((page, earlier(until, end_of_day(now))))
}

/// What is needed before a course, group by group.
fn each_group(groups: &[Group]) -> Vec<String> {
    groups.iter().map(|group| sentence(std::slice::from_ref(group))).collect()
}

fn rail(ladder: &LadderView, on: Option<i32>) -> Rail {
    let step = |rung: &RungView| {
        let here = Some(rung.rung) == on;
        let first = rung.courses.first().filter(|_| !here);
        RailStep {
            kind: if here { "open" } else { "later" },
            name: rung.name.clone(),
            address: first.map(|course| format!("/courses/{}", course.slug)),
            state: if here { "you are here" } else { "" }.to_owned(),
            note: None,
            here,
        }
    };
    Rail { name: ladder.name.clone(), steps: ladder.rungs.iter().map(step).collect() }
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
