//! Tests of `contacts`.
