//! A key leaves wrapped, or as the text of the root key file.
fn answer(key: &vault::Key) -> String {
    serde_json::to_string(key).unwrap()
}

fn main() {}
