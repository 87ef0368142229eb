//! Ok commits, Err rolls back, and a savepoint that fails takes only its own with it.

use futures_util::future::join_all;
use training_ladder::store::{DbOptions, Error};

use super::{add, open};
use crate::support::{
    app::start_of_time,
    database::{TestDatabase, both_databases},
    raw_database::Beside,
};

fn names(database: &TestDatabase) -> Vec<String> {
    Beside::to(database).lines("SELECT name AS line FROM organisations ORDER BY name_folded")
}

both_databases! {
    async fn ok_is_kept_and_an_error_leaves_nothing(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        db.write(|tx| add(tx, "kept")).await.expect("a write");
        let refused = db.write(|tx| { add(tx, "refused")?; Err::<(), _>(Error::Missing) }).await;
        assert!(matches!(refused, Err(Error::Missing)), "{refused:?}");
        assert_eq!(names(&database), ["kept"]);
    }

    async fn a_refusal_inside_ok_stays_on_record(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        let said = db.write(|tx| { add(tx, "a failed attempt")?; Ok::<_, Error>(Err::<(), _>("no")) }).await;
        assert_eq!(said.expect("a write"), Err("no"));
        assert_eq!(names(&database), ["a failed attempt"]);
    }

    async fn a_savepoint_that_fails_takes_only_its_own_with_it(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        db.write(|tx| {
            add(tx, "a before")?;
            let twice = tx.savepoint(|tx| { add(tx, "b inside")?; add(tx, "a before") });
            assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
            add(tx, "c after").map(drop)
        })
        .await
        .expect("the rest goes on");
        assert_eq!(names(&database), ["a before", "c after"]);
    }

    async fn savepoints_nest(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        db.write(|tx| {
            tx.savepoint(|tx| {
                add(tx, "a outer")?;
                let inner: Result<(), Error> =
                    tx.savepoint(|tx| { add(tx, "b inner")?; Err(Error::Missing) });
                assert!(inner.is_err());
                tx.savepoint(|tx| add(tx, "c second inner"))
            })
            .map(drop)
        })
        .await
        .expect("a write");
        assert_eq!(names(&database), ["a outer", "c second inner"]);
    }

    async fn of_many_at_once_each_stands_or_falls_alone(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        let writes = (0..60).map(|number| {
            db.write(move |tx| {
                add(tx, &format!("{number:02}"))?;
                if number % 3 == 0 { Err(Error::Missing) } else { Ok(number) }
            })
        });
        for (number, answer) in (0..60).zip(join_all(writes).await) {
            match answer {
                Ok(same) => assert_eq!(same, number),
                Err(error) => assert!(number % 3 == 0 && matches!(error, Error::Missing), "{number}: {error}"),
            }
        }
        let kept: Vec<String> = (0..60).filter(|n| n % 3 != 0).map(|n| format!("{n:02}")).collect();
        assert_eq!(names(&database), kept);
    }

    async fn a_write_that_panics_fails_alone(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        let fault = db.write(|tx| -> Result<(), Error> {
            add(tx, "half done")?;
            panic!("a fault in a write, as the test wants it")
        });
        let (fault, other) = tokio::join!(fault, db.write(|tx| add(tx, "beside it")));
        assert!(matches!(fault, Err(Error::Broken(_))), "{fault:?}");
        other.expect("another write");
        db.write(|tx| add(tx, "later")).await.expect("a later write");
        assert_eq!(names(&database), ["beside it", "later"]);
    }

    async fn a_write_sees_one_time_and_its_ids_sort_as_they_were_made(database: TestDatabase) {
        let db = open(&database, DbOptions::default());
        let (now, ids) = db
            .write(|tx| Ok::<_, Error>((tx.now(), (0..200).map(|_| tx.new_id::<()>()).collect::<Vec<_>>())))
            .await
            .expect("a write");
        assert_eq!(now, start_of_time());
        assert!(ids.is_sorted(), "what is written later in one change sorts later");
        let next = db.write(|tx| Ok::<_, Error>(tx.new_id::<()>())).await.expect("a write");
        assert!(ids.last() < Some(&next), "and so does the next change, though no time has passed");
    }
}
