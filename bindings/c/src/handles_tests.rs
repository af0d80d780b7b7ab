//! Handles that are null, freed, of another type or made up are told apart.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Handled, free, get, put};
use crate::status::tv_status;

struct Store(u32);
struct Trace;
#[derive(Debug)]
struct Opaque;

impl Handled for Store {
    const NAME: &'static str = "tv_store";
}

impl Handled for Trace {
    const NAME: &'static str = "tv_trace";
}

fn why<V: Handled>(handle: *const Opaque) -> (tv_status, String) {
    let fault = match get::<V, Opaque>(handle) {
        Ok(_) => panic!("it stands for nothing"),
        Err(fault) => fault.into_parts(),
    };
    (fault.status, fault.message)
}

#[test]
fn a_handle_stands_for_its_value_until_it_is_freed() {
    let handle: *mut Opaque = put(Store(7)).unwrap();
    assert_eq!(get::<Store, _>(handle).unwrap().0, 7);
    free::<Store, _>(handle).unwrap();
    let (status, message) = why::<Store>(handle);
    assert_eq!(status, tv_status::TV_HANDLE);
    assert_eq!(message, "tv_store: it was freed, or is no handle");
    assert!(free::<Store, _>(handle).is_err());
    // The place is used again, and the old handle stays dead.
    let handles: Vec<*mut Opaque> = (0..200).map(|n| put(Store(n)).unwrap()).collect();
    assert_eq!(why::<Store>(handle).0, tv_status::TV_HANDLE);
    for (n, handle) in (0u32..).zip(handles) {
        assert_eq!(get::<Store, _>(handle).unwrap().0, n);
        free::<Store, _>(handle).unwrap();
    }
}

#[test]
fn null_made_up_and_other_types_are_told_apart() {
    assert_eq!(why::<Store>(std::ptr::null()).1, "tv_store: it is null");
    for number in [1usize, 16, 0xdead_beef, usize::MAX, 1 << 40] {
        let handle = std::ptr::without_provenance(number);
        assert_eq!(why::<Store>(handle).0, tv_status::TV_HANDLE, "{number:x}");
    }
    let trace: *mut Opaque = put(Trace).unwrap();
    assert_eq!(why::<Store>(trace).1, "tv_store: it is a tv_trace");
    assert!(free::<Store, _>(trace).is_err());
    free::<Trace, _>(trace).unwrap();
    free::<Trace, Opaque>(std::ptr::null()).unwrap();
}

struct Counted(Arc<AtomicUsize>);

impl Handled for Counted {
    const NAME: &'static str = "counted";
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn what_is_in_use_outlives_its_handle_and_goes_once() {
    let gone = Arc::new(AtomicUsize::new(0));
    let handle: *mut Opaque = put(Counted(Arc::clone(&gone))).unwrap();
    let used = get::<Counted, _>(handle).unwrap();
    free::<Counted, _>(handle).unwrap();
    assert_eq!(gone.load(Ordering::SeqCst), 0);
    drop(used);
    assert_eq!(gone.load(Ordering::SeqCst), 1);
}

#[test]
fn threads_can_take_and_give_back_at_once() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for n in 0..2000 {
                    let handle: *mut Opaque = put(Store(n)).unwrap();
                    assert_eq!(get::<Store, _>(handle).unwrap().0, n);
                    free::<Store, _>(handle).unwrap();
                    assert!(get::<Store, _>(handle).is_err());
                }
            });
        }
    });
}
