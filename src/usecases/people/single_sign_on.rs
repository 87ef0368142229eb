//! Signing in with an account at a provider, which was asked beforehand: finding whose record it signs in to, or making
//! one; linking and unlinking.

use chrono::{DateTime, Utc};

use super::{
    claim_membership::{claim, confirm_by_domain},
    confirm_address::make_theirs,
    open_login::open_login,
    page_logins::give_cookie,
    sign_up::{Found, REGISTERED, has_confirmed_address, record_of},
};
use crate::{
    crypto::tokens::{Token, TokenHash},
    domain::{
        accounts::FRESH_LOGIN,
        ids::{LoginId, PersonId, ProviderAccountId},
        people::EmailAddress,
        second_factors::LoginMethod,
        single_sign_on::{Claims, NotSignedIn, SignInProvider, name_of, required_for},
        words::MembershipProof,
    },
    store::{
        Error,
        write::{
            people::{
                addresses, logins, organisations,
                person::{self, PersonRow},
                provider_accounts,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused},
    },
};

/// Somebody came back from a provider, which says who they are.
#[derive(Debug, Clone)]
pub struct CameBack {
    /// The provider's number.
    pub provider: u8,
    /// Who they are.
    pub claims: Claims,
    /// Which sign-in it was: none counts twice.
    pub sign_in: TokenHash,
    /// Until when it could come back.
    pub ends_at: DateTime<Utc>,
}

impl UseCases {
    /// Signs a browser in; returns the cookie's value, or why not.
    ///
    /// # Errors
    /// When there is no such provider, or the database fails.
    pub async fn sign_in_with_provider(&self, back: CameBack) -> Result<Result<Token, NotSignedIn>, Failure> {
        // What stands in the way travels inside Ok: the sign-in is used up in any case.
        self.change(move |change| {
            let provider = provider(change, back.provider)?;
            if !provider_accounts::use_once(change.tx, &back.sign_in, back.ends_at)? {
                return Ok(Err(NotSignedIn::Used));
            }
            let person = match person_of(change, &provider, &back.claims)? {
                Ok(person) => person,
                Err(why) => return Ok(Err(why)),
            };
            let opened = open_login(change, person, LoginMethod::SingleSignOn.into())?;
            provider_accounts::keep_issuer(change.tx, opened.login, &back.claims.issuer)?;
            give_cookie(change.tx, &opened).map(Ok)
        })
        .await
    }

    /// Lets an account at a provider sign in to the record of whoever is signed in, who has just signed in there too.
    ///
    /// # Errors
    /// When there is no such provider, or the database fails.
    pub async fn link_provider_account(
        &self,
        person: PersonId,
        login: LoginId,
        back: CameBack,
    ) -> Result<Result<(), NotSignedIn>, Failure> {
        self.change(move |change| {
            provider(change, back.provider)?;
            if !provider_accounts::use_once(change.tx, &back.sign_in, back.ends_at)? {
                return Ok(Err(NotSignedIn::Used));
            }
            if logins::started_at(change.conn(), login)? + FRESH_LOGIN < change.now() {
                return Ok(Err(NotSignedIn::Stale));
            }
            locks::lock_people(change.tx, &[person])?;
            let (issuer, subject) = (&back.claims.issuer, &back.claims.subject);
            match provider_accounts::holder(change.conn(), issuer, subject)? {
                Some((_, holder)) if holder == person => Ok(Ok(())),
                Some(_) => Ok(Err(NotSignedIn::Taken)),
                None => link(change, person, &back.claims).map(Ok),
            }
        })
        .await
    }

    /// Lets an account at a provider sign in no more.
    ///
    /// # Errors
    /// It is none of theirs.
    pub async fn unlink_provider_account(
        &self,
        person: PersonId,
        id: ProviderAccountId,
    ) -> Result<(), Failure> {
        self.change(move |change| {
            if !provider_accounts::unlink(change.tx, person, id)? {
                return Err(Refused::NotThere.into());
            }
            change.note(Some(person), "provider_account_unlinked", ("provider_account", id), None);
            Ok(())
        })
        .await
    }
}

fn provider(change: &Change<'_, '_>, number: u8) -> Result<SignInProvider, Failure> {
    let found = change.settings.providers.iter().find(|provider| provider.number == number);
    found.cloned().ok_or_else(|| Refused::NotThere.into())
}

fn link(change: &mut Change<'_, '_>, person: PersonId, claims: &Claims) -> Result<(), Failure> {
    let linked = match provider_accounts::link(change.tx, person, &claims.issuer, &claims.subject) {
        // The same account came back twice at the same moment: it is there now.
        Err(Error::Conflict(_)) => return Err(Error::Again.into()),
        other => other?,
    };
    change.note(Some(person), "provider_account_linked", ("provider_account", linked), None);
    Ok(())
}

fn is_open(row: &PersonRow) -> bool {
    row.disabled_at.is_none() && row.erased_at.is_none() && row.merged_into.is_none()
}

/// Whose record an account signs in to: the one it is linked with, or else the one whose address it shows to be theirs.
fn person_of(
    change: &mut Change<'_, '_>,
    provider: &SignInProvider,
    claims: &Claims,
) -> Result<Result<PersonId, NotSignedIn>, Failure> {
    let named = claims.email.as_deref().and_then(|email| EmailAddress::parse("email", email).ok());
    if let Some(other) = named.as_ref().and_then(|email| elsewhere(change, provider, email)) {
        return Ok(Err(NotSignedIn::Elsewhere(other)));
    }
    if let Some((account, person)) =
        provider_accounts::holder(change.conn(), &claims.issuer, &claims.subject)?
    {
        locks::lock_people(change.tx, &[person])?;
        if !is_open(&person::load_person(change.conn(), person)?) {
            return Ok(Err(NotSignedIn::Closed));
        }
        provider_accounts::used(change.tx, account)?;
        return Ok(Ok(person));
    }
    let email = match provider.proved_address(claims) {
        Ok(email) => email,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(other) = elsewhere(change, provider, &email) {
        return Ok(Err(NotSignedIn::Elsewhere(other)));
    }
    if email.is_shared_mailbox() {
        return Ok(Err(NotSignedIn::Shared(email.as_str().to_owned())));
    }
    let found = by_address(change, claims, &email)?;
    if let Ok(person) = found {
        link(change, person, claims)?;
    }
    Ok(found)
}

/// The other provider that addresses like this one have to sign in with.
fn elsewhere(change: &Change<'_, '_>, provider: &SignInProvider, email: &EmailAddress) -> Option<u8> {
    let required = required_for(&change.settings.providers, email)?.number;
    (required != provider.number).then_some(required)
}

/// The record of whoever has this address; where it was not confirmed, it is by this.
fn by_address(
    change: &mut Change<'_, '_>,
    claims: &Claims,
    email: &EmailAddress,
) -> Result<Result<PersonId, NotSignedIn>, Failure> {
    let Some(name) = name_of(claims, email) else { return Ok(Err(NotSignedIn::Unproved)) };
    let (person, address) = match record_of(change.tx, email, &name)? {
        Found::Known(row) => {
            locks::lock_people(change.tx, &[row.person_id])?;
            let open = is_open(&person::load_person(change.conn(), row.person_id)?);
            return Ok(if open { Ok(row.person_id) } else { Err(NotSignedIn::Closed) });
        }
        Found::Theirs { person, address, .. } => (person, address),
    };
    locks::lock_people(change.tx, &[person])?;
    let address = addresses::load(change.conn(), address)?;
    let mut row = person::load_person(change.conn(), person)?;
    if !is_open(&row) || address.person_id != person {
        return Ok(Err(NotSignedIn::Closed));
    }
    let first = !has_confirmed_address(change.tx, person)?;
    change.note(None, "registered", ("person", person), None);
    make_theirs(change, person, &address)?;
    if first && row.source == REGISTERED {
        name.as_str().clone_into(&mut row.name);
        row.name_folded = name.folded();
        person::store_person(change.tx, &row)?;
    }
    if first {
        let of_domain = organisations::of_domain(change.conn(), email.domain())?;
        if let [organisation] = of_domain.as_slice() {
            // Nobody asked where they belong: their employer's own directory says it.
            claim(change.tx, person, organisation.id, Some(MembershipProof::Domain), None)?;
        }
    }
    confirm_by_domain(change.tx, person)?;
    // A place held for the address stays unbooked: whoever held it had not shown the address to be theirs.
    Ok(Ok(person))
}
