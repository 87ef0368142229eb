//! How many dates of a course are wanted.

use training_ladder::domain::demand::{Wanted, come_to_a_date, dates, in_words};

#[test]
fn dates_are_people_by_places_as_full_as_they_were() {
    let wanted = |eligible, waiting, places, filled, planned| Wanted {
        eligible,
        waiting,
        requests: 0,
        places,
        filled,
        planned: (planned, 0),
    };
    for (case, wanted, come, all, more) in [
        ("full dates", wanted(34, 6, 20, Some((100, 100)), 0), 20, 2, 2),
        ("half full", wanted(34, 6, 20, Some((100, 50)), 0), 10, 4, 4),
        ("half full, three planned", wanted(34, 6, 20, Some((100, 50)), 3), 10, 4, 1),
        ("more planned than wanted", wanted(5, 0, 20, Some((100, 50)), 3), 10, 1, 0),
        ("never given", wanted(34, 6, 20, None, 0), 20, 2, 2),
        ("nobody ever came", wanted(3, 0, 20, Some((40, 0)), 0), 1, 3, 3),
        ("nobody", wanted(0, 0, 20, Some((40, 20)), 1), 10, 0, 0),
    ] {
        assert_eq!((come_to_a_date(&wanted), dates(&wanted)), (come, (all, more)), "{case}");
    }
}

#[test]
fn the_sum_is_told_in_words() {
    let wanted = Wanted {
        eligible: 34,
        waiting: 1,
        requests: 2,
        places: 20,
        filled: Some((80, 68)),
        planned: (1, 11),
    };
    assert_eq!(
        in_words(&wanted),
        "34 people can book it by then and have not; 1 person waits. A date has 20 places, of which 85 in 100 were \
         taken over the last 12 months: about 17 people a date. 35 ÷ 17 = 3 dates. 1 is planned, with 11 places free. \
         That leaves 2 dates to plan. 2 open requests for a group of its own beside these."
    );
}

#[test]
fn where_nobody_wants_it_there_is_no_sum() {
    assert_eq!(
        in_words(&Wanted { requests: 1, places: 20, ..Wanted::default() }),
        "Nobody waits, and nobody can book it by then who has not. 1 open request for a group of its own."
    );
}
