//! What somebody shows beside their password: what they have, and where it is set up and removed.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    domain::{
        second_factors::{Lacks, RECOVERY_CODES},
        times::{self, ZoneNote},
    },
    store::{
        error::Error,
        read::people::second_factors::{PasskeyView, factors, lacks},
    },
    web::{
        error::ApiResult,
        extract::{Member, Params},
        navigation::home_of,
        page_facts::PageFacts,
        render::{Page, within_the_site},
    },
};

/// Its address.
pub(super) const ADDRESS: &str = "/account/second-factor";
/// Its title.
pub(super) const TITLE: &str = "Your second step of signing in";

/// What was just done, by the word in the address.
const DONE: [(&str, &str); 3] = [
    ("app-removed", "The app is removed."),
    ("passkey-removed", "The passkey is removed."),
    ("passkey-added", "The passkey is added. You are signed out everywhere else."),
];

/// What leads here.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
    return_to: Option<String>,
}

/// The facts of `people/second_factor`.
#[derive(Serialize)]
pub(in crate::web) struct SecondFactorFacts {
    /// Their role asks for one, and they have none.
    must: bool,
    /// They have one that was not asked for in this login.
    show_it: bool,
    /// Since when an app shows their codes.
    app_since: Option<String>,
    /// Their passkeys.
    passkeys: Vec<PasskeyLine>,
    /// Why none can be added here.
    no_passkeys: Option<String>,
    /// Whether there is anything to recover.
    recovers: bool,
    /// Recovery codes left.
    codes_left: i64,
    /// How many they got.
    codes: usize,
    /// Whether so few are left that new ones are better made.
    few: bool,
    /// Where they go on, once nothing keeps them here.
    go_on: Option<String>,
}

/// One passkey.
#[derive(Serialize)]
pub(super) struct PasskeyLine {
    name: String,
    added: String,
    last_used: Option<String>,
    /// Where it is removed.
    remove: String,
}

impl PasskeyLine {
    fn of(view: &PasskeyView) -> Self {
        Self {
            name: view.name.clone(),
            added: moment(view.added_at),
            last_used: view.last_used_at.map(moment),
            remove: format!("{ADDRESS}/passkeys/{}/remove", view.id),
        }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    times::moment(at, times::LONDON, ZoneNote::WhenElsewhere)
}

impl PageFacts for SecondFactorFacts {
    const TEMPLATE: &'static str = "people/second_factor";

    fn samples() -> Vec<Self> {
        let passkey = |name: &str, last_used: Option<&str>| PasskeyLine {
            name: name.to_owned(),
            added: "Monday 4 January 2027, 9am".to_owned(),
            last_used: last_used.map(str::to_owned),
            remove: format!("{ADDRESS}/passkeys/1/remove"),
        };
        let none = || Self {
            must: true,
            show_it: false,
            app_since: None,
            passkeys: Vec::new(),
            no_passkeys: None,
            recovers: false,
            codes_left: 0,
            codes: RECOVERY_CODES,
            few: false,
            go_on: None,
        };
        vec![
            none(),
            Self {
                must: false,
                app_since: Some("Monday 4 January 2027, 9am".to_owned()),
                passkeys: vec![
                    passkey("My work phone", Some("Tuesday 5 January 2027, 4:30pm")),
                    passkey("The key on my ring", None),
                ],
                recovers: true,
                codes_left: 2,
                few: true,
                go_on: Some("/work".to_owned()),
                ..none()
            },
            Self {
                must: false,
                show_it: true,
                no_passkeys: Some("it has no name".to_owned()),
                recovers: true,
                codes_left: 9,
                ..none()
            },
        ]
    }
}

/// What they have.
pub async fn show(app: Data<App>, member: Member, asked: Params<Asked>) -> ApiResult<HttpResponse> {
    let (actor, login, rule) = (member.caller.actor, member.caller.login, app.settings.second_factor_for);
    let read = app
        .reads
        .run(move |c| Ok::<_, Error>((factors(c, actor.person_id)?, lacks(c, rule, &actor, login)?)));
    let (has, lacks) = read.await?;
    let Asked { done, return_to } = asked.0;
    let to = match return_to.as_deref().map(within_the_site) {
        None | Some("" | "/") => home_of(&actor).to_owned(),
        Some(to) => to.to_owned(),
    };
    let facts = SecondFactorFacts {
        must: lacks == Lacks::SettingUp,
        show_it: lacks == Lacks::Showing,
        app_since: has.app_since.map(moment),
        passkeys: has.passkeys.iter().map(PasskeyLine::of).collect(),
        no_passkeys: app.usecases.passkeys().err().map(|why| why.to_string()),
        recovers: has.has_one(),
        codes_left: has.recovery_codes_left,
        codes: RECOVERY_CODES,
        few: has.recovery_codes_left < 3,
        go_on: (lacks == Lacks::Nothing && return_to.is_some()).then_some(to),
    };
    let done = DONE.iter().find(|(word, _)| Some(*word) == done.as_deref());
    let page = Page::of(&member.visit, TITLE, &facts)?.notice(done.map(|(_, said)| *said));
    let page = if lacks == Lacks::Nothing { page.back("/account", "Your account") } else { page };
    page.answer(&app)
}
