//! Practitioners of the demo, one of whom soon no longer is current, a complaint with what followed, and evidence.

use chrono::{DateTime, Days, Months, TimeDelta, Utc};

use super::{
    catalogue::{CIRCLES, PRACTISED, PRACTITIONER, SCHOOL_INTRODUCTION},
    names::{HEALTH, POLICE},
    people::{Cast, Member},
};
use crate::{
    domain::{
        ids::PersonId, import_doubts::SamePerson, imports::CompletionLine, practice::PractitionerAsk,
        working_days::london_day,
    },
    store::{
        Error,
        read::{
            catalogue::{courses, ladders},
            practitioners::register::{RegisterQuery, register},
            reports::evidence,
        },
    },
    usecases::{
        Failure, UseCases,
        catalogue::{course_terms::CourseTerms, edit_course::EditCourse},
        imports::import_all::{Ask, Halted, Lines, Taking},
        reports::{make_evidence_pack::MakeEvidencePack, note_complaint::NoteComplaint},
    },
};

/// For how many months Circles and meetings keeps people current.
const MONTHS: u32 = 24;
/// So many practitioners are listed at most.
const LISTED: usize = 12;

/// Adds it, as of today.
pub async fn add(usecases: &UseCases, cast: &Cast, today: DateTime<Utc>) -> Result<(), Failure> {
    keeps_current(usecases, cast, CIRCLES, (i64::from(MONTHS), Some(PRACTISED))).await?;
    keeps_current(usecases, cast, PRACTITIONER, (36, None)).await?;
    trained_before(usecases, cast, today).await?;
    are_listed(usecases, cast).await?;
    support(usecases, cast).await?;
    let asks = PractitionerAsk {
        what:
            "Two families at our school have fallen out. Both would like to meet, with somebody from outside."
                .to_owned(),
        place: Some("At the school, or anywhere near".to_owned()),
        wanted: Some("Within the next three weeks, after four o’clock".to_owned()),
        phone: Some("0117 496 0187".to_owned()),
    };
    usecases.ask_for_practitioner(cast.head(), asks, true, None).await?;
    evidence(usecases, cast, today).await
}

async fn keeps_current(
    usecases: &UseCases,
    cast: &Cast,
    slug: &str,
    (months, renewed_by): (i64, Option<&str>),
) -> Result<(), Failure> {
    let terms = CourseTerms {
        current_months: Some(Some(months)),
        renewed_by: Some(renewed_by.map(str::to_owned)),
        ..CourseTerms::default()
    };
    let ask = EditCourse {
        by: cast.coordinator(),
        slug: slug.to_owned(),
        revision: None,
        terms,
        taken_by: Vec::new(),
        call_off: None,
    };
    usecases.edit_course(ask).await.map(|_| ())
}

/// Three who did Circles and meetings before the new system: the first is current for six weeks more.
async fn trained_before(usecases: &UseCases, cast: &Cast, today: DateTime<Utc>) -> Result<(), Failure> {
    let on = |left: u64| {
        let day = london_day(today).checked_sub_months(Months::new(MONTHS));
        day.and_then(|day| day.checked_add_days(Days::new(left)))
    };
    let line = |at: u64, member: &Member, left: u64| CompletionLine {
        line: at,
        email: Some(member.email.clone()),
        organisation: None,
        course: CIRCLES.to_owned(),
        completed_on: on(left),
        source: None,
    };
    let (health, police) = (cast.members(HEALTH), cast.members(POLICE));
    let lines = vec![
        line(2, &health[0], 42),
        line(3, &health[1], 300),
        line(4, &police[0], 190),
        line(5, &police[1], 55),
    ];
    let ask = Ask {
        lines: Lines::Completions(lines),
        same: SamePerson::Nobody,
        source: "Register of facilitators".to_owned(),
        taking: Taking::AllOrNothing,
    };
    match usecases.import(cast.coordinator(), ask).await {
        Ok(_) => Ok(()),
        Err(Halted::Store(why)) => Err(why.into()),
        Err(other) => Err(Error::Broken(format!("the demo's facilitators: {other:?}")).into()),
    }
}

/// Most of those who are current say yes to being listed.
async fn are_listed(usecases: &UseCases, cast: &Cast) -> Result<(), Failure> {
    let now = usecases.db.clock().now();
    let found = usecases.db.read(move |c| register(c, &RegisterQuery::default(), now)).await?;
    let mut people: Vec<PersonId> = [HEALTH, POLICE].into_iter().map(|body| cast.of(body)[0]).collect();
    people.extend(found.iter().map(|one| one.person));
    let mut listed: Vec<PersonId> = Vec::new();
    for person in people {
        if listed.len() < LISTED && !listed.contains(&person) {
            usecases.list_as_practitioner(person).await?;
            listed.push(person);
        }
    }
    Ok(())
}

async fn support(usecases: &UseCases, cast: &Cast) -> Result<(), Failure> {
    let (health, police) = (cast.of(HEALTH), cast.of(POLICE));
    usecases.name_supporter(police[0], None).await?;
    usecases.name_supporter(health[1], Some(health[0])).await?;
    usecases.answer_support(health[0], health[1], true).await
}

/// A complaint noted with a session that the accreditation covers, and the evidence of the year up to today.
async fn evidence(usecases: &UseCases, cast: &Cast, today: DateTime<Utc>) -> Result<(), Failure> {
    let (sessions, accreditation) = usecases
        .db
        .read(move |c| {
            let course = courses::by_slug(c, SCHOOL_INTRODUCTION)?.id;
            let sessions = evidence::given(c, &[course], (today - TimeDelta::days(365), today))?;
            Ok::<_, Error>((sessions, ladders::accreditations(c)?.pop()))
        })
        .await?;
    if let Some(session) = sessions.last() {
        let noted = NoteComplaint {
            by: cast.coordinator(),
            session: session.id,
            complaint: None,
            came_on: london_day(session.ends_at),
            words: "The hall was cold, and whoever sat at the back could not hear the questions.".to_owned(),
            followed: Some(
                "We rang the school. From now on the circle is set up by us, and we bring a microphone."
                    .to_owned(),
            ),
        };
        usecases.note_complaint(noted, None).await?;
    }
    if let Some(accreditation) = accreditation {
        let to = london_day(today);
        let ask = MakeEvidencePack {
            by: cast.coordinator(),
            accreditation: accreditation.id,
            from: to.checked_sub_months(Months::new(12)).unwrap_or(to),
            to,
            names_reason: None,
        };
        usecases.make_evidence_pack(ask, None).await?;
    }
    Ok(())
}
