//! Mails about what is held of somebody.

use chrono::{NaiveDate, TimeZone, Utc};

use super::{Sample, sample};
use crate::{
    domain::times::Zone,
    mail::message::{
        ComplaintAnswered, ComplaintReceived, DataErased, Day, ErasureAsked, ErasurePutOff, Message, Moment,
        Page, RecordUnused,
    },
};

pub(super) fn personal_data() -> Vec<Sample> {
    let due = |day| Moment {
        at: Utc.with_ymd_and_hms(2027, 1, day, 9, 30, 0).single().unwrap_or_default(),
        timezone: Zone::LONDON,
    };
    let day = Day { day: NaiveDate::from_ymd_opt(2027, 1, 12).unwrap_or_default() };
    let (page, privacy) = (Page::at("/account/data"), Page::at("/privacy"));
    let erased = |decided, reason: Option<&str>| {
        Message::DataErased(DataErased {
            decided,
            reason: reason.map(str::to_owned),
            verify: Page::at("/verify"),
        })
    };
    vec![
        sample("erasure_asked", Message::ErasureAsked(ErasureAsked { due: due(12), page: page.clone() })),
        sample(
            "erasure_put_off",
            Message::ErasurePutOff(ErasurePutOff {
                due: due(29),
                reason: "You said that your result of 5 January is wrong. We answer that first.".to_owned(),
                page,
            }),
        ),
        sample("data_erased", erased(false, None)),
        sample("data_erased_by_a_coordinator", erased(true, Some("You asked for it by telephone."))),
        sample(
            "record_unused",
            Message::RecordUnused(RecordUnused {
                on: day,
                sign_in: Page::at("/sign-in"),
                privacy: privacy.clone(),
            }),
        ),
        sample("complaint_received", Message::ComplaintReceived(ComplaintReceived { on: day, privacy })),
        sample(
            "complaint_answered",
            Message::ComplaintAnswered(ComplaintAnswered {
                made_on: day,
                answer: "You are right: the list should not have gone out. We have asked for it back."
                    .to_owned(),
            }),
        ),
    ]
}
