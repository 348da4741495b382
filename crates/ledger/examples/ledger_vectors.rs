//! Prints the vector in `tests/vectors/chain.json`: Ada's chain of four lines, the second with its record gone.
//!
//! `cargo run -p ledger --example ledger_vectors > crates/ledger/tests/vectors/chain.json` after a new version of a format.

use std::io::{self, Write};

use ledger::{Entry, Head, Kind, Line, append, to_chain_file};

fn main() -> io::Result<()> {
    let told = [
        (Kind::Collected, "customer", "shop", "order.place", "2.1", None),
        (Kind::Opened, "advisor:amber", "shop", "care.answer", "6.2", Some("case 12")),
        (Kind::HandedOver, "shop", "courier", "order.deliver", "2.4", Some("order A-1001")),
        (Kind::Refused, "shop", "printer", "post-news.send", "5.1", None),
    ];
    let mut head = Head::GENESIS;
    let mut lines = Vec::new();
    for (seq, (kind, actor, party, purpose, paragraph, about)) in (1_u8..).zip(told) {
        let entry = Entry {
            at: 1_790_000_000_000_000 + i64::from(seq),
            kind,
            actor: actor.into(),
            party: party.into(),
            verb: "use".into(),
            purpose: purpose.into(),
            leaves: vec!["identity.name".into(), "contact.phone".into()],
            ground: "contract".into(),
            paragraph: paragraph.into(),
            policy_version: "3".into(),
            policy_hash: "0f".repeat(32),
            about: about.map(Into::into),
            recipient: None,
        };
        let new = append(head, entry, [seq; 32]);
        head = new.head;
        lines.push(Line::from(new));
    }
    lines[1].record = None;
    writeln!(io::stdout(), "{}", to_chain_file(&lines, Some(head)))
}
