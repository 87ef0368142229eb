//! Adding a passkey: what the browser is asked, then what it made.

use super::{
    factor_added::{Added, factor_added},
    people_events::FactorChange,
    prove_again::Myself,
};
use crate::{
    crypto::{
        passkeys::{PasskeyProblem, Passkeys, Question},
        tokens::Token,
    },
    domain::{
        ids::{LoginId, PersonId},
        input::{FieldError, short_text},
        second_factors::{CHALLENGE, ChallengePurpose, LONGEST_PASSKEY_NAME, MOST_PASSKEYS, SecondFactor},
    },
    store::{
        Error, read,
        write::{
            people::{
                factor_challenges::{self as challenges, NewChallenge},
                passkeys,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        people::second_step::hash_of,
    },
};

/// What a browser's script is given.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the answer is sent back with.
    pub challenge: String,
    /// As JSON.
    pub options: String,
}

pub(super) fn not_here<T>(why: &PasskeyProblem) -> Result<T, Failure> {
    forbidden("passkeys_unavailable", format!("There are no passkeys here: {why}."))
}

pub(super) fn broken(why: PasskeyProblem) -> Failure {
    Error::Broken(why.to_string()).into()
}

/// Keeps a question until it is answered.
pub(super) fn keep(
    change: &mut Change<'_, '_>,
    purpose: ChallengePurpose,
    person: Option<PersonId>,
    question: &Question,
) -> Result<Asked, Failure> {
    let challenge = Token::new(change.tx.random());
    let new = NewChallenge { purpose, person, method: None, state: Some(question.to_text()) };
    challenges::begin(change.tx, &challenge.hash(), new, CHALLENGE)?;
    Ok(Asked { challenge: challenge.as_str().to_owned(), options: question.options.clone() })
}

impl UseCases {
    /// Passkeys at this site.
    ///
    /// # Errors
    /// Why there are none.
    pub fn passkeys(&self) -> Result<Passkeys, PasskeyProblem> {
        Passkeys::at(&self.settings.base_url, &self.settings.provider())
    }

    /// Asks the browser to make a passkey.
    ///
    /// # Errors
    /// As [`UseCases::prove_again`]; 409 `passkeys_unavailable` and `too_many_passkeys`.
    pub async fn start_passkey(&self, me: Myself) -> Result<Asked, Failure> {
        self.prove_again(&me).await?;
        let keys = match self.passkeys() {
            Ok(keys) => keys,
            Err(why) => return not_here(&why),
        };
        let person = me.person;
        let (name, to, have) = self
            .db
            .read(move |c| {
                let name = read::people::person::name(c, person)?;
                let to = read::people::person::recipient(c, person)?;
                Ok::<_, Error>((name, to, passkeys::of_person(c, person)?))
            })
            .await?;
        if have.len() >= MOST_PASSKEYS {
            return forbidden(
                "too_many_passkeys",
                format!("You have {MOST_PASSKEYS} passkeys already. Remove one you no longer use."),
            );
        }
        let have: Vec<String> = have.into_iter().map(|row| row.credential).collect();
        let address = to.map_or_else(|| name.clone(), |to| to.email);
        let question = keys.ask_to_make(person.uuid(), (&address, &name), &have).map_err(broken)?;
        self.change(move |change| keep(change, ChallengePurpose::AddPasskey, Some(person), &question)).await
    }

    /// Takes the passkey that the browser made. With the person's first second factor come recovery codes.
    ///
    /// # Errors
    /// No name; an answer that is not the passkey's; a passkey that belongs to an account already.
    pub async fn finish_passkey(
        &self,
        (person, login): (PersonId, LoginId),
        (challenge, answer): (&str, &str),
        name: &str,
    ) -> Result<Added, Failure> {
        let keys = match self.passkeys() {
            Ok(keys) => keys,
            Err(why) => return not_here(&why),
        };
        let name = short_text("name", name, LONGEST_PASSKEY_NAME)?;
        let (hash, answer) = (hash_of(challenge)?, answer.to_owned());
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let now = change.now();
            let row = challenges::hold(change.tx, &hash)?.filter(|row| {
                row.purpose == ChallengePurpose::AddPasskey
                    && row.person_id == Some(person)
                    && row.facts().link_works(now)
            });
            let question = row.as_ref().and_then(|row| Question::read(row.state.as_deref()?));
            let (Some(row), Some(question)) = (row, question) else {
                return Err(Refused::Credentials("challenge_over").into());
            };
            let (id, credential) = keys.made(&answer, &question.state).map_err(|why| {
                tracing::debug!(%why, "a passkey was not taken");
                FieldError::new("answer", "Your browser did not make a passkey for this site. Try again.")
            })?;
            challenges::use_up(change.tx, row.id)?;
            if !passkeys::add(change.tx, person, (&id, credential), &name)? {
                return Err(FieldError::new("answer", "This passkey belongs to an account already.").into());
            }
            factor_added(
                change,
                (person, login),
                SecondFactor::Passkey,
                FactorChange::PasskeyAdded(name.clone()),
            )
        })
        .await
    }
}
