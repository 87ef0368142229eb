//! The settings, one small file a concern: plain structs, passed on, never global.
