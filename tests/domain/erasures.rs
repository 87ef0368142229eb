//! Taking a name out of words, and how far an erasure can be put off.

use training_ladder::{
    domain::erasures::{KnownAs, NO_NAME, latest},
    store::write::people::free_text::taken_out_of_json,
};

fn known(names: &[&str], addresses: &[&str]) -> KnownAs {
    let all = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    KnownAs::new(all(names), all(addresses))
}

#[test]
fn names_and_addresses_go_as_whole_words() {
    let ada = known(&["Ada Ash", "Ada Ash-Birch", "Zoë Ash", "Ada"], &["ada.ash@school.example"]);
    for (text, left) in [
        ("Ada Ash rang.", Some("[name removed] rang.")),
        ("ADA ASH rang; ask ada ash.", Some("[name removed] rang; ask [name removed].")),
        ("Ada Ash-Birch is the same.", Some("[name removed] is the same.")),
        ("zoë ash, ZOË ASH", Some("[name removed], [name removed]")),
        ("Ada came, with Adam.", Some("[name removed] came, with Adam.")),
        // One word alone may be any word.
        ("the ada of the adas", None),
        ("Ashley Ada-Mae", Some("Ashley [name removed]-Mae")),
        ("Ada Ashley", Some("[name removed] Ashley")),
        ("write to ada.ash@school.example.", Some("write to [address removed].")),
        ("ADA.ASH@SCHOOL.EXAMPLE", Some("[address removed]")),
        ("x.ada.ash@school.example", None),
        ("nothing of hers", None),
        ("", None),
    ] {
        assert_eq!(ada.taken_out_of(text).as_deref(), left, "{text}");
    }
}

#[test]
fn of_json_the_strings_are_looked_at() {
    let ada = known(&["Ada Ash"], &[]);
    let json = r#"{"to":["Ada Ash",{"says":"Ask Ada Ash"}],"Ada Ash":1}"#;
    let left = taken_out_of_json(&ada, json).expect("taken out");
    assert_eq!(left, r#"{"Ada Ash":1,"to":["[name removed]",{"says":"Ask [name removed]"}]}"#);
    assert_eq!(taken_out_of_json(&ada, r#"{"to":"Bo"}"#), None);
    assert_eq!(taken_out_of_json(&ada, "Ada Ash"), None);
}

#[test]
fn what_names_nobody_is_not_looked_for() {
    assert!(known(&["", " ", "A", NO_NAME], &[""]).patterns().next().is_none());
    let both = known(&["Ada Ash", "Bo Birch"], &["O'Ada@school.example"]);
    let patterns: Vec<String> = both.patterns().collect();
    assert_eq!(patterns, ["%bo birch%", "%ada ash%", "%o_ada@school.example%"]);
    let alone = both.without_names(&["Ada Ash".to_owned()]);
    assert_eq!(alone.taken_out_of("Ada Ash and Bo Birch").as_deref(), Some("Ada Ash and [name removed]"));
}

#[test]
fn it_can_be_put_off_by_a_month() {
    for (due, last) in
        [("2026-11-10T09:00:00Z", "2026-12-10T09:00:00Z"), ("2027-01-31T09:00:00Z", "2027-02-28T09:00:00Z")]
    {
        let due = due.parse().expect("a time");
        assert_eq!(latest(due), last.parse::<chrono::DateTime<chrono::Utc>>().expect("a time"));
    }
}
