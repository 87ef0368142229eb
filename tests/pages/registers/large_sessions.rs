//! Attendance of more people than one form has fields for.

use serde_json::json;
use training_ladder::web::extract::MOST_FIELDS;

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{sent, untouched},
    register::Class,
};

both_databases! {
    async fn a_hall_is_marked_in_parts(app: TestApp) {
        let letter = |n: u8| char::from(b'a' + n % 26);
        let names: Vec<String> = (0..105).map(|n| format!("{}{} Attends", letter(n / 26), letter(n))).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut class = Class::with(&app, &names, &[(7, 3)], |course| course["capacity"] = json!(200)).await;
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        let attendance = format!("/sessions/{}/attendance", class.session);
        let second = format!("{attendance}?date={}&part=1", class.dates[0]);
        for (address, part, other) in
            [(attendance.clone(), "0 of 100 marked", "People 101 to 105"), (second, "0 of 5 marked", "People 1 to 100")]
        {
            let page = browser.open(&address).await.expect(200).text();
            assert!(page.contains(part) && page.contains(other), "{page}");
            let fields = untouched(&page, &attendance);
            assert!(fields.len() < MOST_FIELDS, "{}", fields.len());
            let mut everyone = sent(&fields);
            everyone.push(("everyone", "1"));
            let saved = browser.submit(&attendance, &everyone).await.expect(303).header("location");
            let page = browser.open(&saved).await.expect(200).text();
            assert!(page.contains("Saved ") && page.contains(other), "{page}");
        }
        let finish = browser.open(&format!("{attendance}/finish")).await.expect(200).text();
        assert!(finish.contains("105"), "{finish}");
    }
}
