//! Certificates as a coordinator finds them.

use diesel::prelude::*;

use super::certificate::{CertificateView, of_ids};
use crate::{
    domain::{ids::CertificateId, people::Folded},
    store::{
        AnyConnection,
        error::Error,
        read::people::person_views::anywhere,
        schema::{certificates, people},
    },
};

/// Certificates, the newest first: those of a person of this name, of this number, or of the code that `q` may be;
/// all when nothing is asked for.
///
/// # Errors
/// When the database fails.
pub fn find(
    connection: &mut AnyConnection,
    q: &str,
    code: Option<String>,
    before: Option<CertificateId>,
    limit: i64,
) -> Result<Vec<CertificateView>, Error> {
    let mut query = certificates::table
        .inner_join(people::table)
        .select(certificates::id)
        .order(certificates::id.desc())
        .limit(limit)
        .into_boxed();
    let q = q.trim();
    if !q.is_empty() {
        let of_person = people::name_folded.like(anywhere(Folded::of(q).as_str())).escape('\\');
        let numbered = certificates::number.like(anywhere(&q.to_ascii_uppercase())).escape('\\');
        query = match code {
            Some(code) => query.filter(of_person.or(numbered).or(certificates::verification_code.eq(code))),
            None => query.filter(of_person.or(numbered)),
        };
    }
    if let Some(before) = before {
        query = query.filter(certificates::id.lt(before));
    }
    let ids: Vec<CertificateId> = query.load(connection)?;
    of_ids(connection, &ids)
}
