//! How mail goes out, and from whom.

use std::path::{Path, PathBuf};

use super::{
    reading::Reader,
    secrets::SecretText,
    setting::{About, Setting, address, not_at_all, one_line, path, plainly, whole_number},
    site::SiteConfig,
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[
    &MAIL.about,
    &SMTP_HOST.about,
    &SMTP_PORT.about,
    &SMTP_TLS.about,
    &SMTP_CA_FILE.about,
    &SMTP_USER.about,
    &SMTP_PASSWORD.about,
    &SMTP_CONNECTIONS.about,
    &FROM_ADDRESS.about,
    &REPLY_TO.about,
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Smtp,
    Folder(PathBuf),
}

static MAIL: Setting<Way> = Setting {
    about: About {
        name: "mail",
        flag: "mail",
        env: "LADDER_MAIL",
        default: None,
        meaning: "How mail goes out; without it, by SMTP when there is a host for it, and else into a folder, which \
                  sends none.",
        right: "smtp (with LADDER_SMTP_HOST), or folder:DIR to write each mail to a file instead of sending it",
        shown: plainly,
    },
    parse: |text| match text.trim().split_once(':') {
        None if text.trim() == "smtp" => Ok(Way::Smtp),
        Some(("folder", folder)) => path(folder).map(Way::Folder),
        _ => Err("it is neither smtp nor folder:DIR".to_owned()),
    },
};

static SMTP_HOST: Setting<String> = Setting {
    about: About {
        name: "smtp_host",
        flag: "smtp-host",
        env: "LADDER_SMTP_HOST",
        default: None,
        meaning: "The mail relay.",
        right: "a host name or IP address such as smtp.example.gov.uk",
        shown: plainly,
    },
    parse: |text| {
        let host = text.trim().trim_start_matches('[').trim_end_matches(']');
        let plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-_:".contains(c));
        let named = plain && (!host.contains(':') || host.parse::<std::net::IpAddr>().is_ok());
        if named {
            Ok(host.to_owned())
        } else {
            Err("it is not a host name (the port stands apart)".to_owned())
        }
    },
};

static SMTP_PORT: Setting<u16> = Setting {
    about: About {
        name: "smtp_port",
        flag: "smtp-port",
        env: "LADDER_SMTP_PORT",
        default: None,
        meaning: "The relay's port; without it, 587 for starttls, 465 for implicit, 25 for none.",
        right: "a number from 1 to 65535, such as 587",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, u16::MAX),
};

static SMTP_TLS: Setting<SmtpTls> = Setting {
    about: About {
        name: "smtp_tls",
        flag: "smtp-tls",
        env: "LADDER_SMTP_TLS",
        default: Some("starttls"),
        meaning: "How the connection to the relay is protected; none is for a relay on the same machine or network.",
        right: "starttls, implicit or none",
        shown: plainly,
    },
    parse: |text| match text.trim() {
        "starttls" => Ok(SmtpTls::StartTls),
        "implicit" => Ok(SmtpTls::Implicit),
        "none" => Ok(SmtpTls::None),
        _ => Err("it is none of the three ways there are".to_owned()),
    },
};

static SMTP_CA_FILE: Setting<PathBuf> = Setting {
    about: About {
        name: "smtp_ca_file",
        flag: "smtp-ca-file",
        env: "LADDER_SMTP_CA_FILE",
        default: None,
        meaning: "A certificate authority that vouches for the relay, besides the public ones.",
        right: "the path of a PEM file",
        shown: plainly,
    },
    parse: path,
};

static SMTP_USER: Setting<String> = Setting {
    about: About {
        name: "smtp_user",
        flag: "smtp-user",
        env: "LADDER_SMTP_USER",
        default: None,
        meaning: "Who signs in at the relay, if it asks.",
        right: "a user name, together with LADDER_SMTP_PASSWORD",
        shown: plainly,
    },
    parse: one_line,
};

static SMTP_PASSWORD: Setting<SecretText> = Setting {
    about: About {
        name: "smtp_password",
        flag: "smtp-password",
        env: "LADDER_SMTP_PASSWORD",
        default: None,
        meaning: "The password for it.",
        right: "a password, together with LADDER_SMTP_USER",
        shown: not_at_all,
    },
    parse: |text| Ok(SecretText::new(text)),
};

static SMTP_CONNECTIONS: Setting<u16> = Setting {
    about: About {
        name: "smtp_connections",
        flag: "smtp-connections",
        env: "LADDER_SMTP_CONNECTIONS",
        default: Some("4"),
        meaning: "How many connections to the relay are used at once, where many mails leave; of several one is kept for \
                  what somebody waits for at the screen, such as a link to sign in with.",
        right: "a number from 1 to 50, no more than the relay takes from one sender",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 50),
};

static FROM_ADDRESS: Setting<String> = Setting {
    about: About {
        name: "from_address",
        flag: "from-address",
        env: "LADDER_FROM_ADDRESS",
        default: None,
        meaning: "Whom mails and invites come from; without it, the contact address.",
        right: "an e-mail address of a domain the relay may send for, such as training@example.gov.uk",
        shown: plainly,
    },
    parse: address,
};

static REPLY_TO: Setting<String> = Setting {
    about: About {
        name: "reply_to",
        flag: "reply-to",
        env: "LADDER_REPLY_TO",
        default: None,
        meaning: "Where answers to mails go; without it, the contact address.",
        right: "an e-mail address such as training@example.gov.uk",
        shown: plainly,
    },
    parse: address,
};

/// How the connection to the relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// STARTTLS, without which nothing is sent (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// Not at all.
    None,
}

/// The mail relay.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// A PEM file with one more certificate authority.
    pub ca_file: Option<PathBuf>,
    /// User and password, if it asks.
    pub sign_in: Option<(String, SecretText)>,
    /// How many connections are used at once.
    pub connections: u16,
}

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// To a relay.
    Smtp(SmtpConfig),
    /// Into files in this folder.
    Folder(PathBuf),
}

/// How mail goes out, and from whom.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// Where it goes.
    pub transport: MailTransport,
    /// Whom it comes from: a bare address, shown with the provider's name.
    pub from_address: String,
    /// Where answers go.
    pub reply_to: String,
}

impl MailConfig {
    pub(super) fn read(
        reader: &mut Reader,
        data_dir: Option<&Path>,
        site: Option<&SiteConfig>,
    ) -> Option<Self> {
        let way = reader.optional(&MAIL);
        let smtp = SmtpConfig::read(reader);
        let from_address = reader.optional(&FROM_ADDRESS);
        let reply_to = reader.optional(&REPLY_TO);
        let (way, smtp, site) = (way?, smtp?, site?);
        let from_address = from_address?.unwrap_or_else(|| site.contact_email.clone());
        reader.worked_out(&FROM_ADDRESS.about, &from_address);
        let reply_to = reply_to?.unwrap_or_else(|| site.contact_email.clone());
        reader.worked_out(&REPLY_TO.about, &reply_to);
        let transport = match (way, smtp) {
            (Some(Way::Folder(folder)), smtp) => {
                if smtp.is_some() {
                    reader.warn("LADDER_SMTP_HOST is set, but mail goes into a folder and none is sent");
                }
                MailTransport::Folder(folder)
            }
            (_, Some(smtp)) => {
                reader.worked_out(&MAIL.about, "smtp");
                MailTransport::Smtp(smtp)
            }
            (Some(Way::Smtp), None) => {
                reader.wrong(&SMTP_HOST.about, "mail is to go by SMTP, and no relay is named");
                return None;
            }
            (None, None) if site.is_public() => {
                reader.wrong(
                    &MAIL.about,
                    "people use the service from elsewhere, and no mail would reach them",
                );
                return None;
            }
            (None, None) => {
                let folder = data_dir?.join("mail");
                reader.worked_out(&MAIL.about, &format!("folder:{}", folder.display()));
                reader.warn("mail goes into a folder and none is sent: set LADDER_SMTP_HOST to send it");
                MailTransport::Folder(folder)
            }
        };
        Some(Self { transport, from_address, reply_to })
    }
}

impl SmtpConfig {
    /// `Some(None)` when no relay is named, None when something about it is wrong.
    #[expect(clippy::option_option, reason = "as for every optional setting: wrong, absent, or there")]
    fn read(reader: &mut Reader) -> Option<Option<Self>> {
        let host = reader.optional(&SMTP_HOST);
        let port = reader.optional(&SMTP_PORT);
        let tls = reader.required(&SMTP_TLS);
        let ca_file = reader.optional(&SMTP_CA_FILE);
        let user = reader.optional(&SMTP_USER);
        let password = reader.optional(&SMTP_PASSWORD);
        let connections = reader.required(&SMTP_CONNECTIONS);
        let (host, port, tls, ca_file, user, password) = (host?, port?, tls?, ca_file?, user?, password?);
        let connections = connections?;
        let sign_in = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => {
                reader.wrong(&SMTP_PASSWORD.about, "there is a user for the relay but no password");
                return None;
            }
            (None, Some(_)) => {
                reader.wrong(&SMTP_USER.about, "there is a password for the relay but no user");
                return None;
            }
        };
        let Some(host) = host else {
            let named = [&SMTP_PORT.about, &SMTP_USER.about, &SMTP_CA_FILE.about];
            if named.iter().any(|about| reader.is_given(about)) {
                reader.wrong(&SMTP_HOST.about, "settings for a mail relay are given, but not which relay");
                return None;
            }
            return Some(None);
        };
        let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if tls == SmtpTls::None && sign_in.is_some() && !local {
            reader.wrong(&SMTP_TLS.about, "the password would cross the network for all to read");
            return None;
        }
        let port = port.unwrap_or(match tls {
            SmtpTls::StartTls => 587,
            SmtpTls::Implicit => 465,
            SmtpTls::None => 25,
        });
        reader.worked_out(&SMTP_PORT.about, &port.to_string());
        Some(Some(Self { host, port, tls, ca_file, sign_in, connections }))
    }
}
