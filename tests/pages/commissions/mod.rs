//! Pages: training a team asks for.

mod commission;
