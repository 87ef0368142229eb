//! When the joinings of a report were: its days and times mean something only in an order and a zone, which the date it
//! is brought for tells.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    attendance::ScheduledDate,
    ids::DateId,
    report_stamps::{DayOrder, Stamp},
    report_tables::{Joining, Report, Seen},
    time_together::Span,
    times::{ZoneNote, clock, day, day_in, moment, zone_name},
};

/// What is known before a report is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The dates it may be of.
    pub dates: &'k [ScheduledDate],
    /// The zone the session takes place in.
    pub zone: Tz,
    /// The zone of its times, where somebody said it.
    pub said_zone: Option<Tz>,
    /// The order of its days, where somebody said it.
    pub said_order: Option<DayOrder>,
}

/// A report whose times are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The date it is of.
    pub date: DateId,
    /// The zone its times were read in.
    pub zone: Tz,
    /// Every joining's time; none of one that only tells how long.
    pub spans: Vec<Option<Span>>,
}

/// How a report's days and times are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    order: DayOrder,
    zone: Tz,
}

/// Another reading counts when it makes people be there for this much more, in tenths.
const CLEARLY_MORE: (i64, i64) = (12, 10);

/// Finds the date a report is of, and when everybody was there.
///
/// # Errors
/// It is of another day; two readings fit, which the sentence names; it is of several dates.
pub fn place(report: &Report, known: Known<'_>) -> Result<Placed, String> {
    let Some(first) = report.joinings.iter().find_map(|joining| match joining.time {
        Seen::Between(joined, ..) => Some(joined),
        Seen::Total(_) => None,
    }) else {
        let [only] = known.dates else {
            return Err(
                "It does not say when people were there, and this course has several dates. Say which it is \
                        of."
                .to_owned(),
            );
        };
        return Ok(Placed { date: only.id, zone: known.zone, spans: vec![None; report.joinings.len()] });
    };
    let orders = orders(report, known.said_order)?;
    let zones = if report.in_utc {
        vec![Tz::UTC]
    } else {
        known.said_zone.map_or(vec![known.zone, Tz::UTC], |zone| vec![zone])
    };
    let ways = orders.iter().flat_map(|order| zones.iter().map(|zone| Way { order: *order, zone: *zone }));
    let fits: Vec<(Way, Vec<i64>)> = ways.map(|way| (way, together(report, known, way))).collect();
    let best = |order: DayOrder| {
        let of = fits.iter().filter(move |(way, _)| way.order == order);
        of.filter(|(_, fit)| fit.iter().any(|seconds| *seconds > 0))
    };
    let fitting: Vec<DayOrder> =
        orders.iter().copied().filter(|order| best(*order).next().is_some()).collect();
    let order = match fitting.as_slice() {
        [] => return Err(another_day(first, &orders, known)),
        [order] => *order,
        [one, other, ..] => {
            let same = best(*one).map(|(_, fit)| fit).eq(best(*other).map(|(_, fit)| fit));
            let whole = |order: DayOrder| {
                best(order).map(|(_, fit)| fit.iter().sum::<i64>()).max().unwrap_or_default()
            };
            let (first_whole, second_whole) = (whole(*one), whole(*other));
            // Of a report of several dates the wrong order may still meet one of them.
            if first_whole * CLEARLY_MORE.1 > second_whole * CLEARLY_MORE.0 {
                *one
            } else if second_whole * CLEARLY_MORE.1 > first_whole * CLEARLY_MORE.0 {
                *other
            } else if same {
                *one
            } else {
                let (one, other) = (day_read(first, *one, known), day_read(first, *other, known));
                return Err(format!(
                    "Its days can be read as {one} or as {other}, and both fit. Say which comes first, the day or the month."
                ));
            }
        }
    };
    let total = |fit: &Vec<i64>| fit.iter().sum::<i64>();
    let all: Vec<&(Way, Vec<i64>)> = best(order).collect();
    let Some((way, fit)) =
        all.iter().find(|(way, _)| way.zone == known.zone).or_else(|| all.first()).copied()
    else {
        return Err(another_day(first, &orders, known));
    };
    if let Some((other, _)) = all.iter().find(|(other, more)| {
        other.zone != way.zone && total(more) * CLEARLY_MORE.1 > total(fit) * CLEARLY_MORE.0
    }) {
        return Err(two_zones(report, known, *way, *other));
    }
    let hit: Vec<DateId> =
        known.dates.iter().zip(fit).filter(|(_, seconds)| **seconds > 0).map(|(date, _)| date.id).collect();
    match hit.as_slice() {
        [date] => {
            let on = known
                .dates
                .iter()
                .find(|known| known.id == *date)
                .map_or(NaiveDate::MIN, |date| day_in(date.starts_at, way.zone));
            let spans = report.joinings.iter().map(|joining| span(joining, *way, on)).collect();
            Ok(Placed { date: *date, zone: way.zone, spans })
        }
        several => {
            Err(format!("It is of {} dates of this course. Say which one it is brought for.", several.len()))
        }
    }
}

/// The orders its days can have.
fn orders(report: &Report, said: Option<DayOrder>) -> Result<Vec<DayOrder>, String> {
    let mut shown: Option<DayOrder> = None;
    for joining in &report.joinings {
        let Seen::Between(joined, left, _) = joining.time else { continue };
        for order in [joined, left].into_iter().filter_map(Stamp::shows_order) {
            if shown.is_some_and(|shown| shown != order) {
                return Err(format!(
                    "Line {} has the day and the month in another order than the lines before. Bring the report as it was \
                     downloaded.",
                    joining.line
                ));
            }
            shown = Some(order);
        }
    }
    Ok(shown.or(said).map_or(DayOrder::ALL.to_vec(), |order| vec![order]))
}

/// For how many seconds people are at each date when the report is read so, all of them together.
fn together(report: &Report, known: Known<'_>, way: Way) -> Vec<i64> {
    let at = |date: &ScheduledDate| {
        let on = day_in(date.starts_at, way.zone);
        let spans = report.joinings.iter().filter_map(|joining| span(joining, way, on));
        let seconds =
            |(from, to): Span| (to.min(date.ends_at) - from.max(date.starts_at)).num_seconds().max(0);
        spans.map(seconds).sum()
    };
    known.dates.iter().map(at).collect()
}

fn span(joining: &Joining, way: Way, on: NaiveDate) -> Option<Span> {
    let Seen::Between(joined, left, _) = joining.time else { return None };
    let (from, mut to) = (joined.at(way.order, way.zone, on)?, left.at(way.order, way.zone, on)?);
    // Times without a day that end before they begin went past midnight.
    if to < from && !left.names_a_day() {
        to += TimeDelta::days(1);
    }
    Some((from, to))
}

fn day_read(stamp: Stamp, order: DayOrder, known: Known<'_>) -> String {
    let on = known.dates.first().map_or(NaiveDate::MIN, |date| day_in(date.starts_at, known.zone));
    stamp.read(order, on).map_or_else(|| "no day".to_owned(), |at| day(at.date()))
}

fn another_day(first: Stamp, orders: &[DayOrder], known: Known<'_>) -> String {
    let mut days: Vec<String> = orders.iter().map(|order| day_read(first, *order, known)).collect();
    days.dedup();
    let dates = known.dates.iter().map(|date| moment(date.starts_at, known.zone, ZoneNote::WhenElsewhere));
    let dates = dates.collect::<Vec<_>>().join("; ");
    if first.names_a_day() {
        format!(
            "Nobody in it was there at the time of this date. It is of {}; the date is {dates}.",
            days.join(" or ")
        )
    } else {
        format!("Nobody in it was there at the time of this date, which is {dates}.")
    }
}

fn two_zones(report: &Report, known: Known<'_>, one: Way, other: Way) -> String {
    let read = |way: Way| {
        let on = known.dates.first().map_or(NaiveDate::MIN, |date| day_in(date.starts_at, way.zone));
        let spans: Vec<Span> = report.joinings.iter().filter_map(|joining| span(joining, way, on)).collect();
        let said = |at: Option<DateTime<Utc>>| {
            at.map_or_else(String::new, |at| clock(at.with_timezone(&known.zone).time()))
        };
        let (from, to) = (spans.iter().map(|(from, _)| *from).min(), spans.iter().map(|(_, to)| *to).max());
        let zone = if way.zone == Tz::UTC { "UTC".to_owned() } else { zone_name(way.zone) };
        format!("as {zone} it was from {} to {}", said(from), said(to))
    };
    format!(
        "Its times can be read in two ways: {}, {}, both said in the time of this date. Say which they are.",
        read(one),
        read(other)
    )
}
