//! Codes that change every thirty seconds.

use training_ladder::{
    crypto::{
        keys::{KeyError, Secret},
        totp::{TotpSecret, recovery_hash},
    },
    ports::Random,
};

use crate::support::{app::start_of_time, authenticator_app::code_at};

fn site(text: &str) -> Secret {
    Secret::parse(&text.repeat(20)).expect("a secret")
}

#[test]
fn an_app_shows_the_same_code_for_its_own_step_alone() {
    let secret = TotpSecret::new(&Random::seeded(1));
    let (now, text) = (start_of_time(), secret.text());
    assert_eq!(text.len(), 32, "160 bits in base 32");
    let step = now.timestamp() / 30;
    let code = code_at(&text, now);
    assert_eq!(secret.step_of_code(&code, step - 1..=step + 1), Some(step));
    assert_eq!(secret.step_of_code(&code, step + 1..=step + 3), None);
    assert_eq!(secret.step_of_code("", step - 1..=step + 1), None);
    let other = TotpSecret::new(&Random::seeded(2));
    assert_eq!(other.step_of_code(&code, step - 1..=step + 1), None);
}

#[test]
fn a_stored_secret_opens_for_its_row_under_its_site_alone() {
    let random = Random::seeded(1);
    let secret = TotpSecret::new(&random);
    let (here, row) = (site("here"), [1; 16]);
    let wrapped = secret.wrap(&row, &here, &random).expect("wrapped");
    let raw = secret.text();
    assert_eq!(TotpSecret::unwrap(&row, &wrapped, &here).expect("opens").text(), raw);
    let mut altered = wrapped.clone();
    *altered.last_mut().expect("bytes") ^= 1;
    for (row, wrapped, site) in
        [([2; 16], &wrapped, &here), (row, &altered, &here), (row, &wrapped, &site("elsewhere"))]
    {
        assert_eq!(TotpSecret::unwrap(&row, wrapped, site).err(), Some(KeyError::DoesNotOpen));
    }
}

#[test]
fn the_address_for_apps_names_site_and_account() {
    let secret = TotpSecret::new(&Random::seeded(1));
    let address = secret.address("Ladder: Town & Co", "zoë@town.example");
    let expected = format!(
        "otpauth://totp/Ladder%20%20Town%20%26%20Co:zo%C3%AB@town.example?secret={}\
         &issuer=Ladder%20%20Town%20%26%20Co&algorithm=SHA1&digits=6&period=30",
        secret.text()
    );
    assert_eq!(address, expected);
    assert!(url::Url::parse(&address).is_ok());
}

#[test]
fn what_is_kept_of_a_recovery_code_is_this_persons_at_this_site() {
    let (here, code) = (site("here"), "7KQ29XWDM4TE");
    let kept = recovery_hash(&here, &[1; 16], code);
    assert_eq!(kept, recovery_hash(&here, &[1; 16], code));
    assert_ne!(kept, recovery_hash(&here, &[2; 16], code));
    assert_ne!(kept, recovery_hash(&site("elsewhere"), &[1; 16], code));
}
