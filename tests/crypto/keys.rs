use training_ladder::{
    crypto::keys::{KeyError, Purpose, Secret, SigningKey},
    ports::Random,
};
use uuid::Uuid;

#[test]
fn a_secret_is_long_enough_and_never_shown() {
    let text = Secret::generate(&Random::seeded(1));
    assert_eq!(text.len(), 64);
    let secret = Secret::parse(&format!("  {}\n", text.as_str())).unwrap();
    assert_eq!(*secret.derive(Purpose::Forms), *Secret::parse(&text).unwrap().derive(Purpose::Forms));
    assert_eq!(format!("{secret:?}"), "Secret(…)");
    assert!(Secret::parse(&"x".repeat(32)).is_ok());
    assert_eq!(Secret::parse(&"x".repeat(31)).unwrap_err(), KeyError::SecretTooShort(31));
    assert_eq!(Secret::parse(&" ".repeat(40)).unwrap_err(), KeyError::SecretTooShort(0));
}

#[test]
fn every_purpose_and_every_secret_has_a_key_of_its_own() {
    let purposes = [
        Purpose::SigningKeys,
        Purpose::MailedLinks,
        Purpose::TypedCodes,
        Purpose::Forms,
        Purpose::Cursors,
        Purpose::SignInWith,
    ];
    let mut seen = std::collections::HashSet::new();
    for seed in 1..4 {
        let secret = Secret::parse(&Secret::generate(&Random::seeded(seed))).unwrap();
        for purpose in purposes {
            assert!(seen.insert(*secret.derive(purpose)));
        }
    }
    let secret = Secret::parse(&"x".repeat(32)).unwrap();
    assert_ne!(secret.mac(Purpose::Forms, &[b"ab", b"c"]), secret.mac(Purpose::Forms, &[b"a", b"bc"]));
}

#[test]
fn a_signing_key_opens_only_under_its_secret_and_id() {
    let random = Random::seeded(9);
    let secret = Secret::parse(&Secret::generate(&random)).unwrap();
    let id = Uuid::from_u128(1);
    let key = SigningKey::generate(id, &random).unwrap();
    let wrapped = key.wrap(&secret, &random).unwrap();
    assert_ne!(wrapped, key.wrap(&secret, &random).unwrap(), "the nonce is new each time");
    let opened = SigningKey::unwrap(id, &wrapped, &secret).unwrap();
    assert_eq!(opened.verifying().bytes(), key.verifying().bytes());
    assert!(!format!("{key:?}").contains("seed"));

    let other = Secret::parse(&Secret::generate(&random)).unwrap();
    assert_eq!(SigningKey::unwrap(id, &wrapped, &other).unwrap_err(), KeyError::DoesNotOpen);
    assert_eq!(SigningKey::unwrap(Uuid::from_u128(2), &wrapped, &secret).unwrap_err(), KeyError::DoesNotOpen);
    for position in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[position] ^= 1;
        assert_eq!(SigningKey::unwrap(id, &altered, &secret).unwrap_err(), KeyError::DoesNotOpen);
        assert_eq!(SigningKey::unwrap(id, &wrapped[..position], &secret).unwrap_err(), KeyError::DoesNotOpen);
    }
}
