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

/// The minutes earned: the course's CPD × attended ÷ scheduled over all dates. A full share is not rounded, any
/// other is rounded down to 5. Nothing scheduled earns nothing.
#[must_use]
pub fn share(cpd_minutes: i32, attended_minutes: i32, scheduled_minutes: i32) -> i32 {
    let cpd_minutes = cpd_minutes.max(0);
    if scheduled_minutes <= 0 || attended_minutes <= 0 {
        return 0;
    }
    if attended_minutes >= scheduled_minutes {
        return cpd_minutes;
    }
    let exact = i64::from(cpd_minutes) * i64::from(attended_minutes) / i64::from(scheduled_minutes);
    // Less than the course's own minutes, so it fits.
    i32::try_from(exact / 5 * 5).unwrap_or(cpd_minutes)
}

/// The award with its basis. `dates` is the number of dates the minutes are summed over.
#[must_use]
pub fn award(cpd_minutes: i32, attended_minutes: i32, scheduled_minutes: i32, dates: usize) -> CpdAward {
    let minutes = share(cpd_minutes, attended_minutes, scheduled_minutes);
    let over = if dates > 1 { format!(" over {dates} dates") } else { String::new() };
    let (there, all, carries) =
        (length(attended_minutes), length(scheduled_minutes), cpd_length(cpd_minutes));
    let basis = if scheduled_minutes <= 0 || attended_minutes <= 0 {
        "Did not attend, so no CPD time was earned.".to_owned()
    } else if attended_minutes >= scheduled_minutes {
        format!(
            "Attended all {all}{over}: the course's full {carries} of active learning, breaks not counted."
        )
    } else {
        format!(
            "Attended {there} of {all}{over}: that share of the course's {carries} of active learning, breaks not \
             counted, rounded down to 5 minutes."
        )
    };
    CpdAward { minutes, basis }
}
