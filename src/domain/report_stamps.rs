//! Moments and lengths of time as the attendance reports of meeting programs write them, in the language and the order
//! of whoever saved the report.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

/// Which of a day's numbers comes first, where they are only numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// `10/06/2026` is 10 June.
    DayFirst,
    /// `10/06/2026` is 6 October.
    MonthFirst,
}

impl DayOrder {
    /// Both, the one of this country first.
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];
}

/// What is written of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// Nothing: Google Meet names times alone.
    Unsaid,
    /// It can be read in one way; with the order its numbers have, where they show one.
    Certain(NaiveDate, Option<DayOrder>),
    /// Two numbers of which either may be the month, and a year.
    Numbers(u8, u8, i16),
}

/// A moment as it is written: a time of day, a day whose order may be in doubt, and seldom how far from UTC it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    day: Day,
    /// Seconds since midnight.
    second: u32,
    /// Seconds east of UTC.
    offset: Option<i32>,
}

impl Stamp {
    /// Reads one; `None` where the text is no moment.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (text, offset) = without_offset(text.trim());
        if text.len() > 60 {
            return None;
        }
        let parts = parts(text)?;
        let numbers = &parts.numbers;
        let (day, time) = match (parts.month, numbers.len()) {
            (None, 5 | 6) => (day_of(&numbers[..3])?, &numbers[3..]),
            (Some(month), 4 | 5) => (day_with_month(month, &numbers[..2])?, &numbers[2..]),
            (None, 2 | 3) if text.contains(':') || parts.half.is_some() => (Day::Unsaid, numbers.as_slice()),
            _ => return None,
        };
        Some(Self { day, second: second_of_day(time, parts.half)?, offset })
    }

    /// A moment that is known.
    #[must_use]
    pub fn of(at: DateTime<Utc>) -> Self {
        let second = at.time().num_seconds_from_midnight();
        Self { day: Day::Certain(at.date_naive(), None), second, offset: Some(0) }
    }

    /// Whether a day stands beside the time.
    #[must_use]
    pub fn names_a_day(self) -> bool {
        self.day != Day::Unsaid
    }

    /// Whether it says itself how far from UTC it is.
    #[must_use]
    pub fn names_its_zone(self) -> bool {
        self.offset.is_some()
    }

    /// The order that its numbers can only have: no month is the thirteenth.
    #[must_use]
    pub fn shows_order(self) -> Option<DayOrder> {
        match self.day {
            Day::Certain(_, order) => order,
            Day::Unsaid | Day::Numbers(..) => None,
        }
    }

    /// The day and time it is when read in this order; where none is written, of `on`.
    #[must_use]
    pub fn read(self, order: DayOrder, on: NaiveDate) -> Option<NaiveDateTime> {
        let day = match self.day {
            Day::Unsaid => on,
            Day::Certain(day, _) => day,
            Day::Numbers(first, second, year) => {
                let (date, month) = match order {
                    DayOrder::DayFirst => (first, second),
                    DayOrder::MonthFirst => (second, first),
                };
                NaiveDate::from_ymd_opt(year.into(), month.into(), date.into())?
            }
        };
        let time = NaiveTime::from_num_seconds_from_midnight_opt(self.second, 0)?;
        Some(day.and_time(time))
    }

    /// The moment it is when read in this order, in this zone unless it names its own.
    #[must_use]
    pub fn at(self, order: DayOrder, zone: Tz, on: NaiveDate) -> Option<DateTime<Utc>> {
        let local = self.read(order, on)?;
        match self.offset {
            Some(offset) => Some((local - TimeDelta::seconds(offset.into())).and_utc()),
            None => in_utc(local, zone),
        }
    }
}

/// A time that the clocks pass twice is the first of the two, and one they leave out is an hour later: the person was
/// there, whatever their clock said.
fn in_utc(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    let at = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    at(local).or_else(|| at(local + TimeDelta::hours(1))).map(|at| at.to_utc())
}

/// A text taken apart.
struct Parts {
    numbers: Vec<(u32, usize)>,
    /// A month in words.
    month: Option<u32>,
    half: Option<Half>,
}

/// Before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// The longest number of a moment: a year.
const LONGEST_NUMBER: usize = 4;

fn parts(text: &str) -> Option<Parts> {
    let mut parts = Parts { numbers: Vec::with_capacity(6), month: None, half: None };
    let mut word = String::new();
    let mut digits = 0;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if digits == 0 {
                parts.numbers.push((0, 0));
            }
            digits += 1;
            let (number, length) = parts.numbers.last_mut()?;
            if digits > LONGEST_NUMBER {
                return None;
            }
            *number = *number * 10 + digit;
            *length = digits;
            take_word(&mut parts, &mut word)?;
            continue;
        }
        digits = 0;
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() && !matches!(c, '.') && !c.is_whitespace() {
            take_word(&mut parts, &mut word)?;
        } else if c.is_whitespace() && (word.len() > 1 || !matches!(word.as_str(), "a" | "p")) {
            // "p. m." is one word.
            take_word(&mut parts, &mut word)?;
        }
        if !(c.is_alphabetic() || c.is_whitespace() || matches!(c, '/' | '-' | '.' | ':' | ',')) {
            return None;
        }
    }
    take_word(&mut parts, &mut word)?;
    Some(parts)
}

/// What a word between the numbers says; `None` for one that no moment has.
fn take_word(parts: &mut Parts, word: &mut String) -> Option<()> {
    if word.is_empty() {
        return Some(());
    }
    let taken = std::mem::take(word);
    match taken.as_str() {
        "am" | "上午" | "午前" | "오전" | "πμ" => parts.half = Some(Half::Morning),
        "pm" | "下午" | "午後" | "오후" | "μμ" => parts.half = Some(Half::Afternoon),
        // "um 18:01", "kl. 18.01", "klo 18.01", "18h01", "alle 18:01", and the T of ISO 8601.
        "t" | "at" | "um" | "kl" | "klo" | "h" | "uhr" | "年" | "月" | "日" | "時" | "分" | "秒" | "à"
        | "alle" => {}
        other => {
            if parts.month.is_none()
                && let Some(month) = month_named(other)
            {
                parts.month = Some(month);
            } else if !is_weekday(other) {
                return None;
            }
        }
    }
    Some(())
}

/// Months by the letters that no other begins with, in the languages reports come in most.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "maa"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mei", "mag", "maj"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "ago", "aou"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "déc", "dic"],
];

fn month_named(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u32::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day))
}

fn day_of(numbers: &[(u32, usize)]) -> Option<Day> {
    let [first, second, third] = numbers else { return None };
    if first.1 == LONGEST_NUMBER {
        return certain(first.0, second.0, third.0, None);
    }
    let (one, two) = (u8::try_from(first.0).ok()?, u8::try_from(second.0).ok()?);
    let year = whole_year(third);
    match (one > 12, two > 12) {
        (true, true) => None,
        (true, false) => certain(year, second.0, first.0, Some(DayOrder::DayFirst)),
        (false, true) => certain(year, first.0, second.0, Some(DayOrder::MonthFirst)),
        (false, false) if one == two => certain(year, first.0, second.0, None),
        (false, false) => Some(Day::Numbers(one, two, i16::try_from(year).ok()?)),
    }
}

fn certain(year: u32, month: u32, date: u32, order: Option<DayOrder>) -> Option<Day> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, date).map(|day| Day::Certain(day, order))
}

fn day_with_month(month: u32, numbers: &[(u32, usize)]) -> Option<Day> {
    let [first, second] = numbers else { return None };
    if first.1 == LONGEST_NUMBER {
        return certain(first.0, month, second.0, None);
    }
    certain(whole_year(second), month, first.0, None)
}

/// Years of two digits are of this century: no report of an online meeting is older.
fn whole_year((number, digits): &(u32, usize)) -> u32 {
    if *digits <= 2 { 2_000 + number } else { *number }
}

fn second_of_day(numbers: &[(u32, usize)], half: Option<Half>) -> Option<u32> {
    let (hour, minute, second) = match numbers {
        [hour, minute] => (hour.0, minute.0, 0),
        [hour, minute, second] => (hour.0, minute.0, second.0),
        _ => return None,
    };
    let hour = match half {
        None => hour,
        Some(_) if hour > 12 => hour,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3_600 + minute * 60 + second)
}

/// The text without what says how far from UTC it is, and that in seconds.
fn without_offset(text: &str) -> (&str, Option<i32>) {
    for name in ["UTC", "GMT", "Z"] {
        if let Some(before) = text.strip_suffix(name)
            && before.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '(')
        {
            return (before.trim_end_matches(['(', ' ']), Some(0));
        }
    }
    // `+01:00` behind a time; a hyphen may also stand between the numbers of a day.
    let Some(at) = text.rfind(['+', '-']).filter(|at| text[..*at].contains(':')) else { return (text, None) };
    let (before, said) = text.split_at(at);
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    let sign = if said.starts_with('-') { -1 } else { 1 };
    let hours = digits.get(..2).and_then(|hours| hours.parse::<i32>().ok());
    let minutes = digits.get(2..4).and_then(|minutes| minutes.parse::<i32>().ok());
    match (hours, digits.len()) {
        (Some(hours), 2) if hours <= 14 => (before.trim_end(), Some(sign * hours * 3_600)),
        (Some(hours), 4) if hours <= 14 => {
            (before.trim_end(), Some(sign * (hours * 3_600 + minutes.unwrap_or_default() * 60)))
        }
        _ => (text, None),
    }
}

/// A length of time in seconds: `1h 27m 51s`, `59 Min. 0 Sek.`, `1 hr 2 min`, `01:27:51`; a number alone is minutes.
#[must_use]
pub fn length_in_seconds(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || text.len() > 60 || text.contains('-') {
        return None;
    }
    let mut found: Vec<(i64, String)> = Vec::new();
    let mut in_number = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if !in_number {
                found.push((0, String::new()));
            }
            in_number = true;
            let number = &mut found.last_mut()?.0;
            *number = number.checked_mul(10)?.checked_add(digit.into())?;
            if *number > 1_000_000 {
                return None;
            }
        } else {
            in_number = false;
            found.last_mut()?.1.push(c);
        }
    }
    let unit = |text: &str| text.trim().trim_start_matches(['.', ':']).trim().chars().next();
    let is_seconds = |text: &str| {
        matches!(unit(text), Some('s' | '秒' | '초'))
        // "Std." and "stunden" are hours.
        && !text.trim().starts_with("st")
    };
    let is_hours = |text: &str| {
        matches!(unit(text), Some('h' | 'u' | 'o' | 'g' | 't' | '時' | '小' | '시'))
            || text.trim().starts_with("st")
    };
    match found.as_slice() {
        [(hours, _), (minutes, _), (seconds, _)] => Some(hours * 3_600 + minutes * 60 + seconds),
        [(minutes, _), (seconds, last)] if is_seconds(last) => Some(minutes * 60 + seconds),
        [(hours, _), (minutes, _)] => Some(hours * 3_600 + minutes * 60),
        [(seconds, last)] if is_seconds(last) => Some(*seconds),
        [(hours, last)] if is_hours(last) => Some(hours * 3_600),
        [(minutes, _)] => Some(minutes * 60),
        _ => None,
    }
}
