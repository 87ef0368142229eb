//! Signing in by a mailed link.

use super::{
    claim_membership::confirm_by_domain,
    confirm_address::{by_link, invalid_link},
    main_address::{main_address, say_if_moved},
    open_login::{OpenedLogin, Tokens},
    required_provider::refuse_if_required,
    second_step::enter,
    sign_up::{REGISTERED, has_confirmed_address},
};
use crate::{
    domain::{
        accounts::SIGN_IN_LINK,
        ids::TokenId,
        people::EmailAddress,
        second_factors::{LoginMethod, Owed},
        words::TokenKind,
    },
    mail::message::{LinkTo, Message, Minutes, Page, SecretLink, SharedMailbox, SignInLink},
    store::{
        WriteTx,
        read::people::person::Recipient,
        write::{
            people::{
                addresses::{self, AddressRow},
                person::{self, PersonRow},
                tokens,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        queue_mail::{Letter, post},
    },
};

impl UseCases {
    /// Mails a sign-in link to whoever has this address. Whether anybody has it is told by neither answer nor time.
    ///
    /// # Errors
    /// [`Refused::SignInWith`](crate::usecases::Refused::SignInWith) for an address that signs in with a provider
    /// alone, whether or not anybody has it.
    pub async fn send_sign_in_link(&self, email: EmailAddress) -> Result<(), Failure> {
        refuse_if_required(&self.settings, &email)?;
        self.change(move |change| send(change, &email)).await
    }

    /// Signs in with a mailed link, once.
    ///
    /// # Errors
    /// [`Refused::Credentials`](crate::usecases::Refused::Credentials) when it is unknown, used or expired;
    /// [`Refused::SecondFactorNeeded`](crate::usecases::Refused::SecondFactorNeeded) when the person has one.
    pub async fn redeem_sign_in_link(&self, token: &str) -> Result<Tokens, Failure> {
        let token = token.to_owned();
        let opened = self.change(move |change| redeem(change, &token)).await?;
        self.tokens(opened.ok_or_else(|| self.failed_with("link", invalid_link()))??).await
    }
}

/// Whether a link to this address signs in to this record: the address is confirmed, or the record was brought in
/// by us and nobody has claimed it yet. An address that a person only wrote into a record proves nothing.
fn leads_to(tx: &mut WriteTx<'_>, address: &AddressRow, person: &PersonRow) -> Result<bool, Failure> {
    let open = person.disabled_at.is_none() && person.erased_at.is_none() && person.merged_into.is_none();
    let unclaimed = person.source != REGISTERED && !has_confirmed_address(tx, person.id)?;
    Ok(open && (address.confirmed_at.is_some() || unclaimed))
}

fn send(change: &mut Change<'_, '_>, email: &EmailAddress) -> Result<(), Failure> {
    let Some(address) = addresses::find(change.tx.conn(), email)? else {
        nothing_sent(change);
        return Ok(());
    };
    let person = person::load_person(change.tx.conn(), address.person_id)?;
    if !leads_to(change.tx, &address, &person)? {
        nothing_sent(change);
        return Ok(());
    }
    let to = Recipient { person: Some(person.id), name: person.name, email: address.email.clone() };
    if email.is_shared_mailbox() {
        let register = Page::at("/register");
        let message = Message::SharedMailbox(SharedMailbox { address: address.email, register });
        post(change, Letter::new(to, message))?;
        return Ok(());
    }
    let expires_at = change.tx.now() + SIGN_IN_LINK;
    let token = tokens::add(change.tx, TokenKind::SignIn, (person.id, address.id), None, expires_at)?;
    let message = Message::SignInLink(SignInLink {
        link: SecretLink::new(token, LinkTo::SignIn),
        valid_for: Minutes { minutes: i32::try_from(SIGN_IN_LINK.num_minutes()).unwrap_or(15) },
    });
    post(change, Letter::new(to, message))?;
    Ok(())
}

/// Writes as the sending of a link does, so that nobody learns from the time it takes whether there was one to send.
fn nothing_sent(change: &mut Change<'_, '_>) {
    let asking: TokenId = change.tx.new_id();
    change.note(None, "sign_in_link_not_sent", ("token", asking), None);
}

pub(crate) fn redeem(
    change: &mut Change<'_, '_>,
    text: &str,
) -> Result<Option<Result<OpenedLogin, Owed>>, Failure> {
    let Some(token) = by_link(change, text, TokenKind::SignIn)? else { return Ok(None) };
    locks::lock_people(change.tx, &[token.person_id])?;
    let address = addresses::load(change.tx.conn(), token.address_id)?;
    let person = person::load_person(change.tx.conn(), token.person_id)?;
    if address.person_id != person.id || !leads_to(change.tx, &address, &person)? {
        return Ok(None);
    }
    if let Ok(email) = EmailAddress::parse("email", &address.email) {
        refuse_if_required(change.settings, &email)?;
    }
    tokens::use_up(change.tx, token.id)?;
    if address.confirmed_at.is_none() {
        let before = main_address(change, person.id)?;
        addresses::confirm(change.tx, address.id)?;
        say_if_moved(change, person.id, before, Some(person.id))?;
        change.note(Some(person.id), "address_confirmed", ("address", address.id), None);
        confirm_by_domain(change.tx, person.id)?;
    }
    Ok(Some(enter(change, person.id, LoginMethod::Link)?))
}
