//! A mail relay that takes everything and keeps what matters of it.

use std::{cell::RefCell, collections::BTreeMap, io, rc::Rc, time::Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::spawn_local,
};

/// A mail that came.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its Message-ID.
    pub id: String,
    /// Whom it was for, as the envelope said.
    pub to: String,
    /// Whether a PDF travels with it.
    pub has_pdf: bool,
    /// When all of it was there.
    pub at: Instant,
}

/// The relay. It listens for as long as the local tasks run.
#[derive(Debug, Clone)]
pub struct Sink {
    /// Where it listens.
    pub port: u16,
    mails: Rc<RefCell<Vec<Mail>>>,
}

impl Sink {
    /// Opens it; has to be called within a `LocalSet`.
    ///
    /// # Errors
    /// When nothing can listen.
    pub async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let sink = Self { port: listener.local_addr()?.port(), mails: Rc::default() };
        let mails = Rc::clone(&sink.mails);
        spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mails = Rc::clone(&mails);
                spawn_local(async move { drop(talk(stream, &mails).await) });
            }
        });
        Ok(sink)
    }

    /// How many mails have come.
    #[must_use]
    pub fn count(&self) -> usize {
        self.mails.borrow().len()
    }

    /// All that have come, and an empty relay.
    #[must_use]
    pub fn take(&self) -> Vec<Mail> {
        self.mails.take()
    }

    /// When the first mail for somebody came.
    #[must_use]
    pub fn came_for(&self, address: &str) -> Option<Instant> {
        self.mails.borrow().iter().find(|mail| mail.to == address).map(|mail| mail.at)
    }
}

/// Ids that came more than once.
#[must_use]
pub fn twice(mails: &[Mail]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for mail in mails {
        *seen.entry(&mail.id).or_default() += 1;
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(id, _)| id.to_owned()).collect()
}

async fn talk(mut stream: TcpStream, mails: &RefCell<Vec<Mail>>) -> io::Result<()> {
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let (mut received, mut to, mut in_data) = (Vec::new(), String::new(), false);
    loop {
        if stream.read_buf(&mut received).await? == 0 {
            return Ok(());
        }
        let mut replies = Vec::new();
        loop {
            if in_data {
                let Some(end) = find(&received, b"\r\n.\r\n") else { break };
                mails.borrow_mut().push(read(&received[..end], &to));
                received.drain(..end + 5);
                in_data = false;
                replies.extend_from_slice(b"250 taken\r\n");
                continue;
            }
            let Some(end) = find(&received, b"\r\n") else { break };
            let line = String::from_utf8_lossy(&received[..end]).into_owned();
            received.drain(..end + 2);
            let verb = line.get(..4).unwrap_or(&line).to_uppercase();
            match verb.as_str() {
                "EHLO" => replies
                    .extend_from_slice(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"),
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    replies.extend_from_slice(b"250 ok\r\n");
                }
                "DATA" => {
                    in_data = true;
                    // The end of the data may follow at once where it is empty.
                    replies.extend_from_slice(b"354 go on\r\n");
                }
                "QUIT" => {
                    replies.extend_from_slice(b"221 bye\r\n");
                    return stream.write_all(&replies).await;
                }
                _ => replies.extend_from_slice(b"250 ok\r\n"),
            }
        }
        stream.write_all(&replies).await?;
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

fn read(mail: &[u8], to: &str) -> Mail {
    let head = find(mail, b"\r\n\r\n").unwrap_or(mail.len());
    let head = String::from_utf8_lossy(&mail[..head]);
    let id = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| value.trim().to_owned())
    });
    Mail {
        id: id.unwrap_or_default(),
        to: to.to_owned(),
        has_pdf: find(mail, b"application/pdf").is_some(),
        at: Instant::now(),
    }
}
