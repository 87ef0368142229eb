//! An installation to measure: a program, its folder, and its database.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
};

use rusqlite::types::ValueRef;

use crate::cluster::{Cluster, read};

/// Where the records are.
#[derive(Debug, Clone)]
pub enum Database {
    /// In this file.
    File(PathBuf),
    /// In this database of a server.
    Server(Rc<Cluster>, String),
}

/// An installation.
#[derive(Debug, Clone)]
pub struct Site {
    /// The release build that runs it.
    pub program: PathBuf,
    /// Everything of it but a server's database.
    pub folder: PathBuf,
    /// The records.
    pub database: Database,
    /// Whether its program asks coordinators for a second factor unless it is told not to; older ones refuse the setting.
    asks_twice: bool,
}

/// What every installation is protected by: it is thrown away with what it protects.
const SECRET: &str = "measured-and-thrown-away-measured-and-thrown-away";
/// The address all copies say they have, so that a token of one is good for the others.
const ADDRESS: &str = "http://127.0.0.1:9";

impl Site {
    /// An empty one.
    ///
    /// # Errors
    /// When its folder or database cannot be made.
    pub fn empty(
        program: &Path,
        folder: &Path,
        cluster: Option<&Rc<Cluster>>,
        name: &str,
    ) -> io::Result<Self> {
        let folder = folder.join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        let database = match cluster {
            None => Database::File(folder.join("ladder.sqlite3")),
            Some(cluster) => {
                cluster.make(name, None)?;
                Database::Server(Rc::clone(cluster), name.to_owned())
            }
        };
        // Older versions refuse a setting that they do not know.
        let asks_twice =
            read(Command::new(program).args(["serve", "--help"]))?.contains("--second-factor-for");
        Ok(Self { program: program.to_owned(), folder, database, asks_twice })
    }

    /// A copy under another name; nobody may be at work in this one.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn copy(&self, name: &str) -> io::Result<Self> {
        let folder = self.folder.with_file_name(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder)?;
        let database = match &self.database {
            Database::File(file) => {
                let copy = folder.join("ladder.sqlite3");
                fs::copy(file, &copy)?;
                let log = |file: &Path| PathBuf::from(format!("{}-wal", file.display()));
                if log(file).exists() {
                    fs::copy(log(file), log(&copy))?;
                }
                // What is copied is on the disk before anything is measured.
                read(&mut Command::new("sync"))?;
                Database::File(copy)
            }
            Database::Server(cluster, like) => {
                cluster.make(name, Some(like))?;
                Database::Server(Rc::clone(cluster), name.to_owned())
            }
        };
        Ok(Self { program: self.program.clone(), folder, database, asks_twice: self.asks_twice })
    }

    /// Deletes it.
    ///
    /// # Errors
    /// When it cannot be deleted.
    pub fn delete(self) -> io::Result<()> {
        if let Database::Server(cluster, name) = &self.database {
            cluster.ask("postgres", &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        }
        fs::remove_dir_all(&self.folder)
    }

    /// Its program with these arguments, and the settings of this installation alone.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        let url = match &self.database {
            Database::File(file) => format!("sqlite:{}", file.display()),
            Database::Server(cluster, name) => cluster.url(name),
        };
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("DATABASE_URL", url)
            .env("LADDER_DATA_DIR", &self.folder)
            .env("LADDER_SECRET", SECRET)
            .env("LADDER_BASE_URL", ADDRESS)
            .env("LADDER_ACCESS_TOKEN_MINUTES", "60")
            .env("LADDER_LOG_LEVEL", "error");
        if self.asks_twice {
            command.env("LADDER_SECOND_FACTOR_FOR", "nobody");
        }
        command
    }

    /// Runs its program to the end.
    ///
    /// # Errors
    /// With what it said when it failed.
    pub fn run(&self, arguments: &[&str]) -> io::Result<String> {
        read(&mut self.command(arguments))
    }

    /// Adds somebody who coordinates.
    ///
    /// # Errors
    /// With what the program said when it failed.
    pub fn add_coordinator(&self, email: &str, password: &str) -> io::Result<()> {
        let typed = self.folder.join("typed");
        fs::write(&typed, format!("{password}\n"))?;
        let mut command = self.command(&[
            "person",
            "add",
            "--name",
            "Cora Hall",
            "--email",
            email,
            "--role",
            "coordinator",
            "--password-stdin",
        ]);
        let done = command.stdin(fs::File::open(&typed)?).output()?;
        fs::remove_file(&typed)?;
        if done.status.success() {
            return Ok(());
        }
        Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()))
    }

    /// Whether its records are on a PostgreSQL.
    #[must_use]
    pub fn on_server(&self) -> bool {
        matches!(self.database, Database::Server(..))
    }

    /// The rows that a query gives, cells as text.
    ///
    /// # Errors
    /// When the database cannot answer it.
    pub fn rows(&self, sql: &str) -> io::Result<Vec<Vec<String>>> {
        match &self.database {
            Database::Server(cluster, name) => {
                let told = cluster.ask(name, sql)?;
                Ok(told.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect())
            }
            Database::File(file) => {
                let asked = || -> rusqlite::Result<Vec<Vec<String>>> {
                    let connection = rusqlite::Connection::open(file)?;
                    connection.busy_timeout(std::time::Duration::from_secs(10))?;
                    let mut statement = connection.prepare(sql)?;
                    let width = statement.column_count();
                    let rows = statement.query_map([], |row| {
                        (0..width)
                            .map(|at| row.get_ref(at).map(text_of))
                            .collect::<rusqlite::Result<Vec<_>>>()
                    })?;
                    rows.collect()
                };
                asked().map_err(io::Error::other)
            }
        }
    }

    /// The one number that a query gives.
    ///
    /// # Errors
    /// When it gives none.
    pub fn number(&self, sql: &str) -> io::Result<usize> {
        let rows = self.rows(sql)?;
        let cell = rows.first().and_then(|row| row.first()).and_then(|cell| cell.parse().ok());
        cell.ok_or_else(|| io::Error::other(format!("no number for: {sql}")))
    }

    /// Changes rows past the program; nobody may be at work in it.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn change(&self, on_file: &str, on_server: &str) -> io::Result<()> {
        match &self.database {
            Database::Server(cluster, name) => cluster.ask(name, on_server).map(drop),
            Database::File(file) => {
                let connection = rusqlite::Connection::open(file).map_err(io::Error::other)?;
                connection.execute_batch(on_file).map_err(io::Error::other)
            }
        }
    }

    /// Whether `ladder audit` finds nothing.
    ///
    /// # Errors
    /// With what it finds.
    pub fn audit(&self) -> io::Result<()> {
        self.run(&["audit"]).map(drop)
    }
}

fn text_of(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}
