//! Bringing in organisations.

use super::tally::Tally;
use crate::{
    domain::{
        imports::OrganisationLine,
        organisation_matching::{Found, OnRecord, Register},
    },
    store::{
        Error, WriteTx,
        write::{
            people::{
                organisations::{self, OrganisationRow},
                person,
            },
            service::audit,
        },
    },
};

pub(in crate::usecases) fn import(
    tx: &mut WriteTx<'_>,
    lines: &[OrganisationLine],
    tally: &mut Tally,
) -> Result<(), Error> {
    let known = organisations::all(tx.conn())?;
    let on_record = |row: &OrganisationRow| OnRecord {
        name: row.name.clone(),
        domain: row.domain.clone(),
        number: row.number.clone(),
        place: row.place.clone(),
    };
    let mut register = Register::of(known.iter().map(on_record));
    for line in lines {
        let at = match register.find(line) {
            Found::New(name) => {
                add(tx, &name, line, tally)?;
                register.add(OnRecord {
                    name,
                    domain: line.domain.clone(),
                    number: line.number.clone(),
                    place: line.place.clone(),
                });
                continue;
            }
            Found::Untold(problem) => {
                tally.problems.push(problem);
                continue;
            }
            Found::Ask(_, doubt) if !tally.same_person.covers(line.line) => {
                tally.doubts.push(doubt);
                continue;
            }
            Found::Ask(at, _) | Found::Same(at) => at,
        };
        // One of the file itself is as its own line made it.
        let Some(row) = known.get(at) else {
            tally.count(false);
            continue;
        };
        change(tx, row, line, tally)?;
    }
    Ok(())
}

fn add(tx: &mut WriteTx<'_>, name: &str, line: &OrganisationLine, tally: &mut Tally) -> Result<(), Error> {
    let id = person::add_organisation(tx, name, line.kind, line.domain.as_deref(), true)?;
    if line.number.is_some() || line.place.is_some() {
        organisations::place(tx, id, line.number.as_deref(), line.place.as_deref())?;
    }
    audit::record(tx, tally.by, "organisation_imported", ("organisation", id), None)?;
    tally.count(true);
    Ok(())
}

fn change(
    tx: &mut WriteTx<'_>,
    row: &OrganisationRow,
    line: &OrganisationLine,
    tally: &mut Tally,
) -> Result<(), Error> {
    // An empty cell says nothing about what a coordinator gave; the name on record stays.
    let changed = OrganisationRow {
        kind: line.kind,
        listed: true,
        domain: line.domain.clone().or_else(|| row.domain.clone()),
        number: row.number.clone().or_else(|| line.number.clone()),
        place: row.place.clone().or_else(|| line.place.clone()),
        ..row.clone()
    };
    let is_same = (changed.kind, changed.listed) == (row.kind, row.listed)
        && (&changed.domain, &changed.number, &changed.place) == (&row.domain, &row.number, &row.place);
    if is_same {
        tally.count(false);
        return Ok(());
    }
    organisations::store(tx, &changed)?;
    audit::record(tx, tally.by, "organisation_imported", ("organisation", row.id), None)?;
    tally.summary.changed += 1;
    Ok(())
}
