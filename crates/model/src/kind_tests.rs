//! Tests of `kind`.
