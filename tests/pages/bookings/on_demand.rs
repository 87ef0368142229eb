//! A course taken at any time, on its pages.

use crate::support::{app::TestApp, database::both_databases, pages::value_of};

both_databases! {
    async fn what_it_is_made_of_is_typed_line_by_line(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "refresher", |_| {}).await;
        let office = app.browser_of(&cora).await;
        let path = "/manage/courses/refresher/on-demand";
        let fields = |parts: &'static str| [
            ("open", "yes"),
            ("introduction", ""),
            ("parts", parts),
            ("needed", "What will you take?\nAnd when?"),
            ("further", ""),
            ("cpd_minutes", "60"),
            ("revision", "0"),
        ];
        for (typed, said) in [
            ("The film", "put its link behind its title"),
            ("The film | https://videos.example/film | soon", "a whole number"),
            ("The film | http://videos.example/film", "begins with https"),
        ] {
            let page = office.submit(path, &fields(typed)).await.expect(422).text();
            assert!(page.contains(said), "{typed}: {page}");
        }
        let typed = "The film | https://videos.example/film\nA talk | https://videos.example/talk | 30 | Sue Sample";
        office.submit(path, &fields(typed)).await.expect(303);
        let page = office.open(path).await.expect(200).text();
        assert!(page.contains("A talk | https://videos.example/talk | 30 | Sue Sample"), "{page}");
        // Saved again, everything stays what it was.
        let made = app.get(&cora, "/api/v1/courses/refresher/on-demand").await.expect(200).json();
        let revision = value_of(&page, "revision").unwrap_or_default();
        let mut again = fields(typed).to_vec();
        again.pop();
        again.push(("revision", revision.as_str()));
        office.submit(path, &again).await.expect(303);
        let after = app.get(&cora, "/api/v1/courses/refresher/on-demand").await.expect(200).json();
        assert_eq!(made, after);
    }

    async fn it_is_begun_for_ones_people_and_shown_in_their_name(app: TestApp) {
        let cora = app.coordinator().await;
        let boss = app.delegate("Mary Manager").await;
        let id = boss.id;
        let ann = app.person("Ann Archer", move |row| row.line_manager_id = Some(id)).await;
        crate::web::bookings::on_demand::refresher(&app, &cora, |_| {}).await;
        let path = "/courses/refresher/on-demand";
        let nobody = app.browser().open(path).await.expect(200).text();
        assert!(nobody.contains("Sign in to begin"), "{nobody}");
        let browser = app.browser_of(&boss).await;
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("Ann Archer"), "{page}");
        let theirs = format!("{path}?person={}", ann.id);
        let page = browser.open(&theirs).await.expect(200).text();
        assert!(page.contains("Begin it for them") && page.contains("This is about"), "{page}");
        let person = ann.id.to_string();
        let begun = browser.submit(path, &[("person", person.as_str()), ("key", "k")]).await.expect(303);
        let address = begun.header("location");
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("Finish it for them"), "{page}");
        // The general page of the booking leads there.
        let general = address.trim_end_matches("/on-demand").to_owned();
        assert_eq!(browser.open(&general).await.expect(303).header("location"), address);
        let own = app.browser_of(&ann).await;
        let page = own.open("/my-bookings").await.expect(200).text();
        assert!(page.contains("Begun; go on when it suits you"), "{page}");
        own.submit(&format!("{general}/leave"), &[]).await.expect(303);
        let page = own.open(&address).await.expect(200).text();
        assert!(page.contains("This was given up"), "{page}");
        let other = app.browser_of(&app.delegate("Olly Other").await).await;
        other.open(&address).await.expect(404);
    }
}
