//! What handlers ask of a request, parsed once: who calls, the body, ids, paging, preconditions.

mod body;
mod caller;
mod client;
mod headers;
mod ids;
mod paging;
mod posted;
mod sent_reports;
mod upload;
mod visit;

pub use self::body::{Body, LARGEST_BODY};
pub use self::caller::{Caller, MaybeCaller};
pub use self::client::{client_address, client_network, network_of, seen_from};
pub use self::headers::{IfMatch, IfNoneMatch, Once};
pub use self::ids::{PathEvidence, PathId, PathProvider, PathSlug};
pub use self::paging::{LARGEST_PAGE, Listed, PAGE, Paging, Params, link_to_next, page_answer};
pub use self::posted::{
    AGAIN, AnyonesForm, CSRF, MOST_FIELDS, MembersForm, Posted, STEP, SentFile, wants_json,
};
pub use self::sent_reports::SentReports;
pub use self::upload::Upload;
pub use self::visit::{
    DISPLAYS, Member, SESSION, SIGN_IN, SignedIn, Visit, display_cookie, no_session_cookie,
    no_sign_in_cookie, session_cookie, sign_in_cookie, visit_cookie,
};
