//! Confirming an address by link or typed code, which also signs in.

use super::{
    claim_membership::{claim, confirm_by_domain, organisation_named},
    main_address::{main_address, say_if_moved},
    merge_people::merge,
    open_login::{OpenedLogin, Tokens},
    required_provider::refusal,
    say_rights::say_manager,
    second_step::enter,
    sign_up::has_confirmed_address,
};
use crate::{
    crypto::tokens::{code_matches, read_derived_token},
    domain::{
        accounts::{Confirmer, NamedOrganisation, TypedBy, Waiting},
        ids::{PersonId, TokenId},
        people::{EmailAddress, PersonName},
        second_factors::LoginMethod,
        words::{TokenKind, Word},
    },
    store::{
        AnyConnection, Error,
        read::people::{organisations, person as known},
        write::{
            commissions::commission,
            people::{
                addresses::{self, AddressRow},
                asked_addresses, memberships, person,
                tokens::{self, TokenRow},
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        bookings::hold_place::book_chosen_place,
        change::Change,
        error::{Failure, Refused},
    },
};

/// How somebody shows that an address is theirs.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The secret of the mailed link.
    Link(String),
    /// The secret of an invitation's link, from the page that names whoever invites and the organisation.
    Join {
        /// The secret.
        token: String,
        /// They said that whoever invites is their line manager.
        line_manager: bool,
    },
    /// The code, typed where they were asked for it.
    Code {
        /// The address it was mailed to.
        email: String,
        /// As typed.
        code: String,
    },
}

/// What somebody says of themselves who confirms an address that was registered elsewhere.
#[derive(Debug, Clone)]
pub struct OwnWords {
    /// Their name; as it was typed when left out.
    pub name: Option<PersonName>,
    /// The password they want, hashed.
    pub password_hash: String,
    /// They belong to the organisation that was named.
    pub belongs: bool,
}

/// An address to be confirmed.
#[derive(Debug, Clone)]
pub struct Confirming {
    /// How it is shown to be theirs.
    pub proof: Proof,
    /// Who confirms it.
    pub confirmer: Confirmer,
    /// What they say of themselves.
    pub own: Option<OwnWords>,
    /// Whether they can be asked for that; else what was typed elsewhere is dropped.
    pub asks: bool,
}

/// What was typed elsewhere, for whoever confirms the address to read over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedElsewhere {
    /// The name.
    pub name: String,
    /// The organisation.
    pub organisation: Option<String>,
}

/// What became of it.
pub(crate) enum Confirmed {
    /// It is theirs, and they are signed in; or what stands in the way of that.
    Opened(Result<OpenedLogin, Failure>),
    /// They are asked for words of their own first.
    Asks(TypedElsewhere),
    /// The account that it would be added to has to be signed in to first.
    OtherAccount,
    /// The link or code does not work.
    NotRight,
}

/// How a link stands before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkStands {
    /// One press is all it takes, or it does not work.
    Ready,
    /// Words of one's own are asked for.
    Asks(TypedElsewhere),
    /// The account that the address would be added to has to be signed in to.
    OtherAccount,
}

impl UseCases {
    /// Confirms an address and signs its holder in. What was typed in a browser is taken over in that browser alone:
    /// from elsewhere the password that was typed is dropped, and the one given now is set, if any.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when link or code is unknown, used, expired or typed wrong too often, or would add to
    /// an account that is not signed in; said alike. [`Refused::SignInWith`] when it is confirmed, but signs in with a
    /// provider alone; [`Refused::SecondFactorNeeded`] when the person has one.
    pub async fn confirm_address(&self, ask: Confirming) -> Result<Tokens, Failure> {
        // The refusal travels inside Ok, because a wrong code has to be counted.
        let confirmed = self.change(move |change| confirm(change, &ask)).await?;
        match confirmed {
            Confirmed::Opened(opened) => self.tokens(opened?).await,
            Confirmed::NotRight | Confirmed::Asks(_) | Confirmed::OtherAccount => {
                Err(self.failed_with("confirmation", invalid_link()))
            }
        }
    }

    /// How a mailed link stands to whoever opened it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_stands(&self, token: &str, confirmer: Confirmer) -> Result<LinkStands, Failure> {
        let id = read_derived_token(&self.settings.secret, token, TokenKind::ConfirmAddress.as_str());
        let (id, now) = (id.map(TokenId::from_uuid), self.db.clock().now());
        self.db
            .read(move |c| {
                let Some(id) = id else { return Ok(LinkStands::Ready) };
                let row = tokens::find(c, id)?.filter(|row| row.facts().link_works(now));
                let Some(row) = row else { return Ok(LinkStands::Ready) };
                let Some(waiting) = waiting_for(&row)? else { return Ok(LinkStands::Ready) };
                let first = !known::is_confirmed(c, row.person_id)?;
                Ok(match waiting.typed_by(&confirmer, row.person_id, first) {
                    TypedBy::Them => LinkStands::Ready,
                    TypedBy::AnotherAccount => LinkStands::OtherAccount,
                    TypedBy::SomebodyElsewhere => LinkStands::Asks(typed_elsewhere(c, &waiting)?),
                })
            })
            .await
    }
}

fn typed_elsewhere(connection: &mut AnyConnection, waiting: &Waiting) -> Result<TypedElsewhere, Failure> {
    let Waiting::Registration { name, organisation, organisation_name, .. } = waiting else {
        return Ok(TypedElsewhere { name: String::new(), organisation: None });
    };
    let organisation = match organisation {
        Some(id) => Some(organisations::name(connection, *id)?),
        None => organisation_name.clone(),
    };
    Ok(TypedElsewhere { name: name.clone(), organisation })
}

/// The one answer to every link and code that does not work.
pub(crate) fn invalid_link() -> Failure {
    Refused::Credentials("invalid_link").into()
}

/// Confirms; what stands in the way of signing in by it travels inside, because the confirmation has to be committed.
pub(crate) fn confirm(change: &mut Change<'_, '_>, ask: &Confirming) -> Result<Confirmed, Failure> {
    let token = match &ask.proof {
        Proof::Link(text) | Proof::Join { token: text, .. } => {
            by_link(change, text, TokenKind::ConfirmAddress)?
        }
        Proof::Code { email, code } => by_code(change, email, code)?,
    };
    let Some(token) = token else { return Ok(Confirmed::NotRight) };
    let Some(waiting) = waiting_for(&token)? else { return Ok(Confirmed::NotRight) };
    let first = !has_confirmed_address(change.tx, token.person_id)?;
    let typed_by = waiting.typed_by(&ask.confirmer, token.person_id, first);
    let waiting = match typed_by {
        TypedBy::AnotherAccount => return Ok(Confirmed::OtherAccount),
        TypedBy::SomebodyElsewhere if ask.own.is_none() && ask.asks => {
            return Ok(Confirmed::Asks(typed_elsewhere(change.conn(), &waiting)?));
        }
        TypedBy::SomebodyElsewhere => in_own_words(waiting, ask.own.as_ref()),
        TypedBy::Them if ask.own.is_some() => in_own_words(waiting, ask.own.as_ref()),
        TypedBy::Them => waiting,
    };
    let taking = Taking {
        waiting,
        names_manager: matches!(ask.proof, Proof::Join { line_manager: true, .. }),
        books: typed_by == TypedBy::Them,
    };
    let Some(person) = take_effect(change, &token, taking)? else { return Ok(Confirmed::NotRight) };
    let address = addresses::load(change.conn(), token.address_id)?;
    let email = EmailAddress::parse("email", &address.email);
    if let Some(elsewhere) = email.ok().and_then(|email| refusal(change.settings, &email)) {
        return Ok(Confirmed::Opened(Err(elsewhere)));
    }
    let step = enter(change, person, LoginMethod::AddressConfirmed)?;
    Ok(Confirmed::Opened(step.map_err(Failure::from)))
}

/// A registration as whoever confirms the address has it: without what somebody else may have typed.
fn in_own_words(waiting: Waiting, own: Option<&OwnWords>) -> Waiting {
    let Waiting::Registration { name, organisation, organisation_name, session, browser, held_for, .. } =
        waiting
    else {
        return waiting;
    };
    let belongs = own.is_some_and(|own| own.belongs);
    Waiting::Registration {
        name: own.and_then(|own| own.name.as_ref()).map_or(name, |name| name.as_str().to_owned()),
        certificate_name: None,
        password_hash: own.map(|own| own.password_hash.clone()),
        organisation: organisation.filter(|_| belongs),
        organisation_name: organisation_name.filter(|_| belongs),
        session,
        browser,
        held_for,
    }
}

/// The token of a link, if the link works; held, so that it works once.
pub(crate) fn by_link(
    change: &mut Change<'_, '_>,
    text: &str,
    kind: TokenKind,
) -> Result<Option<TokenRow>, Failure> {
    let Some(id) = read_derived_token(&change.settings.secret, text, kind.as_str()) else { return Ok(None) };
    let row = tokens::hold(change.tx, TokenId::from_uuid(id))?;
    let now = change.tx.now();
    Ok(row.filter(|row| row.kind == kind && row.facts().link_works(now)))
}

fn by_code(change: &mut Change<'_, '_>, email: &str, code: &str) -> Result<Option<TokenRow>, Failure> {
    let Ok(email) = EmailAddress::parse("email", email) else { return Ok(None) };
    let Some(address) = addresses::find(change.tx.conn(), &email)? else { return Ok(None) };
    let now = change.tx.now();
    let mut open = tokens::hold_unused_of(change.tx, address.id, TokenKind::ConfirmAddress)?;
    open.retain(|row| row.facts().code_works(now));
    let purpose = TokenKind::ConfirmAddress.as_str();
    let right = open.iter().find(|row| code_matches(&change.settings.secret, row.id.uuid(), purpose, code));
    if right.is_none() {
        // Every code that could have been meant counts the try: asking for more mails gives no more tries.
        let ids: Vec<TokenId> = open.iter().map(|row| row.id).collect();
        tokens::count_wrong_code(change.tx, &ids)?;
    }
    Ok(right.cloned())
}

pub(super) fn waiting_for(token: &TokenRow) -> Result<Option<Waiting>, Failure> {
    let parse = |payload: &String| serde_json::from_str(payload);
    Ok(token.payload.as_ref().map(parse).transpose().map_err(|e| Error::Broken(e.to_string()))?)
}

/// Does what a confirmed address does whoever it is confirmed by: other registrations with it are void, mail goes there
/// if it went nowhere, and whoever named it as their manager's has one.
pub(super) fn make_theirs(
    change: &mut Change<'_, '_>,
    person: PersonId,
    address: &AddressRow,
) -> Result<(), Failure> {
    for other in tokens::hold_unused_of(change.tx, address.id, TokenKind::ConfirmAddress)? {
        // Other registrations with this address are void now; an invitation may still be accepted.
        if !matches!(waiting_for(&other)?, Some(Waiting::Invitation { .. })) {
            tokens::use_up(change.tx, other.id)?;
        }
    }
    let before = main_address(change, person)?;
    addresses::confirm(change.tx, address.id)?;
    asked_addresses::answered(change.tx, person, &address.email_folded)?;
    say_if_moved(change, person, before, Some(person))?;
    for named in person::manage_whoever_named(change.tx, person, &address.email_folded)? {
        say_manager(change, named, None, Some(person), Some(person));
    }
    change.note(Some(person), "address_confirmed", ("address", address.id), None);
    change.note(Some(person), "person_confirmed", ("person", person), None);
    Ok(())
}

/// What takes effect.
struct Taking {
    waiting: Waiting,
    /// They said that whoever invites is their line manager.
    names_manager: bool,
    /// Whether the place that was chosen is booked at once; else it stays on offer until they answer.
    books: bool,
}

/// Does what waited for the confirmation; none when the record was closed meanwhile.
fn take_effect(
    change: &mut Change<'_, '_>,
    token: &TokenRow,
    taking: Taking,
) -> Result<Option<PersonId>, Failure> {
    let person = token.person_id;
    let Taking { waiting, names_manager, books } = taking;
    let owner = addresses::load(change.tx.conn(), token.address_id)?.person_id;
    let held_for = match &waiting {
        Waiting::Registration { held_for, .. } => *held_for,
        Waiting::Invitation { .. } | Waiting::FurtherAddress => None,
    };
    let all: Vec<PersonId> = [person, owner].into_iter().chain(held_for).collect();
    locks::lock_people(change.tx, &all)?;
    let address = addresses::load(change.tx.conn(), token.address_id)?;
    if address.person_id == owner && owner != person && waiting == Waiting::FurtherAddress {
        if address.confirmed_at.is_some() {
            return Ok(None);
        }
        if has_confirmed_address(change.tx, owner)? {
            // Whoever only wrote it down has no right to it.
            addresses::give_to(change.tx, address.id, person, false)?;
        } else {
            // The address stands in a record that nobody has claimed: it is this person's, and what was brought in or
            // booked for it with it.
            merge(change, (owner, person), None)?;
        }
    }
    let address = addresses::load(change.tx.conn(), address.id)?;
    let mut row = person::load_person(change.tx.conn(), person)?;
    let closed = row.disabled_at.is_some() || row.erased_at.is_some() || row.merged_into.is_some();
    if closed || address.person_id != person {
        return Ok(None);
    }
    let first = !has_confirmed_address(change.tx, person)?;
    tokens::use_up(change.tx, token.id)?;
    make_theirs(change, person, &address)?;
    let mut chosen = None;
    match waiting {
        Waiting::Registration {
            name,
            certificate_name,
            password_hash,
            organisation,
            organisation_name,
            session,
            ..
        } if first => {
            chosen = session;
            let name = PersonName::parse("name", &name)?;
            // A record that was brought in is theirs from now on, with its history, under the name they give.
            name.as_str().clone_into(&mut row.name);
            row.name_folded = name.folded();
            if certificate_name.is_some() {
                row.certificate_name = certificate_name;
            }
            row.password_hash = password_hash;
            person::store_person(change.tx, &row)?;
            let listed = organisation.map(NamedOrganisation::Listed);
            let named = listed.or(organisation_name.map(NamedOrganisation::Unlisted));
            if let Some(named) = named {
                let organisation = organisation_named(change.tx, &named)?;
                claim(change.tx, person, organisation.id, None, Some(person))?;
            }
        }
        Waiting::Invitation { organisation, by, confirmed_how } => {
            // Their own yes: nobody has to tell them again who sees what by it.
            let id = claim(change.tx, person, organisation, confirmed_how, Some(by))?;
            memberships::told(change.tx, id)?;
            commission::agree_to_lists_of(change.tx, person, by)?;
            if names_manager && confirmed_how.is_none() {
                let before = row.line_manager_id.replace(by);
                row.line_manager_email = None;
                person::store_person(change.tx, &row)?;
                say_manager(change, person, before, Some(by), Some(person));
            }
        }
        Waiting::Registration { .. } | Waiting::FurtherAddress => {}
    }
    confirm_by_domain(change.tx, person)?;
    if let Some(nobody) = held_for.filter(|_| first) {
        // What stands against it leaves the place to the next; they are told once they look at it.
        let taken = change.attempt(|change| merge(change, (nobody, person), None));
        if let Err(failure @ Failure::Store(_)) = taken {
            return Err(failure);
        }
    }
    if first && books {
        book_chosen_place(change, person, chosen)?;
    }
    Ok(Some(person))
}
