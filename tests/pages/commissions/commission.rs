//! Requests for training on pages: what a proposal is put together from, what is saved on the way, who is told no.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    catalogue::id_of,
    commissions::{Team, completed, strangers},
    database::both_databases,
    pages::value_of,
    raw_database::Beside,
};

/// The fields of a date of two hours, in ten weeks.
const DATE: [(&str, &str); 4] = [
    ("dates[0].id", ""),
    ("dates[0].day", "2027-01-19"),
    ("dates[0].starts_at", "10:00"),
    ("dates[0].ends_at", "12:00"),
];

async fn introduction(app: &TestApp, team: &Team) {
    app.course(&team.cora, "introduction", |course| {
        course["outcomes"] = json!(["History, principles and framework"]);
    })
    .await;
}

both_databases! {
    async fn a_proposal_is_put_together_part_by_part(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        introduction(&app, &team).await;
        let request = team.ask(&app, "bespoke").await;
        let at = format!("/commissions/{request}/propose");
        let browser = app.browser_of(&team.cora).await;
        let page = browser.open(&at).await.expect(200).text();
        assert!(page.contains("add-part:History, principles and framework"), "{page}");
        let trainer = team.tess.id.to_string();
        let send = async |more: &[(&str, &str)]| {
            let mut fields = vec![("course", "bespoke"), ("delivery", "zoom"), ("trainer_ids", trainer.as_str())];
            fields.extend_from_slice(&DATE);
            fields.extend_from_slice(more);
            browser.submit(&at, &fields).await
        };
        let before = Beside::to(&app.database).rows();

        // Picked, then put below a break.
        let picked = send(&[("_step", "add-part:History, principles and framework")]).await.text();
        assert_eq!(value_of(&picked, "content[0].outcome").as_deref(), Some("History, principles and framework"));
        let parts = [
            ("content[0].minutes", "90"), ("content[0].outcome", "History, principles and framework"),
            ("content[1].minutes", "15"), ("content[1].outcome", "Break"),
        ];
        let with = |step| [&parts[..], &[("_step", step)]].concat();
        let raised = send(&with("raise-part:1")).await.text();
        assert_eq!(value_of(&raised, "content[0].outcome").as_deref(), Some("Break"));
        assert!(raised.contains("The parts add up to 1 hour 45 minutes, and the dates to 2 hours."), "{raised}");
        let fewer = send(&with("remove-part:0")).await.text();
        assert_eq!(value_of(&fewer, "content[0].minutes").as_deref(), Some("15"));
        let monthly = send(&with("add-monthly:")).await.text();
        assert_eq!(value_of(&monthly, "dates[1].day").as_deref(), Some("2027-02-16"));
        assert_eq!(value_of(&monthly, "dates[1].starts_at").as_deref(), Some("10:00"));

        // Fifteen minutes short, and a part without minutes.
        let short = send(&parts).await;
        assert!(short.text().contains("The parts add up to 1 hour 45 minutes and the dates to 2 hours"));
        let blank = send(&[("content[0].minutes", ""), ("content[0].outcome", "Break")]).await;
        assert!(blank.text().contains("Enter how many minutes this part takes."));
        assert_eq!(Beside::to(&app.database).rows(), before, "nothing is proposed yet");

        let whole = [
            ("content[0].minutes", "105"), ("content[0].outcome", "History, principles and framework"),
            ("content[1].minutes", "15"), ("content[1].outcome", "Break"), ("price", "0"),
        ];
        send(&whole).await.expect(303);
        let path = format!("/api/v1/commissions/{request}/proposals");
        let made = app.get(&team.cora, &path).await.expect(200).json();
        let content = &made["items"][0]["content"];
        assert_eq!((&content[0]["course"], &content[0]["minutes"]), (&json!("introduction"), &json!(105)));
        assert_eq!((&content[1]["is_break"], &made["items"][0]["price"]), (&json!(true), &Value::Null));
    }

    async fn what_is_asked_for_is_saved_as_it_is_filled_and_said_once(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let request = team.ask(&app, "bespoke").await;
        let at = format!("/commissions/{request}/details");
        let browser = app.browser_of(&team.lena).await;
        let fields = [("course", "bespoke"), ("aims", "Calmer meetings"), ("delivery", "")];
        for (name, value) in [("preferred", "Mondays"), ("place", "The hall"), ("place", "The hall")] {
            let csrf = browser.csrf().await;
            let body = [&fields[..], &[(name, value), ("csrf", csrf.as_str())]].concat();
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(body).finish();
            let saved = browser.send_as(Method::POST, &at, "application/json", Some(body)).await.expect(200).json();
            assert!(saved["saved"].is_string(), "{saved}");
        }
        let wrong = [("course", "bespoke"), ("aims", "Calmer meetings"), ("delivery", ""), ("group_size", "many")];
        assert!(browser.submit(&at, &wrong).await.text().contains("Enter a whole number, such as 12."));
        assert_eq!(team.read(&app, &request).await["place"], "The hall");
        assert_eq!(team.events(&app, &request).await, ["asked", "edited"], "one line for what one person says");
    }

    async fn twenty_one_pasted_people_are_refused_by_the_page_and_nobody_is_added(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let request = team.ask(&app, "bespoke").await;
        let at = format!("/commissions/{request}/people");
        let browser = app.browser_of(&team.lena).await;
        let before = Beside::to(&app.database).rows();
        let told = browser.submit(&at, &[("text", &strangers(21))]).await;
        assert!(told.text().contains("20"), "{}", told.text());
        assert_eq!(Beside::to(&app.database).rows(), before);
        browser.submit(&at, &[("text", &strangers(20))]).await.expect(303);
        assert_eq!(team.read(&app, &request).await["people_count"], 20);
    }

    async fn a_list_is_sent_as_a_file(app: TestApp) {
        let team = Team::of(&app, &[]).await;
        let request = team.ask(&app, "bespoke").await;
        let at = format!("/commissions/{request}/people");
        let browser = app.browser_of(&team.lena).await;
        let before = Beside::to(&app.database).rows();
        let told = browser.upload(&at, &[], b"%PDF-1.7").await;
        assert!(told.text().contains("this is a PDF"), "{}", told.text());
        assert_eq!(Beside::to(&app.database).rows(), before);
        let file = "\u{feff}Name;E-mail\r\nOkoro, Sam;sam@school.example\r\n";
        browser.upload(&at, &[("text", "Jo Bell <jo@school.example>")], file.as_bytes()).await.expect(303);
        // As a spreadsheet of another age saves it: no UTF-8.
        browser.upload(&at, &[], b"Name;E-mail\r\nRen\xe9 Roy;rene@school.example\r\n").await.expect(303);
        let page = browser.open(&at).await.text();
        for name in ["Jo Bell", "René Roy", "Sam Okoro"] {
            assert!(page.contains(name), "{name}: {page}");
        }
    }

    async fn whoever_lacks_something_is_let_in_for_a_reason_when_it_is_scheduled(app: TestApp) {
        let team = Team::for_action_learning(&app, &["Ada", "Ben", "Cid", "Dee"]).await;
        for person in &team.people {
            completed(&app, person, "introduction").await;
        }
        for person in &team.people[1..] {
            completed(&app, person, "development").await;
        }
        let request = team.ask(&app, "action-learning").await;
        team.name_all(&app, &request).await;
        let dates: Vec<(i64, i64)> = (0..6).map(|month| (60 + 28 * month, 2)).collect();
        team.propose_dates(&app, &request, &dates).await.expect(201);
        let accept = format!("/commissions/{request}/accept");
        let lena = app.browser_of(&team.lena).await;
        let refused = lena.submit(&accept, &[("version", "1")]).await;
        assert!(refused.text().contains("agree on condition"), "{}", refused.text());
        lena.submit(&accept, &[("version", "1"), ("on_condition", "yes")]).await.expect(303);
        let at = format!("/commissions/{request}/schedule");
        let cora = app.browser_of(&team.cora).await;
        let page = cora.open(&at).await.expect(200).text();
        let waive = value_of(&page, "waive").expect("somebody lacks something");
        assert!(waive.starts_with(&team.people[0].id.to_string()), "{waive}");
        let before = Beside::to(&app.database).rows();
        let told = cora.submit(&at, &[("joining.url", "")]).await.text();
        assert!(told.contains("There is a problem") && told.contains("Ada"), "{told}");
        let told = cora.submit(&at, &[("waive", waive.as_str()), ("reason", "")]).await.text();
        assert!(told.contains("Say why they may attend"), "{told}");
        assert_eq!(Beside::to(&app.database).rows(), before, "nothing is scheduled yet");
        cora.submit(&at, &[("waive", waive.as_str()), ("reason", "Led circles for years")]).await.expect(303);
        let scheduled = team.read(&app, &request).await;
        assert_eq!(scheduled["state"], "scheduled");
        let session = scheduled["session_id"].as_str().expect("a session");
        let date = cora.open(&format!("/manage/dates/{session}")).await.expect(200).text();
        assert!(date.contains(&format!("/commissions/{request}")), "the date leads to its request");
    }

    async fn the_work_board_has_what_waits_for_a_coordinator(app: TestApp) {
        let team = Team::of(&app, &["Ada"]).await;
        let wish = json!({"aims": "Calmer meetings", "ring_me": true, "phone": "0113 496 0123"});
        let ring = id_of(&app.post(&team.lena, "/api/v1/commissions", wish).await.expect(201).json());
        let request = team.ask(&app, "bespoke").await;
        let browser = app.browser_of(&team.cora).await;
        let board = browser.open("/work").await.text();
        assert!(board.contains("Training that teams asked for") && board.contains("rung on 0113 496 0123"), "{board}");
        assert!(board.contains(&format!("/commissions/{ring}")) && board.contains(&format!("/commissions/{request}")));
        team.name_all(&app, &request).await;
        team.propose(&app, &request, 40).await.expect(201);
        let board = browser.open("/work").await.text();
        assert!(!board.contains(&format!("/commissions/{request}")), "that waits for whoever asked");
        team.accept(&app, &request, 1).await.expect(200);
        assert!(browser.open("/work").await.text().contains("agreed, to be scheduled"));
    }

    async fn a_date_made_up_with_another_group_is_recorded_by_the_trainer(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben"]).await;
        let group = async |days: [i64; 2], person: usize| {
            let (dates, trains) = (json!([app.date_in(days[0], 2), app.date_in(days[1], 2)]), json!([team.tess.id]));
            let session = app.session_with(&team.cora, "bespoke", |body| {
                body["dates"] = dates;
                body["trainer_ids"] = trains;
            }).await;
            let who = json!({"person_id": team.people[person].id});
            let booked = app.post(&team.cora, &format!("/api/v1/sessions/{session}/bookings"), who).await;
            (session, id_of(&booked.expect(201).json()))
        };
        let (session, booking) = group([10, 40], 0).await;
        let (sister, _) = group([12, 42], 1).await;
        let read = app.get(&team.cora, &format!("/api/v1/sessions/{sister}")).await.expect(200).json();
        let theirs = id_of(&read["dates"][0]);
        app.clock.advance(chrono::TimeDelta::days(13));
        let browser = app.browser_of(&team.tess).await;
        let at = format!("/bookings/{booking}/make-up");
        let page = browser.open(&at).await.expect(200).text();
        assert!(page.contains(&theirs) && !page.contains(&id_of(&read["dates"][1])), "only the same date, once it is over");
        assert!(browser.submit(&at, &[]).await.text().contains("Choose the date they attended."));
        browser.submit(&at, &[("made_up_at", theirs.as_str())]).await.expect(303);
        let finish = browser.open(&format!("/sessions/{session}/attendance/finish")).await.text();
        assert!(finish.contains("made up with another group"), "{finish}");

        // The list saved once more as it is says the same.
        let own = app.get(&team.cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        let date = id_of(&own["dates"][0]);
        let sheet = format!("/sessions/{session}/attendance");
        let mark = format!("mark-{booking}");
        browser.submit(&sheet, &[("date", date.as_str()), (mark.as_str(), "present")]).await.expect(303);
        assert!(browser.open(&format!("{sheet}?date={date}")).await.text().contains("made up with another group"));
        browser.submit(&sheet, &[("date", date.as_str()), (mark.as_str(), "absent")]).await.expect(303);
        assert!(!browser.open(&format!("{sheet}?date={date}")).await.text().contains("made up with another group"));
    }

    async fn an_organisation_answers_its_invitation_on_a_page(app: TestApp) {
        let team = Team::of(&app, &["Ada", "Ben"]).await;
        let session = app.session_with(&team.cora, "bespoke", |body| body["private"] = json!(true)).await;
        let at = format!("/manage/dates/{session}/invitations");
        let cora = app.browser_of(&team.cora).await;
        assert!(cora.submit(&at, &[("places", "2")]).await.text().contains("Choose at least one organisation."));
        let of = team.organisation.to_string();
        cora.submit(&at, &[("organisation", of.as_str()), ("places", "2")]).await.expect(303);
        let open = cora.open(&at).await.text();
        assert!(open.contains("not answered yet"));
        let (_, rest) = open.split_once("/invitations/").expect("a way to take it back");
        let withdraw = format!("/invitations/{}/withdraw", rest.split('/').next().expect("an id"));
        cora.submit(&withdraw, &[]).await.expect(303);
        assert!(cora.open(&at).await.text().contains("taken back"));
        cora.submit(&at, &[("organisation", of.as_str()), ("places", "2")]).await.expect(303);

        let lena = app.browser_of(&team.lena).await;
        let people = lena.open("/my-people").await.expect(200).text();
        let (_, rest) = people.split_once("/invitations/").expect("the invitation is on the leads' own page");
        let path = format!("/invitations/{}", rest.split('"').next().expect("an id"));
        assert!(lena.submit(&path, &[]).await.text().contains("Choose at least one person"));
        let ada = team.people[0].id.to_string();
        lena.submit(&path, &[("person", ada.as_str())]).await.expect(303);
        assert!(lena.open(&path).await.text().contains("Your people are named and booked."));
        assert!(!lena.open("/my-people").await.text().contains("/invitations/"), "it is answered");
        assert!(cora.open(&at).await.text().contains("1 booked"));
        assert_eq!(app.kinds_to(&team.people[0].email).await, ["booked"]);
    }
}
