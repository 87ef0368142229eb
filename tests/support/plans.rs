//! Action plans for tests.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::app::TestApp;

/// A plan of these actions, each with its day, shared with nobody.
pub fn plan_of(actions: &[(&str, NaiveDate)]) -> Value {
    let action = |(text, by): &(&str, NaiveDate)| json!({"text": text, "by": by, "state": "planned"});
    json!({
        "actions": actions.iter().map(action).collect::<Vec<_>>(),
        "shared_with_trainer": false, "shared_with_manager": false,
    })
}

/// The same plan, shared.
pub fn shared(mut plan: Value, with: &[&str]) -> Value {
    for who in with {
        plan[format!("shared_with_{who}")] = json!(true);
    }
    plan
}

/// The address of a booking's plan.
pub fn plan_path(booking: &str) -> String {
    format!("/api/v1/bookings/{booking}/action-plan")
}

impl TestApp {
    /// The day so many days from now, in UTC.
    pub fn day_in(&self, days: u64) -> NaiveDate {
        self.clock.now().date_naive().checked_add_days(Days::new(days)).expect("a day")
    }
}
