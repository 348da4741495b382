/// Where a sealed value stands. It is the associated data of the seal: a value moved to another row, column,
/// customer, class or key version does not open there.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The customer whose value it is.
    pub customer: &'a [u8; 16],
    /// The row's key within the customer's rows, in the form its table defines; may be empty.
    pub row: &'a [u8],
    /// The retention class under whose key the value is sealed.
    pub class: &'a str,
    /// Which of the class's keys, counted by the caller; also written into the envelope.
    pub key_version: u32,
}

impl Place<'_> {
    /// Every part preceded by its length, so that no two places share an encoding.
    pub(crate) fn associated_data(&self) -> Vec<u8> {
        let parts: [&[u8]; 6] = [
            b"cloakroom sealed 1",
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.customer,
            self.row,
            self.class.as_bytes(),
        ];
        let mut data = length_prefixed(&parts);
        data.extend_from_slice(&self.key_version.to_be_bytes());
        data
    }
}

/// The parts one after another, each behind its length in eight bytes.
pub(crate) fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| 8 + part.len()).sum());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
