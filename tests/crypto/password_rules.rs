use training_ladder::crypto::password_rules::{PasswordProblem, PasswordRules};

const OWN: [&str; 2] = ["Ada Lovelace", "ada.lovelace@city.example"];

fn site() -> PasswordRules {
    PasswordRules::of_site(&["Riverside Learning Hub", "training.riverside.example"], false)
}

#[test]
fn which_passwords_are_taken() {
    use PasswordProblem::{Common, ControlCharacter, OwnName, SiteWords, TooLong, TooShort};
    let longest = "é".repeat(127) + "x";
    let too_long = "éx".repeat(64) + "x";
    for (password, problems) in [
        ("eight888", vec![]),
        ("seven77", vec![TooShort]),
        ("", vec![TooShort]),
        (longest.as_str(), vec![]),
        (too_long.as_str(), vec![TooLong]),
        ("łódka i żaglówka", vec![]),
        (" a space at both ends ", vec![]),
        ("       x", vec![Common]),
        ("with\0nul-inside", vec![ControlCharacter]),
        ("with\nline-break", vec![ControlCharacter]),
        ("tab\t", vec![TooShort, ControlCharacter]),
        // Among the 3,000 most used, however it is written and with spaces around it.
        ("Password123", vec![Common]),
        ("12345678", vec![Common]),
        ("zzzzzzzzzz", vec![Common]),
        ("BASEBALL", vec![Common]),
        ("trustno1", vec![Common]),
        ("  qwertyuiop ", vec![Common]),
        ("jennifer", vec![Common]),
        ("manchester", vec![Common]),
        // Words of this site, with figures and signs between them and after them.
        ("demo-password", vec![SiteWords]),
        ("Restorative1", vec![SiteWords]),
        ("training2026!", vec![SiteWords]),
        ("RestorativePractice", vec![SiteWords]),
        ("riverside99", vec![SiteWords]),
        ("Welcome to training", vec![]),
        ("welcome training school", vec![SiteWords]),
        ("four circles in my school", vec![]),
        ("restorative-otters", vec![]),
        ("19842026", vec![]),
        ("Ada Lovelace", vec![OwnName]),
        ("ADA.LOVELACE", vec![OwnName]),
        ("ada.lovelace@city.example", vec![OwnName]),
    ] {
        let found = site().check(password, &OWN);
        assert_eq!(found.err().unwrap_or_default(), problems, "{password:?}");
    }
}

#[test]
fn the_demos_own_password_is_good_in_the_demo_alone() {
    let demo = PasswordRules::of_site(&["Restorative Practice Training (demo)", "127.0.0.1"], true);
    assert_eq!(demo.check("demo-password", &OWN), Ok(()));
    for rules in [site(), PasswordRules::default()] {
        assert_eq!(rules.check("demo-password", &OWN), Err(vec![PasswordProblem::SiteWords]));
    }
    assert_eq!(demo.check("training1", &OWN), Err(vec![PasswordProblem::SiteWords]));
}

#[test]
fn three_thousand_passwords_that_fit_are_known() {
    let known = include_str!("../../src/crypto/common_passwords.txt");
    let fit = known.lines().filter(|word| (8..=128).contains(&word.chars().count())).count();
    assert_eq!(fit, known.lines().count(), "one that is too short is refused for that");
    assert!(fit >= 3000, "{fit}");
    assert!(known.lines().all(|word| word == word.to_lowercase() && word == word.trim()));
    assert!(known.lines().is_sorted());
}
