//! What an import did, and the organisations it met.

use std::collections::HashMap;

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        import_doubts::{LineDoubt, SamePerson},
        imports::LineProblem,
        people::fold,
    },
    store::{
        Error, WriteTx,
        write::people::organisations::{self, OrganisationRow},
    },
};

/// What has been counted and found so far.
#[derive(Default)]
pub(crate) struct Tally {
    /// Who imports.
    pub(crate) by: Option<PersonId>,
    pub(crate) summary: Summary,
    pub(crate) problems: Vec<LineProblem>,
    /// Which lines are answered for.
    pub(crate) same_person: SamePerson,
    /// Lines that wait for an answer.
    pub(crate) doubts: Vec<LineDoubt>,
}

impl Tally {
    pub(crate) fn count(&mut self, added: bool) {
        if added {
            self.summary.added += 1;
        } else {
            self.summary.known += 1;
        }
    }

    pub(crate) fn problem(&mut self, line: u64, message: impl Into<String>) {
        self.problems.push(LineProblem::new(line, message));
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines that added something.
    pub added: usize,
    /// Lines that changed what was there.
    pub changed: usize,
    /// Lines that were there already.
    pub known: usize,
}

/// Organisations by folded name, and by their own number, to be looked up line by line.
pub(in crate::usecases) struct Organisations(HashMap<String, OrganisationId>);

impl Organisations {
    pub(in crate::usecases) fn load(tx: &mut WriteTx<'_>) -> Result<Self, Error> {
        let all = organisations::all(tx.conn())?;
        let named = |row: OrganisationRow| {
            let number = row.number.map(|number| (fold(&number), row.id));
            number.into_iter().chain([(row.name_folded, row.id)])
        };
        Ok(Self(all.into_iter().flat_map(named).collect()))
    }

    /// The organisation a line names, if it names one.
    ///
    /// # Errors
    /// There is none of that name, which is kept as a problem of the line.
    pub(in crate::usecases) fn named(
        &self,
        line: u64,
        name: Option<&str>,
        tally: &mut Tally,
    ) -> Result<Option<OrganisationId>, Unknown> {
        let Some(name) = name else { return Ok(None) };
        let found = self.0.get(&fold(name)).copied();
        if found.is_none() {
            tally
                .problem(line, format!("organisation: there is none of the name {name:?}; import it first."));
        }
        found.map(Some).ok_or(Unknown)
    }
}

/// The organisation a line names is not there.
#[derive(Debug, Clone, Copy)]
pub(in crate::usecases) struct Unknown;
