//! Where evidence lies, and what looks for viruses in it.

use std::{path::PathBuf, time::Duration};

use training_ladder::config::evidence::ScanCommand;

use super::{load, wrong};

const SERVER: [(&str, &str); 2] = [
    ("DATABASE_URL", "postgres://ladder@localhost/ladder"),
    ("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests"),
];

#[test]
fn it_lies_beside_the_database_unless_that_is_a_server() {
    let folder = |variables: &[(&str, &str)]| load(variables).expect("sound").core.evidence.folder;
    assert_eq!(folder(&[]), Some(PathBuf::from("data/evidence")));
    assert_eq!(folder(&[("DATABASE_URL", "sqlite:/srv/l.db")]), Some(PathBuf::from("/srv/evidence")));
    assert_eq!(folder(&[("DATABASE_URL", "sqlite:l.db")]), Some(PathBuf::from("evidence")));
    assert_eq!(folder(&[("LADDER_EVIDENCE_DIR", "/srv/files")]), Some(PathBuf::from("/srv/files")));
    assert_eq!(folder(&SERVER), None);
    let told = load(&SERVER).expect("sound").warnings;
    assert!(told.iter().any(|warning| warning.contains("LADDER_EVIDENCE_DIR")), "{told:?}");
    let named = [SERVER[0], SERVER[1], ("LADDER_EVIDENCE_DIR", "/srv/files")];
    assert_eq!(folder(&named), Some(PathBuf::from("/srv/files")));
    let told = load(&named).expect("sound").warnings;
    assert!(!told.iter().any(|warning| warning.contains("LADDER_EVIDENCE_DIR")), "{told:?}");
}

#[test]
fn a_command_is_read_word_by_word_and_by_no_shell() {
    for (text, words) in [
        ("clamdscan", vec!["clamdscan"]),
        ("clamdscan --fdpass --no-summary", vec!["clamdscan", "--fdpass", "--no-summary"]),
        ("  \"/opt/the scanner/scan\"   -q ", vec!["/opt/the scanner/scan", "-q"]),
        ("scan --name=\"two words\" \"\" $HOME;ls", vec!["scan", "--name=two words", "", "$HOME;ls"]),
    ] {
        let command = ScanCommand::parse(text).expect(text);
        let mut read = vec![command.program.as_str()];
        read.extend(command.words.iter().map(String::as_str));
        assert_eq!(read, words, "{text}");
    }
    for text in ["", "  ", "\"\"", "scan \"open", "scan\nls"] {
        ScanCommand::parse(text).expect_err(text);
    }
    assert_eq!(wrong(&[("LADDER_SCAN_COMMAND", "/no/such/program --fast")]), ["LADDER_SCAN_COMMAND"]);
    assert_eq!(wrong(&[("LADDER_SCAN_SECONDS", "0")]), ["LADDER_SCAN_SECONDS"]);
    let scan = load(&[("LADDER_SCAN_COMMAND", "clamdscan --fdpass")]).expect("sound").scan;
    assert_eq!(scan.patience, Duration::from_secs(30));
    assert_eq!(scan.command.map(|command| command.program).as_deref(), Some("clamdscan"));
    assert_eq!(load(&[]).expect("sound").scan.command, None);
}
