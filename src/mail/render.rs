//! From a typed mail to subject, text and HTML: strict handlebars, compiled in.

use handlebars::{Handlebars, no_escape};
use serde_json::Value;

use super::{
    message::{ControlCharacter, Message, TEMPLATES},
    view,
};
use crate::domain::invites::Party;

pub use super::view::{ACCENTS, MarkShown, Secrets, SiteFacts, ViewError, view};

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line, without control characters.
    pub subject: String,
    /// The plain text, complete on its own.
    pub text: String,
    /// The same in HTML.
    pub html: String,
}

/// Why a mail cannot be rendered. Trying again does not help: the payload or a template is at fault.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A fact cannot be shown.
    #[error(transparent)]
    View(#[from] ViewError),
    /// A template and its facts do not fit.
    #[error("the mail's template does not fit its facts: {0}")]
    Template(#[from] Box<handlebars::RenderError>),
}

/// Holds the compiled templates; made once and shared.
pub struct Renderer {
    /// Subjects and texts, where nothing is escaped.
    text: Handlebars<'static>,
    /// HTML, where everything is.
    html: Handlebars<'static>,
}

/// The source of a layout or partial, compiled in.
macro_rules! shared {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name, ".hbs")))),+]
    };
}

const LAYOUTS: &[(&str, &str)] = shared!["layouts/mail.text", "layouts/mail.html"];

/// Partials by the name templates call them; each is found under `templates/partials/`.
macro_rules! partials {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/partials/", $name, ".hbs")))),+]
    };
}

const PARTIALS: &[(&str, &str)] = partials![
    "mails/approver_text.html",
    "mails/approver_text.text",
    "mails/approver_why.html",
    "mails/approver_why.text",
    "mails/button.html",
    "mails/change_links.html",
    "mails/change_links.text",
    "mails/copy_why.html",
    "mails/copy_why.text",
    "mails/course_date_list.html",
    "mails/course_date_list.text",
    "mails/course_dates.html",
    "mails/course_dates.text",
    "mails/date.html",
    "mails/date.text",
    "mails/event_long.html",
    "mails/event_long.text",
    "mails/event_short.text",
    "mails/factor_event.html",
    "mails/factor_event.text",
    "mails/joining.html",
    "mails/joining.text",
    "mails/joining_if.html",
    "mails/joining_if.text",
    "mails/names.html",
    "mails/names.text",
    "mails/next_dates.html",
    "mails/next_dates.text",
    "mails/notice_line.html",
    "mails/notice_line.text",
    "mails/notice_lines.html",
    "mails/notice_lines.text",
    "mails/object.html",
    "mails/object.text",
    "mails/people.html",
    "mails/people.text",
    "mails/place.html",
    "mails/place.text",
    "mails/quote.html",
    "mails/quote.text",
    "mails/request.html",
    "mails/request.text",
    "mails/result.html",
    "mails/result.text",
    "mails/sentences.html",
    "mails/sentences.text",
    "mails/session.html",
    "mails/session.text",
];

impl Renderer {
    /// Compiles the templates.
    ///
    /// # Panics
    ///
    /// If one of them does not parse; a test renders them all.
    #[must_use]
    pub fn new() -> Self {
        let mut text = strict();
        text.register_escape_fn(no_escape);
        let mut html = strict();
        for (name, source) in LAYOUTS.iter().chain(PARTIALS) {
            let registry = if name.split_once('.').is_some_and(|(_, format)| format == "html") {
                &mut html
            } else {
                &mut text
            };
            register(registry, name, fragment(source));
        }
        for template in TEMPLATES {
            register(&mut text, &format!("{}/subject", template.kind), template.subject.trim_end());
            register(&mut text, &format!("{}/text", template.kind), template.text);
            register(&mut html, &format!("{}/html", template.kind), template.html);
        }
        Self { text, html }
    }

    /// Renders `message` for the person `to`.
    ///
    /// # Errors
    ///
    /// If a fact holds a control character or cannot be shown, or a template names a fact that is not there.
    pub fn render(
        &self,
        message: &Message,
        to: &Party,
        site: &SiteFacts,
        secrets: Secrets<'_>,
    ) -> Result<Rendered, RenderError> {
        let mut facts = view::view(message, to, site, secrets)?;
        let kind = message.kind();
        let subject = self.text.render(&format!("{kind}/subject"), &facts).map_err(Box::new)?;
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        if subject.contains(char::is_control) {
            return Err(ViewError::from(ControlCharacter { fact: "subject".to_owned() }).into());
        }
        facts.insert("subject".to_owned(), Value::String(subject.clone()));
        let text = self.text.render(&format!("{kind}/text"), &facts).map_err(Box::new)?;
        let html = self.html.render(&format!("{kind}/html"), &facts).map_err(Box::new)?;
        Ok(Rendered { subject, text: tidy(&text), html: tidy(&html) })
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

fn strict() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.set_prevent_indent(true);
    registry
}

fn register(registry: &mut Handlebars<'static>, name: &str, source: &str) {
    registry
        .register_template_string(name, source)
        .unwrap_or_else(|error| panic!("template {name}: {error}"));
}

/// A partial of one line stands inside a sentence, so the line break that ends its file is not part of it; one of
/// several lines stands by itself and keeps it.
fn fragment(source: &str) -> &str {
    match source.strip_suffix('\n') {
        Some(line) if !line.contains('\n') => line,
        _ => source,
    }
}

/// Conditional paragraphs leave gaps: at most one blank line in a row, no blanks at line ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in text.trim().lines().map(str::trim_end) {
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        blanks = 0;
        out.push_str(line);
    }
    out.push('\n');
    out
}
