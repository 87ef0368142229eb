//! `ladder demo`: both ladders, people and dates, made by the real use-cases under a moved clock, then served.

mod at_any_time;
mod before;
mod calendar;
pub mod catalogue;
mod commissions;
mod crowd;
mod crowd_rows;
mod crowd_tables;
mod feedback;
mod names;
mod numbers;
mod people;
mod plans;
mod practice;
mod programme;
mod requests;
mod story;

use std::{fs, path::Path, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::{arguments::DemoArguments, composition, failure::Failure, logging, serve};
use crate::{
    app::App,
    config::ServeConfig,
    crypto::{
        keys::Secret,
        passwords::{PasswordCost, Passwords},
    },
    ports::{Clock, Random},
    store::{Db, DbOptions, read::service::beginnings, write::mail::outbox},
};

pub use crowd::Size;

/// The password of every demo sign-in.
pub const PASSWORD: &str = "demo-password";

/// Everything the demo keeps in its folder.
const KEPT: [&str; 4] = ["ladder.sqlite3", "ladder.sqlite3-wal", "ladder.sqlite3-shm", "ladder.secret"];

/// Makes the demo unless it is there already, and serves it.
///
/// # Errors
/// When the folder cannot be used or the demo cannot be made.
pub fn run(arguments: &DemoArguments) -> Result<(), Failure> {
    let folder = &arguments.data_dir;
    if arguments.reset {
        reset(folder)?;
    }
    let size = arguments.people.zip(arguments.sessions).zip(arguments.bookings);
    let size = size.map(|((people, sessions), bookings)| Size { people, sessions, bookings });
    if let Some(doubt) = size.and_then(Size::doubt) {
        return Err(Failure::Found(doubt));
    }
    let mut config = ServeConfig::for_demo(folder, arguments.port)?;
    config.site.templates.clone_from(&arguments.templates);
    logging::start(&config.core.logging);
    let now = Clock::machine().now();
    let file = folder.join("ladder.sqlite3");
    if let Some(url) = &arguments.database_url {
        config.core.database.url = url.clone();
        config.core.make_folders()?;
        make_in(&config, &url.expose(), now, size)?;
    } else {
        config.core.make_folders()?;
        if !file.exists() {
            make_sized(&config, folder, &file, now, size)?;
        }
    }
    println!("Sign in with the password {PASSWORD} as");
    for (address, what) in people::SIGN_INS {
        println!("  {address:<24} {what}");
    }
    println!("Mail is kept in {} and shown at /demo/mail.", folder.join("mail").display());
    serve::run_with(config)
}

/// Deletes what an earlier demo left; nothing else that may lie in the folder.
fn reset(folder: &Path) -> Result<(), Failure> {
    for name in KEPT {
        match fs::remove_file(folder.join(name)) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(why.into()),
            _ => {}
        }
    }
    for name in ["mail", "evidence"] {
        match fs::remove_dir_all(folder.join(name)) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(why.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Makes the demo as of `today` in a file of its own that gets its name once it is whole: a demo that was stopped
/// half-way is made again from the start.
///
/// # Errors
/// When the folder cannot be used, or a step of the story is refused.
pub fn make(config: &ServeConfig, folder: &Path, file: &Path, today: DateTime<Utc>) -> Result<(), Failure> {
    make_sized(config, folder, file, today, None)
}

/// As [`make`], with a crowd of this size beside it.
///
/// # Errors
/// As [`make`].
pub fn make_sized(
    config: &ServeConfig,
    folder: &Path,
    file: &Path,
    today: DateTime<Utc>,
    size: Option<Size>,
) -> Result<(), Failure> {
    let (draft, whole) = (folder.join("making.sqlite3"), folder.join("made.sqlite3"));
    for left in ["making.sqlite3", "making.sqlite3-wal", "making.sqlite3-shm", "made.sqlite3"] {
        drop(fs::remove_file(folder.join(left)));
    }
    let db = make_in(config, &format!("sqlite:{}", draft.display()), today, size)?;
    if let Some(db) = db {
        db.backup_to(&whole.to_string_lossy())?;
    }
    fs::rename(&whole, file)?;
    for left in ["making.sqlite3", "making.sqlite3-wal", "making.sqlite3-shm"] {
        drop(fs::remove_file(folder.join(left)));
    }
    Ok(())
}

/// Makes it in the database at `url`; `None` when somebody is in there already.
///
/// # Errors
/// As [`make`].
pub fn make_in(
    config: &ServeConfig,
    url: &str,
    today: DateTime<Utc>,
    size: Option<Size>,
) -> Result<Option<Db>, Failure> {
    let clock = Clock::held(today - TimeDelta::days(story::DAYS_BEFORE));
    let random = Random::machine();
    let db = Db::open(url, DbOptions::default(), clock.clone(), random.clone())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begun = runtime.block_on(db.read(beginnings::begun))?;
    if begun.organisations {
        return Ok(None);
    }
    let secret = config.secrets.read_or_make(|| Secret::generate(&random))?;
    let secret = Secret::parse(secret.expose()).map_err(|why| Failure::Found(why.to_string()))?;
    let passwords = Passwords::new(PasswordCost::default(), &random);
    let passwords = passwords.map_err(|why| Failure::Found(why.to_string()))?;
    let hash = passwords.hash(PASSWORD, &random).map_err(|why| Failure::Found(why.to_string()))?;
    let fonts = composition::fonts(config)?;
    let settings = composition::settings(config, secret, passwords, &fonts);
    let app = App::new(&db, settings, random.clone(), config.http.trusted_proxies.clone(), Arc::new(fonts));
    runtime.block_on(tell(&db, &app, &clock, today, hash))?;
    if let Some(size) = size {
        let gathered = runtime.block_on(crowd::gather(&db, size, today, random));
        gathered.map_err(|why| Failure::Found(format!("The demo could not be made: {why}")))?;
    }
    drop(app);
    Ok(Some(db))
}

async fn tell(db: &Db, app: &App, clock: &Clock, today: DateTime<Utc>, hash: String) -> Result<(), Failure> {
    let told = async {
        let cast = people::arrive(db, &app.usecases, hash).await?;
        catalogue::lay_out(&app.usecases, cast.coordinator(), today.date_naive()).await?;
        before::bring_in(&app.usecases, &cast, today).await?;
        story::play(&app.usecases, &cast, clock, today).await?;
        plans::write(&app.usecases, &cast, today).await?;
        let asked_today = feedback::play(&app.usecases, &cast, clock, today).await?;
        practice::add(&app.usecases, &cast, today).await?;
        at_any_time::play(&app.usecases, &cast, clock, today).await?;
        // The mail of the past is kept, so that the history is whole, but never sent.
        db.write(outbox::suppress_queued).await.map_err(crate::usecases::Failure::from)?;
        feedback::ask_one(&app.usecases, asked_today).await?;
        Ok(())
    };
    told.await
        .map_err(|why: crate::usecases::Failure| Failure::Found(format!("The demo could not be made: {why}")))
}
