//! Certificates: what the paper says, and whether it is issued, kept, replaced or withdrawn.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{
        attendance::ScheduledDate,
        certificates::{
            AccreditationScope, CertificateSnapshot, Earlier, LadderPosition, Reissue, Training,
            certificate_number, fitting_accreditation, reissue, verification_code,
        },
        cpd::CpdAward,
        ids::{BookingId, CompletionId, CourseId, OrganisationId, PersonId, RowId},
        kept_terms::KeptTerms,
        times::day_in,
        words::{CertificateState, OrganisationKind},
        working_days::london_day,
    },
    mail::message::{CertificateWithdrawn, Message, Page},
    store::{
        AnyConnection, Error, WriteTx,
        read::{
            certificates::{
                certificate::{read_snapshot, write_snapshot},
                papers,
            },
            registers::closing_facts::ClosingFacts,
        },
        write::{
            bookings::booking::BookingRow,
            certificates::certificate::{self, CertificateRow},
            service::audit,
        },
    },
    usecases::{
        Settings, change::Change, error::Failure, events::Paper, loaded_session::Scene,
        queue_mail::post_to_person, service::edit_site::mark_on_papers, sessions::keep_terms::terms_of,
    },
};

/// How often a number is drawn before the randomness itself is doubted.
const DRAWS: usize = 5;

/// What every certificate of a session says alike.
pub(crate) struct Issuer<'a> {
    scene: &'a Scene,
    provider: String,
    mark: Option<String>,
    base_url: &'a str,
    ladder: Option<LadderPosition>,
    accreditations: Vec<AccreditationScope>,
    outcomes: Vec<String>,
    /// What is known of those who may get one.
    pub(crate) known: Option<Rc<ClosingFacts>>,
}

impl<'a> Issuer<'a> {
    /// Loads it.
    pub(crate) fn prepare(
        connection: &mut AnyConnection,
        settings: &'a Settings,
        scene: &'a Scene,
    ) -> Result<Self, Failure> {
        let KeptTerms { ladder, outcomes, provider, .. } = terms_of(connection, settings, scene)?;
        Ok(Self {
            scene,
            provider: provider.unwrap_or_else(|| settings.provider()),
            mark: mark_on_papers(settings.site.now().mark.as_ref()),
            base_url: &settings.base_url,
            ladder,
            accreditations: papers::accreditations_of(connection, scene.course.id)?,
            outcomes,
            known: None,
        })
    }

    fn kind_of(&self, c: &mut AnyConnection, id: OrganisationId) -> Result<OrganisationKind, Error> {
        match self.known.as_ref().and_then(|known| known.kinds.get(&id)) {
            Some(kind) => Ok(*kind),
            None => papers::kind_of(c, id),
        }
    }

    fn name_of(&self, c: &mut AnyConnection, id: PersonId) -> Result<Option<String>, Error> {
        match self.known.as_ref().and_then(|known| known.names.get(&id)) {
            Some(name) => Ok(name.clone()),
            None => papers::certificate_name(c, id),
        }
    }

    /// The certificate that speaks for a booking so far.
    fn earlier(&self, tx: &mut WriteTx<'_>, booking: BookingId) -> Result<Option<CertificateRow>, Error> {
        match &self.known {
            Some(known) if !known.with_certificate.contains(&booking) => Ok(None),
            _ => certificate::of_booking(tx.conn(), booking),
        }
    }

    /// What a certificate for this booking would say at `now`; number and code are drawn at issue.
    pub(crate) fn draft(
        &self,
        (connection, now): (&mut AnyConnection, DateTime<Utc>),
        booking: &BookingRow,
        attended: &[ScheduledDate],
        award: &CpdAward,
        completed_on: NaiveDate,
    ) -> Result<CertificateSnapshot, Failure> {
        let organisation_kind = match booking.organisation_id {
            Some(id) => Some(self.kind_of(connection, id)?),
            None => None,
        };
        let training = Training {
            provider: &self.provider,
            course: booking.course_id,
            organisation_kind,
            // What has no dates is judged by the day it was finished.
            last_day: if self.scene.session.on_demand {
                completed_on
            } else {
                day_in(self.scene.last_start(), self.scene.zone)
            },
        };
        Ok(CertificateSnapshot {
            person_name: self.name_of(connection, booking.person_id)?,
            course_title: self.scene.course.title.clone(),
            ladder: self.ladder.clone(),
            dates: attended.iter().map(|date| (date.starts_at, date.ends_at)).collect(),
            timezone: self.scene.session.timezone,
            delivery: self.scene.session.delivery,
            cpd_minutes: award.minutes,
            cpd_basis: award.basis.clone(),
            outcomes: self.outcomes.clone(),
            trainers: self.scene.trainers.iter().map(|(_, name)| name.clone()).collect(),
            provider: self.provider.clone(),
            mark: self.mark.clone(),
            on_demand: self.scene.session.on_demand,
            talks: Vec::new(),
            accreditation: fitting_accreditation(&self.accreditations, &training),
            number: String::new(),
            verification_code: String::new(),
            verification_url: String::new(),
            completed_on,
            issued_at: now,
        })
    }
}

/// Does what `domain::certificates::reissue` decides. `earned` is the completion with the paper that would be issued
/// for it now; `was_attended` says whether the register had the same result before.
pub(crate) fn settle_certificate(
    tx: &mut WriteTx<'_>,
    issuer: &Issuer<'_>,
    booking: &BookingRow,
    earned: Option<(CompletionId, CertificateSnapshot)>,
    (was_attended, by): (bool, PersonId),
) -> Result<Paper, Failure> {
    let old = issuer.earlier(tx, booking.id)?;
    let old_paper = match &old {
        Some(row) => Some(CertificateSnapshot {
            person_name: row.person_name.clone(),
            ..read_snapshot(&row.snapshot)?
        }),
        None => None,
    };
    let earlier = old.as_ref().zip(old_paper.as_ref()).map(|(row, paper)| Earlier {
        state: row.state,
        paper,
        was_attended,
    });
    let decided = reissue(earlier, earned.as_ref().map(|(_, paper)| paper));
    match (decided, old, earned) {
        (Reissue::Issue, _, Some((completion, paper))) => {
            Ok(Paper::Issued(issue(tx, issuer.base_url, of_booking(booking, completion), paper, by)?))
        }
        (Reissue::Supersede, Some(old), Some((completion, paper))) => {
            let new = issue(tx, issuer.base_url, of_booking(booking, completion), paper, by)?;
            let why = "What it says has been put right.";
            tx.write_gathered()?;
            certificate::end(tx, old.id, CertificateState::Superseded, Some(new.id), why)?;
            audit::record(tx, Some(by), "certificate_superseded", ("certificate", old.id), None)?;
            Ok(Paper::Replaced { old: Box::new(old), new: Box::new(new) })
        }
        (Reissue::Keep, Some(old), Some((completion, _))) => {
            tx.write_gathered()?;
            certificate::now_for(tx, old.id, completion)?;
            Ok(Paper::Kept)
        }
        (Reissue::Revoke, Some(old), _) => {
            let why = "The attendance was put right, and it is not enough for a certificate.";
            certificate::end(tx, old.id, CertificateState::Revoked, None, why)?;
            audit::record(tx, Some(by), "certificate_revoked", ("certificate", old.id), None)?;
            Ok(Paper::Revoked(old))
        }
        _ => Ok(Paper::Nothing),
    }
}

/// What a certificate is given for.
#[derive(Clone, Copy)]
pub(crate) struct IssuedFor {
    pub(crate) person: PersonId,
    pub(crate) booking: BookingId,
    pub(crate) completion: CompletionId,
    pub(crate) course: CourseId,
}

fn of_booking(booking: &BookingRow, completion: CompletionId) -> IssuedFor {
    IssuedFor { person: booking.person_id, booking: booking.id, completion, course: booking.course_id }
}

/// Issues a paper under a number and a code of its own.
pub(crate) fn issue(
    tx: &mut WriteTx<'_>,
    base_url: &str,
    given_for: IssuedFor,
    mut paper: CertificateSnapshot,
    by: PersonId,
) -> Result<CertificateRow, Failure> {
    use chrono::Datelike as _;
    let year = london_day(tx.now()).year();
    let person_name = paper.person_name.take();
    for _ in 0..DRAWS {
        paper.number = certificate_number(year, &tx.random().bytes());
        paper.verification_code = verification_code(&tx.random().bytes());
        paper.verification_url = format!("{base_url}/verify/{}", paper.verification_code);
        let snapshot = write_snapshot(&paper)?;
        let row = CertificateRow {
            id: tx.new_id(),
            number: paper.number.clone(),
            verification_code: paper.verification_code.clone(),
            person_id: given_for.person,
            booking_id: given_for.booking,
            completion_id: given_for.completion,
            course_id: given_for.course,
            snapshot,
            person_name: person_name.clone(),
            cpd_minutes: paper.cpd_minutes,
            completed_on: paper.completed_on,
            state: CertificateState::Valid,
            issued_at: paper.issued_at.naive_utc(),
            superseded_by: None,
            ended_at: None,
            end_reason: None,
            reissue_asked_at: None,
            reissue_words: None,
        };
        if certificate::add(tx, &row)? {
            let about = ("certificate", RowId::from_uuid(row.id.uuid()));
            audit::record_about(tx, Some(by), "certificate_issued", about, (None, Some(row.person_id)))?;
            return Ok(row);
        }
    }
    Err(Error::Broken("no free certificate number was found".to_owned()).into())
}

/// Tells the holder that a certificate does not count any more.
pub(crate) fn tell_withdrawn(
    change: &mut Change<'_, '_>,
    old: &CertificateRow,
    course: &str,
    because: &str,
) -> Result<(), Failure> {
    let mail = CertificateWithdrawn {
        course: course.to_owned(),
        number: old.number.clone(),
        because: because.to_owned(),
        certificates_page: Page::at("/certificates"),
    };
    post_to_person(change, old.person_id, |to| {
        crate::usecases::queue_mail::Letter::new(to, Message::CertificateWithdrawn(mail))
            .about_booking(old.booking_id)
    })
}

pub(crate) fn verify_page(certificate: &CertificateRow) -> Page {
    Page::at(format!("/verify/{}", certificate.verification_code))
}

pub(crate) fn certificate_page(certificate: &CertificateRow) -> Page {
    Page::at(format!("/certificates/{}", certificate.id))
}

/// Where the holder gives the form to print, if no font draws the name on a certificate.
pub(crate) fn name_page(change: &Change<'_, '_>, certificate: &CertificateRow) -> Option<Page> {
    let name = certificate.person_name.as_deref().unwrap_or_default();
    (!change.settings.alphabet.prints(name)).then(|| Page::at("/account/name"))
}
