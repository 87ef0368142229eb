//! A line on the trail: who did what to which row. Ids and words of the domain, never names.

use uuid::Uuid;

use crate::{
    domain::ids::{Id, PersonId},
    store::Row,
};

/// A line on the trail.
#[derive(Clone)]
pub(crate) struct Trail {
    /// Who; `None` when the program itself acted.
    pub(crate) by: Option<PersonId>,
    /// What, as a word.
    pub(crate) action: String,
    /// The kind of row.
    pub(crate) kind: &'static str,
    /// Which row.
    pub(crate) id: Uuid,
    /// More, as words of the domain.
    pub(crate) detail: Option<String>,
}

impl Trail {
    pub(crate) fn new<T>(
        by: Option<PersonId>,
        action: impl Into<String>,
        (kind, id): (&'static str, Id<T>),
    ) -> Self {
        Self { by, action: action.into(), kind, id: id.uuid(), detail: None }
    }

    pub(crate) fn with(mut self, detail: Option<impl Into<String>>) -> Self {
        self.detail = detail.map(Into::into);
        self
    }

    /// The rows a line accounts for.
    pub(super) fn rows(&self) -> Vec<Row> {
        match self.kind {
            "booking" => vec![Row::Booking(self.id), Row::Register(self.id)],
            "session" => vec![Row::Session(self.id)],
            "person" => vec![Row::Person(self.id)],
            _ => Vec::new(),
        }
    }
}
