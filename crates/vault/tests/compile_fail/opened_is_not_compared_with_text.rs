//! Comparing with what someone typed is `same`, in constant time.
fn equal(one: &vault::Opened, typed: &str) -> bool {
    *one == *typed
}

fn main() {}
