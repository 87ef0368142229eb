//! Confirming an address by link or typed code, which also signs in.

use chrono::{DateTime, Utc};

use super::{
    claim_membership::{claim, confirm_by_domain, organisation_named},
    main_address::{main_address, say_if_moved},
    merge_people::merge,
    open_login::{OpenedLogin, Tokens},
    required_provider::refusal,
    say_rights::say_manager,
    second_step::enter,
    sign_up::{REGISTERED, has_confirmed_address},
};
use crate::{
    crypto::tokens::{code_matches, read_derived_token},
    domain::{
        accounts::{NamedOrganisation, Waiting},
        ids::{PersonId, TokenId},
        people::{EmailAddress, PersonName},
        second_factors::LoginMethod,
        words::{TokenKind, Word},
    },
    store::{
        AnyConnection, Error,
        read::people::{organisations, person as known, relations},
        write::{
            commissions::commission,
            people::{
                addresses::{self, AddressRow},
                memberships, person,
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

impl UseCases {
    /// Confirms an address and signs its holder in.
    ///
    /// # Errors
    /// [`Refused::Credentials`] when link or code is unknown, used, expired or typed wrong too often; said alike.
    /// [`Refused::SignInWith`] when it is confirmed, but signs in with a provider alone.
    pub async fn confirm_address(&self, proof: Proof) -> Result<Tokens, Failure> {
        // The refusal travels inside Ok, because a wrong code has to be counted.
        let opened = self.change(move |change| confirm(change, &proof)).await?;
        self.tokens(opened.ok_or_else(|| self.failed_with("confirmation", invalid_link()))??).await
    }
}

/// What an invitation names: both sides, and what a yes means.
#[derive(Debug, Clone)]
pub struct InvitationFacts {
    /// Who invites.
    pub inviter: String,
    /// To which organisation.
    pub organisation: String,
    /// Who leads it, and so manages those who belong to it.
    pub leads: Vec<String>,
    /// Whether whoever invites may be the person's line manager: they neither lead the organisation nor run the
    /// training.
    pub may_be_manager: bool,
}

impl UseCases {
    /// What the link of an invitation is about; none when it does not work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_facts(&self, token: &str) -> Result<Option<InvitationFacts>, Failure> {
        let id = read_derived_token(&self.settings.secret, token, TokenKind::ConfirmAddress.as_str());
        let (id, now) = (id.map(TokenId::from_uuid), self.db.clock().now());
        self.db.read(move |c| facts_of_invitation(c, id, now)).await
    }
}

fn facts_of_invitation(
    connection: &mut AnyConnection,
    id: Option<TokenId>,
    now: DateTime<Utc>,
) -> Result<Option<InvitationFacts>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let Some(row) = tokens::find(connection, id)?.filter(|row| row.facts().link_works(now)) else {
        return Ok(None);
    };
    let Some(Waiting::Invitation { organisation, by, confirmed_how }) = waiting_for(&row)? else {
        return Ok(None);
    };
    let mut leads = Vec::new();
    for lead in relations::leads_of(connection, &[organisation], now)? {
        leads.push(known::name(connection, lead)?);
    }
    Ok(Some(InvitationFacts {
        inviter: known::name(connection, by)?,
        organisation: organisations::name(connection, organisation)?,
        leads,
        may_be_manager: confirmed_how.is_none(),
    }))
}

/// The one answer to every link and code that does not work.
pub(crate) fn invalid_link() -> Failure {
    Refused::Credentials("invalid_link").into()
}

/// Confirms; what stands in the way of signing in by it travels inside, because the confirmation has to be committed.
pub(crate) fn confirm(
    change: &mut Change<'_, '_>,
    proof: &Proof,
) -> Result<Option<Result<OpenedLogin, Failure>>, Failure> {
    let token = match proof {
        Proof::Link(text) | Proof::Join { token: text, .. } => {
            by_link(change, text, TokenKind::ConfirmAddress)?
        }
        Proof::Code { email, code } => by_code(change, email, code)?,
    };
    let Some(token) = token else { return Ok(None) };
    let names_manager = matches!(proof, Proof::Join { line_manager: true, .. });
    let Some(person) = take_effect(change, &token, names_manager)? else { return Ok(None) };
    let address = addresses::load(change.conn(), token.address_id)?;
    let email = EmailAddress::parse("email", &address.email);
    if let Some(elsewhere) = email.ok().and_then(|email| refusal(change.settings, &email)) {
        return Ok(Some(Err(elsewhere)));
    }
    Ok(Some(enter(change, person, LoginMethod::AddressConfirmed)?.map_err(Failure::from)))
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

fn waiting_for(token: &TokenRow) -> Result<Option<Waiting>, Failure> {
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
    say_if_moved(change, person, before, Some(person))?;
    for named in person::manage_whoever_named(change.tx, person, &address.email_folded)? {
        say_manager(change, named, None, Some(person), Some(person));
    }
    change.note(Some(person), "address_confirmed", ("address", address.id), None);
    change.note(Some(person), "person_confirmed", ("person", person), None);
    Ok(())
}

/// Does what waited for the confirmation; none when the record was closed meanwhile.
fn take_effect(
    change: &mut Change<'_, '_>,
    token: &TokenRow,
    names_manager: bool,
) -> Result<Option<PersonId>, Failure> {
    let person = token.person_id;
    let waiting = waiting_for(token)?;
    let owner = addresses::load(change.tx.conn(), token.address_id)?.person_id;
    locks::lock_people(change.tx, &[person, owner])?;
    let address = addresses::load(change.tx.conn(), token.address_id)?;
    if address.person_id == owner && owner != person && waiting == Some(Waiting::FurtherAddress) {
        // The address stands in a record that was brought in and that nobody has claimed: it is this person's.
        let brought_in = person::load_person(change.tx.conn(), owner)?;
        if brought_in.source == REGISTERED || has_confirmed_address(change.tx, owner)? {
            return Ok(None);
        }
        merge(change, (owner, person), None)?;
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
        Some(Waiting::Registration {
            name,
            certificate_name,
            password_hash,
            organisation,
            organisation_name,
            session,
        }) if first => {
            chosen = session;
            let name = PersonName::parse("name", &name)?;
            // A record that was brought in is theirs from now on, with its history, under the name they give.
            name.as_str().clone_into(&mut row.name);
            row.name_folded = name.folded();
            if certificate_name.is_some() {
                row.certificate_name = certificate_name;
            }
            row.password_hash = Some(password_hash);
            person::store_person(change.tx, &row)?;
            let listed = organisation.map(NamedOrganisation::Listed);
            let named = listed.or(organisation_name.map(NamedOrganisation::Unlisted));
            if let Some(named) = named {
                let organisation = organisation_named(change.tx, &named)?;
                claim(change.tx, person, organisation.id, None, Some(person))?;
            }
        }
        Some(Waiting::Invitation { organisation, by, confirmed_how }) => {
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
        Some(Waiting::Registration { .. } | Waiting::FurtherAddress) | None => {}
    }
    confirm_by_domain(change.tx, person)?;
    if first {
        book_chosen_place(change, person, chosen)?;
    }
    Ok(Some(person))
}
