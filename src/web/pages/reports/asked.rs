//! What a page of figures is asked for, as its address says it.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    domain::{
        figures::By,
        input::{FieldError, FieldErrors},
        words::{OrganisationKind, Word},
    },
    usecases::reports::{
        figures::Choices,
        read_blocked::BlockedAsk,
        read_flow::FlowAsk,
        read_organisations::OrganisationsAsk,
        read_uptake::{UptakeAsk, kinds},
    },
    web::forms::{Field, Form},
};

/// Everything a page of figures may be asked; each takes what it knows.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) by: Option<String>,
    pub(super) course: Option<String>,
    pub(super) ladder: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) organisation_kind: Option<String>,
    pub(super) trainer: Option<String>,
    pub(super) sort: Option<String>,
    pub(super) report: Option<String>,
    pub(super) figure: Option<String>,
    pub(super) key: Option<String>,
}

/// What a table of figures is by, as the page says it.
pub(super) const fn by_words(by: By) -> &'static str {
    match by {
        By::Organisation => "by organisation",
        By::OrganisationKind => "by kind of organisation",
        By::Course => "by course",
        By::Ladder => "by ladder",
        By::Month => "month by month",
        By::Year => "year by year",
        By::Trainer => "by trainer",
    }
}

impl Asked {
    fn all(&self) -> [(&'static str, Option<&str>); 9] {
        [
            ("from", self.from.as_deref()),
            ("to", self.to.as_deref()),
            ("by", self.by.as_deref()),
            ("course", self.course.as_deref()),
            ("ladder", self.ladder.as_deref()),
            ("organisation", self.organisation.as_deref()),
            ("organisation_kind", self.organisation_kind.as_deref()),
            ("trainer", self.trainer.as_deref()),
            ("sort", self.sort.as_deref()),
        ]
    }

    /// The same, with some of it said otherwise; what is said to be empty is left out.
    pub(super) fn query(&self, instead: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.all() {
            let said = instead.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
            if let Some(value) = said.or(value).filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        let further = instead
            .iter()
            .filter(|(name, value)| !value.is_empty() && !self.all().iter().any(|(known, _)| known == name));
        for (name, value) in further {
            query.append_pair(name, value);
        }
        query.finish()
    }

    /// The address of a page asked the same, with some of it said otherwise.
    pub(super) fn address(&self, page: &str, instead: &[(&str, &str)]) -> String {
        match self.query(instead).as_str() {
            "" => page.to_owned(),
            query => format!("{page}?{query}"),
        }
    }

    pub(super) fn uptake(&self, by: By) -> Result<UptakeAsk, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let ask = UptakeAsk {
            from: day("from", self.from.as_ref(), &mut errors),
            to: day("to", self.to.as_ref(), &mut errors),
            by: word("by", self.by.as_ref(), &mut errors).unwrap_or(by),
            course: said(self.course.as_ref()),
            ladder: said(self.ladder.as_ref()),
            organisation: id("organisation", self.organisation.as_ref(), &mut errors),
            organisation_kind: word::<OrganisationKind>(
                "organisation_kind",
                self.organisation_kind.as_ref(),
                &mut errors,
            ),
            trainer: id("trainer", self.trainer.as_ref(), &mut errors),
        };
        errors.finish(ask)
    }

    pub(super) fn flow(&self) -> Result<FlowAsk, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let (from, to) =
            (day("from", self.from.as_ref(), &mut errors), day("to", self.to.as_ref(), &mut errors));
        errors.finish(FlowAsk { from, to, ladder: said(self.ladder.as_ref()) })
    }

    pub(super) fn blocked(&self) -> Result<BlockedAsk, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let (from, to) =
            (day("from", self.from.as_ref(), &mut errors), day("to", self.to.as_ref(), &mut errors));
        errors.finish(BlockedAsk { from, to, course: said(self.course.as_ref()) })
    }

    pub(super) fn organisations(&self) -> Result<OrganisationsAsk, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let (from, to) =
            (day("from", self.from.as_ref(), &mut errors), day("to", self.to.as_ref(), &mut errors));
        errors.finish(OrganisationsAsk { from, to })
    }
}

fn said(typed: Option<&String>) -> Option<String> {
    typed.map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}

fn day(field: &str, typed: Option<&String>, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let typed = said(typed)?;
    let day = typed.parse().ok();
    if day.is_none() {
        errors.add(field, "Enter a day such as 2027-01-12, or leave it empty.");
    }
    day
}

fn word<T: Word>(field: &str, typed: Option<&String>, errors: &mut FieldErrors) -> Option<T> {
    let typed = said(typed)?;
    let word = T::from_word(&typed);
    if word.is_none() {
        errors.add(field, "Choose one of these.");
    }
    word
}

fn id<T: FromStr>(field: &str, typed: Option<&String>, errors: &mut FieldErrors) -> Option<T> {
    let typed = said(typed)?;
    let id = typed.parse().ok();
    if id.is_none() {
        errors.add(field, "There is none of this number.");
    }
    id
}

/// What a form of figures asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) by: Option<By>,
    pub(super) course: bool,
    pub(super) ladder: bool,
    pub(super) kind: bool,
    pub(super) trainers: bool,
}

/// The form that narrows figures down.
pub(super) fn form(page: &str, asked: &Asked, fields: Fields, choices: &Choices) -> Form {
    let value = |typed: &Option<String>| typed.clone().unwrap_or_default();
    let mut form = Form::new(page, "Show these")
        .field(Field::date("from", "From").value(value(&asked.from)))
        .field(Field::date("to", "Until").value(value(&asked.to)));
    if let Some(by) = fields.by {
        let all = By::ALL.iter().filter(|by| fields.trainers || **by != By::Trainer);
        let field = all.fold(Field::select("by", "A line for each"), |field, by| {
            let words = by_words(*by);
            let words = words.strip_prefix("by ").unwrap_or(match by {
                By::Month => "month",
                _ => "year",
            });
            field.choice(by.as_str(), words)
        });
        form = form.field(field.value(asked.by.clone().unwrap_or_else(|| by.as_str().to_owned())));
    }
    let of = |field: Field, all: &[(String, String)]| {
        all.iter().fold(field.choice("", "All"), |field, (slug, name)| field.choice(slug, name))
    };
    if fields.course {
        form =
            form.field(of(Field::select("course", "Course"), &choices.courses).value(value(&asked.course)));
    }
    if fields.ladder {
        form =
            form.field(of(Field::select("ladder", "Ladder"), &choices.ladders).value(value(&asked.ladder)));
    }
    if fields.kind {
        let field = OrganisationKind::ALL.iter().fold(
            Field::select("organisation_kind", "Kind of organisation").choice("", "All"),
            |field, kind| field.choice(kind.as_str(), kinds(*kind)),
        );
        form = form.field(field.value(value(&asked.organisation_kind)));
    }
    for (name, typed) in [("organisation", &asked.organisation), ("trainer", &asked.trainer)] {
        if let Some(typed) = said(typed.as_ref()) {
            form = form.field(Field::hidden(name, typed));
        }
    }
    form
}
