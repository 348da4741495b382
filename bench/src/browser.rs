//! A browser for measuring: one kept connection to one port, its cookies, and as little work of its own as can be, since
//! it shares the cores with the server.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A visitor of one server.
pub struct Browser {
    port: u16,
    line: Option<TcpStream>,
    cookies: BTreeMap<String, String>,
    known: Option<String>,
    request: Vec<u8>,
    came: Vec<u8>,
}

/// What came back.
pub struct Answer<'b> {
    /// The status.
    pub status: u16,
    head: &'b [u8],
    body: &'b [u8],
}

impl Browser {
    /// Somebody who has never been at this port.
    pub fn at(port: u16) -> Browser {
        Browser {
            port,
            line: None,
            cookies: BTreeMap::new(),
            known: None,
            request: Vec::new(),
            came: Vec::new(),
        }
    }

    /// The same person in a second window: same cookies, a connection of its own.
    pub fn again(&self) -> Browser {
        Browser { cookies: self.cookies.clone(), ..Browser::at(self.port) }
    }

    /// Holds this cookie from now on.
    pub fn hold(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a cookie.
    pub fn held(&self, name: &str) -> Option<String> {
        self.cookies.get(name).cloned()
    }

    /// Becomes somebody who has never been here; the connection stays.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Has a page already, with this mark, and asks from now on whether it is still the one.
    pub fn know(&mut self, tag: &str) {
        self.known = Some(tag.to_owned());
    }

    /// Looks at a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer<'_>> {
        self.send("GET", path, None).await
    }

    /// Asks for the head of an answer alone.
    pub async fn head(&mut self, path: &str) -> Result<Answer<'_>> {
        self.send("HEAD", path, None).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer<'_>> {
        self.send("POST", path, Some(form(fields))).await
    }

    /// Sends a form that must be taken, and says where it leads.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answer = self.post(path, fields).await?;
        answer
            .leads_to()
            .with_context(|| format!("POST {path} answered {}:\n{}", answer.status, answer.text()))
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<String>) -> Result<Answer<'_>> {
        self.write(method, path, body);
        let line = match &mut self.line {
            Some(line) => line,
            none => none.insert(connect(self.port).await?),
        };
        line.write_all(&self.request).await?;
        let head = read_head(line, &mut self.came).await?;
        let end = if method == "HEAD" { head } else { head + length_of(&self.came[..head])? };
        read_until(line, &mut self.came, end).await?;
        keep_cookies(&mut self.cookies, &self.came[..head]);
        let (head, body) = self.came[..end].split_at(head);
        Ok(Answer { status: status_of(head)?, head, body })
    }

    fn write(&mut self, method: &str, path: &str, body: Option<String>) {
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n");
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            text.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        if let Some(tag) = &self.known {
            text.push_str(&format!("if-none-match: {tag}\r\n"));
        }
        match body {
            None => text.push_str("\r\n"),
            Some(body) => text.push_str(&format!(
                "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )),
        }
        self.request = text.into_bytes();
    }
}

async fn connect(port: u16) -> Result<TcpStream> {
    let line = TcpStream::connect(("127.0.0.1", port))
        .await
        .with_context(|| format!("nobody listens at port {port}"))?;
    line.set_nodelay(true)?;
    Ok(line)
}

/// Reads until the empty line and says where the body begins.
async fn read_head(line: &mut TcpStream, came: &mut Vec<u8>) -> Result<usize> {
    came.clear();
    loop {
        if let Some(end) = came.windows(4).position(|four| four == b"\r\n\r\n") {
            return Ok(end + 4);
        }
        read_some(line, came).await?;
    }
}

async fn read_until(line: &mut TcpStream, came: &mut Vec<u8>, end: usize) -> Result<()> {
    while came.len() < end {
        read_some(line, came).await?;
    }
    Ok(())
}

async fn read_some(line: &mut TcpStream, came: &mut Vec<u8>) -> Result<()> {
    came.reserve(64 * 1024);
    ensure!(line.read_buf(came).await? > 0, "the server hung up");
    Ok(())
}

fn status_of(head: &[u8]) -> Result<u16> {
    let digits = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).context("the answer has no status")
}

fn length_of(head: &[u8]) -> Result<usize> {
    match fields(head).find(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
        Some((_, length)) => Ok(length.parse()?),
        None if fields(head).any(|(name, _)| name.eq_ignore_ascii_case("transfer-encoding")) => {
            bail!("an answer in chunks: this browser knows only answers that say their length")
        }
        None => Ok(0),
    }
}

fn fields(head: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let text = std::str::from_utf8(head).unwrap_or_default();
    text.split("\r\n").skip(1).filter_map(|line| line.split_once(": "))
}

fn keep_cookies(cookies: &mut BTreeMap<String, String>, head: &[u8]) {
    for (_, set) in fields(head).filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
        let Some((name, rest)) = set.split_once('=') else { continue };
        match set.contains("Max-Age=0") {
            true => cookies.remove(name),
            false => cookies.insert(name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned()),
        };
    }
}

impl Answer<'_> {
    /// Where a redirect leads: the path, with the query.
    pub fn leads_to(&self) -> Option<String> {
        self.field("location")
    }

    /// What it says under this name in its head.
    pub fn field(&self, wanted: &str) -> Option<String> {
        let (_, value) = fields(self.head).find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        Some(value.to_owned())
    }

    /// The page.
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.body).unwrap_or_default()
    }

    /// Every address on the page that begins so.
    pub fn addresses(&self, beginning: &str) -> Vec<String> {
        let found = self.text().split(['"', '\'']).filter(|text| text.starts_with(beginning));
        found.map(|text| text.replace("&amp;", "&")).collect()
    }

    /// Fails unless the status is this one.
    pub fn expect(self, status: u16) -> Result<Self> {
        ensure!(self.status == status, "the answer is {}, not {status}:\n{}", self.status, self.text());
        Ok(self)
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"HTTP/1.1 303 See Other\r\nLocation: /basket?said=added\r\nContent-Length: 5\r\n\
        Set-Cookie: basket=abc.1; HttpOnly; Max-Age=60\r\nset-cookie: joining=; Max-Age=0\r\n\r\n";

    #[test]
    fn an_answer_says_status_length_and_where_it_leads() {
        assert_eq!(status_of(HEAD).unwrap(), 303);
        assert_eq!(length_of(HEAD).unwrap(), 5);
        let answer = Answer { status: 303, head: HEAD, body: b"" };
        assert_eq!(answer.leads_to().as_deref(), Some("/basket?said=added"));
    }

    #[test]
    fn cookies_are_kept_and_let_go() {
        let mut cookies = BTreeMap::from([("joining".to_owned(), "x".to_owned())]);
        keep_cookies(&mut cookies, HEAD);
        assert_eq!(cookies, BTreeMap::from([("basket".to_owned(), "abc.1".to_owned())]));
    }

    #[test]
    fn a_form_is_written_as_browsers_write_it() {
        assert_eq!(
            form(&[("name", "Ada Amsel"), ("email", "ada@example.org")]),
            "name=Ada+Amsel&email=ada%40example.org"
        );
    }
}
