//! Calendars as files: invites, feeds and the replies to them (RFC 5545, 5546, 6047).
