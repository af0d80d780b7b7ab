//! Tests of `visits`.
