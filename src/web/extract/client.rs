//! Where a request comes from: what a proxy says is believed only from a configured one.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::{HttpRequest, web::Data};

use crate::{app::App, config::http::Network};

/// The network address of the client.
#[must_use]
pub fn client_address(request: &HttpRequest) -> String {
    address(request).map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}

/// What limits count the client's network address by: itself, or of IPv6 the network it is in. One house has as many
/// addresses of its /64 as it wants.
#[must_use]
pub fn client_network(request: &HttpRequest) -> String {
    address(request).map_or_else(|| "unknown".to_owned(), |address| network_of(address).to_string())
}

fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = request.app_data::<Data<App>>().map_or(&[][..], |app| app.trusted_proxies.as_slice());
    let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
    Some(seen_from(peer, lines.collect(), trusted))
}

/// The address of whoever is behind the proxies: all lines of `X-Forwarded-For` are one list, which is walked from its
/// end for as long as a trusted proxy is speaking. What stands before that anybody may have made up.
#[must_use]
pub fn seen_from(peer: IpAddr, lines: Vec<&str>, trusted: &[Network]) -> IpAddr {
    let trusts = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut seen = peer.to_canonical();
    for said in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !trusts(seen) {
            break;
        }
        // A proxy that does not say whom it speaks for answers for them itself.
        let Some(next) = read(said) else { break };
        seen = next;
    }
    seen
}

/// An entry of the list: an address, which may have a port, brackets, quotes or a zone.
fn read(said: &str) -> Option<IpAddr> {
    let said = said.trim().trim_matches('"');
    let bare = said.strip_prefix('[').and_then(|rest| Some(rest.split_once(']')?.0)).unwrap_or(said);
    let bare = bare.split_once('%').map_or(bare, |(address, _)| address);
    let address = bare.parse::<IpAddr>().or_else(|_| said.parse::<SocketAddr>().map(|seen| seen.ip()));
    address.ok().map(|address| address.to_canonical())
}

/// The address itself, or of IPv6 the /64 it is in.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address @ IpAddr::V4(_) => address,
    }
}
