//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    attendance_arguments::AttendanceArguments,
    setting_flags::{CoreFlags, SettingFlags},
};
use crate::config::database::DatabaseUrl;
use crate::domain::{
    import_columns::{Column, ImportKind, plain},
    import_doubts::SamePerson,
    words::Word,
};

/// Training-course booking and CPD accreditation in one binary.
///
/// Exit codes: 0 done; 1 the command found problems or could not finish; 2 wrong settings or arguments.
#[derive(Debug, Parser)]
#[command(name = "ladder", version, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages and the API, and do the work nobody waits for.
    Serve(SettingFlags),
    /// Do only the work nobody waits for: mail, reminders, offers that run out.
    Worker(SettingFlags),
    /// Bring the database's tables up to date.
    Migrate(CoreFlags),
    /// Copy a SQLite database into a file while it is in use.
    Backup(BackupArguments),
    /// Print the API as an OpenAPI document.
    Openapi(OpenapiArguments),
    /// Make a demo with both ladders, people and dates, and serve it.
    Demo(DemoArguments),
    /// Explain every setting in force, where it came from, and what is wrong with it.
    Check(SettingFlags),
    /// Prove that the records are sound: read-only, exit 1 with the list of what is broken.
    Audit(CoreFlags),
    /// Bring in what happened before from a workbook or CSV file: all of it or nothing, repeatable, mailing nobody.
    Import(ImportArguments),
    /// Mark who was at a meeting, from the reports of Zoom, Teams or Google Meet.
    Attendance(AttendanceArguments),
    /// Add somebody, such as the first coordinator.
    Person(PersonArguments),
    /// The keys that sign access tokens.
    Keys(KeysArguments),
}

/// Which form of the API's document to print.
#[derive(Debug, Args)]
pub struct OpenapiArguments {
    /// The version of OpenAPI it is written in; 3.0 is for generators that know no other.
    #[arg(long, value_parser = ["3.1", "3.0"], default_value = "3.1")]
    pub form: String,
}

/// `ladder demo`.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The folder everything is kept in: database, mail and secrets.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    pub data_dir: PathBuf,
    /// The port to listen on; 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// Start afresh: what an earlier demo left in the folder is deleted.
    #[arg(long)]
    pub reset: bool,
    /// Read the pages' templates from this folder anew for each answer, in place of those compiled in; for work on
    /// pages.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Keep the records in this database instead of a file in the folder; it has to be empty, or hold a demo.
    #[arg(long, value_name = "URL", value_parser = DatabaseUrl::parse)]
    pub database_url: Option<DatabaseUrl>,
    /// So many people more, for measuring: 1,000,000 bookings take about 4 GB of disk.
    #[arg(long, value_name = "N", requires_all = ["sessions", "bookings"])]
    pub people: Option<usize>,
    /// So many sessions more, over seven years back and half a year ahead.
    #[arg(long, value_name = "N", requires_all = ["people", "bookings"])]
    pub sessions: Option<usize>,
    /// So many bookings on these sessions.
    #[arg(long, value_name = "N", requires_all = ["people", "sessions"])]
    pub bookings: Option<usize>,
}

/// `ladder import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// What the file holds: people, organisations or completions.
    #[arg(value_parser = import_kind)]
    pub kind: ImportKind,
    /// A workbook (.xlsx, .ods) or a CSV file; a line of it names the columns.
    pub file: PathBuf,
    /// Say what would happen and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Lines, such as 2,5, or all: their address is known under another name, and it is the same person.
    #[arg(long, value_name = "LINES", value_parser = SamePerson::parse)]
    pub same_person: Option<SamePerson>,
    /// What a column holds that is not known by its heading, such as: email=Contact.
    #[arg(long = "column", value_name = "HOLDS=HEADING", value_parser = named_column)]
    pub columns: Vec<(String, Column)>,
    /// Of a register, only the organisations of this authority, as the file writes it.
    #[arg(long, value_name = "NAME")]
    pub authority: Option<String>,
    /// Of a register, the closed ones as well.
    #[arg(long)]
    pub closed_too: bool,
    /// The database.
    #[command(flatten)]
    pub settings: CoreFlags,
}

/// `email=Contact`, as the heading and what it holds.
fn named_column(text: &str) -> Result<(String, Column), String> {
    let holds = || Column::ALL.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ");
    let (column, heading) = text.split_once('=').ok_or("write what it holds, =, and its heading")?;
    let column = Column::from_word(column.trim());
    let column = column.ok_or_else(|| format!("a column holds one of: {}", holds()))?;
    Ok((plain(heading), column))
}

fn import_kind(text: &str) -> Result<ImportKind, String> {
    let known = || ImportKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    ImportKind::from_word(text).ok_or_else(|| format!("a file holds one of: {}", known()))
}

/// `ladder backup`.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The file to write, which must not be there yet.
    pub file: PathBuf,
    /// The database.
    #[command(flatten)]
    pub settings: CoreFlags,
}

/// `ladder keys`.
#[derive(Debug, Args)]
pub struct KeysArguments {
    /// What to do about the keys.
    #[command(subcommand)]
    pub action: KeysAction,
}

/// What can be done about the keys.
#[derive(Debug, Subcommand)]
pub enum KeysAction {
    /// Have a new key sign from now on, without signing anybody out.
    Rotate(SettingFlags),
}

/// `ladder person`.
#[derive(Debug, Args)]
pub struct PersonArguments {
    /// What to do about a person.
    #[command(subcommand)]
    pub action: PersonAction,
}

/// What can be done about a person.
#[derive(Debug, Subcommand)]
pub enum PersonAction {
    /// Add somebody, such as the first coordinator.
    Add(PersonAddArguments),
    /// Take away a second factor that somebody has lost, such as the only coordinator.
    RemoveSecondFactor(RemoveSecondFactorArguments),
}

/// `ladder person remove-second-factor`.
#[derive(Debug, Args)]
pub struct RemoveSecondFactorArguments {
    /// An address of theirs.
    #[arg(long)]
    pub email: String,
    /// Why; they are told by mail.
    #[arg(long)]
    pub reason: String,
    /// The settings of the service, as it runs.
    #[command(flatten)]
    pub settings: SettingFlags,
}

/// `ladder person add`.
#[derive(Debug, Args)]
pub struct PersonAddArguments {
    /// Their name.
    #[arg(long)]
    pub name: String,
    /// Their e-mail address, which counts as confirmed.
    #[arg(long)]
    pub email: String,
    /// A role they have besides being a delegate; may be given twice.
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<RoleArgument>,
    /// The name of an organisation they belong to.
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// Read their password from the first line of stdin; without it they sign in by a mailed link.
    #[arg(long)]
    pub password_stdin: bool,
    /// The database.
    #[command(flatten)]
    pub settings: CoreFlags,
}

/// A role to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArgument {
    /// Takes sessions.
    Trainer,
    /// Runs the training offer.
    Coordinator,
}
