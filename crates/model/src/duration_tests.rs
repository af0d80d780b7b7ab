//! Tests of `duration`.
