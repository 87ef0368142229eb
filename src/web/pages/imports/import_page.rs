//! The file that is to be brought in, or lines that were copied.

use std::io::{Cursor, Read};

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::kept_list::{HERE, look};
use crate::{
    app::App,
    domain::{ids::RowId, import_columns::ImportKind, words::Word},
    usecases::imports::keep_file::NewFile,
    web::{
        error::ApiResult,
        extract::{Member, MembersForm, Params, Visit},
        forms::{Field, Form},
        page_facts::{PageFacts, TakeAway},
        render::{Page, see},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    added: Option<usize>,
    changed: Option<usize>,
    known: Option<usize>,
    left: Option<usize>,
    file: Option<String>,
}

fn form_of() -> Form {
    Form::new(HERE, "Look at what would happen")
        .field(
            Field::radios("kind", "What does the list hold?")
                .choice_with(
                    "people",
                    "People",
                    Some("Names and e-mail addresses, and where they belong.".to_owned()),
                )
                .choice_with(
                    "organisations",
                    "Organisations",
                    Some(
                        "Names and what kind of body each is. The schools' register of England (GIAS) is read as it is."
                            .to_owned(),
                    ),
                )
                .choice_with(
                    "completions",
                    "What was completed",
                    Some(
                        "E-mail address, course and day. Without an address the whole organisation counts as trained."
                            .to_owned(),
                    ),
                ),
        )
        .field(
            Field::file("file", "The file")
                .optional()
                .hint("A workbook (.xlsx or .ods) or a CSV file, at most 50 MB. Columns may have any order and names."),
        )
        .field(
            Field::lines("text", "Or paste the lines", 6)
                .optional()
                .hint("With the line that names the columns."),
        )
        .field(
            Field::text("source", "Where does it come from?")
                .optional()
                .hint("Kept with each record, such as: attendance sheets 2017."),
        )
}

/// The facts of `imports/imports`.
#[derive(Serialize)]
pub(in crate::web) struct Imports {
    /// The lines that were left out of what was just brought in, as a file.
    mend: Option<TakeAway>,
}

impl PageFacts for Imports {
    const TEMPLATE: &'static str = "imports/imports";

    fn samples() -> Vec<Self> {
        vec![Self { mend: None }, Self { mend: Some(mend_link("1", 2)) }]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of())
    }
}

fn mend_link(file: &str, left: usize) -> TakeAway {
    let label = match left {
        1 => "The line that was left out, as a file to mend".to_owned(),
        left => format!("The {left} lines that were left out, as a file to mend"),
    };
    TakeAway::of(label, &format!("{HERE}/{file}/problems"), "")
}

fn page(visit: &Visit, form: Form, mend: Option<TakeAway>) -> ApiResult<Page<'_>> {
    Ok(Page::of(visit, "Bring in what happened before", &Imports { mend })?
        .form(form)
        .back("/work", "Work board")
        .here("/manage/people"))
}

/// The form.
pub async fn form(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    let Done { added, changed, known, left, file } = done.0;
    let notice = match (added, changed, known) {
        (Some(added), Some(changed), Some(known)) => {
            let left =
                left.filter(|left| *left > 0).map_or_else(String::new, |left| format!(", {left} left out"));
            Some(format!("Brought in: {added} added, {changed} changed, {known} there already{left}."))
        }
        _ => None,
    };
    let is_file = |file: &String| file.parse::<RowId>().is_ok();
    let mend =
        left.filter(|left| *left > 0).zip(file.filter(is_file)).map(|(left, file)| mend_link(&file, left));
    page(&member.visit, form_of(), mend)?.notice(notice).answer(&app)
}

/// Keeps what was sent for an hour, and goes on to what it holds.
pub async fn keep(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let mut shown = form_of().keep(posted);
    if posted.again() {
        return page(&form.visit, shown, None)?.answer(&app);
    }
    let kind = ImportKind::from_word(posted.get("kind"));
    if kind.is_none() {
        shown.refuse("kind", "Choose what the list holds.");
    }
    let (upload, pasted) = (posted.upload("file"), posted.optional("text"));
    if upload.is_none() && pasted.is_none() {
        shown.refuse("file", "Choose a file, or paste the lines.");
    }
    let (Some(kind), false) = (kind, shown.is_wrong()) else {
        return page(&form.visit, shown, None)?.answer(&app);
    };
    let name =
        upload.map_or_else(|| "pasted lines".to_owned(), |file| file.name().chars().take(200).collect());
    let source = posted.optional("source").unwrap_or_else(|| format!("import of {name}"));
    let new = NewFile { kind, name, source: source.chars().take(200).collect() };
    let bytes: Box<dyn Read> = match upload {
        Some(file) => file.reader()?,
        None => Box::new(Cursor::new(pasted.unwrap_or_default().into_bytes())),
    };
    let id = app.usecases.keep_file(new, bytes).await?;
    // What cannot be read at all is said where another file can be chosen.
    match look(&app, id).await? {
        Ok(_) => see(format!("{HERE}/{id}")),
        Err(problem) => {
            app.usecases.forget_file(id).await?;
            let field = if upload.is_some() { "file" } else { "text" };
            shown.refuse(field, format!("Line {}: {}", problem.line, problem.said()));
            page(&form.visit, shown, None)?.answer(&app)
        }
    }
}
