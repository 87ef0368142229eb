//! What the store promises: what is kept and what is not, how writes share a commit and wait, what happens when the
//! database is away, and that several copies may start at once.

mod away;
mod opening;
mod query_plans;
mod retries;
mod waiting;
mod writes;

use std::sync::mpsc;

use futures_util::future::{BoxFuture, FutureExt, poll_immediate};
use training_ladder::{
    domain::{ids::OrganisationId, words::OrganisationKind},
    ports::{Clock, Random},
    store::{Db, DbOptions, Error, WriteTx, write::people::person},
};

use crate::support::{app::start_of_time, database::TestDatabase};

/// The store alone, at the test's time.
fn open(database: &TestDatabase, options: DbOptions) -> Db {
    Db::open_unmigrated(&database.url, options, Clock::held(start_of_time()), Random::seeded(1))
        .expect("the test database opens")
}

/// Something that is there or not, under a name that only one may have.
fn add(tx: &mut WriteTx<'_>, name: &str) -> Result<OrganisationId, Error> {
    person::add_organisation(tx, name, OrganisationKind::School, None, true)
}

/// A write that has begun and goes on once it is told to.
struct Held {
    write: BoxFuture<'static, Result<(), Error>>,
    go: mpsc::Sender<()>,
}

impl Held {
    /// Begins a write that holds the line until [`Held::finish`].
    async fn begin(db: &Db) -> Self {
        let (began, has_begun) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        let db = db.clone();
        let mut write = async move {
            db.write(move |_| {
                began.send(()).map_err(|_| Error::Missing)?;
                may_go.recv().map_err(|_| Error::Missing)
            })
            .await
        }
        .boxed();
        assert!(poll_immediate(&mut write).await.is_none(), "the write is over before it was told to go on");
        has_begun.recv().expect("the write begins");
        Self { write, go }
    }

    async fn finish(self) {
        self.go.send(()).expect("the write waits");
        self.write.await.expect("the write that was held");
    }
}
