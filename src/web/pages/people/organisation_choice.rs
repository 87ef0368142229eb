//! Naming an organisation in a form: by what it is called, since there may be hundreds to choose from.

use crate::{
    app::App,
    domain::{ids::OrganisationId, input::FieldError, people::fold},
    store::read::people::organisations,
    web::{error::ApiResult, forms::Field},
};

/// How many are named when the words fit several.
const NAMED: i64 = 6;

/// The field.
pub fn field(name: &str, label: &str) -> Field {
    Field::text(name, label).autocomplete("off").hint("Its name, or enough of it to tell it from the others.")
}

/// The organisation meant.
///
/// # Errors
/// The inner one: none or several are called so.
pub async fn read(app: &App, field: &str, typed: String) -> ApiResult<Result<OrganisationId, FieldError>> {
    if typed.is_empty() {
        return Ok(Err(FieldError::new(field, "Enter the name of the organisation.")));
    }
    let wanted = typed.clone();
    let found = app.reads.run(move |c| organisations::list(c, Some(&wanted), None, NAMED)).await?;
    let exact = found.iter().find(|one| fold(&one.name) == fold(&typed));
    let message = match (exact, found.as_slice()) {
        (Some(one), _) | (None, [one]) => return Ok(Ok(one.id)),
        (None, []) => {
            "No organisation is called so. Check the name, or add it to the organisations first.".to_owned()
        }
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|one| one.name.as_str()).collect();
            format!("Several are called so: {}. Enter the whole name of one.", names.join(", "))
        }
    };
    Ok(Err(FieldError::new(field, message)))
}
