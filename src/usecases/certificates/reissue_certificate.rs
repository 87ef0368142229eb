//! Putting one certificate right: a new one takes its place, with the name as it should print.

use super::issue_certificate::{IssuedFor, certificate_page, issue, name_page, verify_page};
use crate::{
    domain::{
        access::Actor,
        certificates::{CertificateSnapshot, format_code},
        ids::CertificateId,
        input::{LONGEST_REASON, long_text},
        people::PersonName,
        words::CertificateState,
    },
    mail::message::{CertificateReplaced, Message},
    store::{
        read::certificates::{
            certificate::{self as views, CertificateView, read_snapshot},
            papers,
        },
        write::{
            certificates::certificate::{self, CertificateRow},
            service::{audit, locks},
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        idempotency::{Answer, OnceKey, once},
        queue_mail::{Letter, post_to_person},
    },
};

/// Reissuing a certificate.
#[derive(Debug, Clone)]
pub struct ReissueCertificate {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which one.
    pub certificate: CertificateId,
    /// Why; the holder is told.
    pub reason: String,
    /// The name as it should print; the one on the holder's record when `None`.
    pub name: Option<String>,
}

/// A holder asking for it.
#[derive(Debug, Clone)]
pub struct AskForReissue {
    /// The holder; their right to do so is checked already.
    pub actor: Actor,
    /// Which one.
    pub certificate: CertificateId,
    /// What should be put right, in their words.
    pub words: String,
}

impl UseCases {
    /// Issues a certificate again that says the same under another number, in the name as it should print; it takes the
    /// place of the old one, and the holder is sent it.
    ///
    /// # Errors
    /// One that was replaced or withdrawn already; a name that is none.
    pub async fn reissue_certificate(
        &self,
        ask: ReissueCertificate,
        key: Option<OnceKey>,
    ) -> Result<Answer<CertificateView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| again(change, &ask))).await
    }

    /// Notes for the coordinators what the holder of a certificate wants put right on it.
    ///
    /// # Errors
    /// One that was replaced or withdrawn already.
    pub async fn ask_for_reissue(&self, ask: AskForReissue) -> Result<CertificateView, Failure> {
        self.change(move |change| {
            let words = long_text("words", &ask.words, LONGEST_REASON)?;
            let row = in_force(change, ask.certificate)?;
            certificate::ask_again(change.tx, row.id, &words)?;
            change.note(Some(ask.actor.person_id), "reissue_asked_for", ("certificate", row.id), None);
            Ok(views::view(change.conn(), row.id)?)
        })
        .await
    }
}

/// The certificate, if it is in force; its holder is locked.
fn in_force(change: &mut Change<'_, '_>, id: CertificateId) -> Result<CertificateRow, Failure> {
    let holder = views::holder(change.conn(), id)?;
    locks::lock_people(change.tx, &[holder])?;
    let row = certificate::load(change.conn(), id)?;
    match row.state {
        CertificateState::Valid => Ok(row),
        CertificateState::Superseded => forbidden(
            "certificate_superseded",
            "This certificate was replaced already. Go on with the one that took its place.",
        ),
        CertificateState::Revoked => {
            forbidden("certificate_revoked", "This certificate was withdrawn, so it is not issued again.")
        }
    }
}

fn again(change: &mut Change<'_, '_>, ask: &ReissueCertificate) -> Result<CertificateView, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let name = ask.name.as_deref().map(|name| PersonName::parse("name", name)).transpose()?;
    if let Some(name) = &name {
        change.settings.alphabet.check("name", name)?;
    }
    let old = in_force(change, ask.certificate)?;
    let Some(on_record) = papers::certificate_name(change.conn(), old.person_id)? else {
        return Err(Refused::NotThere.into());
    };
    let paper = CertificateSnapshot {
        person_name: Some(name.map_or(on_record, |name| name.as_str().to_owned())),
        issued_at: change.now(),
        ..read_snapshot(&old.snapshot)?
    };
    let given_for = IssuedFor {
        person: old.person_id,
        booking: old.booking_id,
        completion: old.completion_id,
        course: old.course_id,
    };
    let (by, title) = (ask.actor.person_id, paper.course_title.clone());
    let new = issue(change.tx, &change.settings.base_url, given_for, paper, by)?;
    certificate::end(change.tx, old.id, CertificateState::Superseded, Some(new.id), &reason)?;
    audit::record(change.tx, Some(by), "certificate_superseded", ("certificate", old.id), None)?;
    let mail = CertificateReplaced {
        course: title,
        old_number: old.number.clone(),
        number: new.number.clone(),
        code: format_code(&new.verification_code),
        because: reason,
        verify_page: verify_page(&new),
        certificate_page: certificate_page(&new),
        name_page: name_page(change, &new),
    };
    post_to_person(change, old.person_id, |to| {
        Letter::new(to, Message::CertificateReplaced(mail))
            .about_booking(old.booking_id)
            .with_certificate(new.id)
    })?;
    Ok(views::view(change.conn(), new.id)?)
}
