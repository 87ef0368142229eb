//! The flags of commands that stand for settings.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Arg, ArgMatches, Args, FromArgMatches};

use crate::config::{self, About, Environment, Sources, reading::CONFIG_FILE_VARIABLE};

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
