//! `ladder backup`: a consistent copy of a SQLite database while it is in use, and of the files people handed in.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{
    composition::{db_options, evidence_folder},
    failure::Failure,
    logging,
};
use crate::{
    config::{CoreConfig, Sources, database::DatabaseUrl},
    ports::{Clock, Random},
    store::{Db, evidence_folder::EvidenceFolder},
};

/// Copies the database into `file`, which appears whole or not at all and never replaces another; the files that people
/// handed in stand beside it by then, in a folder whose name ends in `.evidence`.
///
/// # Errors
/// When the database is not SQLite, the file is there already, or the copy cannot be written.
pub fn run(file: &Path, sources: &Sources) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    if matches!(core.database.url, DatabaseUrl::Postgres(_)) {
        return Err(Failure::Found(format!(
            "A PostgreSQL database is backed up with its own tool, which keeps the copy consistent while in use:\n\
             \n    pg_dump --format=custom --file={} \"$DATABASE_URL\"\n\
             \nCopy the folder LADDER_EVIDENCE_DIR afterwards, where there is one: its files never change.",
            quoted(file)
        )));
    }
    core.database.must_exist()?;
    let beside = EvidenceFolder::at(&beside(file, ".evidence"));
    for taken in [file, beside.path()] {
        if taken.symlink_metadata().is_ok() {
            return Err(there_already(taken));
        }
    }
    let options = db_options(&core.database, 1);
    let url = core.database.url.expose();
    let db = Db::open_unmigrated(&url, options, Clock::machine(), Random::machine())?;
    let unfinished = unfinished(file);
    let copied = copy(&db, &unfinished, (evidence_folder(&core), &beside), file);
    // Whether it became the backup or not, the draft goes.
    drop(fs::remove_file(&unfinished));
    let files = copied?;
    println!("{} is backed up in {}.", core.database.url, file.display());
    if files > 0 {
        println!("The files that people handed in ({files}) are in {}.", beside.path().display());
    }
    println!(
        "Keep LADDER_SECRET, or the ladder.secret beside the database, with it: it opens the signing keys."
    );
    Ok(())
}

/// Copies the database, then the files it speaks of; gives how many these were.
fn copy(
    db: &Db,
    unfinished: &Path,
    (folder, beside): (Option<EvidenceFolder>, &EvidenceFolder),
    file: &Path,
) -> Result<usize, Failure> {
    let path = unfinished
        .to_str()
        .ok_or_else(|| Failure::Found(format!("{} is not UTF-8, which a backup needs", file.display())))?;
    db.backup_to(path)?;
    File::open(unfinished)?.sync_all()?;
    let files = folder.map_or(Ok(0), |folder| copy_files(&folder, beside))?;
    // A link fails where a rename would replace what somebody put there meanwhile.
    match fs::hard_link(unfinished, file) {
        Err(why) if why.kind() == ErrorKind::AlreadyExists => return Err(there_already(file)),
        linked => linked?,
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(files)
}

/// Copies the files after the database: none that it speaks of can come later, and a few more do no harm.
fn copy_files(from: &EvidenceFolder, beside: &EvidenceFolder) -> Result<usize, Failure> {
    let files = from.files()?;
    if files.is_empty() {
        return Ok(0);
    }
    let draft = EvidenceFolder::at(&unfinished(beside.path()));
    let copied = (|| -> Result<usize, Failure> {
        draft.make()?;
        let mut copied = 0;
        for name in &files {
            copied += usize::from(from.copy_to(&draft, name)?);
        }
        File::open(draft.path())?.sync_all()?;
        fs::rename(draft.path(), beside.path())?;
        Ok(copied)
    })();
    if copied.is_err() {
        drop(fs::remove_dir_all(draft.path()));
    }
    copied
}

/// The path of what stands beside a file.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{name}{ending}"))
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
