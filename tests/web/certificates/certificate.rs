//! Certificates listed, read, printed and withdrawn.

use serde_json::json;
use training_ladder::domain::{certificates::format_code, words::OrganisationKind};

use crate::{
    documents::reading::Pdf,
    support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class},
};

async fn certified(app: &TestApp, names: &[&str]) -> Class {
    let mut class = Class::of(app, names).await;
    class.at_end(app).await;
    class.mark_all(app, &vec!["p"; names.len()]).await;
    class.close(app).await.expect(200);
    class
}

both_databases! {
    async fn the_holder_reads_lists_and_prints_it(app: TestApp) {
        let mut class = Class::of(&app, &[]).await;
        let lucja = app.person("Lucja", |row| row.name = "Łucja Ŵyn-Jones".to_owned()).await;
        class.book(&app, lucja).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let holder = &class.people[0];
        let listed = &class.certificates(&app, 0).await[0];
        let path = format!("/api/v1/certificates/{}", id_of(listed));
        assert_eq!(&app.get(holder, &path).await.expect(200).json(), listed);
        assert_eq!(listed["person_name"], "Łucja Ŵyn-Jones");
        let code = listed["verification_code"].as_str().expect("a code");
        assert_eq!(code.len(), 28);
        let number = listed["number"].as_str().expect("a number");
        let printed = app.get(holder, &format!("{path}.pdf")).await.expect(200);
        assert_eq!(printed.header("content-type"), "application/pdf");
        assert!(printed.header("content-disposition").contains(number));
        let text = Pdf::read(&printed.body).text();
        for part in ["Łucja Ŵyn-Jones", "Introduction", "Tess Trainer", number, &format_code(code)] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        // The name stands in its own column alone, so that it can be erased.
        let id = id_of(listed).parse().expect("an id");
        let row = app.db.read(move |c| training_ladder::store::write::certificates::certificate::load(c, id)).await.expect("a row");
        assert!(!row.snapshot.contains("Jones"));
    }

    async fn it_travels_with_the_mail_that_announces_it(app: TestApp) {
        let class = certified(&app, &["Ada"]).await;
        let number = class.certificates(&app, 0).await[0]["number"].as_str().expect("a number").to_owned();
        app.run_jobs().await;
        let sent = app.mailbox.take_sent();
        let mail = sent.iter().find(|mail| mail.text.contains("Well done")).expect("the result");
        assert_eq!(mail.to.email, class.people[0].email);
        let paper = &mail.attachments[0];
        assert_eq!((paper.filename.as_str(), paper.content_type.as_str()),
            (format!("certificate-{number}.pdf").as_str(), "application/pdf"));
        assert!(Pdf::read(&paper.bytes).text().contains("Ada"));
    }

    async fn it_is_for_the_holder_their_manager_and_coordinators(app: TestApp) {
        let class = certified(&app, &["Ada", "Ben"]).await;
        let ada = id_of(&class.certificates(&app, 0).await[0]);
        let boss = app.delegate("Max Manager").await;
        let (ada_id, boss_id) = (class.people[0].id, boss.id);
        app.db.write(move |tx| {
            use training_ladder::store::write::people::person;
            let mut row = person::load_person(tx.conn(), ada_id)?;
            row.line_manager_id = Some(boss_id);
            tx.account_for([training_ladder::store::Row::Person(row.id.uuid())]);
            person::store_person(tx, &row)
        }).await.expect("a manager");
        for path in [format!("/api/v1/certificates/{ada}"), format!("/api/v1/certificates/{ada}.pdf")] {
            app.get_public(&path).await.expect_problem(401, "unauthenticated");
            app.get(&class.people[1], &path).await.expect_problem(404, "not_found");
            app.get(&class.tess, &path).await.expect_problem(404, "not_found");
            app.get(&boss, &path).await.expect(200);
            app.get(&class.cora, &path).await.expect(200);
        }
        let count = |answer: serde_json::Value| answer["items"].as_array().expect("items").len();
        assert_eq!(count(app.get(&boss, "/api/v1/certificates").await.expect(200).json()), 1);
        assert_eq!(count(app.get(&class.tess, "/api/v1/certificates").await.expect(200).json()), 0);
        assert_eq!(count(app.get(&class.cora, "/api/v1/certificates").await.expect(200).json()), 2);
        let first = app.get(&class.cora, "/api/v1/certificates?limit=1").await.expect(200);
        assert!(first.header("link").contains("rel=\"next\""));
        let cursor = first.json()["next"].as_str().expect("a cursor").to_owned();
        let second = app.get(&class.cora, &format!("/api/v1/certificates?limit=1&cursor={cursor}")).await.expect(200);
        assert_eq!(second.json()["next"], json!(null));
        assert_ne!(second.json()["items"], first.json()["items"]);
        app.get(&class.cora, "/api/v1/certificates/nonsense.pdf").await.expect_problem(404, "not_found");
        app.get(&class.cora, "/api/v1/certificates?state=lost").await.expect_problem(422, "invalid_input");
    }

    async fn a_coordinator_withdraws_it_once_and_the_holder_is_told_why(app: TestApp) {
        let class = certified(&app, &["Ada"]).await;
        let path = format!("/api/v1/certificates/{}", id_of(&class.certificates(&app, 0).await[0]));
        let revoke = format!("{path}/revoke");
        let why = json!({"reason": "It was issued by mistake."});
        app.post(&class.people[0], &revoke, why.clone()).await.expect_problem(403, "forbidden");
        app.post(&class.cora, &revoke, json!({})).await.expect_problem(422, "invalid_input");
        let withdrawn = app.post(&class.cora, &revoke, why.clone()).await.expect(200).json();
        assert_eq!((&withdrawn["state"], &withdrawn["end_reason"]), (&json!("revoked"), &json!("It was issued by mistake.")));
        app.post(&class.cora, &revoke, why).await.expect_problem(409, "certificate_revoked");
        let mails = app.mails_to(&class.people[0].email).await;
        let mut told = mails.iter().filter(|(kind, _)| kind == "certificate_withdrawn");
        assert_eq!(told.next().expect("a mail").1["because"], "It was issued by mistake.");
        assert!(told.next().is_none());
    }

    async fn the_accreditation_is_stated_only_where_it_fits(app: TestApp) {
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        let mut class = Class::of(&app, &["Ada"]).await;
        let ben = app.delegate("Ben").await;
        app.join(&ben, school, false).await;
        class.book(&app, ben).await;
        accredit(&app).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "p"]).await;
        class.close(&app).await.expect(200);
        for (person, body) in [(0, json!(null)), (1, json!("Restorative Justice Council"))] {
            let code = class.certificates(&app, person).await[0]["verification_code"].as_str().expect("a code").to_owned();
            let verified = app.get_public(&format!("/api/v1/verify/{code}")).await.expect(200).json();
            assert_eq!(verified["accreditation"]["body"], body);
        }
    }
}

/// For training given to schools, on every course.
async fn accredit(app: &TestApp) {
    use diesel::prelude::*;
    use training_ladder::{
        domain::ids::{AccreditationId, CourseId},
        store::{
            Error,
            schema::{accreditation_audiences, accreditation_courses, accreditations, courses},
        },
    };
    app.db
        .write(|tx| {
            let id: AccreditationId = tx.new_id();
            let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
            diesel::insert_into(accreditations::table)
                .values((
                    accreditations::id.eq(id),
                    accreditations::provider.eq("Restorative City Partnership"),
                    accreditations::body.eq("Restorative Justice Council"),
                    accreditations::reference.eq("RJC-123"),
                    accreditations::valid_from.eq(day("2026-01-01")),
                    accreditations::valid_to.eq(day("2026-12-31")),
                ))
                .execute(tx.conn())?;
            let of: Vec<CourseId> = courses::table.select(courses::id).load(tx.conn())?;
            for course in of {
                diesel::insert_into(accreditation_courses::table)
                    .values((
                        accreditation_courses::accreditation_id.eq(id),
                        accreditation_courses::course_id.eq(course),
                    ))
                    .execute(tx.conn())?;
            }
            diesel::insert_into(accreditation_audiences::table)
                .values((
                    accreditation_audiences::accreditation_id.eq(id),
                    accreditation_audiences::organisation_kind.eq(OrganisationKind::School),
                ))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        })
        .await
        .expect("an accreditation");
}
