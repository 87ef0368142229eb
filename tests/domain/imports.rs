//! Files of what was done before, line by line.

use chrono::NaiveDate;
use training_ladder::domain::{
    import_columns::{ImportKind, Remembered},
    import_headings::Headings,
    imports::{self, CompletionLine, OrganisationLine, PersonLine, Read, Sheet},
    tables::Row,
    words::OrganisationKind,
};

/// What is read of a text as a file of this kind has it, its cells apart by commas.
fn sheet(kind: ImportKind, text: &str) -> Sheet {
    let rows: Vec<Row> = (1..)
        .zip(text.lines())
        .map(|(line, text)| Row { line, cells: text.split(',').map(str::to_owned).collect(), padded: false })
        .collect();
    let headings = Headings::find(kind, &rows, &Remembered::new()).expect("a line with headings");
    let mut sheet = headings.sheet(kind, None);
    for row in &rows {
        match headings.pick(kind, row) {
            None => {}
            Some(Ok(cells)) => sheet.lines.push((row.line, cells)),
            Some(Err(problem)) => sheet.problems.push(problem),
        }
    }
    sheet
}

fn people(text: &str) -> Read<PersonLine> {
    imports::people(&sheet(ImportKind::People, text))
}

fn organisations(text: &str) -> Read<OrganisationLine> {
    imports::organisations(&sheet(ImportKind::Organisations, text))
}

fn completions(text: &str) -> Read<CompletionLine> {
    imports::completions(&sheet(ImportKind::Completions, text), today())
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
}

fn problems<T>(read: &Read<T>) -> Vec<String> {
    read.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn columns_come_in_any_order_and_case() {
    let read = people(" Email ,ORGANISATION,name\nada@example.org,,Ada\n,,\n").lines;
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].line, read[0].name.as_str(), read[0].organisation.as_deref()), (2, "Ada", None));
    let read = people("Surname,First name,E-mail\nOkoro,Sam,sam@example.org\n").lines;
    assert_eq!(read[0].name.as_str(), "Sam Okoro");
}

#[test]
fn names_come_in_as_they_are_said() {
    let line = |number, name: &str| {
        let cells = [name, "", "", &format!("p{number}@example.org"), ""].map(str::to_owned);
        (number, cells.to_vec())
    };
    let file = Sheet {
        lines: vec![line(2, "Smith, Jane"), line(3, "Dr Bo Lee (he/him)"), line(4, "OKORO, Mr Sam")],
        ..Sheet::default()
    };
    let names: Vec<String> =
        imports::people(&file).lines.into_iter().map(|line| line.name.to_string()).collect();
    assert_eq!(names, ["Jane Smith", "Bo Lee", "Sam OKORO"]);
    let all = problems(&people("name,email,organisation\nRob (Bob) Lee,r@example.org,"));
    assert!(all[0].starts_with("line 2: name: is (Bob) a part of the name?"), "{all:#?}");
}

#[test]
fn every_wrong_line_is_named_at_once() {
    let text = "name,email,organisation\n\
        ,nobody,\n\
        =HYPERLINK(\"x\"),b@example.org,\n\
        Cy,c@example.org\n\
        Di,d@example.org,Hill\n\
        Di Again,D@Example.org,Hill\n\
        Office,office@example.org,";
    let read = people(text);
    assert_eq!(read.lines.len(), 1, "the others can be taken");
    let all = problems(&read);
    for expected in [
        "line 2: name:",
        "line 2: email:",
        "line 3: name: starts like a formula",
        "line 4: has 2 cells where the header has 3",
        "line 6: this address stands in line 5 already. It says “D@Example.org”.",
        "line 7: email: This looks like a mailbox that several people read",
    ] {
        assert!(all.iter().any(|line| line.starts_with(expected)), "{expected} in {all:#?}");
    }
    assert_eq!(all.len(), 6, "{all:#?}");
}

#[test]
fn organisations_have_a_kind_and_perhaps_a_domain() {
    let read = organisations("name,kind,domain\nHill, School ,Hill.Example\nTown,council,").lines;
    assert_eq!(read[0].domain.as_deref(), Some("hill.example"));
    assert_eq!(read[1].domain, None);
    let kinds =
        "name,type\nA,Community school\nB,Academy converter\nC,NHS Foundation Trust\nD,Registered charity";
    let kinds: Vec<OrganisationKind> = organisations(kinds).lines.iter().map(|line| line.kind).collect();
    let (school, health, voluntary) =
        (OrganisationKind::School, OrganisationKind::Health, OrganisationKind::Voluntary);
    assert_eq!(kinds, [school, school, health, voluntary]);
    let wrong = "name,kind,domain\nHill,castle,\nDale,school,gmail.com\nTown,council,not a domain\nTOWN,council,\nTown,council,";
    let all = problems(&organisations(wrong));
    assert_eq!(all.len(), 4, "{all:#?}");
    assert!(all[0].ends_with("It says “castle”."), "{all:#?}");
    assert!(all[3].starts_with("line 6: this organisation stands in line 5"), "{all:#?}");
}

#[test]
fn days_are_days_years_or_nothing() {
    let read = |typed: &str| {
        let text =
            format!("email,organisation,course,completed_on,source\na@example.org,,intro,{typed},old list");
        let read = completions(&text);
        read.lines.first().map(|line| line.completed_on).ok_or_else(|| problems(&read))
    };
    let day = |y, m, d| Some(NaiveDate::from_ymd_opt(y, m, d).unwrap());
    for (typed, expected) in [
        ("2019-03-21", day(2019, 3, 21)),
        ("21/03/2019", day(2019, 3, 21)),
        ("1/3/2019", day(2019, 3, 1)),
        ("2019", day(2019, 1, 1)),
        (" ", None),
        ("2026-11-03", day(2026, 11, 3)),
    ] {
        assert_eq!(read(typed), Ok(expected), "{typed}");
    }
    for typed in [
        "2019-02-30",
        "31/02/2019",
        "12/25/2019",
        "yesterday",
        "19",
        "2019-3-1",
        "2026-11-04",
        "2027",
        "0001",
        "1900-01-01",
    ] {
        let wrong = read(typed).unwrap_err();
        assert!(wrong[0].starts_with("line 2: completed_on:"), "{typed}: {wrong:?}");
        assert!(wrong[0].ends_with(&format!("It says “{typed}”.")), "{typed}: {wrong:?}");
    }
}

#[test]
fn a_completion_belongs_to_somebody_and_stands_once() {
    let text = "email,organisation,course,completed_on,source\n\
        ,,intro,,\n\
        ,Hill,intro,2019,\n\
        ,HILL,Intro,2019-01-01,other list\n\
        ,Hill,intro,2020,";
    let all = problems(&completions(text));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all[0].starts_with("line 2: says neither"));
    assert!(all[1].starts_with("line 4: this completion stands in line 3"));
}

#[test]
fn a_month_over_12_keeps_the_whole_file_out() {
    let text = "email,course,date\na@example.org,intro,03/04/2019\nb@example.org,intro,12/25/2019";
    let read = completions(text);
    assert!(read.problems[0].whole, "{:?}", read.problems);
    assert_eq!(read.problems[0].line, 3);
    assert!(problems(&read)[0].ends_with("It says “12/25/2019”."), "{:?}", read.problems);
}
