//! Whose address a request counts against: what proxies say is believed from trusted ones alone.

use std::net::IpAddr;

use training_ladder::{
    config::http::Network,
    web::extract::{network_of, seen_from},
};

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn the_list_is_walked_from_its_end_past_trusted_proxies() {
    let trusted: Vec<Network> =
        ["127.0.0.1", "10.0.0.0/8", "fd00::/8"].map(|text| Network::parse(text).expect("a network")).into();
    for (peer, lines, seen) in [
        // Nobody trusted speaks: what is said is made up.
        ("198.51.100.7", &["203.0.113.9"][..], "198.51.100.7"),
        ("127.0.0.1", &[][..], "127.0.0.1"),
        ("127.0.0.1", &["203.0.113.9"][..], "203.0.113.9"),
        // What the client wrote itself stands before what our proxy saw.
        ("127.0.0.1", &["192.0.2.1, 203.0.113.9"][..], "203.0.113.9"),
        ("127.0.0.1", &["192.0.2.1, 203.0.113.9, 10.0.0.4"][..], "203.0.113.9"),
        // Several lines are one list.
        ("127.0.0.1", &["192.0.2.1", "203.0.113.9", "10.0.0.4, 10.1.2.3"][..], "203.0.113.9"),
        ("127.0.0.1", &["192.0.2.1", "203.0.113.9"][..], "203.0.113.9"),
        // Entries with a port, in brackets, in quotes, with a zone.
        ("127.0.0.1", &["203.0.113.9:51234"][..], "203.0.113.9"),
        ("127.0.0.1", &["192.0.2.1, 203.0.113.9:51234 , 10.0.0.4:80"][..], "203.0.113.9"),
        ("127.0.0.1", &["[2001:db8::7]:51234"][..], "2001:db8::7"),
        ("127.0.0.1", &["[2001:db8::7]"][..], "2001:db8::7"),
        ("127.0.0.1", &["\"[2001:db8::7]:51234\""][..], "2001:db8::7"),
        ("127.0.0.1", &["2001:db8::7"][..], "2001:db8::7"),
        ("127.0.0.1", &["2001:db8::7, [fd00::2]:443"][..], "2001:db8::7"),
        ("127.0.0.1", &["fe80::1%eth0"][..], "fe80::1"),
        ("::ffff:127.0.0.1", &["::ffff:203.0.113.9"][..], "203.0.113.9"),
        // A proxy that does not say whom it speaks for answers for them itself.
        ("127.0.0.1", &["203.0.113.9, unknown"][..], "127.0.0.1"),
        ("127.0.0.1", &["203.0.113.9, _hidden, 10.0.0.4"][..], "10.0.0.4"),
        ("127.0.0.1", &["203.0.113.9,"][..], "127.0.0.1"),
        // All of them are ours.
        ("127.0.0.1", &["10.0.0.9, 10.0.0.4"][..], "10.0.0.9"),
    ] {
        assert_eq!(seen_from(address(peer), lines.to_vec(), &trusted), address(seen), "{peer} {lines:?}");
    }
}

#[test]
fn of_ipv6_the_network_counts() {
    for (from, counted) in [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
    ] {
        assert_eq!(network_of(address(from)), address(counted), "{from}");
    }
}
