//! Refused calls, failed and limited sign-ins: counted, so that a flood of them costs little.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::trail::{call, lines};
use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    raw_database::Beside,
    register::Class,
};

fn address(last: u32) -> IpAddr {
    Ipv4Addr::from_bits(Ipv4Addr::new(198, 51, 100, 0).to_bits() + last).into()
}

both_databases! {
    async fn refused_calls_are_counted_by_caller_act_and_hour(app: TestApp) {
        let class = Class::of(&app, &["Ada", "Bo"]).await;
        let (cora, other) = (&class.cora, app.delegate("Olly").await);
        let token = app.sign_in(&other.email).await;
        let from = address(7);
        let call = async |method: Method, path: String, status: u16| {
            app.send_from(from, (method, &path), Some(&token), None).await.expect(status);
        };
        for booking in class.bookings.iter().cycle().take(30) {
            call(Method::GET, format!("/api/v1/bookings/{booking}"), 404).await;
        }
        call(Method::GET, class.path("roster"), 403).await;
        call(Method::GET, "/api/v1/mails".to_owned(), 403).await;
        app.send_from(from, (Method::GET, "/api/v1/me"), None, None).await.expect(401);
        app.send_from(from, (Method::GET, "/api/v1/me"), Some("no token of ours"), None).await.expect(401);
        // What nobody is refused: an address that is none, a page that asks to sign in first, a slip of the form.
        app.get_public("/api/v1/nothing").await.expect(404);
        app.browser().open("/my-bookings").await.expect(303);
        app.post(&other, "/api/v1/commissions", json!({})).await.expect(422);

        let found = lines(&app, cora, "kind=refusals").await;
        let of = |line: &Value| {
            let by = line["by"]["name"].as_str().unwrap_or("nobody").to_owned();
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            (text("action"), text("detail"), by, line["times"].as_i64().unwrap())
        };
        let mut counted: Vec<_> = found.iter().map(of).collect();
        counted.sort();
        let line = |action: &str, act: &str, by: &str, times| (action.to_owned(), act.to_owned(), by.to_owned(), times);
        assert_eq!(counted, [
            line("refused_by_role", "read_roster", "Olly", 1),
            line("refused_by_role", "read_work_board", "Olly", 1),
            line("refused_not_theirs", "read_booking", "Olly", 30),
            line("refused_signed_out", "see_who_i_am", "nobody", 2),
        ]);
        let booking = found.iter().find(|line| line["times"] == 30).unwrap();
        assert_eq!((&booking["subject"], &booking["subject_id"]), (&json!("booking"), &json!(class.bookings[0])));
        assert_eq!(booking["about"]["name"], "Ada");
        for line in &found {
            assert_eq!(line["origin"], app.app.usecases.origin_of(&from.to_string()));
        }

        // The next hour has a line of its own; what is counted later in this one goes onto the line that stands.
        call(Method::GET, format!("/api/v1/bookings/{}", class.bookings[0]), 404).await;
        assert_eq!(lines(&app, cora, "kind=refusals").await.len(), 4);
        app.clock.advance(TimeDelta::hours(1));
        let token = app.sign_in(&other.email).await;
        let path = format!("/api/v1/bookings/{}", class.bookings[0]);
        app.send_from(from, (Method::GET, &path), Some(&token), None).await.expect(404);
        let later = lines(&app, cora, "kind=refusals").await;
        let times: Vec<_> = later.iter().filter(|line| line["detail"] == "read_booking").map(|line| &line["times"]).collect();
        assert_eq!(times, [31, 1]);
    }

    async fn a_flood_from_everywhere_begins_only_so_many_lines(app: TestApp) {
        let cora = app.coordinator().await;
        let rows = || Beside::to(&app.database).number("SELECT count(*) FROM audit_log");
        let before = rows();
        for last in 0..700 {
            app.send_from(address(last), (Method::GET, "/api/v1/me"), None, None).await.expect(401);
        }
        assert_eq!(rows(), before, "nobody's answer waits for its line");
        assert!(app.app.usecases.write_sightings().await.unwrap() <= 501);
        assert_eq!(rows(), before + 501);
        let counted = "SELECT sum(times) FROM audit_log WHERE action = 'refused_signed_out'";
        assert_eq!(Beside::to(&app.database).number(counted), 700, "each is counted");
        let beyond = "SELECT times FROM audit_log WHERE action = 'refused_signed_out' AND origin IS NULL";
        assert_eq!(Beside::to(&app.database).number(beyond), 200);
        assert_eq!(lines(&app, &cora, "kind=refusals").await.len(), 200, "a page of them");
    }

    async fn lines_wait_while_the_database_is_away(app: TestApp) {
        let cora = app.coordinator().await;
        app.send_from(address(1), (Method::GET, "/api/v1/me"), None, None).await.expect(401);
        let outage = crate::support::raw_database::Outage::of(&app.database);
        app.app.usecases.write_sightings().await.expect_err("the database is away");
        drop(outage);
        app.send_from(address(1), (Method::GET, "/api/v1/me"), None, None).await.expect(401);
        let found = lines(&app, &cora, "kind=refusals").await;
        assert_eq!(found.iter().map(|line| &line["times"]).collect::<Vec<_>>(), [2]);
    }

    async fn signing_in_failing_to_and_trying_too_often_are_on_the_trail(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let from = address(9);
        let login = |email: &str, password: &str| json!({"email": email, "password": password});
        let tries = async |email: &str, password: &str, status: u16| {
            let body = login(email, password);
            app.send_from(from, (Method::POST, "/api/v1/auth/login"), None, Some(&body)).await.expect(status);
        };
        tries("nobody@example.org", "not this one", 401).await;
        tries("nobody.else@example.org", "not this one", 401).await;
        for _ in 0..10 {
            tries(&ada.email, "not this one", 401).await;
        }
        tries(&ada.email, PASSWORD, 429).await;
        let body = json!({"token": "no link of ours"});
        app.send_from(from, (Method::POST, "/api/v1/auth/sign-in-links/redeem"), None, Some(&body)).await.expect(401);
        let body = json!({"refresh_token": "no token of ours, and long enough to be one of them"});
        app.send_from(from, (Method::POST, "/api/v1/auth/refresh"), None, Some(&body)).await.expect(401);

        let mut found = lines(&app, &cora, &format!("origin={}", app.app.usecases.origin_of(&from.to_string()))).await;
        found.sort_by_key(|line| line["detail"].to_string());
        let of = |line: &Value| (line["action"].clone(), line["detail"].clone(), line["about"]["name"].clone(), line["times"].clone());
        let counted: Vec<_> = found.iter().map(of).collect();
        let nobody = Value::Null;
        for expected in [
            (json!("sign_in_failed"), json!("password"), nobody.clone(), json!(2)),
            (json!("sign_in_failed"), json!("password"), json!("Ada"), json!(10)),
            (json!("limited"), json!("sign_in"), json!("Ada"), json!(1)),
            (json!("sign_in_failed"), json!("link"), nobody.clone(), json!(1)),
            (json!("sign_in_failed"), json!("refresh_token"), nobody, json!(1)),
        ] {
            assert!(counted.contains(&expected), "{expected:?} in {counted:#?}");
        }
        assert_eq!(counted.len(), 5, "{counted:#?}");
        assert!(found.iter().all(|line| line["by"].is_null()));

        // What the page refuses is on the trail as well, and who signed in from where.
        let page = app.browser();
        page.submit("/sign-in", &[("email", cora.email.as_str()), ("password", "not this one")]).await.expect(422);
        let of_cora = lines(&app, &cora, &format!("kind=sign_ins&person_id={}", cora.id)).await;
        assert!(of_cora.iter().any(|line| line["action"] == "sign_in_failed"), "{of_cora:#?}");
        call(&app, &cora, (Method::GET, "/api/v1/me"), None).await.expect(200);
        tries(&cora.email, PASSWORD, 200).await;
        let of_cora = lines(&app, &cora, &format!("kind=sign_ins&person_id={}", cora.id)).await;
        let last = of_cora.last().expect("a sign-in");
        assert_eq!((&last["action"], &last["detail"]), (&json!("signed_in"), &json!("password")));
        assert_eq!(last["origin"], app.app.usecases.origin_of(&from.to_string()));
    }
}
