//! Text as people type it.

use super::error::ApiResult;
use crate::{domain::input::optional_long_text, usecases::error::Failure};

/// The most a note or reason may hold, in characters.
pub(in crate::web) const LONGEST_NOTE: usize = 1_000;

/// A text somebody typed, tidied; nothing when it is blank.
pub(in crate::web) fn text(field: &str, value: Option<&str>) -> ApiResult<Option<String>> {
    Ok(optional_long_text(field, value, LONGEST_NOTE).map_err(Failure::from)?)
}
