//! A form: its fields, and what is wrong with it.

use super::{
    Field,
    form_facts::{FormFacts, Line},
    opened::{OPENED, REVISION, snapshot},
};
use crate::{
    domain::input::FieldError,
    usecases::error::{Failure, Refused},
    web::{
        error::{ApiError, ApiResult},
        extract::Posted,
    },
};

/// A form. `templates/partials/pages/form.hbs` draws it whole; a page may also place each field by
/// `{{> pages/field f=form.by_name.NAME}}`.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    button: String,
    pub(super) fields: Vec<Field>,
    errors: Vec<Line>,
    upload: bool,
    /// Whether it carries what it was opened with.
    carries: bool,
    /// What it was opened with, where it was sent before.
    opened: Option<String>,
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
            carries: false,
            opened: None,
        }
    }

    /// Carries what its fields hold as it is opened, so that what others change meanwhile is told from what is typed
    /// ([`Form::meet`]).
    #[must_use]
    pub fn carrying(mut self) -> Self {
        self.carries = true;
        self
    }

    /// The same for what has a revision: while that stands nobody else changed anything.
    #[must_use]
    pub fn revised(self, revision: i32) -> Self {
        self.field(Field::hidden(REVISION, revision.to_string())).carrying()
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
        self.opened = Some(posted.get(OPENED).to_owned());
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

    /// Says that somebody else changed a field meanwhile; in the summary with the field's name, which stands far away.
    pub(super) fn refuse_met(&mut self, name: &str, message: &str) {
        self.refuse(name, message);
        let called = self.nearest(name).map(|at| self.fields[at].called()).filter(|label| !label.is_empty());
        if let (Some(called), Some(line)) = (called, self.errors.last_mut()) {
            line.message = format!("{called}: {message}");
        }
    }

    /// Whether it has a field of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// What is wrong with a field of it.
    #[must_use]
    pub fn error_of(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name)?.error.as_deref()
    }

    /// What is wrong with it, line by line.
    pub fn errors(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().map(|line| line.message.as_str())
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

    /// The names of its fields, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// What stands in a field.
    #[must_use]
    pub fn value_of(&self, name: &str) -> &str {
        self.fields.iter().find(|field| field.name == name).map_or("", |field| field.value.as_str())
    }

    /// One of its fields as the templates read it.
    #[must_use]
    pub fn shown(&self, name: &str) -> Option<Field> {
        self.fields.iter().find(|field| field.name == name).map(Field::shown)
    }

    /// As the templates read it.
    #[must_use]
    pub fn facts(&self) -> FormFacts {
        let opened = self.carries.then(|| {
            let opened = self.opened.clone().unwrap_or_else(|| snapshot(&self.fields));
            Field::hidden(OPENED, opened)
        });
        FormFacts::of(
            &self.action,
            &self.button,
            self.upload,
            &self.errors,
            self.fields.iter().map(Field::shown).chain(opened),
        )
    }
}
