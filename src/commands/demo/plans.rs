//! What people of the demo mean to do with what they learnt, and what became of it.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{names::HILLSIDE, people::Cast};
use crate::{
    domain::{
        action_plans::{ActionInput, ActionState, Sharing},
        ids::{BookingId, PersonId},
        times::{LONDON, day_in},
        words::BookingState,
    },
    store::read::bookings::booking::{self, BookingFilter},
    usecases::{
        Failure, UseCases, certificates::write_reflection::WriteReflection,
        practice::write_action_plan::WriteActionPlan,
    },
};

/// What they mean to do, what state it is in, and what they say of it. Its day follows from how far apart it stands.
const MEANT: [(&str, ActionState, Option<&str>); 6] = [
    (
        "Begin our Monday meeting with a check-in round",
        ActionState::Done,
        Some("It takes five minutes, and people come on time."),
    ),
    ("Ask the family what they need first, before I say what we offer", ActionState::Planned, None),
    (
        "Tell my team what I learnt, with one exercise",
        ActionState::Done,
        Some("Two colleagues have booked the Introduction."),
    ),
    ("Sit in on a circle before I lead one", ActionState::Planned, None),
    (
        "Write the questions on a card for my desk",
        ActionState::Changed,
        Some("They are on my phone instead."),
    ),
    ("Offer a meeting to two pupils who fell out", ActionState::Planned, None),
];

/// Plans of those who have a part to play and of some others, one of them due today; and what one of them learnt.
pub async fn write(usecases: &UseCases, cast: &Cast, now: DateTime<Utc>) -> Result<(), Failure> {
    let today = day_in(now, LONDON);
    let attended = attended_by(usecases, cast.developed()).await?;
    if let Some(latest) = attended.last() {
        let both = Sharing { trainer: true, manager: true };
        let actions = vec![action(0, before(today, 20)), action(1, today), action(3, after(today, 30))];
        plan(usecases, *latest, actions, both).await?;
    }
    if let Some(first) = attended.first().filter(|_| attended.len() > 1) {
        plan(usecases, *first, vec![action(4, before(today, 90))], Sharing::default()).await?;
        let said = WriteReflection {
            booking: *first,
            learnt: Some(
                "To ask what happened and who was affected, before I look for who is to blame.".to_owned(),
            ),
            difference: None,
            peer: Some(
                "My colleague in the duty team asks the same questions in another order; we tried both."
                    .to_owned(),
            ),
            revision: None,
        };
        usecases.write_reflection(said).await?;
    }
    let others = cast.team().into_iter().chain(cast.of(HILLSIDE).into_iter().take(3)).chain(cast.newcomers());
    for (at, person) in others.take(24).enumerate() {
        let Some(booking) = attended_by(usecases, person).await?.pop() else { continue };
        let days = u64::try_from(at).unwrap_or_default();
        let first = action(at, before(today, 10 + days));
        let second = action(at + 1, after(today, 5 + days));
        let sharing = Sharing { trainer: at % 3 != 2, manager: at % 2 == 0 };
        plan(usecases, booking, vec![first, second], sharing).await?;
    }
    Ok(())
}

fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

fn after(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}

fn action(at: usize, by: NaiveDate) -> ActionInput {
    let (text, state, note) = MEANT[at % MEANT.len()];
    ActionInput { id: None, text: text.to_owned(), by, state, note: note.map(str::to_owned) }
}

/// The bookings of a person that were attended, the earliest first.
async fn attended_by(usecases: &UseCases, person: PersonId) -> Result<Vec<BookingId>, Failure> {
    let filter = BookingFilter {
        person: Some(person),
        state: Some(BookingState::Attended),
        limit: 20,
        ..BookingFilter::default()
    };
    let mut views = usecases.db.read(move |c| booking::list(c, &filter)).await?;
    views.sort_by_key(|view| view.starts_at);
    Ok(views.into_iter().map(|view| view.id).collect())
}

async fn plan(
    usecases: &UseCases,
    booking: BookingId,
    actions: Vec<ActionInput>,
    sharing: Sharing,
) -> Result<(), Failure> {
    usecases.write_action_plan(WriteActionPlan { booking, actions, sharing, revision: None }).await?;
    Ok(())
}
