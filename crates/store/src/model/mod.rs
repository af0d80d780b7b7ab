//! For tests: the store as plain maps, and both driven by the same random steps.

mod clock;

mod facts;

mod view;

mod seen;

mod past;

mod step;

mod world;

mod drive;
