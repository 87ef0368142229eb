//! `ladder`: training-course booking and CPD accreditation in one binary.

fn main() {}
