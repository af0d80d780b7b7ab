//! Gives the shared library its name for the linker of whoever uses it, as `cargo cinstall` would.

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    // Before 1.0 a minor version may change the ABI, so it belongs to the name.
    let (minor, _) = version.rsplit_once('.').unwrap_or((version, ""));
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libtruyvet.so.{minor}");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
