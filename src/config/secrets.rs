//! The one secret all copies of the service share.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{
    database::{DatabaseConfig, DatabaseUrl},
    reading::Reader,
    setting::{About, Problem, Setting, not_at_all},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&SECRET.about];

/// The fewest characters a secret may have.
const SHORTEST: usize = 32;

static SECRET: Setting<SecretText> = Setting {
    about: About {
        name: "secret",
        flag: "secret",
        env: "LADDER_SECRET",
        default: None,
        meaning: "What signing keys, mailed links and typed codes are protected by; all copies need the same. With \
                  SQLite it may be left out: it is then made once and kept in the data folder.",
        right: "at least 32 random characters, such as `openssl rand -base64 48` prints, the same for all copies",
        shown: not_at_all,
    },
    parse: long_enough,
};

fn long_enough(text: &str) -> Result<SecretText, String> {
    let text = text.trim();
    if text.len() < SHORTEST {
        return Err(format!("it has {} characters", text.len()));
    }
    let mut different: Vec<char> = text.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 8 {
        return Err("it repeats so few characters that it can be guessed".to_owned());
    }
    Ok(SecretText::new(text))
}

/// Text that is wiped when it is dropped and that Debug does not show.
#[derive(Clone)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Keeps a copy of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

/// Where the secret is.
#[derive(Debug, Clone)]
pub enum SecretsConfig {
    /// It was given.
    Given(SecretText),
    /// It is kept in this file, or will be.
    Kept(PathBuf),
}

impl SecretsConfig {
    pub(super) fn read(
        reader: &mut Reader,
        data_dir: Option<&Path>,
        database: Option<&DatabaseConfig>,
    ) -> Option<Self> {
        if let Some(secret) = reader.optional(&SECRET)? {
            return Some(Self::Given(secret));
        }
        if matches!(database?.url, DatabaseUrl::Postgres(_)) {
            reader.wrong(&SECRET.about, "it is not set, and with PostgreSQL several copies must share one");
            return None;
        }
        let file = data_dir?.join("ladder.secret");
        reader.worked_out_openly(&SECRET.about, format!("kept in {}", file.display()));
        Some(Self::Kept(file))
    }

    /// The secret: as given, as kept, or made by `make` and kept from now on.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no secret.
    pub fn read_or_make(&self, make: impl FnOnce() -> Zeroizing<String>) -> Result<SecretText, Problem> {
        match self {
            Self::Given(secret) => Ok(secret.clone()),
            Self::Kept(file) => {
                let wrong = |why: String| Problem {
                    setting: format!("the secret kept in {}", file.display()),
                    value: None,
                    why,
                    right: format!(
                        "a file this user may read and write, or LADDER_SECRET with {}",
                        SECRET.about.right
                    ),
                };
                if !file.exists() {
                    keep(file, &make()).map_err(|why| wrong(format!("it cannot be made: {why}")))?;
                }
                let text = std::fs::read_to_string(file)
                    .map_err(|why| wrong(format!("it cannot be read: {why}")))?;
                long_enough(&Zeroizing::new(text)).map_err(wrong)
            }
        }
    }
}

/// Writes the file whole or not at all. If another start makes it at the same moment, the first one stands for both.
fn keep(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension(format!("new-{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&unfinished)?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.sync_all()?;
    let linked = std::fs::hard_link(&unfinished, file);
    std::fs::remove_file(&unfinished)?;
    match linked {
        Err(why) if why.kind() != std::io::ErrorKind::AlreadyExists => Err(why),
        _ => Ok(()),
    }
}
