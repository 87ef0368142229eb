//! A small provider that says what a test wants, true or not: for what no real one would do. It signs its own tokens.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::ServerHandle,
    web::{self, Data},
};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use training_ladder::{
    crypto::tokens::sha256, domain::single_sign_on::SignInProvider,
    outbound::sign_in_providers::ProviderAccess,
};

/// What it is to say next.
#[derive(Debug, Clone)]
pub struct Says {
    /// The claims of the token; its times and nonce stand there too.
    pub claims: Value,
    /// Which key signs, by its number.
    pub key: u8,
    /// Under which name the key is spoken of.
    pub kid: String,
    /// The names and numbers of the keys in its document.
    pub keys: Vec<(String, u8)>,
    /// How the signed token is spoiled on the way.
    pub spoil: fn(String) -> String,
    /// What the user-info address answers, if it is there.
    pub user_info: Option<Value>,
    /// What it calls itself in its document.
    pub name: String,
    /// Where one signs out.
    pub sign_out: bool,
    /// The challenge of the sign-in that is under way: the code is given to nobody else.
    pub challenge: String,
    /// How often a code was redeemed, by whoever showed the right verifier.
    pub redeemed: usize,
    /// How often its keys were asked for.
    pub keys_read: usize,
}

/// It runs until it is dropped.
pub struct HostileProvider {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

fn pair(number: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[number; 32]).expect("a key")
}

async fn discovery(says: Data<Arc<Mutex<Says>>>, at: Data<String>) -> HttpResponse {
    let says = says.lock().expect("what it says").clone();
    let mut document = json!({
        "issuer": says.name,
        "authorization_endpoint": format!("{}/authorize", **at),
        "token_endpoint": format!("{}/token", **at),
        "jwks_uri": format!("{}/keys", **at),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    if says.user_info.is_some() {
        document["userinfo_endpoint"] = json!(format!("{}/user-info", **at));
    }
    if says.sign_out {
        document["end_session_endpoint"] = json!(format!("{}/sign-out", **at));
    }
    HttpResponse::Ok().json(document)
}

async fn keys(says: Data<Arc<Mutex<Says>>>) -> HttpResponse {
    let mut says = says.lock().expect("what it says");
    says.keys_read += 1;
    let keys: Vec<Value> = says
        .keys
        .iter()
        .map(|(kid, number)| {
            let x = URL_SAFE_NO_PAD.encode(pair(*number).public_key().as_ref());
            json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x})
        })
        .collect();
    HttpResponse::Ok().json(json!({"keys": keys}))
}

async fn token(says: Data<Arc<Mutex<Says>>>, form: web::Form<Vec<(String, String)>>) -> HttpResponse {
    let mut says = says.lock().expect("what it says");
    let field = |name: &str| form.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let verifier = field("code_verifier").unwrap_or_default();
    if URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes())) != says.challenge {
        return HttpResponse::BadRequest().json(json!({"error": "invalid_grant"}));
    }
    says.redeemed += 1;
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(says.kid.clone());
    let pkcs8 = pair(says.key).to_pkcs8v1().expect("a document");
    let signed = jsonwebtoken::encode(&header, &says.claims, &EncodingKey::from_ed_der(pkcs8.as_ref()));
    let token = (says.spoil)(signed.expect("a token"));
    HttpResponse::Ok()
        .json(json!({"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": token}))
}

async fn user_info(says: Data<Arc<Mutex<Says>>>) -> HttpResponse {
    HttpResponse::Ok().json(says.lock().expect("what it says").user_info.clone())
}

impl HostileProvider {
    /// Starts one that signs with the one key it lists.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("its address"));
        let says = Arc::new(Mutex::new(Says {
            claims: json!({}),
            key: 1,
            kid: "first".to_owned(),
            keys: vec![("first".to_owned(), 1)],
            spoil: |token| token,
            user_info: None,
            name: issuer.clone(),
            sign_out: false,
            challenge: String::new(),
            redeemed: 0,
            keys_read: 0,
        }));
        let (shared, at) = (Data::new(Arc::clone(&says)), Data::new(issuer.clone()));
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(shared.clone())
                        .app_data(at.clone())
                        .route("/.well-known/openid-configuration", web::get().to(discovery))
                        // As Entra does it: one document for many tenants.
                        .route(
                            "/organizations/v2.0/.well-known/openid-configuration",
                            web::get().to(discovery),
                        )
                        .route("/keys", web::get().to(keys))
                        .route("/token", web::post().to(token))
                        .route("/user-info", web::get().to(user_info))
                });
                let server = server.workers(1).shutdown_timeout(0).disable_signals().listen(listener);
                let server = server.expect("a server").run();
                tell.send(server.handle()).expect("somebody waits");
                server.await.expect("a server that runs");
            });
        });
        let handle = told.recv().expect("a server");
        Self { issuer, says, handle, thread: Some(thread) }
    }

    /// Changes what it says.
    pub fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().expect("what it says"));
    }

    /// What it says now.
    pub fn said(&self) -> Says {
        self.says.lock().expect("what it says").clone()
    }

    /// It as a provider of ours under this number; `change` sets whom it is believed about.
    pub fn as_provider(
        &self,
        number: u8,
        change: impl FnOnce(&mut SignInProvider),
    ) -> (SignInProvider, ProviderAccess) {
        let mut known = SignInProvider {
            number,
            name: format!("Account {number}"),
            issuer: self.issuer.clone(),
            tenants: Vec::new(),
            trusted_domains: Vec::new(),
            required_domains: Vec::new(),
        };
        change(&mut known);
        let access = ProviderAccess {
            number,
            issuer: known.issuer.clone(),
            client_id: "ladder".to_owned(),
            client_secret: Some("a secret of ours".to_owned()),
            tenants: known.tenants.clone(),
        };
        (known, access)
    }
}

impl Drop for HostileProvider {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
