//! Folder, memory, and when to try again.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::mail::{
    backoff::{MOST_ATTEMPTS, next_attempt, next_attempt_of_refused},
    transport::{Folder, Memory, SendError, Transport},
};

use super::plain_mail;

#[tokio::test]
async fn a_folder_gets_one_file_a_mail_and_a_repeat_overwrites_it() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("mail");
    let folder = Folder::new(&path);
    let transport = Transport::Folder(folder.clone());
    let mail = plain_mail();
    transport.send(&mail).await.unwrap();
    transport.send(&mail).await.unwrap();
    let names: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["01930000-0000-7000-8000-000000000001@training.example.eml"]);
    assert_eq!(fs::read(folder.file_of(&mail.message_id)).unwrap(), mail.mime().unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.file_of(&mail.message_id))), (0o700, 0o600));
    }
}

#[tokio::test]
async fn no_message_id_leads_out_of_the_folder() {
    let folder = Folder::new("/mail");
    for id in ["<../../etc/passwd@x>", "<..@x>", "</etc/passwd@x>", "<a\\b@x>"] {
        let file = folder.file_of(id);
        assert_eq!(file.parent().unwrap(), std::path::Path::new("/mail"), "{id}");
        assert!(!file.file_name().unwrap().to_str().unwrap().starts_with('.'), "{id}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Transport::Folder(Folder::new(file.path())).send(&plain_mail()).await.unwrap_err();
    assert!(matches!(error, SendError::Away { .. }), "{error}");
    assert!(error.worth_retrying() && !error.possibly_sent());
}

#[tokio::test]
async fn memory_fails_as_it_is_told() {
    let memory = Memory::new();
    let transport = Transport::Memory(memory.clone());
    let mail = plain_mail();
    let busy = SendError::Transient { reason: "450 busy".to_owned() };
    let lost = SendError::Unclear { reason: "the connection ended".to_owned() };
    let unknown = SendError::Permanent { reason: "550 nobody".to_owned() };

    memory.fail_next(busy.clone());
    memory.take_next_but_fail(lost.clone());
    assert_eq!(transport.send(&mail).await, Err(busy.clone()));
    assert!(memory.sent().is_empty());
    assert_eq!(transport.send(&mail).await, Err(lost));
    assert_eq!(memory.take_sent(), std::slice::from_ref(&mail));
    assert_eq!(transport.send(&mail).await, Ok(()));
    assert_eq!(memory.take_sent().len(), 1);

    memory.refuse_address(&mail.to.email, unknown.clone());
    assert_eq!(transport.send(&mail).await, Err(unknown));
    memory.go_down(busy.clone());
    assert_eq!(transport.send(&mail).await, Err(busy));
    memory.come_back();
    assert_eq!(transport.send(&mail).await, Ok(()));
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn what_is_no_mail_is_refused_by_every_transport() {
    let mut mail = plain_mail();
    mail.subject = "a\r\nBcc: x@y.example".to_owned();
    let folder = tempfile::tempdir().unwrap();
    for transport in [Transport::Memory(Memory::new()), Transport::Folder(Folder::new(folder.path()))] {
        let error = transport.send(&mail).await.unwrap_err();
        assert!(matches!(error, SendError::Permanent { .. }), "{error}");
    }
}

fn nine_o_clock() -> DateTime<Utc> {
    "2027-01-04T09:00:00Z".parse().unwrap()
}

#[test]
fn waits_double_up_to_four_hours() {
    let middle = [0x7f, 0xff];
    for (attempts, minutes) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (8, 128), (9, 240), (24, 240)] {
        let wait = next_attempt(attempts, nine_o_clock(), middle).unwrap() - nine_o_clock();
        let plan = TimeDelta::minutes(minutes);
        assert!((wait - plan).abs() <= TimeDelta::seconds(2), "after {attempts}: {wait} for {plan}");
    }
}

#[test]
fn jitter_moves_a_wait_by_a_quarter_either_way() {
    let wait = |jitter| next_attempt(9, nine_o_clock(), jitter).unwrap() - nine_o_clock();
    assert_eq!(wait([0, 0]), TimeDelta::minutes(180));
    assert_eq!(wait([0xff, 0xff]), TimeDelta::minutes(300));
}

#[test]
fn a_mail_is_given_up_after_about_three_days() {
    let (mut at, mut attempts) = (nine_o_clock(), 1);
    while let Some(next) = next_attempt(attempts, at, [0x80, 0]) {
        assert!(next > at);
        (at, attempts) = (next, attempts + 1);
    }
    assert_eq!(attempts, MOST_ATTEMPTS);
    let days = (at - nine_o_clock()).num_hours();
    assert!((60..84).contains(&days), "{days} hours");
    assert_eq!(next_attempt(u32::MAX, at, [0, 0]), None);
    assert!(next_attempt(0, at, [0, 0]).is_some());
}

#[test]
fn what_a_policy_refuses_never_waits_longer_than_a_quarter_of_an_hour() {
    let wait = |attempts, jitter| next_attempt_of_refused(attempts, nine_o_clock(), jitter) - nine_o_clock();
    assert_eq!(wait(1, [0, 0]), TimeDelta::seconds(45));
    for attempts in [5, 9, 24, 25, 300, u32::MAX] {
        assert!(wait(attempts, [0xff, 0xff]) <= TimeDelta::minutes(15), "after {attempts}");
        assert!(wait(attempts, [0, 0]) >= TimeDelta::minutes(12), "after {attempts}");
    }
}
