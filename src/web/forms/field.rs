//! One field of a form: its label, what was typed, and what is wrong with it.

use serde::Serialize;

use crate::{domain::times, web::extract::Posted};

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
    pub(super) name: String,
    id: String,
    label: String,
    hint: Option<String>,
    /// `text`, `email`, `password`, `tel`, `number`, `date`, `time`, `search`, `textarea`, `select`, `radios`,
    /// `boxes`, `file` or `hidden`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    choices: Vec<Choice>,
    pub(super) error: Option<String>,
    autocomplete: Option<&'static str>,
    /// `short`, `medium` or `long`: about how much it takes.
    width: &'static str,
    rows: u8,
    /// Of a file: whether several may be chosen, and which kinds are offered.
    several: bool,
    accept: Option<&'static str>,
    optional: bool,
    described_by: Option<String>,
    /// What it is one value with, such as a mark and its minutes; itself alone unless said.
    #[serde(skip)]
    pub(super) part_of: Option<String>,
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
            several: false,
            accept: None,
            optional: false,
            described_by: None,
            part_of: None,
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

    /// Several files of these media types; others can be chosen all the same.
    #[must_use]
    pub fn files(name: &str, label: &str, accept: &'static str) -> Self {
        Self { several: true, accept: Some(accept), ..Self::of("file", name, label) }
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

    /// One value together with all fields that are part of the same.
    #[must_use]
    pub fn part_of(mut self, whole: impl Into<String>) -> Self {
        self.part_of = Some(whole.into());
        self
    }

    /// What a browser sends of it while nobody touches it; nothing of what is never shown again.
    pub(super) fn untouched(&self) -> Option<String> {
        let chosen = |value: &str| self.choices.iter().any(|choice| choice.value == value);
        match self.kind {
            "password" | "file" => None,
            "boxes" => {
                let ticked = self.choices.iter().filter(|choice| choice.chosen);
                Some(together(ticked.map(|choice| choice.value.as_str()).collect()))
            }
            "radios" if !chosen(&self.value) => Some(String::new()),
            // A list that opens always has something chosen.
            "select" if !chosen(&self.value) => {
                Some(self.choices.first().map(|choice| choice.value.clone()).unwrap_or_default())
            }
            _ => Some(self.value.replace("\r\n", "\n").trim().to_owned()),
        }
    }

    /// What was sent of it, in the same form; none if it was not sent at all.
    pub(super) fn sent(&self, posted: &Posted) -> Option<String> {
        match self.kind {
            "boxes" => Some(together(posted.all(&self.name))),
            _ => posted.has(&self.name).then(|| posted.get(&self.name).to_owned()),
        }
    }

    /// A value of it as people read it.
    pub(super) fn words(&self, value: &str) -> String {
        let label = |value: &str| {
            let choice = self.choices.iter().find(|choice| choice.value == value);
            choice.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
        };
        match self.kind {
            "boxes" if self.choices.len() == 1 => {
                if value.is_empty() { "not ticked" } else { "ticked" }.to_owned()
            }
            "select" => label(value),
            _ if value.is_empty() => "nothing".to_owned(),
            "boxes" => value.lines().map(label).collect::<Vec<_>>().join(", "),
            "radios" => label(value),
            "date" => value.parse().map_or_else(|_| value.to_owned(), times::day),
            _ => value.to_owned(),
        }
    }

    /// What it is called where its label is not in view.
    pub(super) fn called(&self) -> &str {
        let only = self.choices.first().filter(|_| self.label.is_empty());
        only.map_or(self.label.as_str(), |choice| choice.label.as_str())
    }

    pub(super) fn keep(&mut self, posted: &Posted) {
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
    pub(super) fn anchor(&self) -> String {
        self.choices
            .first()
            .filter(|_| matches!(self.kind, "radios" | "boxes"))
            .map_or_else(|| self.id.clone(), |choice| choice.id.clone())
    }

    /// As the templates read it: with the ids of what describes it.
    pub(super) fn shown(&self) -> Self {
        let mut described = Vec::new();
        if self.hint.is_some() {
            described.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            described.push(format!("{}-error", self.id));
        }
        let described_by = Some(described.join(" ")).filter(|ids| !ids.is_empty());
        Self { described_by, ..self.clone() }
    }
}

/// The ticked boxes as one text, whatever their order.
fn together(mut values: Vec<&str>) -> String {
    values.sort_unstable();
    values.join("\n")
}
