//! Answering a proposal, taking a request back, and putting it away.

use super::{group_readiness::stand, open_commission::take_hold};
use crate::{
    domain::{
        access::Actor,
        commissions::{CommissionCondition, LONGEST_NUMBER, LONGEST_WORDS},
        group_readiness::Readiness,
        ids::CommissionId,
        input::{long_text, optional_long_text, optional_short_text},
        words::{CommissionEvent, CommissionStep},
    },
    store::{
        read::{
            commissions::commission::{self as views, CommissionView},
            people::relations,
        },
        write::commissions::commission,
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
    },
};

/// Saying yes.
#[derive(Debug, Clone)]
pub struct AcceptProposal {
    /// Who says yes; whoever asked, or leads the organisation.
    pub actor: Actor,
    /// To which request.
    pub commission: CommissionId,
    /// To which version.
    pub version: i32,
    /// Also if somebody still lacks something: they are to do it before the first date.
    pub on_condition: bool,
    /// The number of the purchase order.
    pub purchase_order: Option<String>,
}

/// Another answer, or the end of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// Another proposal is wanted; says what.
    AskForChange,
    /// No; may say why.
    Decline,
    /// Not wanted any more; may say why.
    Withdraw,
    /// Nothing is left to do.
    Close,
}

impl UseCases {
    /// Accepts a proposal.
    ///
    /// # Errors
    /// `wrong_state`; `another_version` when a newer one was made; `nobody_named` and `not_everybody_ready` where the
    /// course asks for earlier training.
    pub async fn accept_proposal(&self, ask: AcceptProposal) -> Result<CommissionView, Failure> {
        self.change(move |change| accept(change, &ask)).await
    }

    /// Answers otherwise, or ends it.
    ///
    /// # Errors
    /// `wrong_state`; nothing said where something is to be said.
    pub async fn answer_commission(
        &self,
        actor: Actor,
        commission: CommissionId,
        answering: Answering,
        words: Option<String>,
    ) -> Result<CommissionView, Failure> {
        self.change(move |change| answer(change, &actor, commission, answering, words.as_deref())).await
    }
}

fn accept(change: &mut Change<'_, '_>, ask: &AcceptProposal) -> Result<CommissionView, Failure> {
    let order = optional_short_text("purchase_order", ask.purchase_order.as_deref(), LONGEST_NUMBER)?;
    let mut work = take_hold(change.tx, &ask.actor, ask.commission)?;
    work.step(change.tx, CommissionStep::Accept)?;
    let proposals = commission::proposals_of(change.tx.conn(), ask.commission)?;
    let Some(newest) = proposals.last().filter(|newest| newest.version == ask.version) else {
        return forbidden(
            "another_version",
            format!("The newest proposal is version {}: read that one first.", proposals.len()),
        );
    };
    let now = change.tx.now();
    let mut conditional = false;
    if let Some(group) = stand(change.tx.conn(), &work.row, now)?
        && !group.course.groups.is_empty()
    {
        if group.members.is_empty() {
            return forbidden(
                "nobody_named",
                "Name the people first: the course asks each of them for earlier training.",
            );
        }
        // How the others stand is the training team's to see, who schedules on that.
        let mut mine = relations::managed_by(change.tx.conn(), ask.actor.person_id, now)?;
        mine.push(ask.actor.person_id);
        let judged = || group.members.iter().filter(|one| mine.contains(&one.member.person_id));
        conditional = judged().any(|one| one.readiness != Readiness::Ready);
        let shortfalls = group.shortfalls(&mine);
        if !shortfalls.is_empty() && !ask.on_condition {
            return forbidden(
                "not_everybody_ready",
                format!(
                    "{} Book them on what they lack, take them off the list, or agree on condition that they do it \
                     before the first date.",
                    shortfalls.join(" ")
                ),
            );
        }
        for one in judged() {
            commission::set_readiness(change.tx, one.member.id, one.readiness.as_str())?;
        }
    }
    commission::accept_proposal(change.tx, newest.id)?;
    work.row.condition_state = conditional.then_some(CommissionCondition::Open);
    work.row.purchase_order = order.or(work.row.purchase_order.take());
    let (event, news) = if conditional {
        (
            CommissionEvent::AcceptedOnCondition,
            "has accepted the proposal, on condition that everybody has done what the course asks for.",
        )
    } else {
        (CommissionEvent::Accepted, "has accepted the proposal.")
    };
    let words = format!("Version {}", ask.version);
    work.keep(change.tx, event, Some(&words))?;
    work.tell_news(change, news, None)?;
    Ok(views::view(change.tx.conn(), ask.commission, &ask.actor, now)?)
}

fn answer(
    change: &mut Change<'_, '_>,
    actor: &Actor,
    commission: CommissionId,
    answering: Answering,
    words: Option<&str>,
) -> Result<CommissionView, Failure> {
    let words = match answering {
        Answering::AskForChange => Some(long_text("words", words.unwrap_or_default(), LONGEST_WORDS)?),
        _ => optional_long_text("words", words, LONGEST_WORDS)?,
    };
    let mut work = take_hold(change.tx, actor, commission)?;
    let (step, event, news) = match answering {
        Answering::AskForChange => {
            (CommissionStep::AskForChange, CommissionEvent::ChangeAsked, "asks for a change.")
        }
        Answering::Decline => (CommissionStep::Decline, CommissionEvent::Declined, "has declined."),
        Answering::Withdraw => {
            (CommissionStep::Withdraw, CommissionEvent::Withdrawn, "has taken the request back.")
        }
        Answering::Close => (CommissionStep::Close, CommissionEvent::Closed, "has closed the request."),
    };
    work.step(change.tx, step)?;
    if answering != Answering::Close {
        work.row.condition_state = None;
    }
    work.keep(change.tx, event, words.as_deref())?;
    if answering != Answering::Close {
        work.tell_news(change, news, words.as_deref())?;
    }
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), commission, actor, now)?)
}
