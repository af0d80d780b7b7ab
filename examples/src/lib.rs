//! Short, real programs: see `quickstart.rs` and `province.rs` beside this package's Cargo.toml.
