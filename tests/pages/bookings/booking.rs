//! From a course to a place: the catalogue, a date with its answer, and the booking.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, pages::value_of};

both_databases! {
    async fn a_delegate_books_from_the_front_page_in_a_few_steps(app: TestApp) {
        let cora = app.coordinator().await;
        let ladder = json!({"slug": "city", "name": "City ladder", "rungs": [{"name": "First step"}]});
        app.post(&cora, "/api/v1/ladders", ladder).await.expect(201);
        app.course(&cora, "introduction", |body| { body["ladder"] = json!("city"); body["rung"] = json!(1); }).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;

        let page = browser.open("/").await.expect(200).text();
        assert!(page.contains("City ladder") && page.contains("Go to my ladder"), "{page}");
        assert!(page.contains(&format!("href=\"/sessions/{session}\"")), "{page}");
        assert!(page.contains("Thursday 3 December 2026") && page.contains("9 places left"), "{page}");
        let page = browser.open(&format!("/sessions/{session}")).await.expect(200).text();
        assert!(page.contains("You can come") && page.contains("Book Thursday 3 December"), "{page}");
        assert!(page.contains("application/ld+json") && page.contains("CourseInstance"), "{page}");
        assert!(!page.contains("zoom.example"), "the joining link is for those who are booked");
        let path = format!("/sessions/{session}/book");
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("freely until 5pm, Monday 30 November"), "{page}");
        assert_eq!(value_of(&page, "key").map(|key| key.len() >= 16), Some(true));
        let key = value_of(&page, "key").expect("a key");

        let typed = [("key", key.as_str()), ("name", "Dora M. Delegate"), ("access_needs", "Captions, please.")];
        let first = browser.submit(&path, &typed).await.expect(303).header("location");
        assert!(first.starts_with("/bookings/") && first.ends_with("?done=booked"), "{first}");
        // The same form again, whatever stands in it now, leads to the same booking.
        let twice = [("key", key.as_str()), ("name", "Dora"), ("access_needs", "")];
        assert_eq!(browser.submit(&path, &twice).await.expect(303).header("location"), first);
        let bookings = app.get(&dora, "/api/v1/bookings").await.expect(200).json();
        assert_eq!(bookings["items"].as_array().map(Vec::len), Some(1));
        let profile = app.get(&dora, "/api/v1/me/profile").await.expect(200).json();
        assert_eq!(profile["certificate_name"], "Dora M. Delegate");
        let needs = format!("/api/v1/bookings/{}/access-needs", id_of(&bookings["items"][0]));
        assert_eq!(app.get(&dora, &needs).await.expect(200).json()["needs"], "Captions, please.");

        for path in [path, format!("/sessions/{session}")] {
            let page = browser.open(&path).await.expect(200).text();
            assert!(page.contains("You are booked") && page.contains("See your booking"), "{page}");
        }
        app.audit().await;
    }

    async fn wrong_input_keeps_what_was_typed_and_says_what_to_do(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;
        let path = format!("/sessions/{session}/book");
        let typed = [("name", ""), ("access_needs", "A <chair>"), ("key", "a key of one's own")];
        let page = browser.submit(&path, &typed).await.expect(422).text();
        assert!(page.contains("<title>Error: Check and book") && page.contains("href=\"#name\""), "{page}");
        assert!(page.contains("A &lt;chair&gt;"), "{page}");
        assert_eq!(value_of(&page, "key").as_deref(), Some("a key of one&#x27;s own"));
        // A form that comes back after a sign-in is shown, not acted on.
        let page = browser.submit(&path, &[("name", "Dora"), ("_again", "1")]).await.expect(200).text();
        assert_eq!(value_of(&page, "name").as_deref(), Some("Dora"));
        let bookings = app.get(&dora, "/api/v1/bookings").await.expect(200).json();
        assert_eq!(bookings["items"], json!([]));
    }

    async fn whoever_cannot_come_learns_why_and_the_way_there(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let first = app.session(&cora, "introduction", 20, 3, 9).await;
        let session = app.session(&cora, "development", 40, 3, 9).await;
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;
        for path in [format!("/sessions/{session}"), format!("/sessions/{session}/book")] {
            let page = browser.open(&path).await.expect(200).text();
            assert!(page.contains("You cannot book this yet"), "{page}");
            assert!(page.contains("You can book this after Introduction."), "{page}");
            assert!(page.contains(&format!("href=\"/sessions/{first}\"")), "{page}");
            assert!(page.contains("Book Introduction on Monday 23 November"), "{page}");
            assert!(!page.contains("<form method=\"post\" action=\"/sessions/"), "{page}");
        }
        let page = browser.submit(&format!("/sessions/{session}/book"), &[("name", "Dora")]).await.expect(409).text();
        assert!(page.contains("You can book this after Introduction.") && !page.contains("There is a problem"), "{page}");

        // Booked on the first, the second is theirs on that condition.
        browser.submit(&format!("/sessions/{first}/book"), &[("name", "Dora"), ("key", "key-of-first")]).await.expect(303);
        let page = browser.open(&format!("/sessions/{session}/book")).await.expect(200).text();
        assert!(page.contains("Booked, as long as you attend Introduction on Monday 23 November 2026."), "{page}");
    }

    async fn a_statement_is_asked_for_where_it_stands_in(app: TestApp) {
        let cora = app.coordinator().await;
        let kind = json!({"slug": "practised", "statement": "I have practised within 12 months"});
        app.post(&cora, "/api/v1/declaration-kinds", kind).await.expect(201);
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "circles", |body| {
            body["prerequisites"] = json!([{"any_of": [
                {"kind": "course", "course": "introduction", "within_months": 24},
                {"kind": "declaration", "declaration": "practised", "within_months": 12},
            ]}]);
        }).await;
        let session = app.session(&cora, "circles", 40, 3, 9).await;
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;
        let path = format!("/sessions/{session}/book");
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("Please tick if this is true"), "{page}");
        let page = browser.submit(&path, &[("name", "Dora Delegate"), ("key", "key-of-dora")]).await.expect(422).text();
        assert!(page.contains("Tick this if it is true. If it is not:"), "{page}");
        let declared = app.get(&dora, "/api/v1/me/declarations").await.expect(200).json();
        assert_eq!(declared["items"], json!([]));
        let typed = [("name", "Dora Delegate"), ("key", "key-of-dora"), ("declares", "practised")];
        let to = browser.submit(&path, &typed).await.expect(303).header("location");
        assert!(to.ends_with("?done=booked"), "{to}");
        let declared = app.get(&dora, "/api/v1/me/declarations").await.expect(200).json();
        assert_eq!(declared["items"][0]["declaration"], "practised");
        app.audit().await;
    }

    async fn a_full_date_offers_its_waiting_list(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        let (dora, will) = (app.delegate("Dora Delegate").await, app.delegate("Will Waits").await);
        let path = format!("/sessions/{session}/book");
        let late = app.browser_of(&will).await;
        let stale = late.open(&path).await.expect(200).text();
        let key = value_of(&stale, "key").expect("a key");
        app.post(&dora, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);

        // A page that is out of date says what has changed and asks again.
        let typed = [("name", "Will Waits"), ("key", key.as_str()), ("access_needs", "Captions")];
        let page = late.submit(&path, &typed).await.expect(409).text();
        assert!(page.contains("The last place has just been taken") && page.contains("Captions"), "{page}");
        assert!(page.contains("Join the waiting list"), "{page}");
        let page = late.open(&format!("/sessions/{session}")).await.expect(200).text();
        assert!(page.contains("This date is full") && page.contains("Nobody is waiting yet"), "{page}");
        let page = late.open(&path).await.expect(200).text();
        let key = value_of(&page, "key").expect("a key");
        let typed = [("name", "Will Waits"), ("key", key.as_str()), ("join", "yes"), ("auto_book_until", "soon")];
        let page = late.submit(&path, &typed).await.expect(422).text();
        assert!(page.contains("Enter a day such as"), "{page}");
        let typed = [("name", "Will Waits"), ("key", key.as_str()), ("join", "yes"), ("auto_book_until", "2026-11-20")];
        let to = late.submit(&path, &typed).await.expect(303).header("location");
        assert!(to.ends_with("?done=waitlisted"), "{to}");
        let page = late.open(&format!("/sessions/{session}")).await.expect(200).text();
        assert!(page.contains("You are on the waiting list"), "{page}");
        app.audit().await;
    }

    async fn those_who_are_told_and_the_organisation_are_named_beforehand(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |body| body["needs_approval"] = json!(true)).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let lea = app.delegate("Lea Lead").await;
        let dora = app.delegate("Dora Delegate").await;
        let hill = app.organisation("Hillside School", OrganisationKind::School).await;
        let river = app.organisation("Riverside School", OrganisationKind::School).await;
        app.join(&lea, hill, true).await;
        app.join(&dora, hill, false).await;
        let browser = app.browser_of(&dora).await;
        let path = format!("/sessions/{session}/book");
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("Lea Lead") && page.contains("Hillside School"), "{page}");
        assert!(page.contains("Ask for a place on Thursday 3 December"), "{page}");
        app.join(&dora, river, false).await;
        let page = browser.open(&path).await.expect(200).text();
        assert!(page.contains("For which of your organisations do you come?"), "{page}");
        let typed = [("name", "Dora Delegate"), ("key", "key-of-dora")];
        let page = browser.submit(&path, &typed).await.expect(422).text();
        assert!(page.contains("Choose the organisation for which you come."), "{page}");
        let river = river.to_string();
        let typed = [("name", "Dora Delegate"), ("key", "key-of-dora"), ("organisation", river.as_str())];
        let to = browser.submit(&path, &typed).await.expect(303).header("location");
        assert!(to.ends_with("?done=requested"), "{to}");
        let bookings = app.get(&dora, "/api/v1/bookings").await.expect(200).json();
        assert_eq!(bookings["items"][0]["organisation"]["name"], "Riverside School");
    }

    async fn whoever_is_not_signed_in_is_led_there_and_back(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let browser = app.browser();
        let page = browser.open(&format!("/sessions/{session}")).await.expect(200).text();
        assert!(page.contains("You sign in or create an account first"), "{page}");
        let to = browser.open(&format!("/sessions/{session}/book")).await.expect(303).header("location");
        assert_eq!(to, format!("/sign-in?return_to=%2Fsessions%2F{session}%2Fbook"));
        let page = browser.open(&to).await.expect(200).text();
        assert!(page.contains(&format!("href=\"/register?session_id&#x3D;{session}\"")), "{page}");
    }

    async fn hidden_dates_are_there_only_for_those_who_may_see_them(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let draft = id_of(&app.draft(&cora, "introduction", |_| {}).await);
        let dora = app.delegate("Dora Delegate").await;
        for path in [format!("/sessions/{draft}"), format!("/sessions/{draft}/book")] {
            app.browser_of(&dora).await.open(&path).await.expect(404);
            let page = app.browser_of(&cora).await.open(&path).await.expect(200).text();
            assert!(!page.contains("ld+json"), "search engines are told nothing of it");
        }
    }

    async fn the_catalogue_is_searched_and_filtered_and_costs_the_same_however_long(app: TestApp) {
        let cora = app.coordinator().await;
        let ladder = json!({"slug": "city", "name": "City ladder", "rungs": [{"name": "First"}, {"name": "Second"}]});
        app.post(&cora, "/api/v1/ladders", ladder).await.expect(201);
        let empty = app.browser().open("/courses").await.expect(200).text();
        assert!(empty.contains("The courses will appear here"), "{empty}");
        app.course(&cora, "introduction", |body| { body["ladder"] = json!("city"); body["rung"] = json!(1); }).await;
        app.course(&cora, "circles", |body| {
            body["ladder"] = json!("city");
            body["rung"] = json!(2);
            body["outcomes"] = json!(["Values & <purpose>"]);
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let browser = app.browser();
        for (query, there, not) in [
            ("", &["Introduction", "Circles"][..], &[][..]),
            ("?q=VALUES", &["Circles"], &["href=\"/courses/introduction\""]),
            ("?on=city:1", &["Introduction"], &["href=\"/courses/circles\""]),
            ("?places=yes", &["Introduction"], &["href=\"/courses/circles\""]),
            ("?q=nothing+like+it", &["No course fits that"], &["href=\"/courses/circles\""]),
        ] {
            let page = browser.open(&format!("/courses{query}")).await.expect(200).text();
            assert!(there.iter().all(|words| page.contains(words)), "{query}: {page}");
            assert!(not.iter().all(|words| !page.contains(words)), "{query}: {page}");
        }
        let page = browser.open("/courses/circles").await.expect(200).text();
        assert!(page.contains("Introduction.") && page.contains("you are here"), "{page}");
        assert!(page.contains("Values &amp; &lt;purpose&gt;"), "{page}");
        let data = page.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a block");
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(data["teaches"][0], "Values & <purpose>");
        assert!(page.contains("No dates are planned at the moment"), "{page}");
        app.browser().open("/courses/unknown").await.expect(404);

        let dora = app.delegate("Dora Delegate").await;
        let signed_in = app.browser_of(&dora).await;
        let paths = ["/", "/courses", "/courses/introduction", &format!("/sessions/{session}"), &format!("/sessions/{session}/book")];
        let mut few = Vec::new();
        for path in paths {
            let before = app.app.reads.statements_run();
            signed_in.open(path).await.expect(200);
            few.push(app.app.reads.statements_run() - before);
        }
        for day in 31..37 {
            app.session(&cora, "introduction", day, 3, 9).await;
        }
        for (path, few) in paths.iter().zip(few) {
            let before = app.app.reads.statements_run();
            signed_in.open(path).await.expect(200);
            assert_eq!(app.app.reads.statements_run() - before, few, "{path}");
        }
    }
}
