mod templates;
mod words;

use training_ladder::{
    domain::invites::Party,
    mail::render::{Secrets, SiteFacts},
};

/// Who gets the samples.
fn amira() -> Party {
    Party { name: "Amira Khan".to_owned(), email: "amira.khan@school.example".to_owned() }
}

fn site() -> SiteFacts {
    SiteFacts {
        provider: "Riverside Restorative Partnership".to_owned(),
        base_url: "https://training.example/".to_owned(),
        contact_email: "training@riverside.example".to_owned(),
        contact_phone: Some("0191 498 0123".to_owned()),
    }
}

fn secrets() -> Secrets<'static> {
    Secrets { link: &|_| "SECRET-abc_123".to_owned(), code: &|_| "12345678".to_owned() }
}
