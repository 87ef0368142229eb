//! The waiting line under pressure: cancelling against promoting, accepting against the end of the offer.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::json;
use training_ladder::domain::ids::SessionId;

use super::{ATTEMPTS, Copies, Unlocked, failed, granted};
use crate::support::{
    app::{Answer, Someone},
    database::both_databases,
};

const PLACES: usize = 5;

/// A full session with a line behind it, and people who come along while places are given up.
struct Crowd {
    holders: Vec<Someone>,
    waiting: Vec<Someone>,
    newcomers: Vec<Someone>,
}

impl Crowd {
    async fn of(copies: &Copies) -> Self {
        Self {
            holders: copies.people(PLACES, "Holder").await,
            waiting: copies.people(8, "Waiter").await,
            newcomers: copies.people(8, "Newcomer").await,
        }
    }

    /// Everybody who holds a place cancels while others ask for one; what was answered to either.
    async fn stir(&self, copies: &Copies, session: SessionId) -> (Vec<Answer>, Vec<Answer>) {
        let held = copies.book_in_turn(&self.holders, session, "booked").await;
        copies.book_in_turn(&self.waiting, session, "waitlisted").await;
        let cancel = self.holders.iter().zip(&held).enumerate().map(|(number, (who, booking))| {
            copies.post(number, who, format!("/api/v1/bookings/{booking}/cancel"), json!({}))
        });
        let asks: Vec<_> = self.newcomers.iter().map(|who| (who, session)).collect();
        let body = json!({});
        tokio::join!(join_all(cancel), copies.book_at_once(&asks, &body))
    }
}

/// Offers of this session that are open, and the bookings they are made to.
fn open_offers(copies: &Copies, session: SessionId) -> (i64, i64) {
    let id = copies.literal(&session.to_string());
    let open = format!("FROM offers WHERE session_id = {id} AND ended_at IS NULL");
    (
        copies.number(&format!("SELECT count(*) {open}")),
        copies.number(&format!("SELECT count(DISTINCT booking_id) {open}")),
    )
}

/// When the session's open offers end.
async fn offer_end(copies: &Copies, who: &Someone, booking: &str) -> DateTime<Utc> {
    let booking = copies.first().get(who, &format!("/api/v1/bookings/{booking}")).await.expect(200).json();
    serde_json::from_value(booking["offer_expires_at"].clone()).expect("an open offer")
}

/// Five are offered a place and accept it in the moment it runs out, while the sweep goes over the session.
async fn accept_at_the_last_moment(
    copies: &Copies,
    session: SessionId,
    crowd: &Crowd,
) -> (Vec<Answer>, bool) {
    let held = copies.book_in_turn(&crowd.holders, session, "booked").await;
    let line = copies.book_in_turn(&crowd.waiting, session, "waitlisted").await;
    for (who, booking) in crowd.holders.iter().zip(&held) {
        copies.first().post(who, &format!("/api/v1/bookings/{booking}/cancel"), json!({})).await.expect(200);
    }
    let clock = &copies.first().clock;
    let end = offer_end(copies, &crowd.waiting[0], &line[0]).await;
    // A token lives for minutes, an offer for days.
    let mut acting = Vec::new();
    clock.set(end - TimeDelta::microseconds(1));
    for who in &crowd.waiting[..PLACES] {
        let token = copies.first().sign_in(&who.email).await;
        acting.push(Someone { token, signed_in_at: clock.now(), ..who.clone() });
    }
    let accept = acting.iter().zip(&line).enumerate().map(|(number, (who, booking))| {
        copies.post(number, who, format!("/api/v1/bookings/{booking}/accept-offer"), json!({}))
    });
    let sweep = async {
        clock.set(end);
        let sweeps = copies.all.iter().map(|copy| copy.app.usecases.settle_session(session));
        join_all(sweeps).await.into_iter().all(|swept| swept.is_ok())
    };
    tokio::join!(join_all(accept), sweep)
}

both_databases! {
    async fn places_given_up_go_along_the_line_and_to_nobody_else(copies: Copies) {
        let crowd = Crowd::of(&copies).await;
        let session = copies.session("course", 30, 5).await;
        let (cancelled, asked) = crowd.stir(&copies, session).await;
        assert_eq!(granted(&cancelled, 200), PLACES);
        assert_eq!(granted(&asked, 201), 0, "a freed place is offered in the write that frees it");
        assert_eq!(copies.held(session), 5);
        assert_eq!(open_offers(&copies, session), (5, 5), "each place to one person, each person one place");
        copies.first().audit().await;
    }

    async fn without_locks_places_given_up_are_lost_or_given_twice(unlocked: Unlocked) {
        let copies = unlocked.0;
        let crowd = Crowd::of(&copies).await;
        for attempt in 0..ATTEMPTS {
            let in_days = 30 + i64::try_from(attempt).unwrap_or(0);
            let session = copies.session(&format!("course-{attempt}"), in_days, 5).await;
            let (cancelled, asked) = crowd.stir(&copies, session).await;
            let took = asked.iter().any(|answer| answer.status.as_u16() == 201);
            if failed(&cancelled) || failed(&asked) || took || open_offers(&copies, session) != (5, 5) {
                return;
            }
        }
        panic!("the race test proves nothing: the line was kept without locks");
    }

    async fn an_offer_is_accepted_or_passed_on_and_never_both(copies: Copies) {
        let crowd = Crowd::of(&copies).await;
        let session = copies.session("course", 30, 5).await;
        let (accepted, swept) = accept_at_the_last_moment(&copies, session, &crowd).await;
        assert!(swept);
        let taken = granted(&accepted, 200);
        for answer in accepted.iter().filter(|answer| answer.status.as_u16() == 409) {
            assert_eq!(answer.json()["code"], "offer_expired");
        }
        assert_eq!(copies.in_states(session, "'booked'"), i64::try_from(taken).unwrap_or(-1));
        assert!(copies.held(session) <= 5);
        let passed_on = i64::try_from(PLACES - taken).unwrap_or(-1).min(3);
        assert_eq!(copies.in_states(session, "'offered'"), passed_on, "three more wait for what was not taken");
        copies.first().audit().await;
    }

    async fn without_locks_an_offer_is_accepted_and_passed_on(unlocked: Unlocked) {
        let copies = unlocked.0;
        let crowd = Crowd::of(&copies).await;
        let mut cora = copies.cora.clone();
        for attempt in 0..ATTEMPTS {
            // Days pass with each attempt, and with them the tokens.
            cora.token = copies.first().sign_in(&cora.email).await;
            cora.signed_in_at = copies.first().clock.now();
            copies.first().course(&cora, &format!("course-{attempt}"), |_| {}).await;
            let session = copies.first().session(&cora, &format!("course-{attempt}"), 30, 2, 5).await;
            let mut crowd_now = Crowd { holders: Vec::new(), waiting: Vec::new(), newcomers: Vec::new() };
            for (then, now) in
                [(&crowd.holders, &mut crowd_now.holders), (&crowd.waiting, &mut crowd_now.waiting)]
            {
                for who in then {
                    let token = copies.first().sign_in(&who.email).await;
                    now.push(Someone { token, signed_in_at: copies.first().clock.now(), ..who.clone() });
                }
            }
            let (accepted, swept) = accept_at_the_last_moment(&copies, session, &crowd_now).await;
            let taken = accepted.iter().filter(|answer| answer.status.as_u16() == 200).count();
            let booked = copies.in_states(session, "'booked'");
            let passed_on = i64::try_from(PLACES - taken).unwrap_or(-1).min(3);
            let kept = booked == i64::try_from(taken).unwrap_or(-1)
                && copies.in_states(session, "'offered'") == passed_on
                && open_offers(&copies, session) == (passed_on, passed_on);
            if !swept || failed(&accepted) || !kept {
                return;
            }
        }
        panic!("the race test proves nothing: offers were kept apart without locks");
    }
}
