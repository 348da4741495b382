//! Nor may a key stand in an error message.
fn message(key: &vault::Key) -> String {
    format!("cannot unwrap {key}")
}

fn main() {}
