//! Mails about what is held of somebody: erasing it, and complaints about its use.

use serde::{Deserialize, Serialize};

use super::facts::{Day, Moment, Page};

/// Somebody asked for everything held about them to be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureAsked {
    /// When it is done.
    pub due: Moment,
    /// Where they can change their mind.
    pub page: Page,
}

/// The erasure somebody asked for is put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasurePutOff {
    /// When it is done.
    pub due: Moment,
    /// Why, in the coordinator's words.
    pub reason: String,
    /// Where they can change their mind.
    pub page: Page,
}

/// Everything held about somebody is erased; the last mail they get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataErased {
    /// A coordinator decided it; otherwise the person did, or nobody used the record.
    pub decided: bool,
    /// Why, in the coordinator's words.
    pub reason: Option<String>,
    /// Where anyone checks a certificate.
    pub verify: Page,
}

/// A record that nobody uses is to be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordUnused {
    /// When it is done.
    pub on: Day,
    /// The sign-in page: signing in keeps it.
    pub sign_in: Page,
    /// What the service says about what it keeps.
    pub privacy: Page,
}

/// A complaint about the use of data has come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintReceived {
    /// The day it came.
    pub on: Day,
    /// What the service says about what it keeps.
    pub privacy: Page,
}

/// The answer to a complaint about the use of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintAnswered {
    /// The day it came.
    pub made_on: Day,
    /// What is answered.
    pub answer: String,
}
