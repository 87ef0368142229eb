//! From settings to running parts: what `serve` and `worker` are made of.

use std::{fs, sync::Arc, thread, time::Duration};

use super::failure::Failure;
use crate::{
    app::App,
    config::{
        CoreConfig, Problem, ServeConfig,
        database::DatabaseConfig,
        mail::{MailTransport, SmtpConfig, SmtpTls},
        second_factor::SecondFactorConfig,
        single_sign_on::ProviderConfig,
        trail::TrailAddresses,
        zoom::ZoomConfig,
    },
    crypto::{
        hashing::HashingLimits,
        jwt::Issuer,
        keys::Secret,
        password_rules::PasswordRules,
        passwords::{PasswordCost, Passwords},
    },
    documents::Fonts,
    domain::{
        invites::Party, retention::Retention, second_factors::MustHave, single_sign_on::SignInProvider,
    },
    jobs::{Parts, compose::Mailer},
    mail::{
        render::{ACCENTS, SiteFacts},
        transport::{Folder, Smtp, SmtpSecurity, SmtpSettings, Transport},
    },
    outbound::{
        sign_in_providers::{ProviderAccess, SignInProviders},
        virus_scanner::{Scanning, VirusScanner},
        zoom::{Zoom, ZoomAccess},
    },
    ports::{Clock, Random},
    store::{Db, DbOptions, evidence_folder::EvidenceFolder},
    usecases::{Settings, service::site_face::SiteFace},
};

/// How long each step of the conversation with the mail server may take.
const SMTP_STEP: Duration = Duration::from_secs(30);
/// How long it may take to say that it has a mail. A worker's lease on a mail is longer than all steps together.
const SMTP_FINAL_REPLY: Duration = Duration::from_mins(5);
/// Writes that may wait where nobody set a limit.
const WAITING_WRITES: usize = 256;

/// A service, ready to answer and to work.
pub struct Service {
    /// What the web works with.
    pub app: App,
    /// What jobs work with.
    pub parts: Parts,
    /// The database.
    pub db: Db,
    /// The source of chance.
    pub random: Random,
}

/// Puts the service together; tables are brought up to date.
///
/// # Errors
/// When a setting turns out to be unusable, or the database cannot be opened.
pub fn compose(config: &ServeConfig) -> Result<Service, Failure> {
    let random = Random::machine();
    config.core.make_folders()?;
    let secret = config.secrets.read_or_make(|| Secret::generate(&random))?;
    let secret = Secret::parse(secret.expose()).map_err(|why| Failure::Found(why.to_string()))?;
    let fonts = Arc::new(fonts(config)?);
    let evidence = evidence_folder(&config.core);
    make_evidence_folder(evidence.as_ref())?;
    let transport = transport(&config.mail.transport, &mail_host(config))?;
    // Hashing takes tens of milliseconds, as opening the database does.
    let hashing = {
        let random = random.clone();
        thread::spawn(move || Passwords::new(PasswordCost::default(), &random))
    };
    let options = db_options(&config.core.database, config.limits.write_queue);
    let db = Db::open(&config.core.database.url.expose(), options, Clock::machine(), random.clone())?;
    let hashing_limits = HashingLimits { at_once: config.limits.hashes_at_once, ..HashingLimits::default() };
    let passwords = match hashing.join() {
        Ok(made) => made.map_err(|why| Failure::Found(why.to_string()))?.within(hashing_limits),
        Err(_) => return Err(Failure::Found("passwords cannot be hashed on this machine".to_owned())),
    };
    let settings = settings(config, secret.clone(), passwords, &fonts);
    let mailer = mailer(config, transport, secret, Arc::clone(&fonts));
    let mut app = App::new(&db, settings, random.clone(), config.http.trusted_proxies.clone(), fonts);
    if let (true, MailTransport::Folder(folder)) = (config.site.demo, &config.mail.transport) {
        app.demo_mail = Some(folder.clone());
    }
    app.hsts_subdomains = config.http.hsts_subdomains;
    app.virus_scanner = virus_scanner(config);
    let zoom = config.zoom.as_ref().map(|zoom| ask_zoom(zoom, db.clock().clone())).transpose()?;
    app.sign_in_providers = Arc::new(sign_in_providers(config, db.clock().clone())?);
    app.templates.clone_from(&config.site.templates);
    app.contact_phone.clone_from(&config.site.contact_phone);
    app.contact_email.clone_from(&config.site.contact_email);
    let parts = Parts {
        db: db.clone(),
        usecases: app.usecases.clone(),
        random: random.clone(),
        mailer: Arc::new(mailer),
        zoom: zoom.map(Arc::new),
    };
    Ok(Service { app, parts, db, random })
}

/// Opens the database for a command that needs nothing else.
///
/// # Errors
/// When its folder cannot be made or it cannot be opened.
pub fn open_database(core: &CoreConfig) -> Result<Db, Failure> {
    core.make_folders()?;
    let options = db_options(&core.database, WAITING_WRITES);
    Ok(Db::open(&core.database.url.expose(), options, Clock::machine(), Random::machine())?)
}

/// How the database is opened.
#[must_use]
pub fn db_options(database: &DatabaseConfig, waiting_writes: usize) -> DbOptions {
    DbOptions {
        connections: database.pool,
        waiting_writes,
        patience: database.lock_timeout,
        ..DbOptions::default()
    }
}

/// The typefaces of papers: those built in, and those that were added.
///
/// # Errors
/// When a file that was added cannot be used.
pub fn fonts(config: &ServeConfig) -> Result<Fonts, Failure> {
    Fonts::load_with(&config.site.font_files)
        .map_err(|why| unusable("LADDER_FONT_FILES", why, "paths of TrueType or OpenType files").into())
}

/// What the use-cases know of the service.
#[must_use]
pub fn settings(config: &ServeConfig, secret: Secret, passwords: Passwords, fonts: &Fonts) -> Settings {
    let base_url = base_url(config);
    let host = config.site.base_url.host_str().unwrap_or_default();
    Settings {
        plain_addresses: config.trail.addresses == TrailAddresses::Plain,
        password_rules: PasswordRules::of_site(&[&config.site.provider_name, host], config.site.demo),
        site: SiteFace::new(&config.site.provider_name),
        contact_email: config.site.contact_email.clone(),
        contact_phone: config.site.contact_phone.clone(),
        sender: sender(config),
        mail_host: mail_host(config),
        secret,
        timezone: config.site.timezone,
        alphabet: Arc::new(fonts.alphabet()),
        passwords,
        issuer: Issuer {
            issuer: base_url.clone(),
            audience: format!("{base_url}/api/v1"),
            lifetime: config.limits.access_token_lifetime,
        },
        second_factor_for: must_have(config.second_factor),
        providers: config.single_sign_on.providers.iter().map(provider).collect(),
        login_lifetime: config.limits.login_lifetime,
        retention: Retention {
            unconfirmed: config.retention.unconfirmed,
            mail_content: config.retention.mail_content,
            access_needs: config.retention.access_needs,
            logins: config.retention.old_logins,
            unused_months: Some(config.retention.unused_months).filter(|months| *months > 0),
            learning_months: Some(config.retention.learning_months).filter(|months| *months > 0),
            evidence: config.retention.evidence,
            complaint_months: config.retention.complaint_months,
        },
        evidence: evidence_folder(&config.core),
        zoom: config.zoom.is_some(),
        base_url,
    }
}

/// Where files lie that people hand in as evidence.
#[must_use]
pub fn evidence_folder(core: &CoreConfig) -> Option<EvidenceFolder> {
    core.evidence.folder.as_deref().map(EvidenceFolder::at)
}

fn make_evidence_folder(folder: Option<&EvidenceFolder>) -> Result<(), Problem> {
    let Some(folder) = folder else { return Ok(()) };
    folder.make().map_err(|why| Problem {
        value: Some(folder.path().display().to_string()),
        ..unusable(
            "LADDER_EVIDENCE_DIR",
            format!("the folder cannot be made: {why}"),
            "the path of a folder this user may write to",
        )
    })
}

/// What looks for viruses in files that come in.
fn virus_scanner(config: &ServeConfig) -> VirusScanner {
    let Some(command) = &config.scan.command else { return VirusScanner::none() };
    VirusScanner::calling(Scanning {
        program: command.program.clone(),
        words: command.words.clone(),
        patience: config.scan.patience,
    })
}

fn must_have(config: SecondFactorConfig) -> MustHave {
    MustHave {
        coordinators: config.coordinators,
        trainers: config.trainers,
        managers: config.managers,
        everybody: config.everybody,
    }
}

/// What is known of a provider without asking it.
fn provider(config: &ProviderConfig) -> SignInProvider {
    SignInProvider {
        number: config.number,
        name: config.name.clone(),
        issuer: config.issuer.clone(),
        tenants: config.tenants.clone(),
        trusted_domains: config.trusted_domains.clone(),
        required_domains: config.required_domains.clone(),
    }
}

/// What asks the providers.
fn sign_in_providers(config: &ServeConfig, clock: Clock) -> Result<SignInProviders, Problem> {
    let access = config.single_sign_on.providers.iter().map(|provider| ProviderAccess {
        number: provider.number,
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret: provider.client_secret.as_ref().map(|secret| secret.expose().to_owned()),
        tenants: provider.tenants.clone(),
    });
    SignInProviders::new(access.collect(), clock).map_err(|why| {
        let right = "a machine with a list of certificate authorities, which Debian calls ca-certificates";
        unusable("single sign-on", format!("no provider can be asked over https: {why}"), right)
    })
}

/// What asks Zoom.
///
/// # Errors
/// When this machine trusts no certificates.
pub fn ask_zoom(config: &ZoomConfig, clock: Clock) -> Result<Zoom, Problem> {
    let access = ZoomAccess {
        account_id: config.account_id.clone(),
        client_id: config.client_id.clone(),
        client_secret: config.client_secret.expose().to_owned(),
        user: config.user.clone(),
        api: config.api.clone(),
        tokens: config.tokens.clone(),
    };
    Zoom::new(access, clock).map_err(|why| {
        let right = "a machine with a list of certificate authorities, which Debian calls ca-certificates";
        unusable("LADDER_ZOOM_API", format!("it cannot be asked over https: {why}"), right)
    })
}

/// What writes and sends the mails.
#[must_use]
pub fn mailer(config: &ServeConfig, transport: Transport, secret: Secret, fonts: Arc<Fonts>) -> Mailer {
    let site = SiteFacts {
        provider: config.site.provider_name.clone(),
        base_url: base_url(config),
        contact_email: config.site.contact_email.clone(),
        contact_phone: config.site.contact_phone.clone(),
        accent: ACCENTS.0.to_owned(),
        accent_on_dark: ACCENTS.1.to_owned(),
        mark: None,
    };
    let reply_to = Party { email: config.mail.reply_to.clone(), ..sender(config) };
    Mailer::new(transport, sender(config), reply_to, site, secret, fonts)
}

fn base_url(config: &ServeConfig) -> String {
    config.site.base_url.as_str().trim_end_matches('/').to_owned()
}

fn sender(config: &ServeConfig) -> Party {
    Party { name: config.site.provider_name.clone(), email: config.mail.from_address.clone() }
}

/// The domain mails come from, for UIDs and Message-IDs.
fn mail_host(config: &ServeConfig) -> String {
    let host = config.mail.from_address.rsplit_once('@').map_or("localhost", |(_, host)| host);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    // An address literal, such as [192.0.2.1], is no domain and may not stand in a Message-ID as it is.
    if host.chars().all(plain) { host.to_owned() } else { "localhost".to_owned() }
}

/// The way mail leaves.
///
/// # Errors
/// When the settings cannot work whatever the server does.
pub fn transport(config: &MailTransport, hello_name: &str) -> Result<Transport, Failure> {
    match config {
        MailTransport::Folder(folder) => Ok(Transport::Folder(Folder::new(folder))),
        MailTransport::Smtp(smtp) => {
            let connections = usize::from(smtp.connections);
            let settings = smtp_settings(smtp, hello_name)?;
            let smtp = Smtp::new(settings).map_err(|why| {
                unusable("the settings of the mail relay", why, "a relay that `ladder check` finds right")
            })?;
            Ok(Transport::Smtp(smtp.over(connections)))
        }
    }
}

fn smtp_settings(config: &SmtpConfig, hello_name: &str) -> Result<SmtpSettings, Problem> {
    let extra_ca_pem = config.ca_file.as_ref().map(|file| {
        fs::read(file).map_err(|why| Problem {
            value: Some(file.display().to_string()),
            ..unusable("LADDER_SMTP_CA_FILE", format!("it cannot be read: {why}"), "the path of a PEM file")
        })
    });
    Ok(SmtpSettings {
        host: config.host.clone(),
        port: config.port,
        security: match config.tls {
            SmtpTls::StartTls => SmtpSecurity::StartTls,
            SmtpTls::Implicit => SmtpSecurity::ImplicitTls,
            SmtpTls::None => SmtpSecurity::Plain,
        },
        credentials: config
            .sign_in
            .as_ref()
            .map(|(user, password)| (user.clone(), password.expose().to_owned())),
        extra_ca_pem: extra_ca_pem.transpose()?,
        hello_name: hello_name.to_owned(),
        timeout: SMTP_STEP,
        final_reply_timeout: SMTP_FINAL_REPLY,
    })
}

fn unusable(setting: &str, why: impl ToString, right: &str) -> Problem {
    Problem { setting: setting.to_owned(), value: None, why: why.to_string(), right: right.to_owned() }
}
