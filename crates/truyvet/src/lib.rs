//! truyvet.
