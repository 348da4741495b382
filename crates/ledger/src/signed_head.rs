//! What a shop signs under a chain file: this is the whole of it, up to then. Without it a shop could later show more lines
//! of a time that it has shown already.

use crate::Head;

const FORM: &str = "cloakroom ledger head 1";

/// That a customer's chain ends at a head, as of a tree of the public log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The end of the chain.
    pub head: Head,
    /// Number of entries of the newest checkpoint at that time.
    pub size: u64,
    /// Its root, in base64 as the checkpoint has it.
    pub root: String,
}

impl SignedHead {
    /// The text of the note to sign: five lines.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Head { seq, hash } = self.head;
        format!("{FORM}\n{seq}\n{}\n{}\n{}\n", crate::chain_file::hex(&hash), self.size, self.root)
    }

    /// The head in the text of a note; nothing when it is of another form.
    #[must_use]
    pub fn read(text: &str) -> Option<SignedHead> {
        let lines: Vec<&str> = text.lines().collect();
        let [FORM, seq, hash, size, root] = lines[..] else { return None };
        let head = Head { seq: seq.parse().ok()?, hash: crate::chain_file::unhex(hash)? };
        let read = SignedHead { head, size: size.parse().ok()?, root: root.to_owned() };
        // One head, one spelling.
        (read.to_text() == text).then_some(read)
    }
}
