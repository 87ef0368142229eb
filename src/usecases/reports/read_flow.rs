//! Where people stop on a ladder.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::unknown;
use crate::{
    domain::{
        access::Actor,
        figures::Period,
        ladder_flow::{FlowFigure, flow},
    },
    store::read::reports::behind,
    usecases::{UseCases, error::Failure},
};

/// From one step of a ladder to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlowRow {
    /// The ladder's slug.
    #[schema(example = "city-workforce")]
    pub ladder: String,
    /// What it is called.
    #[schema(example = "City workforce")]
    pub ladder_name: String,
    /// The step, from 1.
    pub step: usize,
    /// What it is called.
    #[schema(example = "Introduction")]
    pub step_name: String,
    /// What the next step is called; null after the last one.
    #[schema(example = "Development")]
    pub next_step_name: Option<String>,
    /// People who completed the step.
    pub completed: usize,
    /// Of those, completed the next one too.
    pub came_back: usize,
    /// Of the others, have a place on the next one.
    pub next_booked: usize,
    /// Neither.
    pub not_yet: usize,
    /// Days from the one to the other: the median of those who came back; null where nobody did.
    #[schema(example = 42)]
    pub median_days: Option<i64>,
}

/// Which steps: of one ladder or all, completed within these days or ever.
#[derive(Debug, Clone, Default)]
pub struct FlowAsk {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// The slug of one ladder.
    pub ladder: Option<String>,
}

impl FlowAsk {
    /// The days, if any were said.
    pub(super) fn period(&self, today: NaiveDate) -> Result<Option<Period>, Failure> {
        if self.from.is_none() && self.to.is_none() {
            return Ok(None);
        }
        Ok(Some(Period::of(self.from, self.to, today)?))
    }
}

impl UseCases {
    /// How many of those who completed a step came back for the next, as far as somebody sees their figures.
    ///
    /// # Errors
    /// A ladder that is not there; days that are no period.
    pub async fn read_ladder_flow(&self, actor: Actor, ask: FlowAsk) -> Result<Vec<FlowRow>, Failure> {
        let (now, today) = (self.db.clock().now(), self.figures_day());
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            let wanted = match &ask.ladder {
                Some(slug) => {
                    let at = facts.ladders.iter().position(|of| of.slug == *slug);
                    Some(at.ok_or_else(|| unknown("ladder", "ladder"))?)
                }
                None => None,
            };
            let flows = flow(facts, &scope, ask.period(today)?, now);
            let rows = flows.into_iter().filter(|flow| wanted.is_none_or(|at| at == flow.ladder));
            Ok(rows
                .map(|flow| {
                    let ladder = &facts.ladders[flow.ladder];
                    FlowRow {
                        ladder: ladder.slug.clone(),
                        ladder_name: ladder.name.clone(),
                        step: flow.step + 1,
                        step_name: ladder.steps[flow.step].clone(),
                        next_step_name: ladder.steps.get(flow.step + 1).cloned(),
                        completed: flow.count(FlowFigure::Completed),
                        came_back: flow.count(FlowFigure::CameBack),
                        next_booked: flow.count(FlowFigure::NextBooked),
                        not_yet: flow.count(FlowFigure::NotYet),
                        median_days: flow.median_days,
                    }
                })
                .collect())
        })
        .await
    }
}
