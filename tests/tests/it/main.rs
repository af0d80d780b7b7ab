//! One binary of tests that cross floors.

#[cfg(test)]
mod engine;

#[cfg(test)]
mod retrace;

mod around;

#[cfg(test)]
mod case_sheet;

#[cfg(test)]
mod saved;

#[cfg(test)]
mod chain;

#[cfg(test)]
mod commits;

#[cfg(test)]
mod bad_questions;

#[cfg(test)]
mod budget;

#[cfg(test)]
mod compare;

#[cfg(test)]
mod crash;

#[cfg(test)]
mod damage;

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod scenarios;

#[cfg(test)]
mod shared_data;

#[cfg(test)]
mod shared_places;

#[cfg(test)]
mod why;

mod why_any;

#[cfg(test)]
mod centre;
