//! Bringing in what people and organisations completed before.

use std::collections::HashMap;

use super::tally::{Organisations, Tally};
use crate::{
    domain::{imports::CompletionLine, people::fold},
    store::{
        Error, WriteTx,
        write::{
            imports::history::{self, Taught, TaughtId},
            people::addresses,
        },
    },
};

pub(in crate::usecases) fn import(
    tx: &mut WriteTx<'_>,
    lines: &[CompletionLine],
    source: &str,
    tally: &mut Tally,
) -> Result<(), Error> {
    let organisations = Organisations::load(tx)?;
    let taught = history::taught(tx.conn())?;
    let known = by_name(&taught);
    for line in lines {
        let at = line.line;
        let organisation = organisations.named(at, line.organisation.as_deref(), tally);
        let found = known.get(&fold(&line.course)).copied();
        if found.is_none() {
            tally.problem(
                at,
                format!("course: there is no course or credential with the slug or title {:?}.", line.course),
            );
        }
        let source = line.source.as_deref().unwrap_or(source);
        let Some(email) = &line.email else {
            let (Ok(Some(organisation)), Some(taught)) = (organisation, found) else { continue };
            let TaughtId::Course(course) = taught.id else {
                tally.problem(at, "course: a credential is held by a person: fill in email.");
                continue;
            };
            let on = line.completed_on;
            tally.count(history::add_organisation_completion(tx, organisation, course, on, source)?);
            continue;
        };
        let Some(address) = addresses::find(tx.conn(), email)? else {
            tally.problem(at, format!("email: nobody has the address {email}; import people first."));
            continue;
        };
        let (Ok(organisation), Some(taught)) = (organisation, found) else { continue };
        let person = address.person_id;
        let added = match taught.id {
            TaughtId::Course(course) => history::add_completion(
                tx,
                (person, organisation),
                (course, taught.cpd_minutes),
                line.completed_on,
                source,
            )?,
            TaughtId::Credential(kind) => {
                history::add_credential(tx, person, kind, line.completed_on, source)?
            }
        };
        tally.count(added);
    }
    Ok(())
}

/// What is taught, by folded slug and title; where two fold to the same, a slug wins and then a course.
fn by_name(taught: &[Taught]) -> HashMap<String, &Taught> {
    let mut names = HashMap::new();
    for one in taught.iter().rev() {
        names.insert(fold(&one.title), one);
    }
    for one in taught.iter().rev() {
        names.insert(fold(&one.slug), one);
    }
    names
}
