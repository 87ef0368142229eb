//! "What will I do with it?": written, marked at one press, shared and taken back; on the home and on the CPD record.

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{sent, typed, untouched},
    plans::{plan_of, plan_path, shared},
    register::Class,
};

fn squeezed(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn attended(app: &TestApp, names: &[&str]) -> Class {
    let mut class = Class::of(app, names).await;
    class.at_end(app).await;
    class.mark_all(app, &vec!["p"; names.len()]).await;
    class.close(app).await.expect(200);
    class
}

both_databases! {
    async fn it_is_written_changed_and_marked_on_its_page(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben"]).await;
        let browser = app.browser_of(&class.people[0]).await;
        let path = format!("/bookings/{}/action-plan", class.bookings[0]);
        for page in ["/my-bookings".to_owned(), format!("/bookings/{}", class.bookings[0])] {
            assert!(browser.open(&page).await.expect(200).text().contains(&path), "{page} leads to it");
        }
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("What will you do with what you learnt?") && page.contains("Tess Trainer, and"), "{page}");
        let form = untouched(&page, &path);
        let day = app.day_in(3).to_string();
        // What is wrong is said beside the row it is in, and nothing is lost.
        let wrong = typed(&typed(&form, "actions[1].text", &["Ask twice"]), "share", &["trainer"]);
        let page = browser.submit(&path, &sent(&wrong)).await.expect(422).text();
        assert!(page.contains("Enter a day") && page.contains("Ask twice") && page.contains("#actions-1--by"), "{page}");
        let long = typed(&typed(&form, "actions[1].text", &[&"x".repeat(301)]), "actions[1].by", &[&day]);
        let page = browser.submit(&path, &sent(&long)).await.expect(422).text();
        assert!(page.contains("Use at most 300 characters") && page.contains("#actions-1--text"), "{page}");
        let right = typed(&typed(&form, "actions[0].text", &["Listen first"]), "actions[0].by", &[&day]);
        let right = typed(&typed(&right, "actions[3].text", &["Ask twice"]), "actions[3].by", &["2027-03-01"]);
        let kept = browser.submit(&path, &sent(&right)).await.expect(303);
        assert_eq!(kept.header("location"), format!("{path}?done=kept"));
        let page = squeezed(&browser.open(&path).await.expect(200).text());
        for said in ["Listen first", "Monday 1 March 2027", "Only you see it.", "not yet"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Not yet: remind me"), "its day has not come: {page}");

        // Its day: it waits on the home, is put off, done, and taken back.
        app.clock.advance(chrono::TimeDelta::days(3));
        let browser = app.browser_of(&class.people[0]).await;
        let home = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(home.contains("Have you done it?") && home.contains("Listen first") && home.contains(&path), "{home}");
        let read = async || app.get(&crate::support::app::Someone {
            token: app.sign_in(&class.people[0].email).await, ..class.people[0].clone()
        }, &plan_path(&class.bookings[0])).await.expect(200).json();
        let action = read().await["actions"][0]["id"].as_str().expect("an id").to_owned();
        let mark = format!("{path}/mark");
        for (word, state, by) in [
            ("in_a_week", "planned", app.day_in(7)),
            ("done", "done", app.day_in(7)),
            ("not_yet", "planned", app.day_in(7)),
            ("done", "done", app.day_in(7)),
        ] {
            let answer = browser.submit(&mark, &[("action", &action), ("mark", word)]).await.expect(303);
            assert_eq!(answer.header("location"), format!("{path}?done={word}"));
            let now = read().await["actions"][0].clone();
            assert_eq!((now["state"].as_str(), now["by"].as_str()), (Some(state), Some(by.to_string().as_str())), "{word}");
        }
        for wrong in [[("action", "x"), ("mark", "done")], [("action", action.as_str()), ("mark", "x")]] {
            let answer = browser.submit(&mark, &wrong).await.expect(303);
            assert_eq!(answer.header("location"), format!("{path}?done=gone"));
        }
        let home = browser.open("/my-ladder").await.expect(200).text();
        assert!(!home.contains("Have you done it?"), "{home}");
        let record = browser.open("/my-certificates").await.expect(200).text();
        assert!(record.contains("Listen first: done.") && record.contains("Ask twice: not yet."), "{record}");

        // Two windows: what the other kept stands.
        let page = browser.open(&path).await.expect(200).text();
        let opened = untouched(&page, &path);
        let other = typed(&opened, "actions[0].note", &["It went well."]);
        browser.submit(&path, &sent(&other)).await.expect(303);
        let mine = typed(&opened, "actions[1].text", &["Ask three times"]);
        browser.submit(&path, &sent(&mine)).await.expect(303);
        let both = read().await;
        assert_eq!(both["actions"][0]["note"], "It went well.");
        assert_eq!(both["actions"][1]["text"], "Ask three times");
        // An emptied row goes.
        let page = browser.open(&path).await.expect(200).text();
        let emptied = typed(&untouched(&page, &path), "actions[0].text", &[""]);
        browser.submit(&path, &sent(&emptied)).await.expect(303);
        assert_eq!(read().await["actions"].as_array().map(Vec::len), Some(1));

        let ben = app.browser_of(&class.people[1]).await;
        ben.open(&path).await.expect(404);
        ben.submit(&path, &sent(&right)).await.expect(404);
        ben.submit(&mark, &[("action", &action), ("mark", "done")]).await.expect(404);
    }

    async fn those_it_is_shared_with_find_it_where_they_look(app: TestApp) {
        let class = attended(&app, &["Ada", "Ben"]).await;
        let (ada, booking) = (&class.people[0], &class.bookings[0]);
        let manager = app.delegate("Mary Manager").await;
        let school = app.organisation("Hillside", training_ladder::domain::words::OrganisationKind::School).await;
        app.join(ada, school, false).await;
        app.join(&manager, school, true).await;
        let plan = plan_of(&[("Listen first", app.day_in(30))]);
        let path = format!("/bookings/{booking}/action-plan");
        let roster = format!("/sessions/{}/roster", class.session);
        let plans = format!("/sessions/{}/action-plans", class.session);
        let person = format!("/people/{}", ada.id);
        let [tess, mary, cora] = [
            app.browser_of(&class.tess).await, app.browser_of(&manager).await, app.browser_of(&class.cora).await,
        ];
        for (with, trainer, manages) in [
            (&[][..], false, false),
            (&["trainer"][..], true, false),
            (&["manager"][..], false, true),
            (&["trainer", "manager"][..], true, true),
            (&[][..], false, false),
        ] {
            app.put(ada, &plan_path(booking), shared(plan.clone(), with)).await.expect(200);
            assert_eq!(tess.open(&roster).await.expect(200).text().contains("1 action plan is shared with you"), trainer);
            assert_eq!(tess.open(&plans).await.expect(200).text().contains("Listen first"), trainer);
            assert_eq!(tess.open(&path).await.status.as_u16(), if trainer { 200 } else { 404 });
            assert_eq!(mary.open(&person).await.expect(200).text().contains(&path), manages);
            assert_eq!(mary.open(&path).await.status.as_u16(), if manages { 200 } else { 404 });
            // Coordinators see none of it.
            for page in [&roster, &person] {
                let page = cora.open(page).await.expect(200).text();
                assert!(!page.contains("action-plan"), "{page}");
            }
            cora.open(&path).await.expect(404);
            cora.open(&plans).await.expect(403);
        }
        app.put(ada, &plan_path(booking), shared(plan, &["manager"])).await.expect(200);
        let page = mary.open(&path).await.expect(200).text();
        assert!(page.contains("The action plan of Ada") && !page.contains("<form method=\"post\" action=\"/bookings"), "{page}");
    }

    async fn before_the_course_it_says_when_it_can_be_written(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let browser = app.browser_of(&class.people[0]).await;
        let path = format!("/bookings/{}/action-plan", class.bookings[0]);
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("from the start of the course on") && !page.contains("name=\"actions["), "{page}");
        for page in ["/my-bookings".to_owned(), format!("/bookings/{}", class.bookings[0])] {
            assert!(!browser.open(&page).await.expect(200).text().contains(&path), "{page}");
        }
    }
}
