//! Joins the style sheets of `assets/` in the order of their names and lists the fonts, so that adding a file needs no code.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=templates");
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let assets = Path::new(&here).join("assets");
    let css: String = names(&assets, "css").iter().map(|name| read(&assets.join(name))).collect();
    let mut code = format!("const STYLESHEET: &str = {css:?};\nconst FONTS: &[(&str, &[u8])] = &[\n");
    for name in names(&assets.join("fonts"), "woff2") {
        // Not by the folder's own path: a build folder may outlive the place the sources were in.
        let font = format!("include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/assets/fonts/{name}\"))");
        writeln!(code, "({name:?}, {font}),").expect("writing to a string");
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("assets.rs"), code).expect("OUT_DIR can be written");
}

fn names(folder: &Path, ending: &str) -> Vec<String> {
    let entries =
        fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(&format!(".{ending}")));
    names.sort();
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a style sheet can be read")
}
