//! CPD: whole minutes of active learning without breaks, earned by the share of the course a person was there for.

use super::times::{cpd_length, length};

/// What a person's attendance earns, and the sentence that says how it was worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CpdAward {
    /// The minutes earned.
    pub minutes: i32,
    /// How they were worked out.
    pub basis: String,
}

/// The minutes a share is worked out from, each over all dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Minutes the person was there.
    pub attended: i32,
    /// Minutes that took place.
    pub took_place: i32,
    /// Minutes the whole course lasts, which its CPD is set for.
    pub whole: i32,
}

impl Time {
    /// Whether the person was there for all of it.
    fn is_full(self) -> bool {
        self.attended >= self.took_place
    }

    /// Whether less took place than the course lasts.
    fn is_short(self) -> bool {
        self.took_place < self.whole
    }

    /// The course's CPD in the proportion of these minutes to the whole, to the minute and with no upper bound but the
    /// course's own.
    fn proportion(self, cpd_minutes: i32) -> i32 {
        let attended = self.attended.min(self.took_place);
        let of = self.whole.max(self.took_place);
        let exact = i64::from(cpd_minutes) * i64::from(attended) / i64::from(of);
        // Attended is at most what it is divided by, so it fits.
        i32::try_from(exact).unwrap_or(cpd_minutes)
    }

    /// Whether a course's CPD is more than its time, so that what was attended bounds it.
    fn proportion_is_cut(self, cpd_minutes: i32) -> bool {
        self.took_place > 0 && self.attended > 0 && self.proportion(cpd_minutes.max(0)) > self.attended
    }
}

/// The minutes earned: the course's CPD in the proportion of the minutes attended to the course's whole length, or to
/// what took place where that was longer. Never more than the minutes attended. A full share is rounded down to the
/// minute, any other to 5. Where nothing took place nothing is earned.
#[must_use]
pub fn share(cpd_minutes: i32, time: Time) -> i32 {
    if time.took_place <= 0 || time.attended <= 0 {
        return 0;
    }
    let minutes = time.proportion(cpd_minutes.max(0)).min(time.attended);
    if time.is_full() { minutes } else { minutes / 5 * 5 }
}

/// The award with its basis. `dates` is the number of dates the minutes are summed over.
#[must_use]
pub fn award(cpd_minutes: i32, time: Time, dates: usize) -> CpdAward {
    let minutes = share(cpd_minutes, time);
    let over = if dates > 1 { format!(" over {dates} dates") } else { String::new() };
    let (there, all, whole) = (length(time.attended), length(time.took_place), length(time.whole));
    let learning = format!("the course's {}, breaks not counted", cpd_length(cpd_minutes));
    let most = if time.proportion_is_cut(cpd_minutes) { ", and no more than the time there was" } else { "" };
    let basis = if time.took_place <= 0 || time.attended <= 0 {
        "Did not attend, so no CPD time was earned.".to_owned()
    } else {
        match (time.is_full(), time.is_short()) {
            (true, false) if most.is_empty() => {
                let full = cpd_length(cpd_minutes);
                format!("Attended all {all}{over}: the course's full {full}, breaks not counted.")
            }
            (true, false) => format!("Attended all {all}{over}: {learning}{most}."),
            (true, true) => {
                format!("Attended all {all}{over} of a course of {whole}: that share of {learning}{most}.")
            }
            (false, false) => {
                format!(
                    "Attended {there} of {all}{over}: that share of {learning}, rounded down to 5 minutes{most}."
                )
            }
            (false, true) => format!(
                "Attended {there} of {all}{over} of a course of {whole}: that share of {learning}, rounded down to \
                 5 minutes{most}."
            ),
        }
    };
    CpdAward { minutes, basis }
}
