//! A record of the ledger is as closed as a text.
fn log(record: &vault::OpenedBytes) -> String {
    format!("{record:?}")
}

fn main() {}
