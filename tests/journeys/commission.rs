//! A manager asks for action learning for eight people, two of whom lack a step, and follows it to the certificates.

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{
    app::Someone,
    chromium::{Chromium, Script},
    commissions::completed,
};

const NAMES: [&str; 8] = [
    "Ana Archer",
    "Bob Baker",
    "Cyd Cooper",
    "Dan Draper",
    "Eve Fisher",
    "Fay Glover",
    "Gus Hunter",
    "Hal Mason",
];

/// Eight people of Mina's: all did the Introduction, the last two not yet Development.
async fn eight(town: &Town) -> Vec<Someone> {
    let manager = town.mina.id;
    let mut people = Vec::new();
    for (number, name) in NAMES.into_iter().enumerate() {
        let person = town.app.person(name, move |row| row.line_manager_id = Some(manager)).await;
        completed(&town.app, &person, "introduction").await;
        if number < 6 {
            completed(&town.app, &person, "development").await;
        }
        people.push(person);
    }
    people
}

/// Signs somebody in, in place of whoever was.
async fn now(browser: &mut Chromium, who: &Someone, path: &str) {
    browser.lose_login().await;
    browser.sign_in(&who.email).await;
    browser.go(path).await;
}

/// Marks everybody on a session present at every date after its end, and finishes, as its trainer.
async fn hold(town: &Town, session: &str) {
    let at = format!("/api/v1/sessions/{session}");
    let read = town.app.get(&town.cora, &at).await.expect(200).json();
    let dates = read["dates"].as_array().expect("dates");
    let end = dates.last().expect("a date")["ends_at"].as_str().expect("a time");
    town.app.clock.set(end.parse::<DateTime<Utc>>().expect("a time") + TimeDelta::minutes(5));
    let roster = town.app.get(&town.tess, &format!("{at}/roster")).await.expect(200).json();
    let mut marks: Vec<Value> = Vec::new();
    for entry in roster["entries"].as_array().expect("entries") {
        for date in dates {
            marks.push(
                json!({"booking_id": entry["booking_id"], "date_id": date["id"], "outcome": "present"}),
            );
        }
    }
    town.app.put(&town.tess, &format!("{at}/register"), json!({"marks": marks})).await.expect(200);
    town.app.post(&town.tess, &format!("{at}/register/close"), json!({})).await.expect(200);
    town.app.run_jobs().await;
}

/// Tess marks each of the six dates after its end, and finishes behind the last. Hal misses one of them.
async fn register(town: &Town, browser: &mut Chromium, set: &str) {
    let read = town.app.get(&town.cora, &format!("/api/v1/sessions/{set}")).await.expect(200).json();
    let dates = read["dates"].as_array().expect("dates");
    assert_eq!(dates.len(), 6);
    for (index, date) in dates.iter().enumerate() {
        let end = date["ends_at"].as_str().expect("a time").parse::<DateTime<Utc>>().expect("a time");
        town.app.clock.set(end + TimeDelta::minutes(5));
        now(browser, &town.tess, &format!("/sessions/{set}/attendance")).await;
        browser.tap_here("Everyone was here").await;
        browser.says("8 of 8 marked").await;
        if index == 2 {
            browser.tap_within("Hal Mason", "Not here").await;
            browser.look("commission-attendance").await;
            // Which waits until everything is saved.
            browser.tap("Go to the summary").await;
            browser.says("Attendance can be finished once it is over.").await;
        }
    }
    browser.tap("Go to the summary").await;
    browser.says("Made up with another group").await;
    browser.look("commission-finish").await;
    browser.tap("Finish and send 8 certificates").await;
    browser.says("Finished.").await;
    town.app.run_jobs().await;
}

#[actix_web::test]
async fn a_manager_commissions_action_learning_for_eight_of_whom_two_lack_a_step() {
    let town = Town::open().await;
    let people = eight(&town).await;
    let mut browser = town.browser(Script::On).await;

    // Three fields, then the people.
    now(&mut browser, &town.mina, "/commissions").await;
    browser.look("commission-none").await;
    browser.tap("Ask for training for a team").await;
    browser.look("commission-ask").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("There is a problem").await;
    browser.look("commission-ask-wrong").await;
    browser.fill("What is it for?", "Action learning").await;
    browser.fill("What do you want to achieve?", "Learn from our own cases").await;
    browser.fill("About how many people?", "8").await;
    browser.tap("Ask for this training").await;
    browser.says("We have your request.").await;
    let request = browser.path().await;
    browser.look("commission-request").await;
    browser.go(&format!("{request}/details")).await;
    browser.look("commission-details").await;
    // Saved as it is filled: nothing is lost by leaving the page.
    browser.fill("When would it suit?", "Monday afternoons").await;
    browser.fill("Where?", "On Zoom").await;
    browser.says("Saved ").await;
    browser.go(&request).await;
    browser.says("Monday afternoons").await;
    browser.go(&format!("{request}/people")).await;
    browser.look("commission-people").await;
    browser.fill("Paste or type the rest", "office@council.example").await;
    browser.tap("Put them on the list").await;
    browser.says("Line 1:").await;
    browser.look("commission-people-wrong").await;
    browser.fill("Paste or type the rest", "").await;
    for name in NAMES {
        browser.tap_within("Your people", name).await;
    }
    browser.tap("Put them on the list").await;
    browser.says("8 people are named").await;

    // The coordinator proposes six dates a month apart, behind the coming date of Development.
    now(&mut browser, &town.cora, "/commissions").await;
    browser.look("commission-desk").await;
    browser.go(&format!("{request}/propose")).await;
    browser.look("commission-propose").await;
    let first = town.app.clock.now().date_naive() + Days::new(80);
    browser.fill("Day", &first.format("%Y-%m-%d").to_string()).await;
    browser.fill("Starts", "14:00").await;
    browser.fill("Ends", "15:30").await;
    for number in 2..=6 {
        browser.tap("Add one a month later").await;
        browser.says(&format!("Date {number}: day")).await;
    }
    browser.tap("Add a break").await;
    browser.tap("Add something of your own").await;
    browser.says("Part 2: what").await;
    browser.look("commission-propose-parts").await;
    browser.tap("Take out: part 2").await;
    browser.tap("Take out: part 1").await;
    browser.says("own outcomes stand").await;
    browser.tap("Tess Trainer").await;
    browser.tap_css("main form > p.actions:last-child button").await;
    browser.says("The proposal is made").await;
    browser.look("commission-proposed-team").await;

    // The manager sees who lacks what, books them, and accepts on that condition.
    now(&mut browser, &town.mina, &request).await;
    browser.says("still to be done by Gus Hunter and Hal Mason").await;
    browser.look("commission-proposed").await;
    browser.tap("Accept this proposal").await;
    browser.says("Gus Hunter lacks").await;
    browser.look("commission-not-ready").await;
    browser.go(&format!("{request}/readiness")).await;
    browser.look("commission-readiness").await;
    browser.tap("Book all 2 on this date").await;
    browser.says("ready once attended").await;
    browser.go(&request).await;
    browser.tap("Accept this proposal").await;
    browser.says("You have accepted the proposal").await;
    browser.says("Agreed on condition").await;

    // Scheduled: everybody is booked in one step.
    now(&mut browser, &town.cora, &request).await;
    browser.taps = 0;
    browser.tap("Schedule").await;
    browser.look("commission-schedule").await;
    browser.tap("Schedule it and book everybody").await;
    assert!(browser.taps <= 2, "{} taps", browser.taps);
    browser.says("It is scheduled").await;
    let id = request.rsplit('/').next().expect("an id");
    let read = town.app.get(&town.cora, &format!("/api/v1/commissions/{id}")).await.expect(200).json();
    let set = read["session_id"].as_str().expect("a session").to_owned();

    // The missing step is attended, which confirms the agreement; then the six dates take place.
    hold(&town, &town.development.to_string()).await;
    now(&mut browser, &town.mina, &request).await;
    browser.says("it is confirmed").await;
    register(&town, &mut browser, &set).await;
    now(&mut browser, &people[6], "/my-certificates").await;
    browser.says("Action learning").await;
    now(&mut browser, &town.mina, &format!("{request}/outcome")).await;
    browser.look("commission-outcome").await;
    let text = browser.text().await;
    for name in NAMES {
        assert!(text.contains(name), "{name} is missing from the outcome:\n{text}");
    }
    for person in &people {
        let list = town.app.get(person, "/api/v1/certificates").await.expect(200).json();
        let of_set = |one: &&Value| one["course_title"] == "Action learning";
        assert_eq!(
            list["items"].as_array().expect("items").iter().filter(of_set).count(),
            1,
            "{}",
            person.name
        );
    }
    now(&mut browser, &town.cora, &request).await;
    browser.tap("Close this request").await;
    browser.says("Closed.").await;
    browser.go("/commissions").await;
    browser.look("commission-desk-closed").await;
    browser.finish().await;
}
