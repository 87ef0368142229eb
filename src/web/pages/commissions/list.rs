//! The requests for training: one's own, or for coordinators all of them by where they stand.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::commission_words::{RequestLine, row};
use crate::{
    app::App,
    domain::{
        commissions::{Side, shown_to},
        grammar::sentence_case,
        words::CommissionState,
    },
    store::read::commissions::commission::{self as views, CommissionFilter, CommissionView},
    web::{
        error::ApiResult,
        extract::Member,
        page_facts::{PageFacts, State},
        render::Page,
    },
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

/// The facts of `commissions/list`.
#[derive(Serialize)]
pub(in crate::web) struct CommissionList {
    groups: Vec<Group>,
    /// Whether the training team reads it.
    team: bool,
}

/// The requests that stand at one point.
#[derive(Serialize)]
struct Group {
    id: String,
    heading: String,
    count: usize,
    lines: Vec<RequestLine>,
}

impl PageFacts for CommissionList {
    const TEMPLATE: &'static str = "commissions/list";

    fn samples() -> Vec<Self> {
        let full = RequestLine {
            address: "/commissions/1".to_owned(),
            title: "Introduction for schools".to_owned(),
            organisation: Some("Hillside Primary School".to_owned()),
            asked_by: "Maureen Clarke".to_owned(),
            asked_on: "Monday 4 January 2027".to_owned(),
            state: State::of("waiting", "for 2 days"),
            people: 12,
            reference: "CM-7K3Q".to_owned(),
            ring: Some("0191 498 0456".to_owned()),
        };
        let bare = RequestLine { organisation: None, ring: None, ..full.clone() };
        let group = Group {
            id: "enquiry".to_owned(),
            heading: "Asked for".to_owned(),
            count: 2,
            lines: vec![full, bare],
        };
        vec![
            Self { groups: vec![group], team: true },
            Self { groups: Vec::new(), team: true },
            Self { groups: Vec::new(), team: false },
        ]
    }
}

/// The list.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    let (actor, now) = (member.caller.actor, app.clock.now());
    let found = app
        .reads
        .run(move |c| {
            let filter = CommissionFilter { state: None, after: None, limit: SHOWN };
            views::list(c, &filter, &actor, now)
        })
        .await?;
    let (order, side) = if actor.is_coordinator { (TEAM, Side::Team) } else { (ASKER, Side::Asker) };
    let group = |state: CommissionState| {
        let of: Vec<&CommissionView> = found.iter().filter(|view| view.state == state).collect();
        (!of.is_empty()).then(|| Group {
            id: state.to_string(),
            heading: sentence_case(shown_to(side, state)),
            count: of.len(),
            lines: of.iter().map(|view| row(view, now)).collect(),
        })
    };
    let facts =
        CommissionList { groups: order.into_iter().filter_map(group).collect(), team: actor.is_coordinator };
    let title = if actor.is_coordinator { "Requests for training" } else { "Training for your team" };
    Page::of(&member.visit, title, &facts)?.here("/commissions").answer(&app)
}
