//! The requests for training: one's own, or for coordinators all of them by where they stand.

use actix_web::{HttpResponse, web::Data};
use serde_json::{Value, json};

use super::commission_words;
use crate::{
    app::App,
    domain::{access::Action, commissions::shown, grammar::sentence_case, words::CommissionState},
    store::read::commissions::commission::{self as views, CommissionFilter, CommissionView},
    web::{error::ApiResult, extract::Member, render::Page},
};

/// How many one page shows.
const SHOWN: i64 = 500;

/// The order in which they ask for somebody's attention, for the team and for whoever asks.
const TEAM: [CommissionState; 8] = [
    CommissionState::Enquiry,
    CommissionState::Agreed,
    CommissionState::Proposed,
    CommissionState::Delivered,
    CommissionState::Scheduled,
    CommissionState::Closed,
    CommissionState::Declined,
    CommissionState::Withdrawn,
];
const ASKER: [CommissionState; 8] = [
    CommissionState::Proposed,
    CommissionState::Enquiry,
    CommissionState::Agreed,
    CommissionState::Scheduled,
    CommissionState::Delivered,
    CommissionState::Closed,
    CommissionState::Declined,
    CommissionState::Withdrawn,
];

/// The list.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ListCommissions)?;
    let (actor, now) = (member.caller.actor, app.clock.now());
    let found = app
        .reads
        .run(move |c| {
            let filter = CommissionFilter { state: None, after: None, limit: SHOWN };
            views::list(c, &filter, &actor, now)
        })
        .await?;
    let order = if actor.is_coordinator { TEAM } else { ASKER };
    let group = |state: CommissionState| {
        let of: Vec<&CommissionView> = found.iter().filter(|view| view.state == state).collect();
        (!of.is_empty()).then(|| {
            json!({
                "id": state.to_string(),
                "heading": sentence_case(shown(state)),
                "count": of.len(),
                "lines": of.iter().map(|view| commission_words::row(view, now)).collect::<Vec<_>>(),
            })
        })
    };
    let groups: Vec<Value> = order.into_iter().filter_map(group).collect();
    let title = if actor.is_coordinator { "Requests for training" } else { "Training for your team" };
    Page::new(&member.visit, "commissions/list", title)
        .facts(json!({"groups": groups, "team": actor.is_coordinator}))
        .here("/commissions")
        .answer(&app)
}
