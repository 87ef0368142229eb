//! Counting who did not come and who gave a place up too late, by organisation.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        access::Actor,
        cancellations::last_moment,
        hand_overs::judged_at,
        ids::{BookingId, OrganisationId},
        short_notice::{Absences, Period, ended, is_excused},
        times::{LONDON, start_of_day},
        uptake::Scope,
    },
    store::{
        AnyConnection, Error,
        read::{
            bookings::hand_overs,
            people::relations,
            reports::absences::{self, AbsenceQuery, Whose},
        },
    },
    usecases::{UseCases, error::Failure},
};

/// What came of the places of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationAbsences {
    /// The organisation with its name; none for places under no organisation.
    pub organisation: Option<(OrganisationId, String)>,
    /// The figures.
    pub figures: Absences,
}

/// The first moment of a period, and the first after it.
pub(crate) fn moments(period: Period) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = period.to.succ_opt().unwrap_or(period.to);
    (start_of_day(period.from, LONDON), start_of_day(next, LONDON))
}

impl UseCases {
    /// What came of places in a period, by organisation in the order of their names: of everybody for a coordinator, for
    /// others of the organisations they lead and of the people they manage.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn absences(
        &self,
        actor: Actor,
        period: Period,
        organisation: Option<OrganisationId>,
    ) -> Result<Vec<OrganisationAbsences>, Failure> {
        let now = self.db.clock().now();
        self.with_facts(move |c, facts| {
            let (mut scope, mut whose) = (Scope::everything(), Whose::Everybodys);
            if !actor.is_coordinator {
                let led = relations::led_by(c, actor.person_id, now)?;
                let managed = relations::managed_by(c, actor.person_id, now)?;
                scope = Scope::of(facts, &led, &managed);
                whose = Whose::Of(led, managed);
            }
            let (from, before) = moments(period);
            let mut figures = ended(facts, &scope, (from, before));
            if let Some(organisation) = organisation {
                figures.retain(|of, _| *of == Some(organisation));
            }
            Ok(with_excused(c, figures, &AbsenceQuery { whose, organisation, from, before })?)
        })
        .await
    }

    /// What came of the places of one organisation in a period, whoever's they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn absences_of(
        &self,
        organisation: OrganisationId,
        period: Period,
    ) -> Result<Absences, Failure> {
        Ok(self.db.read(move |c| figures_of(c, organisation, period)).await?)
    }
}

/// The figures of one organisation.
pub(crate) fn figures_of(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    period: Period,
) -> Result<Absences, Error> {
    let (from, before) = moments(period);
    let query = AbsenceQuery { whose: Whose::Everybodys, organisation: Some(organisation), from, before };
    let mut figures = Absences::default();
    for alike in absences::ended(connection, &query)? {
        figures.add(alike.state, alike.short_notice, alike.count);
    }
    let figures = BTreeMap::from([(Some(organisation), figures)]);
    let found = with_excused(connection, figures, &query)?;
    Ok(found.into_iter().map(|one| one.figures).fold(Absences::default(), Absences::and))
}

/// The figures with what was given up late and is excused, by the names of the organisations.
fn with_excused(
    connection: &mut AnyConnection,
    mut figures: BTreeMap<Option<OrganisationId>, Absences>,
    query: &AbsenceQuery,
) -> Result<Vec<OrganisationAbsences>, Error> {
    let maybe = absences::maybe_excused(connection, query)?;
    let ids: Vec<BookingId> = maybe.iter().map(|place| place.booking).collect();
    let offered = hand_overs::offered_of(connection, &ids)?;
    for place in maybe {
        let offers = offered.get(&(place.booking, place.session)).map(Vec::as_slice).unwrap_or_default();
        let judged = judged_at(offers, place.given_up);
        if is_excused(place.because, last_moment(place.starts_at, place.notice_days), judged) {
            figures.entry(place.organisation).or_default().excused += 1;
        }
    }
    figures.retain(|_, of| !of.is_nothing());
    let ids: Vec<OrganisationId> = figures.keys().copied().flatten().collect();
    let mut all: Vec<OrganisationAbsences> = absences::named(connection, &ids)?
        .into_iter()
        .filter_map(|(id, name)| {
            let figures = figures.get(&Some(id)).copied()?;
            Some(OrganisationAbsences { organisation: Some((id, name)), figures })
        })
        .collect();
    let nobodys = figures.get(&None).copied();
    all.extend(nobodys.map(|figures| OrganisationAbsences { organisation: None, figures }));
    Ok(all)
}
