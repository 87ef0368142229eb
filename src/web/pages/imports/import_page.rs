//! Bringing in what happened before: looked at first, then all of it or nothing.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        import_doubts::{LineDoubt, SamePerson},
        imports::{LineProblem, decode},
        times::{LONDON, day_in},
    },
    usecases::imports::{
        import_all::Halted,
        read_import::{Kind, read_lines},
        tally::Summary,
    },
    web::{
        error::{ApiError, ApiResult},
        extract::{Member, MembersForm, Params, Posted, Visit},
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::confirm_change,
        render::{Page, see},
    },
};

const HERE: &str = "/manage/imports";
/// The button that goes on from the lines that wait for an answer.
const ASK: &str = "Look at what would happen";
/// The field of the lines that are answered for.
const SAME_PERSON: &str = "same_person";
/// Problems listed at most; the rest is counted.
const LISTED: usize = 200;

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    added: Option<usize>,
    changed: Option<usize>,
    known: Option<usize>,
}

fn form_of() -> Form {
    Form::new(HERE, "Look at what would happen")
        .field(
            Field::radios("kind", "What does the list hold?")
                .choice_with(
                    "organisations",
                    "Organisations",
                    Some("Columns: name, kind, domain. Bring these in first.".to_owned()),
                )
                .choice_with(
                    "people",
                    "People",
                    Some("Columns: name, email, organisation.".to_owned()),
                )
                .choice_with(
                    "completions",
                    "What was completed",
                    Some(
                        "Columns: email, course, completed_on, organisation, source. Without an e-mail address \
                         the whole organisation counts as trained."
                            .to_owned(),
                    ),
                ),
        )
        .field(Field::file("file", "A CSV file").optional().hint("At most 2 MB, in UTF-8, as spreadsheets save it."))
        .field(
            Field::lines("text", "Or paste the lines", 8)
                .optional()
                .hint("The first line names the columns."),
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
    /// What is wrong with which line.
    problems: Vec<LineProblem>,
    /// How many more there are than are listed.
    more: Option<usize>,
}

impl PageFacts for Imports {
    const TEMPLATE: &'static str = "imports/imports";

    fn samples() -> Vec<Self> {
        let wrong = |line| LineProblem { line, message: "Give an e-mail address.".to_owned() };
        vec![
            Self { problems: Vec::new(), more: None },
            Self { problems: vec![wrong(2), wrong(5)], more: None },
            Self { problems: vec![wrong(2)], more: Some(12) },
        ]
    }

    fn form_sample() -> Option<Form> {
        Some(form_of())
    }
}

/// The facts of `imports/preview`.
#[derive(Serialize)]
pub(in crate::web) struct ImportPreview {
    /// What would happen.
    summary: String,
}

impl PageFacts for ImportPreview {
    const TEMPLATE: &'static str = "imports/preview";

    fn samples() -> Vec<Self> {
        vec![Self { summary: said(Summary { added: 12, changed: 1, known: 3 }) }]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new(HERE, "Bring it in").field(Field::hidden("kind", "people")))
    }
}

/// The facts of `imports/doubts`: its form is all.
#[derive(Serialize)]
pub(in crate::web) struct ImportDoubts {}

impl PageFacts for ImportDoubts {
    const TEMPLATE: &'static str = "imports/doubts";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }

    fn form_sample() -> Option<Form> {
        let doubt = LineDoubt {
            line: 2,
            name: "Sam Okoro".to_owned(),
            known_as: "Amira Khan".to_owned(),
            email: "amira.khan@school.example".to_owned(),
        };
        Some(doubts_form(Form::new(HERE, ASK), &[doubt]))
    }
}

/// A tick for each line that waits for an answer.
/// The same with the lines that are answered for already.
fn with_answered(form: Form, answered: String) -> Form {
    if answered.is_empty() { form } else { form.field(Field::hidden(SAME_PERSON, answered)) }
}

fn doubts_form(form: Form, doubts: &[LineDoubt]) -> Form {
    let which = Field::boxes(SAME_PERSON, "Which of these lines name the person on record?");
    form.field(doubts.iter().take(LISTED).fold(which, |field, doubt| {
        let LineDoubt { line, name, known_as, email } = doubt;
        field.choice_with(
            line.to_string(),
            format!("Line {line}: {name} is {known_as}"),
            Some(format!("The record with the address {email}; the name on record stays.")),
        )
    }))
}

/// The lines that are answered for.
fn answers(posted: &Posted) -> Result<SamePerson, String> {
    let lines = posted.all(SAME_PERSON).join(",");
    if lines.is_empty() { Ok(SamePerson::Nobody) } else { SamePerson::parse(&lines) }
}

/// What was typed, to travel on unseen.
fn kept(button: &str, posted: &Posted, text: String) -> Form {
    let kept = [
        ("kind", posted.get("kind").to_owned()),
        ("text", text),
        ("source", posted.get("source").to_owned()),
    ];
    kept.into_iter()
        .fold(Form::new(HERE, button), |form, (name, value)| form.field(Field::hidden(name, value)))
}

fn page<'v>(visit: &'v Visit, form: Form, facts: &Imports) -> ApiResult<Page<'v>> {
    Ok(Page::of(visit, "Bring in what happened before", facts)?
        .form(form)
        .back("/work", "Work board")
        .here("/manage/people"))
}

/// The form while nothing is wrong with its lines.
fn blank_page(visit: &Visit, form: Form) -> ApiResult<Page<'_>> {
    page(visit, form, &Imports { problems: Vec::new(), more: None })
}

fn said(summary: Summary) -> String {
    let Summary { added, changed, known } = summary;
    format!("{added} added, {changed} changed, {known} there already")
}

/// The form.
pub async fn form(app: Data<App>, member: Member, done: Params<Done>) -> ApiResult<HttpResponse> {
    let notice = match done.0 {
        Done { added: Some(added), changed: Some(changed), known: Some(known) } => {
            Some(format!("Brought in: {}.", said(Summary { added, changed, known })))
        }
        _ => None,
    };
    blank_page(&member.visit, form_of())?.notice(notice).answer(&app)
}

fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "people" => Kind::People,
        "organisations" => Kind::Organisations,
        "completions" => Kind::Completions,
        _ => return None,
    })
}

fn problems(visit: &Visit, mut form: Form, mut found: Vec<LineProblem>) -> ApiResult<Page<'_>> {
    found.sort_by_key(|problem| problem.line);
    form.refuse(
        "text",
        match found.len() {
            1 => "1 line cannot be taken, so nothing would be brought in. Correct it and look again."
                .to_owned(),
            count => format!(
                "{count} lines cannot be taken, so nothing would be brought in. Correct them and look again."
            ),
        },
    );
    let more = found.len().checked_sub(LISTED).filter(|more| *more > 0);
    found.truncate(LISTED);
    page(visit, form, &Imports { problems: found, more })
}

/// Says what would happen; brings it in once that has been read.
pub async fn bring_in(app: Data<App>, form: MembersForm) -> ApiResult<HttpResponse> {
    let posted = &form.posted;
    let mut shown = form_of().keep(posted);
    let pasted = posted.optional("text");
    let bytes = posted.file("file").or(pasted.as_deref().map(str::as_bytes));
    // A file is no field that browsers fill in again: its lines come back as if they had been pasted.
    let text = bytes.and_then(|bytes| decode(bytes).ok()).unwrap_or_default().to_owned();
    shown.set("text", text.clone());
    if posted.again() || posted.has("_step") {
        return blank_page(&form.visit, shown)?.answer(&app);
    }
    let kind = kind_of(posted.get("kind"));
    if kind.is_none() {
        shown.refuse("kind", "Choose what the list holds.");
    }
    if bytes.is_none() {
        shown.refuse("text", "Choose a file, or paste the lines.");
    }
    let (Some(kind), Some(bytes)) = (kind, bytes) else {
        return blank_page(&form.visit, shown)?.answer(&app);
    };
    let today = day_in(app.clock.now(), LONDON);
    let lines = match read_lines(kind, bytes, today) {
        Ok(lines) => lines,
        Err(found) => return problems(&form.visit, shown, found)?.answer(&app),
    };
    let source = posted.optional("source").unwrap_or_else(|| "import".to_owned());
    let source: String = source.chars().take(200).collect();
    let dry_run = !confirm_change::is_sure(posted);
    // One field for all of them: a form holds only so many.
    let answered = posted.all(SAME_PERSON).join(",");
    let same_person = match answers(posted) {
        Ok(same_person) => same_person,
        Err(wrong) => {
            shown.refuse("", wrong);
            return blank_page(&form.visit, shown)?.answer(&app);
        }
    };
    match app.usecases.import(form.caller.id(), lines, same_person, source, dry_run).await {
        Ok(Summary { added, changed, known }) => {
            see(format!("{HERE}?added={added}&changed={changed}&known={known}"))
        }
        Err(Halted::Problems(found)) => problems(&form.visit, shown, found)?.answer(&app),
        Err(Halted::Store(error)) => Err(ApiError::from(error)),
        Err(Halted::Doubts(doubts)) => {
            let mut asked = with_answered(doubts_form(kept(ASK, posted, text), &doubts), answered);
            asked.refuse(
                SAME_PERSON,
                "These addresses are known under another name. Tick the lines that name the same person; correct the \
                 others, or take them out.",
            );
            Page::of(&form.visit, "Is this the same person?", &ImportDoubts {})?
                .form(asked)
                .here("/manage/people")
                .answer(&app)
        }
        Err(Halted::DryRun(summary)) => {
            let button =
                if summary.added + summary.changed == 0 { "Bring it in all the same" } else { "Bring it in" };
            let form_on = with_answered(kept(button, posted, text), answered);
            Page::of(&form.visit, "What would happen", &ImportPreview { summary: said(summary) })?
                .form(form_on)
                .here("/manage/people")
                .answer(&app)
        }
    }
}
