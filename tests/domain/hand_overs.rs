//! Until when an offered place can be taken, and by what moment giving it up is judged.

use chrono::{DateTime, Utc};
use training_ladder::domain::hand_overs::{
    HandOverEnd::{self, Declined, RanOut, TakenBack, TakenUp, Withdrawn},
    Offered, judged_at, open_until,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[test]
fn an_offer_is_open_until_five_on_the_next_working_day() {
    let far = "2027-06-01T09:00:00Z";
    for (made, starts, until) in [
        ("2026-11-03T09:00:00Z", far, "2026-11-04T17:00:00Z"),
        ("2026-11-03T22:00:00Z", far, "2026-11-04T17:00:00Z"),
        // A Friday, and the days before Christmas.
        ("2026-11-06T09:00:00Z", far, "2026-11-09T17:00:00Z"),
        ("2026-12-24T09:00:00Z", far, "2026-12-29T17:00:00Z"),
        // In summer 5pm in London is 4pm in UTC.
        ("2026-07-01T09:00:00Z", far, "2026-07-02T16:00:00Z"),
        // Never after the start.
        ("2026-11-03T09:00:00Z", "2026-11-04T09:00:00Z", "2026-11-04T09:00:00Z"),
    ] {
        assert_eq!(open_until(at(made), at(starts)), at(until), "offered {made}");
    }
}

#[test]
fn giving_up_is_judged_by_the_offer_that_nobody_took() {
    type Offers<'a> = &'a [(&'a str, Option<HandOverEnd>)];
    let (first, second, now) = ("2026-11-03T09:00:00Z", "2026-11-05T09:00:00Z", "2026-11-09T09:00:00Z");
    let table: [(Offers<'_>, &str); 8] = [
        (&[], now),
        (&[(first, Some(RanOut))], first),
        (&[(first, Some(Declined))], first),
        (&[(first, None)], first),
        (&[(first, Some(TakenBack))], now),
        (&[(first, Some(Withdrawn))], now),
        (&[(first, Some(TakenUp))], now),
        (&[(first, Some(TakenBack)), (second, Some(RanOut))], second),
    ];
    for (offers, judged) in table {
        let offers: Vec<Offered> =
            offers.iter().map(|(made, ended)| Offered { made_at: at(made), ended: *ended }).collect();
        assert_eq!(judged_at(&offers, at(now)), at(judged), "{offers:?}");
    }
}
