//! Take my data: how long a customer waits for the copy who has bought and asked a lot.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use store::Store;

use crate::{
    bars::Bars,
    browser::Browser,
    load::{Sample, Span, Walker, median, walk},
    people,
    server::{Place, Server},
    stage,
    walks::Orders,
};

/// Copies taken in a round. Each leaves a line in the record, which is part of the copy: many would make it another one.
const COPIES: usize = 10;
/// More than they take.
const SPAN: Span = Span { warm_up: Duration::ZERO, counted: Duration::from_secs(600) };

/// What the customer has done before.
#[derive(Clone, Copy)]
pub struct Past {
    /// Orders, paid.
    pub orders: usize,
    /// Chats with an advisor: a request each, with its words.
    pub chats: usize,
}

/// Measures against a shop of its own and writes the table.
///
/// # Errors
/// When a door does not open or the copy is not whole.
pub async fn run(program: &Path, place: &Place, past: Past, rounds: usize) -> Result<String> {
    let server = Server::start(program, place)?;
    stage::restock(&Store::open(&place.rows()).await?).await?;
    let customer = busy_customer(&server, past).await?;
    let lines = whole(&mut customer.again(), past).await?;
    let mut words = format!(
        "A customer with {} orders and {} chats, {lines} lines in the record.\n\n| | half of them within, ms | the longest, ms | KB |\n|---|--:|--:|--:|\n",
        past.orders, past.chats
    );
    let mut bars = Bars::default();
    for (form, name) in [("json", "copy for machines"), ("page", "copy to read")] {
        let kilobytes = taken(&mut customer.again(), form).await?.len() as f64 / 1_000.0;
        let mut samples = Vec::new();
        for _ in 0..rounds {
            let exports = Exports { browser: customer.again(), form, left: COPIES };
            samples.push(walk(vec![exports], SPAN).await?);
        }
        let middle = |of: fn(&Sample) -> f64| median(samples.iter().map(of).collect());
        let (half, most) = (middle(|sample| sample.median), middle(|sample| sample.p99));
        words.push_str(&format!("| {name} | {half:.1} | {most:.1} | {kilobytes:.0} |\n"));
        bars.at_most(name, half, 30.0, "ms");
    }
    bars.at_most("most memory of the server", server.peak_memory()?, 200.0, "MiB");
    Ok(format!("{words}\n{}", bars.markdown()))
}

/// Somebody comes through the front door, buys and asks.
async fn busy_customer(server: &Server, past: Past) -> Result<Browser> {
    let mut browser = people::join_at(server.shop, server.inbox, &server.password, 0).await?;
    let products = stage::products(&mut browser).await?;
    let sizes: Arc<[String]> = stage::sizes(&mut browser, &products[..12]).await?.into();
    let mut orders = Orders::by(browser.again(), server.payment, &sizes);
    for n in 0..past.orders {
        orders.one_more().await.with_context(|| format!("order {}", n + 1))?;
    }
    for n in 0..past.chats {
        let words = format!(
            "Question {}: where is my parcel? It was to come on Monday, and the courier says that nobody was there.",
            n + 1
        );
        browser.submit("/account/assist", &[("words", &words)]).await?;
    }
    Ok(browser)
}

async fn taken(browser: &mut Browser, form: &str) -> Result<String> {
    Ok(browser.post("/account/data", &[("form", form)]).await?.expect(200)?.text().to_owned())
}

/// Holds the copy against what was done; says how many lines the record has.
async fn whole(browser: &mut Browser, past: Past) -> Result<usize> {
    let copy: Value = serde_json::from_str(&taken(browser, "json").await?)?;
    for (key, many) in [("orders", past.orders), ("requests", past.chats)] {
        let sections = copy["held"].as_array().context("a copy that holds nothing")?;
        let section = sections.iter().find(|section| section["section"] == key);
        let things = section.and_then(|section| section["things"].as_array()).map_or(0, Vec::len);
        ensure!(things >= many, "{things} things under {key} instead of {many}");
    }
    ensure!(copy["record"]["complete_and_unaltered"] == true, "the record is not whole");
    Ok(copy["record"]["lines"].as_array().map_or(0, Vec::len))
}

/// Takes the copy again and again.
struct Exports {
    browser: Browser,
    form: &'static str,
    left: usize,
}

impl Walker for Exports {
    async fn step(&mut self) -> Result<bool> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let answer = self.browser.post("/account/data", &[("form", self.form)]).await?.expect(200)?;
        ensure!(answer.text().contains("where is my parcel?"), "the copy has no chats");
        Ok(true)
    }
}
