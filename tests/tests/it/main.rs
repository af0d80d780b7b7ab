//! One binary of tests that cross floors.

#[cfg(test)]
mod stored;

#[cfg(test)]
mod engine;

#[cfg(test)]
mod commits;

#[cfg(test)]
mod bad_questions;

#[cfg(test)]
mod crash;

#[cfg(test)]
mod damage;

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod shared_data;

#[cfg(test)]
mod shared_places;
