use std::collections::HashSet;

use training_ladder::{
    crypto::{
        keys::Secret,
        tokens::{Token, code_matches, derived_code, derived_token, read_derived_token, same, sha256},
    },
    ports::Random,
};
use uuid::Uuid;

fn secret(seed: u64) -> Secret {
    Secret::parse(&Secret::generate(&Random::seeded(seed))).unwrap()
}

#[test]
fn opaque_tokens_are_random_and_kept_as_hashes() {
    let random = Random::seeded(1);
    let tokens: HashSet<String> = (0..100).map(|_| Token::new(&random).as_str().to_owned()).collect();
    assert_eq!(tokens.len(), 100);
    for text in &tokens {
        let read = Token::read(text).unwrap();
        assert_eq!(read.as_str(), text);
        assert_eq!(read.hash(), sha256(text.as_bytes()));
        assert!(!format!("{read:?}").contains(text.as_str()));
    }
    for wrong in ["", "short", &"!".repeat(43), &"A".repeat(44), &"é".repeat(43)] {
        assert!(Token::read(wrong).is_none(), "{wrong}");
    }
    assert!(Token::read(&("A".repeat(42) + "B")).is_none(), "a second spelling of the same bytes");
    assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
}

#[test]
fn a_mailed_link_is_good_for_its_purpose_under_its_secret_only() {
    let (ours, id) = (secret(1), Uuid::from_u128(42));
    let text = derived_token(&ours, id, "sign_in");
    assert_eq!(text, derived_token(&ours, id, "sign_in"), "delivered again, it is the same link");
    assert_eq!(text.len(), 64);
    assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    assert_eq!(read_derived_token(&ours, &text, "sign_in"), Some(id));
    assert_eq!(read_derived_token(&ours, &text, "confirm_address"), None);
    assert_eq!(read_derived_token(&secret(2), &text, "sign_in"), None);
    for position in 0..64 {
        let mut altered: Vec<char> = text.chars().collect();
        altered[position] = if altered[position] == 'A' { 'B' } else { 'A' };
        let altered: String = altered.into_iter().collect();
        assert_eq!(read_derived_token(&ours, &altered, "sign_in"), None, "{altered}");
    }
    for wrong in ["", "A", &text[1..], &format!("{text}A"), &"ł".repeat(32)] {
        assert_eq!(read_derived_token(&ours, wrong, "sign_in"), None);
    }
}

#[test]
fn a_typed_code_has_eight_digits_and_belongs_to_one_token() {
    let (ours, id) = (secret(1), Uuid::from_u128(42));
    let code = derived_code(&ours, id, "confirm_address");
    assert!(code.len() == 8 && code.chars().all(|c| c.is_ascii_digit()), "{code}");
    assert!(code_matches(&ours, id, "confirm_address", &code));
    assert!(code_matches(&ours, id, "confirm_address", &format!(" {}-{} ", &code[..4], &code[4..])));
    let other = if code.starts_with('0') { "1" } else { "0" }.to_owned() + &code[1..];
    for wrong in ["", &code[..7], &other, &format!("{code}0")] {
        assert!(!code_matches(&ours, id, "confirm_address", wrong), "{wrong}");
    }
    assert!(!code_matches(&ours, Uuid::from_u128(43), "confirm_address", &code));
    assert!(!code_matches(&secret(2), id, "confirm_address", &code));
}
