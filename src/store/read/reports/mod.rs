//! What figures are counted from, and the lists beside them.

pub mod behind;
pub mod blocked;
pub mod facts;
pub mod organisation_ways;
pub mod wanted;
