//! `ladder import`, on a database as the command finds it.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;
use training_ladder::domain::words::OrganisationKind;

use super::ladder;
use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    database::both_databases,
};

/// What the command said.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn done(&self, summary: &str) {
        assert_eq!(self.code, Some(0), "{}", self.err);
        assert!(self.out.contains(summary), "{summary} in {}", self.out);
    }

    #[track_caller]
    fn refused(&self, problems: &[&str]) {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.err);
        assert!(self.err.contains("nothing was imported"), "{}", self.err);
        for problem in problems {
            assert!(self.err.contains(problem), "{problem} in {}", self.err);
        }
        assert_eq!(self.out, "");
    }
}

async fn import(
    app: &TestApp,
    kind: &'static str,
    text: impl AsRef<[u8]>,
    more: &'static [&'static str],
) -> Said {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(format!("{kind}.csv"));
    fs::write(&file, text).unwrap();
    let url = app.database.url.clone();
    let output = actix_web::web::block(move || {
        let (file, data) = (file.display().to_string(), folder.path().display().to_string());
        let mut arguments = vec!["import", kind, &file];
        arguments.extend(more);
        ladder(&arguments, &[("DATABASE_URL", &url), ("LADDER_DATA_DIR", &data)])
    })
    .await
    .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

async fn found(app: &TestApp, who: &Someone, q: &str) -> Vec<Value> {
    let list = app.get(who, &format!("/api/v1/people?q={q}")).await.expect(200).json();
    list["items"].as_array().unwrap().clone()
}

both_databases! {
    async fn organisations_then_people_come_in_once_and_nobody_is_mailed(app: TestApp) {
        let cora = app.coordinator().await;
        let organisations = "\u{FEFF}name,kind,domain\r\n\"Hill, School\",school,hill.example\r\nTown Council,council,\r\n";
        import(&app, "organisations", organisations, &["--dry-run"]).await.done("2 added, 0 changed, 0 there already");
        assert_eq!(app.get_public("/api/v1/organisations").await.json()["items"], json!([]));
        import(&app, "organisations", organisations, &[]).await.done("2 added, 0 changed, 0 there already");
        import(&app, "organisations", organisations, &[]).await.done("0 added, 0 changed, 2 there already");

        let people = "email,name,organisation\nsian@hill.example,Siân Ŵyn,\"HILL, school\"\nbo@town.example,Bo,\n";
        import(&app, "people", people, &["--dry-run"]).await.done("A dry run, nothing was changed");
        assert_eq!(found(&app, &cora, "").await.len(), 1);
        import(&app, "people", people, &[]).await.done("2 added, 0 changed, 0 there already");
        import(&app, "people", people, &[]).await.done("0 added, 0 changed, 2 there already");
        let sian = &found(&app, &cora, "sian").await[0];
        assert_eq!((&sian["name"], &sian["organisations"][0]["name"]), (&json!("Siân Ŵyn"), &json!("Hill, School")));
        app.run_jobs().await;
        assert_eq!(app.mailbox.sent().len(), 0);
    }

    async fn an_address_known_under_another_name_asks_for_an_answer(app: TestApp) {
        let cora = app.coordinator().await;
        let first = "name,email,organisation\nSam Okoro,sam@hill.example,\nAda King,ada@hill.example,\nBo Lee,bo@hill.example,\n";
        import(&app, "people", first, &[]).await.done("3 added");
        let school = "name,kind,domain\nHill School,school,\n";
        import(&app, "organisations", school, &[]).await.done("1 added");
        // In other dress a name is no other name; a new one on a known address is.
        let second = "name,email,organisation\n\"OKORO, Dr Sam\",sam@hill.example,Hill School\nAda Byron,ada@hill.example,Hill School\n\
                      Office,bo@hill.example,Hill School\nCy New,cy@hill.example,Hill School\n";
        let asked = [
            "line 3: the address ada@hill.example is that of Ada King, and the line says Ada Byron",
            "line 4: the address bo@hill.example is that of Bo Lee, and the line says Office",
            "--same-person 3,4",
        ];
        for more in [&[][..], &["--dry-run"][..]] {
            import(&app, "people", second, more).await.refused(&asked);
        }
        import(&app, "people", second, &["--same-person", "3"]).await.refused(&asked[1..2]);
        assert!(found(&app, &cora, "cy").await.is_empty(), "all or nothing");
        let wrong = import(&app, "people", second, &["--same-person", "three"]).await;
        assert_eq!(wrong.code, Some(2), "{}", wrong.err);
        import(&app, "people", second, &["--same-person", "all", "--dry-run"]).await.done("A dry run");
        import(&app, "people", second, &["--same-person", "3,4"]).await.done("1 added, 3 changed, 0 there already");
        let ada = &found(&app, &cora, "ada").await[0];
        assert_eq!((&ada["name"], &ada["organisations"][0]["name"]), (&json!("Ada King"), &json!("Hill School")));
    }

    async fn one_wrong_line_and_nothing_comes_in(app: TestApp) {
        let cora = app.coordinator().await;
        let wrong = "name,email,organisation\nBo,bo@town.example,\nCy,cy@town.example,Nowhere\n=1+1,d@town.example,\n";
        import(&app, "people", wrong, &[]).await.refused(&["line 4: name: starts like a formula"]);
        let unknown = "name,email,organisation\nBo,bo@town.example,\n\nCy,cy@town.example,Nowhere\n";
        import(&app, "people", unknown, &[]).await.refused(&["1 problem", "line 4: organisation: there is none of the name \"Nowhere\""]);
        let twice = "name,email,organisation\nBo,bo@town.example,\nBo,BO@town.example,\n";
        import(&app, "people", twice, &[]).await.refused(&["line 3: this address stands in line 2 already"]);
        import(&app, "people", "name,post\nBo,Head\n", &[])
            .await
            .refused(&["line 1: no column is known to hold email; the columns are: name, post"]);
        import(&app, "people", "", &[]).await.refused(&["line 1: no line names columns"]);
        let american = "email,organisation,course,completed_on,source\nb@town.example,,x,12/25/2019,\n";
        import(&app, "completions", american, &[]).await.refused(&["line 2: completed_on:", "It says “12/25/2019”"]);
        let broken = "name,kind,domain\nHill,school,\nDale,castle,\n";
        import(&app, "organisations", broken, &[]).await.refused(&["line 3: kind: Use one of: council, school"]);
        assert_eq!(found(&app, &cora, "town").await.len(), 0);
        assert_eq!(app.get_public("/api/v1/organisations").await.json()["items"], json!([]));
    }

    async fn files_come_in_as_people_have_them(app: TestApp) {
        let cora = app.coordinator().await;
        let register = b"sep=;\r\nURN;LA (name);EstablishmentName;TypeOfEstablishment (name);EstablishmentStatus (name);Town\r\n\
            1;Camden;Caf\xE9 School;Community school;Open;London\r\n2;Leeds;Hill School;Academy converter;Open;Leeds\r\n\
            3;Leeds;Hill School;Academy converter;Open;Otley\r\n4;Leeds;Old School;Academy converter;Closed;Otley\r\n";
        import(&app, "organisations", register, &["--authority", "Leeds"]).await.done("2 added, 0 changed, 0 there already");
        import(&app, "organisations", register, &[]).await.done("1 added, 0 changed, 2 there already");
        let names = app.get_public("/api/v1/organisations").await.json();
        let names: Vec<&str> = names["items"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, ["Café School", "Hill School", "Hill School, Otley"]);
        let workbook = include_bytes!("../sheets/files/people.xlsx");
        let said = import(&app, "people", workbook, &["--dry-run"]).await;
        said.done("3 added");
        assert!(said.out.contains("its sheet “Staff”. Read: name from \"Full name\""), "{}", said.out);
        import(&app, "people", workbook, &[]).await.done("3 added, 0 changed, 0 there already");
        assert_eq!(found(&app, &cora, "sam").await[0]["organisations"][0]["name"], "Hill School");
        let contact = "Person,Contact\nCy New,cy@hill.example\n";
        import(&app, "people", contact, &["--column", "email=CONTACT"]).await.done("1 added");
        // A domain is never changed without a yes.
        let domains = |domain| format!("name,kind,domain\nCafé School,school,{domain}\n");
        import(&app, "organisations", domains("cafe.example"), &[]).await.done("0 added, 1 changed");
        import(&app, "organisations", domains("other.example"), &[])
            .await
            .refused(&["line 2: Café School has the mail domain cafe.example, and the line says other.example"]);
        import(&app, "organisations", domains("other.example"), &["--same-person", "2"]).await.done("0 added, 1 changed");
    }

    async fn completions_come_in_once_and_wait_for_their_holder(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "two-day", |body| body["title"] = "2-day course".into()).await;
        app.organisation("Hill School", OrganisationKind::School).await;
        let bo = "name,email,organisation\nBo,bo@hill.example,Hill School\n";
        import(&app, "people", bo, &[]).await.done("1 added");
        let history = "email,organisation,course,completed_on,source\n\
            BO@hill.example,Hill School,introduction,2019-03-21,old register\n\
            bo@hill.example,,2-DAY course,2017,\n\
            bo@hill.example,,two-day,,\n\
            ,Hill School,introduction,21/03/2020,old register\n";
        import(&app, "completions", history, &[]).await.done("4 added, 0 changed, 0 there already");
        import(&app, "completions", history, &[]).await.done("0 added, 0 changed, 4 there already");
        let wrong = "email,organisation,course,completed_on,source\n\
            bo@hill.example,,introduction,2018,\n\
            no@hill.example,,introduction,2018,\n\
            bo@hill.example,Nowhere,introduction,2016-02-30,\n\
            bo@hill.example,,Knitting,2018,\n";
        import(&app, "completions", wrong, &[]).await.refused(&["line 4: completed_on:"]);
        let wrong = wrong.replace("2016-02-30", "2016");
        let said = import(&app, "completions", wrong, &[]).await;
        said.refused(&[
            "line 3: email: nobody has the address no@hill.example",
            "line 4: organisation: there is none of the name \"Nowhere\"",
            "line 5: course: there is no course or credential with the slug or title \"Knitting\"",
        ]);
        let alone = "email,organisation,course,completed_on,source\nbo@hill.example,,introduction,2018,\n";
        import(&app, "completions", alone, &[]).await.done("1 added, 0 changed, 0 there already");

        // Whoever confirms the address has the record, and what was done counts.
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "two-day"}]}]);
        })
        .await;
        let session = app.session(&cora, "development", 30, 3, 5).await;
        let register = json!({"name": "Bo Beech", "email": "bo@hill.example", "password": PASSWORD});
        app.post_public("/api/v1/people", register).await.expect(201);
        app.run_jobs().await;
        let mail = app.mailbox.take_sent().remove(0).text;
        let token = mail.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        let token = app.sign_in("bo@hill.example").await;
        let path = format!("/api/v1/sessions/{session}/eligibility");
        let answer = app.send(actix_web::http::Method::GET, &path, Some(&token), &[], None).await.expect(200).json();
        assert_eq!(answer["eligible"], true, "{answer}");
    }
}

#[test]
fn a_wrong_command_line_and_a_file_that_is_not_there_exit_2() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().display().to_string();
    for arguments in [
        &["import"][..],
        &["import", "pets", "x.csv"],
        &["import", "people"],
        &["import", "people", "/no/such.csv"],
    ] {
        let output = ladder(arguments, &[("LADDER_DATA_DIR", &data)]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is made for an import that does not begin"
    );
}
