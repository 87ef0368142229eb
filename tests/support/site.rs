//! How a site under test is set.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use chrono_tz::Tz;
use training_ladder::{
    domain::{second_factors::MustHave, single_sign_on::SignInProvider, times::LONDON},
    outbound::{sign_in_providers::ProviderAccess, virus_scanner::VirusScanner, zoom::ZoomAccess},
};

use super::app::TestApp;

/// The seeds of sites that tests set up beside the first.
static SEEDS: AtomicU64 = AtomicU64::new(1000);

/// How a site is set.
pub struct Site {
    pub timezone: Tz,
    pub second_factor_for: MustHave,
    pub base_url: String,
    /// Whose accounts people sign in with.
    pub providers: Vec<(SignInProvider, ProviderAccess)>,
    /// Whether files are taken as evidence.
    pub takes_evidence: bool,
    pub virus_scanner: VirusScanner,
    /// Where it makes its meetings.
    pub zoom: Option<ZoomAccess>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            timezone: LONDON,
            second_factor_for: MustHave::default(),
            base_url: "https://training.example.org".to_owned(),
            providers: vec![nobodys_provider()],
            takes_evidence: true,
            virus_scanner: VirusScanner::none(),
            zoom: None,
        }
    }
}

/// A provider at an address where nobody answers.
fn nobodys_provider() -> (SignInProvider, ProviderAccess) {
    let issuer = "http://127.0.0.1:9".to_owned();
    let known = SignInProvider {
        number: 1,
        name: "City Council account".to_owned(),
        issuer: issuer.clone(),
        tenants: Vec::new(),
        trusted_domains: Vec::new(),
        required_domains: Vec::new(),
    };
    let access = ProviderAccess {
        number: 1,
        issuer,
        client_id: "ladder".to_owned(),
        client_secret: None,
        tenants: Vec::new(),
    };
    (known, access)
}

impl TestApp {
    /// The same people and clock on a site of its own, whose people sign in with these providers; what each such site
    /// makes up at random is another.
    pub fn signing_in_with(&self, base_url: &str, providers: Vec<(SignInProvider, ProviderAccess)>) -> Self {
        let site = Site { base_url: base_url.to_owned(), providers, ..Site::default() };
        self.copy_as(SEEDS.fetch_add(1, Relaxed), site)
    }

    /// The same people and clock on a site that makes its meetings there.
    pub fn meeting_on(&self, zoom: ZoomAccess) -> Self {
        self.copy_as(SEEDS.fetch_add(1, Relaxed), Site { zoom: Some(zoom), ..Site::default() })
    }
}

impl TestApp {
    /// A copy for a site in another zone.
    pub fn copy_in(&self, seed: u64, timezone: Tz) -> Self {
        self.copy_as(seed, Site { timezone, ..Site::default() })
    }

    /// A copy that asks these people for a second factor.
    pub fn copy_that_asks(&self, second_factor_for: MustHave) -> Self {
        self.copy_as(9, Site { second_factor_for, ..Site::default() })
    }
}
