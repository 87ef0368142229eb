//! `ladder import`: brings in people, organisations and completions from a CSV file.

use std::{fs::File, io::Read, path::Path};

use super::{arguments::ImportKind, composition::open_database, failure::Failure, logging};
use crate::{
    config::{CoreConfig, Problem, Sources},
    domain::{
        import_doubts::{LineDoubt, SamePerson},
        imports::{LARGEST_FILE, LineProblem},
        times::{LONDON, day_in},
    },
    ports::Clock,
    usecases::imports::{
        import_all::{Halted, import_answered},
        read_import::{Kind, read_lines},
        tally::Summary,
    },
};

/// The most problems that are listed; the rest is counted.
const MOST_LISTED: usize = 200;

/// Imports a file, or says what would happen.
///
/// # Errors
/// A file that cannot be read; every line that cannot be taken. Nothing was changed then.
pub fn run(
    kind: ImportKind,
    file: &Path,
    same_person: SamePerson,
    dry_run: bool,
    sources: &Sources,
) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    let bytes = read(file)?;
    let today = day_in(Clock::machine().now(), LONDON);
    let lines = read_lines(of(kind), &bytes, today).map_err(|problems| listed(file, &problems))?;
    let db = open_database(&core)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let what = match kind {
        ImportKind::People => "people",
        ImportKind::Organisations => "organisations",
        ImportKind::Completions => "completions",
    };
    let answered = (lines, same_person);
    match runtime.block_on(import_answered(&db, None, answered, format!("import of {name}"), dry_run)) {
        Ok(summary) => println!("Imported {what}: {}.", said(summary)),
        Err(Halted::DryRun(summary)) => {
            println!("A dry run, nothing was changed. Import of {what} would say: {}.", said(summary));
        }
        Err(Halted::Problems(problems)) => return Err(listed(file, &problems)),
        Err(Halted::Doubts(doubts)) => return Err(unanswered(file, &doubts)),
        Err(Halted::Store(error)) => {
            return Err(Failure::Found(format!("Nothing was imported: {error}.")));
        }
    }
    Ok(())
}

const fn of(kind: ImportKind) -> Kind {
    match kind {
        ImportKind::People => Kind::People,
        ImportKind::Organisations => Kind::Organisations,
        ImportKind::Completions => Kind::Completions,
    }
}

fn said(summary: Summary) -> String {
    let Summary { added, changed, known } = summary;
    format!("{added} added, {changed} changed, {known} there already")
}

fn listed(file: &Path, problems: &[LineProblem]) -> Failure {
    let mut sorted: Vec<&LineProblem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.line);
    let lines: Vec<String> = sorted.iter().take(MOST_LISTED).map(ToString::to_string).collect();
    let more = match problems.len().saturating_sub(MOST_LISTED) {
        0 => String::new(),
        more => format!("\nand {more} more"),
    };
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    };
    let file = file.display();
    Failure::Found(format!("{file}: {count}, nothing was imported.\n{}{more}", lines.join("\n")))
}

/// The lines that wait for an answer, and how to give it.
fn unanswered(file: &Path, doubts: &[LineDoubt]) -> Failure {
    let lines: Vec<String> = doubts.iter().take(MOST_LISTED).map(ToString::to_string).collect();
    let numbers: Vec<String> = doubts.iter().map(|doubt| doubt.line.to_string()).collect();
    let (file, lines, numbers) = (file.display(), lines.join("\n"), numbers.join(","));
    Failure::Found(format!(
        "{file}: addresses that are known under another name, nothing was imported.\n{lines}\nWhere it is the same \
         person, say so: --same-person {numbers} (or all). Where it is not, correct the line or take it out."
    ))
}

/// The bytes of a file of bearable size.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |why: String| Problem {
        setting: "FILE".to_owned(),
        value: Some(file.display().to_string()),
        why,
        right: "the path of a CSV file in UTF-8 that this user may read".to_owned(),
    };
    let opened = File::open(file).map_err(|why| cannot(format!("it cannot be read: {why}")))?;
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more, without trusting what the file says of its size.
    let mut limited = opened.take(LARGEST_FILE + 1);
    limited.read_to_end(&mut bytes).map_err(|why| cannot(format!("it cannot be read: {why}")))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_FILE {
        let most = LARGEST_FILE / 1024 / 1024;
        let message = format!("the file is larger than {most} MiB: import it in parts.");
        return Err(listed(file, &[LineProblem::new(1, message)]));
    }
    Ok(bytes)
}
