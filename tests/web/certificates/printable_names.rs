//! Names that no font draws: asked for, never printed wrong.

use serde_json::json;

use crate::{
    documents::reading::Pdf,
    support::{
        app::{Someone, TestApp},
        catalogue::id_of,
        database::both_databases,
        pages::value_of,
        register::Class,
    },
};

const NAME: &str = "王小明";
const FORM: &str = "Wang Xiaoming";

async fn wang(app: &TestApp) -> Someone {
    app.person("Wang", |row| row.name = NAME.to_owned()).await
}

/// Wang's completed course.
async fn certified(app: &TestApp) -> Class {
    let mut class = Class::of(app, &[]).await;
    let wang = wang(app).await;
    class.book(app, wang).await;
    class.at_end(app).await;
    class.mark_all(app, &["p"]).await;
    class.close(app).await.expect(200);
    class
}

/// The address of the certificate's paper.
async fn paper(app: &TestApp, class: &Class) -> String {
    let listed = class.certificates(app, 0).await;
    assert_eq!(listed.len(), 1, "one certificate, whatever the name: {listed:?}");
    format!("/api/v1/certificates/{}.pdf", id_of(&listed[0]))
}

both_databases! {
    async fn a_certificate_waits_until_the_holder_gives_the_form_to_print(app: TestApp) {
        let class = certified(&app).await;
        let (wang, path) = (&class.people[0], paper(&app, &class).await);
        let refused = app.get(wang, &path).await.expect_problem(409, "name_not_printable").json();
        let detail = refused["detail"].as_str().expect("a sentence");
        assert!(detail.contains("王, 小 and 明") && detail.contains("account page"), "{detail}");

        // The mail that announces it asks too, and carries no paper.
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        let mail = sent.iter().find(|mail| mail.text.contains("Well done")).expect("the result");
        assert!(mail.attachments.is_empty());
        assert!(mail.text.contains("tell us the form of it to print"), "{}", mail.text);
        assert!(mail.text.contains("/account/name") && !mail.text.contains("is attached"), "{}", mail.text);

        app.patch(wang, "/api/v1/me", json!({"certificate_name": FORM})).await.expect(200);
        let printed = app.get(wang, &path).await.expect(200);
        assert!(Pdf::read(&printed.body).text().contains(FORM));
        assert_eq!(class.certificates(&app, 0).await[0]["person_name"], FORM);
        let certificate = &class.certificates(&app, 0).await[0];
        let code = certificate["verification_code"].as_str().expect("a code").to_owned();
        let checked = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
        assert_eq!((&checked["state"], &checked["person_name"]), (&json!("valid"), &json!(FORM)));
        app.audit().await;
    }

    async fn a_form_that_cannot_be_printed_is_refused_and_the_name_may_be_anything(app: TestApp) {
        let wang = wang(&app).await;
        let refused = app.patch(&wang, "/api/v1/me", json!({"certificate_name": "小明 Wang"})).await;
        let refused = refused.expect_problem(422, "invalid_input").json();
        assert_eq!(refused["errors"][0]["field"], "certificate_name");
        let message = refused["errors"][0]["message"].as_str().expect("a sentence");
        assert!(message.starts_with("We cannot print 小 and 明 on a certificate."), "{message}");
        app.patch(&wang, "/api/v1/me", json!({"name": "王大明"})).await.expect(200);
        for form in [FORM, "أميرة خان", "त्रिवेदी", "Adébáyọ̀", "בן־דוד"] {
            app.patch(&wang, "/api/v1/me", json!({"certificate_name": form})).await.expect(200);
        }
    }

    async fn what_was_printed_keeps_its_name_when_another_form_is_given(app: TestApp) {
        let mut class = Class::of(&app, &[]).await;
        let wang = app.person("Wang", |row| {
            row.name = NAME.to_owned();
            row.certificate_name = Some(FORM.to_owned());
        }).await;
        class.book(&app, wang).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        app.patch(&class.people[0], "/api/v1/me", json!({"certificate_name": "X. M. Wang"})).await.expect(200);
        assert_eq!(class.certificates(&app, 0).await[0]["person_name"], FORM);
    }

    async fn a_coordinator_gives_the_form_for_somebody_else(app: TestApp) {
        let class = certified(&app).await;
        let (wang, path) = (&class.people[0], paper(&app, &class).await);
        let browser = app.browser_of(&class.cora).await;
        let record = format!("/manage/people/{}", wang.id);
        let page = browser.open(&record).await.expect(200).text();
        assert!(page.contains("We cannot print 王, 小 and 明"), "{page}");
        let revision = value_of(&page, "revision").expect("a revision");
        let fields = |form| [("name", NAME), ("certificate_name", form), ("revision", revision.as_str())];
        let page = browser.submit(&record, &fields("小明")).await.expect(422).text();
        assert!(page.contains("Write the name in letters that we can print"), "{page}");
        browser.submit(&record, &fields(FORM)).await.expect(303);
        app.get(wang, &path).await.expect(200);
        assert!(!browser.open(&record).await.expect(200).text().contains("We cannot print"));
    }

    async fn pages_ask_for_it_and_take_it(app: TestApp) {
        let class = certified(&app).await;
        let browser = app.browser_of(&class.people[0]).await;
        for path in ["/account", "/my-certificates"] {
            let page = browser.open(path).await.expect(200).text();
            assert!(page.contains("We cannot print 王, 小 and 明") && page.contains("/account/name"), "{path}: {page}");
        }
        let page = browser.submit("/account/name", &[("name", NAME), ("certificate_name", "小明")]).await.expect(422).text();
        assert!(page.contains("We cannot print 小 and 明 on a certificate."), "{page}");
        browser.submit("/account/name", &[("name", NAME), ("certificate_name", FORM)]).await.expect(303);
        for path in ["/account", "/my-certificates"] {
            let page = browser.open(path).await.expect(200).text();
            assert!(!page.contains("We cannot print"), "{path}: {page}");
        }
    }

    async fn whoever_books_or_registers_is_asked_at_once(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await.to_string();
        let wang = wang(&app).await;
        let browser = app.browser_of(&wang).await;
        let desk = format!("/sessions/{session}/book");
        let page = browser.open(&desk).await.expect(200).text();
        let key = value_of(&page, "key").expect("a key");
        let page = browser.submit(&desk, &[("name", NAME), ("key", &key)]).await.expect(422).text();
        assert!(page.contains("We cannot print 王, 小 and 明 on a certificate."), "{page}");
        browser.submit(&desk, &[("name", FORM), ("key", &key)]).await.expect(303);
        let me = app.get(&wang, "/api/v1/me/profile").await.expect(200).json();
        assert_eq!((&me["name"], &me["certificate_name"]), (&json!(NAME), &json!(FORM)));

        let browser = app.browser();
        let mut typed = vec![("name", "李四"), ("email", "li@home.example"), ("password", "seven green bottles")];
        let page = browser.submit("/register", &typed).await.expect(422).text();
        assert!(page.contains("We cannot print 李 and 四") && page.contains("Your name on certificates"), "{page}");
        typed.push(("certificate_name", "四 Li"));
        browser.submit("/register", &typed).await.expect(422);
        typed[3].1 = "Li Si";
        browser.submit("/register", &typed).await.expect(303);
        app.run_jobs().await;
        let mail = app.mailbox.take_sent().into_iter().find(|mail| mail.to.email == "li@home.example").expect("a mail");
        let token = mail.text.split("/confirm?token=").nth(1).and_then(|rest| rest.split_whitespace().next());
        browser.submit("/confirm", &[("token", token.expect("a link"))]).await.expect(303);
        let page = browser.open("/account").await.expect(200).text();
        assert!(page.contains("李四") && page.contains("Li Si") && !page.contains("We cannot print"), "{page}");
    }
}
