//! Which follower each event concerns: every test's application is held to this table.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use training_ladder::usecases::change::Watcher;

/// The event, whom it always concerns, whom it concerns at times. Whoever is not named it never concerns.
pub const CONCERNS: [(&str, &str, &str); 37] = [
    // A request goes to whoever may say yes, not to managers as a notice; who only waits gives up nothing.
    ("place_taken", "trail holder commissions", "conditions places managers terms attended zoom"),
    // It stands in the mail that asks to confirm the address.
    ("place_held", "trail", "terms zoom"),
    // Of what they did themselves people need no mail.
    ("begun_on_demand", "trail", "holder managers zoom"),
    ("left_on_demand", "trail", "managers zoom"),
    ("place_approved", "trail holder managers", "zoom"),
    // A request that moves is told of with its answer. Between the dates of a set, what was attended is kept.
    ("place_moved", "trail conditions places", "holder managers terms attended hand-overs zoom"),
    ("place_given_up", "trail holder conditions places", "managers attended hand-overs zoom"),
    ("request_declined", "trail holder conditions places", "zoom"),
    ("offer_declined", "trail conditions places", "zoom"),
    ("another_date_taken", "trail conditions places", "zoom"),
    ("not_confirmed", "trail conditions places", "zoom"),
    ("ended_at_the_start", "trail holder conditions places", "zoom"),
    ("place_called_off", "trail holder conditions places", "managers attended hand-overs zoom"),
    ("place_released", "trail holder conditions places managers", "attended hand-overs zoom"),
    ("place_handed_over", "trail holder conditions places managers", "attended hand-overs zoom"),
    ("place_merged", "trail holder conditions places", "hand-overs zoom"),
    // Who only waited loses nothing that they have to hear of.
    ("ended_with_the_account", "trail conditions places", "holder managers attended hand-overs zoom"),
    // Whoever is booked automatically hears of the booking.
    ("place_offered", "trail", "holder terms zoom"),
    ("offer_unanswered", "trail holder places", "zoom"),
    ("not_booked_automatically", "trail holder places", "zoom"),
    ("place_opened", "trail holder", "zoom"),
    ("concluded", "trail results conditions", "managers zoom"),
    ("result_taken_back", "trail conditions", "zoom"),
    // Where a certificate takes the place of another one.
    ("result_merged", "trail conditions", "results zoom"),
    ("hand_over_made", "trail hand-overs", ""),
    ("hand_over_not_taken_up", "trail hand-overs", ""),
    ("session_published", "trail", "network trainers zoom"),
    ("session_changed", "trail", "dates trainers conditions places commissions zoom"),
    ("session_called_off", "trail commissions", "trainers zoom"),
    ("register_closed", "trail conditions commissions", "zoom"),
    ("register_reopened", "trail commissions", ""),
    ("learning_counted", "trail conditions", ""),
    ("people_merged", "trail", "trainers"),
    ("address_changed", "trail calendars", "trainers"),
    ("account_closed", "trail requests", ""),
    ("second_factor_changed", "trail factors", ""),
    ("noted", "trail", ""),
];

/// What an application's events were, and what was wrong about whom they concerned.
#[derive(Clone, Default)]
pub struct Followed {
    seen: Arc<Mutex<(BTreeSet<&'static str>, Vec<String>)>>,
}

impl Followed {
    /// Watches; what the table does not have is kept to be shown.
    pub fn watcher(&self) -> Watcher {
        let seen = Arc::clone(&self.seen);
        Arc::new(move |event, follower, concerned| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.0.insert(event);
            if let Some(wrong) = wrong(event, follower, concerned) {
                seen.1.push(wrong);
            }
        })
    }

    /// The events so far.
    pub fn events(&self) -> BTreeSet<&'static str> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// What was wrong so far.
    pub fn wrong(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

fn wrong(event: &str, follower: &str, concerned: bool) -> Option<String> {
    let Some((_, always, at_times)) = CONCERNS.iter().find(|(word, ..)| *word == event) else {
        return Some(format!("{event} stands in no line of the table"));
    };
    let named = |list: &str| list.split(' ').any(|name| name == follower);
    match (named(always), named(at_times), concerned) {
        (true, _, false) => Some(format!("{event} did not concern {follower}")),
        (false, false, true) => Some(format!("{event} concerned {follower}")),
        _ => None,
    }
}

#[test]
fn what_the_table_does_not_have_is_found() {
    assert!(wrong("place_given_up", "places", false).is_some());
    assert!(wrong("place_held", "holder", true).is_some());
    assert!(wrong("place_lost", "trail", true).is_some());
    assert_eq!(wrong("place_taken", "managers", true), None);
    assert_eq!(wrong("place_taken", "managers", false), None);
}
