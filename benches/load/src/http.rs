//! The least of HTTP/1.1 that a caller needs: what the client costs is taken from the same two processors as the server.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// How long an answer may take before the run is given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// A request, written once and sent as often as wanted.
#[derive(Debug, Clone)]
pub struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// `GET` with these headers.
    #[must_use]
    pub fn get(path: &str, headers: &[(&str, &str)]) -> Self {
        Self::with("GET", path, headers, b"")
    }

    /// With a JSON body, for the holder of this token if there is one.
    #[must_use]
    pub fn json(method: &str, path: &str, token: Option<&str>, body: &serde_json::Value) -> Self {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        Self::with(method, path, &headers, body.to_string().as_bytes())
    }

    /// `GET` for the holder of this token.
    #[must_use]
    pub fn get_as(path: &str, token: &str) -> Self {
        Self::get(path, &[("authorization", &format!("Bearer {token}"))])
    }

    /// Anything.
    #[must_use]
    pub fn with(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method != "GET" {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self { bytes }
    }
}

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, as it came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none, with what it is.
    pub fn json(&self) -> io::Result<serde_json::Value> {
        serde_json::from_slice(&self.body)
            .map_err(|_| io::Error::other(format!("{} without JSON: {}", self.status, self.text())))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// All values of a header.
    #[must_use]
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(named, _)| named.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Opens one.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads its answer; the body is kept only if it is wanted.
    ///
    /// # Errors
    /// When the connection breaks, the answer cannot be read, or none comes within a minute.
    pub async fn ask(&mut self, request: &Request, keep: bool) -> io::Result<Answer> {
        match timeout(PATIENCE, self.exchange(request, keep)).await {
            Ok(answer) => answer,
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "no answer within a minute")),
        }
    }

    async fn exchange(&mut self, request: &Request, keep: bool) -> io::Result<Answer> {
        self.stream.write_all(&request.bytes).await?;
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server hung up"));
            }
            if let Some(answer) = self.whole(keep)? {
                return Ok(answer);
            }
        }
    }

    /// The answer, once all of it is here.
    fn whole(&self, keep: bool) -> io::Result<Option<Answer>> {
        let mut fields = [httparse::EMPTY_HEADER; 48];
        let mut parsed = httparse::Response::new(&mut fields);
        let unreadable = |why: httparse::Error| io::Error::other(format!("an answer that is no HTTP: {why}"));
        let httparse::Status::Complete(head) = parsed.parse(&self.received).map_err(unreadable)? else {
            return Ok(None);
        };
        let status = parsed.code.unwrap_or_default();
        let field = |name: &str| parsed.headers.iter().find(|one| one.name.eq_ignore_ascii_case(name));
        let rest = &self.received[head..];
        let body = if let Some(length) = field("content-length") {
            let length = std::str::from_utf8(length.value).ok().and_then(|text| text.parse().ok());
            let length: usize = length.ok_or_else(|| io::Error::other("a length that is no number"))?;
            if rest.len() < length {
                return Ok(None);
            }
            if keep { rest[..length].to_vec() } else { Vec::new() }
        } else if field("transfer-encoding").is_some() {
            match unchunked(rest) {
                Some(body) => body,
                None => return Ok(None),
            }
        } else {
            Vec::new()
        };
        let head =
            if keep { String::from_utf8_lossy(&self.received[..head]).into_owned() } else { String::new() };
        Ok(Some(Answer { status, head, body }))
    }
}

/// The body of the chunks, once the last of them is here.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        let chunk = rest.get(end + 2..end + 2 + size)?;
        body.extend_from_slice(chunk);
        rest = rest.get(end + 2 + size + 2..)?;
        if size == 0 {
            return Some(body);
        }
    }
}
