//! What the demo has beside dates and ladders: a refresher that may be taken at any time, and a conference day whose
//! talks can be watched later.

use chrono::{DateTime, TimeDelta, Utc, Weekday};

use super::{
    calendar::{Open, slot, weekday_from},
    catalogue::{FOUR_DAY, INTRODUCTION, TWO_DAY},
    names::{COUNCIL, HILLSIDE, NORTHSIDE},
    people::{Cast, delegate},
};
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, PersonId, RowId, SessionId},
        on_demand::{ContentInput, PartInput, QuestionInput},
        talks::TalkInput,
        words::{BookingState, Delivery, OrganisationKind, RequirementKind},
    },
    ports::Clock,
    store::{
        read::{
            catalogue::{course::Restriction, on_demand},
            sessions::talks,
        },
        write::bookings::booking,
    },
    usecases::{
        Failure, Refused, UseCases,
        bookings::{begin_on_demand::BeginOnDemand, book_session::BookSession},
        catalogue::{
            course_terms::{CourseTerms, RequirementTerms},
            edit_on_demand::EditOnDemand,
        },
        registers::{
            close_register::CloseRegister,
            finish_on_demand::FinishOnDemand,
            mark_talks::{MarkTalks, TalksOf},
        },
        sessions::{create_session::CreateSession, edit_talks::EditTalks, session_terms::SessionTerms},
    },
};

/// A recorded refresher.
const REFRESHER: &str = "introduction-refresher";
/// A day with several talks.
const CONFERENCE: &str = "restorative-practice-conference";

/// The talks of the conference: hour and minute, length, title, speaker.
const TALKS: [((u32, u32), i32, &str, &str); 5] = [
    ((9, 45), 45, "What ten years of circles have changed", "Frances Oduya"),
    ((10, 45), 60, "Restorative practice in a secondary school", "Claire Whitfield"),
    ((12, 0), 45, "Listening to families", "Anil Bhatt"),
    ((13, 45), 60, "When a meeting does not go well", "Gareth Prosser"),
    ((15, 0), 45, "What young people tell us", "Nia Roberts"),
];

/// How many come to the conference.
const GUESTS: usize = 6;

/// Plays it after the story; leaves the clock at today.
pub async fn play(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<(), Failure> {
    clock.set(today - TimeDelta::days(100));
    lay_out(usecases, cast).await?;
    conference(usecases, cast, clock, today).await?;
    clock.set(today - TimeDelta::days(20));
    watched_later(usecases, cast, clock, today).await?;
    clock.set(today - TimeDelta::days(2));
    begin(usecases, cast.developed(), REFRESHER).await?;
    clock.set(today);
    Ok(())
}

async fn lay_out(usecases: &UseCases, cast: &Cast) -> Result<(), Failure> {
    let by = cast.coordinator();
    let done = |slug: &str| RequirementTerms {
        kind: RequirementKind::Course,
        slug: Some(slug.to_owned()),
        within_months: None,
    };
    let refresher = CourseTerms {
        slug: Some(REFRESHER.to_owned()),
        title: Some("Introduction refresher, recorded".to_owned()),
        summary: Some("The main ideas of the Introduction once more, in three short films.".to_owned()),
        audience: Some(
            "Colleagues of the partner organisations who did the Introduction a while ago.".to_owned(),
        ),
        outcomes: Some(vec![
            "The principles of restorative practice, refreshed".to_owned(),
            "An action plan for practice development".to_owned(),
        ]),
        delivery: Some(Delivery::Zoom),
        duration_minutes: Some(45),
        cpd_minutes: Some(45),
        prerequisites: Some(vec![vec![done(INTRODUCTION), done(TWO_DAY), done(FOUR_DAY)]]),
        restricted_to: Some(Restriction {
            organisations: Vec::new(),
            kinds: vec![
                OrganisationKind::Council,
                OrganisationKind::School,
                OrganisationKind::Health,
                OrganisationKind::Police,
            ],
        }),
        ..CourseTerms::default()
    };
    usecases.create_course(by, refresher, None).await?;
    let conference = CourseTerms {
        slug: Some(CONFERENCE.to_owned()),
        title: Some("Restorative practice conference".to_owned()),
        summary: Some("A day of talks from across the partnership; CPD by the talks you were at.".to_owned()),
        audience: Some("Everybody who works with people.".to_owned()),
        outcomes: Some(vec!["Ideas from other settings for your own".to_owned()]),
        delivery: Some(Delivery::Room),
        duration_minutes: Some(390),
        cpd_minutes: Some(255),
        capacity: Some(80),
        enough_percent: Some(1),
        ..CourseTerms::default()
    };
    usecases.create_course(by, conference, None).await?;
    let film = |title: &str, address: &str| PartInput {
        title: title.to_owned(),
        url: format!("https://videos.example/refresher/{address}"),
        ..PartInput::default()
    };
    let content = ContentInput {
        open: true,
        introduction: Some("About 45 minutes in all. Have last year’s action plan beside you.".to_owned()),
        cpd_minutes: 45,
        parts: vec![
            film("Working with, not for and not to", "with"),
            film("The questions we ask", "questions"),
            film("A circle in ten minutes", "circle"),
        ],
        questions: vec![
            asked("What has worked since your Introduction, and what has not?", true),
            asked("What will you do differently from now on?", true),
            asked("What would you like the training team to know?", false),
        ],
    };
    say(usecases, by, REFRESHER, content).await
}

fn asked(words: &str, required: bool) -> QuestionInput {
    QuestionInput { id: None, words: words.to_owned(), required }
}

async fn say(usecases: &UseCases, by: PersonId, slug: &str, content: ContentInput) -> Result<(), Failure> {
    usecases.edit_on_demand(EditOnDemand { by, slug: slug.to_owned(), revision: None, content }).await?;
    Ok(())
}

/// One that took place with its talks marked, and the next one.
async fn conference(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<(), Failure> {
    let past = schedule(usecases, cast, weekday_from(today, -45, Weekday::Fri, Open::Offices)).await?;
    schedule(usecases, cast, weekday_from(today, 70, Weekday::Fri, Open::Offices)).await?;
    let (session, ends_at) = past;
    let guests = [cast.of(COUNCIL), cast.of(HILLSIDE), cast.of(NORTHSIDE)].concat();
    for person in guests.into_iter().rev().step_by(2).take(GUESTS) {
        let ask = BookSession {
            sees: true,
            actor: delegate(person),
            person,
            session,
            organisation: None,
            join_waitlist: false,
            auto_book_until: None,
            note: None,
            access_needs: None,
            declares: Vec::new(),
        };
        match usecases.book_session(ask, None).await {
            Ok(_) | Err(Failure::Refused(Refused::BookingRefused(_))) => {}
            Err(other) => return Err(other),
        }
    }
    clock.set(ends_at + TimeDelta::minutes(30));
    let found = usecases.db.read(move |c| {
        Ok::<_, Failure>((
            talks::of_session(c, session)?,
            booking::of_session(c, session, &[BookingState::Booked])?,
        ))
    });
    let (talks, booked) = found.await?;
    let Some(date) = talks.first().map(|talk| talk.date) else { return Ok(()) };
    let marks = booked.iter().enumerate().map(|(at, row)| {
        let there = talks.iter().enumerate().filter(|(index, _)| at != 3 && (index + at) % 4 != 1);
        TalksOf { booking: row.id, date, talks: there.map(|(_, talk)| talk.id).collect() }
    });
    let actor = Actor { is_trainer: true, ..delegate(cast.trainer()) };
    usecases.mark_talks(MarkTalks { actor, session, marks: marks.collect() }).await?;
    usecases.close_register(CloseRegister { actor, session }, None).await?;
    Ok(())
}

async fn schedule(
    usecases: &UseCases,
    cast: &Cast,
    day: chrono::NaiveDate,
) -> Result<(SessionId, DateTime<Utc>), Failure> {
    let (by, dates) = (cast.coordinator(), slot(day, (9, 30), 390));
    let terms = SessionTerms {
        trainer_ids: Some(vec![cast.trainer()]),
        delivery: Some(Delivery::Room),
        location: Some(Some("The Guildhall, Market Street".to_owned())),
        ..SessionTerms::default()
    };
    let ask = CreateSession { by, course: CONFERENCE.to_owned(), dates: vec![dates], terms };
    let session = usecases.create_session(ask, None).await?.value.view.id;
    usecases.publish_session(by, session).await?;
    let talks = TALKS.map(|(at, minutes, title, speaker)| TalkInput {
        id: None,
        title: title.to_owned(),
        speaker: Some(speaker.to_owned()),
        starts_at: slot(day, at, 1).0,
        minutes,
    });
    usecases.edit_talks(EditTalks { by, session, talks: talks.into() }).await?;
    Ok((session, dates.1))
}

/// "Points for conferences watched later": the recordings give the minutes of the talks that were watched.
async fn watched_later(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<(), Failure> {
    let parts = TALKS.iter().enumerate().map(|(at, (_, minutes, title, speaker))| PartInput {
        id: None,
        title: (*title).to_owned(),
        speaker: Some((*speaker).to_owned()),
        url: format!("https://videos.example/conference/{}", at + 1),
        minutes: Some(*minutes),
    });
    let content = ContentInput {
        open: true,
        introduction: Some(
            "The talks of the last conference. Watch those you want; each counts by itself.".to_owned(),
        ),
        cpd_minutes: 255,
        parts: parts.collect(),
        questions: vec![asked("What will you take into your own work?", true)],
    };
    say(usecases, cast.coordinator(), CONFERENCE, content).await?;
    clock.set(today - TimeDelta::days(12));
    let Some(person) = cast.team().last().copied() else { return Ok(()) };
    let Some(booking) = begin(usecases, person, CONFERENCE).await? else { return Ok(()) };
    clock.set(today - TimeDelta::days(9));
    let found = usecases.db.read(move |c| {
        let course = booking::load(c, booking)?.course_id;
        Ok::<_, Failure>((on_demand::parts_of(c, course)?, on_demand::questions_of(c, course)?))
    });
    let (parts, questions) = found.await?;
    let answers: Vec<(RowId, String)> = questions
        .iter()
        .map(|question| (question.id, "I will ask the families in my group what they need first.".to_owned()))
        .collect();
    let watched = parts.iter().step_by(2).map(|part| part.id).collect();
    let ask = FinishOnDemand { actor: delegate(person), booking, answers, watched };
    usecases.finish_on_demand(ask, None).await?;
    Ok(())
}

/// Begins a course for somebody by themselves; `None` where what they have done is not enough for it.
async fn begin(usecases: &UseCases, person: PersonId, course: &str) -> Result<Option<BookingId>, Failure> {
    let ask = BeginOnDemand { actor: delegate(person), person, course: course.to_owned() };
    match usecases.begin_on_demand(ask, None).await {
        Ok(answer) => Ok(Some(answer.value.id)),
        Err(Failure::Refused(Refused::BookingRefused(_))) => Ok(None),
        Err(other) => Err(other),
    }
}
