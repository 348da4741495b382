//! A socket or a file takes bytes, and these are not offered as bytes.
fn write(to: &mut impl std::io::Write, name: &gate::Opened) {
    to.write_all(name).unwrap();
}

fn main() {}
