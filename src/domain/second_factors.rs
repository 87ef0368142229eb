//! How a login began, what was shown beside it, and who must show something.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    access::{Action, Actor},
    crockford,
    words::words,
};

/// How long a code of an app is shown (RFC 6238 §5.2).
const STEP: TimeDelta = TimeDelta::seconds(30);
/// How many steps a telephone's clock may be wrong, each way.
const DRIFT: i64 = 1;
/// Digits of an app's code.
pub const CODE_DIGITS: usize = 6;
/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code: 120 bits, so that a fast hash of one keeps it (OWASP ASVS 5.0, 6.5.2).
pub const RECOVERY_CODE_CHARS: usize = 24;
/// How long somebody has to finish what they have begun.
pub const CHALLENGE: TimeDelta = TimeDelta::minutes(10);
/// Wrong codes of one person after which more of them are not looked at for [`WRONG_CODES_WITHIN`].
pub const MOST_WRONG_CODES_OF_ONE: i64 = 10;
/// See [`MOST_WRONG_CODES_OF_ONE`].
pub const WRONG_CODES_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// Passkeys somebody may have.
pub const MOST_PASSKEYS: usize = 20;
/// Characters of a passkey's name at most.
pub const LONGEST_PASSKEY_NAME: usize = 60;

words! {
    /// How somebody proved who they are as a login began.
    LoginMethod {
        /// By their password.
        Password = "password",
        /// By a mailed sign-in link.
        Link = "link",
        /// By confirming an address, with a link or a typed code.
        AddressConfirmed = "address_confirmed",
        /// By a provider that signs them in everywhere.
        SingleSignOn = "sso",
        /// By a passkey alone, which asked them who they are.
        Passkey = "passkey",
    }
    /// What somebody shows beside their password or link.
    SecondFactor {
        /// A code from an app of theirs (RFC 6238).
        Totp = "totp",
        /// One of the codes they printed for the day on which the rest is lost.
        RecoveryCode = "recovery_code",
        /// A passkey.
        Passkey = "passkey",
    }
    /// What somebody has begun and is to finish with a code or a passkey.
    ChallengePurpose {
        /// Signing in, the first step of which is done.
        SecondStep = "second_step",
        /// Adding a passkey to an account.
        AddPasskey = "add_passkey",
        /// Signing in by a passkey alone.
        PasskeySignIn = "passkey_sign_in",
    }
}

impl LoginMethod {
    /// Whether it asks for no second factor of ours: the provider has its own, and a passkey is two in one.
    #[must_use]
    pub fn is_enough(self) -> bool {
        matches!(self, Self::SingleSignOn | Self::Passkey)
    }
}

/// The step of thirty seconds a moment lies in.
#[must_use]
pub fn step_of(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP.num_seconds())
}

/// The steps whose codes are taken at this moment: none at or before the last one that was, since nobody may use a
/// code that somebody else has seen being used (RFC 6238 §5.2).
pub fn steps_taken(now: DateTime<Utc>, last: i64) -> impl Iterator<Item = i64> {
    let now = step_of(now);
    (now - DRIFT..=now + DRIFT).filter(move |step| *step > last)
}

/// A code as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// Six digits of an app.
    Totp(String),
    /// A recovery code, as it was made.
    Recovery(String),
}

impl TypedCode {
    /// Reads it; white space and dashes do not matter. `None` when no code looks like it.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(20).collect();
        if digits.len() == CODE_DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Totp(digits));
        }
        crockford::decode(typed, RECOVERY_CODE_CHARS).map(Self::Recovery)
    }
}

/// A recovery code as it is shown: in groups of four.
#[must_use]
pub fn in_groups(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// What is still to be shown before a login opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What the answer is sent back with.
    pub challenge: String,
    /// With what it can be answered, what its person would choose first at the front.
    pub methods: Vec<SecondFactor>,
}

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MustHave {
    /// Whoever runs the training offer.
    pub coordinators: bool,
    /// Whoever runs sessions.
    pub trainers: bool,
    /// Whoever manages somebody.
    pub managers: bool,
    /// Everybody.
    pub everybody: bool,
}

impl MustHave {
    /// Whether it asks one of this person.
    #[must_use]
    pub fn asks(self, actor: &Actor) -> bool {
        self.everybody
            || (self.coordinators && actor.is_coordinator)
            || (self.trainers && actor.is_trainer)
            || (self.managers && actor.manages_anyone)
    }
}

/// What a login still lacks before it may do anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// Nothing.
    Nothing,
    /// Its person must have a second factor and has none.
    SettingUp,
    /// Its person has a second factor, and it was not shown as the login began.
    Showing,
}

/// The facts by which it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginFacts {
    /// How the login began.
    pub method: LoginMethod,
    /// What was shown then.
    pub shown: Option<SecondFactor>,
    /// Whether its person has a second factor now.
    pub has_one: bool,
}

impl LoginFacts {
    /// What the login lacks, if its person must have a second factor or need not.
    #[must_use]
    pub fn lacks(self, must_have: bool) -> Lacks {
        match (must_have, self.has_one) {
            (false, _) => Lacks::Nothing,
            // What the provider asks for is the provider's matter.
            _ if self.method == LoginMethod::SingleSignOn => Lacks::Nothing,
            (true, false) => Lacks::SettingUp,
            (true, true) if self.proves_enough() => Lacks::Nothing,
            (true, true) => Lacks::Showing,
        }
    }

    /// Whether it shows that whoever holds it holds the second factor too, where there is one.
    #[must_use]
    pub fn proves_enough(self) -> bool {
        !self.has_one || self.shown.is_some() || self.method.is_enough()
    }
}

/// What may be done in a login that lacks something: seeing who one is, setting a second factor up, signing out, and
/// what anybody may read about the service.
#[must_use]
pub fn open_to_every_login(action: Action) -> bool {
    matches!(action, Action::SignIn | Action::ReadService | Action::SeeWhoIAm | Action::SetUpSecondFactor)
}
