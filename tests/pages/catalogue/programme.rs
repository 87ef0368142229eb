//! The programme of the coming year, on its page and on paper.

use crate::{
    documents::reading::Pdf,
    support::{app::TestApp, database::both_databases},
};

both_databases! {
    async fn a_year_of_dates_stands_by_step_and_can_be_printed(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser();
        let page = browser.open("/programme").await.expect(200).text();
        assert!(page.contains("will appear here"), "{page}");
        let course = app.course(&cora, "introduction", |_| {}).await;
        app.session(&cora, "introduction", 30, 3, 9).await;
        let full = app.session(&cora, "introduction", 60, 3, 1).await;
        let dora = app.delegate("Dora").await;
        app.book(&dora, full, serde_json::json!({})).await;
        app.session(&cora, "introduction", 500, 3, 9).await;
        app.draft(&cora, "introduction", |_| {}).await;
        for from in ["/", "/courses"] {
            let page = browser.open(from).await.expect(200).text();
            assert_eq!(page.contains("href=\"/programme\""), from == "/courses" || page.contains("rail"), "{page}");
        }
        let page = browser.open("/programme").await.expect(200).text();
        let (title, sentence) = (course["title"].as_str().expect("a title"), course["summary"].as_str().expect("words"));
        assert!(page.contains(title) && page.contains(sentence), "{page}");
        assert!(page.contains("November 2026 to October 2027"), "{page}");
        assert!(page.contains("Thursday 3 December 2026") && page.contains(&format!("/sessions/{full}")), "{page}");
        assert_eq!(page.matches("class=\"when\"").count(), 2, "drafts and what is further off are left out: {page}");
        assert!(page.contains("QR code that leads to this page"), "{page}");
        let paper = browser.open("/programme.pdf").await.expect(200);
        assert_eq!(paper.header("content-type"), "application/pdf");
        let pdf = Pdf::read(&paper.body);
        pdf.check_layout();
        let text = pdf.text();
        for said in [title, sentence, "Thursday 3 December 2026", "/programme", "page 1 of 1"] {
            assert!(text.contains(said), "{said} is missing: {text}");
        }
    }
}
