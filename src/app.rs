//! Composition: configuration in, the running parts out.

use std::{path::PathBuf, sync::Arc, time::Instant};

use crate::{
    config::http::Network,
    documents::Fonts,
    outbound::{sign_in_providers::SignInProviders, virus_scanner::VirusScanner},
    ports::{Clock, Random},
    store::{Db, ReadDb},
    usecases::{Settings, UseCases, service::keyring::KeyRing},
};

/// What the web works with: a handle that only reads, use-cases for every change, and what does not change.
#[derive(Clone)]
pub struct App {
    /// For reads alone.
    pub reads: ReadDb,
    /// Every change.
    pub usecases: UseCases,
    /// The time.
    pub clock: Clock,
    /// The keys that sign and verify access tokens.
    pub keys: Arc<KeyRing>,
    /// What is said about the service itself.
    pub settings: Arc<Settings>,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether browsers are told to reach the hosts below this one by https alone as well.
    pub hsts_subdomains: bool,
    /// The folder of the demo's mail; none in a real service.
    pub demo_mail: Option<PathBuf>,
    /// The providers people may sign in with, to be asked.
    pub sign_in_providers: Arc<SignInProviders>,
    /// What looks for viruses in files that come in.
    pub virus_scanner: VirusScanner,
    /// Where people write when they need help.
    pub contact_email: String,
    /// The number they ring.
    pub contact_phone: Option<String>,
    /// A folder whose page templates are read anew for each answer, in place of those compiled in; for work on pages.
    pub templates: Option<PathBuf>,
    /// The typefaces of documents, with those that a setting added.
    pub fonts: Arc<Fonts>,
    /// Since when this copy runs; for its own figures alone.
    pub started: Instant,
}

impl App {
    /// Puts the parts together on an open database.
    #[must_use]
    pub fn new(
        db: &Db,
        settings: Settings,
        random: Random,
        trusted_proxies: Vec<Network>,
        fonts: Arc<Fonts>,
    ) -> Self {
        let settings = Arc::new(settings);
        let contact_email = settings.sender.email.clone();
        let keys = Arc::new(KeyRing::new(db.clone(), Arc::clone(&settings), random.clone()));
        Self {
            reads: db.reads(),
            usecases: UseCases::new(db.clone(), Arc::clone(&settings), Arc::clone(&keys), random),
            clock: db.clock().clone(),
            keys,
            settings,
            trusted_proxies,
            hsts_subdomains: false,
            demo_mail: None,
            sign_in_providers: Arc::new(SignInProviders::none(db.clock().clone())),
            virus_scanner: VirusScanner::none(),
            contact_email,
            contact_phone: None,
            templates: None,
            fonts,
            started: Instant::now(),
        }
    }

    /// The time since this copy started, in seconds.
    #[must_use]
    pub fn uptime(&self) -> u64 {
        self.started.elapsed().as_secs()
    }
}
