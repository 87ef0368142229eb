//! The whole application over a test's own database: requests go through the real router, time stands still until
//! a test moves it, and mail is read from the outbox.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, LazyLock},
    time::Duration,
};

use actix_web::{http::Method, test};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use training_ladder::{
    app::App,
    crypto::{
        jwt::Issuer,
        keys::Secret,
        password_rules::PasswordRules,
        passwords::{PasswordCost, Passwords},
    },
    documents::Fonts,
    domain::{
        ids::{OrganisationId, PersonId},
        invites::Party,
        people::{EmailAddress, PersonName},
        printable::Alphabet,
        retention::Retention,
        words::{MembershipProof, OrganisationKind},
    },
    jobs::{
        self, Parts,
        compose::Mailer,
        runner::{Job, Stop},
    },
    mail::{
        render::{ACCENTS, SiteFacts},
        transport::{Memory, Transport},
    },
    outbound::{sign_in_providers::SignInProviders, zoom::Zoom},
    ports::{Clock, Random},
    store::{Db, DbOptions, Error, Locking, Row, evidence_folder::EvidenceFolder, write::people::person},
    usecases::{Settings, service::site_face::SiteFace},
    web::{problems::meaning, server::Shared},
};

use super::{
    database::{OnDatabase, TestDatabase},
    followers::Followed,
    router::Router,
    site::Site,
};

pub use super::router::Answer;

/// The typefaces that are built in.
static FONTS: LazyLock<Arc<Fonts>> =
    LazyLock::new(|| Arc::new(Fonts::load().expect("fonts that can be read")));
static ALPHABET: LazyLock<Arc<Alphabet>> = LazyLock::new(|| Arc::new(FONTS.alphabet()));

/// The password of everybody a test makes.
pub const PASSWORD: &str = "a long enough password";

/// An application under test.
pub struct TestApp {
    pub db: Db,
    pub app: App,
    pub clock: Clock,
    pub database: Arc<TestDatabase>,
    /// Where mail goes when jobs run.
    pub mailbox: Memory,
    options: DbOptions,
    jobs: Vec<Box<dyn Job>>,
    shared: Shared,
    router: Router,
    /// What happened, and whom it concerned.
    pub followed: Followed,
}

/// A person a test acts as.
#[derive(Debug, Clone)]
pub struct Someone {
    pub id: PersonId,
    pub email: String,
    pub name: String,
    pub token: String,
    pub signed_in_at: DateTime<Utc>,
}

/// Tuesday 3 November 2026, 9am in London: an ordinary working day.
pub fn start_of_time() -> DateTime<Utc> {
    "2026-11-03T09:00:00Z".parse().expect("a time")
}

impl OnDatabase for TestApp {
    async fn on(database: TestDatabase) -> Self {
        Self::with(database, Locking::On)
    }
}

fn parts(db: &Db, app: &App, random: &Random, transport: Transport) -> Parts {
    let team = Party { name: "Training team".to_owned(), email: "training@example.org".to_owned() };
    let site = SiteFacts {
        provider: app.settings.provider(),
        base_url: app.settings.base_url.clone(),
        contact_email: team.email.clone(),
        contact_phone: None,
        accent: ACCENTS.0.to_owned(),
        accent_on_dark: ACCENTS.1.to_owned(),
        mark: None,
    };
    let mailer =
        Mailer::new(transport, team.clone(), team, site, app.settings.secret.clone(), Arc::clone(&app.fonts));
    let (usecases, random) = (app.usecases.clone(), random.clone());
    Parts { db: db.clone(), usecases, random, mailer: Arc::new(mailer), zoom: None }
}

impl TestApp {
    /// Builds it, with or without the locks that race tests switch off in their controls.
    pub fn with(database: TestDatabase, locking: Locking) -> Self {
        // What is raced for in tests is never a second.
        Self::with_options(
            database,
            DbOptions { locking, others_within: Duration::ZERO, ..DbOptions::default() },
        )
    }

    /// Builds it with other patience, connections or room for waiting writes.
    pub fn with_options(database: TestDatabase, options: DbOptions) -> Self {
        Self::over(Arc::new(database), options, Clock::held(start_of_time()), 7, Site::default())
    }

    /// A copy that opens the database otherwise.
    pub fn copy_with(&self, seed: u64, options: DbOptions) -> Self {
        Self::over(Arc::clone(&self.database), options, self.clock.clone(), seed, Site::default())
    }

    /// A further copy of the program on the same database, with connections of its own and at the same time of day;
    /// `seed` sets its random ids apart from those of other copies.
    pub fn copy(&self, seed: u64) -> Self {
        self.copy_as(seed, Site::default())
    }

    /// A copy for a site that is set otherwise.
    pub fn copy_as(&self, seed: u64, site: Site) -> Self {
        Self::over(Arc::clone(&self.database), self.options.clone(), self.clock.clone(), seed, site)
    }

    fn over(database: Arc<TestDatabase>, options: DbOptions, clock: Clock, seed: u64, site: Site) -> Self {
        let Site { timezone, second_factor_for, base_url, providers, takes_evidence, virus_scanner, zoom } =
            site;
        let random = Random::seeded(seed);
        let db = Db::open_unmigrated(&database.url, options.clone(), clock.clone(), random.clone())
            .expect("the test database opens");
        let settings = Settings {
            site: SiteFace::new("Restorative City Partnership"),
            base_url: base_url.clone(),
            contact_email: "training@example.org".to_owned(),
            contact_phone: Some("0117 496 0100".to_owned()),
            sender: Party { name: "Training team".to_owned(), email: "training@example.org".to_owned() },
            mail_host: "training.example.org".to_owned(),
            secret: Secret::parse("a secret of more than thirty-two bytes, for tests").expect("a secret"),
            timezone,
            alphabet: Arc::clone(&ALPHABET),
            passwords: Passwords::new(PasswordCost::least(), &random).expect("passwords"),
            password_rules: PasswordRules::of_site(&["Restorative City Partnership"], false),
            plain_addresses: false,
            issuer: Issuer {
                audience: format!("{base_url}/api/v1"),
                issuer: base_url,
                lifetime: TimeDelta::minutes(15),
            },
            second_factor_for,
            providers: providers.iter().map(|(known, _)| known.clone()).collect(),
            login_lifetime: TimeDelta::days(30),
            retention: Retention::default(),
            evidence: takes_evidence.then(|| EvidenceFolder::at(database.evidence.path())),
            zoom: zoom.is_some(),
        };
        let mut app = App::new(&db, settings, random.clone(), Vec::new(), Arc::clone(&FONTS));
        let access = providers.into_iter().map(|(_, access)| access).collect();
        app.sign_in_providers = Arc::new(SignInProviders::new(access, clock.clone()).expect("certificates"));
        app.virus_scanner = virus_scanner;
        let followed = Followed::default();
        app.usecases = app.usecases.watched_by(followed.watcher());
        let mailbox = Memory::new();
        let zoom = zoom.map(|access| Arc::new(Zoom::new(access, clock.clone()).expect("certificates")));
        let parts = parts(&db, &app, &random, Transport::Memory(mailbox.clone()));
        let jobs = jobs::all(&Parts { zoom, ..parts });
        let shared = Shared::new(app.clone(), random);
        Self { db, app, clock, database, mailbox, options, jobs, shared, router: Router::default(), followed }
    }

    /// The parts of jobs that send mail another way.
    pub fn parts(&self, transport: Transport) -> Parts {
        parts(&self.db, &self.app, &Random::seeded(8), transport)
    }

    /// What a server of its own needs.
    pub fn shared(&self) -> Shared {
        self.shared.clone()
    }

    /// Runs every job at the clock's time, again and again until none of them finds anything to do.
    pub async fn run_jobs(&self) {
        let stop = Stop::default();
        for _ in 0..200 {
            let mut done = 0;
            for job in &self.jobs {
                let ran = job.run_due(self.clock.now(), &stop).await;
                done += ran.unwrap_or_else(|failure| panic!("{}: {failure}", job.name()));
            }
            if done == 0 {
                return;
            }
        }
        panic!("the jobs find ever more to do");
    }

    /// Sends a request through the real router.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let bytes = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.send_bytes(method, path, token, headers, bytes).await
    }

    /// Sends a request whose body is bytes of some media type. Whatever is answered has to be in the API's document.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Answer {
        let mut request = test::TestRequest::default().method(method.clone()).uri(path);
        if let Some(token) = token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        if let Some((media_type, bytes)) = body {
            request = request.insert_header(("content-type", media_type)).set_payload(bytes);
        }
        let answer = self.router.answer(&self.shared, request).await;
        let status = answer.status;
        super::documented::check(&method, path, status, &answer.headers, &answer.json());
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.ends_with("json") && !answer.body.is_empty() {
            super::documented::check_body(&method, path, status, &answer.json());
        }
        if kind == "application/problem+json" {
            let code = answer.json()["code"].as_str().expect("a code").to_owned();
            assert!(meaning(&code).is_some(), "/problems/{code} says nothing");
        }
        answer
    }

    /// Sends a request from this network address, whatever comes of it.
    pub async fn send_from(
        &self,
        from: IpAddr,
        (method, path): (Method, &str),
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let mut request =
            test::TestRequest::default().method(method).uri(path).peer_addr(SocketAddr::new(from, 40_000));
        if let Some(token) = token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        self.router.answer(&self.shared, request).await
    }

    /// GET as somebody.
    pub async fn get(&self, who: &Someone, path: &str) -> Answer {
        self.send(Method::GET, path, Some(&self.token_of(who).await), &[], None).await
    }

    /// GET as nobody.
    pub async fn get_public(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[], None).await
    }

    /// POST as somebody.
    pub async fn post(&self, who: &Someone, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&self.token_of(who).await), &[], Some(&body)).await
    }

    /// POST as nobody.
    pub async fn post_public(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, None, &[], Some(&body)).await
    }

    /// PUT as somebody.
    pub async fn put(&self, who: &Someone, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(&self.token_of(who).await), &[], Some(&body)).await
    }

    /// PATCH as somebody.
    pub async fn patch(&self, who: &Someone, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(&self.token_of(who).await), &[], Some(&body)).await
    }

    /// A person with a confirmed address and [`PASSWORD`], signed in; `change` gives roles and relations.
    pub async fn person(
        &self,
        name: &str,
        change: impl Fn(&mut person::PersonRow) + Send + 'static,
    ) -> Someone {
        let letters = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), ".");
        let email = format!("{}@example.org", letters.trim_matches('.'));
        let address = EmailAddress::parse("email", &email).expect("an address");
        let parsed = PersonName::parse("name", name).expect("a name");
        let hash = self.app.settings.passwords.hash(PASSWORD, &Random::seeded(3)).expect("a hash");
        let id = self
            .db
            .write(move |tx| {
                let mut row = person::add_person(tx, &parsed, "test")?;
                row.password_hash = Some(hash.clone());
                change(&mut row);
                tx.account_for([Row::Person(row.id.uuid())]);
                person::store_person(tx, &row)?;
                person::add_address(tx, row.id, &address, true)?;
                Ok::<_, Error>(row.id)
            })
            .await
            .expect("a person");
        let token = self.sign_in(&email).await;
        Someone { id, email, name: name.to_owned(), token, signed_in_at: self.clock.now() }
    }

    /// A token of somebody's that is still good: tests move the clock further than tokens live.
    async fn token_of(&self, who: &Someone) -> String {
        let age = self.clock.now() - who.signed_in_at;
        if age < TimeDelta::minutes(14) { who.token.clone() } else { self.sign_in(&who.email).await }
    }

    /// An access token for whoever has this address and [`PASSWORD`].
    pub async fn sign_in(&self, email: &str) -> String {
        let body = serde_json::json!({"email": email, "password": PASSWORD});
        let answer = self.post_public("/api/v1/auth/login", body).await.expect(200);
        answer.json()["access_token"].as_str().expect("an access token").to_owned()
    }

    /// Somebody without any role.
    pub async fn delegate(&self, name: &str) -> Someone {
        self.person(name, |_| {}).await
    }

    /// Somebody who runs the training offer.
    pub async fn coordinator(&self) -> Someone {
        self.person("Cora Coordinator", |row| row.is_coordinator = true).await
    }

    /// Somebody who runs sessions.
    pub async fn trainer(&self, name: &str) -> Someone {
        self.person(name, |row| row.is_trainer = true).await
    }

    /// A listed organisation.
    pub async fn organisation(&self, name: &str, kind: OrganisationKind) -> OrganisationId {
        let name = name.to_owned();
        self.db
            .write(move |tx| person::add_organisation(tx, &name, kind, None, true))
            .await
            .expect("an organisation")
    }

    /// Makes somebody a confirmed member, or the lead, of an organisation.
    pub async fn join(&self, who: &Someone, organisation: OrganisationId, is_lead: bool) {
        let new = person::NewMembership {
            person: who.id,
            organisation,
            from_on: None,
            is_lead,
            confirmed_how: Some(MembershipProof::Coordinator),
        };
        self.db.write(move |tx| person::add_membership(tx, &new)).await.expect("a membership");
    }

    /// Fails unless the records are sound.
    pub async fn audit(&self) {
        let report = self.app.usecases.audit().await.expect("an audit");
        assert_eq!(report.findings, vec![]);
        assert_eq!(self.followed.wrong(), Vec::<String>::new(), "events and whom they concern");
    }
}
