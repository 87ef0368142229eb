//! Conditions whose words stand in the statement itself. An index of the rows of some words alone serves only a statement
//! that names them: what is bound to a statement is not known when it is planned.

use diesel::{dsl::sql, expression::SqlLiteral, sql_types::Bool};

use crate::domain::words::Word;

/// The column has one of these words; both are our own, nothing of it comes from outside.
pub(in crate::store) fn is_one_of<W: Word>(column: &str, words: &[W]) -> SqlLiteral<Bool> {
    let words: Vec<String> = words.iter().map(|word| format!("'{}'", word.as_str())).collect();
    match words.as_slice() {
        [one] => sql(&format!("{column} = {one}")),
        several => sql(&format!("{column} IN ({})", several.join(", "))),
    }
}
