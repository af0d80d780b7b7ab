//! Tests that cross floors: the engine over real stores against the oracle, other programs' answers, damage, and fuzzing.

pub mod expected;

pub mod crash;

pub mod stored;

pub mod fuzz;
