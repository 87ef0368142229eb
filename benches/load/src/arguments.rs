//! What can be asked for on the command line.

use std::{fs, io, path::PathBuf, process::Command, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    cluster::read,
    ground::{self, Size},
};

/// What is asked for.
#[derive(Debug, Parser)]
#[command(about = "Measures release builds of `ladder` beside limits of the same run")]
pub struct Arguments {
    /// Which of them.
    #[command(subcommand)]
    pub what: What,
}

/// Which of them.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Every load, and the table.
    Table(Table),
    /// Everything at once for minutes: memory and file handles stay flat.
    Soak(Soak),
    /// The hot date on two copies with one PostgreSQL.
    Copies(Copies),
    /// Serves the records of a file from memory; what the catalogue is compared with.
    #[command(hide = true)]
    SameRecords {
        /// The catalogue's answer.
        file: PathBuf,
    },
}

/// Which program, on which disk, and how much.
#[derive(Debug, Args)]
pub struct Where {
    /// The release build to measure.
    pub program: PathBuf,
    /// A folder on the disk that is to be measured; a new one within it is used and deleted.
    #[arg(long, default_value = "/var/tmp")]
    pub folder: PathBuf,
    /// How much.
    #[arg(long, value_enum, default_value_t = HowMuch::Full)]
    pub size: HowMuch,
    /// How many people, each of whom books once in the spread rush.
    #[arg(long)]
    pub people: Option<usize>,
    /// How many invites are mailed; at most as many as there are people.
    #[arg(long)]
    pub mails: Option<usize>,
}

/// Every load.
#[derive(Debug, Args)]
pub struct Table {
    /// Which program.
    #[command(flatten)]
    pub at: Where,
    /// Another build, measured in the same runs in turn.
    #[arg(long)]
    pub beside: Option<PathBuf>,
    /// On which databases.
    #[arg(long, value_enum, default_value_t = On::Both)]
    pub database: On,
    /// How often; medians and ranges are told.
    #[arg(long, default_value_t = 3)]
    pub runs: usize,
    /// Leave out what these words stand in: limits, reads, bookings, registers, mails.
    #[arg(long, value_delimiter = ',')]
    pub without: Vec<String>,
}

/// For minutes.
#[derive(Debug, Args)]
pub struct Soak {
    /// Which program.
    #[command(flatten)]
    pub at: Where,
    /// For how long; at most 55, since the tokens of those who book last an hour.
    #[arg(long, default_value_t = 10.0)]
    pub minutes: f64,
    /// On PostgreSQL rather than SQLite.
    #[arg(long)]
    pub postgres: bool,
}

/// Two copies.
#[derive(Debug, Args)]
pub struct Copies {
    /// Which program.
    #[command(flatten)]
    pub at: Where,
    /// How often.
    #[arg(long, default_value_t = 3)]
    pub runs: usize,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HowMuch {
    /// Some seconds a run: whether everything works.
    Short,
    /// What figures are told of.
    Full,
}

/// Which databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
    /// One after the other.
    Both,
}

impl Where {
    /// The sizes that these words stand for.
    #[must_use]
    pub fn size(&self) -> Size {
        let mut size = match self.size {
            HowMuch::Short => Size {
                people: ground::RUSH,
                registers: 3,
                mails: 120,
                changes: 40,
                reading: Duration::from_millis(500),
                bare: Duration::from_millis(500),
            },
            HowMuch::Full => Size {
                people: 4_000,
                registers: 20,
                mails: 1_000,
                changes: 400,
                reading: Duration::from_secs(3),
                bare: Duration::from_secs(2),
            },
        };
        size.people = self.people.unwrap_or(size.people).max(ground::RUSH);
        size.mails = self.mails.unwrap_or(size.mails).min(size.people);
        size
    }

    /// A new folder on a disk: a file system in memory would make every commit free.
    ///
    /// # Errors
    /// When there is none.
    pub fn workplace(&self) -> io::Result<Workplace> {
        let kind = read(Command::new("stat").args(["-f", "-c", "%T"]).arg(&self.folder))?;
        if ["tmpfs", "ramfs"].contains(&kind.trim()) {
            let why = format!("{} is in memory, not on a disk; name another --folder", self.folder.display());
            return Err(io::Error::other(why));
        }
        let folder = self.folder.join(format!("ladder-load-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Workplace(fs::canonicalize(folder)?))
    }
}

/// A folder that is deleted with this value.
#[derive(Debug)]
pub struct Workplace(pub PathBuf);

impl Drop for Workplace {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Table {
    /// Whether these loads are not wanted.
    #[must_use]
    pub fn left_out(&self, what: &str) -> bool {
        self.without.iter().any(|word| word == what)
    }
}
