//! Tests of `interval_set`.
