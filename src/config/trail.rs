//! What the trail keeps of where something was done from.

use super::{
    reading::Reader,
    setting::{About, Setting, plainly},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&TRAIL_ADDRESSES.about];

static TRAIL_ADDRESSES: Setting<TrailAddresses> = Setting {
    about: About {
        name: "trail_addresses",
        flag: "trail-addresses",
        env: "LADDER_TRAIL_ADDRESSES",
        default: Some("hashed"),
        meaning: "How network addresses stand on the trail: hashed under a key of the site, which tells that two acts \
                  came from one place and not from which, or plain.",
        right: "hashed or plain",
        shown: plainly,
    },
    parse: |text| match text.trim() {
        "hashed" => Ok(TrailAddresses::Hashed),
        "plain" => Ok(TrailAddresses::Plain),
        _ => Err("it is neither of the two".to_owned()),
    },
};

/// How network addresses stand on the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrailAddresses {
    /// Under a key of the site.
    Hashed,
    /// As they are.
    Plain,
}

/// What the trail keeps of where something was done from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailConfig {
    /// How addresses stand there.
    pub addresses: TrailAddresses,
}

impl TrailConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        Some(Self { addresses: reader.required(&TRAIL_ADDRESSES)? })
    }
}
