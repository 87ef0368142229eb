//! Calendars as files: invites, feeds and the replies to them (RFC 5545, 5546, 6047).

mod content_lines;
pub mod feed;
pub mod invite;
pub mod reply;

/// Who made the file, as every calendar must say (RFC 5545 §3.7.3).
const PRODUCT: &str = "-//training-ladder//Training Ladder//EN";
