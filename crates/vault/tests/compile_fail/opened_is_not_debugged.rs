//! A log line must not be able to hold an opened value.
fn log(name: &vault::Opened) -> String {
    format!("{name:?}")
}

fn main() {}
