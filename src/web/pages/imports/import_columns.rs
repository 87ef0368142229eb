//! Which column holds what, where a file's headings do not say; and of a register, which lines are wanted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::kept_list::{HERE, Kept};
use crate::{
    domain::{
        import_columns::{Choices, Column, ImportKind},
        import_headings::Headings,
        tables::Row,
        words::Word,
    },
    sheets::list::List,
    web::{
        error::ApiResult,
        extract::{Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        render::Page,
    },
};

/// Sent by the button that goes on from here.
pub(super) const CHOSE: &str = "_chose";
const NONE: &str = "none";

/// The facts of `imports/columns`.
#[derive(Serialize)]
pub(in crate::web) struct ImportColumns {
    /// What the file is called and turned out to be.
    read_as: String,
    /// What no column is known to hold.
    missing: Vec<String>,
    /// What two columns could hold.
    twice: Vec<String>,
}

impl PageFacts for ImportColumns {
    const TEMPLATE: &'static str = "imports/columns";

    fn samples() -> Vec<Self> {
        let read_as = "staff.csv: A text file (CSV) in UTF-8, its cells apart by semicolons".to_owned();
        let missing = vec!["email".to_owned()];
        vec![
            Self { read_as: read_as.clone(), missing, twice: Vec::new() },
            Self {
                read_as: read_as.clone(),
                missing: Vec::new(),
                twice: vec!["School and Employer".to_owned()],
            },
            Self { read_as, missing: Vec::new(), twice: Vec::new() },
        ]
    }

    fn form_sample() -> Option<Form> {
        let row = Row { line: 1, cells: vec!["Person".to_owned(), "Contact".to_owned()], padded: false };
        let headings = Headings::find(ImportKind::People, &[row], &BTreeMap::new())?;
        Some(form_of("1", ImportKind::People, &headings, &[], &BTreeMap::new(), &Choices::default()))
    }
}

fn form_of(
    id: &str,
    kind: ImportKind,
    headings: &Headings,
    first: &[Row],
    authorities: &BTreeMap<String, usize>,
    choices: &Choices,
) -> Form {
    let example = |at: usize| {
        let cells = first.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim());
        cells
            .filter(|cell| !cell.is_empty())
            .take(2)
            .collect::<Vec<_>>()
            .join(", ")
            .chars()
            .take(60)
            .collect::<String>()
    };
    let mut form =
        Form::new(format!("{HERE}/{id}"), "Look at what would happen").field(Field::hidden(CHOSE, "yes"));
    for column in kind.columns() {
        let mut field = Field::select(column.as_str(), column.called()).choice(NONE, "No column");
        for (at, name) in headings.names.iter().enumerate() {
            let example = example(at);
            let name = if name.is_empty() { format!("Column {}", at + 1) } else { name.clone() };
            let label = if example.is_empty() { name } else { format!("{name}: {example}") };
            field = field.choice(at.to_string(), label);
        }
        let chosen = headings.columns.get(column).map_or_else(|| NONE.to_owned(), ToString::to_string);
        form = form.field(field.value(chosen));
    }
    if authorities.len() > 1 {
        let all: usize = authorities.values().sum();
        let field =
            Field::select("_authority", "Whose organisations?").choice("", format!("All {all} of them"));
        let field = authorities
            .iter()
            .fold(field, |field, (name, count)| field.choice(name.clone(), format!("{name} ({count})")));
        form = form.field(field.value(choices.authority.clone().unwrap_or_default()));
    }
    if headings.columns.contains_key(&Column::Status) {
        let closed = Field::boxes("_closed_too", "").choice("yes", "Bring in the closed ones too");
        form = form.field(closed.ticked(if choices.closed_too { &["yes"] } else { &[] }));
    }
    form
}

/// Whether somebody has to look at the columns before anything else.
pub(super) fn are_asked(kept: &Kept, list: &List) -> bool {
    let headings = &list.headings;
    let unclear = !headings.missing(kept.kind).is_empty() || !headings.twice.is_empty();
    unclear || (!kept.choices.seen && list.authorities.len() > 1)
}

/// The page.
pub(super) fn page<'v>(visit: &'v Visit, kept: &Kept, list: &List) -> ApiResult<Page<'v>> {
    let headings = &list.headings;
    let could = |(column, at): &(Column, usize)| {
        let first = headings.columns.get(column).and_then(|first| headings.names.get(*first));
        let both = [first, headings.names.get(*at)].into_iter().flatten().cloned().collect::<Vec<_>>();
        both.join(" and ")
    };
    let facts = ImportColumns {
        read_as: format!("{}: {}", kept.row.name, list.format.said),
        missing: headings.missing(kept.kind).into_iter().map(|what| in_words(&what)).collect(),
        twice: headings.twice.iter().map(could).collect(),
    };
    let id = kept.row.id.to_string();
    let form = form_of(&id, kept.kind, headings, &list.first, &list.authorities, &kept.choices);
    Ok(Page::of(visit, "What do its columns hold?", &facts)?
        .form(form)
        .back(HERE, "Choose another file")
        .here("/manage/people"))
}

/// The words of our columns as people read them.
fn in_words(columns: &str) -> String {
    columns
        .split(", or ")
        .map(|group| {
            let words = group.split(" and ").map(|word| {
                Column::from_word(word).map_or_else(|| word.to_owned(), |it| it.called().to_owned())
            });
            words.collect::<Vec<_>>().join(" and ")
        })
        .collect::<Vec<_>>()
        .join(", or ")
}

/// What was chosen, and of it the headings to remember.
pub(super) fn chosen(posted: &Posted, kind: ImportKind, list: &List) -> (Choices, Vec<(String, Column)>) {
    let mut choices = Choices {
        authority: posted.optional("_authority").filter(|name| list.authorities.contains_key(name)),
        closed_too: posted.has("_closed_too"),
        seen: true,
        ..Choices::default()
    };
    let mut said = Vec::new();
    for column in kind.columns() {
        let at =
            posted.get(column.as_str()).parse::<usize>().ok().filter(|at| *at < list.headings.names.len());
        if let Some(at) = at
            && list.headings.columns.get(column) != Some(&at)
        {
            said.push((list.headings.names[at].clone(), *column));
        }
        choices.columns.insert(*column, at);
    }
    (choices, said)
}
