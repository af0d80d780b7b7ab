//! Blocks of code in documents, taken out so that they can be run.

/// A block: the line on which its code begins, from 1, and the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) line: usize,
    pub(crate) code: String,
}

/// The fenced blocks of a document that are in `language`, in order.
pub(crate) fn blocks(document: &str, language: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(bool, Block)> = None;
    for (at, line) in document.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(said)) => {
                let block = Block {
                    line: at + 2,
                    code: String::new(),
                };
                open = Some((said.trim() == language, block));
            }
            (Some(_), Some(_)) => {
                if let Some((true, block)) = open.take() {
                    found.push(block);
                }
            }
            (Some((_, block)), None) => {
                block.code.push_str(line);
                block.code.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
#[path = "snippets_tests.rs"]
mod tests;
