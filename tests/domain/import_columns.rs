//! Which heading holds what.

use std::collections::BTreeMap;

use training_ladder::domain::{
    import_columns::{Column, ImportKind, Remembered},
    import_headings::Headings,
    tables::Row,
};

fn row(line: u64, cells: &[&str]) -> Row {
    Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), padded: false }
}

fn found(kind: ImportKind, cells: &[&str]) -> Vec<(Column, usize)> {
    let headings = Headings::find(kind, &[row(1, cells)], &Remembered::new()).expect("headings");
    headings.columns.into_iter().collect()
}

#[test]
fn common_wordings_are_known() {
    use Column::{
        Authority, CompletedOn, Course, Email, FirstName, Kind, LastName, Name, Number, Organisation, Place,
        Status,
    };
    let (people, bodies, done) = (ImportKind::People, ImportKind::Organisations, ImportKind::Completions);
    for (kind, cells, expected) in [
        (people, &["name", "email", "organisation"][..], &[(Name, 0), (Email, 1), (Organisation, 2)][..]),
        (people, &["School", "E-Mail Address", "Full Name"], &[(Name, 2), (Email, 1), (Organisation, 0)]),
        (
            people,
            &["Surname", "Forename", "Work email", "Post"],
            &[(FirstName, 1), (LastName, 0), (Email, 2)],
        ),
        (people, &["Delegate", "UPN"], &[(Name, 0), (Email, 1)]),
        (bodies, &["School", "Type"], &[(Name, 0), (Kind, 1)]),
        (
            bodies,
            &[
                "URN",
                "LA (name)",
                "EstablishmentName",
                "TypeOfEstablishment (name)",
                "EstablishmentStatus (name)",
                "Town",
            ],
            &[(Name, 2), (Kind, 3), (Number, 0), (Place, 5), (Authority, 1), (Status, 4)],
        ),
        (
            done,
            &["E-mail", "Training", "Date attended", "Name"],
            &[(Email, 0), (Course, 1), (CompletedOn, 2)],
        ),
    ] {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found(kind, cells), expected, "{cells:?}");
    }
}

#[test]
fn what_is_missing_or_twice_is_told_and_choices_settle_it() {
    let rows = [row(1, &["Training list"]), row(2, &["Person", "Contact", "School", "Employer"])];
    let headings = Headings::find(ImportKind::People, &rows, &Remembered::new()).unwrap();
    assert_eq!(headings.line, 2);
    assert_eq!(headings.missing(ImportKind::People), ["email"]);
    let told: Vec<String> = headings.problems(ImportKind::People).iter().map(ToString::to_string).collect();
    assert!(
        told[0].contains("line 2: no column is known to hold email; the columns are: Person, Contact"),
        "{told:?}"
    );
    assert!(told[1].contains("\"School\" and \"Employer\" could both hold organisation"), "{told:?}");
    let chosen = BTreeMap::from([(Column::Email, Some(1)), (Column::Organisation, None)]);
    let settled = headings.chosen(&chosen);
    assert!(settled.problems(ImportKind::People).is_empty());
    assert_eq!(settled.unused(), ["School", "Employer"]);
    // Addresses tell their column, where there is one of them.
    let addressed = [row(1, &["Person", "Contact"]), row(2, &["Sam", "sam@x.example"])];
    let told = Headings::find(ImportKind::People, &addressed, &Remembered::new()).unwrap();
    assert_eq!(told.columns.get(&Column::Email), Some(&1));
    let remembered = Remembered::from([("contact".to_owned(), Column::Email)]);
    let again = Headings::find(ImportKind::People, &[row(1, &["Person", "CONTACT"])], &remembered).unwrap();
    assert!(again.problems(ImportKind::People).is_empty());
}
