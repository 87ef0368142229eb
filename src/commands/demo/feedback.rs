//! What people said of the courses that are over, what became of them, and which words stand on the courses' pages.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    catalogue::{CIRCLES, DEVELOPMENT, INTRODUCTION, PRACTITIONER},
    people::Cast,
};
use crate::{
    domain::{
        feedback::{AnswerValue, QuestionKind, SentAnswer, SentQuote},
        ids::{BookingId, PersonId, SessionId},
        impact::{Impact, ImpactStage, PlanStanding},
        words::{BookingState, SessionState},
    },
    ports::Clock,
    store::{
        Error,
        read::{
            feedback::{given, impacts, quotes},
            sessions::session::{SessionFilter, Viewer, sessions},
        },
        write::bookings::booking,
    },
    usecases::{
        Failure, UseCases,
        feedback::{choose_quote::ChooseQuote, give_feedback::GiveFeedback},
    },
};

/// Sessions looked at: all that are over.
const SESSIONS: i64 = 200;
/// People of one session who say how it was.
const OF_A_SESSION: usize = 6;

/// What people write after a course, with the role of those who may be quoted.
const WORDS: [(&str, &str, Option<&str>); 12] = [
    (
        INTRODUCTION,
        "I used the five questions the same week, with two lads after a fight. It took ten minutes and it held.",
        Some("Secondary school teacher"),
    ),
    (INTRODUCTION, "Clear, and no jargon. I would have liked more time in the small groups.", None),
    (
        INTRODUCTION,
        "The best half day I have spent on Zoom. I came away with three things to try.",
        Some("Family support worker"),
    ),
    (INTRODUCTION, "A break after ninety minutes, please.", None),
    (
        DEVELOPMENT,
        "Working with, not to or for: that sentence now hangs above my desk.",
        Some("Social worker"),
    ),
    (DEVELOPMENT, "More examples from health, fewer from schools.", None),
    (
        DEVELOPMENT,
        "Practising the hard conversation out loud was uncomfortable and exactly right.",
        Some("Health visitor"),
    ),
    (DEVELOPMENT, "It was good to meet people from other services.", None),
    (CIRCLES, "I ran my first circle the week after, with the plan in my hand.", Some("Deputy head teacher")),
    (CIRCLES, "The role play could be shorter.", None),
    (
        PRACTITIONER,
        "Two trainers who do this work themselves. It shows.",
        Some("Pastoral lead, primary school"),
    ),
    (PRACTITIONER, "The day was full; the handbook helps.", None),
];

/// What became of it, as people write some time later.
const LATER: [&str; 4] = [
    "We begin every team meeting with a check-in now.",
    "Two restorative conversations a week, and fewer that end in my office.",
    "My team has not had the training yet; alone it is slow.",
    "",
];

/// A session that is over.
struct Held {
    id: SessionId,
    course: String,
    ended: DateTime<Utc>,
}

/// Plays it; leaves the clock at today. One person is left to be asked today what became of a course.
pub async fn play(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<Option<PersonId>, Failure> {
    let all = held(usecases, today).await?;
    for (index, session) in all.iter().enumerate() {
        let there = attended(usecases, session.id).await?;
        for (seat, (booking, _)) in there.iter().take(OF_A_SESSION).enumerate() {
            let at = session.ended + TimeDelta::hours(4 + i64::try_from(seat).unwrap_or(0) * 9);
            if at < today && (seat + index) % 4 != 3 {
                clock.set(at);
                say(usecases, *booking, &session.course, (index, seat)).await?;
            }
        }
        for stage in [ImpactStage::Weeks6, ImpactStage::Months6] {
            let at = stage.due(session.ended) + TimeDelta::days(2);
            for (seat, (booking, _)) in there.iter().take(3).enumerate().filter(|_| at < today) {
                clock.set(at);
                later(usecases, *booking, stage, index + seat).await?;
            }
        }
    }
    clock.set(today);
    choose(usecases, cast.coordinator()).await?;
    let asked = left_to_ask(usecases, &all, today).await?;
    if let Some(person) = asked {
        usecases.set_impact_mails(person, false).await?;
    }
    usecases.ask_for_impact().await?;
    Ok(asked)
}

/// Lets the one person be asked, by a mail that anybody can read at `/demo/mail`.
pub async fn ask_one(usecases: &UseCases, person: Option<PersonId>) -> Result<(), Failure> {
    if let Some(person) = person {
        usecases.set_impact_mails(person, true).await?;
        usecases.ask_for_impact().await?;
    }
    Ok(())
}

async fn held(usecases: &UseCases, today: DateTime<Utc>) -> Result<Vec<Held>, Failure> {
    let filter = SessionFilter {
        viewer: Viewer::All,
        course: None,
        from: DateTime::UNIX_EPOCH,
        to: Some(today),
        bookable_at: None,
        after: None,
        limit: SESSIONS,
    };
    let found = usecases.db.read(move |c| sessions(c, &filter)).await?;
    Ok(found
        .into_iter()
        .map(|one| one.view)
        .filter(|view| view.state == SessionState::Delivered)
        .filter_map(|view| {
            let ended = view.dates.last()?.ends_at;
            Some(Held { id: view.id, course: view.course.slug, ended })
        })
        .collect())
}

async fn attended(usecases: &UseCases, session: SessionId) -> Result<Vec<(BookingId, PersonId)>, Failure> {
    let rows = usecases.db.read(move |c| booking::of_session(c, session, &[BookingState::Attended])).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.person_id)).collect())
}

async fn say(
    usecases: &UseCases,
    booking: BookingId,
    course: &str,
    (index, seat): (usize, usize),
) -> Result<(), Failure> {
    let turn = index + seat;
    let view = usecases.db.read(move |c| given::view(c, booking)).await?;
    let written: Vec<&(&str, &str, Option<&str>)> = WORDS.iter().filter(|(of, ..)| *of == course).collect();
    // Not everybody writes, and no two of a session the same.
    let words = written.get(turn % written.len().max(1)).filter(|_| seat < written.len());
    let mark = |shift: usize| AnswerValue::Mark([5, 4, 5, 4, 3, 5, 4][(turn + shift) % 7]);
    let answers = view.questions.iter().enumerate().map(|(at, question)| SentAnswer {
        question: question.id,
        value: match question.kind {
            QuestionKind::Scale => Some(mark(at)),
            QuestionKind::YesNo => Some(AnswerValue::YesNo(turn % 7 != 4)),
            QuestionKind::Text => words.map(|(_, words, _)| AnswerValue::Words((*words).to_owned())),
        },
    });
    let role = words.and_then(|(.., role)| *role);
    let ask = GiveFeedback {
        answers: answers.collect(),
        quote: SentQuote { allowed: role.is_some(), role: role.unwrap_or_default().to_owned() },
        manager: None,
    };
    usecases.give_feedback(booking, ask, None).await?;
    Ok(())
}

async fn later(
    usecases: &UseCases,
    booking: BookingId,
    stage: ImpactStage,
    turn: usize,
) -> Result<(), Failure> {
    let asked = usecases.db.read(move |c| impacts::view(c, booking)).await?;
    if asked.stages.iter().all(|one| one.stage != stage) {
        return Ok(());
    }
    let plan =
        [PlanStanding::UnderWay, PlanStanding::Done, PlanStanding::NotBegun, PlanStanding::NoPlan][turn % 4];
    let impact = Impact {
        in_use: [4, 5, 3, 4, 2][turn % 5],
        difference: [4, 4, 3, 5, 3][turn % 5],
        words: Some(LATER[turn % 4].to_owned()).filter(|words| !words.is_empty()),
        plan,
    };
    usecases.answer_impact(booking, stage, impact, None).await?;
    Ok(())
}

/// The coordinator says yes to words once, leaves what somebody else has written as well, and the last for a visitor to
/// look at.
async fn choose(usecases: &UseCases, by: PersonId) -> Result<(), Failure> {
    let mut all = usecases.db.read(quotes::quotable).await?;
    all.pop();
    for (at, one) in all.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &all[before]);
        let chosen = before.is_none_or(|before| before.words != one.words);
        let ask = ChooseQuote { by, booking: one.booking, question: one.question, chosen };
        usecases.choose_quote(ask).await?;
    }
    Ok(())
}

/// The last of those who completed a course some time ago and have not said what became of it.
async fn left_to_ask(
    usecases: &UseCases,
    all: &[Held],
    today: DateTime<Utc>,
) -> Result<Option<PersonId>, Failure> {
    for session in all.iter().rev() {
        let stage = [ImpactStage::Weeks6, ImpactStage::Months6]
            .into_iter()
            .find(|stage| stage.is_asked(session.ended, today));
        let Some(stage) = stage else { continue };
        for (booking, person) in attended(usecases, session.id).await?.into_iter().rev() {
            let open = usecases
                .db
                .read(move |c| {
                    let view = impacts::view(c, booking)?;
                    Ok::<_, Error>(view.stages.iter().any(|one| one.stage == stage && one.answered.is_none()))
                })
                .await?;
            if open {
                return Ok(Some(person));
            }
        }
    }
    Ok(None)
}
