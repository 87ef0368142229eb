//! The command line of `ladder attendance`.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Args, Subcommand};

use super::setting_flags::SettingFlags;
use crate::domain::{
    ids::{DateId, SessionId},
    report_stamps::DayOrder,
};

/// `ladder attendance`.
#[derive(Debug, Args)]
pub struct AttendanceArguments {
    /// What to do about attendance.
    #[command(subcommand)]
    pub action: AttendanceAction,
}

/// What can be done about attendance.
#[derive(Debug, Subcommand)]
pub enum AttendanceAction {
    /// Mark who was there, from the reports of one meeting.
    Import(AttendanceImportArguments),
}

/// `ladder attendance import`.
#[derive(Debug, Args)]
pub struct AttendanceImportArguments {
    /// The report as it was downloaded; several of one meeting count together.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The session.
    #[arg(long, value_name = "ID")]
    pub session: SessionId,
    /// The date, where the report's times do not tell.
    #[arg(long, value_name = "ID")]
    pub date: Option<DateId>,
    /// Say what would be marked and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Proposals that are right, by their lines, such as 5,9, or all.
    #[arg(long, value_name = "LINES", value_parser = Lines::parse)]
    pub confirm: Option<Lines>,
    /// Proposals that are wrong, by their lines, or all the others.
    #[arg(long, value_name = "LINES", value_parser = Lines::parse)]
    pub leave: Option<Lines>,
    /// Mark everybody else as not there.
    #[arg(long)]
    pub others_absent: bool,
    /// The zone of the report's times, such as UTC, where they can be read in two.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<Tz>,
    /// What comes first in the report's days, where both fit: day or month.
    #[arg(long, value_name = "ORDER", value_parser = day_order)]
    pub order: Option<DayOrder>,
    /// An address of whoever marks; the session's first trainer where it is left out.
    #[arg(long, value_name = "ADDRESS")]
    pub by: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub settings: SettingFlags,
}

/// Lines of a report by their keys.
#[derive(Debug, Clone)]
pub enum Lines {
    /// Every one.
    All,
    /// These.
    These(Vec<String>),
}

impl Lines {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        let keys: Vec<String> = text.split(',').map(|key| key.trim().to_owned()).collect();
        let is_key = |key: &String| !key.is_empty() && key.chars().all(|c| c.is_ascii_digit() || c == ':');
        if keys.iter().all(is_key) {
            Ok(Self::These(keys))
        } else {
            Err("write the numbers of lines, such as 5,9, or all".to_owned())
        }
    }

    /// Whether this line is among them.
    #[must_use]
    pub fn hold(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(keys) => keys.iter().any(|known| known == key),
        }
    }
}

fn day_order(text: &str) -> Result<DayOrder, String> {
    match text {
        "day" => Ok(DayOrder::DayFirst),
        "month" => Ok(DayOrder::MonthFirst),
        _ => Err("write day or month".to_owned()),
    }
}
