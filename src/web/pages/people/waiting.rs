//! "Waiting for you": what every home begins with.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    app::App,
    domain::{
        action_plans::due_from,
        ids::BookingId,
        times::{self, Zone, day_in, day_without_year},
        waiting::{Matter, Pressing, Waited, waiting},
    },
    store::{
        error::Error,
        read::{
            catalogue::teams::Wanted,
            commissions::{commission_desk::OpenProposal, invitations::InvitationView},
            people::{
                domain_asks::DomainAsk,
                waiting::{MayWait, OpenOffer, Unfinished, may_wait},
            },
            practice::due_actions::DueAction,
            practitioners::{register::Practitioner, supports::Supported},
            sessions::session,
        },
    },
    usecases::bookings::answer_hand_over::OfferedPlace,
    web::{
        error::ApiResult,
        extract::Caller,
        pages::{bookings::hand_over, sessions::date_words::since, wording},
    },
};

/// How many stand there at once; more are folded away.
const SHOWN: usize = 3;
/// How many characters of an action stand there.
const LONGEST_ABOUT: usize = 90;

/// What waits for somebody: the facts of `templates/partials/pages/waiting.hbs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(in crate::web) struct Waiting {
    /// The most pressing.
    lines: Vec<WaitingLine>,
    /// The others.
    more: Vec<WaitingLine>,
    /// How many others there are, in words.
    count: String,
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct WaitingLine {
    /// What is waited for.
    what: String,
    /// The course and its date.
    about: String,
    /// How it presses, or how much it is.
    note: String,
    /// Where it is answered or finished.
    address: String,
    /// What is done there.
    act: &'static str,
}

/// The place that a colleague offers, with the link to its page.
struct HandedOver {
    offer: OfferedPlace,
    about: String,
    address: String,
}

impl Waiting {
    /// Nothing, one thing, and more than are shown at once.
    pub(in crate::web::pages) fn samples() -> Vec<Self> {
        let line = WaitingLine {
            what: "A place has come up for you".to_owned(),
            about: "Circles and meetings, Tuesday 12 January".to_owned(),
            note: "It is kept for you until 5pm, Wednesday 6 January".to_owned(),
            address: "/bookings/01930000-0000-7000-8000-000000000001/offer".to_owned(),
            act: "Answer the offer",
        };
        vec![Self::default(), Self::of(vec![line.clone()]), Self::of(vec![line; SHOWN + 1])]
    }

    /// The one thing that presses most of all that somebody has to see to.
    pub(in crate::web::pages) fn top(heading: &str, about: &str, note: &str, address: &str) -> Self {
        Self::of(vec![WaitingLine {
            what: heading.to_owned(),
            about: about.to_owned(),
            note: note.to_owned(),
            address: address.to_owned(),
            act: "See to it",
        }])
    }

    fn of(mut lines: Vec<WaitingLine>) -> Self {
        let more = lines.split_off(SHOWN.min(lines.len()));
        let count = if more.len() == 1 { "1 more".to_owned() } else { format!("{} more", more.len()) };
        Self { lines, more, count }
    }
}

/// What waits for whoever is signed in, wherever they feel at home.
pub(in crate::web::pages) async fn for_caller(app: &App, caller: &Caller) -> ApiResult<Waiting> {
    let (actor, now) = (caller.actor, app.clock.now());
    let found = app.reads.run(move |c| may_wait(c, &actor, now)).await?;
    let handed_over = handed_over(app, caller).await?;
    let lines = waiting(matters(&found, handed_over, now), now);
    Ok(Waiting::of(lines.into_iter().map(|matter| matter.about).collect()))
}

async fn handed_over(app: &App, caller: &Caller) -> ApiResult<Option<HandedOver>> {
    let Some(token) = app.usecases.offered_to(caller.id()).await? else { return Ok(None) };
    let Some(offer) = app.usecases.offered_place(&token).await? else { return Ok(None) };
    let id = offer.session;
    let view = app.reads.run(move |c| Ok::<_, Error>(session::session(c, id)?.view)).await?;
    let about = view.dates.first().map(|first| dated(&view.course.title, first.starts_at, view.timezone));
    Ok(Some(HandedOver {
        offer,
        about: about.unwrap_or_else(|| view.course.title.clone()),
        address: hand_over::address(&token),
    }))
}

fn matters(found: &MayWait, handed_over: Option<HandedOver>, now: DateTime<Utc>) -> Vec<Matter<WaitingLine>> {
    let mut all: Vec<Matter<WaitingLine>> = found.offers.iter().map(offer).collect();
    all.extend(handed_over.map(colleague));
    all.extend(found.wanted.iter().map(wanted));
    all.extend(found.invitations.iter().filter_map(invitation));
    all.extend(found.proposals.iter().map(|one| proposal(one, now)));
    all.extend(found.trained.iter().filter(|one| one.open).map(|one| attendance(one, now)));
    all.extend(found.trained.iter().filter_map(disputed));
    all.extend(found.belonging.iter().map(belonging));
    all.extend(actions(&found.due_actions, now));
    all.extend(found.support.iter().map(support));
    all.extend(found.lapsing.iter().filter_map(lapsing));
    all
}

/// "Circles and meetings, Tuesday 12 January".
fn dated(course: &str, starts_at: DateTime<Utc>, zone: Zone) -> String {
    format!("{course}, {}", day_without_year(day_in(starts_at, zone.tz())))
}

fn until(at: DateTime<Utc>) -> String {
    times::until(at, times::LONDON)
}

fn offer(one: &OpenOffer) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::Place,
        pressing: Pressing::Until(one.until),
        about: WaitingLine {
            what: "A place has come up for you".to_owned(),
            about: dated(&one.course, one.starts_at, one.timezone),
            note: format!("It is kept for you {}.", until(one.until)),
            address: format!("/bookings/{}/offer", one.booking),
            act: "Answer the offer",
        },
    }
}

fn colleague(one: HandedOver) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::HandOver,
        pressing: Pressing::Until(one.offer.until),
        about: WaitingLine {
            what: format!("{} offers you a place", one.offer.giver),
            about: one.about,
            note: format!("You can take it {}.", until(one.offer.until)),
            address: one.address,
            act: "Say yes or no",
        },
    }
}

fn wanted(one: &Wanted) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::Yes,
        pressing: Pressing::Until(one.starts_at),
        about: WaitingLine {
            what: format!("{} asks for your yes", one.person),
            about: dated(&one.course, one.starts_at, one.timezone),
            note: "The place is held meanwhile.".to_owned(),
            address: format!("/bookings/{}/approval", one.booking),
            act: "Answer the request",
        },
    }
}

fn invitation(one: &InvitationView) -> Option<Matter<WaitingLine>> {
    let first = one.dates.first()?;
    Some(Matter {
        waited: Waited::Invitation,
        pressing: Pressing::Until(first.starts_at),
        about: WaitingLine {
            what: format!("{} may name people", one.organisation.name),
            about: dated(&one.course.title, first.starts_at, one.timezone),
            note: "Your organisation is invited.".to_owned(),
            address: format!("/invitations/{}", one.id),
            act: "Answer the invitation",
        },
    })
}

fn proposal(one: &OpenProposal, now: DateTime<Utc>) -> Matter<WaitingLine> {
    let course = one.course.as_deref().unwrap_or("Training for your team");
    Matter {
        waited: Waited::Proposal,
        pressing: Pressing::Since(one.since),
        about: WaitingLine {
            what: "A proposal waits for your answer".to_owned(),
            about: match &one.organisation {
                Some(organisation) => format!("{course} for {organisation}"),
                None => course.to_owned(),
            },
            note: sentence("With you", one.since, now),
            address: format!("/commissions/{}", one.commission),
            act: "Read the proposal",
        },
    }
}

fn attendance(one: &Unfinished, now: DateTime<Utc>) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::Attendance,
        pressing: Pressing::Since(one.ends_at),
        about: WaitingLine {
            what: "Attendance is not finished".to_owned(),
            about: dated(&one.course, one.starts_at, one.timezone),
            note: match one.people {
                0 => "Nobody was booked.".to_owned(),
                1 => format!("1 person waits for their result, {}.", since(one.ends_at, now)),
                count => format!("{count} people wait for their results, {}.", since(one.ends_at, now)),
            },
            address: format!("/sessions/{}/attendance", one.session),
            act: "Finish attendance",
        },
    }
}

fn disputed(one: &Unfinished) -> Option<Matter<WaitingLine>> {
    let (count, since) = one.disputes?;
    let say = if count == 1 { "says" } else { "say" };
    Some(Matter {
        waited: Waited::Dispute,
        pressing: Pressing::Since(since),
        about: WaitingLine {
            what: format!("{} {say} “This is wrong”", wording::people(count)),
            about: dated(&one.course, one.starts_at, one.timezone),
            note: "They wait for an answer about their result.".to_owned(),
            address: format!("/sessions/{}/disputes", one.session),
            act: "Read and answer",
        },
    })
}

fn belonging(one: &DomainAsk) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::Belonging,
        pressing: Pressing::Since(one.since),
        about: WaitingLine {
            what: format!("Do you belong to {}?", one.name),
            about: one.email.clone(),
            note: "Your address is one of theirs.".to_owned(),
            address: "/account/who-sees".to_owned(),
            act: "Say yes or no",
        },
    }
}

/// A line for each plan with actions whose day has come.
fn actions(due: &[DueAction], now: DateTime<Utc>) -> Vec<Matter<WaitingLine>> {
    let mut lines = Vec::new();
    let has_come = |one: &&DueAction| due_from(one.by, one.timezone.tz()).is_some_and(|from| from <= now);
    let mut told: Vec<BookingId> = Vec::new();
    for one in due.iter().filter(has_come) {
        if told.contains(&one.booking) {
            continue;
        }
        told.push(one.booking);
        let others = due.iter().filter(has_come).filter(|other| other.booking == one.booking).count() - 1;
        lines.push(Matter {
            waited: Waited::Action,
            pressing: Pressing::Since(due_from(one.by, one.timezone.tz()).unwrap_or(now)),
            about: WaitingLine {
                what: "Have you done it?".to_owned(),
                about: shortened(&one.text),
                note: match others {
                    0 => format!("From your action plan after {}.", one.course),
                    1 => format!("And 1 more from your action plan after {}.", one.course),
                    count => format!("And {count} more from your action plan after {}.", one.course),
                },
                address: format!("/bookings/{}/action-plan", one.booking),
                act: "Done or not yet",
            },
        });
    }
    lines
}

/// As much of an action as a line takes.
fn shortened(text: &str) -> String {
    let short: String = text.chars().take(LONGEST_ABOUT).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

fn support(one: &Supported) -> Matter<WaitingLine> {
    Matter {
        waited: Waited::Support,
        pressing: Pressing::Since(one.asked_at),
        about: WaitingLine {
            what: format!("{} asks for your support", one.person.1),
            about: "In restorative practice".to_owned(),
            note: "It counts once you say yes.".to_owned(),
            address: "/my-practice".to_owned(),
            act: "Say yes or no",
        },
    }
}

fn lapsing(one: &Practitioner) -> Option<Matter<WaitingLine>> {
    let until = one.until?;
    let note = match one.dates.first() {
        Some(date) => {
            let day = day_without_year(day_in(date.starts_at, date.timezone.tz()));
            if date.late {
                format!("No date comes before that; the next is {day}.")
            } else {
                format!("The next date that keeps it is {day}.")
            }
        }
        None => "No date is open at the moment.".to_owned(),
    };
    Some(Matter {
        waited: Waited::Practice,
        pressing: Pressing::Until(times::start_of_day(until.succ_opt()?, times::LONDON)),
        about: WaitingLine {
            what: format!("You are current only until {}", day_without_year(until)),
            about: one.course.title.clone(),
            note,
            address: "/my-practice".to_owned(),
            act: "See what keeps it",
        },
    })
}

/// "With you for 2 days."
fn sentence(begins: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{begins} {}.", since(at, now))
}
