//! Where the service listens, and whom it believes about who is calling.

use std::net::IpAddr;
use std::time::Duration;

use super::{
    reading::Reader,
    setting::{About, Setting, plainly, whole_number, yes_or_no},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[
    &HOST.about,
    &PORT.about,
    &TRUSTED_PROXIES.about,
    &HSTS_SUBDOMAINS.about,
    &WORKERS.about,
    &STOP_SECONDS.about,
];

static HOST: Setting<IpAddr> = Setting {
    about: About {
        name: "host",
        flag: "host",
        env: "LADDER_HOST",
        default: Some("127.0.0.1"),
        meaning: "The address to listen on.",
        right: "an IP address of this machine: 127.0.0.1 behind a proxy on it, 0.0.0.0 or :: for all",
        shown: plainly,
    },
    parse: |text| match text.trim() {
        "localhost" => Ok(IpAddr::from([127, 0, 0, 1])),
        text => text.parse().map_err(|_| "it is not an IP address".to_owned()),
    },
};

static PORT: Setting<u16> = Setting {
    about: About {
        name: "port",
        flag: "port",
        env: "LADDER_PORT",
        default: Some("8080"),
        meaning: "The port to listen on; 0 takes any free one.",
        right: "a number from 0 to 65535, such as 8080",
        shown: plainly,
    },
    parse: |text| whole_number(text, 0, u16::MAX),
};

static TRUSTED_PROXIES: Setting<Vec<Network>> = Setting {
    about: About {
        name: "trusted_proxies",
        flag: "trusted-proxies",
        env: "LADDER_TRUSTED_PROXIES",
        default: Some(""),
        meaning: "The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
        right: "addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8",
        shown: plainly,
    },
    parse: |text| {
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Network::parse).collect()
    },
};

static HSTS_SUBDOMAINS: Setting<bool> = Setting {
    about: About {
        name: "hsts_subdomains",
        flag: "hsts-subdomains",
        env: "LADDER_HSTS_SUBDOMAINS",
        default: Some("false"),
        meaning: "Whether browsers are told to use https for every host below this one as well (HSTS with \
                  includeSubDomains).",
        right: "true or false; true only where each of those hosts speaks https",
        shown: plainly,
    },
    parse: yes_or_no,
};

static WORKERS: Setting<usize> = Setting {
    about: About {
        name: "workers",
        flag: "workers",
        env: "LADDER_WORKERS",
        default: None,
        meaning: "How many threads answer requests; without it, one a processor and at most four.",
        right: "a number from 1 to 64",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 64),
};

static STOP_SECONDS: Setting<Duration> = Setting {
    about: About {
        name: "stop_seconds",
        flag: "stop-seconds",
        env: "LADDER_STOP_SECONDS",
        default: Some("30"),
        meaning: "How long requests under way may take to finish when the service is told to stop.",
        right: "seconds from 0 to 600, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 0, 600).map(Duration::from_secs),
};

/// An address, or all addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `ADDRESS` or `ADDRESS/BITS`.
    ///
    /// # Errors
    /// Why it is neither, as a clause.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr =
            address.parse().map_err(|_| format!("{address:?} in it is not an IP address"))?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) => match bits.parse() {
                Ok(bits) if bits <= most => bits,
                _ => return Err(format!("/{bits} in it is not a length from 0 to {most}")),
            },
        };
        Ok(Self { address, bits })
    }

    /// Whether an address lies in it; an IPv4 address mapped into IPv6 counts as itself.
    #[must_use]
    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                ours.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(ours), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                ours.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// Where the service listens.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// The address.
    pub host: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// Whose proxy headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether hosts below this one are to be reached by https alone.
    pub hsts_subdomains: bool,
    /// Threads that answer requests.
    pub workers: usize,
    /// How long requests under way may take when stopping.
    pub stop_within: Duration,
}

impl HttpConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let host = reader.required(&HOST);
        let port = reader.required(&PORT);
        let trusted_proxies = reader.required(&TRUSTED_PROXIES);
        let hsts_subdomains = reader.required(&HSTS_SUBDOMAINS);
        let workers = reader.optional(&WORKERS);
        let stop_within = reader.required(&STOP_SECONDS);
        let workers = workers?.unwrap_or_else(|| {
            let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
            reader.worked_out(&WORKERS.about, &workers.to_string());
            workers
        });
        Some(Self {
            host: host?,
            port: port?,
            trusted_proxies: trusted_proxies?,
            hsts_subdomains: hsts_subdomains?,
            workers,
            stop_within: stop_within?,
        })
    }

    /// Whether a proxy at this address is believed.
    #[must_use]
    pub fn trusts(&self, proxy: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(proxy))
    }
}
