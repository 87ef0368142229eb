//! Signing in with a passkey: as the second step, or alone.

use super::{
    add_passkey::{Asked, broken, keep, not_here},
    open_login::open_login,
    page_logins::give_cookie,
    second_step::{Answered, hash_of, hold_step, open},
};
use crate::{
    crypto::{passkeys::Question, tokens::Token},
    domain::second_factors::{ChallengePurpose, LoginMethod, SecondFactor},
    store::{
        read,
        write::{
            people::{factor_challenges as challenges, passkeys},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
    },
};

fn over() -> Failure {
    Refused::Credentials("challenge_over").into()
}

impl UseCases {
    /// What the browser is asked in the second step of a sign-in; none where its person has no passkey, or passkeys
    /// are not to be had here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_question(&self, challenge: &str) -> Result<Option<String>, Failure> {
        let (Ok(keys), Ok(hash)) = (self.passkeys(), hash_of(challenge)) else { return Ok(None) };
        self.change(move |change| {
            let Some((row, person)) = hold_step(change, &hash)? else { return Ok(None) };
            if let Some(question) = row.state.as_deref().and_then(Question::read) {
                return Ok(Some(question.options));
            }
            let have = passkeys::of_person(change.conn(), person)?;
            if have.is_empty() {
                return Ok(None);
            }
            let have: Vec<String> = have.into_iter().map(|row| row.credential).collect();
            let question = keys.ask_to_show(&have).map_err(broken)?;
            challenges::remember(change.tx, row.id, &question.to_text())?;
            Ok(Some(question.options))
        })
        .await
    }

    /// Finishes a browser's sign-in with a passkey; returns the cookie's value.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when the answer is not the passkey's, or the challenge is over.
    pub async fn show_passkey(&self, challenge: &str, answer: &str) -> Result<Token, Failure> {
        let keys = match self.passkeys() {
            Ok(keys) => keys,
            Err(why) => return not_here(&why),
        };
        let (hash, answer) = (hash_of(challenge)?, answer.to_owned());
        let answered = self.change(move |change| {
            let Some((row, person)) = hold_step(change, &hash)? else { return Ok(Answered::Over) };
            let Some(question) = row.state.as_deref().and_then(Question::read) else {
                return Ok(Answered::Over);
            };
            let shown = keys.shown(&answer, &question.state).ok();
            let passkey = match &shown {
                Some(shown) => passkeys::find(change.conn(), shown.id())?,
                None => None,
            };
            let (Some(shown), Some(passkey)) = (shown, passkey.filter(|row| row.person_id == person)) else {
                challenges::count_wrong_code(change.tx, row.id)?;
                change.note(Some(person), "second_factor_wrong", ("person", person), None);
                return Ok(Answered::Wrong);
            };
            let kept = shown.kept_from_now_on(&passkey.credential).map_err(broken)?;
            passkeys::used(change.tx, &passkey, &kept)?;
            let opened = open(change, &row, person, SecondFactor::Passkey)?;
            give_cookie(change.tx, &opened).map(Answered::Right)
        });
        answered.await?.right()
    }

    /// Asks the browser for a passkey of whomever it belongs to.
    ///
    /// # Errors
    /// 409 `passkeys_unavailable`.
    pub async fn start_passkey_sign_in(&self) -> Result<Asked, Failure> {
        let keys = match self.passkeys() {
            Ok(keys) => keys,
            Err(why) => return not_here(&why),
        };
        let question = keys.ask_anybody().map_err(broken)?;
        self.change(move |change| keep(change, ChallengePurpose::PasskeySignIn, None, &question)).await
    }

    /// Signs a browser in with a passkey alone, which asked its holder who they are; returns the cookie's value.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when no passkey of ours answered, or the challenge is over; said alike.
    pub async fn sign_in_by_passkey(&self, challenge: &str, answer: &str) -> Result<Token, Failure> {
        let keys = match self.passkeys() {
            Ok(keys) => keys,
            Err(why) => return not_here(&why),
        };
        let (hash, answer) = (hash_of(challenge)?, answer.to_owned());
        let Ok(id) = keys.which(&answer) else { return Err(over()) };
        // The refusal travels inside Ok, because the challenge is used up either way.
        let cookie = self.change(move |change| {
            let whose = passkeys::find(change.conn(), &id)?.map(|row| row.person_id);
            locks::lock_people(change.tx, whose.as_slice())?;
            let now = change.now();
            let row = challenges::hold(change.tx, &hash)?
                .filter(|row| row.purpose == ChallengePurpose::PasskeySignIn && row.facts().link_works(now));
            let Some(row) = row else { return Ok(None) };
            challenges::use_up(change.tx, row.id)?;
            let Some(question) = row.state.as_deref().and_then(Question::read) else { return Ok(None) };
            let passkey = passkeys::find(change.conn(), &id)?;
            let Some(passkey) = passkey.filter(|row| whose == Some(row.person_id)) else { return Ok(None) };
            let whose = passkey.person_id;
            if read::people::person::actor(change.conn(), whose, now)?.is_none() {
                return Ok(None);
            }
            let Ok(shown) = keys.shown_alone(&answer, &question.state, &passkey.credential) else {
                return Ok(None);
            };
            let kept = shown.kept_from_now_on(&passkey.credential).map_err(broken)?;
            passkeys::used(change.tx, &passkey, &kept)?;
            let opened = open_login(change, whose, LoginMethod::Passkey.into())?;
            give_cookie(change.tx, &opened).map(Some)
        });
        cookie.await?.ok_or_else(over)
    }
}
