//! Mails that ask what became of a course.

use serde::{Deserialize, Serialize};

use super::facts::{CourseDate, Day, SecretLink};

/// To whoever completed a course: what became of it?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactAsked {
    /// The course and its first date.
    pub course: CourseDate,
    /// How long ago it ended: "six weeks".
    pub after: String,
    /// Where it is answered, without signing in.
    pub link: SecretLink,
    /// The last day on which it can be.
    pub until: Day,
    /// Where such mails are switched off.
    pub off: SecretLink,
}

/// To their line manager, whom they agreed to: the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactAskedManager {
    /// Who completed it.
    pub person: String,
    /// The course and its first date.
    pub course: CourseDate,
    /// How long ago it ended: "six weeks".
    pub after: String,
    /// Where it is answered, without signing in.
    pub link: SecretLink,
    /// The last day on which it can be.
    pub until: Day,
    /// Where such mails are switched off.
    pub off: SecretLink,
}
