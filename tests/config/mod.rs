mod database;
mod evidence;
mod mail;
mod reading;
mod second_factor;
mod secrets;
mod single_sign_on;
mod site;
mod zoom;

use training_ladder::config::{Environment, Problem, ServeConfig, Sources};

/// Reads the settings of an environment that holds these variables.
fn load(variables: &[(&str, &str)]) -> Result<ServeConfig, Vec<Problem>> {
    ServeConfig::load(&Sources::gather([].into(), None, Environment::of(variables)))
}

/// The names of the settings that are wrong in such an environment.
fn wrong(variables: &[(&str, &str)]) -> Vec<String> {
    load(variables).err().unwrap_or_default().into_iter().map(|problem| problem.setting).collect()
}
