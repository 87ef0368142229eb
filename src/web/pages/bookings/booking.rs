//! One booking: what it is, what hangs on it, what happened to it, and what can be done now.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    booking_facts::{BookedDate, BookingFacts, Dispute, Needs, Outcome},
    booking_lines::conditions,
    booking_words as words,
};
use crate::{
    app::App,
    domain::{
        access::{Access, Action, Relation, may},
        action_plans::why_not_written,
        attendance::objections_end,
        booking_states::{active, has_result},
        cancellations::{consequence, last_moment, may_still_change},
        delivery,
        grammar::{Voice, listed},
        hand_overs::judged_at,
        ids::{Booking, BookingId},
        sessions::Span,
        times,
        words::{BookingState, Delivery},
    },
    store::{
        error::Error,
        read::{
            bookings::{
                access_needs::{self, AccessNeedsView},
                booking::{self as views, BookingView, HandedTo},
                hand_overs,
                own_bookings::{self, OwnBooking},
            },
            people::relations,
            practice::action_plans::has_plan,
            registers::register_answers::{self, DisputeView},
            sessions::session_rows,
        },
    },
    web::{
        error::ApiResult,
        extract::{Caller, Member, Params, PathId},
        page_facts::Link,
        pages::{feedback::afterwards, sessions::joining::JoiningFacts},
        render::{Page, see},
        resting::{sentences, timed},
        why::seen_by,
    },
};

/// What was just done, by the word in the address.
const DONE: [(&str, &str); 22] = [
    ("booked", "Your place is booked."),
    ("requested", "Your place is held, and we have asked for the yes it needs."),
    ("waitlisted", "You are on the waiting list."),
    ("cancelled", "The booking is cancelled."),
    ("left", "You have left the waiting list."),
    ("withdrawn", "The request is withdrawn."),
    ("moved", "The booking is moved. The calendar entry moves with it."),
    ("handed-over", "The place is handed over. Your colleague has been told."),
    ("offered-on", "The place is offered to your colleague. It stays where it is until they say yes."),
    ("kept", "The offer is taken back. The place stays where it is."),
    ("taken", "The place is yours."),
    ("asked", "The place is held, and we have asked for the yes it needs."),
    ("passed-on", "The place goes to the next person in line."),
    ("approved", "You said yes. The place is booked, and the person has been told."),
    ("declined", "You said no. The person has been told why."),
    ("said", "Thank you. The trainer and the training team have been told; you will be answered."),
    ("needs", "What you need is noted. You will see here when it is arranged."),
    ("waiting", "Your wish for the waiting list is kept."),
    ("turned-down", "The other date is turned down."),
    ("feedback", "Thank you. Your answers are kept, and you can change them for 14 days."),
    ("unquoted", "You are not quoted any more."),
    ("link-back", "The link is taken back: it leads nowhere from now on."),
];

/// The sentence for what was just done.
pub(in crate::web::pages) fn notice(done: Option<&str>) -> Option<&'static str> {
    DONE.iter().find(|(word, _)| Some(*word) == done).map(|(_, sentence)| *sentence)
}

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// A booking somebody has opened, with how they stand to it.
pub(in crate::web::pages) struct Opened {
    /// The booking.
    pub own: OwnBooking,
    /// How they stand to it.
    pub relation: Relation,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The moment by which giving the place up is judged: when it was offered to a colleague who did not take it up.
    pub judged_at: DateTime<Utc>,
    /// As answers show it, with what rests on it and to whom it is offered.
    pub view: BookingView,
}

impl Opened {
    /// Who a sentence about it speaks to.
    pub fn voice(&self) -> Voice<'_> {
        if self.relation.own { Voice::You } else { Voice::Of(&self.own.person_name) }
    }

    /// Whether the caller may do this to it.
    pub fn may(&self, caller: &Caller, action: Action) -> bool {
        may(Some(&caller.actor), action, &self.relation) == Access::Yes
    }

    /// What rests on it, a sentence each: said before it is given up, moved or handed over.
    pub fn resting(&self) -> Vec<String> {
        sentences(&self.view.depends)
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("/bookings/{}", self.own.id)
    }

    /// "Introduction, Tuesday 12 January 2027, 10am to 1pm".
    pub fn title_and_date(&self) -> String {
        format!(
            "{}, {}",
            self.own.course_title,
            words::when(&self.own, words::next_date(&self.own, self.now))
        )
    }
}

/// Opens a booking for a page about doing this to it.
pub(in crate::web::pages) async fn open(
    app: &App,
    caller: &Caller,
    id: BookingId,
    action: Action,
) -> ApiResult<Opened> {
    caller.could(action)?;
    let (actor, now) = (caller.id(), app.clock.now());
    let caller = caller.clone();
    app.reads
        .run(move |c| {
            let relation = relations::to_booking(c, actor, id, now)?;
            caller.may(action, &relation)?;
            let view = seen_by(timed(views::view(c, id)?, now), &caller);
            let judged_at = judged_at(&hand_overs::offered(c, id, view.session_id)?, now);
            Ok(Opened { own: own_bookings::one(c, id)?, relation, now, judged_at, view })
        })
        .await
}

struct Rest {
    trainers: Vec<String>,
    needs: AccessNeedsView,
    disputes: Vec<DisputeView>,
    has_plan: bool,
}

/// The booking.
pub async fn show(
    app: Data<App>,
    id: PathId<Booking>,
    member: Member,
    asked: Params<Asked>,
) -> ApiResult<HttpResponse> {
    let caller = &member.caller;
    let opened = open(&app, caller, id.0, Action::ReadBooking).await?;
    if opened.view.on_demand {
        return see(format!("/bookings/{}/on-demand", id.0));
    }
    let session = opened.own.session_id;
    let rest = app
        .reads
        .run(move |c| {
            Ok::<_, Error>(Rest {
                trainers: session_rows::trainers(c, &[session])?.into_iter().map(|(.., name)| name).collect(),
                needs: access_needs::of_booking(c, id.0)?,
                disputes: register_answers::disputes_of(c, id.0)?,
                has_plan: has_plan(c, id.0)?,
            })
        })
        .await?;
    let done = asked.0.done;
    let afterwards = if opened.relation.own { afterwards::facts(&app, id.0).await? } else { None };
    let facts = BookingFacts { afterwards, ..facts(&opened, caller, &rest, done.as_deref()) };
    let back = if opened.relation.own {
        ("/my-bookings".to_owned(), "My bookings".to_owned())
    } else if opened.may(caller, Action::ReadRoster) {
        (format!("/sessions/{session}/roster"), "Who is coming".to_owned())
    } else {
        (format!("/people/{}", opened.own.person_id), opened.own.person_name.clone())
    };
    Page::of(&member.visit, opened.own.course_title.clone(), &facts)?
        .here(if opened.relation.own { "/my-bookings" } else { "" })
        .back(back.0, back.1)
        .notice(notice(done.as_deref()))
        .answer(&app)
}

fn facts(opened: &Opened, caller: &Caller, rest: &Rest, done: Option<&str>) -> BookingFacts {
    let (own, now) = (&opened.own, opened.now);
    let joins = own.state == BookingState::Booked
        && own.ends_at > now
        && may(Some(&caller.actor), Action::ReadJoining, &opened.relation) == Access::Yes;
    let joining = joins.then(|| words::next_date(own, now)).and_then(|date| own.joining_at(date));
    let fresh = matches!(done, Some("booked" | "requested" | "waitlisted" | "taken" | "asked" | "moved"));
    let last = last_moment(own.starts_at, own.notice_days);
    let held = matches!(own.state, BookingState::Booked | BookingState::Requested) && own.starts_at > now;
    let reads_needs = opened.may(caller, Action::ReadAccessNeeds);
    let keeps = opened.relation.booked && opened.relation.own && own.state == BookingState::Booked;
    let date = |date: &Span| BookedDate {
        part: words::part(own, *date),
        when: words::when(own, *date),
        over: date.ends_at <= now,
    };
    let dispute = |dispute: &DisputeView| Dispute {
        words: dispute.words.clone(),
        at: times::day(times::day_in(dispute.opened_at, own.timezone)),
        answer: dispute.answer.clone(),
    };
    let needs = rest.needs.needs.clone().filter(|_| reads_needs);
    BookingFacts {
        whose: (!opened.relation.own).then(|| own.person_name.clone()),
        organisation: opened.view.organisation.as_ref().map(|organisation| organisation.name.clone()),
        reference: own.reference.clone(),
        state: words::state_tag(own, now),
        next: if fresh { next_words(own, done == Some("moved")) } else { &[] },
        onward: if active(own.state) { Vec::new() } else { onward(opened, done) },
        dates: own.dates.iter().map(date).collect(),
        one_date: own.dates.len() == 1,
        place: delivery::place(own.delivery, own.location.as_deref()),
        trainers: listed(&rest.trainers, "and"),
        joins,
        on_zoom: own.delivery == Delivery::Zoom,
        joining: joining.as_ref().map(JoiningFacts::from),
        calendar: keeps.then(|| format!("/sessions/{}/calendar.ics", own.session_id)),
        waiting: waiting_words(own),
        handed_to: opened.view.handed_to.as_ref().map(handed_words),
        conditions: if active(own.state) { conditions(own, opened.voice()) } else { Vec::new() },
        cancelling: held.then(|| consequence(last, own.timezone, opened.judged_at)),
        short_notice: own.short_notice,
        course: format!("/courses/{}", own.course_slug),
        result: own.result.as_ref().filter(|_| has_result(own.state)).map(|result| Outcome {
            cpd: (result.cpd_minutes > 0).then(|| times::cpd_length(result.cpd_minutes)),
            basis: result.cpd_basis.clone(),
        }),
        certificate: own.certificate.map(|id| format!("/certificates/{id}")),
        plan: plan_link(opened, rest.has_plan),
        disputes: rest.disputes.iter().map(dispute).collect(),
        afterwards: None,
        needs: needs.map(|words| Needs { words, arranged: rest.needs.arranged }),
        actions: actions(opened, caller, rest, reads_needs),
        history: words::history(&opened.view.history, caller.id(), own.timezone),
    }
}

/// Where its person writes and reads what they mean to do with it.
fn plan_link(opened: &Opened, has_one: bool) -> Option<Link> {
    let own = &opened.own;
    let may = opened.relation.own && why_not_written(own.state, own.starts_at, opened.now, has_one).is_none();
    let label = if has_one { "See my action plan" } else { "Write my action plan" };
    may.then(|| Link::to(format!("{}/action-plan", opened.address()), label))
}

/// Where to go on from a booking that has just ended: no page leads nowhere.
fn onward(opened: &Opened, done: Option<&str>) -> Vec<Link> {
    if !matches!(done, Some("cancelled" | "left" | "withdrawn" | "passed-on" | "turned-down")) {
        return Vec::new();
    }
    let own = &opened.own;
    let dates = Link::to(
        format!("/courses/{}#dates", own.course_slug),
        format!("See the other dates of {}", own.course_title),
    );
    let home = opened.relation.own.then(|| Link::to("/my-ladder", "Your ladder"));
    [Some(dates), home].into_iter().flatten().collect()
}

/// What happens next, said once after booking or moving.
fn next_words(own: &OwnBooking, moved: bool) -> &'static [&'static str] {
    match own.state {
        BookingState::Booked if moved => &[
            "The change, with a new calendar entry, is on its way by e-mail.",
            "A reminder comes a week and a day before.",
        ],
        BookingState::Booked if own.delivery != Delivery::Zoom => &[
            "A confirmation with a calendar entry is on its way to you by e-mail.",
            "We remind you a week and a day before.",
        ],
        BookingState::Booked => &[
            "A confirmation with a calendar entry is on its way to you by e-mail.",
            "We remind you a week and a day before.",
            "On the day, the link to join stands at the top of your ladder and on this page.",
        ],
        BookingState::Requested => &[
            "We have asked for the yes your organisation wants; the place is held for you meanwhile.",
            "We mail you as soon as there is an answer.",
        ],
        BookingState::Waitlisted => &[
            "When a place comes up, we mail you and keep it for you for a while.",
            "You can also have it booked for you without being asked: see below.",
        ],
        _ => &[],
    }
}

fn waiting_words(own: &OwnBooking) -> Option<String> {
    let position = own.waitlist_position?;
    let auto = own.auto_book_until.map_or(String::new(), |day| {
        format!(" A place that comes up until {} is booked without asking.", times::day(day))
    });
    Some(if own.skipped {
        "Two offers were not answered, so others are asked first until you say that you still want a place."
            .to_owned()
    } else {
        format!("Number {position} in line.{auto}")
    })
}

fn handed_words(to: &HandedTo) -> String {
    let until = times::until(to.until, times::LONDON);
    format!("On offer to {} {until}. The place stays where it is until they say yes.", to.name)
}

/// The links to what this caller may do to it now.
fn actions(opened: &Opened, caller: &Caller, rest: &Rest, reads_needs: bool) -> Vec<Link> {
    use BookingState::{Booked, Offered, Requested, Waitlisted};
    let (own, now) = (&opened.own, opened.now);
    let changeable = active(own.state) && may_still_change(own.starts_at, now, caller.actor.is_coordinator);
    let in_doubt = active(own.state) && own.conditions.iter().any(|condition| condition.failed);
    let objectable =
        own.result.as_ref().is_some_and(|r| has_result(own.state) && now < objections_end(r.closed_at));
    let open_dispute = rest.disputes.iter().any(|dispute| dispute.answer.is_none());
    let replaceable = own.conditions.iter().any(|condition| condition.answer_by.is_some());
    let cancel = match own.state {
        Waitlisted => "Leave the waiting list",
        Requested => "Withdraw the request",
        _ => "Give up the place",
    };
    let needs = if rest.needs.needs.is_some() && reads_needs {
        "Change access needs"
    } else {
        "Say what you need to take part"
    };
    let all = [
        (Action::AcceptOffer, "offer", "Answer the offer", changeable && own.state == Offered),
        (Action::ApproveBooking, "approval", "Say yes or no", changeable && own.state == Requested),
        (Action::EditWaiting, "waiting", "Change how you wait", changeable && own.state == Waitlisted),
        (Action::DeclineReplacement, "replacement", "Answer about the other date", changeable && replaceable),
        (
            Action::MoveBooking,
            "move",
            "Move to another date",
            changeable && matches!(own.state, Booked | Requested),
        ),
        (
            Action::SubstituteBooking,
            "hand-over",
            "Hand it to a colleague",
            changeable && own.state == Booked && opened.view.handed_to.is_none(),
        ),
        (Action::SubstituteBooking, "take-back", "Take the offer back", opened.view.handed_to.is_some()),
        (Action::EditAccessNeeds, "access-needs", needs, active(own.state) && own.ends_at > now),
        (Action::Dispute, "wrong", "This is wrong", (objectable || in_doubt) && !open_dispute),
        (Action::CancelBooking, "cancel", cancel, changeable && own.state != Offered),
    ];
    all.into_iter()
        .filter(|(action, _, _, now)| *now && opened.may(caller, *action))
        .map(|(_, path, label, _)| Link::to(format!("{}/{path}", opened.address()), label))
        .collect()
}
