//! Where the data is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{
    reading::Reader,
    setting::{About, Problem, Setting, path, plainly, whole_number, without_password},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&DATA_DIR.about, &URL.about, &POOL.about, &LOCK_TIMEOUT.about];

static DATA_DIR: Setting<PathBuf> = Setting {
    about: About {
        name: "data_dir",
        flag: "data-dir",
        env: "LADDER_DATA_DIR",
        default: Some("data"),
        meaning: "The folder for what the service keeps beside the database: its secret, and mail written to a folder.",
        right: "the path of a folder this user may write to, such as /var/lib/ladder",
        shown: plainly,
    },
    parse: path,
};

static URL: Setting<DatabaseUrl> = Setting {
    about: About {
        name: "database_url",
        flag: "database-url",
        env: "DATABASE_URL",
        default: None,
        meaning: "The database; without it, ladder.sqlite3 in the data folder.",
        right: "sqlite:PATH, such as sqlite:data/ladder.sqlite3, or postgres://USER:PASSWORD@HOST/DATABASE",
        shown: without_password,
    },
    parse: DatabaseUrl::parse,
};

static POOL: Setting<u32> = Setting {
    about: About {
        name: "database_pool",
        flag: "database-pool",
        env: "LADDER_DATABASE_POOL",
        default: Some("8"),
        meaning: "How many connections to the database one process may hold.",
        right: "a number from 2 to 200, such as 8",
        shown: plainly,
    },
    parse: |text| whole_number(text, 2, 200),
};

static LOCK_TIMEOUT: Setting<Duration> = Setting {
    about: About {
        name: "lock_timeout_seconds",
        flag: "lock-timeout-seconds",
        env: "LADDER_LOCK_TIMEOUT_SECONDS",
        default: Some("5"),
        meaning: "How long a write waits for another that holds the same rows before it gives up.",
        right: "seconds from 1 to 60, such as 5",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 60).map(Duration::from_secs),
};

/// Which database. Debug and [`fmt::Display`] show no password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// The embedded one, in this file.
    Sqlite(PathBuf),
    /// PostgreSQL at this URL.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// Why it is neither, as a clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains('\0') {
            return Err("it holds a NUL character".to_owned());
        }
        match text.split_once(':') {
            Some(("sqlite", rest)) => sqlite(rest),
            Some(("postgres" | "postgresql", rest)) => postgres(text, rest),
            Some((other, _))
                if other.len() > 1 && other.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') =>
            {
                Err(format!("{other}: is not a kind of database this program speaks"))
            }
            _ => Err("it does not say which kind of database it is".to_owned()),
        }
    }

    /// The URL as the store opens it, password included.
    #[must_use]
    pub fn expose(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(url) => url.clone(),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_password(&self.expose()))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn sqlite(rest: &str) -> Result<DatabaseUrl, String> {
    if rest.is_empty() {
        return Err("it names no file".to_owned());
    }
    if rest.contains(":memory:") {
        return Err("a database in memory is seen by one connection only and gone at the end".to_owned());
    }
    if rest.starts_with("//") && !rest.starts_with("///") {
        return Err("what follows sqlite: is a path, not a host".to_owned());
    }
    if rest.contains('?') {
        return Err("what follows sqlite: is a path and nothing more, without options".to_owned());
    }
    if rest.ends_with('/') {
        return Err("it names a folder, not a file".to_owned());
    }
    Ok(DatabaseUrl::Sqlite(rest.into()))
}

fn postgres(text: &str, rest: &str) -> Result<DatabaseUrl, String> {
    if !rest.starts_with("//") {
        return Err("after postgres: it lacks the two slashes".to_owned());
    }
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let modes = query.split('&').filter_map(|pair| pair.strip_prefix("sslmode="));
    for mode in modes {
        match mode {
            "disable" | "allow" | "prefer" => {}
            "require" | "verify-ca" | "verify-full" if cfg!(feature = "postgres-tls") => {}
            "require" | "verify-ca" | "verify-full" => {
                return Err(format!(
                    "sslmode={mode} demands TLS, and this program was built without it: build it with \
                     `cargo build --release --features postgres-tls`"
                ));
            }
            _ => {
                return Err("its sslmode is none of disable, allow, prefer, require, verify-ca, verify-full"
                    .to_owned());
            }
        }
    }
    Ok(DatabaseUrl::Postgres(text.to_owned()))
}

/// The database and how it is used.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Which.
    pub url: DatabaseUrl,
    /// Connections one process may hold.
    pub pool: u32,
    /// How long a write waits for the rows another holds.
    pub lock_timeout: Duration,
}

impl DatabaseConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<(PathBuf, Self)> {
        let data_dir = reader.required(&DATA_DIR);
        let url = reader.optional(&URL);
        let pool = reader.required(&POOL);
        let lock_timeout = reader.required(&LOCK_TIMEOUT);
        let data_dir = data_dir?;
        let url = url?.unwrap_or_else(|| {
            let url = DatabaseUrl::Sqlite(data_dir.join("ladder.sqlite3"));
            reader.worked_out(&URL.about, &url.expose());
            url
        });
        Some((data_dir, Self { url, pool: pool?, lock_timeout: lock_timeout? }))
    }

    /// Makes the folder of an SQLite file that is to be made.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_folder(&self) -> Result<(), Problem> {
        match &self.url {
            DatabaseUrl::Sqlite(file) if file.is_dir() => {
                Err(wrong(&URL.about, file, "it is a folder, not a file"))
            }
            DatabaseUrl::Sqlite(file) => match file.parent() {
                Some(folder) => make(&URL.about, folder),
                None => Ok(()),
            },
            DatabaseUrl::Postgres(_) => Ok(()),
        }
    }

    /// For commands that look at a database and must not make one.
    ///
    /// # Errors
    /// When an SQLite file is not there.
    pub fn must_exist(&self) -> Result<(), Problem> {
        match &self.url {
            DatabaseUrl::Sqlite(file) if !file.is_file() => {
                Err(wrong(&URL.about, file, "there is no such file"))
            }
            _ => Ok(()),
        }
    }
}

/// Makes the data folder.
///
/// # Errors
/// When it cannot be made.
pub fn make_data_dir(folder: &Path) -> Result<(), Problem> {
    make(&DATA_DIR.about, folder)
}

fn make(about: &About, folder: &Path) -> Result<(), Problem> {
    // What lies in it is nobody else's to read: people's records, their mail, the secret.
    let mut made = std::fs::DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
    made.create(folder).map_err(|why| {
        wrong(about, folder, &format!("the folder {} cannot be made: {why}", folder.display()))
    })
}

fn wrong(about: &About, value: &Path, why: &str) -> Problem {
    Problem {
        setting: about.env.to_owned(),
        value: Some(value.display().to_string()),
        why: why.to_owned(),
        right: about.right.to_owned(),
    }
}
