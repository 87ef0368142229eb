//! What people say against the use of their data.

/// The longest complaint and the longest answer, in characters.
pub const LONGEST: usize = 4_000;
/// The longest name, in characters, that is mailed to an address nobody has confirmed.
pub const LONGEST_NAME: usize = 60;

/// Whether a name may stand in a mail to an address that nobody has confirmed: the address may be somebody else's, to
/// whom nobody is to send words or links of their choice by us.
#[must_use]
pub fn may_be_mailed(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME && !name.contains(['@', '/'])
}
