//! "Waiting for you": every home begins with it, and says nothing when there is nothing.

use serde_json::json;

use crate::support::{app::TestApp, commissions::Team, database::both_databases, register::Class};

const HEADING: &str = "Waiting for you";

fn squeezed(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

both_databases! {
    async fn a_trainer_finishes_what_is_over_before_what_is_to_come(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        let browser = app.browser_of(&class.tess).await;
        let page = squeezed(&browser.open("/my-dates").await.expect(200).text());
        assert!(!page.contains(HEADING), "{page}");
        class.at_end(&app).await;
        let browser = app.browser_of(&class.tess).await;
        let page = squeezed(&browser.open("/my-dates").await.expect(200).text());
        let [waits, coming] = [HEADING, "id=\"coming\""].map(|part| page.find(part).expect("a part"));
        assert!(waits < coming, "{page}");
        assert!(page.contains("Attendance is not finished") && page.contains("Finish attendance"), "{page}");
        assert!(page.contains("2 people wait for their results, since today."), "{page}");
        assert!(page.contains("Nothing more today.") && !page.contains("Open attendance"), "{page}");
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        let page = squeezed(&browser.open("/my-dates").await.expect(200).text());
        assert!(!page.contains(HEADING), "{page}");
    }

    async fn attendance_is_opened_only_when_it_can_be(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        let roster = format!("/sessions/{}/roster", class.session);
        let browser = app.browser_of(&class.tess).await;
        let page = browser.open(&roster).await.expect(200).text();
        assert!(!page.contains("Open attendance"), "{page}");
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        for page in ["/my-dates", &roster] {
            let page = browser.open(page).await.expect(200).text();
            assert!(page.contains("Open attendance"), "{page}");
        }
    }

    async fn whoever_asked_answers_the_proposal_and_a_head_knows_what_comes(app: TestApp) {
        let team = Team::of(&app, &["Ann Archer", "Bob Baker"]).await;
        app.course(&team.cora, "introduction", |course| course["trains_organisation"] = json!(true)).await;
        let browser = app.browser_of(&team.lena).await;
        let page = squeezed(&browser.open("/my-people").await.expect(200).text());
        assert!(!page.contains(HEADING), "{page}");
        assert!(page.contains("Nobody is booked on a date ahead. Not yet trained as a whole."), "{page}");
        let session = app.session(&team.cora, "introduction", 20, 3, 9).await;
        for person in &team.people {
            app.book(person, session, json!({})).await;
        }
        let request = team.ask(&app, "bespoke").await;
        team.propose(&app, &request, 40).await.expect(201);
        let page = squeezed(&browser.open("/my-people").await.expect(200).text());
        assert!(page.contains(HEADING) && page.contains("A proposal waits for your answer"), "{page}");
        assert!(page.contains("Bespoke team session for Hillside School"), "{page}");
        assert!(page.contains("on Monday 23 November, 2 people."), "{page}");
        // It waits wherever they are at home.
        let page = squeezed(&browser.open("/my-ladder").await.expect(200).text());
        assert!(page.contains("A proposal waits for your answer"), "{page}");
        team.accept(&app, &request, 1).await.expect(200);
        let page = squeezed(&browser.open("/my-people").await.expect(200).text());
        assert!(!page.contains(HEADING), "{page}");
    }

    async fn a_yes_waits_for_whoever_manages_and_a_colleagues_place_for_whom_it_is_offered_to(app: TestApp) {
        let team = Team::of(&app, &["Ann Archer", "Bob Baker"]).await;
        let [ann, bob] = [&team.people[0], &team.people[1]];
        app.course(&team.cora, "introduction", |course| course["needs_approval"] = json!(true)).await;
        let session = app.session(&team.cora, "introduction", 20, 3, 9).await;
        app.book(ann, session, json!({})).await;
        let page = app.browser_of(&team.lena).await.open("/my-people").await.expect(200).text();
        assert!(page.contains("Ann Archer asks for your yes") && page.contains("Answer the request"), "{page}");
        app.patch(&team.cora, "/api/v1/courses/introduction", json!({"needs_approval": false})).await.expect(200);
        let other = app.session(&team.cora, "introduction", 27, 3, 9).await;
        let booked = app.book(bob, other, json!({})).await;
        let address = booked["id"].as_str().expect("an id").to_owned();
        let to = app.delegate("Cyd Cooper").await;
        let colleague = json!({"name": to.name, "email": to.email});
        app.post(bob, &format!("/api/v1/bookings/{address}/substitute"), colleague).await.expect(200);
        let page = app.browser_of(&to).await.open("/my-ladder").await.expect(200).text();
        assert!(page.contains("Bob Baker offers you a place") && page.contains("/hand-over?token"), "{page}");
    }
}
