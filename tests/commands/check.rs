use super::ladder;
use crate::support::zoom_stand_in::ZoomStandIn;

const SECRET: &str = "0123456789abcdefghijklmnopqrstuv";

#[test]
fn it_explains_each_setting_and_where_it_came_from() {
    let output =
        ladder(&["check", "--port", "8123"], &[("LADDER_HOST", "127.0.0.2"), ("LADDER_SECRET", SECRET)]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    for expected in [
        "port = 8123\n    from: --port\n",
        "host = 127.0.0.2\n    from: LADDER_HOST\n",
        "write_queue = 256\n    from: default\n",
        "database_url = sqlite:data/ladder.sqlite3\n    from: worked out\n",
        "base_url = http://127.0.0.2:8123\n    from: worked out\n",
        "secret = (not shown)\n    from: LADDER_SECRET\n",
        "Note: mail goes into a folder and none is sent",
        "Every setting can be used.",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    assert!(!text.contains(SECRET));
}

#[test]
fn bad_settings_exit_2_and_say_which_why_and_what_would_be_right() {
    let output = ladder(
        &["check", "--port", "-1"],
        &[
            ("DATABASE_URL", "mysql://user:hunter2@host/db"),
            ("LADDER_PROT", "1"),
            ("LADDER_SECRET", "hunter3"),
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for expected in [
        "4 settings cannot be used:",
        "--port is \"-1\"\n  wrong because it is not a whole number from 0 to 65535\n  right would be a number",
        "DATABASE_URL is \"mysql://…@host/db\"\n  wrong because mysql: is not a kind of database",
        "LADDER_SECRET is \"(not shown)\"\n  wrong because it has 7 characters",
        "LADDER_PROT\n  wrong because there is no such setting\n  right would be LADDER_PORT, perhaps",
    ] {
        assert!(said.contains(expected), "{expected} in\n{said}");
    }
    let explained = String::from_utf8(output.stdout).unwrap();
    assert!(explained.contains("    WRONG: it is not a whole number from 0 to 65535; right would be"));
    assert!(explained.contains("4 settings cannot be used."));
    assert!(!(said + &explained).contains("hunter"));
}

#[test]
fn a_wrong_command_line_exits_2() {
    for arguments in [&["chekc"][..], &["check", "--nonsense"], &["check", "extra"], &[]] {
        let output = ladder(arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    let help = ladder(&["check", "--help"], &[]);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(
        text.contains("--write-queue <VALUE>") && text.contains("[env: LADDER_WRITE_QUEUE] [default: 256]")
    );
}

#[test]
fn it_says_whether_zoom_takes_the_credentials() {
    let zoom = ZoomStandIn::start();
    let api = zoom.api();
    let variables = [
        ("LADDER_SECRET", SECRET),
        ("LADDER_ZOOM_ACCOUNT_ID", "the-account"),
        ("LADDER_ZOOM_CLIENT_ID", "the-app"),
        ("LADDER_ZOOM_CLIENT_SECRET", "a secret of the app"),
        ("LADDER_ZOOM_API", api.as_str()),
    ];
    let output = ladder(&["check"], &variables);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Zoom takes the app’s credentials.") && !said.contains("a secret of"), "{said}");
    assert_eq!(output.status.code(), Some(0));

    zoom.with(|stand| stand.locked_out = true);
    let output = ladder(&["check"], &variables);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("Zoom does not take the app’s credentials."));

    drop(zoom);
    let output = ladder(&["check"], &variables);
    assert_eq!(output.status.code(), Some(0), "that it is away says nothing about the settings");
    assert!(String::from_utf8(output.stdout).unwrap().contains("Zoom does not answer now"));
}
