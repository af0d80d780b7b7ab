//! Damage that is sealed again gets as far as the checks of the reader, and some of it past them.

use super::*;

#[test]
fn what_was_saved_opens() {
    for answer in &answered().answers {
        assert!(look_at(answer));
    }
}

/// Every byte of the archives, three ways, asked all there is: neither all of it opens nor nothing.
#[test]
fn every_byte_changed_and_sealed() {
    let (mut opened, mut refused) = (0, 0);
    for answer in &answered().answers {
        for at in HEADER..answer.len() {
            for xor in [1, 0x80, 0xff] {
                let mut bytes = answer.clone();
                bytes[at] ^= xor;
                seal(&mut bytes);
                match look_at(&bytes) {
                    true => opened += 1,
                    false => refused += 1,
                }
            }
        }
    }
    assert!(opened > 100 && refused > 100, "{opened} {refused}");
}
