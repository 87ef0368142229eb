//! A complaint as it is noted with a session.

use chrono::NaiveDate;
use training_ladder::domain::session_complaints::{LONGEST, SessionComplaint};

#[test]
fn a_complaint_came_on_a_day_and_says_something() {
    let today: NaiveDate = "2027-01-13".parse().expect("a day");
    let tomorrow = today.succ_opt().expect("a day");
    let noted = SessionComplaint::read(today, (" Too cold. ", Some(" ")), today).expect("a complaint");
    assert_eq!((noted.words.as_str(), noted.followed), ("Too cold.", None));
    let long = "n".repeat(LONGEST + 1);
    let wrong = SessionComplaint::read(tomorrow, ("", Some(&long)), today).expect_err("three fields");
    let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["came_on", "words", "followed"]);
}
