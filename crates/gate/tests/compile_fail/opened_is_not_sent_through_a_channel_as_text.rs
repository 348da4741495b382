//! Whoever reads the channel has no pass.
fn send(to: &std::sync::mpsc::Sender<String>, name: gate::Opened) {
    to.send(name).unwrap();
}

fn main() {}
