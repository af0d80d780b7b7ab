//! Blocks are found by their language, whole, and where they stand.

use super::{Block, blocks};

#[test]
fn blocks_of_a_language_and_no_others() {
    let page = "# Page\n```c\nint a;\n\nint b;\n```\ntext\n```sh\nls\n```\n  ```c\n  f();\n  ```\n\
                ```\nint none;\n```\n```c\nunended";
    let found = blocks(page, "c");
    let expected = [(3, "int a;\n\nint b;\n"), (12, "  f();\n")];
    let expected: Vec<Block> = expected
        .map(|(line, code)| Block {
            line,
            code: code.to_owned(),
        })
        .into();
    assert_eq!(found, expected);
    assert_eq!(blocks(page, "sh").len(), 1);
    assert!(blocks(page, "rust").is_empty());
}
