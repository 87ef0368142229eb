//! Both ladders of the demo with their courses, prerequisites and accreditation.

use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        ids::PersonId,
        joining::JoiningInput,
        ladders::RungInput,
        words::{Delivery, OrganisationKind, RequirementKind},
    },
    usecases::{
        Failure, UseCases,
        catalogue::{
            add_kinds::NewAccreditation,
            course_terms::{CourseTerms, RequirementTerms},
            edit_ladder::LadderTerms,
        },
    },
};

/// The ladder of the city's workforce.
pub const CITY: &str = "city";
/// The ladder of the schools.
pub const SCHOOLS: &str = "schools";

/// Rung 1 of the city's ladder.
pub const INTRODUCTION: &str = "introduction";
/// Rung 2.
pub const DEVELOPMENT: &str = "development";
/// Rung 3.
pub const CIRCLES: &str = "circles-and-meetings";
/// Rung 4, by commission: one unit of six dates.
pub const ACTION_LEARNING: &str = "action-learning";
/// Rung 5, by commission.
pub const BESPOKE: &str = "bespoke";
/// A course that is no longer given; stands for the Introduction.
pub const TWO_DAY: &str = "two-day";
/// A course that is no longer given; stands for the Introduction.
pub const FOUR_DAY: &str = "four-day";

/// For a whole staff, at the school; the school counts as trained.
pub const SCHOOL_INTRODUCTION: &str = "introduction-for-schools";
/// For a whole staff, at the school; the school counts as trained.
pub const RESTORATIVE_SCHOOL: &str = "becoming-a-restorative-school";
/// In depth, open dates.
pub const PRACTITIONER: &str = "practitioner";
/// Termly, for trained schools, which are invited when dates come up.
pub const NETWORK: &str = "network-meeting";

/// The statement that stands in for current knowledge.
pub const PRACTISED: &str = "practised";

const ACTION_PLAN: &str = "An action plan for practice development";

/// Makes the whole catalogue as `coordinator` would: ladders, courses, prerequisites, the declaration and the
/// accreditation, whose period holds `today`. The city's ladder comes first in lists.
///
/// # Errors
/// When it is there already, or the database fails.
pub async fn lay_out(usecases: &UseCases, coordinator: PersonId, today: NaiveDate) -> Result<(), Failure> {
    let statement = "I have used restorative practice in my work within the last 12 months".to_owned();
    usecases.add_declaration_kind(coordinator, (Some(PRACTISED.to_owned()), statement), None).await?;
    for (slug, name, summary, rungs) in [
        (
            CITY,
            "Restorative practice: city workforce",
            "For colleagues across the partnership: council, schools, health, police and voluntary sector.",
            [
                "Introduction",
                "Development",
                "Circles and meetings",
                "Action learning",
                "Bespoke team session",
            ]
            .as_slice(),
        ),
        (
            SCHOOLS,
            "Restorative schools",
            "For schools: whole-staff training at the school, courses for practitioners, and a network.",
            [
                "Introduction for schools",
                "Becoming a restorative school",
                "Practitioner course",
                "Network meeting",
            ]
            .as_slice(),
        ),
    ] {
        let rungs = rungs.iter().map(|name| RungInput { id: None, name: (*name).to_owned() }).collect();
        let terms = LadderTerms {
            name: Some(name.to_owned()),
            summary: Some(summary.to_owned()),
            position: None,
            rungs: Some(rungs),
        };
        usecases.create_ladder(coordinator, Some(slug.to_owned()), terms, None).await?;
    }
    for terms in retired().into_iter().chain(city()).chain(schools()) {
        usecases.create_course(coordinator, terms, None).await?;
    }
    let accreditation = NewAccreditation {
        provider: None,
        body: "Restorative Justice Council".to_owned(),
        reference: format!("RJC/TP/{}/0147", today.year() - 1),
        from: NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today),
        to: NaiveDate::from_ymd_opt(today.year() + 1, 12, 31).unwrap_or(today),
        courses: [SCHOOL_INTRODUCTION, RESTORATIVE_SCHOOL, PRACTITIONER].map(str::to_owned).to_vec(),
        audiences: vec![OrganisationKind::School],
    };
    usecases.add_accreditation(coordinator, accreditation, None).await?;
    Ok(())
}

/// A course of a ladder: slug, title, rung, length and CPD in minutes.
fn course(
    (slug, title): (&str, &str),
    place: Option<(&str, i64)>,
    (minutes, cpd): (i64, i64),
    (summary, audience): (&str, &str),
    outcomes: &[&str],
) -> CourseTerms {
    let outcomes = outcomes.iter().copied().chain([ACTION_PLAN]);
    CourseTerms {
        slug: Some(slug.to_owned()),
        title: Some(title.to_owned()),
        ladder: Some(place.map(|(ladder, _)| ladder.to_owned())),
        rung: Some(place.map(|(_, rung)| rung)),
        summary: Some(summary.to_owned()),
        audience: Some(audience.to_owned()),
        outcomes: Some(outcomes.map(str::to_owned).collect()),
        duration_minutes: Some(minutes),
        cpd_minutes: Some(cpd),
        capacity: Some(24),
        ..CourseTerms::default()
    }
}

fn done(slug: &str, within_months: Option<i64>) -> RequirementTerms {
    RequirementTerms { kind: RequirementKind::Course, slug: Some(slug.to_owned()), within_months }
}

fn any(slugs: &[&str]) -> Vec<RequirementTerms> {
    slugs.iter().map(|slug| done(slug, None)).collect()
}

/// The courses of which one opens the ladder's second rung.
const FIRST: [&str; 3] = [INTRODUCTION, TWO_DAY, FOUR_DAY];

/// Courses that are no longer given but count.
fn retired() -> Vec<CourseTerms> {
    let retired = |slug: &str, title: &str, (minutes, cpd): (i64, i64)| CourseTerms {
        retired: Some(true),
        delivery: Some(Delivery::Room),
        ..course(
            (slug, title),
            None,
            (minutes, cpd),
            ("Given until 2019; it counts where the Introduction is asked for.", ""),
            &["The history, principles and framework of restorative practice"],
        )
    };
    vec![
        retired(TWO_DAY, "Two-day restorative practice course", (420, 660)),
        retired(FOUR_DAY, "Four-day restorative practice course", (420, 1320)),
    ]
}

/// Any of the four courses within two years, or a declaration.
fn current_knowledge() -> Vec<RequirementTerms> {
    FIRST
        .iter()
        .chain([&DEVELOPMENT])
        .map(|slug| done(slug, Some(24)))
        .chain([RequirementTerms {
            kind: RequirementKind::Declaration,
            slug: Some(PRACTISED.to_owned()),
            within_months: Some(12),
        }])
        .collect()
}

fn city() -> Vec<CourseTerms> {
    vec![
        course(
            (INTRODUCTION, "Introduction to restorative practice"),
            Some((CITY, 1)),
            (180, 165),
            (
                "Three hours on Zoom, every month: where restorative practice comes from and how to work with \
                 people rather than to them or for them.",
                "The partnership's colleagues who need an introduction, or a refresher: it may be taken again.",
            ),
            &[
                "The history, principles and framework of restorative practice",
                "The skills of working with families and colleagues",
                "Applying them in one's own setting",
            ],
        ),
        CourseTerms {
            prerequisites: Some(vec![any(&FIRST)]),
            ..course(
                (DEVELOPMENT, "Developing restorative practice"),
                Some((CITY, 2)),
                (150, 140),
                (
                    "Two and a half hours on Zoom, every month: building on what you have tried since the \
                     Introduction.",
                    "Colleagues who have done the Introduction, or one of the courses before it.",
                ),
                &[
                    "The earlier knowledge secured",
                    "Successes and barriers when working with people",
                    "Communication skills",
                ],
            )
        },
        CourseTerms {
            prerequisites: Some(vec![any(&FIRST), any(&[DEVELOPMENT]), current_knowledge()]),
            capacity: Some(16),
            ..course(
                (CIRCLES, "Circles and restorative meetings"),
                Some((CITY, 3)),
                (150, 140),
                (
                    "Two and a half hours on Zoom, every two months: preparing and facilitating circles and \
                     restorative meetings.",
                    "People secure in their practice who want to facilitate.",
                ),
                &[
                    "The earlier knowledge secured",
                    "The values and purpose of a restorative meeting",
                    "Confidence to facilitate one",
                ],
            )
        },
        CourseTerms {
            prerequisites: Some(vec![any(&FIRST), any(&[DEVELOPMENT])]),
            by_commission: Some(true),
            capacity: Some(10),
            enough_dates: Some(Some(5)),
            ..course(
                (ACTION_LEARNING, "Action learning"),
                Some((CITY, 4)),
                (90, 540),
                (
                    "Six monthly dates of 90 minutes for a group that learns from its own cases.",
                    "Groups of 4 to 10 whose members have all done the Introduction and Development.",
                ),
                &["Learning from practice in a group", "Questions that help others to think"],
            )
        },
        CourseTerms {
            by_commission: Some(true),
            capacity: Some(20),
            ..course(
                (BESPOKE, "Bespoke team session"),
                Some((CITY, 5)),
                (120, 120),
                (
                    "A session for one team, its length and content agreed with the team and drawn from the three \
                     courses.",
                    "Whole groups or teams of at most 20 people.",
                ),
                &["What the team asked for, agreed beforehand"],
            )
        },
    ]
}

fn schools() -> Vec<CourseTerms> {
    let whole_school = |terms: CourseTerms| CourseTerms {
        delivery: Some(Delivery::OnSite),
        by_commission: Some(true),
        trains_organisation: Some(true),
        capacity: Some(150),
        ..terms
    };
    let trained = [SCHOOL_INTRODUCTION, RESTORATIVE_SCHOOL].map(|slug| RequirementTerms {
        kind: RequirementKind::OrganisationCourse,
        slug: Some(slug.to_owned()),
        within_months: None,
    });
    vec![
        whole_school(course(
            (SCHOOL_INTRODUCTION, "Introduction for schools"),
            Some((SCHOOLS, 1)),
            (120, 105),
            (
                "A twilight or staff meeting of up to two hours at the school, free of charge. The school then \
                 counts as trained.",
                "The whole staff of a school.",
            ),
            &["What a restorative school is", "First steps for every adult in the school"],
        )),
        whole_school(course(
            (RESTORATIVE_SCHOOL, "Becoming a restorative school"),
            Some((SCHOOLS, 2)),
            (180, 165),
            (
                "An INSET session of three hours at the school, free of charge. The school then counts as trained.",
                "The whole staff of a school.",
            ),
            &["A shared language for relationships and behaviour", "A plan for the whole school"],
        )),
        CourseTerms {
            delivery: Some(Delivery::Room),
            capacity: Some(16),
            ..course(
                (PRACTITIONER, "Restorative practitioner course for schools"),
                Some((SCHOOLS, 3)),
                (360, 300),
                ("A course in depth with much practice of skills, on open dates.", "Staff of schools."),
                &[
                    "Skills to facilitate restorative conversations and meetings",
                    "Much practice with feedback",
                ],
            )
        },
        CourseTerms {
            prerequisites: Some(vec![trained.to_vec()]),
            invites_trained_organisations: Some(true),
            capacity: Some(40),
            ..course(
                (NETWORK, "Restorative schools network meeting"),
                Some((SCHOOLS, 4)),
                (90, 90),
                (
                    "Schools meet every term to share what works. When dates come up, all trained schools are \
                     invited.",
                    "Staff and governors of schools that have had whole-school training.",
                ),
                &["What other schools have tried"],
            )
        },
    ]
}

/// How everybody joins on Zoom.
pub fn joining() -> JoiningInput {
    JoiningInput {
        url: Some("https://zoom.example/j/86412075533?pwd=ladder".to_owned()),
        meeting_id: Some("864 1207 5533".to_owned()),
        passcode: Some("ladder".to_owned()),
        dial_in: Some("0330 088 5830".to_owned()),
        test_url: Some("https://zoom.example/test".to_owned()),
        help: Some("Ring 0113 496 0000.".to_owned()),
    }
}
