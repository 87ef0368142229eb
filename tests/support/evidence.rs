//! Files that people hand in, and little programs that look for viruses in them: scripts that end as they are told, and
//! never a virus.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use actix_web::http::Method;
use training_ladder::outbound::virus_scanner::{Scanning, VirusScanner};

use super::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
};

/// A PDF, as far as its beginning goes, with something of its own.
pub fn pdf(own: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {own}\n1 0 obj\n<<>>\nendobj\n%%EOF\n").into_bytes()
}

/// A picture of one grey point.
pub fn png() -> Vec<u8> {
    const HEXADECIMAL: &str = "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55000000\
                               0a49444154789c636800000082008177cd72b60000000049454e44ae426082";
    let digits: Vec<u8> = HEXADECIMAL.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).expect("digits"), 16).expect("a byte"))
        .collect()
}

/// A body of one part that is a file.
pub fn as_part(field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    body
}

/// The media type of [`as_part`].
pub const PARTS: &str = "multipart/form-data; boundary=edge";

impl TestApp {
    /// Hands a file in for a claim.
    pub async fn hand_in(&self, who: &Someone, claim: &str, name: &str, bytes: &[u8]) -> Answer {
        let path = format!("/api/v1/training-claims/{claim}/evidence");
        let token = self.sign_in(&who.email).await;
        let body = Some((PARTS, as_part("file", name, bytes)));
        self.send_bytes(Method::POST, &path, Some(&token), &[], body).await
    }

    /// Hands two files in; gives their ids.
    pub async fn two_handed_in(&self, who: &Someone, claim: &str) -> [String; 2] {
        let first = self.hand_in(who, claim, "first.pdf", &pdf("first")).await.expect(201).json();
        let second = self.hand_in(who, claim, "second.pdf", &pdf("second")).await.expect(201).json();
        [id_of(&first), id_of(&second)]
    }

    /// The files in the folder of evidence, finished or not.
    pub fn files_handed_in(&self) -> Vec<String> {
        let entries = fs::read_dir(self.database.evidence.path()).expect("the folder of evidence");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// A program in this folder that looks for viruses by these lines of a shell; the file's path is its last word.
pub fn scanner(folder: &Path, lines: &str, patience: Duration) -> VirusScanner {
    let program = folder.join("scanner");
    fs::write(&program, format!("#!/bin/sh\n{lines}\n")).expect("a program");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).expect("it can be run");
    VirusScanner::calling(Scanning {
        program: program.to_string_lossy().into_owned(),
        words: vec!["--quiet".to_owned()],
        patience,
    })
}
