//! Courses as coordinators make and change them, and as everybody reads them.

use actix_web::http::Method;
use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

/// PATCH with `If-Match`.
async fn patch_if(
    app: &TestApp,
    who: &Someone,
    path: &str,
    tag: &str,
    body: Value,
) -> crate::support::app::Answer {
    app.send(Method::PATCH, path, Some(&who.token), &[("if-match", tag)], Some(&body)).await
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

both_databases! {
    async fn a_course_is_read_as_it_was_made(app: TestApp) {
        let cora = app.coordinator().await;
        let made = app.course(&cora, "introduction", |body| body["audience"] = "Everybody".into()).await;
        let read = app.get_public("/api/v1/courses/introduction").await.expect(200).json();
        assert_eq!(made, read);
        let mut fields = keys(&read);
        fields.sort_unstable();
        assert_eq!(fields, [
            "accreditation", "audience", "capacity", "cpd_minutes", "delivery", "duration_minutes", "id", "ladder",
            "outcomes", "prerequisites", "rung", "rung_name", "slug", "summary", "title",
        ]);
        assert_eq!(read["ladder"], Value::Null);
        let list = app.get_public("/api/v1/courses").await.expect(200).json();
        assert_eq!(list, json!({"items": [read], "next": null}));
    }

    async fn coordinators_read_back_what_they_set(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        let school = app.organisation("A School", OrganisationKind::School).await;
        let restricted_to = json!({"organisations": [school], "kinds": ["health"]});
        app.course(&cora, "limited", |body| {
            body["restricted_to"] = restricted_to.clone();
            body["needs_approval"] = true.into();
        }).await;
        let path = "/api/v1/courses/limited/settings";
        app.get(&dave, path).await.expect_problem(403, "forbidden");
        let settings = app.get(&cora, path).await.expect(200).json();
        assert_eq!(settings["restricted_to"], restricted_to);
        assert_eq!((&settings["needs_approval"], &settings["enough_percent"]), (&json!(true), &json!(80)));
        for wrong in [json!({"organisations": [cora.id]}), json!({"kinds": ["health", "health"]}), json!({"kinds": ["zoo"]})] {
            let body = json!({"restricted_to": wrong});
            app.patch(&cora, "/api/v1/courses/limited", body).await.expect_problem(422, "invalid_input");
        }
        let open = json!({"restricted_to": {"organisations": [], "kinds": []}, "enough_dates": 5});
        app.patch(&cora, "/api/v1/courses/limited", open).await.expect(200);
        let settings = app.get(&cora, path).await.expect(200).json();
        assert_eq!(settings["restricted_to"], json!({"organisations": [], "kinds": []}));
        assert_eq!(settings["enough_dates"], 5);

        let id = app.session(&cora, "limited", 30, 3, 5).await;
        let path = format!("/api/v1/sessions/{id}/settings");
        let settings = app.get(&cora, &path).await.expect(200).json();
        let unset = json!({
            "trainer_ids": [], "booking_opens_at": null, "booking_closes_at": null, "private": false,
            "zoom_meeting": false, "zoom_meetings": [],
        });
        assert_eq!(settings, unset);
    }

    async fn only_coordinators_make_and_change_courses(app: TestApp) {
        let (cora, dave) = (app.coordinator().await, app.delegate("Dave").await);
        app.course(&cora, "introduction", |_| {}).await;
        let body = json!({"title": "Mine", "duration_minutes": 60, "nonsense": true});
        app.post_public("/api/v1/courses", body.clone()).await.expect_problem(401, "unauthenticated");
        app.post(&dave, "/api/v1/courses", body.clone()).await.expect_problem(403, "forbidden");
        app.patch(&dave, "/api/v1/courses/introduction", body).await.expect_problem(403, "forbidden");
    }

    async fn an_edited_group_gets_a_new_id_and_the_others_keep_theirs(app: TestApp) {
        let cora = app.coordinator().await;
        for slug in ["introduction", "two-day", "four-day"] {
            app.course(&cora, slug, |_| {}).await;
        }
        let any = |slugs: &[&str]| {
            let any_of: Vec<Value> = slugs.iter().map(|slug| json!({"kind": "course", "course": slug})).collect();
            json!({"any_of": any_of})
        };
        let made = app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([any(&["introduction", "two-day"]), any(&["four-day"])]);
        }).await;
        let first = &made["prerequisites"][0]["any_of"][0];
        assert_eq!(first, &json!({
            "kind": "course", "label": "Introduction", "course": "introduction", "within_months": null,
        }));

        // What was read can be sent back, and is the same.
        let path = "/api/v1/courses/development";
        let same = app.patch(&cora, path, json!({"prerequisites": made["prerequisites"]})).await.expect(200).json();
        assert_eq!(same["prerequisites"], made["prerequisites"]);

        let wanted = json!([any(&["four-day"]), any(&["introduction", "two-day", "four-day"])]);
        let edited = app.patch(&cora, path, json!({"prerequisites": wanted})).await.expect(200).json();
        assert_eq!(edited["prerequisites"][0]["id"], made["prerequisites"][1]["id"]);
        assert_ne!(edited["prerequisites"][1]["id"], made["prerequisites"][0]["id"]);
        assert_eq!(app.get_public(path).await.json(), edited);
    }

    async fn a_stale_edit_is_refused_before_all_else(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let path = "/api/v1/courses/introduction";
        let tag = app.get_public(path).await.expect(200).header("etag");
        assert!(tag.starts_with("\"1."), "{tag}");
        let edited = patch_if(&app, &cora, path, &tag, json!({"capacity": 12})).await.expect(200);
        assert!(edited.header("etag").starts_with("\"2."), "{}", edited.header("etag"));
        patch_if(&app, &cora, path, &tag, json!({"capacity": 13})).await.expect_problem(412, "stale");
        patch_if(&app, &cora, path, &tag, json!({"capacity": 0, "nonsense": 1})).await.expect_problem(412, "stale");
        patch_if(&app, &cora, path, "\"something else\"", json!({})).await.expect_problem(412, "stale");
        app.patch(&cora, path, json!({"capacity": 14})).await.expect(200);
        assert_eq!(app.get_public(path).await.json()["capacity"], 14);
    }

    async fn who_has_a_course_already_is_told_so(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        for path in ["/api/v1/courses/introduction", "/api/v1/courses"] {
            let tag = app.get_public(path).await.expect(200).header("etag");
            let known = app.send(Method::GET, path, None, &[("if-none-match", &tag)], None).await.expect(304);
            assert!(known.body.is_empty());
            assert_eq!(known.header("etag"), tag);
            app.patch(&cora, "/api/v1/courses/introduction", json!({"summary": path})).await.expect(200);
            app.send(Method::GET, path, None, &[("if-none-match", &tag)], None).await.expect(200);
        }
    }

    async fn one_key_makes_one_course(app: TestApp) {
        let cora = app.coordinator().await;
        let send = async |title: &str| {
            let body = json!({"title": title, "duration_minutes": 60});
            let headers = [("idempotency-key", "\"8e03978e\"")];
            app.send(Method::POST, "/api/v1/courses", Some(&cora.token), &headers, Some(&body)).await
        };
        let first = send("Action learning").await.expect(201);
        assert_eq!(first.json()["slug"], "action-learning");
        assert_eq!(first.header("location"), "/api/v1/courses/action-learning");
        let again = send("Action learning").await.expect(201);
        assert_eq!((again.header("idempotency-replayed").as_str(), again.json()), ("true", first.json()));
        assert_eq!(again.header("etag"), first.header("etag"));
        send("Bespoke").await.expect_problem(422, "idempotency_mismatch");
    }

    async fn bad_input_is_named_field_by_field_and_changes_nothing(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let before = app.get_public("/api/v1/courses").await.body;
        let fine = || json!({"slug": "new", "title": "New", "duration_minutes": 60});
        let cases = [
            ("title", json!("")), ("title", json!("Two\r\nlines")), ("title", json!("Nul\u{0}")),
            ("title", json!("x".repeat(201))), ("slug", json!("Not A Slug")), ("slug", json!("nul\u{0}")),
            ("duration_minutes", json!(0)), ("duration_minutes", json!("60")), ("cpd_minutes", json!(-1)),
            ("capacity", json!(0)), ("capacity", json!(10_000_000)), ("capacity", json!(1.5)),
            ("capacity", json!(1e20)), ("delivery", json!("telepathy")),
            ("outcomes", json!("one")), ("rung", json!(1)), ("ladder", json!("nowhere")), ("nonsense", json!(1)),
            ("enough_percent", json!(101)), ("notice_days", json!(31)),
        ];
        for (field, value) in cases {
            let mut body = fine();
            body[field] = value;
            let answer = app.post(&cora, "/api/v1/courses", body).await.expect_problem(422, "invalid_input");
            let named = answer.json()["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
            let expected = if field == "ladder" { "rung" } else if field == "rung" { "ladder" } else { field };
            assert_eq!(named, expected, "{}", answer.text());
        }
        let mut many = fine();
        many["title"] = "".into();
        many["capacity"] = 0.into();
        many["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "nowhere"}]}]);
        let answer = app.post(&cora, "/api/v1/courses", many).await.expect_problem(422, "invalid_input").json();
        let fields: Vec<&str> =
            answer["errors"].as_array().expect("errors").iter().filter_map(|e| e["field"].as_str()).collect();
        assert_eq!(fields, ["title", "capacity", "prerequisites[0].any_of[0].course"]);

        let huge = json!({"title": "x".repeat(1 << 20), "duration_minutes": 60});
        app.post(&cora, "/api/v1/courses", huge).await.expect_problem(413, "too_large");
        let taken = json!({"slug": "introduction", "title": "Again", "duration_minutes": 60});
        app.post(&cora, "/api/v1/courses", taken).await.expect_problem(409, "slug_taken");
        app.patch(&cora, "/api/v1/courses/nowhere", json!({})).await.expect_problem(404, "not_found");
        app.get_public("/api/v1/courses/%00").await.expect_problem(404, "not_found");
        app.get_public("/api/v1/courses?q=%00").await.expect_problem(422, "invalid_input");
        app.get_public("/api/v1/courses?ladder=%00").await.expect_problem(422, "invalid_input");
        assert_eq!(app.get_public("/api/v1/courses").await.body, before);
    }

    async fn titles_are_searched_without_accents_or_wildcards(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "cafe", |body| body["title"] = "Café 100% open".into()).await;
        app.course(&cora, "other", |_| {}).await;
        let found = async |q: &str| {
            let list = app.get_public(&format!("/api/v1/courses?q={q}")).await.expect(200).json();
            list["items"].as_array().map_or(0, Vec::len)
        };
        assert_eq!(found("CAFE").await, 1);
        assert_eq!(found("100%25").await, 1);
        assert_eq!(found("%25").await, 1);
        assert_eq!(found("_").await, 0);
        assert_eq!(found("").await, 2);
    }

    async fn retired_courses_leave_the_list_but_keep_their_page(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "two-day", |body| body["retired"] = true.into()).await;
        assert_eq!(app.get_public("/api/v1/courses").await.json()["items"], json!([]));
        let retired = app.get_public("/api/v1/courses?retired=true").await.json();
        assert_eq!(retired["items"][0]["slug"], "two-day");
        app.get_public("/api/v1/courses/two-day").await.expect(200);
        let dates = json!({"dates": [app.date_in(30, 3)]});
        app.post(&cora, "/api/v1/courses/two-day/sessions", dates).await.expect_problem(409, "course_retired");
    }

    async fn the_list_comes_in_pages(app: TestApp) {
        let cora = app.coordinator().await;
        for slug in ["alpha", "beta", "gamma"] {
            app.course(&cora, slug, |_| {}).await;
        }
        let first = app.get_public("/api/v1/courses?limit=2").await.expect(200);
        assert_eq!(first.json()["items"].as_array().map(Vec::len), Some(2));
        let link = first.header("link");
        let next = link.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned();
        let second = app.get_public(&next).await.expect(200).json();
        assert_eq!(second["items"][0]["slug"], "gamma");
        assert_eq!(second["next"], Value::Null);
    }
}
