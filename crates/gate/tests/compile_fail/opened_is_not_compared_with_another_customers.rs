//! Whether two people share an address is nobody's business.
fn same(one: &gate::Opened, other: &gate::Opened) -> bool {
    one == other
}

fn main() {}
