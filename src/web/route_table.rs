//! One address of the table, and how tables of them are written.

use actix_web::Route as ActixRoute;

use crate::domain::access::Action;

/// One method at one address.
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// The path, ids in braces.
    pub path: &'static str,
    /// What it does, and with it who may.
    pub action: Action,
    /// Its name among all of them, such as `api_bookings_read`: the rooms and the function that answer.
    pub name: fn() -> String,
    /// What a program calls it: its act, such as `book_place`; none for pages.
    pub operation: Option<&'static str>,
    /// Whether it takes a file, which may be larger and take longer than what is typed.
    pub takes_files: bool,
    /// Whether that may be a whole register, such as that of a country's schools.
    pub takes_large_files: bool,
    /// Whether there may be several that show something, each as large as evidence may be.
    pub takes_evidence: bool,
    /// Its handler, of whatever method.
    pub handler: fn() -> ActixRoute,
}

/// What the route that a request matched does; stands in the request, put there as it matches.
#[derive(Debug, Clone, Copy)]
pub struct Matched {
    /// What it does.
    pub action: Action,
    /// Whether it takes a file.
    pub takes_files: bool,
    /// Whether that may be a whole register.
    pub takes_large_files: bool,
    /// Whether there may be several, as evidence.
    pub takes_evidence: bool,
}

impl Route {
    /// The methods it answers: a reading one is answered without its body as well (RFC 9110 §9.3.2).
    #[must_use]
    pub fn methods(&self) -> &'static [&'static str] {
        match self.method {
            "GET" => &["GET", "HEAD"],
            "POST" => &["POST"],
            "PUT" => &["PUT"],
            "PATCH" => &["PATCH"],
            _ => &["DELETE"],
        }
    }
}

/// One half of the table: method, address, action, handler, for programs what the operation is called, and `with files`
/// (or `with large_files`, `with evidence`) where it takes one.
macro_rules! route_table {
    ($($method:ident $path:literal $action:ident => $($handler:ident)::+ $(as $operation:ident)? $(with $files:ident)?;)+) => {
        /// These addresses.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            action: Action::$action,
            name: || [$(stringify!($handler)),+].join("_"),
            operation: route_table!(@named $($operation)?),
            takes_files: route_table!(@with $($files)?),
            takes_large_files: route_table!(@large $($files)?),
            takes_evidence: route_table!(@evidence $($files)?),
            handler: || ::actix_web::web::route().to($($handler)::+),
        }),+];
    };
    (@with) => { false };
    (@with $files:ident) => { true };
    (@large large_files) => { true };
    (@large $($files:ident)?) => { false };
    (@evidence evidence) => { true };
    (@evidence $($files:ident)?) => { false };
    (@named) => { None };
    (@named $operation:ident) => { Some(stringify!($operation)) };
}

pub(super) use route_table;
