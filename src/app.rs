//! Composition: configuration in, the running parts out.
