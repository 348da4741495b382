//! The books of a dead shop, opened with its own root key through a gate of ours, and held against what was received.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::PoisonError,
};

use anyhow::{Context, Result, ensure};
use features::{columns, needs};
use gate::{Actor, Ask, Entry, Gate, Kind, Parts, RootKey};
use serde_json::Value;
use store::{Clock, Dice, Id, Store, sql, work};

use super::acts::Kept;
use crate::{browser::Browser, inside, server::Place, town::Town};

/// Who receives something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Recipient {
    Payment,
    Courier,
    Mail,
}

const OF_PAYMENT: &str = "SELECT customer_id FROM payment WHERE payment_id = $1";
const OF_PARCEL: &str = "SELECT customer_id FROM shipment WHERE shipment_id = $1";
const OF_MAIL: &str = "SELECT customer_id FROM message WHERE message_id = $1";

impl Recipient {
    fn owner(self) -> &'static str {
        match self {
            Recipient::Payment => OF_PAYMENT,
            Recipient::Courier => OF_PARCEL,
            Recipient::Mail => OF_MAIL,
        }
    }

    /// Whether a line is about something that this recipient gets. A mail is opened to be written; the others are handed
    /// something over.
    fn is_told_of(self, entry: &Entry) -> bool {
        match self {
            Recipient::Payment => entry.kind == Kind::HandedOver && entry.party == "payment-partner",
            Recipient::Courier => entry.kind == Kind::HandedOver && entry.party == "courier",
            Recipient::Mail => {
                entry.kind == Kind::Opened && entry.leaves.iter().any(|leaf| leaf == "contact.email")
            }
        }
    }
}

/// Something received: by whom, its reference, and the last microsecond of the second in which it came.
type Received = (Recipient, Id, i64);

/// What is known so far.
pub struct Books {
    place: Place,
    policy: PathBuf,
    seen: BTreeSet<(Recipient, Id)>,
    had: BTreeMap<(Id, Recipient), Vec<i64>>,
    /// Payments that the partner was asked for.
    pub payments: usize,
    /// Parcels that the courier was told of.
    pub parcels: usize,
    /// Mails that came.
    pub mails: usize,
}

impl Books {
    /// None looked at yet.
    pub fn new(place: &Place, policy: &Path) -> Books {
        let (place, policy) = (place.clone(), policy.to_owned());
        let (seen, had) = (BTreeSet::new(), BTreeMap::new());
        Books { place, policy, seen, had, payments: 0, parcels: 0, mails: 0 }
    }

    /// Holds what was received since the last look against the lines, and what was acknowledged against the rows.
    pub async fn look(&mut self, town: &Town, kept: &Kept) -> Result<()> {
        let gate = self.gate().await?;
        let mut touched = BTreeSet::new();
        for (recipient, reference, until) in received(town).await? {
            if !self.seen.insert((recipient, reference)) {
                continue;
            }
            let owner = owner(gate.store(), recipient, reference).await?;
            let owner =
                owner.with_context(|| format!("{recipient:?} received something that no row knows"))?;
            self.had.entry((owner, recipient)).or_default().push(until);
            touched.insert(owner);
        }
        for owner in touched {
            let lines = lines(&gate, owner).await?;
            self.hold(owner, &lines)?;
        }
        self.count();
        let parcels = kept.parcels.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for number in parcels {
            ensure!(
                handed_over(gate.store(), number).await?,
                "a parcel that was handed over is not in its row"
            );
        }
        Ok(())
    }

    fn hold(&self, owner: Id, lines: &[Entry]) -> Result<()> {
        for recipient in [Recipient::Payment, Recipient::Courier, Recipient::Mail] {
            let moments = self.had.get(&(owner, recipient)).map_or(&[][..], Vec::as_slice);
            let told: Vec<i64> =
                lines.iter().filter(|line| recipient.is_told_of(line)).map(|line| line.at).collect();
            each_after_its_line(moments, &told)
                .with_context(|| format!("{recipient:?} received something"))?;
        }
        Ok(())
    }

    fn count(&mut self) {
        let of = |recipient| self.seen.iter().filter(|(whose, _)| *whose == recipient).count();
        (self.payments, self.parcels, self.mails) =
            (of(Recipient::Payment), of(Recipient::Courier), of(Recipient::Mail));
    }

    /// Reads everybody's record and says how many there are.
    pub async fn verify_all(&self) -> Result<usize> {
        let gate = self.gate().await?;
        let everybody = gate.store().read(work!(|tx| -> Result<Vec<Id>, store::Error> {
            tx.rows(sql!(EVERYBODY)).await?.into_iter().map(|mut row| row.take(0)).collect()
        }));
        let everybody = everybody.await?;
        for owner in &everybody {
            lines(&gate, *owner).await?;
        }
        Ok(everybody.len())
    }

    async fn gate(&self) -> Result<Gate> {
        let text = fs::read_to_string(self.place.folder.join("root.key"))?;
        let parts = Parts {
            store: Store::open(&self.place.rows()).await?,
            keys: Store::open(&self.place.keys()).await?,
            root: std::sync::Arc::new(RootKey::from_file_text(&text).map_err(anyhow::Error::msg)?),
            policy: std::sync::Arc::new(inside::load(&self.policy)?),
            needs: needs::ALL,
            columns: columns::ALL,
            caps: gate::Caps::default(),
            clock: Clock::system(),
            dice: Dice::system(),
        };
        Ok(Gate::open(parts).await?)
    }
}

/// The first thing received has an earlier line, the second has two, and so on.
fn each_after_its_line(received: &[i64], told: &[i64]) -> Result<()> {
    let mut received = received.to_vec();
    received.sort_unstable();
    for (before, until) in received.into_iter().enumerate() {
        let lines = told.iter().filter(|at| **at <= until).count();
        ensure!(lines > before, "{} things had been received when {lines} lines told of it", before + 1);
    }
    Ok(())
}

const EVERYBODY: &str = "SELECT DISTINCT customer_id FROM ledger";

/// A person's lines, which have to verify.
async fn lines(gate: &Gate, owner: Id) -> Result<Vec<Entry>> {
    let ask = Ask::new(&needs::LEDGER_SEE, Actor::Holder { id: owner, secret: [7; 32] }, owner);
    let record =
        gate.ledger_of(ask).await.map_err(|stop| anyhow::anyhow!("a record does not open: {stop:?}"))?;
    ensure!(record.broken_at.is_none(), "a chain does not verify from line {:?} on", record.broken_at);
    Ok(record.lines.into_iter().map(|line| line.entry).collect())
}

async fn owner(store: &Store, recipient: Recipient, reference: Id) -> Result<Option<Id>> {
    let text = recipient.owner();
    let found = store.read(work!(|tx| [reference] -> Result<Option<Id>, store::Error> {
        tx.row(sql!(text, reference)).await?.map(|mut row| row.take(0)).transpose()
    }));
    Ok(found.await?)
}

const HANDED: &str =
    "SELECT 1 FROM orders o JOIN shipment s ON s.customer_id = o.customer_id AND s.order_id = o.order_id
    WHERE o.number = $1 AND s.tracking IS NOT NULL";

async fn handed_over(store: &Store, number: String) -> Result<bool> {
    let found = store.read(work!(|tx| [number] -> Result<bool, store::Error> {
        Ok(tx.row(sql!(HANDED, number)).await?.is_some())
    }));
    Ok(found.await?)
}

/// What the recipients keep of what they were sent.
async fn received(town: &Town) -> Result<Vec<Received>> {
    let mut all = Vec::new();
    for (recipient, port, path) in [
        (Recipient::Payment, town.payment, "/v1/payment_sessions"),
        (Recipient::Courier, town.courier, "/v1/parcels"),
    ] {
        for call in list(port, "/received.json").await? {
            if call["path"] == path && call["method"] == "POST" {
                let reference = call["body"]["reference"].as_str().context("a call without a reference")?;
                all.push((recipient, reference.parse()?, end_of(&call["at"])?));
            }
        }
    }
    for mail in list(town.inbox, "/mails.json").await? {
        let id = message_id(&mail).context("a mail without an id")?;
        all.push((Recipient::Mail, id.parse()?, end_of(&mail["at"])?));
    }
    Ok(all)
}

async fn list(port: u16, path: &str) -> Result<Vec<Value>> {
    let mut browser = Browser::at(port);
    Ok(serde_json::from_str(browser.get(path).await?.expect(200)?.text())?)
}

fn message_id(mail: &Value) -> Option<String> {
    let headers = mail["headers"].as_object()?;
    let id = headers.get("message-id")?.as_str()?;
    Some(id.trim_start_matches('<').split('@').next()?.to_owned())
}

/// Recipients note whole seconds.
fn end_of(at: &Value) -> Result<i64> {
    let second: jiff::Timestamp = at.as_str().context("no time")?.parse()?;
    Ok(second.as_microsecond() + 999_999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_received_after_its_line_is_fine() {
        for (received, told) in [(vec![], vec![]), (vec![5], vec![5]), (vec![9, 5], vec![4, 7, 8])] {
            assert!(each_after_its_line(&received, &told).is_ok(), "{received:?} {told:?}");
        }
    }

    #[test]
    fn what_was_received_without_a_line_or_before_it_is_noticed() {
        for (received, told) in
            [(vec![5], vec![]), (vec![5], vec![6]), (vec![5, 9], vec![4]), (vec![5, 9], vec![6, 7])]
        {
            assert!(each_after_its_line(&received, &told).is_err(), "{received:?} {told:?}");
        }
    }
}
