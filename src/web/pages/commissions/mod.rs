//! Training asked for by a team: the pages of whoever asks and of the coordinators, who see the same request from
//! either side.

#![expect(clippy::missing_errors_doc, reason = "every handler answers the problems of web::problems")]

pub mod answer;
pub mod answer_list;
pub mod ask;
pub mod commission_propose;
pub mod commission_schedule;
mod commission_words;
pub mod details;
pub mod invitations;
pub mod list;
pub mod manage_invitations;
pub mod outcome;
pub mod people;
mod proposal;
pub mod proposal_parts;
pub mod propose_facts;
pub mod readiness;
pub mod readiness_facts;
pub mod request;
pub mod request_facts;

use crate::{
    app::App,
    domain::{access::Action, ids::CommissionId},
    store::read::commissions::commission::{self as views, CommissionView},
    web::{access::may_for_commission, error::ApiResult, extract::Member},
};

/// The request as whoever is signed in sees it, if they may do this to it.
pub async fn load(app: &App, member: &Member, id: CommissionId, action: Action) -> ApiResult<CommissionView> {
    may_for_commission(app, &member.caller, id, action).await?;
    let (actor, now) = (member.caller.actor, app.clock.now());
    Ok(app.reads.run(move |c| views::view(c, id, &actor, now)).await?)
}

/// The address of a request's page.
#[must_use]
pub fn address(id: CommissionId) -> String {
    format!("/commissions/{id}")
}

/// What a request is called.
#[must_use]
pub fn title(view: &CommissionView) -> String {
    view.course.as_ref().map_or_else(|| "Training for a team".to_owned(), |course| course.title.clone())
}
