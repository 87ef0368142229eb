//! Zoom's API (version 2), spoken to as a server-to-server app: <https://developers.zoom.us/docs/api/>.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use openidconnect::{
    HttpRequest, HttpResponse,
    http::{self, HeaderMap, StatusCode},
};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::form_urlencoded::byte_serialize;

use super::http_client::{HttpClient, chain};
use crate::{
    domain::zoom::{Answer, Guest, Made, Meeting, ReportLine, Step, Trouble},
    ports::Clock,
};

/// How long before it ends a token is no longer used.
const SPARE: TimeDelta = TimeDelta::minutes(1);
/// The most that Zoom gives at once.
const PAGE: &str = "300";
/// The most pages that are read: more people than any meeting takes.
const PAGES: usize = 100;
/// The most that is repeated of what Zoom says, in characters.
const LONGEST_SAYING: usize = 200;

/// What there is to know to reach Zoom.
#[derive(Debug, Clone)]
pub struct ZoomAccess {
    /// The account.
    pub account_id: String,
    /// The app.
    pub client_id: String,
    /// What the app proves itself with.
    pub client_secret: String,
    /// Whose meetings they are: an address, an id, or `me`.
    pub user: String,
    /// Where the API is, without a slash at the end.
    pub api: String,
    /// Where tokens are given out.
    pub tokens: String,
}

/// An access token, which lasts an hour.
#[derive(Clone)]
struct Token {
    text: String,
    until: DateTime<Utc>,
}

/// Zoom.
pub struct Zoom {
    access: ZoomAccess,
    http: HttpClient,
    clock: Clock,
    /// Held while one is fetched, so that it is fetched once.
    token: Mutex<Option<Token>>,
}

impl Zoom {
    /// Zoom, not spoken to yet.
    ///
    /// # Errors
    /// When this machine trusts no certificates.
    pub fn new(access: ZoomAccess, clock: Clock) -> Result<Self, String> {
        Ok(Self { access, http: HttpClient::new()?, clock, token: Mutex::default() })
    }

    /// Whether Zoom takes the app's credentials.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), Trouble> {
        self.token(None).await.map(|_| ())
    }

    /// Tells or asks Zoom one thing.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn perform(&self, step: &Step) -> Result<Answer, Trouble> {
        match step {
            Step::Find { mark } => self.find(mark).await,
            Step::Make { meeting, zone, mark } => self.make(meeting, *zone, mark).await,
            Step::Change { meeting_id, meeting, zone } => {
                let body = times(meeting, *zone);
                self.call(http::Method::PATCH, &format!("/meetings/{}", encoded(meeting_id)), Some(body))
                    .await?;
                Ok(Answer::Done)
            }
            Step::Delete { meeting_id } => {
                let path = format!(
                    "/meetings/{}?schedule_for_reminder=false&cancel_meeting_reminder=false",
                    encoded(meeting_id)
                );
                self.call(http::Method::DELETE, &path, None).await?;
                Ok(Answer::Done)
            }
            Step::Register { meeting_id, guest } => self.register(meeting_id, guest).await,
            Step::Cancel { meeting_id, registrant_id, .. } => {
                let body = json!({"action": "cancel", "registrants": [{"id": registrant_id}]});
                let path = format!("/meetings/{}/registrants/status", encoded(meeting_id));
                self.call(http::Method::PUT, &path, Some(body)).await?;
                Ok(Answer::Done)
            }
            Step::Forget { meeting_id, registrant_id, .. } => {
                let path =
                    format!("/meetings/{}/registrants/{}", encoded(meeting_id), encoded(registrant_id));
                self.call(http::Method::DELETE, &path, None).await?;
                Ok(Answer::Done)
            }
            Step::Report { meeting_id } => self.report(meeting_id).await,
        }
    }

    async fn make(&self, meeting: &Meeting, zone: Tz, mark: &str) -> Result<Answer, Trouble> {
        let mut body = times(meeting, zone);
        // 2: at one time, once.
        body["type"] = json!(2);
        body["agenda"] = json!(format!("Made by the booking service, which changes and deletes it. {mark}"));
        body["settings"] = json!({
            // 0: with registration, let in without anybody's yes; 1: once for the whole meeting.
            "approval_type": 0,
            "registration_type": 1,
            "waiting_room": true,
            "join_before_host": false,
            // People hear of it from us alone.
            "registrants_email_notification": false,
            "registrants_confirmation_email": false,
        });
        let path = format!("/users/{}/meetings", encoded(&self.access.user));
        let said = self.call(http::Method::POST, &path, Some(body)).await?;
        made(&said).map(Answer::Made).ok_or_else(|| unreadable("a meeting"))
    }

    /// Looks through the host's meetings for one with this mark in its description.
    async fn find(&self, mark: &str) -> Result<Answer, Trouble> {
        let path = format!("/users/{}/meetings?type=scheduled&page_size={PAGE}", encoded(&self.access.user));
        for found in self.pages(&path, "meetings").await? {
            if found.get("agenda").and_then(Value::as_str).is_some_and(|agenda| agenda.contains(mark)) {
                let id = number(&found, "id").ok_or_else(|| unreadable("a meeting"))?;
                // The list does not have all of it.
                let path = format!("/meetings/{}", encoded(&id));
                let said = self.call(http::Method::GET, &path, None).await?;
                return made(&said).map(Answer::Made).ok_or_else(|| unreadable("a meeting"));
            }
        }
        Ok(Answer::NotMade)
    }

    async fn register(&self, meeting_id: &str, guest: &Guest) -> Result<Answer, Trouble> {
        let (first, last) = guest.names();
        let mut body = json!({"email": guest.email, "first_name": first});
        if !last.is_empty() {
            body["last_name"] = json!(last);
        }
        let path = format!("/meetings/{}/registrants", encoded(meeting_id));
        let said = self.call(http::Method::POST, &path, Some(body)).await?;
        let (id, url) = (text(&said, "registrant_id"), text(&said, "join_url"));
        match id.zip(url.filter(|url| url.starts_with("https://"))) {
            Some((registrant_id, join_url)) => Ok(Answer::Registered { registrant_id, join_url }),
            None => Err(unreadable("a registrant")),
        }
    }

    /// Reads the reports of every time the meeting was held: whoever runs it may have ended and begun it again.
    async fn report(&self, meeting_id: &str) -> Result<Answer, Trouble> {
        let path = format!("/past_meetings/{}/instances", encoded(meeting_id));
        let said = self.call(http::Method::GET, &path, None).await.map_err(not_yet)?;
        let held = said.get("meetings").and_then(Value::as_array).cloned().unwrap_or_default();
        if held.is_empty() {
            return Err(Trouble::NotYet);
        }
        let mut lines = Vec::new();
        for instance in held {
            let uuid = text(&instance, "uuid").ok_or_else(|| unreadable("a meeting that was held"))?;
            let path = format!(
                "/report/meetings/{}/participants?page_size={PAGE}&include_fields=registrant_id",
                encoded_uuid(&uuid)
            );
            let rows = self.pages(&path, "participants").await.map_err(not_yet)?;
            lines.extend(rows.iter().filter_map(line));
        }
        Ok(Answer::Report(lines))
    }

    /// Reads a list to its last page.
    async fn pages(&self, path: &str, list: &str) -> Result<Vec<Value>, Trouble> {
        let (mut items, mut next) = (Vec::new(), String::new());
        for _ in 0..PAGES {
            let path = if next.is_empty() {
                path.to_owned()
            } else {
                format!("{path}&next_page_token={}", encoded(&next))
            };
            let said = self.call(http::Method::GET, &path, None).await?;
            let page = said.get(list).and_then(Value::as_array).ok_or_else(|| unreadable(list))?;
            items.extend(page.iter().cloned());
            next = text(&said, "next_page_token").unwrap_or_default();
            if next.is_empty() {
                return Ok(items);
            }
        }
        Err(Trouble::Refused(format!("its list of {list} does not end")))
    }

    /// Makes a call; a token that is not taken any more is replaced once.
    async fn call(&self, method: http::Method, path: &str, body: Option<Value>) -> Result<Value, Trouble> {
        let token = self.token(None).await?;
        let answer = self.send(&method, path, body.as_ref(), &token).await?;
        let answer = if answer.status() == StatusCode::UNAUTHORIZED {
            let token = self.token(Some(&token)).await?;
            self.send(&method, path, body.as_ref(), &token).await?
        } else {
            answer
        };
        read(&answer, self.clock.now())
    }

    async fn send(
        &self,
        method: &http::Method,
        path: &str,
        body: Option<&Value>,
        token: &str,
    ) -> Result<HttpResponse, Trouble> {
        let mut request = http::Request::builder()
            .method(method.clone())
            .uri(format!("{}{path}", self.access.api))
            .header("authorization", format!("Bearer {token}"))
            .header("accept", "application/json");
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.answer(request.body(bytes)).await
    }

    async fn answer(&self, request: http::Result<HttpRequest>) -> Result<HttpResponse, Trouble> {
        let request = request.map_err(|why| Trouble::Refused(why.to_string()))?;
        // An address in the error could hold a token of a page or somebody's id: the kind of failure is enough.
        self.http.send(request).await.map_err(|why| {
            tracing::debug!(why = chain(&why), "Zoom did not answer");
            Trouble::Away("it does not answer".to_owned())
        })
    }

    /// A token that lasts a while yet; another than `spent`.
    async fn token(&self, spent: Option<&str>) -> Result<String, Trouble> {
        let mut known = self.token.lock().await;
        let now = self.clock.now();
        if let Some(token) = &*known
            && now < token.until - SPARE
            && spent != Some(token.text.as_str())
        {
            return Ok(token.text.clone());
        }
        *known = None;
        let (access, secret) = (&self.access, &self.access.client_secret);
        let proof = STANDARD.encode(format!("{}:{secret}", access.client_id));
        let account = encoded(&access.account_id);
        let request = http::Request::post(format!(
            "{}?grant_type=account_credentials&account_id={account}",
            access.tokens
        ))
        .header("authorization", format!("Basic {proof}"))
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Vec::new());
        let answer = self.answer(request).await?;
        if matches!(answer.status().as_u16(), 400 | 401 | 403) {
            return Err(Trouble::Credentials(saying(&answer)));
        }
        let said = read(&answer, now)?;
        let token = text(&said, "access_token").ok_or_else(|| unreadable("a token"))?;
        let lasts = said.get("expires_in").and_then(Value::as_i64).unwrap_or(3600).clamp(0, 86_400);
        *known = Some(Token { text: token.clone(), until: now + TimeDelta::seconds(lasts) });
        Ok(token)
    }
}

/// When a meeting is and what it is called, as Zoom wants it.
fn times(meeting: &Meeting, zone: Tz) -> Value {
    let minutes = (meeting.ends_at - meeting.starts_at).num_minutes();
    json!({
        "topic": meeting.topic,
        "start_time": meeting.starts_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        "duration": minutes,
        "timezone": zone.name(),
    })
}

fn made(said: &Value) -> Option<Made> {
    Some(Made {
        meeting_id: number(said, "id")?,
        join_url: text(said, "join_url").filter(|url| url.starts_with("https://"))?,
        passcode: text(said, "password").filter(|code| !code.is_empty()),
    })
}

fn line(said: &Value) -> Option<ReportLine> {
    let at = |name: &str| {
        let moment = DateTime::parse_from_rfc3339(said.get(name)?.as_str()?).ok()?;
        Some(moment.with_timezone(&Utc))
    };
    let some = |name: &str| text(said, name).filter(|text| !text.is_empty());
    Some(ReportLine {
        name: some("name").unwrap_or_default(),
        email: some("user_email"),
        registrant_id: some("registrant_id"),
        joined_at: at("join_time")?,
        left_at: at("leave_time")?,
        in_waiting_room: some("status").is_some_and(|status| status == "in_waiting_room"),
    })
}

fn text(said: &Value, name: &str) -> Option<String> {
    said.get(name)?.as_str().map(str::to_owned)
}

/// A number too long for some programs, which Zoom writes as a number or as text.
fn number(said: &Value, name: &str) -> Option<String> {
    let value = said.get(name)?;
    value.as_u64().map(|number| number.to_string()).or_else(|| value.as_str().map(str::to_owned))
}

fn unreadable(what: &str) -> Trouble {
    Trouble::Away(format!("it answers without {what} that can be read"))
}

/// What is asked about after the end is not there yet, rather than not any more.
fn not_yet(trouble: Trouble) -> Trouble {
    if trouble == Trouble::Gone { Trouble::NotYet } else { trouble }
}

/// A part of an address.
fn encoded(part: &str) -> String {
    // A form writes a space as a plus sign, which a path does not.
    byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A meeting's UUID as a part of an address: those that begin with a slash or hold two are encoded twice.
fn encoded_uuid(uuid: &str) -> String {
    let once = encoded(uuid);
    if uuid.starts_with('/') || uuid.contains("//") { encoded(&once) } else { once }
}

/// What an answer says; nothing where it is empty.
fn read(answer: &HttpResponse, now: DateTime<Utc>) -> Result<Value, Trouble> {
    match answer.status() {
        status if status.is_success() => {
            if answer.body().is_empty() {
                return Ok(Value::Null);
            }
            serde_json::from_slice(answer.body()).map_err(|_| unreadable("JSON"))
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Trouble::Credentials(saying(answer))),
        StatusCode::NOT_FOUND => Err(Trouble::Gone),
        StatusCode::TOO_MANY_REQUESTS => Err(Trouble::Busy { wait: asked_to_wait(answer.headers(), now) }),
        status if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT => {
            // A scope that the app lacks is answered as a bad request, and concerns every call.
            let code = serde_json::from_slice::<Value>(answer.body()).ok();
            let code = code.as_ref().and_then(|said| said.get("code")).and_then(Value::as_i64);
            Err(match code {
                Some(4711) => Trouble::Credentials(saying(answer)),
                Some(3001) => Trouble::Gone,
                _ => Trouble::Refused(saying(answer)),
            })
        }
        status => Err(Trouble::Away(format!("it answers {}", status.as_u16()))),
    }
}

/// What Zoom says about its refusal, in short, without anybody's address.
fn saying(answer: &HttpResponse) -> String {
    let said: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let words = text(&said, "message").or_else(|| text(&said, "reason")).unwrap_or_default();
    let words = words.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    let words: String = words.chars().filter(|c| !c.is_control()).take(LONGEST_SAYING).collect();
    let code = said.get("code").and_then(Value::as_i64).map(|code| format!(", code {code}"));
    format!("{}{} {words}", answer.status().as_u16(), code.unwrap_or_default()).trim_end().to_owned()
}

/// How long Zoom asks to be left alone: in seconds, or until a moment.
fn asked_to_wait(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let said = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = said.parse::<u32>() {
        return Some(TimeDelta::seconds(i64::from(seconds)));
    }
    let at = DateTime::parse_from_rfc3339(said).or_else(|_| DateTime::parse_from_rfc2822(said)).ok()?;
    Some(at.with_timezone(&Utc) - now)
}
