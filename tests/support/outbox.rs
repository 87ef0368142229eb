//! What a test reads from the outbox: who was to be mailed what, with which invite.

use diesel::prelude::*;
use serde_json::Value;
use training_ladder::{
    domain::invites::Invite,
    store::{Error, schema::outbox},
};

use super::app::TestApp;

/// A mail in the outbox.
#[derive(Debug, Clone)]
pub struct Queued {
    pub kind: String,
    pub to: String,
    pub payload: Value,
    pub invite: Option<Invite>,
}

impl TestApp {
    /// Every mail in the outbox, oldest first.
    pub async fn mails(&self) -> Vec<Queued> {
        type Row = (String, String, Option<String>, Option<String>);
        let rows: Vec<Row> = self
            .db
            .read(|c| {
                outbox::table
                    .order(outbox::id)
                    .select((outbox::kind, outbox::to_email, outbox::payload, outbox::invite))
                    .load(c)
                    .map_err(Error::from)
            })
            .await
            .expect("the outbox");
        rows.into_iter()
            .map(|(kind, to, payload, invite)| Queued {
                kind,
                to,
                payload: payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
                invite: invite.and_then(|text| serde_json::from_str(&text).ok()),
            })
            .collect()
    }

    /// The kinds of mail queued to an address, oldest first.
    pub async fn kinds_to(&self, email: &str) -> Vec<String> {
        self.mails().await.into_iter().filter(|mail| mail.to == email).map(|mail| mail.kind).collect()
    }
}
