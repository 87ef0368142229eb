//! PostgreSQL asks for a transaction to be run again after a deadlock or a serialization failure; the caller never
//! hears of it.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicUsize, Ordering},
};

use diesel::prelude::*;
use training_ladder::{
    domain::ids::OrganisationId,
    store::{Db, DbOptions, Error, schema::organisations},
};

use super::{add, open};
use crate::support::{database::TestDatabase, raw_database::Beside};

async fn two(db: &Db) -> [OrganisationId; 2] {
    db.write(|tx| Ok::<_, Error>([add(tx, "one")?, add(tx, "two")?])).await.expect("two rows")
}

fn touch(tx: &mut training_ladder::store::WriteTx<'_>, id: OrganisationId) -> Result<(), Error> {
    diesel::update(organisations::table.find(id))
        .set(organisations::revision.eq(organisations::revision + 1))
        .execute(tx.conn())?;
    Ok(())
}

#[actix_web::test]
async fn two_writes_that_wait_for_each_other_both_succeed() {
    let database = TestDatabase::postgres();
    let (_, name) = database.on_server().expect("a server");
    Beside::to(&database).run(&format!("ALTER DATABASE {name} SET deadlock_timeout = '20ms'"));
    let db = open(&database, DbOptions::default());
    let [one, other] = two(&db).await;
    let (both_hold_one, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let crossing = |first, second| {
        let (both_hold_one, runs) = (Arc::clone(&both_hold_one), Arc::clone(&runs));
        db.write(move |tx| {
            let run = runs.fetch_add(1, Ordering::SeqCst);
            touch(tx, first)?;
            if run < 2 {
                both_hold_one.wait();
            }
            touch(tx, second)
        })
    };
    let (forth, back) = tokio::join!(crossing(one, other), crossing(other, one));
    forth.expect("one way");
    back.expect("the other way");
    assert!(runs.load(Ordering::SeqCst) >= 3, "one of the two is run again, perhaps more than once");
    assert_eq!(Beside::to(&database).number("SELECT sum(revision) FROM organisations"), 2 + 4);
}

#[actix_web::test]
async fn a_write_that_cannot_be_serialized_is_run_again() {
    let database = TestDatabase::postgres();
    let db = open(&database, DbOptions::default());
    let [one, _] = two(&db).await;
    let (both_have_read, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let rising = || {
        let (both_have_read, runs) = (Arc::clone(&both_have_read), Arc::clone(&runs));
        db.write(move |tx| {
            let run = runs.fetch_add(1, Ordering::SeqCst);
            diesel::sql_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(tx.conn())?;
            let seen: i32 =
                organisations::table.find(one).select(organisations::revision).first(tx.conn())?;
            if run < 2 {
                both_have_read.wait();
            }
            diesel::update(organisations::table.find(one))
                .set(organisations::revision.eq(seen + 1))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        })
    };
    let (first, second) = tokio::join!(rising(), rising());
    first.expect("a write");
    second.expect("a write");
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    let revision = Beside::to(&database).number("SELECT revision FROM organisations WHERE name = 'one'");
    assert_eq!(revision, 3, "nothing that was read is lost");
}

#[actix_web::test]
async fn a_write_that_never_comes_through_is_given_up() {
    let database = TestDatabase::postgres();
    let db = open(&database, DbOptions::default());
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let answer = db
        .write(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            add(tx, "never")?;
            Err::<(), _>(Error::Again)
        })
        .await;
    assert!(matches!(answer, Err(Error::Again)), "{answer:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 64);
    assert_eq!(Beside::to(&database).number("SELECT count(*) FROM organisations"), 0);
}
