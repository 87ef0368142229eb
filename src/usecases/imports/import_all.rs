//! Bringing in what happened before, in one write: repeatable without doubles, and nobody is mailed.

use super::{
    import_completions, import_organisations, import_people,
    tally::{Summary, Tally},
};
use crate::{
    domain::{
        ids::PersonId,
        import_doubts::{LineDoubt, SamePerson},
        imports::{CompletionLine, LineProblem, OrganisationLine, PersonLine},
    },
    store::{Db, Error, error::WriteError},
    usecases::UseCases,
};

/// The lines of a file.
#[derive(Debug, Clone)]
pub enum Lines {
    /// People.
    People(Vec<PersonLine>),
    /// Organisations.
    Organisations(Vec<OrganisationLine>),
    /// Completions, of people and of organisations.
    Completions(Vec<CompletionLine>),
}

/// How much of a list is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Nothing: it is only looked at.
    Nothing,
    /// All of it, or nothing where a line cannot be taken or waits for an answer.
    AllOrNothing,
    /// What can be taken; whoever asks has seen what cannot.
    WhatCanBe,
}

/// A list that is to be brought in.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its lines.
    pub lines: Lines,
    /// Which of them mean the one on record.
    pub same: SamePerson,
    /// Where each record comes from, unless its line says better.
    pub source: String,
    /// How much of it is taken.
    pub taking: Taking,
}

/// What would happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many lines would do what.
    pub summary: Summary,
    /// Lines that cannot be taken.
    pub problems: Vec<LineProblem>,
    /// Lines that wait for an answer.
    pub doubts: Vec<LineDoubt>,
}

/// Why an import changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum Halted {
    /// Lines that cannot be taken.
    #[error("{} problems", .0.len())]
    Problems(Vec<LineProblem>),
    /// Lines that wait for an answer.
    #[error("{} lines without an answer", .0.len())]
    Doubts(Vec<LineDoubt>),
    /// It was only looked at.
    #[error("only looked at")]
    OnlyLooked(Looked),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl WriteError for Halted {
    fn store_error(&self) -> Option<&Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Problems(_) | Self::Doubts(_) | Self::OnlyLooked(_) => None,
        }
    }
}

impl UseCases {
    /// Imports a list as [`import_asked`], for a coordinator.
    ///
    /// # Errors
    /// [`Halted`]: in each case nothing was changed.
    pub async fn import(&self, by: PersonId, ask: Ask) -> Result<Summary, Halted> {
        import_asked(&self.db, Some(by), ask).await
    }
}

/// Imports all lines or none, none of which is answered for.
///
/// # Errors
/// [`Halted`]: in each case nothing was changed.
pub async fn import(
    db: &Db,
    by: Option<PersonId>,
    lines: Lines,
    source: String,
    dry_run: bool,
) -> Result<Summary, Halted> {
    let taking = if dry_run { Taking::Nothing } else { Taking::AllOrNothing };
    import_asked(db, by, Ask { lines, same: SamePerson::Nobody, source, taking }).await
}

/// Imports a list in one write. It is `by` nobody when it is run where the service is installed. A line that may mean
/// somebody or something on record goes in only with the answer that it does.
///
/// # Errors
/// [`Halted`]: in each case nothing was changed.
pub async fn import_asked(db: &Db, by: Option<PersonId>, ask: Ask) -> Result<Summary, Halted> {
    db.write(move |tx| {
        let mut tally = Tally { by, same_person: ask.same.clone(), ..Tally::default() };
        match &ask.lines {
            Lines::People(lines) => import_people::import(tx, lines, &ask.source, &mut tally)?,
            Lines::Organisations(lines) => import_organisations::import(tx, lines, &mut tally)?,
            Lines::Completions(lines) => import_completions::import(tx, lines, &ask.source, &mut tally)?,
        }
        let Tally { summary, problems, doubts, .. } = tally;
        match ask.taking {
            Taking::Nothing => Err(Halted::OnlyLooked(Looked { summary, problems, doubts })),
            Taking::AllOrNothing if !problems.is_empty() => Err(Halted::Problems(problems)),
            Taking::AllOrNothing if !doubts.is_empty() => Err(Halted::Doubts(doubts)),
            Taking::AllOrNothing | Taking::WhatCanBe => Ok(summary),
        }
    })
    .await
}
