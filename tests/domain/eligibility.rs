//! Every reason at once, about the scene of `scene.rs`.

use training_ladder::domain::{
    eligibility::{Audience, Booker, MembershipFacts},
    prerequisites::{LearningRecord, OrganisationCourse, Target},
    words::{BookingState, OrganisationKind, RefusalCode, SessionState},
};

use super::{
    facts::{at, id},
    scene::{
        CIRCLES, COUNCIL, INTRODUCTION, SCHOOL, SESSION, Scene, WHOLE_SCHOOL, candidate, member, needs, scene,
    },
};

#[test]
fn somebody_who_has_what_is_needed_can_book() {
    let decided = Scene::new().decide();
    assert!(decided.eligible && decided.conditional_on.is_empty());
    assert_eq!(decided.organisation, Some(id(COUNCIL)));
}

#[test]
fn the_sessions_state_and_window() {
    use Booker::{Commission, Coordinator, Manager, Themselves, Trainer};
    type Change = fn(&mut Scene);
    let draft: Change = |s| s.session.state = SessionState::Draft;
    let delivered: Change = |s| s.session.state = SessionState::Delivered;
    let cancelled: Change = |s| s.session.state = SessionState::Cancelled;
    let private: Change = |s| s.session.private = true;
    let opens_now: Change = |s| s.session.booking_opens_at = Some(at("2026-12-01 09:00"));
    let opens_later: Change = |s| s.session.booking_opens_at = Some(at("2026-12-01 09:01"));
    let closes_now: Change = |s| s.session.booking_closes_at = Some(at("2026-12-01 09:00"));
    let closes_later: Change = |s| s.session.booking_closes_at = Some(at("2026-12-01 09:01"));
    let starting: Change = |s| s.request.now = at("2027-01-12 10:00");
    let about_to: Change = |s| s.request.now = at("2027-01-12 09:59");
    let nothing: Change = |_| {};
    let rows: &[(&str, Change, Booker, &[&str])] = &[
        ("draft", draft, Themselves, &["not_published"]),
        ("draft", draft, Coordinator, &["not_published"]),
        ("delivered", delivered, Coordinator, &["not_published"]),
        ("cancelled", cancelled, Themselves, &["session_cancelled"]),
        ("cancelled", cancelled, Coordinator, &["session_cancelled"]),
        ("private", private, Themselves, &["private_session"]),
        ("private", private, Manager, &["private_session"]),
        ("private", private, Coordinator, &[]),
        ("private", private, Commission, &[]),
        ("opens now", opens_now, Themselves, &[]),
        ("opens later", opens_later, Themselves, &["booking_not_open"]),
        ("opens later", opens_later, Coordinator, &[]),
        ("closes now", closes_now, Manager, &["booking_closed"]),
        ("closes now", closes_now, Coordinator, &[]),
        ("closes later", closes_later, Manager, &[]),
        ("about to start", about_to, Themselves, &[]),
        ("starting", starting, Themselves, &["session_started"]),
        ("starting", starting, Manager, &["session_started"]),
        ("starting", starting, Coordinator, &[]),
        ("starting", starting, Trainer, &[]),
        ("about to start", about_to, Trainer, &["session_not_started"]),
        ("weeks before", nothing, Trainer, &["session_not_started"]),
    ];
    for (case, change, by, expected) in rows {
        let scene = scene(|s| {
            change(s);
            s.request.by = *by;
        });
        assert_eq!(scene.codes(), *expected, "{case}, {by:?}");
    }
}

/// case, audience, memberships, organisation named, codes, organisation booked under
type Row = (&'static str, Audience, Vec<MembershipFacts>, Option<u128>, Vec<&'static str>, Option<u128>);

#[test]
fn audience_and_membership() {
    use OrganisationKind::{Council, School};
    let schools = || Audience { organisations: Vec::new(), kinds: vec![School] };
    let named =
        || Audience { organisations: vec![(id(SCHOOL), "Hill School".to_owned())], kinds: Vec::new() };
    let council = || member(COUNCIL, Council, true);
    let rows: Vec<Row> = vec![
        ("everybody", Audience::default(), vec![], None, vec![], None),
        ("of the kind", schools(), vec![council(), member(SCHOOL, School, true)], None, vec![], Some(SCHOOL)),
        (
            "of the organisation",
            named(),
            vec![council(), member(SCHOOL, School, true)],
            None,
            vec![],
            Some(SCHOOL),
        ),
        ("of another school", named(), vec![member(52, School, true)], None, vec!["audience"], Some(52)),
        ("of another kind", schools(), vec![council()], None, vec!["audience"], Some(COUNCIL)),
        ("claimed", schools(), vec![member(SCHOOL, School, false)], None, vec!["audience_unconfirmed"], None),
        (
            "claimed beside a confirmed one",
            schools(),
            vec![council(), member(SCHOOL, School, false)],
            None,
            vec!["audience_unconfirmed"],
            Some(COUNCIL),
        ),
        ("none", schools(), vec![], None, vec!["audience"], None),
        (
            "under another that does not fit",
            schools(),
            vec![council(), member(SCHOOL, School, true)],
            Some(COUNCIL),
            vec!["audience"],
            Some(COUNCIL),
        ),
        (
            "under the one that fits",
            schools(),
            vec![council(), member(SCHOOL, School, true)],
            Some(SCHOOL),
            vec![],
            Some(SCHOOL),
        ),
        (
            "under a stranger's",
            Audience::default(),
            vec![council()],
            Some(59),
            vec!["not_a_member"],
            Some(59),
        ),
        (
            "the oldest confirmed",
            Audience::default(),
            vec![member(SCHOOL, School, true), council()],
            None,
            vec![],
            Some(SCHOOL),
        ),
    ];
    for (case, audience, memberships, organisation, expected, under) in rows {
        let scene = scene(|s| {
            s.course.audience = audience;
            s.person.memberships = memberships;
            s.request.organisation = organisation.map(id);
        });
        assert_eq!(scene.codes(), expected, "{case}");
        assert_eq!(scene.decide().organisation, under.map(id), "{case}");
    }
}

#[test]
fn the_organisation_is_the_one_that_makes_the_person_eligible() {
    let trained = scene(|s| {
        s.course.groups = vec![needs(41, Target::OrganisationCourse(id(WHOLE_SCHOOL)), "INSET")];
        s.person.memberships.push(member(SCHOOL, OrganisationKind::School, true));
        s.person.learning.organisation_completions = vec![OrganisationCourse {
            organisation: id(SCHOOL),
            course: id(WHOLE_SCHOOL),
            completed_on: None,
        }];
    });
    assert_eq!((trained.codes(), trained.decide().organisation), (vec![], Some(id(SCHOOL))));
    let claimed = scene(|s| {
        s.course.groups.clone_from(&trained.course.groups);
        s.person.learning.clone_from(&trained.person.learning);
        s.person.memberships.push(member(SCHOOL, OrganisationKind::School, false));
    });
    assert_eq!(claimed.codes(), ["prerequisite_unconfirmed"]);
    assert!(
        claimed.decide().refusals[0]
            .message
            .starts_with("Your membership of Organisation 51 is not confirmed")
    );
}

#[test]
fn a_planned_prerequisite_makes_a_conditional_place() {
    let scene = scene(|s| {
        s.person.learning = LearningRecord::default();
        s.course.groups.push(needs(42, Target::Course(id(INTRODUCTION)), "Introduction"));
        s.holds(BookingState::Booked, 400, INTRODUCTION, "2027-01-05 10:00");
    });
    let decided = scene.decide();
    assert!(decided.eligible);
    assert_eq!(decided.conditional_on, [id(700)], "each booking once");
    assert_eq!(decided.conditions.len(), 2, "one condition a group");
}

#[test]
fn a_refused_person_learns_every_reason_and_the_next_step() {
    let scene = scene(|s| {
        s.person.learning = LearningRecord::default();
        s.person.disabled = true;
        s.course.audience = Audience {
            organisations: vec![],
            kinds: vec![OrganisationKind::School, OrganisationKind::Police],
        };
        s.session.booking_closes_at = Some(at("2026-11-30 12:00"));
        s.course.groups.push(needs(42, Target::OrganisationCourse(id(WHOLE_SCHOOL)), "INSET"));
        s.holds(BookingState::Booked, 302, 8, "2027-01-12 11:00");
    });
    let decided = scene.decide();
    let told: Vec<(RefusalCode, &str)> =
        decided.refusals.iter().map(|refusal| (refusal.code, refusal.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (RefusalCode::BookingClosed, "Booking for this date closed on Monday 30 November 2026, noon."),
            (RefusalCode::PersonDisabled, "Your account is switched off. Ask the training team."),
            (
                RefusalCode::Overlapping,
                "This is at the same time as your booking for Another course on Tuesday 12 January 2027, 11am to 1:30pm."
            ),
            (RefusalCode::Audience, "Circles and meetings is for people from schools and the police."),
            (RefusalCode::PrerequisiteUnmet, "You can book this after Introduction."),
            (RefusalCode::PrerequisiteUnmet, "You can book this after INSET (done by the organisation)."),
        ]
    );
    let step = |index: usize| decided.refusals[index].next_step.as_ref().map(|step| step.session_id);
    assert_eq!(step(0), Some(id(301)), "another date of the course");
    assert_eq!(step(1), None);
    assert_eq!(step(4), Some(id(402)), "the earliest bookable, even after this one");
    assert_eq!(step(5), None, "nothing one can book");
    assert_eq!(decided.refusals[4].requirement, Some(id(41)));
    let next = decided.refusals[4].next_step.clone().unwrap();
    assert_eq!((next.course_slug.as_str(), next.starts_at), ("introduction", at("2027-01-19 10:00")));
}

#[test]
fn somebody_who_acts_for_another_reads_the_name() {
    let scene = scene(|s| {
        s.request.by = Booker::Manager;
        s.person.learning = LearningRecord::default();
        s.holds(BookingState::Booked, 301, CIRCLES, "2027-03-09 10:00");
    });
    let messages: Vec<String> = scene.decide().refusals.into_iter().map(|refusal| refusal.message).collect();
    assert_eq!(
        messages,
        [
            "Ann Lee is booked on Circles and meetings on Tuesday 9 March 2027 already. To come on this date instead, \
             move that booking.",
            "Ann Lee can book this after Introduction.",
        ]
    );
}

#[test]
fn another_date_is_proposed_at_a_free_time_first() {
    let scene = scene(|s| {
        s.candidates.push(candidate(303, CIRCLES, "2027-02-02 10:00", true));
        s.holds(BookingState::Booked, 302, 8, "2027-02-02 11:00");
        s.session.state = SessionState::Cancelled;
    });
    let step = scene.decide().refusals[0].next_step.clone();
    assert_eq!(step.map(|step| step.session_id), Some(id(301)));
}

#[test]
fn whoever_runs_a_session_has_no_place_on_it() {
    use Booker::{Commission, Coordinator, Manager, Themselves};
    for (case, by, runs, expected) in [
        ("they run it", Themselves, SESSION, vec!["runs_session"]),
        ("they run it", Manager, SESSION, vec!["runs_session"]),
        ("they run it", Coordinator, SESSION, vec!["runs_session"]),
        ("they run it", Commission, SESSION, vec!["runs_session"]),
        ("they run another date", Themselves, 301, vec![]),
    ] {
        let scene = scene(|s| {
            s.person.runs = vec![id(runs)];
            s.request.by = by;
        });
        assert_eq!(scene.codes(), expected, "{case}, {by:?}");
    }
    let own = scene(|s| {
        s.person.runs = vec![id(SESSION)];
        s.holds(BookingState::Offered, SESSION, CIRCLES, "2027-01-12 10:00");
        s.request.own = Some(id(700));
    });
    let refusal = own.decide().refusals.remove(0);
    assert_eq!(
        refusal.message, "You run this date, so you cannot have a place on it.",
        "an offer is no way round it"
    );
    assert_eq!(refusal.next_step.map(|step| step.session_id), Some(id(301)), "another date of the course");
    let by_manager = scene(|s| {
        s.person.runs = vec![id(SESSION)];
        s.request.by = Manager;
    });
    let message = by_manager.decide().refusals.remove(0).message;
    assert_eq!(message, "Ann Lee runs this date, so they cannot have a place on it.");
}

/// A case, what is booked, its course and day, who asks, what is said, and which date is named.
type OwnRow = (&'static str, BookingState, u128, &'static str, Booker, &'static str, Option<u128>);

#[test]
fn a_date_before_ones_own_booking_names_that_booking_and_the_first_date_after_it() {
    use BookingState::{Booked, Requested, Waitlisted};
    let after = "You can book this after Introduction.";
    let before =
        "This is before your Another course on Tuesday 19 January 2027. A date after it can be booked now.";
    let none = "This is before your Another course on Tuesday 9 March 2027. No date after it has places at the moment.";
    let rows: [OwnRow; 6] = [
        (
            "booked a week later",
            Booked,
            INTRODUCTION,
            "2027-01-19 10:00",
            Booker::Themselves,
            before,
            Some(301),
        ),
        (
            "only waited for",
            Waitlisted,
            INTRODUCTION,
            "2027-01-19 10:00",
            Booker::Themselves,
            after,
            Some(402),
        ),
        ("only asked for", Requested, INTRODUCTION, "2027-01-19 10:00", Booker::Themselves, after, Some(402)),
        ("something else", Booked, 88, "2027-01-19 10:00", Booker::Themselves, after, Some(402)),
        (
            "over after the last date there is",
            Booked,
            INTRODUCTION,
            "2027-03-09 10:00",
            Booker::Themselves,
            none,
            None,
        ),
        (
            "said to somebody else",
            Booked,
            INTRODUCTION,
            "2027-01-19 10:00",
            Booker::Manager,
            "This is before Ann Lee’s Another course on Tuesday 19 January 2027. A date after it can be booked now.",
            Some(301),
        ),
    ];
    for (case, state, course, start, by, message, next) in rows {
        let decided = scene(|s| {
            s.person.learning = LearningRecord::default();
            s.holds(state, 402, course, start);
            s.request.by = by;
        })
        .decide();
        let refusal = &decided.refusals[0];
        assert_eq!(refusal.code, RefusalCode::PrerequisiteUnmet, "{case}");
        assert_eq!(refusal.message, message, "{case}");
        assert_eq!(refusal.next_step.as_ref().map(|step| step.session_id), next.map(id), "{case}");
    }
}
