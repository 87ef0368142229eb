//! Withdrawing a certificate.

use super::issue_certificate::tell_withdrawn;
use crate::{
    domain::{
        access::Actor,
        ids::CertificateId,
        input::{LONGEST_REASON, long_text},
        words::CertificateState,
    },
    store::{
        read::certificates::certificate::{self as views, CertificateView},
        write::{bookings::booking, certificates::certificate, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
    },
};

/// Withdrawing a certificate.
#[derive(Debug, Clone)]
pub struct RevokeCertificate {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which one.
    pub certificate: CertificateId,
    /// Why; the holder is told.
    pub reason: String,
}

impl UseCases {
    /// Withdraws a certificate: whoever checks it is told so, and the holder is told why.
    ///
    /// # Errors
    /// One that was replaced or withdrawn already.
    pub async fn revoke_certificate(
        &self,
        ask: RevokeCertificate,
        key: Option<OnceKey>,
    ) -> Result<Answer<CertificateView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| revoke(change, &ask))).await
    }
}

fn revoke(change: &mut Change<'_, '_>, ask: &RevokeCertificate) -> Result<CertificateView, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let holder = views::holder(change.tx.conn(), ask.certificate)?;
    locks::lock_people(change.tx, &[holder])?;
    let row = certificate::load(change.tx.conn(), ask.certificate)?;
    // What is counted of a session is known to be out of date by its row.
    let session = booking::load(change.tx.conn(), row.booking_id)?.session_id;
    locks::lock_sessions(change.tx, &[session])?;
    match row.state {
        CertificateState::Valid => {}
        CertificateState::Superseded => {
            return forbidden(
                "certificate_superseded",
                "This certificate was replaced already. Withdraw the one that took its place.",
            );
        }
        CertificateState::Revoked => {
            return forbidden("certificate_revoked", "This certificate was withdrawn already.");
        }
    }
    let by = Some(ask.actor.person_id);
    certificate::end(change.tx, row.id, CertificateState::Revoked, None, &reason)?;
    change.note(by, "certificate_revoked", ("certificate", row.id), None);
    let view = views::view(change.tx.conn(), row.id)?;
    tell_withdrawn(change, &row, &view.course_title, &reason)?;
    Ok(view)
}
