//! A course as answers about something else name it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A course as a booking or session names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CourseBrief {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
}
