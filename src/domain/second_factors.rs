//! How a login began, what was shown beside it, and who must show something.

use super::words::words;

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
