//! One request out: bounded in time and size, never led elsewhere.

use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse, http};

/// How long the other side may take to take the call.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a whole request may take.
const WHOLE: Duration = Duration::from_secs(10);
/// The most an answer may hold, in bytes.
const LARGEST: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    /// The other side is away, slow, or not who it should be.
    #[error("{0}")]
    Failed(#[from] reqwest::Error),
    /// Its answer is too long.
    #[error("the answer is longer than {LARGEST} bytes")]
    TooLarge,
    /// The answer cannot be put together.
    #[error("{0}")]
    Unreadable(#[from] http::Error),
}

/// What sends requests.
#[derive(Debug, Clone)]
pub(super) struct HttpClient(reqwest::Client);

impl HttpClient {
    /// Reads whom the machine trusts.
    ///
    /// # Errors
    /// When the machine trusts nobody: its certificates are not there or cannot be read.
    pub(super) fn new() -> Result<Self, String> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .referer(false)
            // Each worker has a runtime of its own, and a connection lives in the one that opened it.
            .pool_max_idle_per_host(0)
            .user_agent("training-ladder")
            .build();
        client.map(Self).map_err(|why| chain(&why))
    }

    /// Sends one request.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut made = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            made = made.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(NoAnswer::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(made.body(body)?)
    }

    /// Asks for a JSON document.
    pub(super) async fn document(&self, address: &str) -> Result<Vec<u8>, String> {
        let request = http::Request::get(address).header("accept", "application/json").body(Vec::new());
        let answer = self.send(request.map_err(|why| why.to_string())?).await.map_err(|why| chain(&why))?;
        if answer.status().is_success() {
            Ok(answer.into_body())
        } else {
            Err(format!("{address} answered {}", answer.status()))
        }
    }
}

/// An error with what caused it, for the log.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        text.push_str(": ");
        text.push_str(&why.to_string());
        cause = why.source();
    }
    text
}
