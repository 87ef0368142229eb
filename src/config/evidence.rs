//! Files that people hand in as evidence of training they have already done: where they lie, and what looks at them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{
    database::{DatabaseConfig, DatabaseUrl},
    reading::Reader,
    setting::{About, Setting, path, plainly, whole_number},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&FOLDER.about, &COMMAND.about, &SECONDS.about];

static FOLDER: Setting<PathBuf> = Setting {
    about: About {
        name: "evidence_dir",
        flag: "evidence-dir",
        env: "LADDER_EVIDENCE_DIR",
        default: None,
        meaning: "The folder for files that people hand in as evidence of training they have already done; all copies \
                  need the same. With SQLite it may be left out: it is then the folder evidence beside the database.",
        right: "the path of a folder this user may write to, such as /var/lib/ladder/evidence",
        shown: plainly,
    },
    parse: path,
};

static COMMAND: Setting<ScanCommand> = Setting {
    about: About {
        name: "scan_command",
        flag: "scan-command",
        env: "LADDER_SCAN_COMMAND",
        default: None,
        meaning: "The command that looks for viruses in each such file, whose path is put behind it: it ends with 0 when \
                  there is none and with 1 when there is one; after anything else the file is not taken. No shell reads \
                  it. Without one files are taken as they are.",
        right: "a program and its words, such as clamdscan --fdpass --no-summary",
        shown: plainly,
    },
    parse: ScanCommand::parse,
};

static SECONDS: Setting<Duration> = Setting {
    about: About {
        name: "scan_seconds",
        flag: "scan-seconds",
        env: "LADDER_SCAN_SECONDS",
        default: Some("30"),
        meaning: "How long that command may take for one file before it is ended and the file not taken.",
        right: "seconds from 1 to 300, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 300).map(Duration::from_secs),
};

/// Where evidence is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceConfig {
    /// The folder; none: no files are taken.
    pub folder: Option<PathBuf>,
}

impl EvidenceConfig {
    pub(super) fn read(reader: &mut Reader, database: Option<&DatabaseConfig>) -> Option<Self> {
        if let Some(folder) = reader.optional(&FOLDER)? {
            return Some(Self { folder: Some(folder) });
        }
        match &database?.url {
            DatabaseUrl::Sqlite(file) => {
                let folder = file.parent().unwrap_or(Path::new("")).join("evidence");
                reader.worked_out(&FOLDER.about, &folder.to_string_lossy());
                Some(Self { folder: Some(folder) })
            }
            DatabaseUrl::Postgres(_) => {
                reader.warn(
                    "LADDER_EVIDENCE_DIR names no folder, so no files are taken as evidence of training already done",
                );
                Some(Self { folder: None })
            }
        }
    }
}

/// A command, word by word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanCommand {
    /// The program.
    pub program: String,
    /// What stands behind it, before the file's path.
    pub words: Vec<String>,
}

impl ScanCommand {
    /// Reads words apart by spaces; one in double quotes may hold spaces.
    ///
    /// # Errors
    /// Why it is no command, as a clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            return Err("it holds a control character such as a line break".to_owned());
        }
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        for letter in text.chars() {
            match letter {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                ' ' if !quoted => words.extend(word.take()),
                letter => word.get_or_insert_default().push(letter),
            }
        }
        if quoted {
            return Err("a double quote is not closed".to_owned());
        }
        words.extend(word);
        let mut words = words.into_iter();
        match words.next().filter(|program| !program.is_empty()) {
            Some(program) => Ok(Self { program, words: words.collect() }),
            None => Err("it names no program".to_owned()),
        }
    }
}

/// What looks for viruses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanConfig {
    /// The command; none: files are taken as they are.
    pub command: Option<ScanCommand>,
    /// How long it may take for one file.
    pub patience: Duration,
}

impl ScanConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let command = reader.optional(&COMMAND);
        let patience = reader.required(&SECONDS);
        let command = command?;
        if let Some(missing) = command.as_ref().filter(|command| is_missing(&command.program)) {
            let why = format!("there is no program at {}", missing.program);
            reader.wrong(&COMMAND.about, why);
            return None;
        }
        Some(Self { command, patience: patience? })
    }
}

/// Whether a program that is named by its path is not there; one by name alone is looked for when it is called.
fn is_missing(program: &str) -> bool {
    program.contains('/') && !Path::new(program).is_file()
}
