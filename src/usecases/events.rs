//! What happened, as values: said by verbs once the rows are stored, read by followers.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::{bookings::hand_over_events::HandOverStep, loaded_session::Scene};
pub(crate) use super::{
    people::people_events::{AccountClosed, AddressChanged, SecondFactorChanged},
    trail::Trail,
};
use crate::{
    domain::{
        cpd::CpdAward,
        ids::{BookingId, PersonId},
        places::FreePlace,
        words::{BookingState, Word},
    },
    mail::message::NextDate,
    store::{
        Row,
        read::{
            facts::place_facts::Fresh,
            registers::{closing_facts::ClosingFacts, register_answers::RegisterCounts},
        },
        write::{bookings::booking::BookingRow, certificates::certificate::CertificateRow},
    },
};

/// Something that happened.
pub(crate) enum Event {
    /// A booking took a step.
    Booking(Box<BookingStep>),
    /// A place was offered to a colleague, or nobody took it up.
    HandOver(Box<HandOverStep>),
    /// A draft was published.
    SessionPublished(SessionPublished),
    /// A session's dates, place, joining details, places or trainers changed.
    SessionChanged(SessionChanged),
    /// A session was called off; each booking that ended by it is a step of its own.
    SessionCalledOff(SessionCalledOff),
    /// A register was closed; each result is a step of its own.
    RegisterClosed(RegisterClosed),
    /// A register was opened again; each result taken back is a step of its own.
    RegisterReopened(RegisterReopened),
    /// Something counts as learning that did not count before, or a requirement was waived.
    LearningCounted(LearningCounted),
    /// Two records of one person became one.
    PeopleMerged(PeopleMerged),
    /// Mail to a person goes to another address.
    AddressChanged(AddressChanged),
    /// An account was closed; each booking that ended by it is a step of its own.
    AccountClosed(AccountClosed),
    /// What somebody can show beside their password changed.
    SecondFactorChanged(SecondFactorChanged),
    /// Something from which nothing follows but its line on the trail.
    Noted(Trail),
}

/// A step in a booking's life.
pub(crate) struct BookingStep {
    /// As it stands after the step.
    pub(crate) booking: BookingRow,
    /// Its session.
    pub(crate) scene: Rc<Scene>,
    /// Where it stood before; `None` for a new one.
    pub(crate) from: Option<BookingState>,
    /// Who did it; `None` when the program itself acted.
    pub(crate) by: Option<PersonId>,
    /// What happened.
    pub(crate) what: Happened,
    /// What is known of a booking that this change added.
    pub(crate) fresh: Option<Fresh>,
}

/// What a step is.
pub(crate) enum Happened {
    /// A place was taken, asked for or waited for.
    Taken {
        /// What whoever books wants to say.
        note: Option<String>,
        /// Who had the place before, when it was handed over.
        received_from: Option<String>,
    },
    /// A course that may be taken at any time was begun.
    Begun,
    /// It was left again.
    Left,
    /// A place is held for somebody who has yet to confirm their address.
    Held,
    /// The manager said yes.
    Approved,
    /// It moved here from another date.
    Moved {
        /// The session it was on.
        from: Rc<Scene>,
    },
    /// It ended without a result.
    Ended {
        /// How.
        how: Ending,
        /// The place that comes free by it.
        free: Vec<FreePlace>,
    },
    /// A place came up for somebody waiting.
    Offered {
        /// Until when they can take it.
        until: DateTime<Utc>,
        /// It is booked for them: they hear of that, not of the offer.
        automatic: bool,
    },
    /// An offer was not answered: they wait on.
    OfferUnanswered {
        /// They keep their position.
        position_kept: bool,
        /// The place that goes on.
        free: Vec<FreePlace>,
    },
    /// It could not be booked automatically: they wait on.
    NotBookedAutomatically {
        /// Every reason.
        refusals: Vec<String>,
        /// The place that goes on.
        free: Vec<FreePlace>,
    },
    /// The places are open to all, and the line is told.
    PlaceOpened,
    /// It has a result.
    Concluded(Box<Conclusion>),
    /// Its result was taken back.
    ResultTakenBack,
    /// Its holder had two records with a result on this session; that of the other booking counts.
    ResultMerged {
        /// That one.
        counts: BookingId,
        /// The certificate that does not count any more, with the one that does.
        paper: Option<Box<(CertificateRow, CertificateRow)>>,
    },
}

/// How a booking ended without a result.
pub(crate) enum Ending {
    /// It was given up.
    GivenUp {
        /// In their words.
        reason: Option<String>,
    },
    /// The manager said no.
    Declined {
        /// In their words.
        reason: String,
    },
    /// The offer was turned down.
    OfferDeclined,
    /// A place on another date of the course was taken.
    AnotherDateTaken,
    /// The address for which it was held was not confirmed in time.
    NotConfirmed,
    /// The first date started: requests lapse, waiting ends.
    Started,
    /// The session was called off.
    CalledOff {
        /// As everybody on it is told.
        reason: String,
    },
    /// What it hung on failed and was not put right in time.
    Released {
        /// Why, as a sentence.
        because: String,
        /// Dates of what is lacking.
        next_dates: Vec<NextDate>,
    },
    /// It was handed to a colleague.
    HandedOver {
        /// Who that is.
        colleague: String,
    },
    /// Its holder's account was closed.
    AccountClosed,
    /// Its holder had two records, and one person cannot have both bookings; the other one stays.
    Merged {
        /// The booking that stays.
        stays: BookingId,
        /// Why, as their holder is told.
        because: &'static str,
    },
}

/// A result, with the paper that goes with it.
pub(crate) struct Conclusion {
    /// How the CPD minutes were worked out.
    pub(crate) award: CpdAward,
    /// What became of the certificate.
    pub(crate) paper: Paper,
    /// The result is new, or not the one from before the register was opened again.
    pub(crate) is_news: bool,
    /// How many dates there were.
    pub(crate) dates: usize,
    /// The dates that whoever reads the result may want next.
    pub(crate) onwards: Rc<Onwards>,
    /// What is known of everybody on the register, where it was closed as a whole.
    pub(crate) known: Option<Rc<ClosingFacts>>,
}

/// Dates named in results, the same for everybody on a register.
pub(crate) struct Onwards {
    /// Dates of the next step on the ladder.
    pub(crate) next_step: Vec<NextDate>,
    /// Further dates of this course.
    pub(crate) again: Vec<NextDate>,
}

/// What became of a booking's certificate.
pub(crate) enum Paper {
    /// There is none in force, and none is due.
    Nothing,
    /// It stays as it is.
    Kept,
    /// A first one, or one after others were withdrawn.
    Issued(CertificateRow),
    /// A new one took the place of the old one.
    Replaced {
        /// The one that no longer counts.
        old: Box<CertificateRow>,
        /// The one that counts.
        new: Box<CertificateRow>,
    },
    /// It was withdrawn.
    Revoked(CertificateRow),
}

/// See [`Event::SessionPublished`].
pub(crate) struct SessionPublished {
    pub(crate) scene: Rc<Scene>,
    pub(crate) by: PersonId,
}

/// See [`Event::SessionChanged`].
pub(crate) struct SessionChanged {
    pub(crate) before: Rc<Scene>,
    pub(crate) after: Rc<Scene>,
    /// Its dates were edited.
    pub(crate) dates: bool,
    pub(crate) by: PersonId,
}

/// See [`Event::SessionCalledOff`].
pub(crate) struct SessionCalledOff {
    pub(crate) scene: Rc<Scene>,
    pub(crate) by: PersonId,
    pub(crate) reason: String,
}

/// See [`Event::RegisterClosed`].
pub(crate) struct RegisterClosed {
    pub(crate) scene: Rc<Scene>,
    pub(crate) by: PersonId,
    pub(crate) counts: RegisterCounts,
    pub(crate) completed: Vec<PersonId>,
    /// Somebody has a result they did not have before it was opened again.
    pub(crate) is_news: bool,
}

/// See [`Event::RegisterReopened`].
pub(crate) struct RegisterReopened {
    pub(crate) scene: Rc<Scene>,
    pub(crate) by: PersonId,
}

/// See [`Event::LearningCounted`].
pub(crate) struct LearningCounted {
    pub(crate) person: PersonId,
    pub(crate) trail: Trail,
}

/// See [`Event::PeopleMerged`].
pub(crate) struct PeopleMerged {
    pub(crate) from: PersonId,
    pub(crate) into: PersonId,
    pub(crate) by: Option<PersonId>,
}

impl Event {
    /// Its word.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Booking(step) => step.what.word(),
            Self::HandOver(step) => step.what.word(),
            Self::SessionPublished(_) => "session_published",
            Self::SessionChanged(_) => "session_changed",
            Self::SessionCalledOff(_) => "session_called_off",
            Self::RegisterClosed(_) => "register_closed",
            Self::RegisterReopened(_) => "register_reopened",
            Self::LearningCounted(_) => "learning_counted",
            Self::PeopleMerged(_) => "people_merged",
            Self::AddressChanged(_) => "address_changed",
            Self::AccountClosed(_) => "account_closed",
            Self::SecondFactorChanged(_) => "second_factor_changed",
            Self::Noted(_) => "noted",
        }
    }

    /// Its line on the trail.
    pub(crate) fn trail(&self) -> Trail {
        match self {
            Self::Booking(step) => step.trail(),
            Self::HandOver(it) => Trail::new(it.by, it.what.word(), ("booking", it.booking.id)),
            Self::SessionPublished(it) => {
                Trail::new(Some(it.by), "session_published", ("session", it.scene.id()))
            }
            Self::SessionChanged(it) => Trail::new(Some(it.by), "session_edited", ("session", it.after.id())),
            Self::SessionCalledOff(it) => {
                Trail::new(Some(it.by), "session_cancelled", ("session", it.scene.id()))
            }
            Self::RegisterClosed(it) => {
                Trail::new(Some(it.by), "register_closed", ("session", it.scene.id()))
            }
            Self::RegisterReopened(it) => {
                Trail::new(Some(it.by), "register_reopened", ("session", it.scene.id()))
            }
            Self::LearningCounted(it) => it.trail.clone(),
            Self::PeopleMerged(it) => {
                Trail::new(it.by, "person_merged", ("person", it.from)).with(Some(it.into.to_string()))
            }
            Self::AddressChanged(it) => Trail::new(it.by, "address_changed", ("person", it.person)),
            Self::AccountClosed(it) => Trail::new(Some(it.by), "account_closed", ("person", it.person)),
            Self::SecondFactorChanged(it) => Trail::new(it.by, it.action(), ("person", it.person)),
            Self::Noted(trail) => trail.clone(),
        }
    }

    /// The rows it accounts for.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows = self.trail().rows();
        match self {
            Self::PeopleMerged(it) => rows.push(Row::Person(it.into.uuid())),
            Self::LearningCounted(it) => rows.push(Row::Person(it.person.uuid())),
            _ => {}
        }
        rows
    }
}

impl BookingStep {
    fn trail(&self) -> Trail {
        let action = match &self.what {
            Happened::Moved { .. } => "booking_moved".to_owned(),
            Happened::Begun => "on_demand_begun".to_owned(),
            Happened::Left => "on_demand_left".to_owned(),
            Happened::ResultTakenBack => "booking_result_taken_back".to_owned(),
            Happened::PlaceOpened => "booking_told_open".to_owned(),
            Happened::ResultMerged { .. } => "booking_result_merged".to_owned(),
            Happened::Ended { how: Ending::HandedOver { .. }, .. } => "booking_handed_over".to_owned(),
            _ => format!("booking_{}", self.booking.state),
        };
        Trail::new(self.by, action, ("booking", self.booking.id)).with(self.from.map(Word::as_str))
    }
}

impl Happened {
    fn word(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "place_taken",
            Self::Begun => "begun_on_demand",
            Self::Left => "left_on_demand",
            Self::Held => "place_held",
            Self::Approved => "place_approved",
            Self::Moved { .. } => "place_moved",
            Self::Ended { how, .. } => how.word(),
            Self::Offered { .. } => "place_offered",
            Self::OfferUnanswered { .. } => "offer_unanswered",
            Self::NotBookedAutomatically { .. } => "not_booked_automatically",
            Self::PlaceOpened => "place_opened",
            Self::Concluded(_) => "concluded",
            Self::ResultTakenBack => "result_taken_back",
            Self::ResultMerged { .. } => "result_merged",
        }
    }
}

impl Ending {
    fn word(&self) -> &'static str {
        match self {
            Self::GivenUp { .. } => "place_given_up",
            Self::Declined { .. } => "request_declined",
            Self::OfferDeclined => "offer_declined",
            Self::AnotherDateTaken => "another_date_taken",
            Self::NotConfirmed => "not_confirmed",
            Self::Started => "ended_at_the_start",
            Self::CalledOff { .. } => "place_called_off",
            Self::Released { .. } => "place_released",
            Self::HandedOver { .. } => "place_handed_over",
            Self::AccountClosed => "ended_with_the_account",
            Self::Merged { .. } => "place_merged",
        }
    }
}
