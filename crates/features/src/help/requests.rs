//! A person's requests: made, read again, and closed by the one who made them.

use askama::Template;
use axum::{extract::Path, response::Response};
use consent::requests::{self, ABOUT_A_LINE, Attached, Request};
use gate::{Ask, Class, Opened, Pass, Sealed};
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, moment_in_words, see_other};

use crate::{columns, forms::is_misleading, needs};

/// What somebody writes to us: up to two thousand characters.
#[derive(Clone)]
pub struct Words(pub(crate) String);

impl Words {
    /// Parses what was typed.
    pub fn parse(typed: &str) -> Result<Words, String> {
        let words = typed.replace("\r\n", "\n");
        let shown = |c: &char| !is_misleading(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
        let words = words.chars().filter(shown).collect::<String>().trim().to_owned();
        match words.chars().count() {
            0 => Err("Please write a few words, so that we know what to look for.".to_owned()),
            1..=2_000 => Ok(Words(words)),
            _ => Err("Please shorten it to 2,000 characters.".to_owned()),
        }
    }
}

/// Opens a request of the signed-in customer: the words are sealed, and the line is in their record.
pub async fn open(ctx: &Ctx, kind: &'static str, words: Words) -> Result<(), Stop> {
    let (customer, gate) = (ctx.signed_in()?, &ctx.house.gate);
    gate.prepare(customer, &[Class::Care]).await?;
    let (id, now) = (ctx.id(), ctx.now());
    let ask = Ask::new(&needs::REQUEST_ASK, ctx.actor(), customer).about(&format!("{kind} {}", code_of(id)));
    gate.record(ask, move |tx, sealer| {
        let words = words.clone();
        Box::pin(async move {
            let sealed = sealer.seal(&columns::REQUEST_WORDS, id, &words.0)?;
            Ok::<_, Stop>(requests::open(tx, customer, id, kind, now, sealed)?)
        })
    })
    .await
}

/// Opens a question about a line of the signed-in customer's record, with the day by which it is answered.
pub async fn ask_about(ctx: &Ctx, words: Words, line: Attached) -> Result<(), Stop> {
    let (customer, gate) = (ctx.signed_in()?, &ctx.house.gate);
    gate.prepare(customer, &[Class::Care]).await?;
    let (id, now) = (ctx.id(), ctx.now());
    let about = format!(
        "question {} about line {}, to be answered by {}",
        code_of(id),
        line.seq,
        date_in_words(line.due_at)
    );
    let ask = Ask::new(&needs::REQUEST_ASK, ctx.actor(), customer).about(&about);
    let opened = gate.record(ask, move |tx, sealer| {
        let (words, line) = (words.clone(), line.clone());
        Box::pin(async move {
            let sealed = sealer.seal(&columns::REQUEST_WORDS, id, &words.0)?;
            match requests::open_about(tx, customer, id, now, sealed, &line).await? {
                true => Ok::<_, Stop>(()),
                false => Err(Stop::Conflict(
                    "You have asked about this line already, and the question is still open.",
                )),
            }
        })
    });
    opened.await
}

/// The person's open requests. Ids, kinds and times alone are not sealed, so nothing is opened here.
pub async fn open_ones(ctx: &Ctx, customer: Id) -> Result<Vec<Line>, Stop> {
    let all = ctx.house.store().read(work!(|tx| [customer] { requests::all(tx, customer).await })).await?;
    Ok(all
        .into_iter()
        .filter(|request| request.open && request.kind != ABOUT_A_LINE)
        .map(|request| Line::of(&request))
        .collect())
}

/// A request as a page shows it.
pub struct Line {
    /// Its id.
    pub id: Id,
    /// Its code, to be read out on the telephone.
    pub code: String,
    /// `help`, `complaint`, or `line` for a question about a line of the record.
    pub kind: String,
    /// The number of that line, and the day of the answer in words.
    pub about: Option<(u64, String)>,
    /// The officer's answer, once opened.
    pub answer: Option<Opened>,
    /// Whether it is open.
    pub open: bool,
    /// When it was made, in words.
    pub opened: String,
    /// When it was closed, in words.
    pub closed: Option<String>,
    /// What was written, once opened.
    pub words: Option<Opened>,
    /// Whether the time of what was written is over.
    pub over: bool,
}

impl Line {
    /// Without its words.
    pub fn of(request: &Request) -> Line {
        Line {
            id: request.id,
            code: code_of(request.id),
            kind: request.kind.clone(),
            open: request.open,
            about: request.attached.as_ref().map(|line| (line.seq, date_in_words(line.due_at))),
            answer: None,
            opened: moment_in_words(request.opened_at),
            closed: request.closed_at.map(date_in_words),
            words: None,
            over: false,
        }
    }

    /// With them, as far as the pass goes.
    pub fn read(request: Request, pass: &Pass) -> Result<Line, Stop> {
        let mut line = Line::of(&request);
        if let Some(answer) = sealed_answer(&request) {
            line.answer = pass.open(&answer)?;
        }
        let Some(sealed) = sealed_words(request) else { return Ok(line) };
        Ok(Line { words: pass.open(&sealed)?, over: pass.is_over(&sealed)?, ..line })
    }

    /// What it is called.
    pub fn called(&self) -> &'static str {
        match self.kind.as_str() {
            "complaint" => "Complaint",
            ABOUT_A_LINE => "Question",
            _ => "Request",
        }
    }
}

fn sealed_answer(request: &Request) -> Option<Sealed> {
    let answer = request.answer.clone()?;
    Some(columns::REQUEST_ANSWER.sealed(request.id, answer).since(request.closed_at))
}

fn sealed_words(request: Request) -> Option<Sealed> {
    let Request { id, words, closed_at, .. } = request;
    (!words.is_empty()).then(|| columns::REQUEST_WORDS.sealed(id, words).since(closed_at))
}

/// Eight characters that name a request on the telephone. They lead to it at the desk and give nobody any right.
pub fn code_of(id: Id) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let number = u128::from_be_bytes(id.0);
    let letter = |place: u32| char::from(LETTERS[usize::try_from(number >> (5 * place) & 31).unwrap_or(0)]);
    let letters: String = (0..8).rev().map(letter).collect();
    format!("{}-{}", &letters[..4], &letters[4..])
}

#[derive(Template)]
#[template(path = "help/requests.html")]
struct Requests {
    frame: Frame,
    lines: Vec<Line>,
}

pub async fn index(ctx: Ctx) -> Result<Page, Stop> {
    let customer = ctx.signed_in()?;
    ctx.house.gate.prepare(customer, &[Class::Care]).await?;
    let ask = Ask::new(&needs::REQUEST_SEE, ctx.actor(), customer);
    let (pass, all) = ctx
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(requests::all(tx, customer).await?) }))
        .await?;
    let lines = all.into_iter().map(|request| Line::read(request, &pass)).collect::<Result<_, Stop>>()?;
    Page::of(&Requests { frame: ctx.frame(), lines })
}

/// From this moment nobody in customer care sees anything.
pub async fn close(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, id.parse::<Id>().map_err(|_| Stop::NotFound)?);
    let now = ctx.now();
    let ask = Ask::new(&needs::REQUEST_ASK, ctx.actor(), customer).about(&format!("{}, closed", code_of(id)));
    let closed = ctx.house.gate.record(ask, move |tx, _| {
        Box::pin(async move { Ok::<_, Stop>(requests::close(tx, customer, id, now).await?) })
    });
    match closed.await? {
        true => Ok(see_other("/account/requests", Some("request-closed"))),
        false => Err(Stop::Conflict("This request is closed already, or it is not one of yours.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_eight_letters_that_cannot_be_confused_and_comes_from_the_random_end() {
        assert_eq!(code_of(Id([0; 16])), "0000-0000");
        assert_eq!(code_of(Id([0xff; 16])), "ZZZZ-ZZZZ");
        assert_ne!(code_of(Id([1; 16])), code_of(Id([2; 16])));
    }

    #[test]
    fn words_are_neither_empty_nor_endless() {
        assert!(Words::parse(" \n ").is_err());
        assert!(Words::parse(&"x".repeat(2_000)).is_ok());
        assert!(Words::parse(&"x".repeat(2_001)).is_err());
    }
}
