//! Turning the key of a log: statements by which one key names the next, and following them.
//!
//! The form is ours, since the C2SP documents know no such thing: a signed note (`c2sp.org/signed-note`) of four lines,
//! signed by both keys under the name of the log. Its first line is no origin that a log of ours can have, so nobody
//! takes it for a checkpoint.

use crate::{
    Signer, SigningKey, VerifierKey,
    key::Kind,
    limits,
    note::{Forged, Note},
    text::{Malformed, line},
};

const HEADER: &str = "cloakroom log key 1";

/// That one key of a log comes after another. Not to be believed before it is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    before: VerifierKey,
    after: VerifierKey,
    note: Note,
}

impl Succession {
    /// The statement of both keys. The same keys always make the same bytes.
    ///
    /// # Errors
    /// When the keys have different names, are the same, or are not keys for notes.
    pub fn sign<K: SigningKey>(before: &Signer<K>, after: &Signer<K>) -> Result<Self, Malformed> {
        let text = text(before.verifier(), after.verifier());
        let note = Note::new(text.clone(), vec![before.sign(&text)?, after.sign(&text)?])?;
        Self::read(note.to_text().as_bytes())
    }

    /// A statement from outside.
    ///
    /// # Errors
    /// When it is not a signed note of the form.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let note = Note::read(bytes)?;
        let (header, rest) = line(note.text())?;
        let (origin, rest) = line(rest)?;
        let (before, rest) = line(rest)?;
        let (after, rest) = line(rest)?;
        let (before, after): (VerifierKey, VerifierKey) = (before.parse()?, after.parse()?);
        let named = [&before, &after].iter().all(|key| key.name() == origin && key.kind() == Kind::Note);
        if header != HEADER || !rest.is_empty() || !named || before == after {
            return Err(Malformed::Succession);
        }
        Ok(Self { before, after, note })
    }

    /// Statements one after the other, as a log publishes them; none in an empty text.
    ///
    /// # Errors
    /// When one of them is not of the form, or there are too many.
    pub fn read_all(text: &str) -> Result<Vec<Self>, Malformed> {
        let begins: Vec<usize> =
            text.match_indices(HEADER).map(|(at, _)| at).filter(|at| is_start(text, *at)).collect();
        let clean = begins.first().map_or(text.is_empty(), |first| *first == 0);
        if !clean || begins.len() > limits::SUCCESSIONS {
            return Err(Malformed::Succession);
        }
        let ends = begins.iter().skip(1).copied().chain([text.len()]);
        begins.iter().zip(ends).map(|(from, to)| Self::read(&text.as_bytes()[*from..to])).collect()
    }

    /// The key that was before.
    #[must_use]
    pub fn before(&self) -> &VerifierKey {
        &self.before
    }

    /// The key that comes after it.
    #[must_use]
    pub fn after(&self) -> &VerifierKey {
        &self.after
    }

    /// The statement as it is published.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.note.to_text()
    }

    /// Whether both keys signed it.
    fn holds(&self) -> Result<(), Forged> {
        let signed = self.note.check(std::slice::from_ref(&self.before))?;
        let also = self.note.check(std::slice::from_ref(&self.after))?;
        if signed.is_empty() || also.is_empty() { Err(Forged::Nobody) } else { Ok(()) }
    }
}

/// The keys of a log that a key leads to: those before it, itself, and those after it, the oldest first.
///
/// Statements that have nothing to do with the key are passed over.
///
/// # Errors
/// When a statement that names one of the keys is not signed by both, or one of the keys has two that come after it, or
/// two before it: then somebody else had a key of the log, and it cannot be told which one is the log's.
pub fn follow(known: &VerifierKey, statements: &[Succession]) -> Result<Vec<VerifierKey>, Forged> {
    let mut keys = vec![known.clone()];
    while let Some(next) = one(statements, |one| keys.last() == Some(&one.before))? {
        if keys.contains(&next.after) {
            return Err(Forged::TwoSuccessors);
        }
        keys.push(next.after.clone());
    }
    while let Some(last) = one(statements, |one| keys.first() == Some(&one.after))? {
        if keys.contains(&last.before) {
            return Err(Forged::TwoSuccessors);
        }
        keys.insert(0, last.before.clone());
    }
    Ok(keys)
}

/// The one statement of which this is so, held against its signatures.
fn one(
    statements: &[Succession],
    is_so: impl Fn(&Succession) -> bool,
) -> Result<Option<&Succession>, Forged> {
    let mut found = statements.iter().filter(|statement| is_so(statement));
    let Some(first) = found.next() else { return Ok(None) };
    first.holds()?;
    if found.any(|other| (&other.before, &other.after) != (&first.before, &first.after)) {
        return Err(Forged::TwoSuccessors);
    }
    Ok(Some(first))
}

fn text(before: &VerifierKey, after: &VerifierKey) -> String {
    format!("{HEADER}\n{}\n{before}\n{after}\n", before.name())
}

fn is_start(text: &str, at: usize) -> bool {
    let after = &text[at + HEADER.len()..];
    (at == 0 || text.as_bytes()[at - 1] == b'\n') && after.starts_with('\n')
}
