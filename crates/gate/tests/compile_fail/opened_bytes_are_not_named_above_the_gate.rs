//! Bytes that open, the ledger's records, stay within the gate.
fn read(bytes: &gate::OpenedBytes) -> &[u8] {
    bytes.bytes()
}

fn main() {}
