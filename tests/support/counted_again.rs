//! Every report counted a second time, from the raw rows and by the plainest code there is: everything read, and loops.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use training_ladder::{
    domain::{
        access::Actor,
        figures::{By, Figure},
        ids::{OrganisationId, PersonId},
        words::{OrganisationKind, Word as _},
    },
    usecases::reports::{
        follow_down::Follow,
        read_flow::FlowAsk,
        read_uptake::{UptakeAsk, UptakeReport},
    },
};

use super::{
    app::TestApp,
    raw_figures::{Raw, Tables, flat, read},
};

fn held(state: &str) -> bool {
    ["booked", "attended", "partly_attended", "no_show"].contains(&state)
}

/// The rows a booking stands in.
fn keys(by: By, raw: &Raw) -> Vec<String> {
    match by {
        By::Organisation => vec![raw.organisation.clone()],
        By::OrganisationKind => vec![raw.kind.clone()],
        By::Course => vec![raw.course.clone()],
        By::Ladder => vec![raw.ladder.clone()],
        By::Month => vec![raw.day.format("%Y-%m").to_string()],
        By::Year => vec![raw.day.year().to_string()],
        By::Trainer if raw.trainers.is_empty() => vec!["none".to_owned()],
        By::Trainer => raw.trainers.clone(),
    }
}

fn counts(figure: Figure, raw: &Raw) -> bool {
    match figure {
        Figure::Sessions | Figure::Booked | Figure::People => held(&raw.state),
        Figure::Attended => raw.state == "attended",
        Figure::PartlyAttended => raw.state == "partly_attended",
        Figure::NoShow => raw.state == "no_show",
        Figure::ShortNotice => raw.short,
        Figure::Certificates => raw.certified && relevant(raw),
        Figure::Cpd => raw.cpd > 0 && relevant(raw),
        Figure::Waiting => ["waitlisted", "offered"].contains(&raw.state.as_str()),
    }
}

/// Whether figures look at a booking at all.
fn relevant(raw: &Raw) -> bool {
    held(&raw.state) || raw.short || ["waitlisted", "offered"].contains(&raw.state.as_str())
}

fn plain(figure: Figure, rows: &[&Raw]) -> i64 {
    let these: Vec<&&Raw> = rows.iter().filter(|raw| counts(figure, raw)).collect();
    let number = match figure {
        Figure::People => these.iter().map(|raw| &raw.person).collect::<BTreeSet<_>>().len(),
        Figure::Sessions => these.iter().map(|raw| &raw.session).collect::<BTreeSet<_>>().len(),
        _ => these.len(),
    };
    i64::try_from(number).expect("a number")
}

/// The figures of a row, as the report gives them.
fn given(figure: Figure, row: &training_ladder::usecases::reports::read_uptake::UptakeRow) -> Option<i64> {
    Some(match figure {
        Figure::Sessions => row.sessions.into(),
        Figure::Booked => row.booked.into(),
        Figure::Attended => row.attended.into(),
        Figure::PartlyAttended => row.partly_attended.into(),
        Figure::NoShow => row.no_show.into(),
        Figure::ShortNotice => row.short_notice.into(),
        Figure::People => row.people.into(),
        Figure::Certificates => row.certificates.into(),
        Figure::Cpd => return None,
        Figure::Waiting => row.waiting.into(),
    })
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 0.006,
        (one, other) => one == other,
    }
}

fn mean(rows: &[&Raw]) -> (usize, Option<f64>) {
    let all: Vec<i64> = rows.iter().flat_map(|raw| raw.answers.iter().copied()).collect();
    let people: BTreeSet<&String> =
        rows.iter().filter(|raw| !raw.answers.is_empty()).map(|raw| &raw.person).collect();
    let sum: i64 = all.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a few hundred answers")]
    let mean = (!all.is_empty()).then(|| sum as f64 / all.len() as f64);
    (people.len(), mean)
}

fn compare(ask: &UptakeAsk, report: &UptakeReport, tables: &Tables) {
    let told = format!("{ask:?}");
    let passes = |raw: &&Raw| {
        (report.from..=report.to).contains(&raw.day)
            && relevant(raw)
            && ask.course.as_ref().is_none_or(|slug| *slug == raw.course)
            && ask.ladder.as_ref().is_none_or(|slug| *slug == raw.ladder)
            && ask.organisation.is_none_or(|id| flat(&id.to_string()) == raw.organisation)
            && ask.organisation_kind.is_none_or(|kind| kind.as_str() == raw.kind)
            && ask.trainer.is_none_or(|id| raw.trainers.contains(&flat(&id.to_string())))
    };
    let all: Vec<&Raw> = tables.bookings.iter().filter(passes).collect();
    let mut rows: BTreeMap<String, Vec<&Raw>> = BTreeMap::new();
    for raw in &all {
        for key in keys(ask.by, raw) {
            rows.entry(key).or_default().push(raw);
        }
    }
    for figure in Figure::ALL {
        if let Some(found) = given(*figure, &report.total) {
            assert_eq!(found, plain(*figure, &all), "{figure} in all: {told}");
        }
    }
    assert_eq!(report.total.cpd_minutes, all.iter().map(|raw| raw.cpd).sum::<i64>(), "CPD in all: {told}");
    for (key, of) in &rows {
        let row = report.rows.iter().find(|row| row.key == *key || flat(&row.key) == *key);
        let row = row.unwrap_or_else(|| panic!("no row {key}: {told}"));
        for figure in Figure::ALL {
            if let Some(found) = given(*figure, row) {
                assert_eq!(found, plain(*figure, of), "{figure} of {key}: {told}");
            }
        }
        assert_eq!(row.cpd_minutes, of.iter().map(|raw| raw.cpd).sum::<i64>(), "CPD of {key}: {told}");
        if row.feedback_mean.is_some() {
            let (people, mean) = mean(of);
            assert!(people >= 5, "the answers of {people} people are shown for {key}: {told}");
            // Months are whole here, so that every answer is counted; but of a row for a time only those of stretches
            // that lie wholly in it.
            let of_a_time = matches!(ask.by, By::Month | By::Year);
            assert!(
                of_a_time || is_near(row.feedback_mean, mean),
                "the mean of {key}, {mean:?}: {row:?}, {told}"
            );
        }
    }
    for row in &report.rows {
        let only_places = row.booked == 0 && row.waiting == 0 && row.short_notice == 0;
        assert!(
            rows.contains_key(&row.key) || rows.contains_key(&flat(&row.key)) || only_places,
            "{row:?}: {told}"
        );
    }
    compare_places(ask, report, tables, &told);
    let nothing_chosen = ask.course.is_none()
        && ask.ladder.is_none()
        && ask.organisation.is_none()
        && ask.organisation_kind.is_none()
        && ask.trainer.is_none();
    if nothing_chosen {
        let (people, mean) = mean(&all);
        let mean = mean.filter(|_| people >= 5);
        assert!(is_near(report.total.feedback_mean, mean), "{mean:?}: {:?}, {told}", report.total);
    }
}

fn compare_places(ask: &UptakeAsk, report: &UptakeReport, tables: &Tables, told: &str) {
    if ask.organisation.is_some() || ask.organisation_kind.is_some() {
        assert_eq!(report.total.places_offered, None, "{told}");
        return;
    }
    let (mut offered, mut filled) = (0, 0);
    for (id, course, ladder, day, places, trainers) in &tables.sessions {
        let passes = (report.from..=report.to).contains(day)
            && ask.course.as_ref().is_none_or(|slug| slug == course)
            && ask.ladder.as_ref().is_none_or(|slug| slug == ladder)
            && ask.trainer.is_none_or(|who| trainers.contains(&flat(&who.to_string())));
        if passes {
            offered += places;
            let here = tables.bookings.iter().filter(|raw| raw.session == *id && held(&raw.state)).count();
            filled += i64::try_from(here).expect("a number");
        }
    }
    assert_eq!(report.total.places_offered.map(i64::from), Some(offered), "places: {told}");
    assert_eq!(report.total.places_filled.map(i64::from), Some(filled), "held places: {told}");
}

/// Compares who came, by everything and with each single choice, and what stands behind the figures; then the flow.
pub async fn figures_agree(app: &TestApp, coordinator: PersonId) {
    let actor = Actor {
        person_id: coordinator,
        is_coordinator: true,
        is_trainer: false,
        manages_anyone: false,
        leads_anywhere: false,
    };
    let tables = read(app);
    let years =
        |from: i32, to: i32| (NaiveDate::from_ymd_opt(from, 1, 1), NaiveDate::from_ymd_opt(to, 12, 31));
    let plain_ask = |by: By| UptakeAsk {
        from: years(2015, 2035).0,
        to: years(2015, 2035).1,
        by,
        course: None,
        ladder: None,
        organisation: None,
        organisation_kind: None,
        trainer: None,
    };
    let mut asks: Vec<UptakeAsk> = By::ALL.iter().map(|by| plain_ask(*by)).collect();
    asks.push(UptakeAsk {
        from: NaiveDate::from_ymd_opt(2026, 10, 13),
        to: NaiveDate::from_ymd_opt(2026, 12, 9),
        ..plain_ask(By::Course)
    });
    if let Some(course) = tables.titles.keys().min() {
        asks.push(UptakeAsk { course: Some(course.clone()), ..plain_ask(By::Month) });
    }
    if let Some((ladder, _)) = tables.steps.keys().next() {
        asks.push(UptakeAsk { ladder: Some(ladder.clone()), ..plain_ask(By::Course) });
    }
    asks.push(UptakeAsk { organisation_kind: Some(OrganisationKind::School), ..plain_ask(By::Organisation) });
    if let Some(raw) = tables.bookings.iter().find(|raw| raw.organisation != "none") {
        let id: OrganisationId = raw.organisation.parse().expect("an id");
        asks.push(UptakeAsk { organisation: Some(id), ..plain_ask(By::Course) });
    }
    if let Some(raw) = tables.bookings.iter().find(|raw| !raw.trainers.is_empty()) {
        let id: PersonId = raw.trainers[0].parse().expect("an id");
        asks.push(UptakeAsk { trainer: Some(id), ..plain_ask(By::Month) });
    }
    for ask in asks {
        let report = app.app.usecases.read_uptake(actor, ask.clone()).await.expect("figures");
        compare(&ask, &report, &tables);
        follow(app, actor, &ask, &report).await;
    }
    compare_flow(app, actor, &tables).await;
}

/// As many lines stand behind a figure as it says.
async fn follow(app: &TestApp, actor: Actor, ask: &UptakeAsk, report: &UptakeReport) {
    for row in report.rows.iter().take(2).chain([&report.total]) {
        let key = Some(row.key.clone()).filter(|key| key != "total");
        for figure in Figure::ALL {
            let Some(count) = given(*figure, row) else { continue };
            let down = Follow::Uptake(ask.clone(), key.clone(), *figure);
            let (_, lines) = app.app.usecases.follow_down(actor, down).await.expect("what stands behind it");
            assert_eq!(i64::try_from(lines.len()).expect("a number"), count, "{figure} of {key:?}: {ask:?}");
        }
    }
}

async fn compare_flow(app: &TestApp, actor: Actor, tables: &Tables) {
    let rows = app.app.usecases.read_ladder_flow(actor, FlowAsk::default()).await.expect("a flow");
    let ladders: BTreeSet<&String> = tables.steps.keys().map(|(ladder, _)| ladder).collect();
    assert_eq!(rows.len(), tables.steps.len());
    for ladder in ladders {
        let positions: Vec<i64> =
            tables.steps.keys().filter(|(of, _)| of == ladder).map(|(_, position)| *position).collect();
        let first = |position: i64| {
            let courses = &tables.steps[&(ladder.clone(), position)];
            let mut first: BTreeMap<&String, Option<NaiveDate>> = BTreeMap::new();
            for (person, course, on) in &tables.done {
                if courses.contains(course) {
                    let known = first.entry(person).or_insert(*on);
                    *known = match (*known, on) {
                        (Some(before), Some(on)) => Some(before.min(*on)),
                        (before, on) => before.or(*on),
                    };
                }
            }
            first
        };
        for (at, position) in positions.iter().enumerate() {
            let row = rows.iter().find(|row| row.ladder == *ladder && row.step == at + 1).expect("a step");
            let done = first(*position);
            assert_eq!(row.completed, done.len(), "{row:?}");
            let Some(next) = positions.get(at + 1) else { continue };
            let after = first(*next);
            let came: Vec<&&String> = done.keys().filter(|person| after.contains_key(**person)).collect();
            assert_eq!(row.came_back, came.len(), "{row:?}");
            assert_eq!(row.completed, row.came_back + row.next_booked + row.not_yet, "{row:?}");
            let mut days: Vec<i64> = came
                .iter()
                .filter_map(|person| Some((after[**person]? - done[**person]?).num_days()))
                .filter(|days| *days >= 0)
                .collect();
            days.sort_unstable();
            let median = days.get(days.len().saturating_sub(1) / 2).copied();
            assert_eq!(row.median_days, median, "{row:?}");
        }
    }
}
