//! Who must show more than a password.

use super::{
    reading::Reader,
    setting::{About, Setting, plainly},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&SECOND_FACTOR_FOR.about];

static SECOND_FACTOR_FOR: Setting<SecondFactorConfig> = Setting {
    about: About {
        name: "second_factor_for",
        flag: "second-factor-for",
        env: "LADDER_SECOND_FACTOR_FOR",
        default: Some("coordinators"),
        meaning: "Who must have a second factor (an app that shows codes, or a passkey) or sign in through single \
                  sign-on; whoever must and has none is led to set one up at their next call. The demo asks nobody.",
        right: "nobody, everybody, or any of coordinators, trainers and managers apart by commas",
        shown: plainly,
    },
    parse: whom,
};

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SecondFactorConfig {
    /// Whoever runs the training offer.
    pub coordinators: bool,
    /// Whoever runs sessions.
    pub trainers: bool,
    /// Whoever manages somebody.
    pub managers: bool,
    /// Everybody.
    pub everybody: bool,
}

fn whom(text: &str) -> Result<SecondFactorConfig, String> {
    let mut whom = SecondFactorConfig::default();
    let words: Vec<String> = text.split(',').map(|word| word.trim().to_lowercase()).collect();
    for word in &words {
        match word.as_str() {
            "coordinators" => whom.coordinators = true,
            "trainers" => whom.trainers = true,
            "managers" => whom.managers = true,
            "everybody" => whom.everybody = true,
            "nobody" if words.len() == 1 => {}
            "nobody" => return Err("it names nobody and others besides".to_owned()),
            "" => return Err("it names nobody, not even with the word nobody".to_owned()),
            other => return Err(format!("{other:?} is none of the words")),
        }
    }
    Ok(whom)
}

impl SecondFactorConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        reader.required(&SECOND_FACTOR_FOR)
    }
}
