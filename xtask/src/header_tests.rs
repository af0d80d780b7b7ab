//! What is for Rust alone does not reach the header.

use super::for_c;

#[test]
fn comments_say_to_c_what_is_for_c() {
    let made = "/**\n * Frees it.\n *\n * # Safety\n * Nothing to keep.\n */  \nint f(void);\n\n";
    assert_eq!(for_c(made), "/**\n * Frees it.\n */\nint f(void);\n\n");
}
