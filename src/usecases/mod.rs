//! One verb a file: load facts, let the domain decide, store; all in one write.
