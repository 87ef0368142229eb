//! A row with the revision its `ETag` says.

use serde::{Deserialize, Serialize};

/// What is shown, with the revision of the row behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised<T> {
    /// Rises with every edit.
    pub revision: i32,
    /// What is shown.
    pub view: T,
}
