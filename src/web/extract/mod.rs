//! What handlers ask of a request, parsed once: who calls, the body, ids, paging, preconditions.

mod body;
mod caller;
mod headers;
mod ids;
mod paging;
mod posted;
mod visit;

pub use body::{Body, LARGEST_BODY};
pub use caller::{Caller, MaybeCaller, client_address};
pub use headers::{IfMatch, IfNoneMatch, Once};
pub use ids::{PathId, PathSlug};
pub use paging::{Listed, Paging, Params, page_answer};
pub use posted::{AGAIN, AnyonesForm, CSRF, MembersForm, Posted, wants_json};
pub use visit::{
    DISPLAYS, Member, SESSION, SignedIn, Visit, display_cookie, no_session_cookie, session_cookie,
    visit_cookie,
};
