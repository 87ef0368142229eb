//! `ladder import`: brings in people, organisations and completions from a file.

use std::{fs::File, path::Path};

use super::{arguments::ImportArguments, composition::open_database, failure::Failure, logging};
use crate::{
    config::{CoreConfig, Problem, Sources},
    domain::{
        import_columns::{Choices, Column, ImportKind, Remembered},
        import_doubts::LineDoubt,
        imports::{LARGEST_FILE, LineProblem},
        times::{LONDON, day_in},
        words::Word,
    },
    ports::Clock,
    sheets::list::{self, List},
    store::{Db, read::imports::files},
    usecases::imports::{
        import_all::{Ask, Halted, Looked, Taking, import_asked},
        read_import::read_lines,
        tally::Summary,
    },
};

/// The most problems that are listed; the rest is counted.
const MOST_LISTED: usize = 200;

/// Imports a file, or says what would happen.
///
/// # Errors
/// A file that cannot be read; every line that cannot be taken. Nothing was changed then.
pub fn run(arguments: ImportArguments, sources: &Sources) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    let (kind, path) = (arguments.kind, arguments.file.as_path());
    let mut file = open(path)?;
    let today = day_in(Clock::machine().now(), LONDON);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Read without what is remembered first: a file that cannot be read makes no database.
    let choices =
        Choices { authority: arguments.authority, closed_too: arguments.closed_too, ..Choices::default() };
    let mut known: Remembered = arguments.columns.into_iter().collect();
    let first = list::read(&mut file, kind, &known, &choices).map_err(|problem| listed(path, &[problem]))?;
    let (db, list) = if first.headings.problems(kind).is_empty() {
        (None, first)
    } else {
        let db = open_database(&core)?;
        for (heading, column) in runtime.block_on(remembered(&db, kind))? {
            known.entry(heading).or_insert(column);
        }
        let again =
            list::read(&mut file, kind, &known, &choices).map_err(|problem| listed(path, &[problem]))?;
        (Some(db), again)
    };
    let wrong = list.headings.problems(kind);
    if !wrong.is_empty() {
        return Err(listed(path, &wrong));
    }
    let (lines, problems) = read_lines(kind, &list.sheet, today);
    if !problems.is_empty() {
        return Err(listed(path, &problems));
    }
    let db = db.map_or_else(|| open_database(&core), Ok)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let taking = if arguments.dry_run { Taking::Nothing } else { Taking::AllOrNothing };
    let same = arguments.same_person.unwrap_or_default();
    let ask = Ask { lines, same, source: format!("import of {name}"), taking };
    match runtime.block_on(import_asked(&db, None, ask)) {
        Ok(summary) => {
            println!("{}", read_as(&list));
            println!("Imported {kind}: {}.", said(summary));
        }
        Err(Halted::OnlyLooked(Looked { summary, problems, doubts })) => {
            if !problems.is_empty() {
                return Err(listed(path, &problems));
            }
            if !doubts.is_empty() {
                return Err(unanswered(path, &doubts));
            }
            println!("{}", read_as(&list));
            println!("A dry run, nothing was changed. Import of {kind} would say: {}.", said(summary));
        }
        Err(Halted::Problems(problems)) => return Err(listed(path, &problems)),
        Err(Halted::Doubts(doubts)) => return Err(unanswered(path, &doubts)),
        Err(Halted::Store(error)) => {
            return Err(Failure::Found(format!("Nothing was imported: {error}.")));
        }
    }
    Ok(())
}

/// What somebody said on the page that headings hold.
async fn remembered(db: &Db, kind: ImportKind) -> Result<Remembered, Failure> {
    let known = db.read(move |connection| files::headings(connection, kind.as_str())).await;
    let known = known.map_err(|error| Failure::Found(format!("Nothing was imported: {error}.")))?;
    Ok(known
        .into_iter()
        .filter_map(|(heading, column)| Some((heading, Column::from_word(&column)?)))
        .collect())
}

/// What the file turned out to be, and what is read from which column.
fn read_as(list: &List) -> String {
    let headings = &list.headings;
    let columns =
        headings.columns.iter().map(|(column, at)| format!("{column} from {:?}", headings.names[*at]));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let mut said = format!("{}. Read: {columns}.", list.format.said);
    let unused = headings.unused();
    if !unused.is_empty() {
        let more = unused.len().saturating_sub(8);
        let names = unused.into_iter().take(8).collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        said.push_str(&format!(" Not used: {names}{more}."));
    }
    if list.passed_over > 0 {
        said.push_str(&format!(" Lines not chosen: {}.", list.passed_over));
    }
    for note in &list.format.notes {
        said.push(' ');
        said.push_str(note);
    }
    said
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
        "{file}: lines that may mean somebody or something on record, nothing was imported.\n{lines}\nWhere a line does, \
         say so: --same-person {numbers} (or all). Where it does not, correct the line or take it out."
    ))
}

/// A file of bearable size.
fn open(path: &Path) -> Result<File, Failure> {
    let cannot = |why: String| Problem {
        setting: "FILE".to_owned(),
        value: Some(path.display().to_string()),
        why,
        right: "the path of a workbook or CSV file that this user may read".to_owned(),
    };
    let opened = File::open(path).map_err(|why| cannot(format!("it cannot be read: {why}")))?;
    let length = opened.metadata().map_err(|why| cannot(format!("it cannot be read: {why}")))?.len();
    if length > LARGEST_FILE {
        let most = LARGEST_FILE / 1024 / 1024;
        let message = format!("the file is larger than {most} MiB: import it in parts.");
        return Err(listed(path, &[LineProblem::new(1, message)]));
    }
    Ok(opened)
}
