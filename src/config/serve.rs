//! The settings of whole commands.

use std::path::{Path, PathBuf};

use super::{
    database::{DatabaseConfig, make_data_dir},
    evidence::{EvidenceConfig, ScanConfig},
    http::HttpConfig,
    jobs::JobsConfig,
    limits::LimitsConfig,
    logging::LoggingConfig,
    mail::MailConfig,
    reading::{Reader, Report, Sources},
    retention::RetentionConfig,
    second_factor::SecondFactorConfig,
    secrets::SecretsConfig,
    setting::Problem,
    single_sign_on::SingleSignOnConfig,
    site::SiteConfig,
    trail::TrailConfig,
    zoom::ZoomConfig,
};

/// What every command that touches the data needs, and all that `migrate`, `audit` and `backup` do.
#[derive(Debug, Clone)]
pub struct CoreConfig {
    /// The folder for what is kept beside the database.
    pub data_dir: PathBuf,
    /// The database.
    pub database: DatabaseConfig,
    /// Files that people hand in as evidence.
    pub evidence: EvidenceConfig,
    /// The log.
    pub logging: LoggingConfig,
}

impl CoreConfig {
    fn read(reader: &mut Reader) -> Option<Self> {
        let data = DatabaseConfig::read(reader);
        let evidence = EvidenceConfig::read(reader, data.as_ref().map(|(_, database)| database));
        let logging = LoggingConfig::read(reader);
        let (data_dir, database) = data?;
        Some(Self { data_dir, database, evidence: evidence?, logging: logging? })
    }

    /// Reads these settings and looks at no others.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn load(sources: &Sources) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader::new(sources);
        let config = Self::read(&mut reader);
        sound(config, reader.finish())
    }

    /// Makes the folders that are to be written to.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn make_folders(&self) -> Result<(), Problem> {
        make_data_dir(&self.data_dir)?;
        self.database.make_folder()
    }
}

/// What the service needs.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// The data and the log.
    pub core: CoreConfig,
    /// Where it listens.
    pub http: HttpConfig,
    /// Who runs it, and under which address.
    pub site: SiteConfig,
    /// How mail goes out.
    pub mail: MailConfig,
    /// Its secret.
    pub secrets: SecretsConfig,
    /// Who must have a second factor.
    pub second_factor: SecondFactorConfig,
    /// Through whose directories people may sign in.
    pub single_sign_on: SingleSignOnConfig,
    /// How much, and how long.
    pub limits: LimitsConfig,
    /// How long what is held about people is kept.
    pub retention: RetentionConfig,
    /// What looks for viruses in files that come in.
    pub scan: ScanConfig,
    /// Who does the work nobody waits for.
    pub jobs: JobsConfig,
    /// What the trail keeps of where something was done from.
    pub trail: TrailConfig,
    /// The app that makes meetings on Zoom.
    pub zoom: Option<ZoomConfig>,
    /// What can be used but may not be meant, to be logged at the start.
    pub warnings: Vec<String>,
}

impl ServeConfig {
    /// Reads every setting: the configuration if it can be used, and the report in any case.
    #[must_use]
    pub fn read(sources: &Sources) -> (Option<Self>, Report) {
        let mut reader = Reader::new(sources);
        let config = Self::read_all(&mut reader);
        reader.refuse_unknown();
        let report = reader.finish();
        let config = config.filter(|_| report.problems.is_empty());
        (config.map(|config| Self { warnings: report.warnings.clone(), ..config }), report)
    }

    fn read_all(reader: &mut Reader) -> Option<Self> {
        // Each is read before any is given up, so that everything wrong is found at once.
        let core = CoreConfig::read(reader);
        let data_dir = core.as_ref().map(|core| core.data_dir.as_path());
        let http = HttpConfig::read(reader);
        let site = SiteConfig::read(reader, http.as_ref());
        if let (Some(core), Some(site)) = (&core, &site) {
            site.warn_of_copies(reader, &core.database);
        }
        let mail = MailConfig::read(reader, data_dir, site.as_ref());
        let secrets = SecretsConfig::read(reader, data_dir, core.as_ref().map(|core| &core.database));
        let second_factor = SecondFactorConfig::read(reader);
        let single_sign_on = SingleSignOnConfig::read(reader);
        let limits = LimitsConfig::read(reader);
        let retention = RetentionConfig::read(reader);
        let scan = ScanConfig::read(reader);
        let jobs = JobsConfig::read(reader);
        let trail = TrailConfig::read(reader);
        let zoom = ZoomConfig::read(reader);
        Some(Self {
            core: core?,
            http: http?,
            site: site?,
            mail: mail?,
            secrets: secrets?,
            second_factor: second_factor?,
            single_sign_on: single_sign_on?,
            limits: limits?,
            retention: retention?,
            scan: scan?,
            jobs: jobs?,
            trail: trail?,
            zoom: zoom?,
            warnings: Vec::new(),
        })
    }

    /// Reads every setting.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn load(sources: &Sources) -> Result<Self, Vec<Problem>> {
        let (config, report) = Self::read(sources);
        sound(config, report)
    }

    /// The demo's settings: everything under one folder, nothing from the environment.
    ///
    /// # Errors
    /// When `data_dir` cannot be a folder's path.
    pub fn for_demo(data_dir: &Path, port: u16) -> Result<Self, Vec<Problem>> {
        let folder = data_dir.to_string_lossy();
        let (mail, port) = (format!("folder:{}", data_dir.join("mail").display()), port.to_string());
        let mut config = Self::load(&Sources::of_values(&[
            ("data_dir", &folder),
            ("port", &port),
            ("mail", &mail),
            ("provider_name", "Restorative Practice Training (demo)"),
            ("contact_email", "training@demo.example"),
            ("contact_phone", "0113 496 0000"),
            ("second_factor_for", "nobody"),
            ("log_level", "warn"),
        ]))?;
        config.site.demo = true;
        Ok(config)
    }

    /// Takes in the port that was bound, which is another than the one asked for when that was 0.
    pub fn settle_port(&mut self, port: u16) {
        self.http.port = port;
        self.site.settle_port(port);
    }
}

fn sound<T>(config: Option<T>, report: Report) -> Result<T, Vec<Problem>> {
    match config {
        Some(config) if report.problems.is_empty() => Ok(config),
        _ => Err(report.problems),
    }
}
