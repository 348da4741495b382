//! A page, mail or answer built by formatting must name `show`.
fn page(name: &vault::Opened) -> String {
    format!("<h1>{name}</h1>")
}

fn main() {}
