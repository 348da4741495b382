//! Work that goes on after the request must not hold its words.
fn later(name: gate::Opened) -> std::thread::JoinHandle<usize> {
    let words = name.show();
    std::thread::spawn(move || words.len())
}

fn main() {}
