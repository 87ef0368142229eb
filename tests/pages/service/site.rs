//! What the partnership says of itself: on pages, in mails, on papers, for programs; and what stays as it was.

use actix_web::http::Method;
use serde_json::json;

use crate::{
    documents::marks::png,
    support::{
        app::{Someone, TestApp},
        database::both_databases,
        pages::{Browser, sent, typed, untouched, value_of},
        register::Class,
    },
};

const HERE: &str = "/manage/site";

async fn save(browser: &Browser<'_>, changes: &[(&str, &str)]) -> crate::support::app::Answer {
    let page = browser.open(HERE).await.expect(200).text();
    let fields =
        changes.iter().fold(untouched(&page, HERE), |fields, (name, value)| typed(&fields, name, &[value]));
    browser.submit(HERE, &sent(&fields)).await
}

async fn upload(browser: &Browser<'_>, file: &[u8]) -> crate::support::app::Answer {
    let page = browser.open(HERE).await.expect(200).text();
    let fields: Vec<_> = untouched(&page, HERE).into_iter().filter(|(name, _)| name != "mark").collect();
    browser.upload_in(HERE, "mark", &sent(&fields), file).await
}

async fn site(app: &TestApp, who: &Someone) -> serde_json::Value {
    app.get(who, "/api/v1/site").await.expect(200).json()
}

/// The address a page has behind the beginning of it.
fn address(page: &str, begins: &str) -> String {
    let at = page.find(begins).unwrap_or_else(|| panic!("{begins} in {page}"));
    page[at..].split('"').next().expect("an address").to_owned()
}

both_databases! {
    async fn a_name_a_sentence_and_a_colour_stand_on_every_page(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/").await.expect(200).text();
        assert!(page.contains("Restorative City Partnership") && !page.contains("site-colour"), "{page}");
        let changes = [
            ("name", "Riverside Partnership"),
            ("sentence", "Training for everybody\nwho works with families."),
            ("accent", "#6B2D5C"),
        ];
        save(&browser, &changes).await.expect(303);
        let page = app.browser().open("/").await.expect(200).text();
        assert!(page.contains(">Riverside Partnership</span>"), "{page}");
        assert!(page.contains("<p class=\"lede\">Training for everybody who works with families.</p>"), "{page}");
        assert!(!page.contains("Restorative City Partnership"), "{page}");
        let colours = address(&page, "/assets/site-colour.");
        let answer = app.browser().open(&colours).await.expect(200);
        assert!(answer.header("cache-control").contains("immutable"));
        let css = answer.text();
        assert!(css.contains("--deep: #6b2d5c;"), "{css}");
        for kept in ["forced-colors: none", "not (prefers-contrast: more)", "@media screen"] {
            assert!(css.contains(kept), "{kept}: {css}");
        }
        let other = colours.replace("6b2d5c", "6b2d5d");
        assert_eq!(app.browser().open(&other).await.status, 404);
        assert_eq!(app.browser().open("/assets/site-colour.ffffff.00000000.css").await.status, 404);
        // Empty again: as it was set up.
        save(&browser, &[("name", ""), ("sentence", ""), ("accent", "")]).await.expect(303);
        let page = app.browser().open("/").await.expect(200).text();
        assert!(page.contains(">Restorative City Partnership</span>") && !page.contains("site-colour"), "{page}");
    }

    async fn a_faint_colour_and_a_file_that_acts_are_refused_together_and_nothing_is_lost(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open(HERE).await.expect(200).text();
        let fields = typed(&untouched(&page, HERE), "accent", &["#ffcc00"]);
        let fields: Vec<_> = typed(&fields, "name", &["Riverside"]).into_iter().filter(|(name, _)| name != "mark").collect();
        let acts = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><script/></svg>";
        let page = browser.upload_in(HERE, "mark", &sent(&fields), acts).await.expect(422).text();
        assert!(page.contains("the element script"), "{page}");
        assert!(page.contains("is near it and would do"), "{page}");
        assert_eq!(value_of(&page, "name").as_deref(), Some("Riverside"));
        assert_eq!(site(&app, &cora).await["name"], json!("Restorative City Partnership"));
    }

    async fn a_mark_is_looked_at_and_nothing_else(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let drawing = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"><path d=\"M0 0h2v1z\"/></svg>";
        upload(&browser, drawing).await.expect(303);
        let page = app.browser().open("/courses").await.expect(200).text();
        let mark = address(&page, "/assets/mark.");
        assert!(page.contains(&format!("<img src=\"{mark}\" alt=\"\" width=\"64\" height=\"32\">")), "{page}");
        let answer = app.browser().open(&mark).await.expect(200);
        assert_eq!(answer.header("content-type"), "image/svg+xml");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
        assert_eq!(answer.text().as_bytes(), drawing);
        let tag = answer.header("etag");
        let again = app.send_bytes(Method::GET, &mark, None, &[("if-none-match", tag.as_str())], None).await;
        assert_eq!((again.status.as_u16(), again.text().len()), (304, 0));
        assert_eq!(app.browser().open(&mark.replace(".svg", ".png")).await.status, 404);
        let page = browser.open(HERE).await.expect(200).text();
        assert!(page.contains("Papers and mails cannot draw SVG"), "{page}");
        save(&browser, &[("without_mark", "yes")]).await.expect(303);
        assert!(!app.browser().open("/courses").await.expect(200).text().contains("/assets/mark."));
        app.browser().open(&mark).await.expect(200);
    }

    async fn papers_keep_the_name_and_mark_they_were_issued_with(app: TestApp) {
        let mut class = Class::of(&app, &["Pat Person", "Lee Later"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        let cora = class.cora.clone();
        let certificate = class.certificates(&app, 0).await.remove(0);
        let path = format!("/api/v1/certificates/{}.pdf", certificate["id"].as_str().expect("an id"));
        let before = app.get(&cora, &path).await.expect(200).body;
        let browser = app.browser_of(&cora).await;
        upload(&browser, &png(120, 60, [11, 79, 92, 255])).await.expect(303);
        save(&browser, &[("name", "Riverside Partnership")]).await.expect(303);
        assert!(app.get(&cora, &path).await.expect(200).body == before, "the paper is as it was issued");
        let code = certificate["verification_code"].as_str().expect("a code");
        let verified = app.get_public(&format!("/api/v1/verify/{code}")).await;
        assert_eq!(verified.expect(200).json()["provider"], json!("Restorative City Partnership"));
        // The record of everything is of today: it names who keeps it now, and shows their mark.
        let pat = class.people[0].clone();
        let record = app.browser_of(&pat).await.open("/my-certificates/record.pdf").await.expect(200).body;
        assert!(String::from_utf8_lossy(&record).contains("/Subtype/Image"));
    }

    async fn mails_are_signed_with_the_name_the_colour_and_the_mark(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        upload(&browser, &png(120, 60, [11, 79, 92, 255])).await.expect(303);
        save(&browser, &[("name", "Riverside Partnership"), ("accent", "#6b2d5c")]).await.expect(303);
        let course = app.course(&cora, "introduction", |_| {}).await;
        assert_eq!(course["slug"], json!("introduction"));
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        let pat = app.delegate("Pat Person").await;
        app.post(&pat, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        let mail = mails.iter().find(|mail| mail.to.email == pat.email).expect("a mail");
        assert_eq!(mail.from.name, "Riverside Partnership");
        assert!(mail.html.contains("#6b2d5c") && !mail.html.contains("#17485a"), "{}", mail.html);
        assert!(mail.html.contains("/assets/mark.") && mail.html.contains("width=\"80\" height=\"40\""), "{}", mail.html);
        assert!(mail.text.contains("Riverside Partnership"), "{}", mail.text);
    }

    async fn programs_read_it_and_coordinators_change_it_against_what_they_read(app: TestApp) {
        let cora = app.coordinator().await;
        let answer = app.get_public("/api/v1/site").await.expect(200);
        let tag = answer.header("etag");
        assert_eq!(
            answer.json(),
            json!({"name": "Restorative City Partnership", "sentence": null, "accent": null, "mark": null})
        );
        let named = json!({"name": "Riverside", "mark": base64(&png(2, 2, [1, 2, 3, 255]))});
        let changed = app.patch(&cora, "/api/v1/site", named).await.expect(200).json();
        assert_eq!((&changed["name"], &changed["mark"]["media_type"]), (&json!("Riverside"), &json!("image/png")));
        let stale = app
            .send(Method::PATCH, "/api/v1/site", Some(&cora.token), &[("if-match", tag.as_str())], Some(&json!({"name": "Late"})))
            .await;
        assert_eq!(stale.status, 412);
        let wrong = app.patch(&cora, "/api/v1/site", json!({"accent": "#ffff00", "mark": "!"})).await.expect(422).json();
        assert_eq!(wrong["errors"][0]["field"], json!("mark"));
        let pat = app.delegate("Pat Person").await;
        app.patch(&pat, "/api/v1/site", json!({"name": "Mine"})).await.expect(403);
        let gone = app.patch(&cora, "/api/v1/site", json!({"mark": "", "name": ""})).await.expect(200).json();
        assert_eq!((&gone["name"], &gone["mark"]), (&json!("Restorative City Partnership"), &json!(null)));
        let trail = app.get(&cora, "/api/v1/trail").await.expect(200).text();
        assert!(trail.contains("site_edited"), "{trail}");
    }

    async fn two_editors_of_the_site_lose_nothing(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let opened = untouched(&browser.open(HERE).await.expect(200).text(), HERE);
        save(&browser, &[("name", "First"), ("sentence", "What the first wrote.")]).await.expect(303);
        let second = typed(&opened, "accent", &["#6b2d5c"]);
        browser.submit(HERE, &sent(&second)).await.expect(303);
        let now = site(&app, &cora).await;
        assert_eq!((&now["name"], &now["accent"]), (&json!("First"), &json!("#6b2d5c")));
        let third = typed(&opened, "name", &["Third"]);
        let page = browser.submit(HERE, &sent(&third)).await.expect(422).text();
        assert!(page.contains("Changed meanwhile by someone else to: First"), "{page}");
    }

    async fn another_copy_says_the_same_once_it_has_asked_and_no_page_pays_for_it(app: TestApp) {
        let cora = app.coordinator().await;
        let copy = app.copy(11);
        save(&app.browser_of(&cora).await, &[("name", "Riverside Partnership")]).await.expect(303);
        assert!(copy.browser().open("/contact").await.expect(200).text().contains("Restorative City Partnership"));
        copy.app.usecases.read_site().await.expect("read");
        let before = copy.app.reads.statements_run();
        let page = copy.browser().open("/contact").await.expect(200).text();
        assert!(page.contains("Riverside Partnership") && !page.contains("Restorative City"), "{page}");
        assert_eq!(copy.app.reads.statements_run(), before, "nothing is asked of the database for it");
    }

    async fn a_new_installation_is_led_through_what_it_needs(app: TestApp) {
        let nora = app.person("Nora New", |row| row.is_coordinator = true).await;
        let browser = app.browser_of(&nora).await;
        let page = browser.open("/work").await.expect(200).text();
        assert!(page.contains("To begin with"), "{page}");
        assert_eq!(page.matches("state-open\">to do").count(), 6, "{page}");
        for address in ["/manage/organisations", "/manage/ladders", "/manage/courses", "/manage/dates", "/manage/imports"] {
            assert!(page.contains(&format!("class=\"when\" href=\"{address}\"")), "{address}: {page}");
        }
        let mut class = Class::of(&app, &["Pat Person"]).await;
        let page = app.browser_of(&class.cora).await.open("/work").await.expect(200).text();
        assert_eq!(page.matches("state-good\">done").count(), 3, "course, dates, colleagues: {page}");
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        app.organisation("Hillside School", training_ladder::domain::words::OrganisationKind::School).await;
        let ladder = json!({"slug": "city", "name": "City", "rungs": [{"name": "First"}]});
        app.post(&class.cora, "/api/v1/ladders", ladder).await.expect(201);
        let page = app.browser_of(&class.cora).await.open("/work").await.expect(200).text();
        assert!(!page.contains("To begin with"), "{page}");
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}
