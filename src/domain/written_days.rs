//! Days as people write them in files: day first, months in words, school years, and the plain numbers of workbooks.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::tables::DayNumbers;

/// Why something is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDay {
    /// Its second number is no month but its first is one: the column has the month first.
    MonthFirst,
    /// It cannot be read as a day.
    Unreadable,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// A school year begins in this month.
const SCHOOL_YEAR: u32 = 9;

/// Nobody brings in what happened before this year.
const EARLIEST_YEAR: i32 = 1950;

/// The day that is written; none where nothing is. A year is its 1 January, a month its first day, a school year
/// (`2017/18`) the 1 September it begins with: of what is not known exactly the earliest day counts. Years of two
/// digits lie in the hundred years up to `today`.
///
/// # Errors
/// [`NoDay`].
pub fn written_day(
    typed: &str,
    today: NaiveDate,
    days: Option<DayNumbers>,
) -> Result<Option<NaiveDate>, NoDay> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let lower = typed.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | '\u{2013}'))
        .filter(|word| !word.is_empty() && !is_weekday(word))
        .collect();
    let separated_by = lower.chars().find(|c| !c.is_ascii_digit());
    // A time of day behind the day says nothing about it.
    let day_words: Vec<&str> = match words.as_slice() {
        [first, second, third, ..] if third.contains('t') && is_number(first) && is_number(second) => {
            vec![*first, *second, third.split('t').next().unwrap_or_default()]
        }
        [day @ .., time] if time.contains(':') => day.to_vec(),
        _ => words.clone(),
    };
    let found = match day_words.as_slice() {
        [year] if is_year(year) && separated_by.is_none() => day(year, 1, 1),
        [number] => days.and_then(|days| counted(&lower, number, days)),
        [year, other] if is_year(year) && is_number(other) => {
            match days.filter(|_| separated_by == Some('.')) {
                Some(_) => None,
                None => school_year(year, other),
            }
        }
        [whole, _] if separated_by == Some('.') && is_number(whole) => {
            days.and_then(|days| counted(&lower, whole, days))
        }
        [month, year] if is_year(year) => month_named(month).and_then(|month| day(year, month, 1)),
        [year, month, date] if is_year(year) => match (number(month), number(date)) {
            (Some(month), Some(date)) if are_two_digits(&day_words) => day(year, month, date),
            _ => None,
        },
        [first, second, year] => return day_month_year(first, second, year, today).map(Some),
        _ => None,
    };
    found.map(Some).ok_or(NoDay::Unreadable)
}

/// `2019-3-1` is nobody's way of writing: year first has two digits for month and day.
fn are_two_digits(words: &[&str]) -> bool {
    words[1].len() == 2 && words[2].len() == 2
}

fn day_month_year(first: &str, second: &str, year: &str, today: NaiveDate) -> Result<NaiveDate, NoDay> {
    let year = whole_year(year, today).ok_or(NoDay::Unreadable)?;
    let of = |month: u32, date: u32| NaiveDate::from_ymd_opt(year, month, date).ok_or(NoDay::Unreadable);
    if let (Some(date), Some(month)) = (ordinal(first), month_named(second)) {
        return of(month, date);
    }
    if let (Some(month), Some(date)) = (month_named(first), ordinal(second)) {
        return of(month, date);
    }
    let (date, month) = number(first).zip(number(second)).ok_or(NoDay::Unreadable)?;
    if month > 12 && month <= 31 && (1..=12).contains(&date) {
        return Err(NoDay::MonthFirst);
    }
    of(month, date)
}

fn is_weekday(word: &str) -> bool {
    word.len() > 2
        && word.chars().all(char::is_alphabetic)
        && WEEKDAYS.iter().any(|day| day.starts_with(word))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_number(word)
}

/// One or two digits.
fn number(word: &str) -> Option<u32> {
    (word.len() <= 2 && is_number(word)).then(|| word.parse().ok()).flatten()
}

/// `3`, `03` or `3rd`.
fn ordinal(word: &str) -> Option<u32> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number(bare)
}

fn month_named(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    u32::try_from(at + 1).ok()
}

fn day(year: &str, month: u32, date: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, date)
}

fn whole_year(word: &str, today: NaiveDate) -> Option<i32> {
    if is_year(word) {
        return word.parse().ok();
    }
    let short: i32 = (word.len() == 2 && is_number(word)).then(|| word.parse().ok()).flatten()?;
    let century = today.year() - today.year().rem_euclid(100);
    Some(if century + short > today.year() { century - 100 + short } else { century + short })
}

/// `2017/18` and `2017/2018`: the second is the year after the first.
fn school_year(first: &str, second: &str) -> Option<NaiveDate> {
    let begins: i32 = first.parse().ok()?;
    let ends: i32 = second.parse().ok()?;
    let next = begins + 1;
    let is_next = match second.len() {
        2 => next.rem_euclid(100) == ends,
        4 => next == ends,
        _ => false,
    };
    is_next.then(|| NaiveDate::from_ymd_opt(begins, SCHOOL_YEAR, 1)).flatten()
}

/// A workbook's number of a day, with a time of day behind its point.
fn counted(typed: &str, whole: &str, days: DayNumbers) -> Option<NaiveDate> {
    let is_plain = typed.chars().all(|c| c.is_ascii_digit() || c == '.');
    let number: i64 = (is_plain && whole.len() == 5).then(|| whole.parse().ok()).flatten()?;
    let first = match days {
        // Counted as if 1900 had had a 29 February; no day before it is brought in.
        DayNumbers::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30),
        DayNumbers::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1),
    };
    first?.checked_add_signed(TimeDelta::try_days(number)?)
}

/// Why a day of learning is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongDay {
    /// What would be right.
    pub message: &'static str,
    /// The others of its column may be turned round as well.
    pub doubts_column: bool,
}

/// A day of learning: written as [`written_day`] reads it, come already, and not too long ago.
///
/// # Errors
/// [`WrongDay`].
pub fn past_day(
    typed: &str,
    today: NaiveDate,
    days: Option<DayNumbers>,
) -> Result<Option<NaiveDate>, WrongDay> {
    let wrong = |message| WrongDay { message, doubts_column: false };
    match written_day(typed, today, days) {
        Ok(Some(day)) if day > today => Err(wrong("This day has not come yet.")),
        Ok(Some(day)) if day.year() < EARLIEST_YEAR => Err(wrong("This is too long ago to be right.")),
        Ok(day) => Ok(day),
        Err(NoDay::MonthFirst) => Err(WrongDay {
            message: "Days are read with the day first, and here the second number is no month: the others of this \
                      column may be turned round too. Write them as 25/12/2019 or 2019-12-25.",
            doubts_column: true,
        }),
        Err(NoDay::Unreadable) => Err(wrong(
            "Use a day such as 2019-03-21, 21/03/2019 or 21 Mar 2019, a school year such as 2018/19, a year such as \
             2019, or leave it empty.",
        )),
    }
}
