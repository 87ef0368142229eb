//! How long figures over all bookings of a database take: read the first time, looked over again, and counted. The
//! database is the one that `LADDER_BENCH_DATABASE` names, such as a demo's of a million bookings.

#![expect(clippy::print_stdout, reason = "what a bench is for")]

use std::time::Instant;

use chrono::NaiveDate;
use training_ladder::{
    domain::{
        figure_means::means,
        figures::{By, Facts, Measure, Period},
        uptake::{Ask, Scope, uptake},
        words::Word as _,
    },
    ports::{Clock, Random},
    store::{Db, DbOptions, Error, read::reports::facts},
};

fn main() {
    #[expect(clippy::disallowed_methods, reason = "whoever runs the bench says by it over what")]
    let Ok(url) = std::env::var("LADDER_BENCH_DATABASE") else {
        println!("reports: set LADDER_BENCH_DATABASE to sqlite:PATH or postgres://…");
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db =
            Db::open(&url, DbOptions::default(), Clock::machine(), Random::machine()).expect("a database");
        let read = |mut facts: Facts| {
            let db = db.clone();
            async move {
                let begun = Instant::now();
                let read = db.read(move |c| {
                    facts::refresh(c, &mut facts)?;
                    Ok::<_, Error>(facts)
                });
                (read.await.expect("facts"), begun.elapsed())
            }
        };
        let (facts, first) = read(Facts::default()).await;
        let bookings: usize = facts.sessions.values().map(|session| session.bookings.len()).sum();
        println!("{bookings} bookings on {} sessions: read in {first:?}", facts.sessions.len());
        let (facts, again) = read(facts).await;
        println!("looked over again in {again:?}");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for by in By::ALL {
            let ask = Ask {
                period: Period { from: day("1990-01-01"), to: day("2050-12-31") },
                by: *by,
                course: None,
                ladder: None,
                organisation: None,
                kind: None,
                trainer: None,
                scope: Scope::everything(),
            };
            let begun = Instant::now();
            let counted = uptake(&facts, &ask);
            let counts = begun.elapsed();
            for measure in Measure::ALL {
                means(&facts, &ask, *measure);
            }
            println!(
                "{by}: {} rows counted in {counts:?}, with means in {:?}",
                counted.rows.len(),
                begun.elapsed()
            );
        }
    });
}
