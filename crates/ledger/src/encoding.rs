//! The form of a record in bytes: fixed order, big-endian numbers, every text behind its length in four bytes. A
//! record has exactly one encoding, so that its leaf cannot depend on who encodes it.

/// These bytes are not a ledger record. It holds no part of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a ledger record of version 1")]
pub struct Undecodable;

#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    pub(crate) fn time(&mut self, micros: i64) {
        self.0.extend_from_slice(&micros.to_be_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn texts(&mut self, texts: &[String]) {
        self.count(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        text.into_iter().for_each(|text| self.text(text));
    }

    pub(crate) fn hash(&mut self, hash: &[u8; 32]) {
        self.0.extend_from_slice(hash);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn count(&mut self, count: usize) {
        let count = u32::try_from(count).expect("an entry's texts stay below 4 GiB");
        self.0.extend_from_slice(&count.to_be_bytes());
    }
}

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Undecodable> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Undecodable> {
        self.array().map(u64::from_be_bytes)
    }

    pub(crate) fn time(&mut self) -> Result<i64, Undecodable> {
        self.array().map(i64::from_be_bytes)
    }

    pub(crate) fn text(&mut self) -> Result<String, Undecodable> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(Undecodable)?;
        self.0 = rest;
        std::str::from_utf8(text).map(str::to_owned).map_err(|_| Undecodable)
    }

    pub(crate) fn texts(&mut self) -> Result<Vec<String>, Undecodable> {
        (0..self.count()?).map(|_| self.text()).collect()
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, Undecodable> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.text().map(Some),
            _ => Err(Undecodable),
        }
    }

    pub(crate) fn hash(&mut self) -> Result<[u8; 32], Undecodable> {
        self.array()
    }

    pub(crate) fn finish(self) -> Result<(), Undecodable> {
        self.0.is_empty().then_some(()).ok_or(Undecodable)
    }

    fn count(&mut self) -> Result<usize, Undecodable> {
        usize::try_from(u32::from_be_bytes(self.array()?)).map_err(|_| Undecodable)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Undecodable> {
        let (array, rest) = self.0.split_first_chunk().ok_or(Undecodable)?;
        self.0 = rest;
        Ok(*array)
    }
}
