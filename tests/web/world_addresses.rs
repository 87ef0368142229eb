//! Where the addresses and bodies of routes lead in the world of the permission matrix.

use serde_json::{Value, json};
use training_ladder::web::{assets::address_of, route_table::Route};

use super::{
    openapi::example,
    world::{Object, World},
};

impl World {
    /// What a route's address names, and the address of this world's own. `None` for an address the matrix does not
    /// know.
    pub fn address_of(&self, route: &Route) -> Option<(Object, String)> {
        let path = route.path;
        let with = |object, id: &str| Some((object, path.replace("{id}", id)));
        if !path.contains('{') {
            let object = match path {
                "/api/v1/people/invite" | "/api/v1/memberships" | "/api/v1/invitations" => {
                    Object::Organisation
                }
                _ if path.starts_with("/api/v1/me") => Object::Mine,
                _ => Object::None,
            };
            return Some((object, path.to_owned()));
        }
        if path.contains("/passkeys/") {
            return with(Object::NobodysPasskey, &self.session.to_string());
        }
        let rest = path.trim_start_matches("/api/v1").trim_start_matches('/').trim_start_matches("manage/");
        match rest.split('/').next()? {
            "assets" => Some((Object::None, address_of("site.css").to_owned())),
            "problems" => Some((Object::None, "/problems/not_found".to_owned())),
            "feedback" => Some((Object::None, path.replace("{token}", &self.answer_links[0]))),
            "impact" | "impact-off" => Some((Object::None, path.replace("{token}", &self.answer_links[1]))),
            // Begun for the person.
            "courses" if path == "/api/v1/courses/{slug}/on-demand" && route.method == "POST" => {
                Some((Object::Person, path.replace("{slug}", "introduction")))
            }
            "courses" => Some((Object::None, path.replace("{slug}", "introduction"))),
            "ladders" => Some((Object::None, path.replace("{slug}", &self.ladder))),
            "mails" => with(Object::None, &self.mail),
            "me" if path.starts_with("/api/v1/me/addresses/{id}") => with(Object::Address, &self.address),
            "me" => with(Object::Login, &self.logins[0]),
            "account" if path.starts_with("/account/logins/") => with(Object::Login, &self.logins[1]),
            // Somebody else's: the others still need the person.
            "people" if path.ends_with("/logins/end") => with(Object::Person, &self.away.id.to_string()),
            "people" if path.ends_with("/erase") => with(Object::Person, &self.leaving.id.to_string()),
            "people" => with(Object::Person, &self.person.id.to_string()),
            "complaints" => with(Object::None, &self.complaint),
            "practitioner-asks" => with(Object::None, &self.practitioner_ask),
            "evidence-packs" => with(Object::None, &self.evidence_pack),
            "imports" => with(Object::None, &self.import),
            "attendance-imports" => with(Object::Session, &self.attendance_import),
            "organisations" => with(Object::Organisation, &self.organisation.to_string()),
            "bookings" if path.contains("/action-plan") || path.ends_with("/reflection") => {
                with(Object::Booking, &self.planned)
            }
            // Nobody trains what is taken at any time.
            "bookings" if ["/on-demand", "/finish", "/leave"].iter().any(|end| path.ends_with(end)) => {
                with(Object::Person, &self.taking)
            }
            "bookings" => with(Object::Booking, &self.booking),
            "sessions" if path.ends_with("/eligibility") => {
                let query = format!("?person_id={}", self.person.id);
                Some((Object::Attending, path.replace("{id}", &self.session.to_string()) + &query))
            }
            "sessions" if path.ends_with("/bookings") => with(Object::Attending, &self.session.to_string()),
            "sessions" | "dates" => with(Object::Session, &self.session.to_string()),
            "invitations" => with(Object::Organisation, &self.invitation),
            "commissions" => with(Object::Commission, &self.commission),
            "disputes" => with(Object::Booking, &self.dispute),
            "sign-in" => Some((Object::None, path.replace("{provider}", "1"))),
            "account" if path.contains("{provider}") => Some((Object::None, path.replace("{provider}", "1"))),
            // As with addresses: somebody's own, or not there.
            "account" if path.starts_with("/account/provider-accounts/") => {
                with(Object::Address, &self.provider_account)
            }
            "account" if path.starts_with("/account/addresses/") => {
                with(Object::Address, &self.other_address)
            }
            "memberships" | "account" => with(Object::Membership, &self.membership),
            "training-claims" | "claims" | "my-training" => {
                let own = path.contains("/evidence") || path.starts_with("/my-training");
                let file = &self.evidence[usize::from(path.ends_with("/remove"))];
                let path = path.replace("{id}", &self.claim).replace("{evidence_id}", file);
                Some((if own { Object::Claim } else { Object::None }, path))
            }
            "my-certificates" => Some((Object::None, path.replace("{shape}", "plain"))),
            "certificates" => with(Object::Certificate, &self.certificate),
            "check-in" => Some((Object::None, path.replace("{code}", "7K2QFM"))),
            "verify" => Some((Object::None, path.replace("{code}", &self.code))),
            _ => None,
        }
    }

    /// A body the route takes, about the objects of this world.
    pub fn body_of(&self, route: &Route) -> Option<Value> {
        let mut body = example(route.method, route.path)?;
        match route.path {
            "/api/v1/people/invite" | "/api/v1/people/{id}/memberships" => {
                body["organisation_id"] = json!(self.organisation);
            }
            "/api/v1/sessions/{id}/invitations" => body["organisation_ids"] = json!([self.organisation]),
            "/api/v1/courses/{slug}/on-demand" if route.method == "POST" => {
                body = json!({"person_id": self.person.id});
            }
            "/api/v1/sessions/{id}/talks" => body = json!({"talks": []}),
            "/api/v1/sessions/{id}/bookings" => body["person_id"] = json!(self.person.id),
            "/api/v1/invitations/{id}/accept" => body["person_ids"] = json!([self.person.id]),
            "/api/v1/bookings/{id}/move" => body = json!({"session_id": self.other_session}),
            "/api/v1/bookings/{id}/substitute" => {
                body = json!({"name": self.colleague.name, "email": self.colleague.email});
            }
            "/api/v1/sessions/{id}/waivers" => {
                body = json!({"person_id": self.person.id, "requirement": self.group, "reason": "Agreed by phone."});
            }
            // Naming another line manager would take the person out of their manager's hands.
            "/api/v1/me" => body = json!({"manager_copies": "weekly"}),
            "/api/v1/evidence-packs" => body["accreditation_id"] = json!(self.accreditation),
            // Nobody waits there.
            "/api/v1/sessions/{id}/waitlist" => body["order"] = json!([]),
            "/api/v1/sessions/{id}/date-lengths" => body["date_id"] = json!(self.date),
            "/api/v1/sessions/{id}/register" | "/api/v1/sessions/{id}/talk-marks" => {
                body = json!({"marks": []});
            }
            // Into itself, which nothing comes of: the others still need the person.
            "/api/v1/people/{id}/merge" => body = json!({"into": self.person.id}),
            "/api/v1/auth/refresh" | "/api/v1/auth/logout" => body = json!({"refresh_token": "none"}),
            _ => {}
        }
        Some(body)
    }
}
