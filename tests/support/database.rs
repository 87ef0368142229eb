//! A database of its own for every test, on both backends.
//!
//! [`both_databases!`] makes two tests of one body: `name::sqlite` and `name::postgres`. Each gets a fresh, migrated
//! database, gone when the test ends, so tests need no order and share nothing. Migrating is done once: SQLite tests
//! copy a file, PostgreSQL tests a template database that is shared between test processes.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_types,
};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use tempfile::TempDir;

/// Makes `name::sqlite` and `name::postgres` of each test: its one argument is anything that [`OnDatabase`] builds.
///
/// ```ignore
/// both_databases! {
///     async fn a_full_session_refuses(app: TestApp) { … }
/// }
/// ```
macro_rules! both_databases {
    ($($(#[$note:meta])* async fn $name:ident($argument:ident: $kind:ty) $body:block)+) => {$(
        $(#[$note])*
        mod $name {
            use super::*;
            use $crate::support::database::{OnDatabase, TestDatabase};

            async fn body($argument: $kind) $body

            #[actix_web::test]
            async fn sqlite() {
                body(<$kind as OnDatabase>::on(TestDatabase::sqlite()).await).await;
            }

            #[actix_web::test]
            async fn postgres() {
                body(<$kind as OnDatabase>::on(TestDatabase::postgres()).await).await;
            }
        }
    )+};
}
pub(crate) use both_databases;

/// What a test can stand on: the bare database, or a whole application built over it.
pub trait OnDatabase: Sized {
    /// Builds it; the database lives as long as what is built, so it is kept inside.
    async fn on(database: TestDatabase) -> Self;
}

impl OnDatabase for TestDatabase {
    async fn on(database: TestDatabase) -> Self {
        database
    }
}

/// A fresh, migrated database; dropped with this value.
pub struct TestDatabase {
    /// What `DATABASE_URL` would say.
    pub url: String,
    /// Where files lie that people hand in.
    pub evidence: TempDir,
    place: Place,
}

enum Place {
    /// The folder goes when its handle does.
    File {
        _folder: TempDir,
    },
    Server {
        admin: String,
        name: String,
    },
}

impl TestDatabase {
    /// A SQLite file in a temporary folder.
    pub fn sqlite() -> Self {
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
        let file = folder.path().join("ladder.sqlite3");
        let template = MIGRATED.get_or_init(|| {
            let file = folder.path().join("template.sqlite3");
            let mut connection =
                SqliteConnection::establish(&file.to_string_lossy()).expect("a new SQLite file");
            migrate(&mut connection, "sqlite");
            drop(connection);
            fs::read(&file).unwrap_or_default()
        });
        fs::write(&file, template).expect("a copy of the migrated file");
        Self {
            url: format!("sqlite:{}", file.display()),
            evidence: evidence(),
            place: Place::File { _folder: folder },
        }
    }

    /// A database on the throw-away server that `tests/run` starts.
    pub fn postgres() -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let admin = server();
        let template = TEMPLATE.get_or_init(|| migrated_template(&admin));
        let name = format!("ladder_test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut connection = connect(&admin);
        run(&mut connection, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Self { url: on_database(&admin, &name), evidence: evidence(), place: Place::Server { admin, name } }
    }

    /// A further database of the same kind, without a table in it.
    pub fn bare(&self) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        match &self.place {
            Place::File { .. } => {
                let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
                let url = format!("sqlite:{}", folder.path().join("ladder.sqlite3").display());
                Self { url, evidence: evidence(), place: Place::File { _folder: folder } }
            }
            Place::Server { admin, .. } => {
                let next = NEXT.fetch_add(1, Ordering::Relaxed);
                let name = format!("ladder_test_{}_bare_{next}", process::id());
                let mut connection = connect(admin);
                run(&mut connection, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                run(&mut connection, &format!("CREATE DATABASE {name} TEMPLATE template0"));
                Self {
                    url: on_database(admin, &name),
                    evidence: evidence(),
                    place: Place::Server { admin: admin.clone(), name },
                }
            }
        }
    }

    /// The address of the server's own database and the name of this one; none for a file.
    pub fn on_server(&self) -> Option<(&str, &str)> {
        match &self.place {
            Place::Server { admin, name } => Some((admin, name)),
            Place::File { .. } => None,
        }
    }

    /// Whether this one is PostgreSQL, for the few facts only one of the two can show.
    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Server { .. })
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { admin, name } = &self.place {
            let dropped =
                PgConnection::establish(admin).map_err(|error| error.to_string()).and_then(|mut server| {
                    server
                        .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                        .map_err(|error| error.to_string())
                });
            // The server is thrown away after the run: a test that took it down must not panic twice for that.
            if let Err(error) = dropped {
                eprintln!("{name} is left behind: {error}");
            }
        }
    }
}

fn evidence() -> TempDir {
    TempDir::with_prefix("ladder-evidence-").expect("a temporary folder")
}

/// The server's own address, with the right to make databases.
fn server() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests/run says here where it started PostgreSQL")]
    let server = std::env::var("LADDER_TEST_POSTGRES");
    server.unwrap_or_else(|_| {
        panic!(
            "LADDER_TEST_POSTGRES is not set, and this test runs on PostgreSQL too: start it with `tests/run FILTER`, \
             which brings a throw-away server, or set it to postgres://USER@HOST/DATABASE with the right to make \
             databases"
        )
    })
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url)
        .unwrap_or_else(|error| panic!("the test server at {url} does not answer: {error}"))
}

fn run(connection: &mut PgConnection, sql: &str) {
    connection.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

fn on_database(admin: &str, name: &str) -> String {
    let mut url = url::Url::parse(admin).expect("LADDER_TEST_POSTGRES is an address");
    url.set_path(name);
    url.into()
}

/// The template database of these very migrations: made by whoever comes first, under a lock of the server.
fn migrated_template(admin: &str) -> String {
    let name = format!("ladder_template_{:016x}", fingerprint(&folder("postgres")));
    let mut connection = connect(admin);
    run(&mut connection, "SELECT pg_advisory_lock(4711)");
    if !exists(&mut connection, &name) {
        // It gets its name once it is whole, so a run that was killed half-way leaves nothing that looks finished.
        let draft = format!("{name}_draft");
        run(&mut connection, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"));
        run(&mut connection, &format!("CREATE DATABASE {draft} TEMPLATE template0"));
        migrate(&mut connect(&on_database(admin, &draft)), "postgres");
        run(&mut connection, &format!("ALTER DATABASE {draft} RENAME TO {name}"));
    }
    run(&mut connection, "SELECT pg_advisory_unlock(4711)");
    name
}

fn exists(connection: &mut PgConnection, name: &str) -> bool {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = sql_types::Bool)]
        found: bool,
    }
    diesel::sql_query("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS found")
        .bind::<sql_types::Text, _>(name)
        .get_result::<Found>(connection)
        .expect("the list of databases")
        .found
}

fn folder(backend: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend)
}

fn migrate<C: MigrationHarness<DB>, DB: diesel::backend::Backend>(connection: &mut C, backend: &str) {
    let migrations = FileBasedMigrations::from_path(folder(backend)).expect("the migrations folder");
    connection
        .run_pending_migrations(migrations)
        .unwrap_or_else(|error| panic!("the {backend} migrations do not run: {error}"));
}

/// Changes with every name and byte of the migrations, so a template of older ones is never taken for these.
fn fingerprint(folder: &Path) -> u64 {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the migrations folder")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    entries.sort();
    let mut hasher = DefaultHasher::new();
    for entry in entries {
        entry.file_name().hash(&mut hasher);
        fs::read(entry.join("up.sql")).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}
