//! Whether an organisation that comes in is one on record.

use training_ladder::domain::{
    imports::OrganisationLine,
    organisation_matching::{Found, OnRecord, Register},
    words::OrganisationKind,
};

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[test]
fn a_number_tells_else_name_and_place_and_one_name_twice_is_asked_about() {
    let on_record = |name: &str, domain, number, place| OnRecord {
        name: name.to_owned(),
        domain: some(domain),
        number: some(number),
        place: some(place),
    };
    let register = Register::of([
        on_record("Hill School", "hill.example", "", ""),
        on_record("St Mary's", "", "URN 1", "Leeds"),
        on_record("Dale School", "", "", "York"),
    ]);
    for ([name, domain, number, place], expected) in [
        (["HILL school", "", "", ""], "same 0"),
        (["Hill School", "hill.example", "", ""], "same 0"),
        (["Hill School", "other.example", "", ""], "ask 0"),
        (["Hill School", "", "URN 7", ""], "ask 0"),
        (["St Mary's", "", "URN 1", "Leeds"], "same 1"),
        (["St Mary's Primary", "", "urn 1", ""], "same 1"),
        (["St Mary's", "", "URN 2", "Hull"], "new St Mary's, Hull"),
        (["St Mary's", "", "URN 2", ""], "new St Mary's (URN 2)"),
        (["Dale School", "", "", "York"], "same 2"),
        (["Dale School", "", "", "Hull"], "new Dale School, Hull"),
        (["New School", "", "", ""], "new New School"),
    ] {
        let line = OrganisationLine {
            line: 2,
            name: name.to_owned(),
            kind: OrganisationKind::School,
            domain: some(domain),
            number: some(number),
            place: some(place),
        };
        let found = match register.find(&line) {
            Found::New(name) => format!("new {name}"),
            Found::Same(at) => format!("same {at}"),
            Found::Ask(at, _) => format!("ask {at}"),
            Found::Untold(problem) => problem.to_string(),
        };
        assert_eq!(found, expected, "{name} {domain} {number} {place}");
    }
}
