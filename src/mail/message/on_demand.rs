//! Mails about courses that may be taken at any time.

use serde::{Deserialize, Serialize};

use super::facts::Page;

/// Somebody began a course for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDemandBegun {
    /// The course's title.
    pub course: String,
    /// Who began it.
    pub begun_by: String,
    /// Where the reader takes it.
    pub page: Page,
}
