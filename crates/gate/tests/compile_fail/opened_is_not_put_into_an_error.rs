//! What went wrong is told without whose it was.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no address")]
struct NoAddress(gate::Opened);

fn main() {}
