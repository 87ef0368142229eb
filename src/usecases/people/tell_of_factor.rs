//! Follower: whoever's second factor changed hears of it, whoever did it.

use super::people_events::FactorChange;
use crate::{
    mail::message::{FactorEvent, Message, Page, SecondFactorNews},
    store::read::people::{person, second_factors::factors},
    usecases::{
        change::Change,
        error::Failure,
        events::Event,
        queue_mail::{Letter, post},
    },
};

/// Mails them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::SecondFactorChanged(it) = event else { return Ok(false) };
    let Some(to) = person::recipient(change.conn(), it.person)? else { return Ok(true) };
    let account = Page::at("/account/second-factor");
    let none = SecondFactorNews {
        event: FactorEvent::AppAdded,
        passkey: None,
        codes_left: None,
        reason: None,
        account,
    };
    let news = match &it.what {
        FactorChange::AppAdded => none,
        FactorChange::AppRemoved => SecondFactorNews { event: FactorEvent::AppRemoved, ..none },
        FactorChange::PasskeyAdded(name) => {
            SecondFactorNews { event: FactorEvent::PasskeyAdded, passkey: Some(name.clone()), ..none }
        }
        FactorChange::PasskeyRemoved(name) => {
            SecondFactorNews { event: FactorEvent::PasskeyRemoved, passkey: Some(name.clone()), ..none }
        }
        FactorChange::RecoveryCodesMade => SecondFactorNews { event: FactorEvent::RecoveryCodesMade, ..none },
        FactorChange::RecoveryCodeUsed => {
            let left = factors(change.conn(), it.person)?.recovery_codes_left;
            SecondFactorNews { event: FactorEvent::RecoveryCodeUsed, codes_left: Some(left), ..none }
        }
        FactorChange::TakenAway(reason) => {
            SecondFactorNews { event: FactorEvent::TakenAway, reason: Some(reason.clone()), ..none }
        }
    };
    post(change, Letter::new(to, Message::SecondFactorNews(news)))?;
    Ok(true)
}
