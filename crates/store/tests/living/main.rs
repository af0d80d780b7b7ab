//! The living store from outside: the clauses of the law one by one, and what must go.

#![cfg(test)]

mod checks;

mod changes;

mod clock;

mod dump;

mod erase;

mod fixture;

mod keys;

mod laws;

mod past;
