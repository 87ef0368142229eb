//! Working days of England, and the 17:00 London moments that deadlines end at.
//!
//! A deadline is over at its very moment: something due "until 5pm" is in time while `now < deadline`.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

use super::times::LONDON;

/// The last year whose bank holidays were compared with the government's published list. Later years follow the
/// rules alone; one-off holidays are usually announced a year or so ahead.
pub const LAST_VERIFIED_YEAR: i32 = 2028;

/// Within this many working days of the first date a freed place is offered to nobody: it is open.
pub const OPEN_PLACE_WORKING_DAYS: u32 = 3;

/// Up to this many days before the first date an offer ends on the next working day already.
pub const SHORT_OFFER_DAYS: i64 = 14;

const FIVE_PM: NaiveTime = NaiveTime::from_hms_opt(17, 0, 0).expect("17:00 is a time");

/// A day on which England does not work, besides weekends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankHoliday {
    /// The day.
    pub day: NaiveDate,
    /// Its name as the government lists it, such as `Spring bank holiday`.
    pub name: &'static str,
}

/// A day given by proclamation, beside the rules or in place of a day they give.
struct OneOff {
    day: NaiveDate,
    name: &'static str,
    instead_of: Option<NaiveDate>,
}

const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("the table holds real days")
}

const fn extra(day: NaiveDate, name: &'static str) -> OneOff {
    OneOff { day, name, instead_of: None }
}

const fn moved(from: NaiveDate, day: NaiveDate, name: &'static str) -> OneOff {
    OneOff { day, name, instead_of: Some(from) }
}

const EARLY_MAY: &str = "Early May bank holiday";
const SPRING: &str = "Spring bank holiday";

const ONE_OFFS: &[OneOff] = &[
    moved(date(1995, 5, 1), date(1995, 5, 8), "Early May bank holiday (VE day)"),
    extra(date(1999, 12, 31), "Millennium celebrations"),
    moved(date(2002, 5, 27), date(2002, 6, 4), SPRING),
    extra(date(2002, 6, 3), "Golden Jubilee bank holiday"),
    extra(date(2011, 4, 29), "Royal wedding"),
    moved(date(2012, 5, 28), date(2012, 6, 4), SPRING),
    extra(date(2012, 6, 5), "Diamond Jubilee bank holiday"),
    moved(date(2020, 5, 4), date(2020, 5, 8), "Early May bank holiday (VE day)"),
    moved(date(2022, 5, 30), date(2022, 6, 2), SPRING),
    extra(date(2022, 6, 3), "Platinum Jubilee bank holiday"),
    extra(date(2022, 9, 19), "Bank holiday for the State Funeral of Queen Elizabeth II"),
    extra(date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
];

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm, good for every year of it).
#[must_use]
pub fn easter_sunday(year: i32) -> NaiveDate {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    // Day 0 is 22 March, the earliest Easter there is.
    let days = u64::try_from(epact + to_sunday - 7 * late).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, 3, 22).map_or(NaiveDate::MAX, |first| later(first, days))
}

/// The bank holidays of England in a year, in order, substitute days included.
///
/// By rule from 1978, when the May Day holiday began; earlier years are answered as if it had existed.
#[must_use]
pub fn bank_holidays(year: i32) -> Vec<BankHoliday> {
    let easter = easter_sunday(year);
    let mut days = Vec::with_capacity(12);
    let mut add = |day: Option<NaiveDate>, name| days.extend(day.map(|day| BankHoliday { day, name }));

    let new_year = NaiveDate::from_ymd_opt(year, 1, 1);
    match new_year.map(|day| day.weekday()) {
        Some(Weekday::Sat | Weekday::Sun) => {
            add(nth_weekday(year, 1, Weekday::Mon, 1), "New Year's Day (substitute day)");
        }
        _ => add(new_year, "New Year's Day"),
    }
    add(easter.checked_sub_days(Days::new(2)), "Good Friday");
    add(easter.checked_add_days(Days::new(1)), "Easter Monday");
    add(nth_weekday(year, 5, Weekday::Mon, 1), EARLY_MAY);
    add(last_weekday(year, 5, Weekday::Mon), SPRING);
    add(last_weekday(year, 8, Weekday::Mon), "Summer bank holiday");

    let december = |day| NaiveDate::from_ymd_opt(year, 12, day);
    match december(25).map(|day| day.weekday()) {
        Some(Weekday::Fri) => {
            add(december(25), "Christmas Day");
            add(december(28), "Boxing Day (substitute day)");
        }
        Some(Weekday::Sat) => {
            add(december(27), "Christmas Day (substitute day)");
            add(december(28), "Boxing Day (substitute day)");
        }
        Some(Weekday::Sun) => {
            add(december(26), "Boxing Day");
            add(december(27), "Christmas Day (substitute day)");
        }
        _ => {
            add(december(25), "Christmas Day");
            add(december(26), "Boxing Day");
        }
    }

    days.retain(|holiday| !ONE_OFFS.iter().any(|one_off| one_off.instead_of == Some(holiday.day)));
    for one_off in ONE_OFFS.iter().filter(|one_off| one_off.day.year() == year) {
        days.push(BankHoliday { day: one_off.day, name: one_off.name });
    }
    days.sort_unstable();
    days
}

/// The bank holiday on a day, if it is one. Christmas Day, Boxing Day and New Year's Day count on a weekend too,
/// beside their substitutes.
#[must_use]
pub fn bank_holiday_on(day: NaiveDate) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("New Year's Day"),
        (12, 25) => return Some("Christmas Day"),
        (12, 26) => return Some("Boxing Day"),
        _ => {}
    }
    bank_holidays(day.year()).into_iter().find(|holiday| holiday.day == day).map(|holiday| holiday.name)
}

/// Whether one-off bank holidays of this year may be missing here, so that dates in it deserve a warning.
#[must_use]
pub const fn is_beyond_known(year: i32) -> bool {
    year > LAST_VERIFIED_YEAR
}

/// Whether England works on a day.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && bank_holiday_on(day).is_none()
}

/// The `n`th working day after a day, that day not counted; the day itself for 0.
#[must_use]
pub fn n_working_days_after(day: NaiveDate, n: u32) -> NaiveDate {
    count_working_days(day, n, NaiveDate::succ_opt)
}

/// The `n`th working day before a day, that day not counted; the day itself for 0.
#[must_use]
pub fn n_working_days_before(day: NaiveDate, n: u32) -> NaiveDate {
    count_working_days(day, n, NaiveDate::pred_opt)
}

fn count_working_days(
    mut day: NaiveDate,
    n: u32,
    step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
) -> NaiveDate {
    let mut left = n;
    while left > 0 {
        let Some(next) = step(&day) else { return day };
        day = next;
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// 17:00 London on the `n`th working day after the London day of `at`. With 0 it is 17:00 that same day, which may
/// be past.
#[must_use]
pub fn deadline_after(at: DateTime<Utc>, n: u32) -> DateTime<Utc> {
    five_pm(n_working_days_after(london_day(at), n))
}

/// 17:00 London on the `n`th working day before the London day of a session's first start: the last moment at which
/// something about that session has no consequence. With 0 no notice is asked, so it is the start itself.
#[must_use]
pub fn deadline_before(first_start: DateTime<Utc>, n: u32) -> DateTime<Utc> {
    if n == 0 {
        return first_start;
    }
    five_pm(n_working_days_before(london_day(first_start), n)).min(first_start)
}

/// When a waitlist offer ends: 17:00 on the second working day after it was made, or on the next one when the session
/// starts within 14 days; never past the session's start.
#[must_use]
pub fn offer_expires_at(made_at: DateTime<Utc>, first_start: DateTime<Utc>) -> DateTime<Utc> {
    let days_left = london_day(first_start).signed_duration_since(london_day(made_at)).num_days();
    let working_days = if days_left <= SHORT_OFFER_DAYS { 1 } else { 2 };
    deadline_after(made_at, working_days).min(first_start)
}

/// Whether the session is so near that a freed place is open to all instead of being offered.
#[must_use]
pub fn too_late_for_offers(now: DateTime<Utc>, first_start: DateTime<Utc>) -> bool {
    now >= deadline_before(first_start, OPEN_PLACE_WORKING_DAYS)
}

/// A deadline of `n` working days whose clock stops during `pauses` (from, until; no until while one is still open).
///
/// A working day on which a pause was open at any moment before 17:00 is not counted, so nobody loses part of a day
/// to our answering; what happens after 17:00 or on a free day stops nothing. Pauses that begin once the deadline has
/// passed do not bring it back. `None` while an open pause holds the clock.
#[must_use]
pub fn extended_deadline(
    started_at: DateTime<Utc>,
    n: u32,
    pauses: &[(DateTime<Utc>, Option<DateTime<Utc>>)],
) -> Option<DateTime<Utc>> {
    let mut day = london_day(started_at);
    let mut left = n;
    while left > 0 {
        day = n_working_days_after(day, 1);
        let (opens, ends) = (midnight(day), five_pm(day));
        let pausing = || pauses.iter().filter(|(from, _)| *from < ends);
        if pausing().any(|(_, until)| until.is_none()) {
            return None;
        }
        let stopped =
            pausing().any(|(from, until)| until.is_some_and(|until| until > opens && until > *from));
        if !stopped {
            left -= 1;
        }
    }
    Some(five_pm(day))
}

/// The London day a moment falls on.
#[must_use]
pub fn london_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&LONDON).date_naive()
}

fn five_pm(day: NaiveDate) -> DateTime<Utc> {
    london(day, FIVE_PM)
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    london(day, NaiveTime::MIN)
}

/// London's clocks change at 01:00 UTC, so midnight and 17:00 exist once on every day.
fn london(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time);
    LONDON.from_local_datetime(&local).earliest().map_or(local.and_utc(), |at| at.with_timezone(&Utc))
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The `n`th such weekday of a month, counted from 1.
#[must_use]
pub(super) fn nth_weekday(year: i32, month: u32, weekday: Weekday, n: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
}

/// The last such weekday of a month.
#[must_use]
pub(super) fn last_weekday(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    nth_weekday(year, month, weekday, 5).or_else(|| nth_weekday(year, month, weekday, 4))
}
