//! truyvet(1) as its users meet it: the real binary, its output, its errors, its exit codes.
#![cfg(test)]

mod transcript;

mod world;

mod answers;

mod chains;

mod imports;

mod inputs;

mod keys;

mod kill;

mod living;

mod questions;

mod stores;

mod usage;
