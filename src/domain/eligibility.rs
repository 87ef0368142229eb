//! May this person have a place on this session? The answer names every reason against it at once.
//!
//! Whether there is a place is not decided here: a full session is no refusal (see [`super::places`]).

use chrono::{DateTime, Utc};

use super::{
    booking_states::{active, upcoming},
    grammar::Voice,
    ids::{BookingId, GroupId, OrganisationId},
    prerequisites::{
        EarlierBooking, FirstDate, Group, GroupJudgement, Judgement, Shortfall, Standing, Target, judge,
    },
    refusals::{Candidate, Refusal, Speaker, date_after, other_date, step_for_group},
    sessions::{Span, any_overlap, first_start, last_end},
    words::{BookingState, RefusalCode, SessionState},
};

pub use super::booking_facts::{
    Audience, Booker, BookingFacts, CourseFacts, MembershipFacts, PersonFacts, SessionFacts,
};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub by: Booker,
    /// The organisation named for the booking; chosen when `None`.
    pub organisation: Option<OrganisationId>,
    /// The booking this is about, which counts against nothing: the one that is moved, or whose offer is accepted.
    pub own: Option<BookingId>,
    /// Whether a line is joined instead of a place taken. Taking a place ends the person's waiting for the course;
    /// joining another line does not.
    pub joins_waitlist: bool,
}

/// A condition the place hangs on, to be stored with the booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCondition {
    /// The group it is about.
    pub group: GroupId,
    /// The earlier booking that must be attended.
    pub depends_on: BookingId,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibility {
    /// No reason speaks against it.
    pub eligible: bool,
    /// The bookings the place would hang on, each once.
    pub conditional_on: Vec<BookingId>,
    /// Every reason against it.
    pub refusals: Vec<Refusal>,
    /// What to store with the booking.
    pub conditions: Vec<NewCondition>,
    /// How each group stands.
    pub groups: Vec<GroupJudgement>,
    /// The organisation the booking is made under: the one named, else the first that makes the person eligible,
    /// else the oldest confirmed.
    pub organisation: Option<OrganisationId>,
}

/// Decides. `candidates` are the sessions a next step is chosen from: those of this course and of the courses its
/// prerequisite names.
#[must_use]
pub fn decide(
    course: &CourseFacts,
    session: &SessionFacts,
    person: &PersonFacts,
    request: &Request,
    candidates: &[Candidate],
) -> Eligibility {
    let case = Case { course, session, person, request, candidates };
    let mut refusals = case.session_refusals();
    refusals.extend(case.booking_refusals());

    let confirmed = || person.memberships.iter().filter(|membership| membership.confirmed);
    let chosen =
        request.organisation.and_then(|named| person.memberships.iter().find(|m| m.organisation == named));
    let choices: Vec<Option<&MembershipFacts>> = match (request.organisation, chosen) {
        (Some(_), found) => vec![found],
        (None, _) if confirmed().next().is_none() => vec![None],
        (None, _) => confirmed().map(Some).collect(),
    };
    let under = choices
        .iter()
        .map(|choice| case.under(*choice))
        .find(|under| under.refusals.is_empty())
        .unwrap_or_else(|| case.under(choices.first().copied().flatten()));
    refusals.extend(under.refusals);

    let conditions: Vec<NewCondition> = under
        .groups
        .iter()
        .filter_map(|judged| match judged.judgement {
            Judgement::Planned { depends_on, .. } => Some(NewCondition { group: judged.group, depends_on }),
            _ => None,
        })
        .collect();
    let mut conditional_on: Vec<BookingId> =
        conditions.iter().map(|condition| condition.depends_on).collect();
    conditional_on.sort_unstable();
    conditional_on.dedup();
    Eligibility {
        eligible: refusals.is_empty(),
        conditional_on,
        refusals,
        conditions,
        groups: under.groups,
        organisation: request.organisation.or(under.organisation),
    }
}

/// The part of the answer that depends on the organisation the booking is made under.
struct Under {
    organisation: Option<OrganisationId>,
    refusals: Vec<Refusal>,
    groups: Vec<GroupJudgement>,
}

struct Case<'a> {
    course: &'a CourseFacts,
    session: &'a SessionFacts,
    person: &'a PersonFacts,
    request: &'a Request,
    candidates: &'a [Candidate],
}

impl Case<'_> {
    fn speaker(&self) -> Speaker<'_> {
        let voice = match self.request.by {
            Booker::Themselves => Voice::You,
            _ => Voice::Of(&self.person.name),
        };
        Speaker { voice, course_title: &self.course.title }
    }

    fn others(&self) -> impl Iterator<Item = &BookingFacts> {
        self.person.bookings.iter().filter(|booking| Some(booking.id) != self.request.own)
    }

    /// The booking whose offer is accepted: what we have offered is honoured after booking has closed.
    fn accepts_here(&self) -> bool {
        let own = self.person.bookings.iter().find(|booking| Some(booking.id) == self.request.own);
        own.is_some_and(|own| own.session == self.session.id)
    }

    fn session_refusals(&self) -> Vec<Refusal> {
        let (session, request, now) = (self.session, self.request, self.request.now);
        let office = request.by.is_office();
        let started = first_start(&session.dates).is_some_and(|start| start <= now);
        let window_binds = !office && request.by != Booker::Trainer && !self.accepts_here();
        let mut codes = Vec::new();
        match session.state {
            SessionState::Cancelled => codes.push(RefusalCode::SessionCancelled),
            SessionState::Draft | SessionState::Delivered => codes.push(RefusalCode::NotPublished),
            SessionState::Published => {}
        }
        if session.private && window_binds {
            codes.push(RefusalCode::PrivateSession);
        }
        match request.by {
            Booker::Themselves | Booker::Manager if started => codes.push(RefusalCode::SessionStarted),
            Booker::Trainer if !started => codes.push(RefusalCode::SessionNotStarted),
            _ => {}
        }
        if window_binds && session.booking_opens_at.is_some_and(|opens| now < opens) {
            codes.push(RefusalCode::BookingNotOpen);
        }
        if window_binds && session.booking_closes_at.is_some_and(|closes| closes <= now) {
            codes.push(RefusalCode::BookingClosed);
        }
        let busy: Vec<Span> =
            self.others().filter(|b| active(b.state)).flat_map(|b| b.dates.clone()).collect();
        let next = other_date(self.course.id, session.id, &busy, self.candidates);
        codes.into_iter().map(|code| Speaker::about_session(code, session, next.clone())).collect()
    }

    fn booking_refusals(&self) -> Vec<Refusal> {
        let (session, request, speaker) = (self.session, self.request, self.speaker());
        let mut refusals = Vec::new();
        if self.person.disabled {
            refusals.push(speaker.disabled());
        }
        let busy: Vec<Span> =
            self.others().filter(|b| active(b.state)).flat_map(|b| b.dates.clone()).collect();
        if self.person.runs.contains(&session.id) {
            let next = other_date(self.course.id, session.id, &busy, self.candidates);
            refusals.push(speaker.runs_session(next));
        }
        let here = self.others().find(|booking| booking.session == session.id && active(booking.state));
        if let Some(booking) = here {
            refusals.push(speaker.already_booked(booking));
        }
        if !request.by.is_office() {
            let elsewhere = self.others().find(|booking| {
                booking.course == self.course.id
                    && booking.session != session.id
                    && !booking.beside_the_limit
                    // Taking a place ends the person's offers for the course; waiting here makes no second place.
                    && booking.state != BookingState::Offered
                    && last_end(&booking.dates).is_some_and(|end| upcoming(booking.state, end, request.now))
            });
            if let Some(booking) = elsewhere {
                refusals.push(speaker.already_booked_course(booking));
            }
        }
        let clashing = self.others().filter(|booking| {
            active(booking.state)
                && booking.session != session.id
                && !self.ends_with_this(booking)
                && any_overlap(&booking.dates, &session.dates)
        });
        for booking in clashing {
            let next = other_date(self.course.id, session.id, &busy, self.candidates);
            refusals.push(speaker.overlapping(booking, &session.dates, next));
        }
        refusals
    }

    /// Waiting or offered on another date of the course: ends when a place is taken here, so it bars nothing.
    fn ends_with_this(&self, booking: &BookingFacts) -> bool {
        !self.request.joins_waitlist
            && booking.course == self.course.id
            && matches!(booking.state, BookingState::Waitlisted | BookingState::Offered)
    }

    fn under(&self, membership: Option<&MembershipFacts>) -> Under {
        let (course, person, speaker) = (self.course, self.person, self.speaker());
        let confirmed = membership.filter(|membership| membership.confirmed);
        let named = self.request.organisation;
        let claimed: Vec<&MembershipFacts> = person
            .memberships
            .iter()
            .filter(|m| !m.confirmed && named.is_none_or(|named| named == m.organisation))
            .collect();
        let mut refusals = Vec::new();
        // The office may book under an organisation that commissioned the training for people outside it.
        if named.is_some() && membership.is_none() && !self.request.by.is_office() {
            refusals.push(speaker.not_a_member());
        }
        let admits = |m: &MembershipFacts| course.audience.admits(m.organisation, m.kind);
        if !course.audience.everybody() && !confirmed.is_some_and(admits) {
            let awaited = claimed.iter().copied().find(|m| admits(m));
            refusals.push(speaker.audience(&course.audience, awaited.map(|m| m.name.as_str())));
        }
        let groups = self.judge_groups(confirmed, &claimed);
        for judged in &groups {
            let Judgement::Unmet(shortfall) = judged.judgement else { continue };
            let Some(group) = course.groups.iter().find(|group| group.id == judged.group) else { continue };
            if let Some((booking, ends_at)) =
                self.booked_too_late(group).filter(|_| shortfall == Shortfall::Unmet)
            {
                let next = date_after(course.id, ends_at, self.candidates);
                refusals.push(speaker.before_own_booking(group, booking, next));
                continue;
            }
            let organisation = match shortfall {
                Shortfall::Unconfirmed(id) => claimed.iter().find(|m| m.organisation == id),
                _ => None,
            };
            let name = organisation.map_or("", |m| m.name.as_str());
            refusals.push(speaker.prerequisite(
                group,
                shortfall,
                name,
                step_for_group(group, self.candidates),
            ));
        }
        Under { organisation: confirmed.map(|m| m.organisation), refusals, groups }
    }

    /// The person's own place on what the group asks for, where it is over only after this session has begun; of
    /// several the one that is over first.
    fn booked_too_late(&self, group: &Group) -> Option<(&BookingFacts, DateTime<Utc>)> {
        let starts_at = first_start(&self.session.dates)?;
        self.others()
            .filter(|booking| booking.state == BookingState::Booked)
            .filter(|booking| group.any_of.iter().any(|one| one.target == Target::Course(booking.course)))
            .filter_map(|booking| Some((booking, last_end(&booking.dates)?)))
            .filter(|(_, ends_at)| starts_at < *ends_at)
            .min_by_key(|(booking, ends_at)| (*ends_at, booking.id))
    }

    fn judge_groups(
        &self,
        confirmed: Option<&MembershipFacts>,
        claimed: &[&MembershipFacts],
    ) -> Vec<GroupJudgement> {
        let Some(starts_at) = first_start(&self.session.dates) else { return Vec::new() };
        let earlier: Vec<EarlierBooking> = self.others().filter_map(BookingFacts::as_earlier).collect();
        let claimed: Vec<OrganisationId> = claimed.iter().map(|m| m.organisation).collect();
        let standing = Standing {
            record: &self.person.learning,
            organisation: confirmed.map(|m| m.organisation),
            claimed: &claimed,
            waived: &self.person.waived,
            earlier: &earlier,
        };
        judge(&self.course.groups, &standing, FirstDate::new(starts_at, self.session.timezone))
    }
}
