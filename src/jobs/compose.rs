//! From a row of the outbox to a mail that can leave: words, secrets, invite and certificate.

use std::sync::{Arc, OnceLock};

use crate::{
    calendar,
    crypto::{
        keys::Secret,
        tokens::{derived_code, derived_token},
    },
    documents::{DocumentError, Fonts, Marks, certificate},
    domain::{
        invites::{Invite, InviteMethod, Party},
        site::MarkKind,
        words::{TokenKind, Word as _},
    },
    mail::{
        message::Message,
        outgoing::{Attachment, CalendarPart, Outgoing},
        render::{MarkShown, Renderer, Secrets, SiteFacts},
        transport::Transport,
    },
    store::{read::certificates::certificate::read_snapshot, write::mail::claims::Claimed},
    usecases::service::site_face::Shown,
};

/// Writes mails and sends them.
pub struct Mailer {
    transport: Transport,
    from: Party,
    reply_to: Party,
    site: SiteFacts,
    secret: Secret,
    // Takes memory and time that a copy which sends nothing need not spend.
    renderer: OnceLock<Renderer>,
    fonts: Arc<Fonts>,
}

/// Why a mail cannot be written; trying again does not help.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CannotCompose(String);

fn cannot(why: impl ToString) -> CannotCompose {
    CannotCompose(why.to_string())
}

impl Mailer {
    /// Mails come from `from`, answers go to `reply_to`, links are derived with `secret`, and certificates
    /// are set in `fonts`.
    #[must_use]
    pub fn new(
        transport: Transport,
        from: Party,
        reply_to: Party,
        site: SiteFacts,
        secret: Secret,
        fonts: Arc<Fonts>,
    ) -> Self {
        Self { transport, from, reply_to, site, secret, renderer: OnceLock::new(), fonts }
    }

    /// How mails leave.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Writes a mail. It says what its row says: nothing is looked up but the certificate, a snapshot itself; what the
    /// partnership says of itself, `shown`, is as it stands now. `marks` are those the certificate may name.
    ///
    /// # Errors
    /// When the row cannot be a mail, whatever is tried.
    pub fn compose(
        &self,
        claimed: &Claimed,
        shown: &Shown,
        marks: &Marks,
    ) -> Result<Outgoing, CannotCompose> {
        let row = &claimed.row;
        let payload = row.payload.as_deref().ok_or_else(|| cannot("what it said has been deleted"))?;
        let message = Message::from_payload(payload).map_err(cannot)?;
        let to = Party { name: row.to_name.clone(), email: row.to_email.clone() };
        let secrets = Secrets {
            link: &|kind, token| derived_token(&self.secret, token.uuid(), kind.as_str()),
            code: &|token| derived_code(&self.secret, token.uuid(), TokenKind::ConfirmAddress.as_str()),
        };
        let renderer = self.renderer.get_or_init(Renderer::new);
        let words = renderer.render(&message, &to, &self.site_as(shown), secrets).map_err(cannot)?;
        let in_reply_to = row.in_reply_to.clone().filter(|_| claimed.thread_began);
        Ok(Outgoing {
            from: shown.signed(&self.from),
            to,
            reply_to: shown.signed(&self.reply_to),
            message_id: row.message_id.clone(),
            references: in_reply_to.iter().cloned().collect(),
            in_reply_to,
            date: row.queued_at.and_utc(),
            subject: words.subject,
            text: words.text,
            html: words.html,
            calendar: calendar_part(claimed)?,
            attachments: match (&claimed.paper, row.certificate_id) {
                (Some((snapshot, name)), _) => {
                    self.paper(snapshot, name.clone(), marks)?.into_iter().collect()
                }
                (None, Some(_)) => return Err(cannot("its certificate is gone")),
                (None, None) => Vec::new(),
            },
        })
    }

    /// What is said of the site now.
    fn site_as(&self, shown: &Shown) -> SiteFacts {
        let mut site = self.site.clone();
        if shown.has_own_name {
            site.provider.clone_from(&shown.name);
        }
        if let Some(colours) = shown.colours {
            site.accent = colours.light.shown();
            site.accent_on_dark = colours.dark.shown();
        }
        // Mail programs draw no SVG.
        site.mark = shown.mark.as_ref().filter(|mark| mark.mark.kind == MarkKind::Png).map(|mark| {
            let (width, height) = mark.mark.within(160, 40);
            MarkShown { page: mark.address(), width, height }
        });
        site
    }

    /// The certificate; none when no font draws the name on it.
    fn paper(
        &self,
        snapshot: &str,
        person_name: Option<String>,
        marks: &Marks,
    ) -> Result<Option<Attachment>, CannotCompose> {
        let mut snapshot = read_snapshot(snapshot).map_err(cannot)?;
        snapshot.person_name = person_name;
        let bytes = match certificate::render(&snapshot, marks, &self.fonts) {
            Ok(bytes) => bytes,
            // The mail asks for the form of the name that can be printed.
            Err(DocumentError::Unprintable { .. }) => return Ok(None),
            Err(error) => return Err(cannot(error)),
        };
        Ok(Some(Attachment {
            filename: format!("certificate-{}.pdf", snapshot.number),
            content_type: "application/pdf".to_owned(),
            bytes,
        }))
    }
}

/// The invite that travels with the mail. There is nothing to take out of a calendar that no invite ever reached, so
/// such a CANCEL is left out and the mail is a plain one.
fn calendar_part(claimed: &Claimed) -> Result<Option<CalendarPart>, CannotCompose> {
    let Some(text) = &claimed.row.invite else { return Ok(None) };
    let invite: Invite = serde_json::from_str(text).map_err(cannot)?;
    if invite.method != InviteMethod::Request && !claimed.invited_before {
        return Ok(None);
    }
    let ics = calendar::invite::write(&invite);
    Ok(Some(CalendarPart { method: invite.method, ics }))
}
