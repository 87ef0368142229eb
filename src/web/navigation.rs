//! The links at the top of every page: each person sees those they may use.

use serde::Serialize;

use crate::domain::access::Actor;

/// Where somebody arrives after signing in: at what they come for most.
#[must_use]
pub fn home_of(actor: &Actor) -> &'static str {
    if actor.is_coordinator {
        "/work"
    } else if actor.is_trainer {
        "/my-dates"
    } else if actor.manages_anyone {
        "/my-people"
    } else {
        "/my-ladder"
    }
}

/// One of the links at the top.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationEntry {
    /// Where it leads.
    pub address: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// The entries for somebody; `here` is the address of the one the page belongs to.
#[must_use]
pub fn navigation(actor: Option<&Actor>, here: &str) -> Vec<NavigationEntry> {
    let all = [
        ("/work", "Work board", actor.is_some_and(|a| a.is_coordinator)),
        ("/manage/courses", "Courses", actor.is_some_and(|a| a.is_coordinator)),
        ("/manage/dates", "Dates", actor.is_some_and(|a| a.is_coordinator)),
        ("/manage/people", "People", actor.is_some_and(|a| a.is_coordinator)),
        ("/my-dates", "My dates", actor.is_some_and(|a| a.is_trainer)),
        ("/my-people", "My people", actor.is_some_and(|a| a.manages_anyone)),
        (
            "/commissions",
            "Training for teams",
            actor.is_some_and(|a| a.is_coordinator || a.manages_anyone || a.leads_anywhere),
        ),
        (
            "/reports",
            "Numbers",
            actor.is_some_and(|a| a.is_coordinator || a.is_trainer || a.manages_anyone || a.leads_anywhere),
        ),
        ("/my-ladder", "My ladder", actor.is_some()),
        ("/my-bookings", "My bookings", actor.is_some()),
        ("/my-certificates", "My certificates", actor.is_some()),
        ("/courses", "Find a course", true),
    ];
    all.into_iter()
        .filter(|(.., shown)| *shown)
        .map(|(address, label, _)| NavigationEntry { address, label, here: address == here })
        .collect()
}
