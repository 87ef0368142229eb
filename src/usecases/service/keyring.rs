//! The keys that sign access tokens: kept in the database so that all copies share them, rotated without signing
//! anyone out, because an old key goes on verifying as long as a token it signed can live.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    crypto::{
        jwt::{AccessClaims, TokenRefusal, sign, verify},
        keys::{SigningKey, VerifyingKey},
    },
    domain::ids::{KeyId, LoginId, PersonId, RowId},
    ports::Random,
    store::{self, Db, write::service::keys as rows},
    usecases::{Settings, error::Failure},
};

/// How long a key signs before the next one is made.
const SIGNS_FOR: TimeDelta = TimeDelta::days(30);
/// How long a retired key still verifies; far longer than an access token lives.
const VERIFIES_FOR: TimeDelta = TimeDelta::days(1);

/// The keys as this copy knows them.
pub struct KeyRing {
    db: Db,
    settings: Arc<Settings>,
    random: Random,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    signing: Option<(SigningKey, DateTime<Utc>)>,
    verifying: Vec<VerifyingKey>,
    loaded_at: Option<DateTime<Utc>>,
}

impl KeyRing {
    /// An empty ring; keys are loaded, or the first one made, when they are first needed.
    #[must_use]
    pub fn new(db: Db, settings: Arc<Settings>, random: Random) -> Self {
        Self { db, settings, random, known: RwLock::default() }
    }

    /// An access token for this person and login, and the seconds it lives.
    ///
    /// # Errors
    /// When the database or the key library fails.
    pub async fn issue(
        &self,
        person: PersonId,
        login: LoginId,
        now: DateTime<Utc>,
    ) -> Result<(String, i64), Failure> {
        let key = self.signing_key(now).await?;
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let token: RowId = RowId::from_parts(millis, &self.random.bytes());
        let issuer = &self.settings.issuer;
        let claims = issuer.claims(person.uuid(), login.uuid(), token.uuid(), now);
        let text = sign(&claims, &key).map_err(broken)?;
        Ok((text, issuer.lifetime.num_seconds()))
    }

    /// Verifies an access token. A key this copy has not seen yet is looked up, at most once a second.
    ///
    /// # Errors
    /// The first thing wrong with the token.
    pub async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenRefusal> {
        let first = verify(token, &self.verifying(), &self.settings.issuer, now);
        if !matches!(first, Err(TokenRefusal::UnknownKey)) {
            return first;
        }
        let fresh = self.read().loaded_at.is_some_and(|at| now - at < TimeDelta::seconds(1));
        if fresh || self.load(now).await.is_err() {
            return first;
        }
        verify(token, &self.verifying(), &self.settings.issuer, now)
    }

    /// The public keys, for `/.well-known/jwks.json`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public(&self, now: DateTime<Utc>) -> Result<Vec<VerifyingKey>, Failure> {
        self.signing_key(now).await?;
        Ok(self.verifying())
    }

    /// Makes a new signing key and retires the one before.
    ///
    /// # Errors
    /// When the database or the key library fails.
    pub async fn rotate(&self, now: DateTime<Utc>) -> Result<(), Failure> {
        self.make_key(None).await?;
        self.load(now).await
    }

    async fn signing_key(&self, now: DateTime<Utc>) -> Result<SigningKey, Failure> {
        if let Some(key) = self.current(now) {
            return Ok(key);
        }
        self.load(now).await?;
        if let Some(key) = self.current(now) {
            return Ok(key);
        }
        self.make_key(Some(now - SIGNS_FOR)).await?;
        self.load(now).await?;
        let newest = self.read().signing.clone();
        newest.map(|(key, _)| key).ok_or_else(|| broken("no signing key could be made"))
    }

    fn current(&self, now: DateTime<Utc>) -> Option<SigningKey> {
        let known = self.read();
        let fresh = known.loaded_at.is_some_and(|at| now - at < TimeDelta::minutes(1));
        let (key, made_at) = known.signing.as_ref()?;
        (fresh && now - *made_at < SIGNS_FOR).then(|| key.clone())
    }

    /// Makes a key unless, when `unless_since` is given, another copy has made one after that moment.
    async fn make_key(&self, unless_since: Option<DateTime<Utc>>) -> Result<(), Failure> {
        let settings = Arc::clone(&self.settings);
        self.db
            .write(move |tx| {
                if let Some(since) = unless_since
                    && rows::newest(tx)?.is_some_and(|row| row.created_at.and_utc() > since)
                {
                    return Ok(());
                }
                let id: KeyId = tx.new_id();
                let random = tx.random().clone();
                let key = SigningKey::generate(id.uuid(), &random).map_err(broken)?;
                let wrapped = key.wrap(&settings.secret, &random).map_err(broken)?;
                let public = key.verifying().bytes().to_vec();
                rows::add(tx, id, public, wrapped)?;
                Ok::<(), Failure>(())
            })
            .await
    }

    async fn load(&self, now: DateTime<Utc>) -> Result<(), Failure> {
        let since = now - VERIFIES_FOR;
        let keys = self.db.read(move |c| rows::usable(c, since)).await?;
        let mut known = Known { loaded_at: Some(now), ..Known::default() };
        for row in keys {
            let id = row.id.uuid();
            let public: [u8; 32] =
                row.public_key.as_slice().try_into().map_err(|_| broken("a public key is not 32 bytes"))?;
            known.verifying.push(VerifyingKey::new(id, public));
            if row.retired_at.is_none() && known.signing.is_none() {
                let key = SigningKey::unwrap(id, &row.wrapped_private_key, &self.settings.secret)
                    .map_err(broken)?;
                known.signing = Some((key, row.created_at.and_utc()));
            }
        }
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(())
    }

    fn verifying(&self) -> Vec<VerifyingKey> {
        self.read().verifying.clone()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken(why: impl ToString) -> Failure {
    Failure::Store(store::Error::Broken(why.to_string()))
}
