//! What is printed ends in the journal of the machine.
fn print(name: &gate::Opened) {
    println!("{name}");
}

fn main() {}
