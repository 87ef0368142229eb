//! A person's whole CPD record on paper.

use super::reflections::{Said, bookings_of};
use crate::{
    app::App,
    documents::transcript,
    domain::{
        ids::PersonId,
        times::Zone,
        words::{BookingState, Word as _},
    },
    store::{
        error::Error,
        read::{
            bookings::own_place,
            certificates::{
                certificate::{self as certificates, CertificateFilter, CertificateView},
                cpd::{self, CpdEntry, CpdRecord},
            },
        },
    },
    web::error::ApiResult,
};

/// What somebody did, with all their certificates.
pub(in crate::web) async fn record(
    app: &App,
    person: PersonId,
) -> ApiResult<(CpdRecord, Vec<CertificateView>)> {
    Ok(app
        .reads
        .run(move |c| {
            let all =
                CertificateFilter { person: Some(person), limit: i64::MAX, ..CertificateFilter::default() };
            Ok::<_, Error>((cpd::record(c, person)?, certificates::list(c, &all)?))
        })
        .await?)
}

/// What the paper says.
pub(in crate::web) async fn paper(app: &App, person: PersonId) -> ApiResult<transcript::CpdRecord> {
    let (printed, _) = app.reads.run(move |c| own_place::printed_name(c, person)).await?;
    let (record, certificates) = record(app, person).await?;
    let all: Vec<&CpdEntry> = record.years.iter().flat_map(|year| &year.entries).collect();
    let said = Said::of(app, bookings_of(&all)).await?;
    let notes = |entry: &CpdEntry| {
        let mut notes = Vec::new();
        if entry.outcome == BookingState::PartlyAttended.as_str() {
            notes.push("there for part of it".to_owned());
        }
        if entry.on_demand {
            notes.push("on demand".to_owned());
        }
        if entry.booking_id.is_none() {
            notes.push("from before, as recorded".to_owned());
        }
        let certificate =
            certificates.iter().find(|certificate| Some(certificate.id) == entry.certificate_id);
        notes.extend(certificate.map(|certificate| format!("certificate {}", certificate.number)));
        notes
    };
    let entries = all.iter().copied().map(|entry| transcript::CpdEntry {
        on: entry.on,
        course_title: entry.course.title.clone(),
        notes: notes(entry),
        minutes: entry.cpd_minutes,
        reflection: entry.booking_id.map(|booking| said.in_paragraphs(booking)).unwrap_or_default(),
    });
    let site = app.settings.site.now();
    Ok(transcript::CpdRecord {
        provider: site.name.clone(),
        mark: site.mark.as_ref().map(|mark| mark.name.clone()),
        person_name: if app.settings.alphabet.prints(&record.person.name) {
            record.person.name.clone()
        } else {
            printed
        },
        entries: entries.collect(),
        reference: record.person.id.to_string(),
        made_at: app.clock.now(),
        timezone: Zone::LONDON,
    })
}
