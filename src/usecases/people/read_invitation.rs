//! What the link of an invitation is about, for whoever opened it.

use chrono::{DateTime, Utc};

use super::confirm_address::waiting_for;
use crate::{
    crypto::tokens::read_derived_token,
    domain::{
        accounts::Waiting,
        ids::TokenId,
        words::{TokenKind, Word},
    },
    store::{
        AnyConnection,
        read::people::{organisations, person as known, relations},
        write::people::tokens,
    },
    usecases::{UseCases, error::Failure},
};

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
