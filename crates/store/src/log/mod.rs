//! The log: what was committed since the manifest, frame by frame, durable and checksummed.

mod delta;

mod op;

mod decode;

mod frame;

mod read;

mod write;

pub(crate) use decode::ops;
pub(crate) use op::{Op, Ops};
pub(crate) use read::{LogEnd, read_log};
pub(crate) use write::{LogWriter, rewrite};
