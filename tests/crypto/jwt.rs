use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use training_ladder::{
    crypto::{
        jwt::{AccessClaims, Issuer, TokenRefusal, jwks, sign, verify},
        keys::{SigningKey, VerifyingKey},
    },
    ports::Random,
};
use uuid::Uuid;

struct Bench {
    key: SigningKey,
    keys: Vec<VerifyingKey>,
    issuer: Issuer,
    now: DateTime<Utc>,
}

impl Bench {
    fn new() -> Self {
        let random = Random::seeded(1);
        let key = SigningKey::generate(Uuid::from_u128(10), &random).unwrap();
        let older = SigningKey::generate(Uuid::from_u128(9), &random).unwrap();
        let issuer = Issuer {
            issuer: "https://training.example".to_owned(),
            audience: "https://training.example/api".to_owned(),
            lifetime: TimeDelta::minutes(15),
        };
        let keys = vec![older.verifying(), key.verifying()];
        Self { key, keys, issuer, now: "2027-01-12T10:00:00Z".parse().unwrap() }
    }

    fn claims(&self) -> AccessClaims {
        self.issuer.claims(Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3), self.now)
    }

    fn verify(&self, token: &str) -> Result<AccessClaims, TokenRefusal> {
        verify(token, &self.keys, &self.issuer, self.now)
    }

    /// A token with this header and payload, truly signed with our key.
    fn signed(header: &Value, payload: &Value) -> String {
        let text = format!("{}.{}", encode(header), encode(payload));
        let pkcs8 = jsonwebtoken::EncodingKey::from_ed_der(&Self::pkcs8());
        let signature =
            jsonwebtoken::crypto::sign(text.as_bytes(), &pkcs8, jsonwebtoken::Algorithm::EdDSA).unwrap();
        format!("{text}.{signature}")
    }

    fn pkcs8() -> Vec<u8> {
        // The same seed as the bench's key: the first 32 bytes of the same generator.
        let seed = Random::seeded(1).bytes::<32>();
        let pair = aws_lc_rs::signature::Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        pair.to_pkcs8v1().unwrap().as_ref().to_vec()
    }

    fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.key.id().to_string() })
    }

    fn payload(&self) -> Value {
        serde_json::to_value(self.claims()).unwrap()
    }
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
}

fn with(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn what_is_signed_verifies_and_says_what_the_contract_asks() {
    let bench = Bench::new();
    let token = sign(&bench.claims(), &bench.key).unwrap();
    assert_eq!(bench.verify(&token).unwrap(), bench.claims());
    let parts: Vec<&str> = token.split('.').collect();
    let read =
        |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
    assert_eq!(read(parts[0]), bench.header());
    let payload = read(parts[1]);
    for name in ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "sid"] {
        assert!(payload.get(name).is_some(), "{name}");
    }
    assert_eq!(payload["exp"].as_i64().unwrap() - payload["iat"].as_i64().unwrap(), 900);
    assert!(token.len() < 700, "{}", token.len());
}

#[test]
fn the_bench_signs_as_we_do() {
    // The control of the forgeries below: with nothing wrong, the hand-made token passes.
    let bench = Bench::new();
    let token = Bench::signed(&bench.header(), &bench.payload());
    assert_eq!(bench.verify(&token), Ok(bench.claims()));
}

#[test]
fn times_are_judged_by_the_time_passed_in() {
    let bench = Bench::new();
    let token = sign(&bench.claims(), &bench.key).unwrap();
    for (seconds, expected) in [
        (-6, Some(TokenRefusal::NotYetValid)),
        (-5, None),
        (0, None),
        (899, None),
        (900, Some(TokenRefusal::Expired)),
        (100_000, Some(TokenRefusal::Expired)),
    ] {
        let at = bench.now + TimeDelta::seconds(seconds);
        let found = verify(&token, &bench.keys, &bench.issuer, at);
        assert_eq!(found.err(), expected, "{seconds}");
    }
}

#[test]
fn no_algorithm_but_ours_is_taken() {
    let bench = Bench::new();
    for alg in ["none", "None", "NONE", "HS256", "HS512", "RS256", "PS256", "ES256", "ES384", "eddsa", ""] {
        let header = with(bench.header(), "alg", json!(alg));
        let text = format!("{}.{}", encode(&header), encode(&bench.payload()));
        for signature in [String::new(), URL_SAFE_NO_PAD.encode([0; 64])] {
            assert_eq!(bench.verify(&format!("{text}.{signature}")), Err(TokenRefusal::Malformed), "{alg}");
        }
    }
}

#[test]
fn the_public_key_is_no_hmac_secret() {
    let bench = Bench::new();
    for header in [with(bench.header(), "alg", json!("HS256")), bench.header()] {
        let text = format!("{}.{}", encode(&header), encode(&bench.payload()));
        let raw = bench.key.verifying().bytes().to_vec();
        for secret in [raw.clone(), URL_SAFE_NO_PAD.encode(&raw).into_bytes()] {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), text.as_bytes());
            let token = format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()));
            assert!(bench.verify(&token).is_err());
        }
    }
}

#[test]
fn a_key_the_token_brings_along_is_ignored() {
    let bench = Bench::new();
    let theirs = SigningKey::generate(bench.key.id(), &Random::seeded(666)).unwrap();
    let forged = sign(&bench.claims(), &theirs).unwrap();
    assert_eq!(bench.verify(&forged), Err(TokenRefusal::BadSignature));

    let mut jwk = jwks(&[theirs.verifying()])["keys"][0].take();
    jwk["kid"] = json!(bench.key.id().to_string());
    let header = with(bench.header(), "jwk", jwk);
    let header = with(header, "jku", json!("https://evil.example/jwks.json"));
    let header = with(header, "x5u", json!("https://evil.example/x5u.pem"));
    let (_, signature) = forged.rsplit_once('.').unwrap();
    let text = format!("{}.{}", encode(&header), encode(&bench.payload()));
    assert_eq!(bench.verify(&format!("{text}.{signature}")), Err(TokenRefusal::BadSignature));
}

#[test]
fn another_key_or_none_is_refused() {
    let bench = Bench::new();
    for kid in [json!("00000000-0000-0000-0000-00000000000b"), json!(""), json!("../../key"), Value::Null] {
        let token = Bench::signed(&with(bench.header(), "kid", kid.clone()), &bench.payload());
        assert_eq!(bench.verify(&token), Err(TokenRefusal::UnknownKey), "{kid}");
    }
    let token = Bench::signed(&with(bench.header(), "kid", json!(bench.keys[0].id())), &bench.payload());
    assert_eq!(bench.verify(&token), Err(TokenRefusal::BadSignature));
}

#[test]
fn other_kinds_of_token_are_refused() {
    let bench = Bench::new();
    for typ in [json!("JWT"), json!("logout+jwt"), json!(""), Value::Null] {
        let token = Bench::signed(&with(bench.header(), "typ", typ.clone()), &bench.payload());
        assert_eq!(bench.verify(&token), Err(TokenRefusal::NotAnAccessToken), "{typ}");
    }
    let token = Bench::signed(&with(bench.header(), "crit", json!(["b64"])), &bench.payload());
    assert_eq!(bench.verify(&token), Err(TokenRefusal::Malformed));
}

#[test]
fn every_claim_is_needed_and_judged() {
    let bench = Bench::new();
    let at = bench.now.timestamp();
    for name in ["iss", "aud", "sub", "iat", "nbf", "exp", "jti", "sid"] {
        let token = Bench::signed(&bench.header(), &without(bench.payload(), name));
        assert_eq!(bench.verify(&token), Err(TokenRefusal::NotAnAccessToken), "{name}");
    }
    for (name, to, refusal) in [
        ("iss", json!("https://evil.example"), TokenRefusal::WrongIssuer),
        ("iss", json!(["https://training.example"]), TokenRefusal::NotAnAccessToken),
        ("aud", json!("https://training.example"), TokenRefusal::WrongAudience),
        ("aud", json!(["https://training.example/api"]), TokenRefusal::NotAnAccessToken),
        ("nbf", json!(at + 6), TokenRefusal::NotYetValid),
        ("iat", json!(at + 6), TokenRefusal::NotYetValid),
        ("exp", json!(at), TokenRefusal::Expired),
        ("exp", json!(-1), TokenRefusal::Expired),
        ("exp", json!("9999999999"), TokenRefusal::NotAnAccessToken),
        ("exp", json!(1e300), TokenRefusal::NotAnAccessToken),
        ("sub", json!("somebody"), TokenRefusal::NotAnAccessToken),
    ] {
        let token = Bench::signed(&bench.header(), &with(bench.payload(), name, to.clone()));
        assert_eq!(bench.verify(&token), Err(refusal), "{name} {to}");
    }
}

#[test]
fn an_altered_or_mangled_token_is_refused() {
    let bench = Bench::new();
    let token = sign(&bench.claims(), &bench.key).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let payload = with(bench.payload(), "sub", json!(Uuid::from_u128(999)));
    let altered = format!("{}.{}.{}", parts[0], encode(&payload), parts[2]);
    assert_eq!(bench.verify(&altered), Err(TokenRefusal::BadSignature));
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    for wrong in
        ["", ".", "..", "...", "a.b.c", parts[0], &unsigned, &token[1..], &format!("{token}.{token}")]
    {
        assert!(bench.verify(wrong).is_err(), "{wrong}");
    }
    assert_eq!(bench.verify(&format!("{token}{}", "A".repeat(5000))), Err(TokenRefusal::Malformed));
}

#[test]
fn the_key_set_is_public_halves_only() {
    let bench = Bench::new();
    let set = jwks(&bench.keys);
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for (shown, key) in keys.iter().zip(&bench.keys) {
        assert_eq!(shown["kty"], "OKP");
        assert_eq!(shown["crv"], "Ed25519");
        assert_eq!(shown["use"], "sig");
        assert_eq!(shown["alg"], "EdDSA");
        assert_eq!(shown["kid"], key.id().to_string());
        assert_eq!(URL_SAFE_NO_PAD.decode(shown["x"].as_str().unwrap()).unwrap(), key.bytes());
        assert!(shown.get("d").is_none());
    }
}
