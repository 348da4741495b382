//! A person's file: the chain of their record, and where it stands in the public log.

use std::collections::BTreeSet;

use ledger::{HeadInLog, InLog, Line, Read, SignedHead};
use serde_json::Value;
use tlog::{Hash, Head, Note, ProofFile, Published, Succession, Trust, VerifierKey};

/// Whom the reader trusts.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    /// The log's key, when it came another way than the file that is checked.
    pub key: Option<VerifierKey>,
    /// Witnesses that must have signed.
    pub witnesses: Vec<VerifierKey>,
}

/// What held, or what does not hold, in words that name the first bad line.
pub type Verdict = Result<Found, String>;

/// What held.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What to tell, line by line.
    pub says: Vec<String>,
    /// The log's keys that were believed, the oldest first.
    pub keys: Vec<VerifierKey>,
    /// Trees of the log that were seen, each with where.
    pub heads: Vec<(Head, String)>,
}

/// Seconds between a line's own time and the time by which a witness had seen it that need no explanation.
const LATE: i64 = 3_600;

/// Holds a person's file against itself and against the checkpoints in it: a chain file, or the copy of all their data.
///
/// # Errors
/// The first thing that does not hold, in words.
pub fn check_file(text: &str, trusted: &Trusted) -> Verdict {
    let chain = chain_of(text)?;
    let read = ledger::read_chain_file(&chain).map_err(|why| why.to_string())?;
    let verified =
        ledger::verify(read.lines.iter().cloned(), read.known).map_err(|broken| broken.to_string())?;
    let shut = read.lines.iter().filter(|line| line.record.is_none()).count();
    let mut says = vec![format!("{} lines hold: none is missing, none was changed.", verified.count)];
    if shut > 0 {
        says.push(format!("Of {shut} of them the words are gone or could not be opened; their places hold."));
    }
    match &read.log {
        Some(log) => in_the_log(&read, log, trusted, says),
        None if trusted.key.is_some() || !trusted.witnesses.is_empty() => {
            Err("the file has no proofs that its lines are in a public log".to_owned())
        }
        None => {
            says.push(
                "The file has no proofs, so it does not say whether the lines are in a public log.".into(),
            );
            Ok(Found { says, ..Found::default() })
        }
    }
}

/// The chain in a file: the file itself, or a part of the copy of all data. There the lines to read must be those that
/// the chain has.
fn chain_of(text: &str) -> Result<String, String> {
    let file: Value = serde_json::from_str(text).map_err(|_| "the file is not JSON".to_owned())?;
    if file["format"] != "cloakroom-data-1" {
        return Ok(text.to_owned());
    }
    let (record, chain) = (&file["record"], &file["record"]["chain"]);
    let none = Vec::new();
    let (shown, held) = (record["lines"].as_array(), chain["lines"].as_array());
    let (shown, held) = (shown.unwrap_or(&none), held.unwrap_or(&none));
    for (at, line) in held.iter().enumerate() {
        let same = shown.get(at).is_some_and(|shown| {
            shown["line"] == line["seq"] && shown["leaf"] == line["leaf"] && shown["head"] == line["head"]
        });
        if !same {
            return Err(format!("line {} is bad: the list to read and the chain differ", at + 1));
        }
    }
    if shown.len() > held.len() {
        return Err(format!(
            "line {} is bad: it is in the list to read and not in the chain",
            held.len() + 1
        ));
    }
    Ok(chain.to_string())
}

fn in_the_log(read: &Read, log: &InLog, trusted: &Trusted, mut says: Vec<String>) -> Verdict {
    let key = key_of(log, trusted)?;
    if trusted.key.is_none() {
        says.push(format!(
            "The key of the log came with the file; to be sure of it, compare it with what others have, and give it with --key: {key}"
        ));
    }
    let keys = all_keys(&key, log)?;
    says.extend(turns(keys.len() - 1));
    let witnesses = witnesses_of(log, trusted);
    let trust = Trust {
        origin: key.name().to_owned(),
        log: keys.clone(),
        witnesses: trusted.witnesses.clone(),
        wanted: 0,
    };
    let mut found = Found { says, keys, heads: Vec::new() };
    let mut covered = 0;
    for proof in &log.proofs {
        covered = covered.max(one(read, proof, &trust, &witnesses, &mut found)?);
    }
    newest(log, &trust, &witnesses, &mut found)?;
    whole(read, log, &trust, &mut found)?;
    found.says.push(in_words(covered, read.lines.len() as u64, &trust.origin));
    Ok(found)
}

fn key_of(log: &InLog, trusted: &Trusted) -> Result<VerifierKey, String> {
    match &trusted.key {
        Some(key) => Ok(key.clone()),
        None => {
            log.key.parse().map_err(|why| format!("the key of the log in the file cannot be read: {why}"))
        }
    }
}

/// The keys of the log that lead to one another by what the file says.
fn all_keys(known: &VerifierKey, log: &InLog) -> Result<Vec<VerifierKey>, String> {
    let read = log.succession.iter().map(|note| Succession::read(note.as_bytes()));
    let statements: Vec<Succession> = read
        .collect::<Result<_, _>>()
        .map_err(|why| format!("what the keys of the log say of each other cannot be read: {why}"))?;
    tlog::follow(known, &statements).map_err(|why| format!("the keys of the log: {why}"))
}

/// That the key of the log has turned, in words.
#[must_use]
pub fn turns(times: usize) -> Option<String> {
    let words = match times {
        0 => return None,
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    Some(format!(
        "The key of the log has turned {words}; each key has signed for the next, and the next for it."
    ))
}

/// Witnesses whose times are told: those that the reader trusts, or else those that the file names.
fn witnesses_of(log: &InLog, trusted: &Trusted) -> Vec<VerifierKey> {
    if trusted.witnesses.is_empty() {
        return log.witnesses.iter().filter_map(|key| key.parse().ok()).collect();
    }
    trusted.witnesses.clone()
}

/// Checks one proof; the number of the line whose head it is.
fn one(
    read: &Read,
    proof: &HeadInLog,
    trust: &Trust,
    witnesses: &[VerifierKey],
    found: &mut Found,
) -> Result<u64, String> {
    let bad = |why: String| format!("line {} is bad: {why}", proof.seq);
    let line =
        line_of(read, proof.seq).ok_or_else(|| bad("there is a proof for it, but no line".to_owned()))?;
    let file = ProofFile::read(proof.proof.as_bytes())
        .map_err(|why| bad(format!("its proof cannot be read: {why}")))?;
    let proven = file.verify(&line.head, trust).map_err(|why| bad(format!("{why}")))?;
    found.heads.push((proven.head, format!("the proof of line {}", proof.seq)));
    let by = file.checkpoint.witnessed(witnesses, 0).map_err(|why| bad(why.to_string()))?;
    let seen = by.iter().filter_map(|checked| checked.time).min();
    if let Some((written, seen)) = late(line, seen) {
        found.says.push(format!(
            "Note: line {} says that it is of {written}; the first witness that has it saw it at {seen}.",
            proof.seq
        ));
    }
    Ok(proof.seq)
}

fn line_of(read: &Read, seq: u64) -> Option<&Line> {
    read.lines.get(usize::try_from(seq.checked_sub(1)?).ok()?)
}

/// The two times, when a witness first saw a line long after the time that it states.
fn late(line: &Line, seen: Option<u64>) -> Option<(String, String)> {
    let (written, seen) = (line.record.as_ref()?.entry.at.div_euclid(1_000_000), i64::try_from(seen?).ok()?);
    (seen.saturating_sub(written) > LATE).then(|| (time(written), time(seen)))
}

/// The newest checkpoint in the file must be the log's and have the signatures that the reader wants.
fn newest(log: &InLog, trust: &Trust, witnesses: &[VerifierKey], found: &mut Found) -> Result<(), String> {
    let Some(note) = &log.checkpoint else {
        return if trust.witnesses.is_empty() {
            Ok(())
        } else {
            Err("the file has no checkpoint that a witness could have signed".to_owned())
        };
    };
    let bad = |why: String| format!("the newest checkpoint in the file is bad: {why}");
    let note = Published::read(note.as_bytes()).map_err(|why| bad(why.to_string()))?;
    let head = note.believe(&trust.origin, &trust.log).map_err(|why| bad(why.to_string()))?;
    if let Some(shorter) = found.heads.iter().find(|(seen, _)| seen.size > head.size) {
        return Err(bad(format!("it is of a smaller tree than {}", shorter.1)));
    }
    found.heads.push((head, "the newest checkpoint in the file".to_owned()));
    note.witnessed(&trust.witnesses, wanted(&trust.witnesses)).map_err(|why| bad(why.to_string()))?;
    found.says.extend(signed(&note, witnesses, head).map_err(bad)?);
    Ok(())
}

/// The log's word that the lines in the file are all there were, as of a tree that must be of the same history.
fn whole(read: &Read, log: &InLog, trust: &Trust, found: &mut Found) -> Result<(), String> {
    let Some(note) = &log.signed_head else { return Ok(()) };
    let bad = |why: &str| format!("the signed head is bad: {why}");
    let note = Note::read(note.as_bytes()).map_err(|why| bad(&why.to_string()))?;
    note.check(&trust.log).map_err(|why| bad(&why.to_string()))?;
    let signed = SignedHead::read(note.text()).ok_or_else(|| bad("it is of another form"))?;
    let lines = read.lines.len() as u64;
    if signed.head.seq > lines {
        return Err(format!(
            "line {} is bad: it was cut off, since {} lines were signed",
            lines + 1,
            signed.head.seq
        ));
    }
    let there = line_of(read, signed.head.seq).is_some_and(|line| line.head == signed.head.hash);
    if signed.head.seq < lines || !there {
        return Err(format!("line {} is bad: the lines that were signed are others", signed.head.seq.max(1)));
    }
    let root = Hash::from_base64(&signed.root).map_err(|why| bad(&why.to_string()))?;
    found.heads.push((Head { size: signed.size, root }, "the tree that the signed head names".to_owned()));
    found.says.push(format!(
        "The log’s key has signed that these {lines} lines were all when it had {} entries.",
        signed.size
    ));
    Ok(())
}

/// As many different names as the reader trusts: each of them has to have signed.
#[must_use]
pub fn wanted(witnesses: &[VerifierKey]) -> usize {
    witnesses.iter().map(VerifierKey::name).collect::<BTreeSet<_>>().len()
}

/// Who of these signed a checkpoint, in words.
///
/// # Errors
/// When a signature is false.
pub fn signed(note: &Published, witnesses: &[VerifierKey], head: Head) -> Result<Vec<String>, String> {
    let by = note.witnessed(witnesses, 0).map_err(|why| why.to_string())?;
    let line = |checked: &tlog::Checked<'_>| {
        let when = checked.time.and_then(|time| i64::try_from(time).ok()).map(time).unwrap_or_default();
        format!("{} saw the log with {} entries at {when} and signed it.", checked.key.name(), head.size)
    };
    Ok(by.iter().map(line).collect())
}

fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

fn in_words(covered: u64, lines: u64, origin: &str) -> String {
    match (covered, lines - covered) {
        (0, 0) => "There is nothing to look for in the public log.".to_owned(),
        (0, _) => format!("No line is in the public log {origin} yet."),
        (_, 0) => format!("All of them are in the public log {origin}."),
        (_, rest) => format!(
            "Lines 1 to {covered} are in the public log {origin}; the {rest} after them are newer than its newest checkpoint."
        ),
    }
}
