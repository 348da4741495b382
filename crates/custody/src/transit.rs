//! A server for keys that speaks the transit engine of HashiCorp Vault (also OpenBao): it wraps and unwraps under a key
//! that never leaves it.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, Uri, header};
use http_body_util::Full;
use serde_json::{Value, json};
use vault::{Answer, Keeper, Key, Trouble};
use zeroize::Zeroizing;

use crate::wire::{Silence, Wire};

/// Where the token comes from, asked for each call: an agent beside the server may renew it.
type Token = Box<dyn Fn() -> Result<Zeroizing<String>, String> + Send + Sync>;

/// A key of a transit engine.
pub struct Transit {
    address: String,
    mount: String,
    key: String,
    token: Token,
    wire: Wire,
}

/// Why an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Keys would travel readable.
    #[error("its address must begin with https://, unless it is on this machine: keys travel over it")]
    Readable,
    /// Not an address.
    #[error("its address is not a web address")]
    NoAddress,
    /// Names that would lead elsewhere.
    #[error("the names of key and mount are letters, digits, `-`, `_`, `.`, and `/` in a mount")]
    Names,
    /// The certificates cannot be used.
    #[error("{0}")]
    Certificates(&'static str),
}

impl Transit {
    /// The key of that name, in the engine that is mounted there at the server with this address.
    ///
    /// # Errors
    /// [`BadAddress`].
    pub fn new(
        address: &str,
        (mount, key): (&str, &str),
        token: impl Fn() -> Result<Zeroizing<String>, String> + Send + Sync + 'static,
        certificates: Option<&[u8]>,
        patience: Duration,
    ) -> Result<Transit, BadAddress> {
        let address = address.trim_end_matches('/').to_owned();
        check_address(&address)?;
        let plain = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
                && !name.starts_with('.')
        };
        if !plain(key) || !mount.split('/').all(plain) {
            return Err(BadAddress::Names);
        }
        let wire = Wire::new(certificates, patience).map_err(BadAddress::Certificates)?;
        Ok(Transit { address, mount: mount.to_owned(), key: key.to_owned(), token: Box::new(token), wire })
    }

    /// Sends one field and takes one field of the answer.
    async fn ask(&self, deed: &str, field: (&str, &str), wanted: &str) -> Result<Zeroizing<String>, Trouble> {
        let request = self.request(deed, field)?;
        let (status, body) = self.wire.call(request).await.map_err(|silence| self.silent(&silence))?;
        if !status.is_success() {
            return Err(self.refusal(status, deed, &body));
        }
        let answer: Value = serde_json::from_slice(&body).map_err(|_| self.unreadable("JSON"))?;
        let found = answer["data"][wanted].as_str().map(|text| Zeroizing::new(text.to_owned()));
        found.ok_or_else(|| self.unreadable(&format!("`data.{wanted}`")))
    }

    fn request(&self, deed: &str, (name, value): (&str, &str)) -> Result<Request<Full<Bytes>>, Trouble> {
        let token = (self.token)().map_err(|why| self.refused(&why))?;
        let body = Bytes::from(json!({ name: value }).to_string());
        Request::post(format!("{}/v1/{}/{deed}/{}", self.address, self.mount, self.key))
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-vault-token", token.trim())
            .header("x-vault-request", "true")
            .body(Full::new(body))
            .map_err(|_| self.refused("the token is not one line of plain letters"))
    }

    fn silent(&self, silence: &Silence) -> Trouble {
        let why = match silence {
            Silence::Away => "nobody answers there, or not over TLS that can be trusted",
            Silence::Slow => "no answer in time",
            Silence::Unreadable => "the answer broke off or is too long",
        };
        Trouble::Away { keeper: self.in_words(), why: why.to_owned() }
    }

    /// The server's own words are not repeated: they may repeat what was sent.
    fn refusal(&self, status: StatusCode, deed: &str, body: &[u8]) -> Trouble {
        let path = format!("{}/{deed}/{}", self.mount, self.key);
        match status {
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => self.refused(&format!(
                "our token is not good, or its policy does not allow `update` on `{path}`"
            )),
            StatusCode::NOT_FOUND => {
                self.refused(&format!("there is no `{path}`: is the key made and the engine mounted?"))
            }
            StatusCode::BAD_REQUEST if deed != "encrypt" && !says_that_the_key_is_missing(body) => {
                Trouble::OtherRoot { keeper: self.in_words() }
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => Trouble::Away {
                keeper: self.in_words(),
                why: format!("it answers {}: is it sealed?", status.as_u16()),
            },
            status => self.refused(&format!("it answers {} to `{path}`", status.as_u16())),
        }
    }

    fn refused(&self, why: &str) -> Trouble {
        Trouble::Refused { keeper: self.in_words(), why: why.to_owned() }
    }

    fn unreadable(&self, what: &str) -> Trouble {
        Trouble::Unreadable { keeper: self.in_words(), why: format!("{what} was expected") }
    }

    async fn ciphertext(&self, deed: &str, field: (&str, &str)) -> Result<Vec<u8>, Trouble> {
        let text = self.ask(deed, field, "ciphertext").await?;
        if !text.starts_with("vault:v") || !text.is_ascii() {
            return Err(self.unreadable("a ciphertext that begins with `vault:v`"));
        }
        Ok(text.as_bytes().to_vec())
    }

    /// What this keeper wrapped is text; anything else was wrapped by another.
    fn as_text<'w>(&self, wrapped: &'w [u8]) -> Result<&'w str, Trouble> {
        let text = std::str::from_utf8(wrapped).ok().filter(|text| text.starts_with("vault:v"));
        text.ok_or_else(|| Trouble::OtherRoot { keeper: self.in_words() })
    }
}

fn says_that_the_key_is_missing(body: &[u8]) -> bool {
    String::from_utf8_lossy(body).contains("encryption key not found")
}

fn check_address(address: &str) -> Result<(), BadAddress> {
    let uri: Uri = address.parse().map_err(|_| BadAddress::NoAddress)?;
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(BadAddress::NoAddress);
    };
    let here = host == "localhost"
        || host == "[::1]"
        || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback());
    match scheme {
        "https" => Ok(()),
        "http" if here => Ok(()),
        "http" => Err(BadAddress::Readable),
        _ => Err(BadAddress::NoAddress),
    }
}

impl Keeper for Transit {
    fn wrap<'k>(&'k self, key: &'k Key) -> Answer<'k, Vec<u8>> {
        Box::pin(async { self.ciphertext("encrypt", ("plaintext", &key.for_keeper())).await })
    }

    fn unwrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Key> {
        Box::pin(async move {
            let text = self.ask("decrypt", ("ciphertext", self.as_text(wrapped)?), "plaintext").await?;
            Key::from_keeper(&text).map_err(|_| self.unreadable("a key of 32 bytes"))
        })
    }

    fn rewrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Vec<u8>> {
        Box::pin(async { self.ciphertext("rewrap", ("ciphertext", self.as_text(wrapped)?)).await })
    }

    fn in_words(&self) -> String {
        format!("the key `{}` of the transit engine at {}/{}", self.key, self.address, self.mount)
    }
}
