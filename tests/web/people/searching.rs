//! Whom a search finds: the same as a look at everybody's name and address, whatever the databases find it by.

use serde_json::{Value, json};
use training_ladder::domain::people::Folded;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
    raw_database::Beside,
};

/// Names, and the same in plain letters.
const FIRST: [(&str, &str); 6] = [
    ("Anna", "Anna"),
    ("Jo", "Jo"),
    ("Zoë", "Zoe"),
    ("O’Neill", "Oneill"),
    ("Bo “Bee”", "Bo"),
    ("Łukasz", "Lukasz"),
];
const LAST: [(&str, &str); 6] = [
    ("Khan", "Khan"),
    ("Ash-Beech", "Ash"),
    ("Li", "Li"),
    ("Müller", "Mueller"),
    ("Anand", "Anand"),
    ("Żak", "Zak"),
];

/// Words and parts of words, short and long ones, of names, of addresses and of nothing.
const ASKED: [&str; 34] = [
    "a",
    "jo",
    "li",
    "an",
    "ann",
    "anna",
    "nna",
    "anand",
    "khan",
    "han",
    "anna khan",
    "khan, anna",
    "jo li",
    "li jo",
    "zoe",
    "zoë",
    "o'neill",
    "o’n",
    "\"bee\"",
    "\"b",
    "ash-beech",
    "beech ash",
    "muller",
    "ül",
    "łuk",
    "żak",
    "zak",
    "example",
    "@example.org",
    "anna.khan@",
    "khan@example.org",
    "a%n",
    "_",
    "nobody at all",
];

fn names(found: &Value) -> Vec<String> {
    let items = found["items"].as_array().expect("people");
    items.iter().map(|person| person["name"].as_str().expect("a name").to_owned()).collect()
}

async fn found(app: &TestApp, by: &Someone, q: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let mut all = Vec::new();
    let mut path = format!("/api/v1/people?limit=7&q={q}");
    loop {
        let page = app.get(by, &path).await.expect(200).json();
        all.extend(names(&page));
        let Some(next) = page["next"].as_str() else { return all };
        path = format!("/api/v1/people?limit=7&q={q}&cursor={next}");
    }
}

both_databases! {
    async fn a_search_finds_what_a_look_at_everybody_finds(app: TestApp) {
        let cora = app.coordinator().await;
        let mut everybody = vec![(cora.name.clone(), cora.email.clone())];
        for (first, typed_first) in FIRST {
            for (last, typed_last) in LAST {
                // Their address is of plain letters.
                let person = app.delegate(&format!("{typed_first} {typed_last}")).await;
                let name = format!("{first} {last}");
                app.patch(&person, "/api/v1/me", json!({"name": name})).await.expect(200);
                everybody.push((name, person.email));
            }
        }
        everybody.sort_by_key(|(name, _)| Folded::of(name).as_str().to_owned());
        for q in ASKED {
            let folded = Folded::of(q);
            let meant = everybody.iter().filter(|(name, email)| {
                let name = Folded::of(name);
                folded.words().iter().all(|word| name.as_str().contains(word)) || email.contains(&q.to_lowercase())
            });
            let meant: Vec<String> = meant.map(|(name, _)| name.clone()).collect();
            assert_eq!(found(&app, &cora, q).await, meant, "{q}");
        }
    }

    async fn a_search_follows_what_changes(app: TestApp) {
        let cora = app.coordinator().await;
        let anna = app.delegate("Anna Khan").await;
        app.patch(&anna, "/api/v1/me", json!({"name": "Anna Whitmore"})).await.expect(200);
        assert_eq!(found(&app, &cora, "whitmore").await, ["Anna Whitmore"]);
        // Her address still has it.
        assert_eq!(found(&app, &cora, "khan").await, ["Anna Whitmore"]);
        assert_eq!(found(&app, &cora, "anna khan").await, Vec::<String>::new());
        let mut beside = Beside::to(&app.database);
        if let Beside::Sqlite(_) = beside {
            let kept = beside.number("SELECT count(*) FROM search_texts WHERE text LIKE '%anna khan%'");
            assert_eq!(kept, 0, "nothing of it is kept");
            beside.run("INSERT INTO search_parts (search_parts, rank) VALUES ('integrity-check', 1)");
        }
    }
}
