//! The mail sink, over real sockets.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Caller, outside};
use http::Method;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::MultiPart};
use sandbox::Outside;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn message(to: &str) -> Message {
    let text = "Hello Ada,\r\n..two stops begin this line\r\n.\r\nhttp://shop.example/verify/abc?d=1.\r\n";
    let html = "<html><head><title>x</title></head><body><a href=\"http://shop.example/\">Confirm — now</a></body></html>";
    Message::builder()
        .from("The shop <shop@example.org>".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("Willkommen – schön")
        .multipart(MultiPart::alternative_plain_html(text.to_owned(), html.to_owned()))
        .unwrap()
}

async fn send(outside: &Outside, to: &str) -> Result<(), lettre::transport::smtp::Error> {
    let url = format!("smtp://{}", outside.smtp_addr);
    let post: AsyncSmtpTransport<Tokio1Executor> =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).unwrap().build();
    post.send(message(to)).await.map(drop)
}

async fn mails(outside: &Outside, query: &str) -> Vec<Value> {
    let list = Caller::new().get(&format!("{}/mails.json{query}", outside.inbox_url)).await.json();
    list.as_array().unwrap().clone()
}

/// Says it all at once, as a client that does not wait, and gives back the codes of the answers.
async fn say(outside: &Outside, words: &str) -> Vec<u16> {
    let mut socket = TcpStream::connect(outside.smtp_addr).await.unwrap();
    socket.write_all(words.as_bytes()).await.unwrap();
    let mut answers = String::new();
    socket.read_to_string(&mut answers).await.unwrap();
    answers
        .lines()
        .filter(|line| line.as_bytes().get(3) == Some(&b' '))
        .map(|line| line[..3].parse().unwrap())
        .collect()
}

#[tokio::test]
async fn a_mail_arrives_with_both_its_parts() {
    let outside = outside().await;
    send(&outside, "ada@example.org").await.unwrap();
    let mail = &mails(&outside, "?to=Ada@example.org").await[0];
    assert_eq!((&mail["to"], &mail["subject"]), (&json!("ada@example.org"), &json!("Willkommen – schön")));
    assert!(mail["html"].as_str().unwrap().contains("Confirm — now"));
    assert!(mail["headers"]["mime-version"].is_string());
}

#[tokio::test]
async fn stops_at_the_beginning_of_lines_survive() {
    let outside = outside().await;
    send(&outside, "ada@example.org").await.unwrap();
    let text = mails(&outside, "").await[0]["text"].as_str().unwrap().replace("\r\n", "\n");
    assert!(text.starts_with("Hello Ada,\n..two stops begin this line\n.\nhttp://"), "{text:?}");
}

#[tokio::test]
async fn a_client_that_does_not_wait_is_answered_in_order() {
    let outside = outside().await;
    let words = "EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<nobody>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.\r\nNOOP\r\nRSET\r\nQUIT\r\n";
    assert_eq!(say(&outside, words).await, [220, 250, 250, 250, 501, 354, 250, 250, 250, 221]);
    assert_eq!(mails(&outside, "").await[0]["text"], ".\r\n");
}

#[tokio::test]
async fn no_mail_hides_inside_another() {
    let outside = outside().await;
    let words = "EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\n.\nMAIL FROM:<evil@b>\n.\r\n\r\n.\r\nQUIT\r\n";
    assert_eq!(say(&outside, words).await, [220, 250, 250, 250, 354, 250, 221]);
    assert_eq!(mails(&outside, "").await.len(), 1);
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_and_the_talk_goes_on() {
    let outside = outside().await;
    let body = "x"
        .repeat(1_000)
        .repeat(6_000)
        .as_bytes()
        .chunks(900)
        .map(|line| String::from_utf8_lossy(line) + "\r\n")
        .collect::<String>();
    let words = format!("HELO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n{body}.\r\nNOOP\r\nQUIT\r\n");
    assert_eq!(say(&outside, &words).await, [220, 250, 250, 250, 354, 552, 250, 221]);
}

#[tokio::test]
async fn planned_answers_reach_the_sender_as_passing_and_final_trouble() {
    let outside = outside().await;
    let plan = format!("{}/control/answers", outside.inbox_url);
    Caller::new().control(&plan, json!({ "answer": 451 })).await;
    assert!(send(&outside, "ada@example.org").await.unwrap_err().is_transient());
    Caller::new().control(&plan, json!({ "answer": 550, "times": 2, "only": "ben@example.org" })).await;
    send(&outside, "ada@example.org").await.unwrap();
    assert!(send(&outside, "ben@example.org").await.unwrap_err().is_permanent());
    Caller::new().form(&plan, "answer=450&times=0&only=").await;
    send(&outside, "ben@example.org").await.unwrap();
}

#[tokio::test]
async fn in_an_outage_nobody_is_let_in() {
    let outside = outside().await;
    Caller::new().control(&format!("{}/control/outage", outside.inbox_url), json!({ "on": true })).await;
    assert!(!send(&outside, "ada@example.org").await.unwrap_err().is_permanent());
}

#[tokio::test]
async fn whoever_waits_for_a_mail_gets_it_when_it_comes() {
    let outside = outside().await;
    let (found, sent) =
        tokio::join!(mails(&outside, "?to=ada@example.org&wait=20"), send(&outside, "ada@example.org"));
    sent.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_mail_is_shown_with_links_that_can_be_followed_and_nothing_that_runs() {
    let outside = outside().await;
    send(&outside, "ada@example.org").await.unwrap();
    let id = mails(&outside, "").await[0]["id"].as_str().unwrap().to_owned();
    let caller = Caller::new();
    let page = caller.get(&format!("{}/mail/{id}", outside.inbox_url)).await;
    assert!(page.body.contains("<a href=\"http://shop.example/verify/abc?d=1\""), "{}", page.body);
    let framed = caller.get(&format!("{}/mail/{id}/html", outside.inbox_url)).await;
    assert!(framed.body.contains("<head><base target=\"_top\">"));
    let policy = framed.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'")
            && policy.contains("sandbox allow-top-navigation-by-user-activation")
    );
}

#[tokio::test]
async fn the_inbox_can_be_filtered_and_emptied() {
    let outside = outside().await;
    for to in ["ada@example.org", "ben@example.org"] {
        send(&outside, to).await.unwrap();
    }
    let caller = Caller::new();
    let page = caller.get(&format!("{}/?to=ben@example.org", outside.inbox_url)).await;
    assert_eq!(page.body.matches("class=\"letter\"").count(), 1);
    for path in ["/", "/about", "/control"] {
        assert_eq!(
            caller.get(&format!("{}{path}", outside.inbox_url)).await.body.matches("<h1").count(),
            1,
            "{path}"
        );
    }
    let cleared = caller.call(Method::DELETE, &format!("{}/mails", outside.inbox_url), &[], "").await;
    assert_eq!((cleared.status.as_u16(), mails(&outside, "").await.len()), (204, 0));
}

#[tokio::test]
async fn when_it_is_stopped_nobody_listens() {
    let outside = outside().await;
    let (smtp, inbox) = (outside.smtp_addr, outside.inbox_url.replace("http://", ""));
    outside.stop().await;
    assert!(TcpStream::connect(smtp).await.is_err());
    assert!(TcpStream::connect(inbox).await.is_err());
}
