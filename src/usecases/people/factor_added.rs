//! What goes with every second factor that is added: recovery codes with the first, and the end of other logins.

use super::people_events::{FactorChange, SecondFactorChanged};
use crate::{
    crypto::totp::recovery_hash,
    domain::{
        crockford,
        ids::{LoginId, PersonId},
        second_factors::{RECOVERY_CODE_CHARS, RECOVERY_CODES, SecondFactor, in_groups},
    },
    store::{
        read::people::second_factors::factors,
        write::people::{logins, totp_apps},
    },
    usecases::{change::Change, error::Failure, events::Event},
};

/// What whoever added a second factor is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Their recovery codes, in groups; none when they have some already.
    pub recovery_codes: Option<Vec<String>>,
}

/// Does what goes with it; the factor is stored.
pub(super) fn factor_added(
    change: &mut Change<'_, '_>,
    (person, login): (PersonId, LoginId),
    factor: SecondFactor,
    what: FactorChange,
) -> Result<Added, Failure> {
    let left = factors(change.conn(), person)?.recovery_codes_left;
    let recovery_codes = if left == 0 { Some(make_recovery_codes(change, person)?) } else { None };
    logins::showed(change.tx, login, factor)?;
    logins::end_others(change.tx, person, login, "second_factor_added")?;
    change.say(Event::SecondFactorChanged(SecondFactorChanged { person, what, by: Some(person) }));
    Ok(Added { recovery_codes })
}

/// New recovery codes in the place of any others.
pub(super) fn make_recovery_codes(
    change: &mut Change<'_, '_>,
    person: PersonId,
) -> Result<Vec<String>, Failure> {
    let random = change.tx.random().clone();
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| crockford::encode(&random.bytes::<15>(), RECOVERY_CODE_CHARS)).collect();
    let secret = &change.settings.secret;
    let hashes: Vec<[u8; 32]> =
        codes.iter().map(|code| recovery_hash(secret, person.as_bytes(), code)).collect();
    totp_apps::keep_recovery_codes(change.tx, person, &hashes)?;
    Ok(codes.iter().map(|code| in_groups(code)).collect())
}
