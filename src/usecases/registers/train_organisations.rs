//! What a closed register says about organisations: which of them count as trained by it.

use chrono::NaiveDate;

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        organisation_training::{Completed, HeldFor, Trains, trained_by},
    },
    store::{
        read::people::relations,
        write::{certificates::completions, commissions::commission},
    },
    usecases::{change::Change, error::Failure, loaded_session::Scene},
};

/// Somebody who completed the course there: who, under which organisation, on which day.
pub(crate) type Came = (PersonId, Option<OrganisationId>, NaiveDate);

/// Records the organisations that count as trained by this session.
pub(crate) fn train_organisations(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    came: &[Came],
) -> Result<(), Failure> {
    let trains = Trains {
        by_commission: scene.course.trains_organisation,
        from: scene.course.trains_organisation_from,
    };
    if !trains.by_commission && trains.from.is_none() {
        return Ok(());
    }
    let held_for = match commission::of_session(change.conn(), scene.id())? {
        Some(row) => HeldFor::Commission(row.organisation_id),
        None => HeldFor::Anybody,
    };
    let mut organisations: Vec<OrganisationId> = came.iter().filter_map(|(_, of, _)| *of).collect();
    organisations.sort();
    organisations.dedup();
    let now = change.now();
    let mut members = Vec::new();
    for organisation in organisations {
        let of_it = relations::members_of(change.conn(), organisation, now)?;
        members.extend(of_it.into_iter().map(|person| (organisation, person)));
    }
    let completed: Vec<Completed> = came
        .iter()
        .map(|(person, organisation, on)| Completed {
            organisation: *organisation,
            confirmed_member: organisation.is_some_and(|of| members.contains(&(of, *person))),
            on: *on,
        })
        .collect();
    for (organisation, on) in trained_by(held_for, trains, &completed) {
        completions::record_of_organisation(change.tx, organisation, scene.course.id, scene.id(), on)?;
    }
    Ok(())
}
