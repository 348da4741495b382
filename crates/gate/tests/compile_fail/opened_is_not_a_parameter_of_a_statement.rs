//! A value goes back to the store sealed or not at all.
fn keep(name: &gate::Opened) -> store::Sql {
    store::sql!("UPDATE customer SET note = $1", name)
}

fn main() {}
