//! Saving a course asks, date by date, whether coming ones with bookings take the change.

use serde_json::json;

use crate::support::{
    app::TestApp, database::both_databases, pages::value_of, raw_database::Beside, register::Class,
};

both_databases! {
    async fn coming_dates_with_bookings_are_asked_about_and_only_those_ticked_take_it(app: TestApp) {
        let class = Class::of(&app, &["Ada"]).await;
        let mut other =
            Class::run(&app, class.cora.clone(), class.tess.clone(), "introduction", &[(21, 3)]).await;
        other.book(&app, app.delegate("Ben").await).await;
        // Nobody is booked on this one.
        Class::run(&app, class.cora.clone(), class.tess.clone(), "introduction", &[(28, 3)]).await;
        let browser = app.browser_of(&class.cora).await;
        let path = "/manage/courses/introduction";
        let page = browser.open(path).await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let fields = |title: &'static str, places: &'static str| {
            vec![
                ("title", title),
                ("summary", "What it is about."),
                ("outcomes", "An action plan for practice development"),
                ("duration_minutes", "180"),
                ("cpd_minutes", "165"),
                ("capacity", places),
                ("delivery", "zoom"),
                ("enough_percent", "80"),
                ("notice_days", "3"),
            ]
        };
        let mut typed = fields("First steps", "20");
        typed.push(("revision", &revision));
        let asked = browser.submit(path, &typed).await.expect(200).text();
        assert!(asked.contains("You change the title.") && asked.contains("value=\"First steps\""), "{asked}");
        assert_eq!(asked.matches("name=\"taken_by\"").count(), 2, "{asked}");
        let titles = "SELECT title AS line FROM courses";
        assert_eq!(Beside::to(&app.database).lines(titles), ["Introduction"], "nothing is saved yet");
        typed.extend([("_sure", "yes"), ("taken_by", other.session.as_str())]);
        browser.submit(path, &typed).await.expect(303);
        assert_eq!(Beside::to(&app.database).lines(titles), ["First steps"]);
        for (class, title) in [(&class, "Introduction"), (&other, "First steps")] {
            let terms = app.get(&class.cora, &class.path("terms")).await.expect(200).json();
            assert_eq!(terms["kept"]["title"], title);
        }
        // What stands in calendars follows, for those whose date took it.
        assert_eq!(app.kinds_to(&class.people[0].email).await, ["booked"]);
        assert_eq!(app.kinds_to(&other.people[0].email).await, ["booked", "date_changed"]);

        // What they do not keep is saved without a question.
        let page = browser.open(path).await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let mut typed = fields("First steps", "12");
        typed.push(("revision", &revision));
        browser.submit(path, &typed).await.expect(303);
        let stranger = json!({"title": "Third name"});
        app.patch(&class.cora, "/api/v1/courses/introduction", stranger).await.expect(200);
        let terms = app.get(&class.cora, &other.path("terms")).await.expect(200).json();
        assert_eq!(terms["kept"]["title"], "First steps", "by program no date takes it");
    }

    async fn a_date_that_is_over_or_of_another_course_cannot_take_it(app: TestApp) {
        use training_ladder::usecases::catalogue::{course_terms::CourseTerms, edit_course::EditCourse};
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        let ask = EditCourse {
            by: class.cora.id,
            slug: "introduction".to_owned(),
            revision: None,
            terms: CourseTerms { title: Some("First steps".to_owned()), ..CourseTerms::default() },
            taken_by: vec![class.session.parse().expect("an id")],
            call_off: None,
        };
        assert!(app.app.usecases.edit_course(ask).await.is_err());
        let titles = "SELECT title AS line FROM courses";
        assert_eq!(Beside::to(&app.database).lines(titles), ["Introduction"]);
    }
}
