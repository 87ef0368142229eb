use super::{Sample, sample};
use crate::mail::message::{FactorEvent, Message, Page, SecondFactorNews};

pub(super) fn second_factors() -> Vec<Sample> {
    let news = |name, event, passkey: Option<&str>, codes_left, reason: Option<&str>| {
        let facts = SecondFactorNews {
            event,
            passkey: passkey.map(str::to_owned),
            codes_left,
            reason: reason.map(str::to_owned),
            account: Page::at("/account/second-factor"),
        };
        sample(name, Message::SecondFactorNews(facts))
    };
    let phone = Some("My work phone");
    vec![
        news("second_factor_app_added", FactorEvent::AppAdded, None, None, None),
        news("second_factor_app_removed", FactorEvent::AppRemoved, None, None, None),
        news("second_factor_passkey_added", FactorEvent::PasskeyAdded, phone, None, None),
        news("second_factor_passkey_removed", FactorEvent::PasskeyRemoved, phone, None, None),
        news("second_factor_codes_made", FactorEvent::RecoveryCodesMade, None, None, None),
        news("second_factor_code_used", FactorEvent::RecoveryCodeUsed, None, Some(9), None),
        news(
            "second_factor_taken_away",
            FactorEvent::TakenAway,
            None,
            None,
            Some("You rang: your phone was stolen."),
        ),
    ]
}
