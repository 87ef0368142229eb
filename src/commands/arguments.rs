//! The command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::config::{self, About, Environment, Sources, reading::CONFIG_FILE_VARIABLE};
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

/// A flag for every setting, and one for the settings file.
#[derive(Debug, Clone, Default)]
pub struct SettingFlags(Given);

/// Flags for the settings of the database and the log, and one for the settings file.
#[derive(Debug, Clone, Default)]
pub struct CoreFlags(Given);

#[derive(Debug, Clone, Default)]
struct Given {
    values: BTreeMap<&'static str, String>,
    config: Option<PathBuf>,
}

const CONFIG: &str = "config";

fn core_settings() -> impl Iterator<Item = &'static About> {
    config::database::SETTINGS.iter().chain(config::logging::SETTINGS).copied()
}

impl SettingFlags {
    /// The flags together with the environment and the settings file.
    #[must_use]
    pub fn sources(self, environment: Environment) -> Sources {
        self.0.sources(environment)
    }
}

impl CoreFlags {
    /// The flags together with the environment and the settings file.
    #[must_use]
    pub fn sources(self, environment: Environment) -> Sources {
        self.0.sources(environment)
    }
}

impl Given {
    fn sources(self, environment: Environment) -> Sources {
        Sources::gather(self.values, self.config.as_deref(), environment)
    }

    // The values stay text here: config reads them, so that a wrong flag is explained like every wrong setting.
    fn augment(command: clap::Command, settings: impl Iterator<Item = &'static About>) -> clap::Command {
        let file = Arg::new(CONFIG)
            .long(CONFIG)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help(format!("A TOML file with settings [env: {CONFIG_FILE_VARIABLE}]"));
        settings.fold(command.next_help_heading("Settings").arg(file), |command, about| {
            let default = about.default.filter(|text| !text.is_empty());
            let default = default.map_or_else(String::new, |text| format!(" [default: {text}]"));
            command.arg(
                Arg::new(about.name)
                    .long(about.flag)
                    .value_name("VALUE")
                    .allow_hyphen_values(true)
                    .help(format!("{} [env: {}]{default}", about.meaning, about.env)),
            )
        })
    }

    fn read(matches: &ArgMatches, settings: impl Iterator<Item = &'static About>) -> Self {
        let values = settings
            .filter_map(|about| Some((about.name, matches.get_one::<String>(about.name)?.clone())))
            .collect();
        Self { values, config: matches.get_one::<PathBuf>(CONFIG).cloned() }
    }
}

macro_rules! flags_from_settings {
    ($flags:ident, $settings:expr) => {
        impl Args for $flags {
            fn augment_args(command: clap::Command) -> clap::Command {
                Given::augment(command, $settings)
            }
            fn augment_args_for_update(command: clap::Command) -> clap::Command {
                Self::augment_args(command)
            }
        }
        impl FromArgMatches for $flags {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self(Given::read(matches, $settings)))
            }
            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

flags_from_settings!(SettingFlags, config::all());
flags_from_settings!(CoreFlags, core_settings());

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
