//! Where a call comes from, for the trail: every change that is made while a call is answered is made from there.
//!
//! It goes along with the task that answers the call, because what follows from a call is asked for in some hundred
//! places and none of them has any other use for it. What no call asked for, such as a job's work, comes from nowhere.

use std::future::Future;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::UseCases;
use crate::crypto::keys::Purpose;

/// Bytes kept of a hashed address: enough that no two of a site's callers are taken for one.
const HASHED: usize = 12;

tokio::task_local! {
    static ORIGIN: String;
}

/// Runs `work` as coming from there.
pub async fn coming_from<T>(origin: String, work: impl Future<Output = T>) -> T {
    ORIGIN.scope(origin, work).await
}

/// Where the call under way comes from, if one is.
pub(crate) fn origin() -> Option<String> {
    ORIGIN.try_with(Clone::clone).ok()
}

impl UseCases {
    /// A network address as it stands on the trail: under a key of the site, unless the site keeps it as it is.
    #[must_use]
    pub fn origin_of(&self, address: &str) -> String {
        if self.settings.plain_addresses {
            return address.to_owned();
        }
        let hash = self.settings.secret.mac(Purpose::TrailAddresses, &[address.as_bytes()]);
        URL_SAFE_NO_PAD.encode(&hash[..HASHED])
    }
}
