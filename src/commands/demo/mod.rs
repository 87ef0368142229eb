//! `ladder demo`: both ladders, people and dates, made by the real use-cases under a moved clock, then served.

mod at_any_time;
mod before;
mod calendar;
pub mod catalogue;
mod commissions;
mod names;
mod people;
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
    store::{Db, DbOptions, write::mail::outbox},
};

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
    let mut config = ServeConfig::for_demo(folder, arguments.port)?;
    config.site.templates.clone_from(&arguments.templates);
    logging::start(&config.core.logging);
    config.core.make_folders()?;
    let file = folder.join("ladder.sqlite3");
    if !file.exists() {
        make(&config, folder, &file, Clock::machine().now())?;
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
    let (draft, whole) = (folder.join("making.sqlite3"), folder.join("made.sqlite3"));
    for left in ["making.sqlite3", "making.sqlite3-wal", "making.sqlite3-shm", "made.sqlite3"] {
        drop(fs::remove_file(folder.join(left)));
    }
    let clock = Clock::held(today - TimeDelta::days(story::DAYS_BEFORE));
    let random = Random::machine();
    let url = format!("sqlite:{}", draft.display());
    let db = Db::open(&url, DbOptions::default(), clock.clone(), random.clone())?;
    let secret = config.secrets.read_or_make(|| Secret::generate(&random))?;
    let secret = Secret::parse(secret.expose()).map_err(|why| Failure::Found(why.to_string()))?;
    let passwords = Passwords::new(PasswordCost::default(), &random);
    let passwords = passwords.map_err(|why| Failure::Found(why.to_string()))?;
    let hash = passwords.hash(PASSWORD, &random).map_err(|why| Failure::Found(why.to_string()))?;
    let fonts = composition::fonts(config)?;
    let settings = composition::settings(config, secret, passwords, &fonts);
    let app = App::new(&db, settings, random, config.http.trusted_proxies.clone(), Arc::new(fonts));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(tell(&db, &app, &clock, today, hash))?;
    db.backup_to(&whole.to_string_lossy())?;
    drop((app, db, runtime));
    fs::rename(&whole, file)?;
    for left in ["making.sqlite3", "making.sqlite3-wal", "making.sqlite3-shm"] {
        drop(fs::remove_file(folder.join(left)));
    }
    Ok(())
}

async fn tell(db: &Db, app: &App, clock: &Clock, today: DateTime<Utc>, hash: String) -> Result<(), Failure> {
    let told = async {
        let cast = people::arrive(db, &app.usecases, hash).await?;
        catalogue::lay_out(&app.usecases, cast.coordinator(), today.date_naive()).await?;
        before::bring_in(&app.usecases, &cast, today).await?;
        story::play(&app.usecases, &cast, clock, today).await?;
        at_any_time::play(&app.usecases, &cast, clock, today).await?;
        // The mail of the past is kept, so that the history is whole, but never sent.
        db.write(outbox::suppress_queued).await.map_err(crate::usecases::Failure::from)?;
        Ok(())
    };
    told.await
        .map_err(|why: crate::usecases::Failure| Failure::Found(format!("The demo could not be made: {why}")))
}
