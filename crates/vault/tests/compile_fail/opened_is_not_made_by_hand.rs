//! An opened value comes from opening a sealed one and from nowhere else.
fn forge() -> vault::Opened {
    vault::Opened(Default::default())
}

fn main() {}
