//! Everything that is counted, as it lies in the tables, read by the plainest SQL there is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::{app::TestApp, raw_database::Beside};

type Fields = Vec<String>;

/// A booking with all that counts of it, by raw words.
#[derive(Debug, Clone)]
pub struct Raw {
    pub session: String,
    pub person: String,
    pub organisation: String,
    pub kind: String,
    pub state: String,
    pub short: bool,
    pub course: String,
    pub ladder: String,
    pub day: NaiveDate,
    pub trainers: Vec<String>,
    pub cpd: i64,
    pub certified: bool,
    pub answers: Vec<i64>,
}

/// Everything, as it lies in the tables.
pub struct Tables {
    pub bookings: Vec<Raw>,
    /// Session, course, ladder, day, places, trainers; those that are not drafts and not called off.
    pub sessions: Vec<(String, String, String, NaiveDate, i64, Vec<String>)>,
    /// Person, course and day of everything completed.
    pub done: Vec<(String, String, Option<NaiveDate>)>,
    /// Ladder, step and its courses.
    pub steps: BTreeMap<(String, i64), Vec<String>>,
    pub titles: HashMap<String, String>,
}

fn lines(app: &TestApp, sql: &str) -> Vec<Fields> {
    let postgres = app.database.is_postgres();
    let mut sql = sql.to_owned();
    // $h(x) is an id in hexadecimal digits, $t(x) a moment, whatever the database.
    for (mark, sqlite, server) in [
        ("$h(", ("lower(hex(", "))"), ("encode(", ", 'hex')")),
        ("$t(", ("strftime('%Y-%m-%d %H:%M:%S', ", ")"), ("to_char(", ", 'YYYY-MM-DD HH24:MI:SS')")),
    ] {
        while let Some(at) = sql.find(mark) {
            let end = at + sql[at..].find(')').expect("a bracket");
            let inside = sql[at + mark.len()..end].to_owned();
            let (before, after) = if postgres { server } else { sqlite };
            sql.replace_range(at..=end, &format!("{before}{inside}{after}"));
        }
    }
    Beside::to(&app.database)
        .lines(&sql)
        .into_iter()
        .map(|line| line.split('|').map(str::to_owned).collect())
        .collect()
}

/// An id without its dashes.
pub fn flat(id: &str) -> String {
    id.replace('-', "")
}

/// Course, day, places, state and whether it is taken at any time, of each session.
fn sessions_of(app: &TestApp) -> HashMap<String, (String, NaiveDate, i64, String, bool)> {
    let mut sessions = HashMap::new();
    for row in lines(
        app,
        "SELECT $h(id) || '|' || $h(course_id) || '|' || $t(starts_at) || '|' || timezone || '|' || capacity || '|' \
         || state || '|' || CASE WHEN on_demand THEN 1 ELSE 0 END AS line FROM sessions",
    ) {
        let at = NaiveDateTime::parse_from_str(&row[2], "%Y-%m-%d %H:%M:%S").expect("a moment");
        let zone: chrono_tz::Tz = row[3].parse().expect("a zone");
        let day = at.and_utc().with_timezone(&zone).date_naive();
        let places: i64 = row[4].parse().expect("places");
        sessions.insert(row[0].clone(), (row[1].clone(), day, places, row[5].clone(), row[6] == "1"));
    }
    sessions
}

/// What was answered on scales about each booking.
fn answers_of(app: &TestApp) -> HashMap<String, Vec<i64>> {
    let mut answers: HashMap<String, Vec<i64>> = HashMap::new();
    for row in lines(
        app,
        "SELECT $h(a.booking_id) || '|' || a.number AS line FROM feedback_answers a \
         JOIN feedback_questions q ON q.id = a.question_id WHERE q.kind = 'scale' AND a.number IS NOT NULL",
    ) {
        answers.entry(row[0].clone()).or_default().push(row[1].parse().expect("a number"));
    }
    answers
}

/// Reads everything.
pub fn read(app: &TestApp) -> Tables {
    let mut courses: HashMap<String, (String, String)> = HashMap::new();
    let mut titles = HashMap::new();
    for row in lines(
        app,
        "SELECT $h(c.id) || '|' || c.slug || '|' || coalesce(l.slug, 'none') AS line FROM courses c \
         LEFT JOIN rungs r ON r.id = c.rung_id LEFT JOIN ladders l ON l.id = r.ladder_id",
    ) {
        titles.insert(row[1].clone(), row[1].clone());
        courses.insert(row[0].clone(), (row[1].clone(), row[2].clone()));
    }
    let mut steps: BTreeMap<(String, i64), Vec<String>> = BTreeMap::new();
    for row in lines(
        app,
        "SELECT l.slug || '|' || r.position || '|' || coalesce(c.slug, '') AS line FROM rungs r \
         JOIN ladders l ON l.id = r.ladder_id LEFT JOIN courses c ON c.rung_id = r.id",
    ) {
        steps.entry((row[0].clone(), row[1].parse().expect("a position"))).or_default().push(row[2].clone());
    }
    let mut trainers: HashMap<String, Vec<String>> = HashMap::new();
    for row in lines(app, "SELECT $h(session_id) || '|' || $h(person_id) AS line FROM session_trainers") {
        trainers.entry(row[0].clone()).or_default().push(row[1].clone());
    }
    let sessions = sessions_of(app);
    let kinds: HashMap<String, String> =
        lines(app, "SELECT $h(id) || '|' || kind AS line FROM organisations")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
    let cpd: HashMap<String, i64> = lines(
        app,
        "SELECT $h(booking_id) || '|' || cpd_minutes AS line FROM results WHERE reopened_at IS NULL",
    )
    .into_iter()
    .map(|row| (row[0].clone(), row[1].parse().expect("minutes")))
    .collect();
    let finished: HashMap<String, NaiveDate> = lines(
        app,
        "SELECT $h(booking_id) || '|' || CAST(attended_on AS TEXT) AS line FROM results \
         WHERE reopened_at IS NULL AND attended_on IS NOT NULL",
    )
    .into_iter()
    .map(|row| (row[0].clone(), row[1].parse().expect("a day")))
    .collect();
    let certified: BTreeSet<String> =
        lines(app, "SELECT $h(booking_id) AS line FROM certificates WHERE state = 'valid'")
            .into_iter()
            .map(|row| row[0].clone())
            .collect();
    let answers = answers_of(app);
    let mut bookings = Vec::new();
    for row in lines(
        app,
        "SELECT $h(id) || '|' || $h(session_id) || '|' || $h(person_id) || '|' || \
         CASE WHEN organisation_id IS NULL THEN 'none' ELSE $h(organisation_id) END || '|' || state || '|' || CASE WHEN short_notice THEN 1 ELSE 0 END \
         || '|' || $t(created_at) AS line FROM bookings",
    ) {
        let (course, day, _, state, at_any_time) = &sessions[&row[1]];
        if state == "draft" {
            continue;
        }
        let (slug, ladder) = &courses[course];
        let begun = NaiveDateTime::parse_from_str(&row[6], "%Y-%m-%d %H:%M:%S").expect("a moment");
        let begun = begun.and_utc().with_timezone(&chrono_tz::Europe::London).date_naive();
        bookings.push(Raw {
            session: row[1].clone(),
            person: row[2].clone(),
            organisation: row[3].clone(),
            kind: kinds.get(&row[3]).cloned().unwrap_or_else(|| "none".to_owned()),
            state: row[4].clone(),
            short: row[5] == "1",
            course: slug.clone(),
            ladder: ladder.clone(),
            // What has no dates counts on the day it was finished, and before that on the day it was begun.
            day: if *at_any_time { finished.get(&row[0]).copied().unwrap_or(begun) } else { *day },
            trainers: trainers.get(&row[1]).cloned().unwrap_or_default(),
            cpd: cpd.get(&row[0]).copied().unwrap_or(0),
            certified: certified.contains(&row[0]),
            answers: answers.get(&row[0]).cloned().unwrap_or_default(),
        });
    }
    let done = lines(
        app,
        "SELECT $h(person_id) || '|' || $h(course_id) || '|' || coalesce(CAST(completed_on AS TEXT), '') AS line \
         FROM completions WHERE withdrawn_at IS NULL",
    )
    .into_iter()
    .map(|row| (row[0].clone(), courses[&row[1]].0.clone(), row[2].parse().ok()))
    .collect();
    let sessions = sessions
        .into_iter()
        .filter(|(_, (_, _, _, state, at_any_time))| state != "draft" && state != "cancelled" && !at_any_time)
        .map(|(id, (course, day, places, ..))| {
            let (slug, ladder) = courses[&course].clone();
            let runs = trainers.get(&id).cloned().unwrap_or_default();
            (id, slug, ladder, day, places, runs)
        })
        .collect();
    Tables { bookings, sessions, done, steps, titles }
}

/// The moment a day begins, as a literal of either database.
pub fn moment(at: DateTime<chrono::Utc>) -> String {
    format!("'{}'", at.format("%Y-%m-%d %H:%M:%S"))
}
