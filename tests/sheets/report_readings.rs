//! What an attendance report means: its days and times read for the date it is brought for, against a model; and files
//! that are none, or meant to harm.

use chrono_tz::Tz;
use training_ladder::{
    domain::{
        attendance::ScheduledDate,
        ids::DateId,
        joiners::{File, gather},
        report_reading::{Known, Placed, place},
        report_stamps::DayOrder,
        report_tables::Report,
    },
    sheets,
};
use uuid::Uuid;

use super::reports::{at, date, evening, placed, report};

/// As large as a file may be, the same again and again.
struct Endless {
    line: &'static [u8],
    at: u64,
}

const LARGE: u64 = 48 * 1024 * 1024;

impl std::io::Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = u64::min(into.len() as u64, LARGE - self.at);
        for (byte, at) in into.iter_mut().zip(self.at..self.at + length) {
            *byte = self.line[usize::try_from(at).expect("small") % self.line.len()];
        }
        self.at += length;
        Ok(usize::try_from(length).expect("small"))
    }
}

impl std::io::Seek for Endless {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        if let std::io::SeekFrom::Start(to) = to {
            self.at = to;
        }
        Ok(self.at)
    }
}

#[test]
fn what_goes_on_and_on_is_refused_with_a_reason() {
    for (line, says) in [
        (
            b"Name,Email,Join Time,Leave Time\nAda,,06/10/2026 06:00:00 PM,06/10/2026 07:00:00 PM\n"
                .as_slice(),
            "bring it in in parts",
        ),
        (b"a,b,c,d,e,f,".as_slice(), "goes on without an end"),
        (b"\"\"\"".as_slice(), "goes on without an end"),
    ] {
        let mut file = Endless { line, at: 0 };
        let why = sheets::report::read(&mut file).expect_err("no end").said();
        assert!(why.contains(says), "{says}: {why}");
    }
}

#[test]
fn files_that_only_look_like_a_report_are_refused_with_a_reason() {
    let columns = vec!["Name"; 100_000].join(",");
    let nested = [b"PK\x03\x04".as_slice(), &[0; 64]].concat();
    let broken = [b"\xFF\xFE".as_slice(), b"N\0a\0m\0e", b"\xD8"].concat();
    for (bytes, what) in [
        (columns.into_bytes(), "a hundred thousand columns"),
        (nested, "an archive"),
        (broken, "broken UTF-16"),
        (b"Name,Join Time\0\0\0".to_vec(), "NULs"),
        (b"=cmd|' /C calc'!A0,=1+1\n".to_vec(), "formulas"),
    ] {
        let (_, why) = report(&bytes).expect_err(what);
        assert!(!why.is_empty(), "{what}");
    }
}

#[test]
fn what_is_no_report_says_why_and_where() {
    let zoom = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n";
    for (bytes, line, says) in [
        (b"name,email\nAda,a@x.example\n".to_vec(), 1, "nothing in this file reads as who joined"),
        (b"".to_vec(), 1, "nothing in this file reads as who joined"),
        (zoom.as_bytes().to_vec(), 1, "nothing in this file reads as who joined"),
        (
            format!("{zoom}Ada,a@x.example,########,########,60,No\n").into_bytes(),
            2,
            "a spreadsheet program saved it as it showed it",
        ),
        (format!("{zoom}Ada,a@x.example,yesterday evening,later,60,No\n").into_bytes(), 2, "cannot be read"),
        (b"%PDF-1.7 ...".to_vec(), 1, "this is a PDF"),
        (b"Name,Join\0Time\n".to_vec(), 1, "NUL character"),
    ] {
        let (at, why) = report(&bytes).expect_err("no report");
        assert_eq!(at, line, "{why}");
        assert!(why.contains(says), "{says}: {why}");
    }
}

#[test]
fn days_and_zones_come_from_the_date_itself_and_what_stays_ambiguous_is_refused_with_both_readings() {
    let line = |from: &str, to: &str| {
        let text =
            format!("Name,Email,Join time,Leave time,Duration (minutes)\nAda,a@x.example,{from},{to},60\n");
        report(text.as_bytes()).expect("a report")
    };
    let october = date(2, "2026-10-06T17:00:00Z", "2026-10-06T19:00:00Z");
    let either = line("06/10/2026 18:00", "06/10/2026 19:00");
    assert_eq!(placed(&either, &[evening()]).expect("June").date, evening().id);
    assert_eq!(placed(&either, &[october]).expect("October").date, october.id);
    let both = placed(&either, &[evening(), october]).expect_err("both");
    assert!(both.contains("Tuesday 6 October 2026") && both.contains("Wednesday 10 June 2026"), "{both}");
    let known = Known {
        dates: &[evening(), october],
        zone: Tz::Europe__London,
        said_zone: None,
        said_order: Some(DayOrder::MonthFirst),
    };
    assert_eq!(place(&either, known).expect("said").date, evening().id);

    let another =
        placed(&line("07/11/2026 18:00", "07/11/2026 19:00"), &[evening()]).expect_err("another day");
    assert!(another.contains("7 November 2026") && another.contains("11 July 2026"), "{another}");
    assert!(another.contains("10 June 2026"), "{another}");

    // In UTC the meeting lies an hour earlier on the clock: read as UK time half of it would be before the date.
    let in_utc = line("2026-06-10 16:58:00", "2026-06-10 19:00:00");
    let why = placed(&in_utc, &[evening()]).expect_err("two readings");
    assert!(why.contains("as UK time it was from 4:58pm to 7pm"), "{why}");
    assert!(why.contains("as UTC it was from 5:58pm to 8pm"), "{why}");
    let dates = [evening()];
    let said =
        |zone| Known { dates: &dates, zone: Tz::Europe__London, said_zone: Some(zone), said_order: None };
    let utc = place(&in_utc, said(Tz::UTC)).expect("said");
    assert_eq!(utc.spans[0], Some((at("2026-06-10T16:58:00Z"), at("2026-06-10T19:00:00Z"))));
    let london = place(&in_utc, said(Tz::Europe__London)).expect("said");
    assert_eq!(london.spans[0], Some((at("2026-06-10T15:58:00Z"), at("2026-06-10T18:00:00Z"))));
    // Times that name their zone need nobody to say it.
    let zulu = line("2026-06-10T17:00:00Z", "2026-06-10T20:00:00+01:00");
    let span = placed(&zulu, &[evening()]).expect("it says so").spans[0];
    assert_eq!(span, Some((at("2026-06-10T17:00:00Z"), at("2026-06-10T19:00:00Z"))));

    let next_week = date(3, "2026-06-17T17:00:00Z", "2026-06-17T19:00:00Z");
    let of_one = line("17/06/2026 18:00", "17/06/2026 19:00");
    assert_eq!(placed(&of_one, &[evening(), next_week]).expect("by its times").date, next_week.id);
    let mixed = report(
        b"Name,Email,Join time,Leave time\nA,,13/06/2026 18:00,13/06/2026 19:00\nB,,06/14/2026 18:00,06/14/2026 19:00\n",
    );
    let why = placed(&mixed.expect("a report"), &[evening()]).expect_err("no order");
    assert!(why.contains("Line 3") && why.contains("another order"), "{why}");
}

/// Random meetings, read back from what Zoom would write of them: whoever was there in a second, by the plainest model.
mod against_a_model {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    /// Who (of five), from which minute for how many, with or without an address, in which of two files.
    type Stay = (usize, i64, i64, bool, usize);

    proptest! {
        #[test]
        fn everybody_was_there_in_the_minutes_that_any_of_their_joinings_covers(
            stays in prop::collection::vec((0_usize..5, -60_i64..200, 1_i64..120, any::<bool>(), 0_usize..2), 1..40),
            // The clocks go forward in the night of 28 March and back in that of 24 October.
            day in prop::sample::select(vec!["2027-03-28", "2027-06-09", "2026-10-25", "2026-11-10"]),
            month_first in any::<bool>(),
        ) {
            let starts_at = at(&format!("{day}T09:00:00Z"));
            let date = ScheduledDate {
                id: DateId::from_uuid(Uuid::from_u128(1)),
                starts_at,
                ends_at: starts_at + TimeDelta::minutes(150),
            };
            let mut files = [const { String::new() }; 2];
            for file in &mut files {
                file.push_str("Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n");
            }
            // Somebody is there all the time, so that the date and the clock are told.
            let stays: Vec<Stay> = std::iter::once((5, 0, 150, true, 0)).chain(stays).collect();
            let mut model: BTreeMap<(usize, bool), BTreeSet<i64>> = BTreeMap::new();
            for (who, from, long, with_address, file) in &stays {
                let how = if month_first { "%m/%d/%Y %I:%M:%S %p" } else { "%Y-%m-%d %H:%M:%S" };
                let local = |minute: i64| {
                    let at = starts_at + TimeDelta::minutes(minute);
                    at.with_timezone(&Tz::Europe__London).format(how).to_string()
                };
                let email = if *with_address { format!("person{who}@x.example") } else { String::new() };
                files[*file].push_str(&format!("Person {who},{email},{},{},{long},No\n", local(*from), local(from + long)));
                let there = model.entry((*who, *with_address)).or_default();
                there.extend((*from..from + long).filter(|minute| (0..150).contains(minute)));
            }
            let reports: Vec<Report> = files.iter().filter_map(|file| report(file.as_bytes()).ok()).collect();
            let known = Known {
                dates: &[date],
                zone: Tz::Europe__London,
                said_zone: Some(Tz::Europe__London),
                said_order: month_first.then_some(DayOrder::MonthFirst),
            };
            // A file of whom nobody was there at the time is refused, and counts for nothing.
            let placed: Vec<(Report, Placed)> = reports
                .into_iter()
                .filter_map(|report| place(&report, known).ok().map(|placed| (report, placed)))
                .collect();
            let files: Vec<File<'_>> = placed
                .iter()
                .map(|(report, placed)| File { joinings: &report.joinings, spans: &placed.spans })
                .collect();
            let (joiners, _) = gather(&files, (date.starts_at, date.ends_at));
            let mut read: Vec<(String, bool, usize)> = joiners
                .iter()
                .map(|joiner| (joiner.name.clone(), joiner.email.is_some(), usize::try_from(joiner.minutes()).expect("few")))
                .collect();
            read.sort();
            let expected: Vec<(String, bool, usize)> = model
                .into_iter()
                .filter(|(_, minutes)| !minutes.is_empty())
                .map(|((who, with_address), minutes)| (format!("Person {who}"), with_address, minutes.len()))
                .collect();
            prop_assert_eq!(read, expected);
        }
    }
}
