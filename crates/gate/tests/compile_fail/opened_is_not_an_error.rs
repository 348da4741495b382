//! Nor does an opened value travel up as an error itself.
fn refuse(name: gate::Opened) -> Box<dyn std::error::Error> {
    name.into()
}

fn main() {}
