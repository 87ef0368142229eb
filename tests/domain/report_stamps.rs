//! Moments and lengths as the programs of meetings write them.

use chrono::NaiveDate;
use training_ladder::domain::report_stamps::{DayOrder, Stamp, length_in_seconds};

fn read(text: &str, order: DayOrder) -> Option<String> {
    let on = NaiveDate::from_ymd_opt(2026, 6, 10).expect("a day");
    Stamp::parse(text)?.read(order, on).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
}

#[test]
fn moments_are_read_in_every_way_they_are_written() {
    use DayOrder::{DayFirst, MonthFirst};
    for (text, order, expected) in [
        ("06/10/2026 06:01:12 PM", MonthFirst, Some("2026-06-10 18:01:12")),
        ("06/10/2026 06:01:12 PM", DayFirst, Some("2026-10-06 18:01:12")),
        ("2026-06-10 18:01:12", DayFirst, Some("2026-06-10 18:01:12")),
        ("2026-06-10T18:01:12Z", DayFirst, Some("2026-06-10 18:01:12")),
        ("15/08/2022 01:27", MonthFirst, Some("2022-08-15 01:27:00")),
        ("7/22/26, 7:00:11 PM", DayFirst, Some("2026-07-22 19:00:11")),
        ("7/22/26, 7:00:11\u{202f}PM", DayFirst, Some("2026-07-22 19:00:11")),
        ("06.10.26, 18:01:00", DayFirst, Some("2026-10-06 18:01:00")),
        ("10.6.2026 klo 18.01.12", DayFirst, Some("2026-06-10 18:01:12")),
        ("10/6/26, 6:01:12 p. m.", DayFirst, Some("2026-06-10 18:01:12")),
        ("10-6-2026 18:01:12", DayFirst, Some("2026-06-10 18:01:12")),
        ("2026/6/10 下午6:01:12", DayFirst, Some("2026-06-10 18:01:12")),
        ("Jun 10, 2026 06:01:12 PM", DayFirst, Some("2026-06-10 18:01:12")),
        ("10 Jun 2026 12:01 AM", DayFirst, Some("2026-06-10 00:01:00")),
        ("10 Jun 2026 12:01 PM", DayFirst, Some("2026-06-10 12:01:00")),
        ("5:58 PM", DayFirst, Some("2026-06-10 17:58:00")),
        ("17:58", DayFirst, Some("2026-06-10 17:58:00")),
        ("31/06/2026 18:00", DayFirst, None),
        ("32/13/2026 18:00", DayFirst, None),
        ("25:00", DayFirst, None),
        ("10/06/2026", DayFirst, None),
        ("60", DayFirst, None),
        ("1 hr 2 min", DayFirst, None),
        ("Ada Okoro", DayFirst, None),
        ("123 4567 8901", DayFirst, None),
        ("--", DayFirst, None),
        ("", DayFirst, None),
    ] {
        assert_eq!(read(text, order).as_deref(), expected, "{text}");
    }
}

#[test]
fn lengths_are_read_in_every_way_they_are_written() {
    for (text, expected) in [
        ("60", Some(3_600)),
        ("1h 27m 51s", Some(5_271)),
        ("59 Min. 0 Sek.", Some(3_540)),
        ("1 hr 2 min", Some(3_720)),
        ("1 Std. 2 Min.", Some(3_720)),
        ("2 godz.", Some(7_200)),
        ("01:27:51", Some(5_271)),
        ("51s", Some(51)),
        ("27m", Some(1_620)),
        ("1h", Some(3_600)),
        ("--", None),
        ("", None),
        ("a while", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(length_in_seconds(text), expected, "{text}");
    }
}
