//! Every path that the code of one module names: use trees, paths in code, and paths inside macro calls and attributes.

use std::collections::BTreeSet;

use syn::buffer::{Cursor, TokenBuffer};
use syn::visit::{self, Visit};
use syn::{
    Attribute, ExprPath, Ident, ImplItem, Item, ItemUse, Macro, MetaList, QSelf, TraitItem,
    TypePath, UseTree, Visibility,
};

use super::tree::is_test_only;
use crate::lexer::untag;

/// How a path is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    /// In code, a macro call or an attribute.
    Code,
    /// By a `use` that brings it in under this name (`*` for a glob).
    Use { alias: String, public: bool },
}

/// A path as written, with the line of its last name.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    /// Written with a leading `::`.
    pub(crate) global: bool,
    pub(crate) by: By,
}

/// What a module's own items name; its child modules are other modules, and tests are left out.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) named: Vec<Named>,
    /// Every single name in code, `use` lines left out.
    pub(crate) words: BTreeSet<String>,
}

/// Reads the names of a module.
pub(crate) fn collect(items: &[Item]) -> Names {
    let mut collector = Collector::default();
    for item in items {
        collector.visit_item(item);
    }
    Names {
        named: collector.named,
        words: collector.words,
    }
}

#[derive(Default)]
struct Collector {
    named: Vec<Named>,
    words: BTreeSet<String>,
}

impl Collector {
    fn push(&mut self, tagged: &[String], global: bool, by: By) {
        let parts: Vec<(String, usize)> = tagged.iter().map(|name| untag(name)).collect();
        let line = parts.iter().rev().map(|part| part.1).find(|&line| line > 0);
        let segments: Vec<String> = parts.into_iter().map(|part| part.0).collect();
        if by == By::Code && segments.len() < 2 && !global {
            return;
        }
        self.named.push(Named {
            segments,
            line: line.unwrap_or(0),
            global,
            by,
        });
    }

    fn push_use(&mut self, item: &ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        let mut leaves = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut leaves);
        for (segments, alias) in leaves {
            let by = By::Use { alias, public };
            self.push(&segments, item.leading_colon.is_some(), by);
        }
    }

    /// Paths in a list of tokens: `a::b::c` wherever it stands.
    fn push_tokens(&mut self, mut cursor: Cursor<'_>) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        while !cursor.eof() {
            if let Some((name, next)) = cursor.ident() {
                if colons != 2 && !path.is_empty() {
                    let done = std::mem::take(&mut path);
                    self.push(&done, false, By::Code);
                }
                self.words.insert(untag(&name.to_string()).0);
                path.push(name.to_string());
                (colons, cursor) = (0, next);
                continue;
            }
            if let Some((mark, next)) = cursor.punct()
                && mark.as_char() == ':'
                && colons < 2
            {
                (colons, cursor) = (colons + 1, next);
                continue;
            }
            let done = std::mem::take(&mut path);
            self.push(&done, false, By::Code);
            colons = 0;
            if let Some((inside, _, _, next)) = cursor.any_group() {
                self.push_tokens(inside);
                cursor = next;
            } else if let Some((_, next)) = cursor.token_tree() {
                cursor = next;
            } else {
                break;
            }
        }
        self.push(&path, false, By::Code);
    }
}

impl Collector {
    /// `<T>::name`: only `T` and arguments name anything.
    fn visit_owned(&mut self, owner: &QSelf, path: &syn::Path) {
        self.visit_qself(owner);
        for segment in &path.segments {
            self.visit_path_segment(segment);
        }
    }
}

/// Paths of a use tree with the name each is known by afterwards.
fn flatten(tree: &UseTree, head: &mut Vec<String>, leaves: &mut Vec<(Vec<String>, String)>) {
    match tree {
        UseTree::Path(path) => {
            head.push(path.ident.to_string());
            flatten(&path.tree, head, leaves);
            head.pop();
        }
        UseTree::Name(leaf) => leaves.push(leaf_of(head, &leaf.ident.to_string(), None)),
        UseTree::Rename(leaf) => {
            let alias = leaf.rename.to_string();
            leaves.push(leaf_of(head, &leaf.ident.to_string(), Some(&alias)));
        }
        UseTree::Glob(_) => leaves.push((head.clone(), "*".to_owned())),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, head, leaves);
            }
        }
    }
}

/// `a::{self}` names `a` itself.
fn leaf_of(head: &[String], name: &str, alias: Option<&str>) -> (Vec<String>, String) {
    let mut segments = head.to_vec();
    if name != "self" || head.is_empty() {
        segments.push(name.to_owned());
    }
    let last = segments.last().map_or(name, String::as_str);
    let alias = untag(alias.unwrap_or(last)).0;
    (segments, alias)
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test_only(attributes(item)) {
            return;
        }
        match item {
            Item::Use(item) => self.push_use(item),
            Item::Mod(_) => {}
            Item::ExternCrate(item) => {
                let by = By::Use {
                    alias: untag(&item.ident.to_string()).0,
                    public: false,
                };
                self.push(&[item.ident.to_string()], true, by);
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        if !is_test_only(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes: &[Attribute] = match item {
            TraitItem::Fn(item) => &item.attrs,
            _ => &[],
        };
        if !is_test_only(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_ident(&mut self, name: &'ast Ident) {
        self.words.insert(untag(&name.to_string()).0);
    }

    /// `pub(super)` says who sees an item, it uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.push(&segments, path.leading_colon.is_some(), By::Code);
        visit::visit_path(self, path);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        match &path.qself {
            Some(owner) if owner.position == 0 => self.visit_owned(owner, &path.path),
            _ => visit::visit_expr_path(self, path),
        }
    }

    fn visit_type_path(&mut self, path: &'ast TypePath) {
        match &path.qself {
            Some(owner) if owner.position == 0 => self.visit_owned(owner, &path.path),
            _ => visit::visit_type_path(self, path),
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.push_tokens(TokenBuffer::new2(call.tokens.clone()).begin());
    }

    fn visit_meta_list(&mut self, list: &'ast MetaList) {
        self.visit_path(&list.path);
        self.push_tokens(TokenBuffer::new2(list.tokens.clone()).begin());
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
