//! What follows from what happens: the one list. A new follower is one file and one line here.

use std::rc::Rc;

use super::{
    bookings::{
        carry_invites, conditions, follow_hand_over, hand_on_places, pass_requests_on, tell_holder,
        tell_managers,
    },
    change::{Change, Follower},
    commissions::follow_session,
    error::Failure,
    loaded_session::Scene,
    people::tell_of_factor,
    registers::{keep_attended, tell_result},
    service::keep_trail,
    sessions::{follow_zoom, invite_network, keep_terms, settle_session, tell_of_change, tell_trainers},
};

/// Every follower, in the order in which they are told of an event.
pub(crate) const FOLLOWERS: &[Follower] = &[
    Follower { name: "trail", follow: keep_trail::follow },
    Follower { name: "holder", follow: tell_holder::follow },
    Follower { name: "results", follow: tell_result::follow },
    Follower { name: "attended", follow: keep_attended::follow },
    Follower { name: "dates", follow: tell_of_change::follow },
    Follower { name: "trainers", follow: tell_trainers::follow },
    Follower { name: "conditions", follow: conditions::follow::follow },
    Follower { name: "places", follow: hand_on_places::follow },
    Follower { name: "hand-overs", follow: follow_hand_over::follow },
    Follower { name: "managers", follow: tell_managers::follow },
    Follower { name: "commissions", follow: follow_session::follow },
    Follower { name: "terms", follow: keep_terms::follow },
    Follower { name: "network", follow: invite_network::follow },
    Follower { name: "calendars", follow: carry_invites::follow },
    Follower { name: "factors", follow: tell_of_factor::follow },
    Follower { name: "requests", follow: pass_requests_on::follow },
    // Last: it lets invites wait that the others have queued.
    Follower { name: "zoom", follow: follow_zoom::follow },
];

/// What follows from time alone, before a verb decides on what is left of a session.
pub(crate) const SETTLE: fn(&mut Change<'_, '_>, &Rc<Scene>) -> Result<(), Failure> = settle_session::settle;
