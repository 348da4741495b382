//! A map would hash and compare it, and keep it for as long as it lives.
fn count(seen: &mut std::collections::HashMap<gate::Opened, u32>, name: gate::Opened) {
    seen.insert(name, 1);
}

fn main() {}
