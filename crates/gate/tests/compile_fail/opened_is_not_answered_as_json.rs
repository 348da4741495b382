//! An answer made past the adapters must not hold one.
fn answer(name: &gate::Opened) -> serde_json::Value {
    serde_json::json!({ "name": name })
}

fn main() {}
