//! Mails about what people mean to do with a course.

use serde::{Deserialize, Serialize};

use super::facts::{Day, Page};

/// The day of what somebody means to do has come: to them alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionDue {
    /// The course it came from.
    pub course: String,
    /// The day.
    pub by: Day,
    /// What they mean to do, in their words; never empty.
    pub actions: Vec<String>,
    /// Where they say what became of it.
    pub plan_page: Page,
}
