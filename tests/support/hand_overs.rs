//! Places offered to colleagues: the secret of the mailed link, and a yes with it.

use serde_json::json;
use training_ladder::{
    crypto::tokens::derived_token,
    domain::{
        ids::TokenId,
        words::{TokenKind, Word as _},
    },
};

use super::app::{Answer, Someone, TestApp};

impl TestApp {
    /// The secret of the newest link of this kind mailed to an address.
    pub async fn secret_mailed_to(&self, email: &str, kind: &str, purpose: TokenKind) -> String {
        let mails = self.mails().await;
        let mail = mails.iter().rev().find(|mail| mail.to == email && mail.kind == kind).expect("the mail");
        let find = |key: &str| mail.payload[key]["token_id"].as_str().map(str::to_owned);
        let id = find("link").or_else(|| find("say_no")).expect("a link with a secret");
        let id: TokenId = id.parse().expect("an id");
        derived_token(&self.app.settings.secret, id.uuid(), purpose.as_str())
    }

    /// The secret of the link to a place that is offered to an address.
    pub async fn offered_to(&self, email: &str) -> String {
        self.secret_mailed_to(email, "hand_over_offered", TokenKind::HandOver).await
    }

    /// Somebody says yes to the place that was offered to an address.
    pub async fn takes(&self, who: &Someone, email: &str) -> Answer {
        let token = self.offered_to(email).await;
        self.post(who, "/api/v1/hand-overs/accept", json!({"token": token})).await
    }
}
