//! A site's colour can be read wherever it stands.

use proptest::prelude::*;
use training_ladder::domain::colours::{
    Colour, DARK_GROUND, LEAST_CONTRAST, LIGHT_GROUND, Scheme, check_accent,
};

#[test]
fn colours_are_read_as_people_write_them() {
    let deep = Some(Colour(0x0b, 0x4f, 0x5c));
    for (typed, read) in [
        ("#0b4f5c", deep),
        (" 0B4F5C ", deep),
        ("#0b4f5", None),
        ("#0b4f5g", None),
        ("#0b4f5c00", None),
        ("teal", None),
        ("#ééé", None),
    ] {
        assert_eq!(Colour::parse(typed), read, "{typed}");
    }
    assert_eq!(Colour(0x0b, 0x4f, 0x5c).shown(), "#0b4f5c");
}

#[test]
fn the_contrast_is_that_of_the_guidelines() {
    let (white, black) = (Colour(255, 255, 255), Colour(0, 0, 0));
    for (one, other, contrast) in
        [(white, black, 21.0), (white, white, 1.0), (Colour(0x77, 0x77, 0x77), white, 4.48)]
    {
        assert!((one.contrast(other) - contrast).abs() < 0.005, "{}", one.contrast(other));
        assert!((one.contrast(other) - other.contrast(one)).abs() < f64::EPSILON);
    }
}

#[test]
fn a_faint_colour_is_refused_with_what_it_reached_and_one_that_would_do() {
    let refused = check_accent("accent", "#f0a030").expect_err("too faint").message;
    assert!(refused.contains("their contrast is 1.80 to 1"), "{refused}");
    let near = refused.split("to 1 is the least that everybody can read. ").nth(1).expect("a colour");
    let near = near.split(' ').next().expect("a colour");
    assert!(check_accent("accent", near).is_ok(), "{near}");
    assert!(check_accent("accent", "orange").expect_err("no colour").message.contains("#0b4f5c"));
}

proptest! {
    /// Whatever is taken can be read on light and dark pages, as words and on buttons, at rest and under the pointer.
    #[test]
    fn what_is_taken_can_be_read_everywhere(r: u8, g: u8, b: u8) {
        match check_accent("accent", &Colour(r, g, b).shown()) {
            Ok(colour) => {
                let scheme = Scheme::of(colour);
                for (words, ground) in [
                    (scheme.light, LIGHT_GROUND),
                    (scheme.light_hover, LIGHT_GROUND),
                    (scheme.on_light, scheme.light),
                    (scheme.on_light, scheme.light_hover),
                    (scheme.dark, DARK_GROUND),
                    (scheme.dark_hover, DARK_GROUND),
                    (scheme.on_dark, scheme.dark),
                    (scheme.on_dark, scheme.dark_hover),
                ] {
                    prop_assert!(words.contrast(ground) >= LEAST_CONTRAST, "{words:?} on {ground:?}");
                }
            }
            Err(error) => {
                let near = error.message.rsplit_once('#').expect("a colour").1;
                prop_assert!(check_accent("accent", &near[..6]).is_ok(), "{}", error.message);
            }
        }
    }
}

/// The values of these tokens of the stylesheet, wherever they are set.
fn tokens(of: &str) -> Vec<Colour> {
    let css = include_str!("../../templates/assets/site.css");
    let long = |text: &str| match text.len() {
        3 => text.chars().flat_map(|c| [c, c]).collect(),
        _ => text.to_owned(),
    };
    css.split(&format!("--{of}: #"))
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_hexdigit()).next())
        .filter_map(|digits| Colour::parse(&long(digits)))
        .collect()
}

#[test]
fn no_ground_of_the_stylesheet_is_darker_or_lighter_than_what_is_checked() {
    let black = Colour(0, 0, 0);
    let mut seen = 0;
    for ground in ["paper", "sheet", "warm-wash", "good-wash", "bad-wash"] {
        for colour in tokens(ground) {
            let light = colour.contrast(black);
            let fits = light >= LIGHT_GROUND.contrast(black) || light <= DARK_GROUND.contrast(black);
            assert!(fits, "links on --{ground} {} are not checked", colour.shown());
            seen += 1;
        }
    }
    assert!(seen >= 10, "the stylesheet sets its grounds");
}
