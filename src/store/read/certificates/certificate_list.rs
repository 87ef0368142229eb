//! Certificates as a coordinator finds them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::certificate::{CertificateView, of_ids};
use crate::{
    domain::{
        ids::{CertificateId, PersonId},
        people::Folded,
        words::CertificateState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{certificates, people},
        search::{Meant, Sought, anywhere, who_may_be_meant, with_parts},
    },
};

/// The most texts whose people's certificates are looked at and sorted; a walk along the newest comes upon more sooner.
const MOST_SORTED: usize = 2_000;

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
        let sought = Sought {
            in_name: Folded::of(q).words().into_iter().map(str::to_owned).collect(),
            in_address: None,
            in_number: Some(q.to_ascii_uppercase()),
        };
        query = match who_may_be_meant(connection, &sought, MOST_SORTED)? {
            Meant::Anybody => query,
            Meant::These(mut ids) => {
                let of_code = certificates::verification_code.eq(code.clone().unwrap_or_default());
                let holder = certificates::table.filter(of_code).select(certificates::person_id);
                ids.extend(holder.load::<PersonId>(connection)?);
                query.filter(certificates::person_id.eq_any(ids))
            }
            Meant::WithParts(parts) => {
                let of_code = certificates::verification_code.eq(code.clone().unwrap_or_default());
                query.filter(with_parts("certificates.person_id", parts).or(of_code))
            }
        };
        // Every word of the name has to be found; or all of it is a number or code.
        for word in Folded::of(q).words() {
            let of_person = people::name_folded.like(anywhere(word)).escape('\\');
            let numbered = certificates::number.like(anywhere(&q.to_ascii_uppercase())).escape('\\');
            query = match &code {
                Some(code) => {
                    query.filter(of_person.or(numbered).or(certificates::verification_code.eq(code.clone())))
                }
                None => query.filter(of_person.or(numbered)),
            };
        }
    }
    if let Some(before) = before {
        query = query.filter(certificates::id.lt(before));
    }
    let ids: Vec<CertificateId> = query.load(connection)?;
    of_ids(connection, &ids)
}

/// A certificate in force whose holder asks for something to be put right.
#[derive(Debug, Clone)]
pub struct AskedAgain {
    /// The certificate.
    pub id: CertificateId,
    /// Its holder's name.
    pub person: String,
    /// What they wrote.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Those, the one that waits longest first.
///
/// # Errors
/// When the database fails.
pub fn asked_again(connection: &mut AnyConnection, limit: i64) -> Result<Vec<AskedAgain>, Error> {
    type Row = (CertificateId, String, Option<String>, Option<NaiveDateTime>);
    let rows: Vec<Row> = certificates::table
        .inner_join(people::table)
        .filter(certificates::state.eq(CertificateState::Valid))
        .filter(certificates::reissue_asked_at.is_not_null())
        .order((certificates::reissue_asked_at, certificates::id))
        .limit(limit)
        .select((certificates::id, people::name, certificates::reissue_words, certificates::reissue_asked_at))
        .load(connection)?;
    let asked = |(id, person, words, at): Row| {
        Some(AskedAgain { id, person, words: words.unwrap_or_default(), at: at?.and_utc() })
    };
    Ok(rows.into_iter().filter_map(asked).collect())
}
