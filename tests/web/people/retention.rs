//! What nobody uses any more is erased after its time, and its holder is told before.

use chrono::{Months, TimeDelta};

use crate::support::{
    app::TestApp, database::both_databases, personal_data::stands_in, raw_database::Beside, register::Class,
};

async fn months_on(app: &TestApp, months: u32, days: i64) {
    app.clock.set(app.clock.now().checked_add_months(Months::new(months)).unwrap() + TimeDelta::days(days));
    app.run_jobs().await;
}

both_databases! {
    async fn an_unused_record_is_announced_and_erased(app: TestApp) {
        app.coordinator().await;
        let (ada, bo) = (app.delegate("Ada Ash").await, app.delegate("Bo Birch").await);
        months_on(&app, 36, -1).await;
        assert_eq!(app.kinds_to(&ada.email).await, Vec::<String>::new());
        months_on(&app, 0, 2).await;
        for who in [&ada, &bo] {
            assert_eq!(app.kinds_to(&who.email).await, ["record_unused"]);
        }
        app.run_jobs().await;
        assert_eq!(app.kinds_to(&ada.email).await.len(), 1, "told once");
        // One of them comes back in time.
        app.sign_in(&bo.email).await;
        months_on(&app, 0, 29).await;
        app.get(&ada, "/api/v1/me").await.expect(200);
    }

    async fn whoever_does_not_come_back_is_erased(app: TestApp) {
        app.coordinator().await;
        let (ada, bo) = (app.delegate("Ada Ash").await, app.delegate("Bo Birch").await);
        months_on(&app, 36, 1).await;
        app.sign_in(&bo.email).await;
        months_on(&app, 0, 30).await;
        assert_eq!(stands_in(&app, "ada ash"), Vec::<String>::new());
        assert_eq!(stands_in(&app, &ada.email), Vec::<String>::new());
        app.get(&bo, "/api/v1/me").await.expect(200);
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM erasures WHERE cancelled_at IS NOT NULL"), 1);
        app.audit().await;
    }

    async fn records_of_learning_stay(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Ash"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        months_on(&app, 120, 0).await;
        months_on(&app, 1, 0).await;
        assert!(!app.kinds_to(&class.people[0].email).await.contains(&"record_unused".to_owned()));
        app.get(&class.people[0], "/api/v1/me").await.expect(200);
    }

    async fn the_last_login_stays_and_others_go(app: TestApp) {
        app.coordinator().await;
        let ada = app.delegate("Ada Ash").await;
        app.sign_in(&ada.email).await;
        let count = |app: &TestApp| Beside::to(&app.database).number(
            "SELECT count(*) FROM logins JOIN addresses USING (person_id) WHERE email LIKE 'ada%'");
        assert_eq!(count(&app), 2);
        months_on(&app, 12, 0).await;
        assert_eq!(count(&app), 1);
    }

    async fn what_is_in_force_stands_on_the_privacy_page(app: TestApp) {
        let page = app.get_public("/privacy").await.expect(200).text();
        for said in ["deleted 30 days after", "nobody has used for 3 years is erased", "90 days after it ended",
            "until you ask us to erase it."] {
            assert!(page.contains(said), "{said}: {page}");
        }

    }
}
