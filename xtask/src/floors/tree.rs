//! The module tree of one target: files, order of `mod` lines and which modules are only for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta, Token, punctuated::Punctuated};

use crate::error::XtaskError;
use crate::lexer::{tag, untag};
use crate::workspace::read;

/// A module: names from the crate root, and what it holds.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) path: Vec<String>,
    pub(crate) file: PathBuf,
    pub(crate) items: Vec<Item>,
    /// Modules that are not only for tests, lowest first.
    pub(crate) children: Vec<String>,
}

/// The modules of a target, tests left out, and every file reached, tests included.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) modules: BTreeMap<Vec<String>, Module>,
    pub(crate) files: BTreeSet<PathBuf>,
    /// Files that are missing or do not parse.
    pub(crate) problems: Vec<(PathBuf, usize, String)>,
}

/// Where a module is being read from.
struct Place {
    path: Vec<String>,
    file: PathBuf,
    /// Folder in which the files of its child modules are.
    folder: PathBuf,
    test_only: bool,
}

impl Tree {
    /// Reads the target whose root file is `file`.
    pub(crate) fn load(file: &Path) -> Result<Self, XtaskError> {
        let mut tree = Self::default();
        let place = Place {
            path: Vec::new(),
            file: file.to_owned(),
            folder: file.parent().unwrap_or(file).to_owned(),
            test_only: false,
        };
        tree.read_file(place)?;
        Ok(tree)
    }

    fn read_file(&mut self, place: Place) -> Result<(), XtaskError> {
        let source = read(&place.file)?;
        let canonical = place.file.canonicalize();
        self.files
            .insert(canonical.unwrap_or_else(|_| place.file.clone()));
        match syn::parse_file(&tag(&source)) {
            Ok(parsed) => self.add(place, parsed.items),
            Err(error) => {
                let message = format!("does not parse as Rust: {error}");
                self.problems.push((place.file, 0, message));
                Ok(())
            }
        }
    }

    fn add(&mut self, place: Place, items: Vec<Item>) -> Result<(), XtaskError> {
        let mut children = Vec::new();
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let (name, line) = untag(&module.ident.to_string());
            let test_only = place.test_only || is_test_only(&module.attrs);
            if !test_only {
                children.push(name.clone());
            }
            self.add_child(&place, module, &name, line, test_only)?;
        }
        if !place.test_only {
            let module = Module {
                path: place.path.clone(),
                file: place.file,
                items,
                children,
            };
            self.modules.insert(place.path, module);
        }
        Ok(())
    }

    fn add_child(
        &mut self,
        parent: &Place,
        module: &ItemMod,
        name: &str,
        line: usize,
        test_only: bool,
    ) -> Result<(), XtaskError> {
        let mut path = parent.path.clone();
        path.push(name.to_owned());
        let mut place = Place {
            path,
            file: parent.file.clone(),
            folder: parent.folder.join(name),
            test_only,
        };
        if let Some((_, items)) = &module.content {
            return self.add(place, items.clone());
        }
        let beside = parent.file.parent().unwrap_or(&parent.file);
        let candidates = match path_attribute(&module.attrs) {
            Some(written) => vec![beside.join(written)],
            None => vec![
                parent.folder.join(format!("{name}.rs")),
                parent.folder.join(name).join("mod.rs"),
            ],
        };
        let Some(file) = candidates.iter().find(|file| file.is_file()) else {
            let message = format!("`mod {name}` has no file");
            self.problems.push((place.file, line, message));
            return Ok(());
        };
        if path_attribute(&module.attrs).is_some() {
            beside.clone_into(&mut place.folder);
        }
        place.file.clone_from(file);
        self.read_file(place)
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let name = pair.path.get_ident()?;
        match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => (untag(&name.to_string()).0 == "path").then(|| text.value()),
            _ => None,
        }
    })
}

/// Whether attributes keep an item out of every build but a test's: `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => is_named(path, &["test"]),
        Meta::List(list) if is_named(&list.path, &["cfg"]) => attribute
            .parse_args::<Meta>()
            .is_ok_and(|meta| needs_test(&meta)),
        _ => false,
    })
}

fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => is_named(path, &["test", "doctest"]),
        Meta::List(list) => {
            let parts = list
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .unwrap_or_default();
            if is_named(&list.path, &["all"]) {
                parts.iter().any(needs_test)
            } else {
                is_named(&list.path, &["any"]) && !parts.is_empty() && parts.iter().all(needs_test)
            }
        }
        Meta::NameValue(_) => false,
    }
}

fn is_named(path: &syn::Path, names: &[&str]) -> bool {
    path.get_ident()
        .is_some_and(|ident| names.contains(&untag(&ident.to_string()).0.as_str()))
}
