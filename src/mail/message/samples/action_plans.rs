//! Mails about what people mean to do with a course.

use super::{Sample, day, introduction, sample};
use crate::mail::message::{ActionDue, Message, Page};

pub(super) fn action_plans() -> Vec<Sample> {
    let due = ActionDue {
        course: introduction().course,
        by: day(2027, 2, 2),
        actions: vec![
            "Begin each team meeting with a check-in & listen".to_owned(),
            "Ask the Year 9 family what they need first".to_owned(),
        ],
        plan_page: Page::at("/bookings/01930000-0000-7000-8000-00000000000b/action-plan"),
    };
    vec![sample("action_due", Message::ActionDue(due))]
}
