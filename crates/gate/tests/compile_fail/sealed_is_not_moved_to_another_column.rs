//! A telephone number read as a note would open for whoever may read notes.
fn rename(mut phone: gate::Sealed, note: &'static gate::Column) -> gate::Sealed {
    phone.column = note;
    phone
}

fn main() {}
