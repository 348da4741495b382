//! A column is a declared constant, which the schema is held against.
fn seal(sealer: &gate::Sealer, row: store::Id) {
    let column = gate::Column::new("customer", "note", "contact.phone", gate::Class::Account);
    drop(sealer.seal(&column, row, "07700 900123"));
}

fn main() {}
