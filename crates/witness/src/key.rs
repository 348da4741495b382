//! The witness's own key, in a file of one line: `cloakroom-witness-1`, its name, and 64 hexadecimal digits of its seed.

use std::{fs, io, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use store::Dice;
use tlog::{Kind, Malformed, SeedKey, Signer};

const FORM: &str = "cloakroom-witness-1";

/// Why there is no key. Holds no part of the file.
#[derive(Debug, thiserror::Error)]
pub enum BrokenKey {
    /// The file cannot be read or written.
    #[error("the key file cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// The file is none of ours.
    #[error("the key file does not have the three words of one: `{FORM}`, a name, 64 hexadecimal digits")]
    Form,
    /// The name cannot be the name of a key.
    #[error("the name of the witness cannot be one: {0}")]
    Name(#[from] Malformed),
}

/// The key in a file; a new one under this name when there is no file, readable for this user alone.
///
/// # Errors
/// When the file cannot be read or written, or is none of ours.
pub fn key_file(path: &Path, name: &str) -> Result<Signer<SeedKey>, BrokenKey> {
    if !path.exists() {
        make(path, name)?;
    }
    read(&fs::read_to_string(path)?)
}

fn make(path: &Path, name: &str) -> Result<(), BrokenKey> {
    let digits: String = Dice::system().bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    let line = format!("{FORM} {name} {digits}\n");
    read(&line)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(line.as_bytes())?;
    Ok(file.sync_all()?)
}

fn read(line: &str) -> Result<Signer<SeedKey>, BrokenKey> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [FORM, name, digits] = words[..] else { return Err(BrokenKey::Form) };
    let byte = |at: usize| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let seed: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    let seed: [u8; 32] = seed.and_then(|seed| seed.try_into().ok()).ok_or(BrokenKey::Form)?;
    Ok(Signer::new(name, Kind::Cosignature, SeedKey::new(&seed)?)?)
}
