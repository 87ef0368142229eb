//! What `ladder audit` has to know of the papers in force: what they say, and what their sessions keep of the course.

use diesel::prelude::*;

use crate::{
    domain::{
        learning_invariants::KnownPaper,
        words::{CertificateState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{certificates::certificate::read_snapshot, sessions::kept_terms::TermsRow},
        schema::{bookings, certificates, completions, session_terms, sessions},
    },
};

/// The valid certificates of sessions whose register is closed: while one is open again its papers stay as they are.
pub(super) fn papers(connection: &mut AnyConnection) -> Result<Vec<KnownPaper>, Error> {
    let rows: Vec<(String, i32, TermsRow)> = certificates::table
        .inner_join(bookings::table.inner_join(sessions::table.inner_join(session_terms::table)))
        .inner_join(completions::table)
        .filter(certificates::state.eq(CertificateState::Valid))
        .filter(sessions::state.eq(SessionState::Delivered))
        .order(certificates::id)
        .select((certificates::snapshot, completions::cpd_minutes, TermsRow::as_select()))
        .load(connection)?;
    rows.into_iter()
        .map(|(snapshot, counted, terms)| {
            Ok(KnownPaper { paper: read_snapshot(&snapshot)?, counted, terms: terms.terms()? })
        })
        .collect()
}
