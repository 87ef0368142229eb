//! Several dates changed in one go: looked at first, then all of them or none.

use serde_json::json;
use training_ladder::domain::ids::SessionId;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

const PATH: &str = "/manage/change-dates";

/// A year's three dates of one course, run by Tom; Ann is booked on the first two, Bob on the first.
struct Year {
    cora: Someone,
    tom: Someone,
    ann: Someone,
    bob: Someone,
    dates: Vec<SessionId>,
}

impl Year {
    async fn of(app: &TestApp) -> Self {
        let (cora, tom) = (app.coordinator().await, app.trainer("Tom").await);
        let (ann, bob) = (app.delegate("Ann").await, app.delegate("Bob").await);
        let mut dates = Vec::new();
        for (at, course) in ["introduction", "development", "circles"].into_iter().enumerate() {
            app.course(&cora, course, |_| {}).await;
            let days = 30 + 7 * i64::try_from(at).expect("few");
            let id = app
                .session_with(&cora, course, |body| {
                    body["dates"] = json!([app.date_in(days, 3)]);
                    body["trainer_ids"] = json!([tom.id]);
                    body["capacity"] = 4.into();
                })
                .await;
            dates.push(id);
        }
        for (who, date) in [(&ann, dates[0]), (&ann, dates[1]), (&bob, dates[0])] {
            app.post(who, &format!("/api/v1/sessions/{date}/bookings"), json!({})).await.expect(201);
        }
        Self { cora, tom, ann, bob, dates }
    }

    fn typed<'a>(ids: &'a [String], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let dates = ids.iter().map(|id| ("dates", id.as_str()));
        dates.chain(more.iter().copied()).collect()
    }
}

fn texts(ids: &[SessionId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

both_databases! {
    async fn the_same_link_for_all_is_said_before_and_every_calendar_follows(app: TestApp) {
        let year = Year::of(&app).await;
        let browser = app.browser_of(&year.cora).await;
        let list = browser.open("/manage/dates").await.expect(200).text();
        let ids = texts(&year.dates);
        assert!(ids.iter().all(|id| list.contains(&format!("value=\"{id}\""))), "{list}");
        let offered = ids.join(" ");

        let page = browser.submit(PATH, &Year::typed(&ids, &[("_step", "choose")])).await.expect(200).text();
        assert!(ids.iter().all(|id| page.contains(&format!("value=\"{id}\" checked"))), "{page}");
        let link = [("offered", offered.as_str()), ("joining.url", "https://zoom.example/j/777")];
        let had = app.mails().await.len();
        let page = browser.submit(PATH, &Year::typed(&ids, &link)).await.expect(200).text();
        assert!(page.contains("3 people are mailed."), "{page}");
        assert!(page.contains("Change these 3 dates and tell 3 people"), "{page}");
        assert!(page.contains("2 people have a place. 3 people are mailed."), "{page}");
        assert!(page.contains("Nobody has a place yet. 1 person is mailed."), "{page}");
        assert_eq!(app.mails().await.len(), had, "looking mails nobody");

        let sure = [link.as_slice(), &[("_sure", "yes")]].concat();
        let to = browser.submit(PATH, &Year::typed(&ids, &sure)).await.expect(303).header("location");
        assert!(browser.open(&to).await.expect(200).text().contains("3 dates are changed."));
        let new = app.mails().await.split_off(had);
        let to = |who: &Someone| new.iter().filter(|mail| mail.to == who.email).count();
        assert_eq!((to(&year.ann), to(&year.bob), to(&year.tom)), (2, 1, 3), "one for each entry in a calendar");
        let raised = new.iter().filter_map(|mail| mail.invite.as_ref()).all(|invite| invite.sequence == 1);
        assert!(raised, "every entry takes its next version");
        for id in &year.dates {
            let date = app.get(&year.cora, &format!("/api/v1/sessions/{id}")).await.expect(200).json();
            assert_eq!(date["joining"]["url"], "https://zoom.example/j/777");
            assert_eq!(date["joining"]["help"], json!(null), "the details before are replaced as a whole");
            assert_eq!(date["trainers"], json!([{"name": "Tom"}]), "what was left empty stays");
        }
        app.audit().await;
    }

    async fn where_one_date_cannot_take_it_none_changes_and_it_is_named(app: TestApp) {
        let year = Year::of(&app).await;
        let browser = app.browser_of(&year.cora).await;
        let ids = texts(&year.dates);
        for more in [&[("capacity", "1")][..], &[("capacity", "1"), ("_sure", "yes")]] {
            let page = browser.submit(PATH, &Year::typed(&ids, more)).await.expect(422).text();
            assert!(page.contains("Introduction: "), "{page}");
            assert!(page.contains("2 places are taken, so the capacity cannot be lower than 2."), "{page}");
            assert!(page.contains("Choose more places, or leave this date out"), "{page}");
        }
        for id in &year.dates {
            let date = app.get(&year.cora, &format!("/api/v1/sessions/{id}")).await.expect(200).json();
            assert_eq!(date["capacity"], 4);
        }
        let others = Year::typed(&ids[1..], &[("capacity", "1"), ("_sure", "yes")]);
        browser.submit(PATH, &others).await.expect(303);
    }

    async fn whoever_runs_them_is_changed_and_what_is_wrong_stands_at_its_field(app: TestApp) {
        let year = Year::of(&app).await;
        let ann_trains = app.person("Tess", |row| row.is_trainer = true).await;
        let browser = app.browser_of(&year.cora).await;
        let ids = texts(&year.dates);
        for (more, says) in [
            (vec![], "Say what changes"),
            (vec![("capacity", "many")], "Enter a whole number"),
            (vec![("joining.url", "zoom")], "https://"),
        ] {
            let page = browser.submit(PATH, &Year::typed(&ids, &more)).await.expect(422).text();
            assert!(page.contains("There is a problem") && page.contains(says), "{says}: {page}");
        }
        let page = browser.submit(PATH, &[("offered", ids[0].as_str()), ("capacity", "9")]).await.expect(422).text();
        assert!(page.contains("Tick at least one date."), "{page}");

        let tess = ann_trains.id.to_string();
        let more = [("trainer_ids", tess.as_str()), ("_sure", "yes")];
        let page = browser.submit(PATH, &Year::typed(&ids, &more[..1])).await.expect(200).text();
        assert!(page.contains("Run by Tess, in place of Tom."), "{page}");
        browser.submit(PATH, &Year::typed(&ids, &more)).await.expect(303);
        let runs = app.browser_of(&ann_trains).await.open("/my-dates").await.expect(200).text();
        for course in ["Introduction", "Development", "Circles"] {
            assert!(runs.contains(course), "{course}: {runs}");
        }
        app.audit().await;
    }

    async fn a_courses_coming_dates_are_offered_all_ticked(app: TestApp) {
        let year = Year::of(&app).await;
        let browser = app.browser_of(&year.cora).await;
        let page = browser.open(&format!("{PATH}?course=development")).await.expect(200).text();
        let ids = texts(&year.dates);
        assert!(page.contains(&format!("value=\"{}\" checked", ids[1])), "{page}");
        assert!(!page.contains(&ids[0]), "{page}");
        let all = browser.open(PATH).await.expect(200).text();
        assert!(ids.iter().all(|id| all.contains(id)) && !all.contains("checked"), "{all}");
    }
}
