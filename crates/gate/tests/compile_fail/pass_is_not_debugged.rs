//! It holds keys.
fn log(pass: &gate::Pass) {
    println!("{pass:?}");
}

fn main() {}
