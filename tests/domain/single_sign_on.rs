use training_ladder::domain::{
    people::EmailAddress,
    single_sign_on::{Claims, NotSignedIn, SignInProvider, name_of, required_for},
};

fn provider(number: u8, trusted: &[&str], required: &[&str]) -> SignInProvider {
    let owned = |domains: &[&str]| domains.iter().map(|domain| (*domain).to_owned()).collect();
    SignInProvider {
        number,
        name: format!("Account {number}"),
        issuer: "https://login.example/organizations/v2.0".to_owned(),
        tenants: vec!["one".to_owned(), "two".to_owned()],
        trusted_domains: owned(trusted),
        required_domains: owned(required),
    }
}

fn says(email: Option<&str>, verified: bool, username: Option<&str>) -> Claims {
    Claims {
        email: email.map(str::to_owned),
        email_verified: verified,
        preferred_username: username.map(str::to_owned),
        ..Claims::default()
    }
}

#[test]
fn an_address_is_believed_when_it_was_checked_or_its_domain_is_trusted() {
    let trusting = provider(1, &["council.example"], &[]);
    for (email, verified, username, proved) in [
        (Some("a@home.example"), true, None, Some("a@home.example")),
        (Some("a@home.example"), false, None, None),
        (Some("a@council.example"), false, None, Some("a@council.example")),
        (Some("a@COUNCIL.example"), false, None, Some("a@COUNCIL.example")),
        (Some("a@sub.council.example"), false, None, None),
        (Some("a@council.example.evil.example"), false, None, None),
        (Some("a@home.example"), false, Some("b@council.example"), Some("b@council.example")),
        (None, true, Some("b@home.example"), None),
        (None, false, Some("b@council.example"), Some("b@council.example")),
        (None, false, Some("b"), None),
        (Some("no address"), true, None, None),
        (None, true, None, None),
    ] {
        let found = trusting.proved_address(&says(email, verified, username));
        let found = found.map(|email| email.as_str().to_owned());
        let wanted = proved.map(str::to_owned).ok_or(NotSignedIn::Unproved);
        assert_eq!(found, wanted, "{email:?} {verified} {username:?}");
    }
}

#[test]
fn a_domain_is_required_of_itself_alone() {
    let all = [provider(1, &[], &[]), provider(2, &[], &["council.example"])];
    for (address, wanted) in [
        ("a@council.example", Some(2)),
        ("a@Council.Example", Some(2)),
        ("a@sub.council.example", None),
        ("a@home.example", None),
    ] {
        let email = EmailAddress::parse("email", address).expect("an address");
        assert_eq!(required_for(&all, &email).map(|provider| provider.number), wanted, "{address}");
    }
}

#[test]
fn a_tenants_account_is_the_providers() {
    let many = provider(1, &[], &[]);
    for (issuer, is) in [
        ("https://login.example/one/v2.0", true),
        ("https://login.example/two/v2.0/", true),
        ("https://login.example/three/v2.0", false),
        ("https://evil.example/one/v2.0", false),
        ("https://login.example/organizations/v2.0", true),
    ] {
        assert_eq!(many.issues(issuer), is, "{issuer}");
    }
}

#[test]
fn a_new_record_is_called_what_the_provider_calls_it() {
    let email = EmailAddress::parse("email", "ada.o-neill@council.example").expect("an address");
    for (given, wanted) in [
        (Some("Ada O’Neill"), "Ada O’Neill"),
        (None, "Ada O Neill"),
        (Some(""), "Ada O Neill"),
        (Some("two\nlines"), "Ada O Neill"),
    ] {
        let claims = Claims { name: given.map(str::to_owned), ..Claims::default() };
        let name = name_of(&claims, &email).expect("a name");
        assert_eq!(name.as_str(), wanted, "{given:?}");
    }
}
