//! Text put together by hand would hide where a value went.
fn greeting(name: gate::Opened) -> String {
    String::from("Dear ") + name
}

fn main() {}
