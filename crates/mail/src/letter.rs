//! A letter and the post office that takes it.

use gate::Opened;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Attachment, Mailbox, MultiPart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};

/// A mail, written. Its address and words are a person's: it has no way to be printed.
pub struct Letter {
    /// Where it goes: an address that the gate opened for this purpose.
    pub to: Opened,
    /// Subject.
    pub subject: String,
    /// The text part, written by hand, not stripped from the other.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Where one click stops mails of this kind (RFC 8058), for mails that one can stop.
    pub stop_url: Option<String>,
    /// A file that goes along.
    pub enclosed: Option<Enclosed>,
}

/// A file in a mail.
pub struct Enclosed {
    /// Its name.
    pub name: &'static str,
    /// What kind of file it is (RFC 6838).
    pub kind: &'static str,
    /// What stands in it.
    pub text: String,
}

/// What can go wrong with a post office. Holds no address.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Try again later: no connection, or a 4xx answer.
    #[error("the mail server cannot take it now")]
    Passing,
    /// It will not be taken: a 5xx answer, or an address that is none.
    #[error("the mail server refuses it")]
    Final,
}

/// The way out: an SMTP server.
#[derive(Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Post {
    /// A post office from its URL (`smtp://host:port` plain for loopback, `smtps://user:password@host` with TLS, or
    /// `smtp://…?tls=required` with STARTTLS) and the shop's own address.
    ///
    /// # Errors
    /// In words, when the URL or the address cannot be understood.
    pub fn new(url: &str, from: &str) -> Result<Post, String> {
        let from = from.parse().map_err(|_| format!("mail.from: `{from}` is not a mail address"))?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            "mail.smtp is not a mail server's address such as smtp://127.0.0.1:2525".to_owned()
        })?;
        Ok(Post { transport: builder.timeout(Some(std::time::Duration::from_secs(20))).build(), from })
    }

    /// The same with a user name and password that do not stand in the URL.
    pub fn with_credentials(url: &str, from: &str, user: String, password: String) -> Result<Post, String> {
        let plain = Post::new(url, from)?;
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| "mail.smtp".to_owned())?;
        Ok(Post { transport: builder.credentials(Credentials::new(user, password)).build(), ..plain })
    }

    /// Sends one letter.
    pub async fn send(&self, letter: &Letter, id: &str) -> Result<(), Trouble> {
        let message = self.message(letter, id).ok_or(Trouble::Final)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Trouble::Final),
            Err(_) => Err(Trouble::Passing),
        }
    }

    fn message(&self, letter: &Letter, id: &str) -> Option<Message> {
        let to = Mailbox::new(None, letter.to.show().parse().ok()?);
        let host = self.from.email.domain();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(Some(format!("<{id}@{host}>")))
            .header(AutoSubmitted);
        if let Some(url) = &letter.stop_url {
            builder = builder.header(ListUnsubscribe(format!("<{url}>"))).header(OneClick);
        }
        let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        let Some(file) = &letter.enclosed else { return builder.multipart(words).ok() };
        let enclosed = Attachment::new(file.name.to_owned())
            .body(file.text.clone(), ContentType::parse(file.kind).ok()?);
        builder.multipart(MultiPart::mixed().multipart(words).singlepart(enclosed)).ok()
    }
}

/// RFC 3834: nobody's holiday note shall answer a machine.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// RFC 2369.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(ListUnsubscribe(value.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// RFC 8058.
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(OneClick)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
