//! Setting and changing a session's dates. It is Friday 1 January 2027, 09:00.

use training_ladder::domain::{
    ids::DateId,
    session_dates::{new_clashes, plan_date_changes, plan_new_dates},
    sessions::{DateInput, MAX_DATES, Span},
};

use super::facts::{at, id, span};

const NOW: &str = "2027-01-01 09:00";

fn new(start: &str, minutes: i64) -> DateInput {
    let span = span(start, minutes);
    DateInput { id: None, starts_at: span.starts_at, ends_at: span.ends_at }
}

fn keep(number: u128, start: &str, minutes: i64) -> DateInput {
    DateInput { id: Some(id(number)), ..new(start, minutes) }
}

fn fields(result: Result<impl Sized, Vec<training_ladder::domain::input::FieldError>>) -> Vec<String> {
    result.err().unwrap_or_default().into_iter().map(|error| error.field).collect()
}

#[test]
fn the_dates_of_a_new_session() {
    let many = |count: i64| -> Vec<DateInput> {
        let days = (0..count).map(chrono::TimeDelta::days);
        let first = new("2027-02-01 10:00", 60);
        days.map(|later| DateInput {
            starts_at: first.starts_at + later,
            ends_at: first.ends_at + later,
            ..first
        })
        .collect()
    };
    let most = i64::try_from(MAX_DATES).unwrap();
    let rows: Vec<(&str, Vec<DateInput>, Vec<&str>)> = vec![
        ("one", vec![new("2027-01-12 10:00", 180)], vec![]),
        ("none", vec![], vec!["dates"]),
        ("starting now", vec![new(NOW, 60)], vec!["dates[0].starts_at"]),
        ("in a minute", vec![new("2027-01-01 09:01", 60)], vec![]),
        ("in the past", vec![new("2026-12-31 10:00", 60)], vec!["dates[0].starts_at"]),
        ("ends as it starts", vec![new("2027-01-12 10:00", 0)], vec!["dates[0].ends_at"]),
        ("ends before it starts", vec![new("2027-01-12 10:00", -60)], vec!["dates[0].ends_at"]),
        ("a whole day", vec![new("2027-01-12 10:00", 1440)], vec![]),
        ("longer than a day", vec![new("2027-01-12 10:00", 1441)], vec!["dates[0].ends_at"]),
        ("far away", vec![new("2040-01-12 10:00", 60)], vec!["dates[0].starts_at"]),
        ("touching", vec![new("2027-01-12 10:00", 60), new("2027-01-12 11:00", 60)], vec![]),
        (
            "overlapping",
            vec![new("2027-01-12 10:00", 61), new("2027-01-12 11:00", 60)],
            vec!["dates[1].starts_at"],
        ),
        (
            "twice the same",
            vec![new("2027-01-12 10:00", 60), new("2027-01-12 10:00", 60)],
            vec!["dates[1].starts_at"],
        ),
        ("as many as there may be", many(most), vec![]),
        ("too many", many(most + 1), vec!["dates"]),
        (
            "everything wrong at once",
            vec![new("2026-01-12 10:00", 0), new("2026-01-13 10:00", 60)],
            vec!["dates[0].ends_at", "dates[0].starts_at", "dates[1].starts_at"],
        ),
    ];
    for (case, dates, expected) in rows {
        assert_eq!(fields(plan_new_dates(&dates, at(NOW))), expected, "{case}");
    }
    let planned =
        plan_new_dates(&[new("2027-02-12 10:00", 60), new("2027-01-12 10:00", 60)], at(NOW)).unwrap();
    assert_eq!(planned, [span("2027-01-12 10:00", 60), span("2027-02-12 10:00", 60)], "put in order");
}

fn existing() -> Vec<(DateId, Span)> {
    vec![
        (id(1), span("2026-12-08 10:00", 90)),
        (id(2), span("2027-01-12 10:00", 90)),
        (id(3), span("2027-02-09 10:00", 90)),
    ]
}

#[test]
fn an_entry_with_an_id_moves_one_without_is_new_one_left_out_is_called_off() {
    let changes = plan_date_changes(
        &existing(),
        &[keep(1, "2026-12-08 10:00", 90), keep(3, "2027-02-16 10:00", 120), new("2027-03-09 10:00", 90)],
        at(NOW),
    )
    .unwrap();
    assert_eq!(changes.kept, [id(1)]);
    assert_eq!(changes.moved, [(id(3), span("2027-02-16 10:00", 120))]);
    assert_eq!(changes.added, [span("2027-03-09 10:00", 90)]);
    assert_eq!(changes.cancelled, [id(2)]);
    assert_eq!(
        changes.all,
        [span("2026-12-08 10:00", 90), span("2027-02-16 10:00", 120), span("2027-03-09 10:00", 90)]
    );
    let same: Vec<DateInput> = existing()
        .into_iter()
        .map(|(id, span)| DateInput { id: Some(id), starts_at: span.starts_at, ends_at: span.ends_at })
        .collect();
    assert!(plan_date_changes(&existing(), &same, at(NOW)).unwrap().is_empty());
}

#[test]
fn what_cannot_be_changed() {
    let (one, two, three) =
        (keep(1, "2026-12-08 10:00", 90), keep(2, "2027-01-12 10:00", 90), keep(3, "2027-02-09 10:00", 90));
    let rows = [
        ("moving what has started", vec![keep(1, "2027-03-08 10:00", 90), two, three], vec!["dates[0].id"]),
        ("leaving out what has started", vec![two, three], vec!["dates"]),
        (
            "an id of another session",
            vec![one, two, three, keep(9, "2027-04-08 10:00", 90)],
            vec!["dates[3].id"],
        ),
        ("an id twice", vec![one, two, three, keep(2, "2027-04-08 10:00", 90)], vec!["dates[3].id"]),
        (
            "moving into the past",
            vec![one, keep(2, "2026-12-12 10:00", 90), three],
            vec!["dates[1].starts_at"],
        ),
        (
            "moving onto another",
            vec![one, keep(2, "2027-02-09 11:00", 90), three],
            vec!["dates[1].starts_at"],
        ),
        ("leaving none", vec![], vec!["dates", "dates"]),
    ];
    for (case, requested, expected) in rows {
        assert_eq!(fields(plan_date_changes(&existing(), &requested, at(NOW))), expected, "{case}");
    }
}

#[test]
fn whom_new_dates_bring_into_collision() {
    let (before, other) = (span("2027-01-12 10:00", 90), span("2027-02-09 11:00", 60));
    let rows = [
        ("moved onto it", vec![before], vec![span("2027-02-09 10:00", 90)], vec![other]),
        ("ends as it begins", vec![before], vec![span("2027-02-09 09:30", 90)], vec![]),
        (
            "at the same time already",
            vec![span("2027-02-09 10:30", 60)],
            vec![span("2027-02-09 11:00", 60)],
            vec![],
        ),
        ("a new date is on it", vec![before], vec![before, span("2027-02-09 11:59", 60)], vec![other]),
        ("moved elsewhere", vec![before], vec![span("2027-03-09 10:00", 90)], vec![]),
    ];
    for (case, were, are, clashes) in rows {
        assert_eq!(new_clashes(&were, &are, &[other]), clashes, "{case}");
    }
}
