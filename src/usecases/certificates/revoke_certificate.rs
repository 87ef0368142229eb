//! Withdrawing a certificate.

use std::sync::Arc;

use super::issue_certificate::tell_withdrawn;
use crate::{
    domain::{
        access::Actor,
        ids::CertificateId,
        input::{LONGEST_REASON, long_text},
        words::CertificateState,
    },
    store::{
        WriteTx,
        read::certificates::certificate::{self as views, CertificateView},
        write::{
            certificates::certificate,
            service::{audit, locks},
        },
    },
    usecases::{
        Settings, UseCases,
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
        let settings = Arc::clone(&self.settings);
        self.db.write(move |tx| once(tx, key.as_ref(), |tx| revoke(tx, &settings, &ask))).await
    }
}

fn revoke(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    ask: &RevokeCertificate,
) -> Result<CertificateView, Failure> {
    let reason = long_text("reason", &ask.reason, LONGEST_REASON)?;
    let holder = views::holder(tx.conn(), ask.certificate)?;
    locks::lock_people(tx, &[holder])?;
    let row = certificate::load(tx.conn(), ask.certificate)?;
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
    certificate::end(tx, row.id, CertificateState::Revoked, None, &reason)?;
    audit::record(tx, by, "certificate_revoked", ("certificate", row.id), None)?;
    let view = views::view(tx.conn(), row.id)?;
    tell_withdrawn(tx, settings, &row, &view.course_title, &reason)?;
    Ok(view)
}
