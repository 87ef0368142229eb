//! What a coordinator says about a session, laid over its course or over what is there already.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        ids::PersonId,
        input::FieldError,
        joining::JoiningInput,
        sessions::{SessionDetails, SessionInput, check_details},
        words::Delivery,
    },
    store::{
        Error, WriteTx,
        read::{people::person, sessions::session_rows::SessionRow},
    },
    usecases::{Settings, error::Failure},
};

/// The most trainers a session can have.
pub const MAX_TRAINERS: usize = 20;

/// What is said about a session, its dates apart; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as domain::sessions::SessionInput")]
pub struct SessionTerms {
    pub timezone: Option<String>,
    pub capacity: Option<i64>,
    pub trainer_ids: Option<Vec<PersonId>>,
    pub delivery: Option<Delivery>,
    pub joining: Option<Option<JoiningInput>>,
    pub location: Option<Option<String>>,
    pub booking_opens_at: Option<Option<DateTime<Utc>>>,
    pub booking_closes_at: Option<Option<DateTime<Utc>>>,
    /// For named people only.
    pub private: Option<bool>,
    /// Zoom makes the meetings.
    pub zoom_meeting: Option<bool>,
}

impl SessionTerms {
    /// The terms laid over what stands.
    pub(crate) fn over(&self, stands: SessionInput) -> SessionInput {
        SessionInput {
            timezone: self.timezone.clone().unwrap_or(stands.timezone),
            capacity: self.capacity.unwrap_or(stands.capacity),
            delivery: self.delivery.unwrap_or(stands.delivery),
            location: self.location.clone().unwrap_or(stands.location),
            joining: self.joining.clone().unwrap_or(stands.joining),
            booking_opens_at: self.booking_opens_at.unwrap_or(stands.booking_opens_at),
            booking_closes_at: self.booking_closes_at.unwrap_or(stands.booking_closes_at),
        }
    }

    /// Checks the terms, laid over what stands, and who is to run the session; `known` run it already.
    ///
    /// # Errors
    /// The inner one: every broken rule.
    pub(crate) fn check(
        &self,
        tx: &mut WriteTx<'_>,
        stands: SessionInput,
        known: &[PersonId],
        first_start: Option<DateTime<Utc>>,
    ) -> Result<Result<SessionDetails, Vec<FieldError>>, Failure> {
        let wrong = trainers(tx, self.trainer_ids.as_deref().unwrap_or_default(), known)?;
        Ok(match check_details(&self.over(stands), first_start) {
            Ok(details) if wrong.is_empty() => Ok(details),
            Ok(_) => Err(wrong),
            Err(broken) => Err(broken.into_iter().chain(wrong).collect()),
        })
    }
}

/// What is wrong with asking for Zoom's meetings where nobody has set Zoom up.
pub(crate) fn check_zoom(settings: &Settings, asked: Option<bool>) -> Option<FieldError> {
    let wrong = asked == Some(true) && !settings.zoom;
    wrong.then(|| FieldError::new("zoom_meeting", "Zoom is not set up here, so it makes no meetings."))
}

/// A session as it stands, in the words of a coordinator.
pub(crate) fn stands(row: &SessionRow) -> Result<SessionInput, Error> {
    let joining = row.joining.as_deref().map(serde_json::from_str).transpose();
    Ok(SessionInput {
        timezone: row.timezone.name().to_owned(),
        capacity: row.capacity.into(),
        delivery: row.delivery,
        location: row.location.clone(),
        joining: joining.map_err(|e| Error::Broken(format!("joining details: {e}")))?,
        booking_opens_at: row.booking_opens_at.map(|at| at.and_utc()),
        booking_closes_at: row.booking_closes_at.map(|at| at.and_utc()),
    })
}

/// Writes checked details into a row.
pub(crate) fn take_over(row: &mut SessionRow, details: SessionDetails) -> Result<(), Error> {
    let joining = details.joining.as_ref().map(serde_json::to_string).transpose();
    row.timezone = details.timezone.into();
    row.capacity = details.capacity;
    row.delivery = details.delivery;
    row.location = details.location;
    row.joining = joining.map_err(|e| Error::Broken(e.to_string()))?;
    row.booking_opens_at = details.booking_opens_at.map(|at| at.naive_utc());
    row.booking_closes_at = details.booking_closes_at.map(|at| at.naive_utc());
    Ok(())
}

fn trainers(
    tx: &mut WriteTx<'_>,
    wanted: &[PersonId],
    known: &[PersonId],
) -> Result<Vec<FieldError>, Failure> {
    if wanted.len() > MAX_TRAINERS {
        let message = format!("A session can have at most {MAX_TRAINERS} trainers.");
        return Ok(vec![FieldError::new("trainer_ids", message)]);
    }
    let trainers = person::trainers_among(tx.conn(), wanted)?;
    let mut errors = Vec::new();
    for (index, id) in wanted.iter().enumerate() {
        let field = format!("trainer_ids[{index}]");
        if !trainers.contains(id) && !known.contains(id) {
            errors.push(FieldError::new(field, "There is no trainer with this id."));
        } else if wanted.iter().take(index).any(|before| before == id) {
            errors.push(FieldError::new(field, "This trainer is named twice."));
        }
    }
    Ok(errors)
}
