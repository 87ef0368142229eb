//! A list's way in.

use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::TestApp, database::both_databases, pages::Browser, raw_database::Beside, workbooks::lines_of,
};

const PATH: &str = "/manage/imports";
const WORKBOOK: &[u8] = include_bytes!("../../sheets/files/people.xlsx");

/// Sends lines as they were pasted; gives the address that shows what would happen.
async fn paste(browser: &Browser<'_>, kind: &str, text: &str) -> String {
    browser.submit(PATH, &[("kind", kind), ("text", text)]).await.expect(303).header("location")
}

/// Brings it in, and gives the page behind it.
async fn take(browser: &Browser<'_>, address: &str, ticked: &[(&str, &str)]) -> String {
    let fields = [&[("_sure", "yes")], ticked].concat();
    let done = browser.submit(address, &fields).await.expect(303).header("location");
    browser.open(&done).await.expect(200).text()
}

both_databases! {
    async fn a_list_is_looked_at_before_it_is_brought_in(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        browser.open(PATH).await.expect(200);
        assert!(browser.submit(PATH, &[]).await.expect(422).text().contains("Choose a file, or paste the lines."));
        // As a spreadsheet pastes it.
        let lines = "name\tkind\tdomain\nOakfield School\tschool\toakfield.example";
        let address = paste(&browser, "organisations", lines).await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("1 new, 0 changed, 0 the same.") && page.contains("its cells apart by tabs"), "{page}");
        let count = "SELECT COUNT(*) FROM organisations";
        assert_eq!(Beside::to(&app.database).number(count), 0, "looking stores nothing");
        assert!(take(&browser, &address, &[]).await.contains("Brought in: 1 added"));
        browser.open(&address).await.expect(404);
        let again = paste(&browser, "organisations", lines).await;
        let page = browser.open(&again).await.expect(200).text();
        assert!(page.contains("0 new, 0 changed, 1 the same.") && page.contains("There is nothing to bring in."), "{page}");
        // Whoever does not bring it in leaves nothing behind.
        app.clock.advance(chrono::TimeDelta::minutes(61));
        app.run_jobs().await;
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM import_file_parts"), 0);
    }

    async fn what_cannot_be_taken_is_left_out_as_a_file_to_mend(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let lines = "Full name;Phone;E-mail\nPat Person;0123;pat\nSam Okoro;456;sam@x.example\n";
        let address = paste(&browser, "people", lines).await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("1 new, 0 changed, 0 the same, 1 that cannot be taken."), "{page}");
        assert!(page.contains("Line 2: E-mail:") && page.contains("It says “pat”.") && page.contains("Not read: Phone."), "{page}");
        let page = take(&browser, &address, &[]).await;
        assert!(page.contains("Brought in: 1 added, 0 changed, 0 there already, 1 left out."), "{page}");
        let mend = format!("{address}/problems.csv");
        assert!(page.contains(&mend), "{page}");
        let file = browser.open(&mend).await.expect(200).text();
        assert!(file.starts_with("\u{feff}\"Full name\",\"Phone\",\"E-mail\",\"What is wrong\""), "{file}");
        assert!(file.contains("\"Pat Person\",\"0123\",\"pat\",\"E-mail: ") && !file.contains("Okoro"), "{file}");
        let book = browser.open(&format!("{address}/problems.xlsx")).await.expect(200);
        let lines = lines_of(&book.body);
        assert_eq!(lines[0], ["Full name", "Phone", "E-mail", "What is wrong"]);
        assert_eq!((lines.len(), &lines[1][..3]), (2, ["Pat Person", "0123", "pat"].map(str::to_owned).as_slice()));
        let mended = file.replace("\"pat\"", "\"pat@x.example\"");
        let address = paste(&browser, "people", &mended).await;
        assert!(take(&browser, &address, &[]).await.contains("Brought in: 1 added"));
    }

    async fn days_with_the_month_first_stop_everything(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let address = paste(&browser, "completions", "email,course,date\na@x.example,intro,12/25/2019\n").await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("Nothing can be brought in") && page.contains("It says “12/25/2019”."), "{page}");
        let back = browser.submit(&address, &[("_sure", "yes")]).await.expect(303).header("location");
        assert_eq!(back, address);
    }

    async fn columns_nobody_knows_are_chosen_once(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let lines = "Who,Reach them at\nSam Okoro,sam@x.example\n";
        let address = paste(&browser, "people", lines).await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("What do its columns hold?") && page.contains("Reach them at: sam@x.example"), "{page}");
        let chosen = [("_chose", "yes"), ("name", "0"), ("email", "1"), ("organisation", "none")];
        assert_eq!(browser.submit(&address, &chosen).await.expect(303).header("location"), address);
        assert!(browser.open(&address).await.expect(200).text().contains("1 new, 0 changed, 0 the same."));
        let again = paste(&browser, "people", &lines.replace("sam", "bo")).await;
        assert!(browser.open(&again).await.expect(200).text().contains("What would happen"), "remembered");
    }

    async fn lines_that_may_mean_somebody_on_record_are_ticked(app: TestApp) {
        let cora = app.coordinator().await;
        app.delegate("Ada King").await;
        let browser = app.browser_of(&cora).await;
        let lines = "name,email,organisation\nAda Byron,ada.king@example.org,\nCy New,cy@hill.example,";
        let address = paste(&browser, "people", lines).await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("Line 2: Ada Byron is Ada King") && page.contains("1 to ask you about"), "{page}");
        let page = take(&browser, &address, &[("same", "2")]).await;
        assert!(page.contains("Brought in: 1 added, 0 changed, 1 there already."), "{page}");
    }

    async fn a_register_asks_whose_organisations_are_wanted(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let register = "URN,LA (name),EstablishmentName,EstablishmentStatus (name),Town\n\
            1,Camden,Hill School,Open,London\n2,Leeds,Hill School,Open,Leeds\n3,Leeds,Old School,Closed,Leeds\n";
        let address = paste(&browser, "organisations", register).await;
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("Leeds (2)") && page.contains("All 3 of them"), "{page}");
        let chosen = [("_chose", "yes"), ("name", "2"), ("number", "0"), ("place", "4"), ("authority", "1"),
            ("status", "3"), ("kind", "none"), ("domain", "none"), ("_authority", "Leeds")];
        browser.submit(&address, &chosen).await.expect(303);
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("1 new, 0 changed") && page.contains("2 lines are of other authorities"), "{page}");
        assert!(take(&browser, &address, &[]).await.contains("Brought in: 1 added"));
    }

    async fn a_workbook_with_other_headings_comes_in(app: TestApp) {
        let cora = app.coordinator().await;
        app.organisation("Hill School", OrganisationKind::School).await;
        let browser = app.browser_of(&cora).await;
        let address = browser.upload(PATH, &[("kind", "people")], WORKBOOK).await.expect(303).header("location");
        let page = browser.open(&address).await.expect(200).text();
        assert!(page.contains("3 new, 0 changed, 0 the same.") && page.contains("the columns named on line 3"), "{page}");
        assert!(take(&browser, &address, &[]).await.contains("Brought in: 3 added"));
        let refused = browser.upload(PATH, &[("kind", "people")], b"%PDF-1.7").await.expect(422).text();
        assert!(refused.contains("this is a PDF"), "{refused}");
    }
}
