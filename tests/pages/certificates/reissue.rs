//! A certificate put right, from the holder's button to the coordinator's form.

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases, register::Class};

both_databases! {
    async fn a_holder_asks_and_a_coordinator_issues_it_again(app: TestApp) {
        let mut class = Class::of(&app, &["Sian Hughes"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let id = id_of(&class.certificates(&app, 0).await[0]);
        let sian = app.browser_of(&class.people[0]).await;
        let page = sian.open(&format!("/certificates/{id}")).await.expect(200).text();
        let ask = format!("/certificates/{id}/ask");
        assert!(page.contains(&ask), "{page}");
        sian.submit(&ask, &[("words", "")]).await.expect(422);
        sian.submit(&ask, &[("words", "It is Siân.")]).await.expect(303);
        assert!(sian.open(&ask).await.expect(200).text().contains("It is Siân."));

        let cora = app.browser_of(&class.cora).await;
        let page = cora.open(&format!("/manage/certificates/{id}")).await.expect(200).text();
        let again = format!("/manage/certificates/{id}/reissue");
        assert!(page.contains("It is Siân.") && page.contains(&again), "{page}");
        let page = cora.open(&again).await.expect(200).text();
        assert!(page.contains("value=\"Sian Hughes\""), "{page}");
        cora.submit(&again, &[("name", "Siân Hughes"), ("reason", "")]).await.expect(422);
        let fields = [("name", "Siân Hughes"), ("reason", "The circumflex.")];
        let new = cora.submit(&again, &fields).await.expect(303).header("location");
        assert!(cora.open(&new).await.expect(200).text().contains("Siân Hughes"));
        assert!(cora.open(&again).await.expect(200).text().contains("not issued again"));
        let page = sian.open(&format!("/certificates/{id}")).await.expect(200).text();
        assert!(!page.contains(&ask), "what was replaced is not asked about: {page}");
    }
}
