//! Certificates: the snapshot taken at issue, numbers, and verification codes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::words::Delivery;

/// Everything a certificate says, fixed at the moment of issue: renaming a course later changes no paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSnapshot {
    /// The delegate's name as it prints; `None` once erased at the holder's request.
    pub person_name: Option<String>,
    /// The course's title.
    pub course_title: String,
    /// The ladder this course is a step of, if any.
    pub ladder: Option<LadderPosition>,
    /// When it took place: start and end of each date attended or scheduled.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// The IANA zone the dates are shown in.
    pub timezone: String,
    /// Zoom, a room, or on site.
    pub delivery: Delivery,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// How the CPD was worked out, one sentence.
    pub cpd_basis: String,
    /// What the course leaves people able to do.
    pub outcomes: Vec<String>,
    /// Who led it, as the paper names them.
    pub trainers: Vec<String>,
    /// Who gave the training.
    pub provider: String,
    /// The accreditation, only when course, audience and period all fit.
    pub accreditation: Option<AccreditationLine>,
    /// The certificate's number.
    pub number: String,
    /// The verification code without separators.
    pub verification_code: String,
    /// Where anyone can check it, the code included.
    pub verification_url: String,
    /// The day the course was completed, in the session's zone.
    pub completed_on: NaiveDate,
    /// The moment of issue.
    pub issued_at: DateTime<Utc>,
}

/// Where on its ladder the course stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderPosition {
    /// The ladder's name.
    pub ladder: String,
    /// The names of all its rungs, lowest first.
    pub rungs: Vec<String>,
    /// Which of them this is, counted from 1.
    pub rung: i32,
}

/// An accreditation as a certificate states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccreditationLine {
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub valid_from: NaiveDate,
    /// Last day of the period.
    pub valid_to: NaiveDate,
}
