//! The key that signs for the shop stays where it is.
fn copy(signature: &gate::Signature) -> gate::Signature {
    signature.clone()
}

fn main() {}
