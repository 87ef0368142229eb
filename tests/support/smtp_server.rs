//! A real SMTP server for the delivery tests: aiosmtpd, run by `smtp_server.py` beside this file.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use tempfile::TempDir;

/// What the server offers and demands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// No TLS at all.
    None,
    /// STARTTLS, demanded before mail.
    Upgraded,
    /// TLS from the first byte.
    FromTheStart,
}

/// A server that runs until it is dropped.
pub struct SmtpServer {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: TempDir,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
}

impl SmtpServer {
    /// A server without TLS and sign-in.
    pub fn start() -> Self {
        Self::start_with(Tls::None, &[])
    }

    /// A server with TLS as given, and further arguments for `smtp_server.py`.
    pub fn start_with(tls: Tls, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tls = match tls {
            Tls::None => "none",
            Tls::Upgraded => "starttls",
            Tls::FromTheStart => "implicit",
        };
        let mut child = Command::new(python())
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/smtp_server.py"))
            .arg(folder.path())
            .args(["--tls", tls])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts");
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, orders, answers, folder, port: 0 };
        let line = server.answer();
        let port = line.strip_prefix("listening ").unwrap_or_else(|| panic!("the SMTP server said {line:?}"));
        server.port = port.parse().unwrap();
        server
    }

    /// Sets what it answers from now on, as `smtp_server.py` describes: `rcpt 550 no such person`.
    pub fn order(&mut self, order: &str) {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        assert_eq!(self.answer(), "ok");
    }

    /// How many connections were opened so far.
    pub fn connections(&mut self) -> usize {
        writeln!(self.orders.as_mut().unwrap(), "connections").unwrap();
        self.answer().parse().unwrap()
    }

    /// The mails it took, in order, as they came over the wire with the recipients in `X-RcptTo`.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        files.sort();
        files.iter().map(|file| fs::read(file).unwrap()).collect()
    }

    /// The certificate it made itself, in PEM.
    pub fn certificate(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("ca.pem")).unwrap()
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn python() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where aiosmtpd is installed")]
    std::env::var("LADDER_TEST_PYTHON").unwrap_or_else(|_| {
        panic!("LADDER_TEST_PYTHON is not set: run tests/run, or point it at a python that has aiosmtpd")
    })
}
