//! Who lacks a course, and which of what comes before it stops them: where the next dates are needed.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        eligibility::CourseFacts,
        held_up::{StandsBefore, stands_before},
        ids::{CourseId, PersonId},
        prerequisite_words::group_phrase,
        prerequisites::{Group, Shortfall, Target},
        refusals::{Candidate, step_for_group},
        sessions::first_start,
        times::{LONDON, ZoneNote, moment},
    },
    store::{
        error::Error,
        read::{
            catalogue::courses::{self, CourseName},
            facts::{course_facts, people_facts, session_facts},
        },
    },
    web::{
        error::ApiResult,
        extract::{Member, PathSlug},
        page_facts::{Link, PageFacts},
        pages::wording,
        render::Page,
    },
};

/// How many people are read at once.
const AT_ONCE: usize = 500;
/// How many names one group shows.
const NAMES: usize = 50;

/// The facts of `catalogue/held_up`.
#[derive(Serialize)]
pub(in crate::web) struct HeldUpFacts {
    /// The course.
    course: String,
    /// Its name in addresses.
    slug: String,
    /// How many have it, have a place, could book it.
    counts: Vec<Count>,
    /// What holds the others up, most people first.
    groups: Vec<HeldBy>,
}

/// A number with what it counts.
#[derive(Serialize)]
struct Count {
    count: usize,
    what: String,
}

/// What holds people up.
#[derive(Serialize)]
struct HeldBy {
    /// How many, and what they wait for.
    title: String,
    /// What else would do.
    or_else: Option<String>,
    /// The next date that mends it.
    next: Option<Link>,
    /// Where to add one.
    add: Option<Link>,
    /// Who they are.
    people: Vec<Link>,
    /// How many more.
    more: Option<usize>,
}

impl PageFacts for HeldUpFacts {
    const TEMPLATE: &'static str = "catalogue/held_up";

    fn samples() -> Vec<Self> {
        let by = |next: bool, add: bool| HeldBy {
            title: "14 people wait for Introduction to restorative practice".to_owned(),
            or_else: next.then(|| "any of Introduction or the retired 2-day course".to_owned()),
            next: next.then(|| Link::to("/manage/dates/1", "Tuesday 12 January 2027, 10am")),
            add: add.then(|| Link::to("/manage/courses/introduction/dates/new", "Add a date")),
            people: vec![Link::to("/manage/people/1", "Sam Okafor")],
            more: next.then_some(13),
        };
        let of = |groups| Self {
            course: "Development".to_owned(),
            slug: "development".to_owned(),
            counts: vec![Count { count: 41, what: "have done it".to_owned() }],
            groups,
        };
        vec![of(vec![by(true, false), by(false, true), by(false, false)]), of(Vec::new())]
    }
}

/// What is known of everybody.
struct Known {
    facts: CourseFacts,
    courses: Vec<CourseName>,
    candidates: Vec<Candidate>,
    people: Vec<(PersonId, String, StandsBefore)>,
}

async fn known(app: &App, slug: String) -> ApiResult<Known> {
    let now = app.clock.now();
    let read = app.reads.run(move |c| {
        let course = courses::by_slug(c, &slug)?;
        let facts = course_facts::course(c, course.id)?;
        let mut wanted: Vec<CourseId> = vec![course.id];
        wanted.extend(facts.groups.iter().flat_map(|group| &group.any_of).filter_map(
            |one| match one.target {
                Target::Course(id) | Target::OrganisationCourse(id) => Some(id),
                Target::Credential(_) | Target::Declaration(_) => None,
            },
        ));
        let candidates = session_facts::candidates(c, &wanted, now)?;
        let own = candidates.iter().filter(|one| one.course == course.id);
        let next = own.filter_map(|one| first_start(&one.dates)).min().unwrap_or(now);
        let mut people = Vec::new();
        for ids in people_facts::everybody(c)?.chunks(AT_ONCE) {
            for person in people_facts::of(c, ids, None, now)? {
                let stands = stands_before(&facts, &person, (next, LONDON));
                people.push((person.id, person.name, stands));
            }
        }
        Ok::<_, Error>(Known { facts, courses: courses::all(c)?, candidates, people })
    });
    Ok(read.await?)
}

/// The page.
pub async fn show(app: Data<App>, member: Member, slug: PathSlug) -> ApiResult<HttpResponse> {
    let known = known(&app, slug.0.clone()).await?;
    let counted = |wanted: StandsBefore| known.people.iter().filter(|(.., stands)| *stands == wanted).count();
    let counts = [
        (StandsBefore::Done, "have done it"),
        (StandsBefore::Booked, "are booked, or wait for a place"),
        (StandsBefore::Free, "could book it now"),
    ];
    let facts = HeldUpFacts {
        course: known.facts.title.clone(),
        slug: slug.0.clone(),
        counts: counts
            .into_iter()
            .map(|(stands, what)| Count { count: counted(stands), what: what.to_owned() })
            .collect(),
        groups: held_by(&known),
    };
    Page::of(&member.visit, format!("Who is held up: {}", known.facts.title), &facts)?
        .back(format!("/manage/courses/{}", slug.0), known.facts.title.clone())
        .here("/manage/courses")
        .answer(&app)
}

#[derive(Clone, Copy, PartialEq)]
enum Why {
    Never,
    TooLongAgo,
    NotConfirmed,
}

fn why(shortfall: Shortfall) -> Why {
    match shortfall {
        Shortfall::Unmet => Why::Never,
        Shortfall::Lapsed => Why::TooLongAgo,
        Shortfall::Unconfirmed(_) => Why::NotConfirmed,
    }
}

fn held_by(known: &Known) -> Vec<HeldBy> {
    let mut found: Vec<(usize, HeldBy)> = Vec::new();
    for group in &known.facts.groups {
        for reason in [Why::Never, Why::TooLongAgo, Why::NotConfirmed] {
            let held: Vec<(&PersonId, &str)> = known
                .people
                .iter()
                .filter(|(.., stands)| match stands {
                    StandsBefore::HeldUp { group: by, shortfall } => {
                        *by == group.id && why(*shortfall) == reason
                    }
                    _ => false,
                })
                .map(|(id, name, _)| (id, name.as_str()))
                .collect();
            if !held.is_empty() {
                found.push((held.len(), of_group(known, group, reason, &held)));
            }
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().map(|(_, held)| held).collect()
}

fn of_group(known: &Known, group: &Group, reason: Why, held: &[(&PersonId, &str)]) -> HeldBy {
    let people = wording::people(i64::try_from(held.len()).unwrap_or(i64::MAX));
    let one = held.len() == 1;
    let whole = group_phrase(group);
    let given = group.any_of.iter().find_map(|one| match one.target {
        Target::Course(id) => known.courses.iter().find(|course| course.id == id && !course.retired),
        _ => None,
    });
    let phrase = given.map_or_else(|| whole.clone(), |course| course.title.clone());
    let title = match reason {
        Why::Never if one => format!("{people} waits for {phrase}"),
        Why::Never => format!("{people} wait for {phrase}"),
        Why::TooLongAgo if one => format!("{people} has to refresh {phrase}"),
        Why::TooLongAgo => format!("{people} have to refresh {phrase}"),
        Why::NotConfirmed if one => {
            format!("{people} has it by a membership that is not confirmed: {phrase}")
        }
        Why::NotConfirmed => format!("{people} have it by a membership that is not confirmed: {phrase}"),
    };
    let next = step_for_group(group, &known.candidates).filter(|_| reason != Why::NotConfirmed).map(|step| {
        let when = moment(step.starts_at, LONDON, ZoneNote::WhenElsewhere);
        Link::to(format!("/manage/dates/{}", step.session_id), &when)
    });
    let add = given.filter(|_| next.is_none() && reason != Why::NotConfirmed).map(|course| {
        Link::to(
            format!("/manage/courses/{}/dates/new", course.slug),
            format!("Add a date of {}", course.title),
        )
    });
    HeldBy {
        title,
        or_else: Some(whole).filter(|whole| *whole != phrase),
        next,
        add,
        people: held
            .iter()
            .take(NAMES)
            .map(|(id, name)| Link::to(format!("/manage/people/{id}"), *name))
            .collect(),
        more: held.len().checked_sub(NAMES).filter(|more| *more > 0),
    }
}
