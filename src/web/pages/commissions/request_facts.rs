//! What the page of one request shows.

use serde::Serialize;

use super::{
    commission_words::{self, Said, ThreadLine},
    proposal::Proposal,
};
use crate::{
    domain::words::CommissionState,
    web::{
        forms::{Field, Form, FormFacts},
        page_facts::{PageFacts, State},
        pages::catalogue::rail::RailStep,
    },
};

/// The facts of `commissions/request`.
#[derive(Clone, Serialize)]
pub(in crate::web) struct RequestFacts {
    /// Its page.
    pub(super) at: String,
    pub(super) state: State,
    /// How long it has stood there.
    pub(super) since: String,
    /// The way from the request to its end, drawn as a rail; empty once one side has said no.
    pub(super) steps: Vec<RailStep>,
    /// What happens next, in a sentence.
    pub(super) next: &'static str,
    /// How it stands with what was agreed on condition.
    pub(super) condition: Option<&'static str>,
    /// Where one reads how it went.
    pub(super) outcome: Option<String>,
    /// The date's page, for whoever runs it.
    pub(super) session: Option<String>,
    /// The newest version of the proposal.
    pub(super) proposal: Option<Proposal>,
    /// The form that accepts it.
    pub(super) accept: Option<FormFacts>,
    /// The steps that can be taken.
    pub(super) links: Vec<StepLink>,
    /// Where it is put away.
    pub(super) close: Option<String>,
    /// How many people it is for, in words.
    pub(super) people: String,
    /// Whether they and what was asked for can be changed.
    pub(super) open: bool,
    /// Where they are held against what the course asks for.
    pub(super) readiness: Option<String>,
    /// What was asked for.
    pub(super) request: Vec<Said>,
    /// The earlier versions of the proposal.
    pub(super) older: Vec<Proposal>,
    /// What has happened.
    pub(super) lines: Vec<ThreadLine>,
    /// The form that writes to the other side.
    pub(super) message: FormFacts,
}

/// A step that can be taken.
#[derive(Clone, Serialize)]
pub(super) struct StepLink {
    pub(super) address: String,
    pub(super) label: String,
    /// Whether it is what one is here for.
    pub(super) first: bool,
}

fn message_sample() -> Form {
    Form::new("/commissions/1/messages", "Send this message").field(Field::lines("words", "Write", 3))
}

impl PageFacts for RequestFacts {
    const TEMPLATE: &'static str = "commissions/request";

    fn samples() -> Vec<Self> {
        let accept = Form::new("/commissions/1/accept", "Accept this proposal")
            .field(Field::hidden("version", "2"))
            .field(Field::text("purchase_order", "Purchase order number").optional());
        let line = |words: Option<&str>| ThreadLine {
            head: "Maureen Clarke asked for this training".to_owned(),
            when: "Monday 4 January 2027, 9am".to_owned(),
            words: words.map(str::to_owned),
        };
        let link = |path: &str, label: &str, first| StepLink {
            address: format!("/commissions/1/{path}"),
            label: label.to_owned(),
            first,
        };
        let [second, first] = Proposal::samples();
        let asked = Self {
            at: "/commissions/1".to_owned(),
            state: State::of("waiting", "asked for"),
            since: "for 2 days".to_owned(),
            steps: commission_words::rail(CommissionState::Proposed),
            next: "Make a proposal, or ask what is not clear yet.",
            condition: None,
            outcome: None,
            session: None,
            proposal: None,
            accept: None,
            links: vec![link("propose", "Make a proposal", true), link("decline", "Say no", false)],
            close: None,
            people: "Nobody is named yet".to_owned(),
            open: true,
            readiness: None,
            request: vec![Said { label: "Reference", value: "CM-7K3Q".to_owned() }],
            older: Vec::new(),
            lines: vec![line(None), line(Some("Could it begin at 9:30?"))],
            message: message_sample().facts(),
        };
        let proposed = Self {
            proposal: Some(first.clone()),
            accept: Some(accept.facts()),
            readiness: Some("/commissions/1/readiness".to_owned()),
            ..asked.clone()
        };
        let delivered = Self {
            steps: commission_words::rail(CommissionState::Declined),
            condition: Some("Everybody has done what the course asks for: it is confirmed."),
            outcome: Some("/commissions/1/outcome".to_owned()),
            session: Some("/manage/dates/1".to_owned()),
            proposal: Some(second),
            links: Vec::new(),
            close: Some("/commissions/1/close".to_owned()),
            open: false,
            older: vec![first],
            ..asked.clone()
        };
        vec![asked, proposed, delivered]
    }

    fn form_sample() -> Option<Form> {
        Some(message_sample())
    }
}
