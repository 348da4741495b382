//! Nor may a value reach a log inside the struct that holds it.
#[derive(Debug)]
struct Parcel {
    address: vault::Opened,
}

fn main() {}
