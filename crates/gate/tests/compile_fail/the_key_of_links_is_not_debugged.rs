//! Whoever reads it can sign anybody's links.
fn log(links: &gate::Links) {
    println!("{links:?}");
}

fn main() {}
