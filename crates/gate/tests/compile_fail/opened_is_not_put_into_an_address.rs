//! Addresses stand in histories and in the logs of everything on the way.
fn address(name: &gate::Opened) -> String {
    format!("/account/{name}")
}

fn main() {}
