//! Requests for training, from the first word to the outcome.

use super::{Sample, action_learning, introduction, moment, sample};
use crate::mail::message::{
    CommissionAsked, CommissionDelivered, CommissionMessage, CommissionNews, CommissionProposed,
    CommissionScheduled, Message, OrganisationInvited, Page, RequestFacts,
};

pub(super) fn commissions() -> Vec<Sample> {
    let mut all = enquiries();
    all.extend(outcomes());
    all
}

fn enquiries() -> Vec<Sample> {
    let asked = CommissionAsked {
        request: RequestFacts { title: "Training for a team".to_owned(), ..request() },
        asker: "Maureen Clarke".to_owned(),
        aims: "Calmer team meetings.\nFewer e-mails.".to_owned(),
        group_size: Some(12),
        ring: Some("0191 498 0456".to_owned()),
        page: page(),
    };
    let proposed = CommissionProposed {
        request: request(),
        version: 1,
        session: introduction(),
        content: vec!["Principles (1 hour)".to_owned(), "Practice (2 hours)".to_owned()],
        price: "no charge".to_owned(),
        changes: vec![],
        note: Some("Does the morning suit?".to_owned()),
        page: page(),
    };
    vec![
        sample("commission_asked", Message::CommissionAsked(asked.clone())),
        sample(
            "commission_asked_in_writing",
            Message::CommissionAsked(CommissionAsked {
                request: RequestFacts { organisation: None, ..request() },
                group_size: None,
                ring: None,
                ..asked
            }),
        ),
        sample(
            "commission_message",
            Message::CommissionMessage(CommissionMessage {
                request: request(),
                from: "Maureen Clarke".to_owned(),
                says: "Could it begin at 9:30?\nThe hall is free then.".to_owned(),
                page: page(),
            }),
        ),
        sample("commission_proposed", Message::CommissionProposed(proposed.clone())),
        sample(
            "commission_proposed_again",
            Message::CommissionProposed(CommissionProposed {
                version: 2,
                content: vec![],
                price: "£120".to_owned(),
                changes: vec![
                    "Dates: no longer Tuesday 9 March 2027, 9am to 11am".to_owned(),
                    "Price: no charge → £120".to_owned(),
                ],
                note: None,
                ..proposed
            }),
        ),
    ]
}

fn outcomes() -> Vec<Sample> {
    let scheduled = CommissionScheduled {
        request: request(),
        session: action_learning(),
        booked: 8,
        to_be_told: 0,
        page: page(),
    };
    let delivered = CommissionDelivered {
        request: request(),
        session: introduction(),
        attended: 16,
        left_early: 1,
        did_not_attend: 2,
        to_print: 5,
        report_page: page(),
    };
    vec![
        sample(
            "commission_news",
            Message::CommissionNews(CommissionNews {
                request: request(),
                news: "Maureen Clarke has accepted the proposal.".to_owned(),
                says: None,
                people: vec![],
                page: page(),
            }),
        ),
        sample(
            "commission_news_of_people",
            Message::CommissionNews(CommissionNews {
                request: request(),
                news: "Not everybody will have done what the course asks for.".to_owned(),
                says: Some("See who.".to_owned()),
                people: vec!["Amira Khan".to_owned(), "Seán O’Brien".to_owned()],
                page: page(),
            }),
        ),
        sample("commission_scheduled", Message::CommissionScheduled(scheduled.clone())),
        sample(
            "commission_scheduled_whole_school",
            Message::CommissionScheduled(CommissionScheduled { to_be_told: 31, booked: 44, ..scheduled }),
        ),
        sample("commission_delivered", Message::CommissionDelivered(delivered.clone())),
        sample(
            "commission_delivered_to_all",
            Message::CommissionDelivered(CommissionDelivered {
                left_early: 0,
                did_not_attend: 0,
                to_print: 0,
                ..delivered
            }),
        ),
        sample(
            "organisation_invited",
            Message::OrganisationInvited(OrganisationInvited {
                organisation: "Hillside Primary School".to_owned(),
                session: introduction(),
                places: 2,
                until: moment(2027, 1, 12, 10),
                page: Page::at("/invitations/01930000-0000-7000-8000-00000000000e"),
            }),
        ),
    ]
}

fn request() -> RequestFacts {
    RequestFacts {
        reference: "TR-7KQ2-M".to_owned(),
        title: "Bespoke team session".to_owned(),
        organisation: Some("City Council".to_owned()),
    }
}

fn page() -> Page {
    Page::at("/commissions/01930000-0000-7000-8000-00000000000c")
}
