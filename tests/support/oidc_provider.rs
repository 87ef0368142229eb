//! A real `OpenID` Connect provider: oidc-provider from npm, run by `oidc_provider.mjs` beside this file.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use training_ladder::{domain::single_sign_on::SignInProvider, outbound::sign_in_providers::ProviderAccess};

/// It runs until it is dropped.
pub struct OidcProvider {
    child: Child,
    pub issuer: String,
}

impl OidcProvider {
    /// Starts one that sends people back to this site.
    pub fn start(site: &str) -> Self {
        let mut child = Command::new("node")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/oidc_provider.mjs"))
            .arg(site)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts: tests/run installs it");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let issuer = line.strip_prefix("listening on ").unwrap_or_else(|| {
            panic!("the provider said {line:?}: tests/run installs it and says where in LADDER_TEST_OIDC")
        });
        let issuer = issuer.to_owned();
        // Its further words have to go somewhere, or it would end at the next.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, issuer }
    }

    /// It as the first provider of ours.
    pub fn as_provider(&self) -> (SignInProvider, ProviderAccess) {
        let known = SignInProvider {
            number: 1,
            name: "Directory".to_owned(),
            issuer: self.issuer.clone(),
            tenants: Vec::new(),
            trusted_domains: Vec::new(),
            required_domains: Vec::new(),
        };
        let access = ProviderAccess {
            number: 1,
            issuer: self.issuer.clone(),
            client_id: "ladder".to_owned(),
            client_secret: Some("a secret between two programs of one test".to_owned()),
            tenants: Vec::new(),
        };
        (known, access)
    }
}

impl Drop for OidcProvider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
