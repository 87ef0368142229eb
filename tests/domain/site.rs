//! What a partnership may say of itself.

use training_ladder::domain::site::{Mark, MarkKind, SiteDetails, SiteInput, check_site};

fn input(name: &str, sentence: &str, accent: &str) -> SiteInput {
    let text = |text: &str| Some(text.to_owned());
    SiteInput { name: text(name), sentence: text(sentence), accent: text(accent) }
}

#[test]
fn what_is_empty_is_as_it_was_set_up() {
    assert_eq!(check_site(&input(" ", "", "  ")), Ok(SiteDetails::default()));
    assert_eq!(check_site(&SiteInput::default()), Ok(SiteDetails::default()));
}

#[test]
fn everything_wrong_is_said_at_once() {
    let wrong = check_site(&input(&"n".repeat(81), "two\nlines", "#ffffff")).expect_err("wrong");
    let fields: Vec<&str> = wrong.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["name", "sentence", "accent"]);
}

#[test]
fn a_mark_keeps_its_shape_in_the_room_it_has() {
    for ((width, height), room, shown) in [
        ((64, 64), (120, 32), (32, 32)),
        ((300, 100), (120, 32), (96, 32)),
        ((600, 100), (120, 32), (120, 20)),
        ((100, 600), (120, 32), (5, 32)),
    ] {
        let mark = Mark { kind: MarkKind::Svg, width, height, bytes: Vec::new() };
        assert_eq!(mark.within(room.0, room.1), shown);
    }
}
