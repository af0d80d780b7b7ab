//! Tests of `id`.
