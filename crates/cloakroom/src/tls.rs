//! Certificates: the shop's own, or one made for localhost and kept, so that a browser has to be told only once.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use rcgen::{CertifiedKey, generate_simple_self_signed};

use crate::{boot::write_private, config::Tls};

/// Certificate chain and key in PEM; none when connections are not encrypted here.
///
/// # Errors
/// When the files cannot be read or made.
pub fn material(tls: &Tls) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    match tls {
        Tls::Files { certificate, key } => Ok(Some((read(certificate)?, read(key)?))),
        Tls::SelfSigned { folder } => self_signed(folder).map(Some),
        Tls::ByProxy | Tls::Off => Ok(None),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("listen.tls: {} cannot be read", path.display()))
}

fn self_signed(folder: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    let (certificate, key) = (folder.join("localhost.pem"), folder.join("localhost.key"));
    if !certificate.exists() {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
        write_private(&key, signing_key.serialize_pem().as_bytes())
            .with_context(|| format!("listen.tls: {} cannot be written", key.display()))?;
        fs::write(&certificate, cert.pem())?;
    }
    Ok((read(&certificate)?, read(&key)?))
}
