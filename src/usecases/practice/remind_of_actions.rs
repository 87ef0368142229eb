//! Reminding people of what they mean to do, on its day.

use chrono::{Days, NaiveDate};

use crate::{
    domain::{
        action_plans::reminder_due,
        ids::{BookingId, PersonId, PlannedActionId},
    },
    mail::message::{ActionDue, Day, Message, Page},
    store::{
        read::{mail::reminders::reachable, people::person, practice::due_actions},
        write::{bookings::booking, practice::action_plans, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, post},
    },
};

impl UseCases {
    /// Reminds everybody of the actions whose day has come and of which they were not reminded yet, each person's plan
    /// in a write of its own; gives how many mails that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind_of_actions(&self) -> Result<usize, Failure> {
        let today = self.db.clock().now().date_naive();
        // Where a session is it may be a day before or after.
        let around = |days: Option<NaiveDate>| days.unwrap_or(today);
        let days =
            (around(today.checked_sub_days(Days::new(1))), around(today.checked_add_days(Days::new(1))));
        let open = self.db.read(move |c| due_actions::not_reminded(c, days)).await?;
        let mut done = 0;
        for (booking, person) in open {
            done += usize::from(self.change(move |change| remind(change, booking, person)).await?);
        }
        Ok(done)
    }
}

fn remind(change: &mut Change<'_, '_>, of: BookingId, person: PersonId) -> Result<bool, Failure> {
    locks::lock_people(change.tx, &[person])?;
    let now = change.now();
    let row = booking::load(change.conn(), of)?;
    let scene = Scene::load(change.conn(), row.session_id)?;
    let zone = scene.session.timezone.tz();
    let due: Vec<(PlannedActionId, String, NaiveDate)> = due_actions::open_of(change.conn(), of)?
        .into_iter()
        .filter(|(_, _, by, reminded)| *reminded != Some(*by) && reminder_due(*by, zone, now))
        .map(|(id, text, by, _)| (id, text, by))
        .collect();
    // Whoever was put together with somebody else meanwhile is reminded at the address they have now.
    let Some(to) = person::recipient(change.conn(), row.person_id)? else { return Ok(false) };
    let Some((first, _, by)) = due.first().cloned() else { return Ok(false) };
    if reachable(change.conn(), &[row.person_id])?.is_empty() {
        return Ok(false);
    }
    let ids: Vec<PlannedActionId> = due.iter().map(|(id, ..)| *id).collect();
    let mail = ActionDue {
        course: scene.course.title.clone(),
        by: Day { day: by },
        actions: due.into_iter().map(|(_, text, _)| text).collect(),
        plan_page: Page::at(format!("/bookings/{of}/action-plan")),
    };
    let letter = Letter::new(to, Message::ActionDue(mail))
        .about_booking(of)
        .about_session(row.session_id)
        .once(format!("action_due:{first}:{by}"));
    let queued = post(change, letter)?;
    action_plans::reminded(change.tx, &ids)?;
    Ok(queued)
}
