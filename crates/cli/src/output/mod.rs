//! Where answers go and how they are written: tables, CSV, JSON, standard output, files.

pub(crate) mod clock;

pub(crate) mod text;

pub(crate) mod rows;

pub(crate) mod sink;

pub(crate) mod report;

pub(crate) mod columnar;
