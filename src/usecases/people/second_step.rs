//! The second step of signing in: what whoever has a second factor shows after their password or link.

use chrono::{DateTime, Utc};

use super::{
    open_login::{OpenedLogin, Tokens, open_login},
    people_events::{FactorChange, SecondFactorChanged},
};
use crate::{
    crypto::{
        tokens::{Token, TokenHash},
        totp::{TotpSecret, recovery_hash},
    },
    domain::{
        ids::PersonId,
        second_factors::{
            CHALLENGE, ChallengePurpose, LoginMethod, MOST_WRONG_CODES_OF_ONE, Owed, SecondFactor, TypedCode,
            WRONG_CODES_WITHIN, steps_taken,
        },
    },
    store::{
        Error, read,
        write::{
            people::{
                factor_challenges::{self as challenges, ChallengeRow, NewChallenge},
                logins::SignedInBy,
                totp_apps,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
        events::Event,
    },
};

/// Lets somebody in who has taken the first step: at once, or once they have shown their second factor. That the
/// factor is owed travels inside Ok, because the challenge has to be committed.
pub(crate) fn enter(
    change: &mut Change<'_, '_>,
    person: PersonId,
    method: LoginMethod,
) -> Result<Result<OpenedLogin, Owed>, Failure> {
    let has = read::people::second_factors::factors(change.conn(), person)?;
    if method.is_enough() || !has.has_one() {
        return Ok(Ok(open_login(change, person, method.into())?));
    }
    let challenge = Token::new(change.tx.random());
    let new = NewChallenge {
        purpose: ChallengePurpose::SecondStep,
        person: Some(person),
        method: Some(method),
        state: None,
    };
    challenges::begin(change.tx, &challenge.hash(), new, CHALLENGE)?;
    Ok(Err(Owed { challenge: challenge.as_str().to_owned(), methods: has.methods() }))
}

/// What came of an answer to a challenge.
pub(crate) enum Answered<T> {
    /// It was right.
    Right(T),
    /// It was not.
    Wrong,
    /// The challenge is unknown, too old, used or answered wrong too often.
    Over,
    /// Too many wrong codes were given for this account; this one was not looked at.
    TooMany,
}

impl<T> Answered<T> {
    /// What was right, or why it was not.
    pub(crate) fn right(self) -> Result<T, Failure> {
        Err(Failure::Refused(match self {
            Self::Right(value) => return Ok(value),
            Self::Wrong => Refused::Credentials("wrong_code"),
            Self::Over => Refused::Credentials("challenge_over"),
            Self::TooMany => Refused::TooManyCodes(WRONG_CODES_WITHIN),
        }))
    }
}

impl UseCases {
    /// Finishes a sign-in with a code of an app or a recovery code.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when the code is wrong or was used before, or the challenge is over;
    /// [`Refused::TooManyCodes`] after too many wrong ones.
    pub async fn second_step(&self, challenge: &str, code: &str) -> Result<Tokens, Failure> {
        let (hash, code) = (hash_of(challenge)?, TypedCode::read(code));
        let answered = self.change(move |change| answer(change, &hash, code.as_ref())).await?;
        self.tokens(answered.right()?).await
    }

    /// With what a challenge that still stands can be answered; none once it is over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owed(&self, challenge: &str) -> Result<Option<Owed>, Failure> {
        let Ok(hash) = hash_of(challenge) else { return Ok(None) };
        let (now, challenge) = (self.db.clock().now(), challenge.to_owned());
        self.db
            .read(move |c| {
                let row = challenges::find(c, &hash)?.filter(|row| stands(row, now));
                let Some(person) = row.and_then(|row| row.person_id) else { return Ok(None) };
                let methods = read::people::second_factors::factors(c, person)?.methods();
                Ok(Some(Owed { challenge: challenge.clone(), methods }))
            })
            .await
    }
}

pub(crate) fn hash_of(challenge: &str) -> Result<TokenHash, Failure> {
    let over = || Failure::from(Refused::Credentials("challenge_over"));
    Ok(Token::read(challenge).ok_or_else(over)?.hash())
}

fn stands(row: &ChallengeRow, now: DateTime<Utc>) -> bool {
    row.purpose == ChallengePurpose::SecondStep && row.facts().code_works(now)
}

/// A challenge to be answered, and whose it is. The person is locked before it, as everywhere.
pub(crate) fn hold_step(
    change: &mut Change<'_, '_>,
    hash: &TokenHash,
) -> Result<Option<(ChallengeRow, PersonId)>, Failure> {
    let found = challenges::find(change.conn(), hash)?;
    let Some(person) = found.and_then(|row| row.person_id) else { return Ok(None) };
    locks::lock_people(change.tx, &[person])?;
    let now = change.now();
    let row = challenges::hold(change.tx, hash)?.filter(|row| stands(row, now));
    let may_sign_in = read::people::person::actor(change.conn(), person, now)?.is_some();
    Ok(row.filter(|_| may_sign_in).map(|row| (row, person)))
}

/// Judges a code; a wrong one is counted.
pub(crate) fn answer(
    change: &mut Change<'_, '_>,
    hash: &TokenHash,
    code: Option<&TypedCode>,
) -> Result<Answered<OpenedLogin>, Failure> {
    let Some((row, person)) = hold_step(change, hash)? else { return Ok(Answered::Over) };
    let since = change.now() - WRONG_CODES_WITHIN;
    if challenges::wrong_codes_since(change.conn(), person, since)? >= MOST_WRONG_CODES_OF_ONE {
        return Ok(Answered::TooMany);
    }
    let shown = match code {
        Some(TypedCode::Totp(digits)) => take_app_code(change, person, digits)?.then_some(SecondFactor::Totp),
        Some(TypedCode::Recovery(code)) => {
            let hash = recovery_hash(&change.settings.secret, person.as_bytes(), code);
            let used = totp_apps::use_recovery_code(change.tx, person, &hash)?;
            used.then_some(SecondFactor::RecoveryCode)
        }
        None => None,
    };
    let Some(shown) = shown else {
        challenges::count_wrong_code(change.tx, row.id)?;
        change.note(Some(person), "second_factor_wrong", ("person", person), None);
        return Ok(Answered::Wrong);
    };
    if shown == SecondFactor::RecoveryCode {
        let what = FactorChange::RecoveryCodeUsed;
        change.say(Event::SecondFactorChanged(SecondFactorChanged { person, what, by: Some(person) }));
    }
    Ok(Answered::Right(open(change, &row, person, shown)?))
}

/// Opens the login that a challenge stands for.
pub(crate) fn open(
    change: &mut Change<'_, '_>,
    row: &ChallengeRow,
    person: PersonId,
    shown: SecondFactor,
) -> Result<OpenedLogin, Failure> {
    challenges::use_up(change.tx, row.id)?;
    let method = row.method.unwrap_or(LoginMethod::Password);
    open_login(change, person, SignedInBy { method, second_factor: Some(shown) })
}

/// Takes a code of a person's app, if it is one of now and of no step that was taken before.
pub(crate) fn take_app_code(
    change: &mut Change<'_, '_>,
    person: PersonId,
    digits: &str,
) -> Result<bool, Failure> {
    let Some(app) = totp_apps::find(change.conn(), person)? else { return Ok(false) };
    if app.confirmed_at.is_none() {
        return Ok(false);
    }
    match matching_step(change, &app, digits)? {
        Some(step) => Ok(totp_apps::take_step(change.tx, app.id, step)?),
        None => Ok(false),
    }
}

/// The step whose code these digits are, if they are taken now.
pub(crate) fn matching_step(
    change: &Change<'_, '_>,
    app: &totp_apps::TotpRow,
    digits: &str,
) -> Result<Option<i64>, Failure> {
    let secret = TotpSecret::unwrap(app.id.as_bytes(), &app.wrapped_secret, &change.settings.secret)
        .map_err(|why| Error::Broken(why.to_string()))?;
    Ok(secret.step_of_code(digits, steps_taken(change.now(), app.last_step)))
}
