use training_ladder::{
    crypto::passwords::{PasswordCost, Passwords},
    ports::Random,
};

fn light() -> (Passwords, Random) {
    let random = Random::seeded(7);
    (Passwords::new(PasswordCost::least(), &random).unwrap(), random)
}

#[test]
fn the_default_cost_is_argon2id_at_the_crates_default() {
    let random = Random::seeded(1);
    let passwords = Passwords::new(PasswordCost::default(), &random).unwrap();
    let kept = passwords.hash("demo-password", &random).unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(passwords.verify("demo-password", Some(&kept)));
    assert!(!passwords.needs_rehash(&kept));
}

#[test]
fn only_the_same_password_verifies_and_salts_differ() {
    let (passwords, random) = light();
    let kept = passwords.hash("correct horse", &random).unwrap();
    assert_ne!(kept, passwords.hash("correct horse", &random).unwrap());
    assert!(passwords.verify("correct horse", Some(&kept)));
    for wrong in ["correct horsf", "Correct horse", "correct horse ", "", "correct hors"] {
        assert!(!passwords.verify(wrong, Some(&kept)), "{wrong:?}");
    }
    let long = "x".repeat(1000);
    let kept = passwords.hash(&long, &random).unwrap();
    assert!(!passwords.verify(&format!("{long}x"), Some(&kept)), "what is cut off is not a match");
}

#[test]
fn nobody_and_an_unreadable_hash_verify_nothing_but_cost_as_much() {
    let random = Random::seeded(3);
    let passwords = Passwords::new(PasswordCost::default(), &random).unwrap();
    let kept = passwords.hash("correct horse", &random).unwrap();
    assert_eq!(passwords.compared_with(Some(&kept)), kept);
    for other in [None, Some("no hash at all"), Some("$argon2id$v=19$m=19456,t=2,p=1")] {
        assert!(!passwords.verify("wrong horse", other));
        // What it is compared with instead was made at the same cost, so the work is the same.
        let instead = passwords.compared_with(other);
        assert_ne!(Some(instead), other);
        assert!(!passwords.needs_rehash(instead), "{other:?} costs less");
    }
}

#[test]
fn a_weaker_or_unreadable_hash_asks_for_a_new_one() {
    let (light, random) = light();
    let usual = Passwords::new(PasswordCost::default(), &random).unwrap();
    let weak = light.hash("correct horse", &random).unwrap();
    assert!(usual.needs_rehash(&weak));
    assert!(usual.verify("correct horse", Some(&weak)), "old hashes still verify");
    assert!(usual.needs_rehash("plain"));
    assert!(usual.needs_rehash(&weak.replace("argon2id", "argon2i")));
    assert!(!light.needs_rehash(&usual.hash("correct horse", &random).unwrap()));
}
