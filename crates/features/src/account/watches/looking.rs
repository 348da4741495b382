//! The clock's part: looks through records that went on, and has a mail written where somebody wants to be told.

use gate::{Actor, Ask, Entry, Kind, Record};
use policy::Policy;
use store::{Error, Id, Time, Tx, work};
use web::Stop;

use super::queries::{self, ANYTHING, Watch};
use crate::{needs, shop::Shop};

/// A record is looked through at most this often, in seconds; so a whole visit makes one line of its own, not many.
const EVERY: i64 = 30;
/// So many mails tell at once within a day; whatever comes after them waits for one mail a day later.
const AT_ONCE: usize = 3;
/// What is told is kept this long for the mail that tells it.
const KEPT_DAYS: i64 = 14;
/// What the mail's own look at the address is about. It is not told of: each mail would bring the next.
pub const OWN_MAIL: &str = "a mail about what you want to be told of";

/// Looks through every record that went on since the last time.
pub async fn look(shop: &Shop) -> Result<(), Stop> {
    let before = shop.house.clock.now().minus_seconds(EVERY);
    let behind = shop.house.store().read(work!(|tx| [before] { queries::behind(tx, before).await })).await?;
    for (customer, seen) in behind {
        match look_through(shop, customer, seen).await {
            Ok(()) | Err(Stop::Refused(_)) => {}
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

async fn look_through(shop: &Shop, customer: Id, seen: i64) -> Result<(), Stop> {
    let ask = Ask::new(&needs::WATCH, Actor::Shop, customer);
    let record = shop.house.gate.ledger_of(ask).await?;
    let watches =
        shop.house.store().read(work!(|tx| [customer] { queries::all(tx, customer).await })).await?;
    let last = record.lines.last().map_or(seen, |line| line.seq.cast_signed());
    let found = found(&shop.house.policy(), &watches, &record, seen);
    let (now, id) = (shop.house.clock.now(), Id::new(&shop.house.clock, &shop.house.dice));
    let done =
        shop.house.store().write(work!(|tx| [customer, seen, last, now, id, found] -> Result<(), Error> {
            if !queries::seen(tx, customer, seen, last, now).await? || found.is_empty() {
                return Ok(());
            }
            tell(tx, customer, &found, id, now).await
        }));
    Ok(done.await?)
}

/// A line that somebody wants to be told of.
#[derive(Clone, Copy)]
struct Found {
    watch: Id,
    seq: i64,
    at: Time,
}

fn found(policy: &Policy, watches: &[Watch], record: &Record, seen: i64) -> Vec<Found> {
    let new = record.lines.iter().filter(|line| line.seq.cast_signed() > seen);
    new.flat_map(|line| {
        let fits = watches.iter().filter(|watch| is_told_of(policy, watch, &line.entry));
        fits.map(|watch| Found { watch: watch.id, seq: line.seq.cast_signed(), at: Time(line.entry.at) })
    })
    .collect()
}

/// Whether a line is one that the watch waits for: somebody else had such a value, and not one of those named.
pub fn is_told_of(policy: &Policy, watch: &Watch, entry: &Entry) -> bool {
    let had = matches!(entry.kind, Kind::Opened | Kind::HandedOver);
    let others = entry.party != "customer" && entry.actor != "customer";
    let concerned = entry.leaves.iter().any(|leaf| concerns(policy, &watch.data, leaf));
    had && others
        && concerned
        && !watch.parties.contains(&entry.party)
        && entry.about.as_deref() != Some(OWN_MAIL)
}

/// The record of uses itself is nobody's to be told of: looking for what to tell is a use of it.
fn concerns(policy: &Policy, data: &str, leaf: &str) -> bool {
    if data == ANYTHING {
        return leaf != "ledger";
    }
    match (policy.leaves(data), policy.leaf(leaf)) {
        (Some(wanted), Some(leaf)) => wanted.contains(leaf),
        _ => data == leaf,
    }
}

/// Gives what was found to a mail that leaves now, or to the one that leaves a day later when there were enough today.
async fn tell(tx: &mut Tx, customer: Id, found: &[Found], id: Id, now: Time) -> Result<(), Error> {
    queries::forget(tx, customer, now.minus_days(KEPT_DAYS))?;
    let today = queries::tellings(tx, customer, now.minus_days(1)).await?;
    let waiting = today.iter().find(|(_, due)| *due > now).copied();
    let mail = match waiting {
        Some(mail) => mail,
        None => {
            let due = if today.len() < AT_ONCE { now } else { now.plus_days(1) };
            mail::queue_at(tx, id, customer, "watch-told", Some(id), now, due)?;
            (id, due)
        }
    };
    found.iter().try_for_each(|one| queries::hit(tx, customer, one.watch, one.seq, one.at, mail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(party: &str, leaf: &str) -> Entry {
        Entry {
            at: 0,
            kind: Kind::Opened,
            actor: party.to_owned(),
            party: party.to_owned(),
            verb: String::new(),
            purpose: String::new(),
            leaves: vec![leaf.to_owned()],
            ground: String::new(),
            paragraph: String::new(),
            policy_version: String::new(),
            policy_hash: String::new(),
            about: None,
            recipient: None,
        }
    }

    #[test]
    fn only_others_who_were_not_named_are_told_of() {
        let settings = policy::Settings::stand_ins();
        let policy = Policy::load(&crate::testing::DEFAULT_POLICY, &settings)
            .unwrap_or_else(|problems| panic!("{problems}"));
        let watch = |data: &str| Watch {
            id: Id([0; 16]),
            data: data.to_owned(),
            parties: vec!["courier".to_owned()],
        };
        let told = |data: &str, entry: &Entry| is_told_of(&policy, &watch(data), entry);
        assert!(told("contact.phone", &entry("advisor", "contact.phone")));
        assert!(told("contact", &entry("advisor", "contact.phone")));
        assert!(told(ANYTHING, &entry("advisor", "contact.phone")));
        assert!(!told("contact.phone", &entry("courier", "contact.phone")), "named");
        assert!(!told("contact.phone", &entry("customer", "contact.phone")), "their own");
        assert!(!told("contact.email", &entry("advisor", "contact.phone")), "another kind");
        assert!(!told(ANYTHING, &entry("shop", "ledger")), "the look for what to tell");
        let own_mail = Entry { about: Some(OWN_MAIL.to_owned()), ..entry("shop", "contact.email") };
        assert!(!told(ANYTHING, &own_mail), "the mail itself");
        let refused = Entry { kind: Kind::Refused, ..entry("advisor", "contact.phone") };
        assert!(!told(ANYTHING, &refused), "nothing was opened");
    }
}
