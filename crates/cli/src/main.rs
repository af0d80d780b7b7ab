//! truyvet(1).
fn main() {}
