//! `ladder person add`: adds somebody, such as the first coordinator.

use std::io::BufRead;

use super::{
    arguments::{PersonAddArguments, RoleArgument},
    composition::open_database,
    failure::Failure,
    logging,
};
use crate::{
    config::{CoreConfig, Problem, Sources},
    crypto::{
        password_rules::PasswordRules,
        passwords::{PasswordCost, Passwords},
    },
    domain::{accounts::personal_address, input::FieldError, people::PersonName},
    ports::Random,
    usecases::{
        error::{Failure as NotDone, Refused},
        people::add_person::{AddPerson, add_person},
    },
};

/// Adds a person with a confirmed address.
///
/// # Errors
/// A name, address, password or organisation that cannot be used; when the database cannot be opened.
pub fn add(arguments: &PersonAddArguments, sources: &Sources) -> Result<(), Failure> {
    let core = CoreConfig::load(sources)?;
    logging::start(&core.logging);
    let name = PersonName::parse("name", &arguments.name).map_err(|e| wrong(&e, &arguments.name))?;
    let email = personal_address("email", &arguments.email).map_err(|e| wrong(&e, &arguments.email))?;
    let password_hash =
        if arguments.password_stdin { Some(password(&[name.as_str(), email.as_str()])?) } else { None };
    let ask = AddPerson {
        name: name.clone(),
        email: email.clone(),
        is_trainer: arguments.role.contains(&RoleArgument::Trainer),
        is_coordinator: arguments.role.contains(&RoleArgument::Coordinator),
        organisation: arguments.organisation.clone(),
        password_hash,
    };
    let db = open_database(&core)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (_, added) = runtime.block_on(add_person(&db, ask)).map_err(|failure| match failure {
        NotDone::Refused(Refused::Invalid(errors)) => {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Failure::Found(format!("Nobody was added. {}", lines.join("\n")))
        }
        other => Failure::Found(format!("Nobody was added: {other}.")),
    })?;
    let done = if added { "was added" } else { "was there already and has these roles now" };
    let how =
        if arguments.password_stdin { "with the password given" } else { "by asking for a sign-in link" };
    println!("{name} {done}; they sign in as {email} {how}.");
    Ok(())
}

fn wrong(error: &FieldError, value: &str) -> Failure {
    Problem {
        setting: format!("--{}", error.field),
        value: Some(value.to_owned()),
        why: "it cannot be used".to_owned(),
        right: error.message.clone(),
    }
    .into()
}

/// The first line of stdin, hashed.
fn password(own: &[&str]) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    PasswordRules::default().check(password, own).map_err(|problems| {
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Failure::Found(format!("Nobody was added. {}.", words.join(". ")))
    })?;
    let random = Random::machine();
    let passwords = Passwords::new(PasswordCost::default(), &random);
    let hash = passwords.and_then(|passwords| passwords.hash(password, &random));
    hash.map_err(|why| Failure::Found(why.to_string()))
}
