//! Files of what was done before, line by line.

use chrono::NaiveDate;
use training_ladder::domain::imports::{self, Sheet};

fn sheet(text: &str) -> Sheet {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    Sheet { header, lines: (2..).zip(lines).collect() }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
}

fn problems<T: std::fmt::Debug>(result: Result<Vec<T>, Vec<imports::LineProblem>>) -> Vec<String> {
    result.unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn only_utf_8_is_read_and_the_line_is_named() {
    assert_eq!(imports::decode(b"\xEF\xBB\xBFname").unwrap(), "name");
    assert_eq!(imports::decode("Siân ŵ".as_bytes()).unwrap(), "Siân ŵ");
    for (bytes, line) in
        [(&b"name\nSi\xE2n"[..], 2), (b"\xFF\xFEn\0a\0", 1), (b"name\na\nb\0c", 3), (b"\xE2", 1)]
    {
        let problem = imports::decode(bytes).unwrap_err();
        assert_eq!(problem.line, line, "{problem}");
        assert!(problem.message.contains("CSV UTF-8"), "{problem}");
    }
}

#[test]
fn the_header_names_what_is_missing_unknown_and_twice() {
    let all = problems(imports::people(&sheet("name,mail,name\nA,b,c")));
    assert_eq!(all.len(), 4, "{all:?}");
    for expected in
        ["no column \"mail\"", "name is there twice", "email is missing", "organisation is missing"]
    {
        assert!(all.iter().any(|line| line.starts_with("line 1:") && line.contains(expected)), "{all:?}");
    }
    let semicolons = problems(imports::people(&sheet("name;email;organisation\nA;b;c")));
    assert!(semicolons[0].contains("not separated by commas"));
    assert!(problems(imports::people(&Sheet::default())).len() == 3);
}

#[test]
fn columns_come_in_any_order_and_case() {
    let read = imports::people(&sheet(" Email ,ORGANISATION,name\nada@example.org,,Ada\n,,\n")).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].line, read[0].name.as_str(), read[0].organisation.as_deref()), (2, "Ada", None));
}

#[test]
fn names_come_in_as_they_are_said() {
    let line =
        |number, name: &str| (number, vec![name.to_owned(), format!("p{number}@example.org"), String::new()]);
    let file = Sheet {
        header: ["name", "email", "organisation"].map(str::to_owned).to_vec(),
        lines: vec![line(2, "Smith, Jane"), line(3, "Dr Bo Lee (he/him)"), line(4, "OKORO, Mr Sam")],
    };
    let names: Vec<String> =
        imports::people(&file).unwrap().into_iter().map(|line| line.name.to_string()).collect();
    assert_eq!(names, ["Jane Smith", "Bo Lee", "Sam OKORO"]);
    let all = problems(imports::people(&sheet("name,email,organisation\nRob (Bob) Lee,r@example.org,")));
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
    let all = problems(imports::people(&sheet(text)));
    for expected in [
        "line 2: name:",
        "line 2: email:",
        "line 3: name: starts like a formula",
        "line 4: has 2 cells where the header has 3",
        "line 6: this address stands in line 5 already",
        "line 7: email: This looks like a mailbox that several people read",
    ] {
        assert!(all.iter().any(|line| line.starts_with(expected)), "{expected} in {all:#?}");
    }
    assert_eq!(all.len(), 6, "{all:#?}");
}

#[test]
fn organisations_have_a_kind_and_perhaps_a_domain() {
    let read = imports::organisations(&sheet("name,kind,domain\nHill, School ,Hill.Example\nTown,council,"))
        .unwrap();
    assert_eq!(read[0].domain.as_deref(), Some("hill.example"));
    assert_eq!(read[1].domain, None);
    let all = problems(imports::organisations(&sheet(
        "name,kind,domain\nHill,castle,\nHILL,school,gmail.com\nTown,council,not a domain",
    )));
    assert_eq!(all.len(), 4, "{all:#?}");
    assert!(
        all.iter().any(|line| line.starts_with("line 3: this organisation stands in line 2")),
        "{all:#?}"
    );
}

#[test]
fn days_are_days_years_or_nothing() {
    let read = |typed: &str| {
        let text =
            format!("email,organisation,course,completed_on,source\na@example.org,,intro,{typed},old list");
        imports::completions(&sheet(&text), today()).map(|lines| lines[0].completed_on)
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
        let wrong = problems(read(typed).map(|day| vec![day]));
        assert!(wrong[0].starts_with("line 2: completed_on:"), "{typed}: {wrong:?}");
    }
}

#[test]
fn a_completion_belongs_to_somebody_and_stands_once() {
    let text = "email,organisation,course,completed_on,source\n\
        ,,intro,,\n\
        ,Hill,intro,2019,\n\
        ,HILL,Intro,2019-01-01,other list\n\
        ,Hill,intro,2020,";
    let all = problems(imports::completions(&sheet(text), today()));
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all[0].starts_with("line 2: says neither"));
    assert!(all[1].starts_with("line 4: this completion stands in line 3"));
}
