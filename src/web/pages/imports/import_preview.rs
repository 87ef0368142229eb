//! What would happen: how the file was read, its first lines, how many lines are new, changed, the same or cannot be
//! taken, and which wait for an answer.

use serde::Serialize;

use super::kept_list::{HERE, Kept};
use crate::{
    domain::{import_doubts::LineDoubt, imports::LineProblem, words::Word},
    sheets::list::List,
    usecases::imports::{import_all::Looked, tally::Summary},
    web::{
        error::ApiResult,
        extract::Visit,
        forms::{Field, Form},
        page_facts::{Link, PageFacts, TakeAway},
        render::Page,
    },
};

/// The field of the lines that are answered for.
pub(super) const SAME: &str = "same";
/// Sent by the button that means it.
pub(super) const SURE: &str = "_sure";
/// Problems and questions listed at most; the rest is counted.
const LISTED: usize = 200;
/// Columns that are shown of the first lines.
const SHOWN: usize = 8;

/// A line that cannot be taken.
#[derive(Serialize)]
pub(in crate::web) struct WrongLine {
    /// Where it stands.
    line: u64,
    /// What is wrong with it, and what stands there.
    said: String,
}

/// A line of the file.
#[derive(Serialize)]
pub(in crate::web) struct FirstLine {
    /// Where it stands.
    line: u64,
    /// What stands in the columns that are read.
    cells: Vec<String>,
}

/// The facts of `imports/preview`.
#[derive(Serialize)]
pub(in crate::web) struct ImportPreview {
    /// How many lines are what, in a sentence.
    counts: String,
    /// What the file is called and turned out to be.
    read_as: String,
    /// What is worth knowing about what is not read.
    notes: Vec<String>,
    /// The columns that are read, and what each holds.
    headings: Vec<String>,
    /// The first lines of these columns.
    first: Vec<FirstLine>,
    /// The columns that are not read.
    unused: Option<String>,
    /// Where the columns can be chosen otherwise.
    columns: Link,
    /// Nothing can be taken as it is.
    stopped: bool,
    /// Something can be taken.
    takes: bool,
    /// Which lines cannot be taken.
    problems: Vec<WrongLine>,
    /// How many more problems there are than are listed.
    more: Option<usize>,
    /// Those lines as a file.
    mend: Option<TakeAway>,
    /// Some lines wait for an answer.
    asks: bool,
}

impl PageFacts for ImportPreview {
    const TEMPLATE: &'static str = "imports/preview";

    fn samples() -> Vec<Self> {
        let wrong = || WrongLine { line: 5, said: "email: Give an address. It says “pat”.".to_owned() };
        let of = |stopped: bool, takes: bool, problems: Vec<WrongLine>, more: Option<usize>| Self {
            counts: "12 new, 1 changed, 3 the same, 1 that cannot be taken".to_owned(),
            read_as: "staff.csv: A text file (CSV) in UTF-8, its cells apart by commas".to_owned(),
            notes: vec!["The other sheet is not read.".to_owned()],
            headings: vec!["Full name (name)".to_owned()],
            first: vec![FirstLine { line: 2, cells: vec!["Amira Khan".to_owned()] }],
            unused: (more == Some(12)).then(|| "Phone, Post".to_owned()),
            columns: Link::to("/manage/imports/1?columns=yes", "Choose the columns"),
            stopped,
            takes,
            mend: (!problems.is_empty())
                .then(|| TakeAway::of("The line, to mend", "/manage/imports/1/problems", "")),
            problems,
            more,
            asks: takes && more.is_none(),
        };
        let empty = Self { notes: Vec::new(), first: Vec::new(), ..of(false, false, Vec::new(), None) };
        vec![
            of(false, true, Vec::new(), None),
            of(false, true, vec![wrong()], Some(12)),
            of(true, false, vec![wrong()], None),
            empty,
        ]
    }

    fn form_sample() -> Option<Form> {
        let doubt = LineDoubt::other_name(2, "Sam Okoro", "Amira Khan", "amira.khan@school.example");
        Some(form_of("1", "Bring in 13 lines".to_owned(), &[doubt]))
    }
}

fn form_of(id: &str, button: String, doubts: &[LineDoubt]) -> Form {
    let form = Form::new(format!("{HERE}/{id}"), button).field(Field::hidden(SURE, "yes"));
    if doubts.is_empty() {
        return form;
    }
    let which = Field::boxes(SAME, "Which of these mean the one on record?")
        .hint("Lines you leave open are left out.");
    form.field(doubts.iter().take(LISTED).fold(which, |field, doubt| {
        let LineDoubt { line, says, yes, then } = doubt;
        field.choice_with(
            line.to_string(),
            format!("Line {line}: {yes}"),
            Some(format!("{} {then}", sentence(says))),
        )
    }))
}

fn sentence(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How many lines problems are about.
pub(super) fn lines_of(problems: &[LineProblem]) -> usize {
    let lines: std::collections::BTreeSet<u64> = problems.iter().map(|problem| problem.line).collect();
    lines.len()
}

fn counted(looked: &Looked) -> String {
    let Summary { added, changed, known } = looked.summary;
    let mut parts = vec![format!("{added} new"), format!("{changed} changed"), format!("{known} the same")];
    if !looked.doubts.is_empty() {
        parts.push(format!("{} to ask you about", looked.doubts.len()));
    }
    match lines_of(&looked.problems) {
        0 => {}
        wrong => parts.push(format!("{wrong} that cannot be taken")),
    }
    parts.join(", ")
}

/// The page.
pub(super) fn page<'v>(visit: &'v Visit, kept: &Kept, list: &List, looked: &Looked) -> ApiResult<Page<'v>> {
    let id = kept.row.id.to_string();
    let headings = &list.headings;
    let mut read: Vec<(usize, String)> = headings
        .columns
        .iter()
        .map(|(column, at)| (*at, format!("{} ({})", headings.names[*at], column.as_str())))
        .collect();
    read.sort();
    read.truncate(SHOWN);
    let first = list.first.iter().map(|row| FirstLine {
        line: row.line,
        cells: read.iter().map(|(at, _)| row.cells.get(*at).cloned().unwrap_or_default()).collect(),
    });
    let stopped = looked.problems.iter().any(|problem| problem.whole);
    let taken = looked.summary.added + looked.summary.changed;
    let takes = !stopped && (taken > 0 || !looked.doubts.is_empty());
    let wrong = lines_of(&looked.problems);
    let mut problems: Vec<&LineProblem> = looked.problems.iter().collect();
    problems.sort_by_key(|problem| problem.line);
    let unused = headings.unused();
    let mut notes = list.format.notes.clone();
    if list.passed_over > 0 {
        notes.push(format!(
            "{} lines are of other authorities, or closed, and are not taken.",
            list.passed_over
        ));
    }
    let facts = ImportPreview {
        counts: counted(looked),
        read_as: format!(
            "{}: {}, the columns named on line {}",
            kept.row.name, list.format.said, headings.line
        ),
        notes,
        headings: read.iter().map(|(_, name)| name.clone()).collect(),
        first: first.collect(),
        unused: (!unused.is_empty()).then(|| {
            let more = unused.len().saturating_sub(12);
            let names = unused.into_iter().take(12).collect::<Vec<_>>().join(", ");
            if more > 0 { format!("{names} and {more} more") } else { names }
        }),
        columns: Link::to(format!("{HERE}/{id}?columns=yes"), "Choose the columns"),
        stopped,
        takes,
        more: looked.problems.len().checked_sub(LISTED).filter(|more| *more > 0),
        problems: problems
            .into_iter()
            .take(LISTED)
            .map(|problem| WrongLine { line: problem.line, said: problem.said() })
            .collect(),
        mend: (wrong > 0).then(|| {
            let label = match wrong {
                1 => "That line as a file to mend".to_owned(),
                wrong => format!("Those {wrong} lines as a file to mend"),
            };
            TakeAway::of(label, &format!("{HERE}/{id}/problems"), "")
        }),
        asks: takes && !looked.doubts.is_empty(),
    };
    let button = match (taken, wrong + looked.doubts.len()) {
        (0, _) => "Bring in what I ticked".to_owned(),
        (1, 0) => "Bring it in".to_owned(),
        (taken, 0) => format!("Bring in all {taken}"),
        (taken, _) => format!("Bring in {taken}, leave the others out"),
    };
    Ok(Page::of(visit, "What would happen", &facts)?
        .form(form_of(&id, button, &looked.doubts))
        .back(HERE, "Choose another file")
        .here("/manage/people"))
}
