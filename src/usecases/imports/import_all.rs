//! Bringing in what happened before: all of a file or nothing, repeatable without doubles, and nobody is mailed.

use super::{
    import_completions, import_people,
    tally::{Summary, Tally},
};
use crate::{
    domain::{
        ids::PersonId,
        import_doubts::{LineDoubt, SamePerson},
        imports::{CompletionLine, LineProblem, OrganisationLine, PersonLine},
        people::fold,
    },
    store::{
        Db, Error, WriteTx,
        error::WriteError,
        write::{
            people::{organisations, person},
            service::audit,
        },
    },
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

/// Why an import changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum Halted {
    /// Lines that cannot be taken.
    #[error("{} problems", .0.len())]
    Problems(Vec<LineProblem>),
    /// Lines whose address is known under another name, and nobody has said that it is the same person.
    #[error("{} lines without an answer", .0.len())]
    Doubts(Vec<LineDoubt>),
    /// It was a dry run; this is what it would have done.
    #[error("a dry run")]
    DryRun(Summary),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl WriteError for Halted {
    fn store_error(&self) -> Option<&Error> {
        match self {
            Self::Store(error) => Some(error),
            Self::Problems(_) | Self::Doubts(_) | Self::DryRun(_) => None,
        }
    }
}

impl UseCases {
    /// Imports the lines as [`import_answered`], for a coordinator.
    ///
    /// # Errors
    /// [`Halted`]: in each case nothing was changed.
    pub async fn import(
        &self,
        by: PersonId,
        lines: Lines,
        same_person: SamePerson,
        source: String,
        dry_run: bool,
    ) -> Result<Summary, Halted> {
        import_answered(&self.db, Some(by), (lines, same_person), source, dry_run).await
    }
}

/// Imports the lines as [`import_answered`], none of which is answered for.
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
    import_answered(db, by, (lines, SamePerson::Nobody), source, dry_run).await
}

/// Imports the lines in one write; `source` says of each record where it came from, unless its line says better. It
/// is `by` nobody when it is run where the service is installed. A line whose address is known under another name goes
/// in only with the answer that it is the same person; the name on record stays.
///
/// # Errors
/// [`Halted`]: in each case nothing was changed.
pub async fn import_answered(
    db: &Db,
    by: Option<PersonId>,
    (lines, same_person): (Lines, SamePerson),
    source: String,
    dry_run: bool,
) -> Result<Summary, Halted> {
    db.write(move |tx| {
        let mut tally = Tally { by, same_person: same_person.clone(), ..Tally::default() };
        match &lines {
            Lines::People(lines) => import_people::import(tx, lines, &source, &mut tally)?,
            Lines::Organisations(lines) => import_organisations(tx, lines, &mut tally)?,
            Lines::Completions(lines) => import_completions::import(tx, lines, &source, &mut tally)?,
        }
        if !tally.problems.is_empty() {
            return Err(Halted::Problems(tally.problems));
        }
        if !tally.doubts.is_empty() {
            return Err(Halted::Doubts(tally.doubts));
        }
        if dry_run { Err(Halted::DryRun(tally.summary)) } else { Ok(tally.summary) }
    })
    .await
}

fn import_organisations(
    tx: &mut WriteTx<'_>,
    lines: &[OrganisationLine],
    tally: &mut Tally,
) -> Result<(), Error> {
    let known = organisations::all(tx.conn())?;
    for line in lines {
        let folded = fold(&line.name);
        let Some(row) = known.iter().find(|row| row.name_folded == folded) else {
            let id = person::add_organisation(tx, &line.name, line.kind, line.domain.as_deref(), true)?;
            audit::record(tx, tally.by, "organisation_imported", ("organisation", id), None)?;
            tally.count(true);
            continue;
        };
        let mut changed = row.clone();
        changed.kind = line.kind;
        changed.listed = true;
        // An empty cell says nothing about a domain that a coordinator gave.
        changed.domain = line.domain.clone().or(changed.domain);
        if changed.kind == row.kind && changed.listed == row.listed && changed.domain == row.domain {
            tally.count(false);
            continue;
        }
        organisations::store(tx, &changed)?;
        audit::record(tx, tally.by, "organisation_imported", ("organisation", row.id), None)?;
        tally.summary.changed += 1;
    }
    Ok(())
}
