//! Tests that cross floors: the engine over real stores against the oracle, other programs' answers, and damage.
