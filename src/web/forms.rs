//! Forms of the pages: fields with their labels, what was typed, and what is wrong with it.

use serde::Serialize;

use super::{
    error::{ApiError, ApiResult},
    extract::Posted,
};
use crate::{
    domain::input::FieldError,
    usecases::error::{Failure, Refused},
};

/// One thing that can be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// The element's id.
    pub id: String,
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// More about it, in smaller type.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One field of a form. `templates/partials/pages/field.hbs` draws it.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    name: String,
    id: String,
    label: String,
    hint: Option<String>,
    /// `text`, `email`, `password`, `tel`, `number`, `date`, `time`, `search`, `textarea`, `select`, `radios`,
    /// `boxes`, `file` or `hidden`.
    kind: &'static str,
    value: String,
    choices: Vec<Choice>,
    error: Option<String>,
    autocomplete: Option<&'static str>,
    /// `short`, `medium` or `long`: about how much it takes.
    width: &'static str,
    rows: u8,
    optional: bool,
    described_by: Option<String>,
}

impl Field {
    fn of(kind: &'static str, name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            label: label.to_owned(),
            hint: None,
            kind,
            value: String::new(),
            choices: Vec::new(),
            error: None,
            autocomplete: None,
            width: "long",
            rows: 4,
            optional: false,
            described_by: None,
        }
    }

    /// One line of text.
    #[must_use]
    pub fn text(name: &str, label: &str) -> Self {
        Self::of("text", name, label)
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(name: &str, label: &str) -> Self {
        Self::of("email", name, label).autocomplete("email")
    }

    /// A password; never shown again.
    #[must_use]
    pub fn password(name: &str, label: &str, autocomplete: &'static str) -> Self {
        Self::of("password", name, label).autocomplete(autocomplete)
    }

    /// A whole number.
    #[must_use]
    pub fn number(name: &str, label: &str) -> Self {
        Self::of("number", name, label).width("short")
    }

    /// A day.
    #[must_use]
    pub fn date(name: &str, label: &str) -> Self {
        Self::of("date", name, label).width("medium")
    }

    /// A time of day.
    #[must_use]
    pub fn time(name: &str, label: &str) -> Self {
        Self::of("time", name, label).width("short")
    }

    /// Several lines of text.
    #[must_use]
    pub fn lines(name: &str, label: &str, rows: u8) -> Self {
        Self { rows, ..Self::of("textarea", name, label) }
    }

    /// One of many, in a list that opens.
    #[must_use]
    pub fn select(name: &str, label: &str) -> Self {
        Self::of("select", name, label)
    }

    /// One of a few, all in view.
    #[must_use]
    pub fn radios(name: &str, label: &str) -> Self {
        Self::of("radios", name, label)
    }

    /// Any of a few. With one choice whose label says it all, leave `label` empty.
    #[must_use]
    pub fn boxes(name: &str, label: &str) -> Self {
        Self::of("boxes", name, label)
    }

    /// A file, read as text.
    #[must_use]
    pub fn file(name: &str, label: &str) -> Self {
        Self::of("file", name, label)
    }

    /// A value that travels with the form unseen.
    #[must_use]
    pub fn hidden(name: &str, value: impl Into<String>) -> Self {
        Self::of("hidden", name, "").value(value)
    }

    /// More about what to type.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        for choice in &mut self.choices {
            choice.chosen = choice.value == self.value;
        }
        self
    }

    /// Another thing that can be chosen.
    #[must_use]
    pub fn choice(self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.choice_with(value, label, None)
    }

    /// Another thing that can be chosen, with more about it.
    #[must_use]
    pub fn choice_with(
        mut self,
        value: impl Into<String>,
        label: impl Into<String>,
        hint: Option<String>,
    ) -> Self {
        let value = value.into();
        let id = format!("{}-{}", self.id, self.choices.len() + 1);
        let chosen = value == self.value && !self.value.is_empty();
        self.choices.push(Choice { id, value, label: label.into(), hint, chosen });
        self
    }

    /// Which boxes are ticked.
    #[must_use]
    pub fn ticked(mut self, values: &[&str]) -> Self {
        for choice in &mut self.choices {
            choice.chosen = values.contains(&choice.value.as_str());
        }
        self
    }

    /// What browsers may fill in by themselves (WCAG 1.3.5).
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// `short`, `medium` or `long`: about how much it takes.
    #[must_use]
    pub fn width(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }

    /// It may be left empty, and says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    fn keep(&mut self, posted: &Posted) {
        match self.kind {
            "password" | "file" => {}
            "boxes" => {
                let ticked = posted.all(&self.name);
                for choice in &mut self.choices {
                    choice.chosen = ticked.contains(&choice.value.as_str());
                }
            }
            _ => {
                posted.get(&self.name).clone_into(&mut self.value);
                for choice in &mut self.choices {
                    choice.chosen = choice.value == self.value;
                }
            }
        }
    }

    /// Where the summary's line leads: the field, or its first choice.
    fn anchor(&self) -> String {
        self.choices
            .first()
            .filter(|_| matches!(self.kind, "radios" | "boxes"))
            .map_or_else(|| self.id.clone(), |choice| choice.id.clone())
    }
}

/// A line of the summary "There is a problem".
#[derive(Debug, Clone, Serialize)]
struct Line {
    /// The id of the field it is about; the form's own when it is about no single field.
    anchor: Option<String>,
    message: String,
}

/// A form. `templates/partials/pages/form.hbs` draws it whole; a page may also place each field by
/// `{{> pages/field f=form.by_name.NAME}}`.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    button: String,
    fields: Vec<Field>,
    errors: Vec<Line>,
    upload: bool,
}

impl Form {
    /// A form that is sent to `action` by a button that says what happens.
    #[must_use]
    pub fn new(action: impl Into<String>, button: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            button: button.into(),
            fields: Vec::new(),
            errors: Vec::new(),
            upload: false,
        }
    }

    /// With a further field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.upload |= field.kind == "file";
        self.fields.push(field);
        self
    }

    /// Keeps what was typed.
    #[must_use]
    pub fn keep(mut self, posted: &Posted) -> Self {
        for field in &mut self.fields {
            field.keep(posted);
        }
        self
    }

    /// Whether anything is wrong with it.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Says what is wrong with a field, or with the whole form when there is no such field. A name like
    /// `dates[0].starts_at` finds the field `dates` too.
    pub fn refuse(&mut self, name: &str, message: impl Into<String>) {
        let message = message.into();
        let position = self.nearest(name);
        let anchor = position.map(|at| {
            let field = &mut self.fields[at];
            field.error.get_or_insert_with(|| message.clone());
            field.anchor()
        });
        self.errors.push(Line { anchor, message });
    }

    /// The field of this name, or of as much of the beginning of it as there is one.
    fn nearest(&self, name: &str) -> Option<usize> {
        let mut name = name;
        loop {
            if let Some(at) = self.fields.iter().position(|field| field.name == name) {
                return Some(at);
            }
            name = &name[..name.rfind(['[', '.'])?];
        }
    }

    /// Says the same as another form said was wrong.
    pub fn take_errors(&mut self, other: Self) {
        for line in other.errors {
            self.refuse(&line.anchor.unwrap_or_default(), line.message);
        }
    }

    /// Puts another value into a field than was typed, such as the revision that stands now.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            *field = field.clone().value(value);
        }
    }

    /// Ticks other boxes of a field than stood ticked.
    pub fn tick(&mut self, name: &str, values: &[&str]) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            *field = field.clone().ticked(values);
        }
    }

    /// Says what is wrong with several fields.
    pub fn refuse_all(&mut self, errors: &[FieldError]) {
        for error in errors {
            self.refuse(&error.field, error.message.clone());
        }
    }

    /// Says why a use-case refused what was typed; hands on what no form can mend.
    ///
    /// # Errors
    /// Whatever is neither wrong input nor a state that forbids it.
    pub fn refused(&mut self, failure: Failure) -> ApiResult<()> {
        match failure {
            Failure::Refused(Refused::Invalid(errors)) => self.refuse_all(&errors),
            Failure::Refused(Refused::IdempotencyMismatch) => self.refuse(
                "",
                "This form was sent before, with other words in it. To send it again, open its page anew.",
            ),
            Failure::Refused(Refused::BookingRefused(refusals)) => {
                for refusal in refusals {
                    self.refuse("", refusal.message);
                }
            }
            failure => {
                let error = ApiError::from(failure);
                if !matches!(error.problem().status().as_u16(), 409 | 412 | 422 | 429) {
                    return Err(error);
                }
                self.refuse("", error.problem().detail());
            }
        }
        Ok(())
    }

    /// As the templates read it.
    #[must_use]
    pub fn facts(&self) -> serde_json::Value {
        let mut by_name = serde_json::Map::new();
        let mut fields = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let mut described = Vec::new();
            if field.hint.is_some() {
                described.push(format!("{}-hint", field.id));
            }
            if field.error.is_some() {
                described.push(format!("{}-error", field.id));
            }
            let described_by = Some(described.join(" ")).filter(|ids| !ids.is_empty());
            let shown = Field { described_by, ..field.clone() };
            let shown = serde_json::to_value(shown).unwrap_or_default();
            by_name.insert(field.name.clone(), shown.clone());
            fields.push(shown);
        }
        serde_json::json!({
            "action": self.action,
            "button": self.button,
            "upload": self.upload,
            "errors": self.errors,
            "fields": fields,
            "by_name": by_name,
        })
    }
}
