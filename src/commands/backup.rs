//! `ladder backup`: a consistent copy of a SQLite database while it is in use.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{composition::db_options, failure::Failure, logging};
use crate::{
    config::{CoreConfig, Sources, database::DatabaseUrl},
    ports::{Clock, Random},
    store::Db,
};

/// Copies the database into `file`, which appears whole or not at all and never replaces another.
///
/// # Errors
/// When the database is not SQLite, the file is there already, or the copy cannot be written.
pub fn run(file: &Path, sources: &Sources) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    if matches!(core.database.url, DatabaseUrl::Postgres(_)) {
        return Err(Failure::Found(format!(
            "A PostgreSQL database is backed up with its own tool, which keeps the copy consistent while in use:\n\
             \n    pg_dump --format=custom --file={} \"$DATABASE_URL\"",
            quoted(file)
        )));
    }
    core.database.must_exist()?;
    if file.symlink_metadata().is_ok() {
        return Err(there_already(file));
    }
    let options = db_options(&core.database, 1);
    let url = core.database.url.expose();
    let db = Db::open_unmigrated(&url, options, Clock::machine(), Random::machine())?;
    let unfinished = unfinished(file);
    let copied = copy(&db, &unfinished, file);
    // Whether it became the backup or not, the draft goes.
    drop(fs::remove_file(&unfinished));
    copied?;
    println!("{} is backed up in {}.", core.database.url, file.display());
    println!(
        "Keep LADDER_SECRET, or the ladder.secret beside the database, with it: it opens the signing keys."
    );
    Ok(())
}

fn copy(db: &Db, unfinished: &Path, file: &Path) -> Result<(), Failure> {
    let path = unfinished
        .to_str()
        .ok_or_else(|| Failure::Found(format!("{} is not UTF-8, which a backup needs", file.display())))?;
    db.backup_to(path)?;
    File::open(unfinished)?.sync_all()?;
    // A link fails where a rename would replace what somebody put there meanwhile.
    match fs::hard_link(unfinished, file) {
        Err(why) if why.kind() == ErrorKind::AlreadyExists => return Err(there_already(file)),
        linked => linked?,
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

fn unfinished(file: &Path) -> PathBuf {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!(".{name}.unfinished-{}", std::process::id()))
}

fn there_already(file: &Path) -> Failure {
    Failure::Found(format!("{} is there already; a backup never replaces a file.", file.display()))
}

/// The path as a shell reads it.
fn quoted(file: &Path) -> String {
    let text = file.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
