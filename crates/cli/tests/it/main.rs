//! truyvet(1) as its users meet it: the real binary, its output, its errors, its exit codes.
#![cfg(test)]

mod transcript;

mod world;

mod answers;

mod asked;

mod chains;

mod retrace;

mod sites;

mod case_sheet;

mod common_sites;

mod centre;

mod trees;

mod columnar;

mod compare;

mod generate;

mod evaluate;

mod golden;

mod imports;

mod inputs;

mod keys;

mod kill;

mod living;

mod neighbours;

mod presets;

mod questions;

mod registered;

mod written;

mod sources;

mod shared_admin;

mod stores;

mod usage;
