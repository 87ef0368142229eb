//! A small stand-in of Zoom's documented API (version 2), and no more than that: what it answers was written from the
//! documentation, not taken down from Zoom. Tokens that end, meetings, registrants, reports in pages; refusals, rate limits
//! and failures when a test wants them; and a record of what it was asked.

use std::{
    collections::{BTreeMap, VecDeque},
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::ServerHandle,
    http::Method,
    web::{self, Bytes, Data},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use training_ladder::outbound::zoom::ZoomAccess;
use url::form_urlencoded;

/// How the next call is answered, in place of what it asks for.
#[derive(Debug, Clone)]
pub enum Fault {
    /// 429, with this `Retry-After` if there is one.
    Busy(Option<&'static str>),
    /// Some other status, with a code and a message of Zoom's.
    Refuse(u16, i64, &'static str),
    /// A failure of Zoom's own, and nothing done.
    Down(u16),
    /// It does what was asked, and the answer is lost on the way.
    LoseAnswer,
}

/// A call as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// `POST /users/me/meetings`, without the query.
    pub call: String,
    pub body: Value,
}

/// Somebody registered.
#[derive(Debug, Clone)]
pub struct Registrant {
    pub id: String,
    pub email: String,
    pub name: String,
    pub status: &'static str,
}

/// A meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub fields: Value,
    pub registrants: Vec<Registrant>,
    /// Each time it was held: the UUID, and who was there.
    pub held: Vec<(String, Vec<Value>)>,
}

/// All of its state.
#[derive(Debug, Default)]
pub struct Stand {
    pub asked: Vec<Asked>,
    pub faults: VecDeque<Fault>,
    pub meetings: BTreeMap<u64, Meeting>,
    pub tokens: Vec<String>,
    /// The app's credentials are not taken.
    pub locked_out: bool,
    /// How many tokens were given out.
    pub tokens_given: usize,
    made: u64,
}

/// It runs until it is dropped.
pub struct ZoomStandIn {
    at: String,
    stand: Arc<Mutex<Stand>>,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// How many rows a page of it has.
const PAGE: usize = 2;

fn error(status: u16, code: i64, message: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
    HttpResponse::build(status).json(json!({"code": code, "message": message}))
}

fn unknown(what: &str) -> HttpResponse {
    error(404, 3001, &format!("{what} does not exist."))
}

fn decoded(part: &str) -> String {
    let pair =
        form_urlencoded::parse(format!("x={part}").as_bytes()).next().map(|(_, value)| value.into_owned());
    pair.unwrap_or_default()
}

fn in_query(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// A page of a list, and the token of the next one.
fn page(list: &str, rows: &[Value], query: &str) -> HttpResponse {
    assert_eq!(in_query(query, "page_size").as_deref(), Some("300"), "as much as Zoom gives at once");
    let from: usize = in_query(query, "next_page_token").and_then(|token| token.parse().ok()).unwrap_or(0);
    let until = (from + PAGE).min(rows.len());
    let next = if until < rows.len() { until.to_string() } else { String::new() };
    HttpResponse::Ok().json(json!({list: rows[from..until], "next_page_token": next, "page_size": PAGE}))
}

impl Stand {
    fn token(&mut self, request: &HttpRequest) -> HttpResponse {
        let proof = format!("Basic {}", STANDARD.encode("the-app:a secret of the app"));
        let sent = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        let query = request.query_string();
        let right = sent == Some(proof.as_str())
            && in_query(query, "grant_type").as_deref() == Some("account_credentials")
            && in_query(query, "account_id").as_deref() == Some("the-account");
        if !right || self.locked_out {
            let said = json!({"reason": "Invalid client_id or client_secret", "error": "invalid_client"});
            return HttpResponse::Unauthorized().json(said);
        }
        self.tokens_given += 1;
        let token = format!("token-{}", self.tokens_given);
        self.tokens.push(token.clone());
        HttpResponse::Ok().json(json!({
            "access_token": token, "token_type": "bearer", "expires_in": 3599,
            "scope": "meeting:write:meeting:admin", "api_url": "https://api.zoom.us",
        }))
    }

    fn answer(&mut self, request: &HttpRequest, body: Value) -> HttpResponse {
        let path = request.uri().path().trim_start_matches("/v2").to_owned();
        let (method, query) = (request.method().clone(), request.query_string().to_owned());
        let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned();
        self.asked.push(Asked { call: format!("{method} {path}"), body: body.clone() });
        if !self.tokens.contains(&token) {
            return error(401, 124, "Access token is expired.");
        }
        match self.faults.pop_front() {
            None => self.act(&method, &path, &query, &body),
            Some(Fault::LoseAnswer) => {
                self.act(&method, &path, &query, &body);
                HttpResponse::BadGateway().body("no answer from upstream")
            }
            Some(Fault::Down(status)) => error(status, 0, "Something went wrong."),
            Some(Fault::Refuse(status, code, message)) => error(status, code, message),
            Some(Fault::Busy(wait)) => {
                let mut answer = HttpResponse::TooManyRequests();
                answer.insert_header(("X-RateLimit-Type", "QPS"));
                if let Some(wait) = wait {
                    answer.insert_header(("Retry-After", wait));
                }
                answer.json(
                    json!({"code": 429, "message": "You have reached the maximum per-second rate limit."}),
                )
            }
        }
    }

    fn act(&mut self, method: &Method, path: &str, query: &str, body: &Value) -> HttpResponse {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("POST", ["users", _, "meetings"]) => self.make(body),
            ("GET", ["users", _, "meetings"]) => {
                let rows: Vec<Value> = self.meetings.values().map(|meeting| meeting.fields.clone()).collect();
                page("meetings", &rows, query)
            }
            ("GET", ["past_meetings", id, "instances"]) => match self.meeting(id) {
                Some(meeting) if !meeting.held.is_empty() => {
                    let held = meeting.held.iter();
                    let held: Vec<Value> = held.map(|(uuid, _)| json!({"uuid": uuid})).collect();
                    HttpResponse::Ok().json(json!({"meetings": held}))
                }
                _ => unknown("Meeting"),
            },
            ("GET", ["report", "meetings", uuid, "participants"]) => self.report(uuid, query),
            (_, ["meetings", id, rest @ ..]) => self.on_meeting(method, (id, rest), body),
            _ => error(400, 300, "Invalid API path."),
        }
    }

    fn meeting(&mut self, id: &str) -> Option<&mut Meeting> {
        self.meetings.get_mut(&id.parse().ok()?)
    }

    fn make(&mut self, body: &Value) -> HttpResponse {
        self.made += 1;
        let id = 94_112_233_440 + self.made;
        let mut fields = body.clone();
        fields["id"] = json!(id);
        fields["join_url"] = json!(format!("https://zoom.example/j/{id}"));
        fields["start_url"] = json!(format!("https://zoom.example/s/{id}?zak=secret"));
        fields["password"] = json!("circle");
        self.meetings
            .insert(id, Meeting { fields: fields.clone(), registrants: Vec::new(), held: Vec::new() });
        HttpResponse::Created().json(fields)
    }

    fn on_meeting(&mut self, method: &Method, (id, rest): (&str, &[&str]), body: &Value) -> HttpResponse {
        let Some(meeting) = self.meeting(id) else { return unknown("Meeting") };
        match (method.as_str(), rest) {
            ("GET", []) => HttpResponse::Ok().json(&meeting.fields),
            ("PATCH", []) => {
                for (key, value) in body.as_object().expect("an object") {
                    meeting.fields[key] = value.clone();
                }
                HttpResponse::NoContent().finish()
            }
            ("DELETE", []) => {
                let id: u64 = id.parse().expect("a number");
                self.meetings.remove(&id);
                HttpResponse::NoContent().finish()
            }
            ("POST", ["registrants"]) => {
                let email = body["email"].as_str().expect("an address").to_owned();
                let first = body["first_name"].as_str().expect("a name");
                let name = format!("{first} {}", body["last_name"].as_str().unwrap_or_default());
                let number = meeting.registrants.len() + 1;
                if !meeting.registrants.iter().any(|one| one.email == email) {
                    let (id, email) = (format!("reg-{id}-{number}"), email.clone());
                    meeting.registrants.push(Registrant { id, email, name, status: "approved" });
                }
                let one = meeting.registrants.iter_mut().find(|one| one.email == email).expect("one");
                one.status = "approved";
                let join_url = format!("https://zoom.example/w/{id}?tk={}", one.id);
                HttpResponse::Created()
                    .json(json!({"registrant_id": one.id, "join_url": join_url, "topic": "T"}))
            }
            ("PUT", ["registrants", "status"]) => {
                let ids: Vec<&str> = body["registrants"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .filter_map(|one| one["id"].as_str())
                    .collect();
                assert_eq!(body["action"], "cancel");
                for one in meeting.registrants.iter_mut().filter(|one| ids.contains(&one.id.as_str())) {
                    one.status = "cancelled";
                }
                HttpResponse::NoContent().finish()
            }
            ("DELETE", ["registrants", who]) => {
                let who = decoded(who);
                meeting.registrants.retain(|one| one.id != who);
                HttpResponse::NoContent().finish()
            }
            _ => error(400, 300, "Invalid API path."),
        }
    }

    /// By a UUID that is encoded twice where it begins with a slash or holds two.
    fn report(&mut self, written: &str, query: &str) -> HttpResponse {
        let once = decoded(written);
        let held = self.meetings.values().flat_map(|meeting| &meeting.held);
        let found = held.into_iter().find(|(uuid, _)| {
            let twice = uuid.starts_with('/') || uuid.contains("//");
            if twice { decoded(&once) == *uuid && once != *uuid } else { once == *uuid }
        });
        match found {
            Some((_, rows)) if in_query(query, "include_fields").as_deref() == Some("registrant_id") => {
                page("participants", rows, query)
            }
            _ => unknown("Meeting"),
        }
    }
}

async fn all(stand: Data<Arc<Mutex<Stand>>>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mut stand = stand.lock().expect("its state");
    if request.path() == "/oauth/token" {
        return stand.token(&request);
    }
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    stand.answer(&request, body)
}

impl ZoomStandIn {
    /// Starts one that has nothing yet.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = format!("http://{}", listener.local_addr().expect("its address"));
        let stand = Arc::new(Mutex::new(Stand::default()));
        let shared = Data::new(Arc::clone(&stand));
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new().app_data(shared.clone()).default_service(web::to(all))
                });
                let server = server.workers(1).shutdown_timeout(0).disable_signals().listen(listener);
                let server = server.expect("a server").run();
                tell.send(server.handle()).expect("somebody waits");
                server.await.expect("a server that runs");
            });
        });
        let handle = told.recv().expect("a server");
        Self { at, stand, handle, thread: Some(thread) }
    }

    /// What an app needs to reach it.
    pub fn access(&self) -> ZoomAccess {
        ZoomAccess {
            account_id: "the-account".to_owned(),
            client_id: "the-app".to_owned(),
            client_secret: "a secret of the app".to_owned(),
            user: "me".to_owned(),
            api: format!("{}/v2", self.at),
            tokens: format!("{}/oauth/token", self.at),
        }
    }

    /// Where its API is.
    pub fn api(&self) -> String {
        format!("{}/v2", self.at)
    }

    /// Changes its state, or reads it.
    pub fn with<T>(&self, work: impl FnOnce(&mut Stand) -> T) -> T {
        work(&mut self.stand.lock().expect("its state"))
    }

    /// Answers the next call otherwise.
    pub fn then(&self, fault: Fault) {
        self.with(|stand| stand.faults.push_back(fault));
    }

    /// What it was asked since the last time, tokens apart.
    pub fn calls(&self) -> Vec<String> {
        self.with(|stand| stand.asked.drain(..).map(|asked| asked.call).collect())
    }

    /// The number of its only meeting.
    pub fn meeting(&self) -> u64 {
        self.with(|stand| {
            assert_eq!(stand.meetings.len(), 1, "{:?}", stand.meetings);
            *stand.meetings.keys().next().expect("a meeting")
        })
    }

    /// Who is registered for a meeting, by address.
    pub fn registered(&self, meeting: u64) -> Vec<String> {
        self.with(|stand| {
            let all = &stand.meetings[&meeting].registrants;
            all.iter().filter(|one| one.status == "approved").map(|one| one.email.clone()).collect()
        })
    }

    /// Holds a meeting: from now on its report is there.
    pub fn hold(&self, meeting: u64, uuid: &str, participants: Vec<Value>) {
        self.with(|stand| {
            let meeting = stand.meetings.get_mut(&meeting).expect("a meeting");
            meeting.held.push((uuid.to_owned(), participants));
        });
    }
}

impl Drop for ZoomStandIn {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
