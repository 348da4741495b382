//! One kind of thing after the other, in the order of My Account.

use std::mem::take;

use catalogue::Catalogue;
use consent::clearance::State;
use gate::Opened;
use store::Time;
use web::Stop;

use super::{
    Fact, Opening, Record, Section, Value,
    sources::{Source, Sources},
    wishes,
};
use crate::{
    account::{messages, queries::everything::*},
    basket, columns,
};

/// All of them; empty ones too, since "nothing" is an answer.
pub fn of(o: &Opening<'_>, mut rows: Everything, sources: &Sources<'_>) -> Result<Vec<Section>, Stop> {
    let joined = Source {
        from: "you, when you joined".to_owned(),
        at: rows.person.created_at,
        version: rows.person.policy_version.clone(),
    };
    let mut all = of_account(o, &rows, sources, &joined)?;
    all.extend(of_orders(o, &mut rows, &joined)?);
    all.extend(of_answers(o, rows, &joined)?);
    Ok(all)
}

fn of_account(
    o: &Opening<'_>,
    rows: &Everything,
    sources: &Sources<'_>,
    joined: &Source,
) -> Result<Vec<Section>, Stop> {
    Ok(vec![
        o.section(
            "contact",
            "Name and contact",
            "identity.name",
            ("/account/profile", "See and correct"),
            profile(o, rows, sources, joined)?,
        ),
        o.section(
            "addresses",
            "Address book",
            "contact.home",
            ("/account/addresses", "See, correct or remove"),
            addresses(o, rows, sources, joined)?,
        ),
        o.section(
            "cards",
            "Saved cards",
            "card.last-digits",
            ("/account/cards", "See or remove"),
            cards(o, rows, joined)?,
        ),
        o.section(
            "basket",
            "Basket and wish list",
            "account.basket",
            ("/basket", "See or empty it"),
            basket(o, rows, joined)?,
        ),
    ])
}

fn of_orders(o: &Opening<'_>, rows: &mut Everything, joined: &Source) -> Result<Vec<Section>, Stop> {
    Ok(vec![
        o.section(
            "orders",
            "Orders",
            "orders.items",
            ("/account/orders", "See your orders"),
            orders(o, take(&mut rows.orders))?,
        ),
        o.section(
            "checkouts",
            "Checkouts",
            "contact.shipping",
            ("", ""),
            checkouts(o, take(&mut rows.checkouts), joined)?,
        ),
        o.section(
            "payments",
            "Payments",
            "orders.payment",
            ("", ""),
            payments(take(&mut rows.payments), joined),
        ),
        o.section(
            "parcels",
            "Parcels",
            "orders.delivery",
            ("", ""),
            parcels(take(&mut rows.parcels), joined),
        ),
    ])
}

fn of_answers(o: &Opening<'_>, rows: Everything, joined: &Source) -> Result<Vec<Section>, Stop> {
    Ok(vec![
        o.section(
            "choices",
            "Your choices",
            "account.choices",
            ("/account/privacy", "See and change"),
            choices(o, &rows.answers, &rows.objections, joined),
        ),
        o.section("age", "Age question", "identity.birth-date", ("", ""), age(o, rows.clearance, joined)?),
        o.section(
            "requests",
            "Requests and complaints",
            "care.request",
            ("/account/requests", "See them"),
            requests(o, rows.requests, joined)?,
        ),
        o.section(
            "mails",
            "Mails we sent you",
            "account.choices",
            ("/account/messages", "See them"),
            mails(rows.mails, joined),
        ),
        o.section(
            "watches",
            "What you want to be told of",
            "account.choices",
            ("/account/watches", "See and change"),
            wishes::watched(o, &rows.watches, joined),
        ),
        o.section(
            "editions",
            "Versions of our privacy policy",
            "account.choices",
            ("/privacy", "Read the one in force"),
            wishes::editions(rows.editions),
        ),
        o.section(
            "sessions",
            "Where you are signed in",
            "account.password",
            ("/account/security", "See and sign out"),
            sessions(&rows.sessions, joined),
        ),
    ])
}

impl Opening<'_> {
    fn section(
        &self,
        key: &'static str,
        title: &'static str,
        leaf: &str,
        (page, deed): (&'static str, &'static str),
        records: Vec<Record>,
    ) -> Section {
        let (kept, paragraph) = self.kept(leaf);
        Section { key, title, kept, paragraph, page, deed, records }
    }
}

fn record(title: &str, source: Source) -> Record {
    Record::new(title, source.from, source.at, &source.version)
}

fn profile(
    o: &Opening<'_>,
    rows: &Everything,
    sources: &Sources<'_>,
    joined: &Source,
) -> Result<Vec<Record>, Stop> {
    let p = &rows.person;
    let values = [
        ("Name", "identity.name", &p.name),
        ("E-mail address", "contact.email", &p.email),
        ("New e-mail address, not confirmed yet", "contact.email", &p.new_email),
        ("Telephone", "contact.phone", &p.phone),
    ];
    let mut records = Vec::new();
    for (title, leaf, sealed) in values {
        let Some(sealed) = sealed else { continue };
        let source = sources.of_account(leaf).unwrap_or_else(|| joined.clone());
        let value = o.value(sealed, Value::Text)?;
        records.push(record(title, source).with(Some(Fact { label: title, value })));
    }
    records.push(
        record("Account", joined.clone())
            .moment("Opened", Some(p.created_at))
            .moment("Address confirmed", p.verified_at),
    );
    Ok(records)
}

fn addresses(
    o: &Opening<'_>,
    rows: &Everything,
    sources: &Sources<'_>,
    joined: &Source,
) -> Result<Vec<Record>, Stop> {
    let mut records = Vec::new();
    for row in &rows.addresses {
        let leaf = columns::address_lines(&row.kind).leaf;
        let source =
            sources.at(leaf, row.updated_at).unwrap_or(Source { at: row.updated_at, ..joined.clone() });
        let open = |sealed: &Option<gate::Sealed>| Ok::<_, Stop>(o.pass.open_maybe(sealed.as_ref())?);
        let recipient = open(&row.recipient)?.map(|value| Fact { label: "For", value: Value::Text(value) });
        let lines = open(&row.lines)?.map(|value| Fact { label: "Address", value: Value::Address(value) });
        let usual = if row.is_default { "yes" } else { "" };
        records.push(
            record(kind_in_words(&row.kind), source)
                .with(recipient)
                .with(lines)
                .words("The usual one", usual),
        );
    }
    Ok(records)
}

/// What an address is for.
pub(in crate::account) fn kind_in_words(kind: &str) -> &'static str {
    match kind {
        "home" => "Home address",
        "billing" => "Billing address",
        _ => "Delivery address",
    }
}

fn cards(o: &Opening<'_>, rows: &Everything, joined: &Source) -> Result<Vec<Record>, Stop> {
    let mut records = Vec::new();
    for row in &rows.cards {
        let state = if row.removing { "being removed at our payment partner" } else { "" };
        let digits = o
            .pass
            .open_maybe(row.digits.as_ref())?
            .map(|value| Fact { label: "Card", value: Value::Text(value) });
        let record = Record::new(
            "Card",
            "our payment partner, because you asked us to remember it",
            row.created_at,
            &joined.version,
        );
        records.push(record.with(digits).words("State", state));
    }
    Ok(records)
}

fn basket(o: &Opening<'_>, rows: &Everything, joined: &Source) -> Result<Vec<Record>, Stop> {
    let Some(row) = &rows.basket else { return Ok(Vec::new()) };
    let named = |label, sealed: &Option<gate::Sealed>, names: fn(&Catalogue, &Opened) -> Vec<String>| {
        let Some(sealed) = sealed else { return Ok::<_, Stop>(None) };
        let value = o.value(sealed, |opened| Value::Named(names(o.catalogue, &opened), opened))?;
        Ok(Some(Fact { label, value }))
    };
    let record = Record::new("Basket", "you, while shopping", row.updated_at, &joined.version)
        .with(named("Pieces", &row.lines, pieces_in_basket)?)
        .with(named("Wish list", &row.wishes, wishes)?);
    Ok(vec![match &row.before {
        None => record,
        Some(before) => {
            let value = o.value(before, Value::Parts)?;
            record.with(Some(Fact { label: "As it was before the last change", value }))
        }
    }])
}

fn pieces_in_basket(catalogue: &Catalogue, opened: &Opened) -> Vec<String> {
    let lines: Vec<basket::Line> = serde_json::from_str(opened.show()).unwrap_or_default();
    let name = |line: &basket::Line| match catalogue.variant(&line.sku) {
        Some((product, size)) => {
            format!("{} × {}, {}, {}", line.quantity, product.name, product.colour.name, size.size)
        }
        None => format!("{} × {}, no longer sold", line.quantity, line.sku),
    };
    lines.iter().map(name).collect()
}

fn wishes(catalogue: &Catalogue, opened: &Opened) -> Vec<String> {
    let slugs: Vec<String> = serde_json::from_str(opened.show()).unwrap_or_default();
    let name = |slug: &String| catalogue.product(slug).map_or(slug.clone(), |product| product.name.clone());
    slugs.iter().map(name).collect()
}

/// How a value of an order reads.
fn shape(label: &str) -> fn(Opened) -> Value {
    match label {
        "Name" | "E-mail address" | "Telephone" => Value::Text,
        "Home address" | "Delivery address" | "Billing address" => Value::Address,
        "Pieces" => Value::Pieces,
        _ => Value::Text,
    }
}

fn orders(o: &Opening<'_>, rows: Vec<OrderRow>) -> Result<Vec<Record>, Stop> {
    rows.into_iter().map(|row| order(o, row)).collect()
}

fn order(o: &Opening<'_>, row: OrderRow) -> Result<Record, Stop> {
    let (placed, dispatched, delivered, closed) = row.times;
    let [state, payment, fulfilment] = row.states;
    let mut record =
        Record::new(format!("Order {}", row.number), "you, at checkout", placed, &row.policy_version)
            .words("State", format!("{state}; payment {payment}; parcel {fulfilment}"))
            .amount("Total", row.total)
            .words("Delivery service", row.service)
            .moment("Placed", Some(placed))
            .moment("Dispatched", dispatched)
            .moment("Delivered", delivered)
            .moment("Closed", closed);
    for (label, sealed) in row.values {
        record = record.with(o.fact(label, sealed, shape(label))?);
    }
    for (what, at) in row.events {
        record = record.words("Step", format!("{}: {}", web::moment_in_words(at), what.replace('-', " ")));
    }
    Ok(record)
}

fn checkouts(o: &Opening<'_>, rows: Vec<CheckoutRow>, joined: &Source) -> Result<Vec<Record>, Stop> {
    let mut records = Vec::new();
    for row in rows {
        let mut record = Record::new("Checkout", "you, at checkout", row.created_at, &joined.version)
            .words("State", row.state);
        for (label, sealed) in row.values {
            record = record.with(o.fact(label, sealed, shape(label))?);
        }
        records.push(record);
    }
    Ok(records)
}

fn payments(rows: Vec<PaymentRow>, joined: &Source) -> Vec<Record> {
    let one = |row: PaymentRow| {
        Record::new("Payment", "you, at checkout", row.created_at, &joined.version)
            .words("State", row.state)
            .amount("Amount", row.amount)
            .words("Our payment partner's number for it", row.partner_ref.unwrap_or_default())
    };
    rows.into_iter().map(one).collect()
}

fn parcels(rows: Vec<ParcelRow>, joined: &Source) -> Vec<Record> {
    let one = |row: ParcelRow| {
        Record::new("Parcel", "our courier", row.requested_at, &joined.version)
            .words("State", row.state)
            .moment("Handed over", row.handed_at)
            .words("Number to follow it by", row.tracking.unwrap_or_default())
    };
    rows.into_iter().map(one).collect()
}

fn choices(
    o: &Opening<'_>,
    answers: &[consent::choices::Made],
    objections: &[(String, Time)],
    joined: &Source,
) -> Vec<Record> {
    let answer = |made: &consent::choices::Made| {
        let title = o.policy.choice(&made.name).map_or(made.name.clone(), |choice| choice.label.clone());
        let hash = web::hex(&made.wording_hash);
        Record::new(
            title,
            super::super::choices::channel_in_words(&made.channel),
            made.at,
            &made.policy_version,
        )
        .mark("Choice", made.name.clone())
        .words("Answer", if made.on { "yes" } else { "no" })
        .mark("SHA-256 of the words beside the box", hash)
    };
    let objection = |(purpose, at): &(String, Time)| {
        Record::new("Objection", "you, in My Account", *at, &joined.version)
            .words("Against", o.policy.purpose_words(purpose))
            .mark("Purpose", purpose.clone())
    };
    answers.iter().rev().map(answer).chain(objections.iter().map(objection)).collect()
}

fn age(
    o: &Opening<'_>,
    row: Option<consent::clearance::Clearance>,
    joined: &Source,
) -> Result<Vec<Record>, Stop> {
    let Some(row) = row else { return Ok(Vec::new()) };
    let state = match row.state {
        State::Adult => "of age, by your own statement",
        State::Waiting => "waiting for your guardian",
        State::Approved => "approved by your guardian",
        State::Refused => "refused by your guardian",
    };
    let born = columns::CLEARANCE_BIRTH_DATE.maybe(o.customer, row.birth_date);
    let guardian = columns::CLEARANCE_GUARDIAN.maybe(o.customer, row.guardian);
    let record = Record::new("Age question", "you, at the age question", row.asked_at, &joined.version)
        .words("Answer", state);
    Ok(vec![record.with(o.fact("Date of birth", born, Value::Text)?).with(o.fact(
        "Guardian",
        guardian,
        Value::Text,
    )?)])
}

fn requests(
    o: &Opening<'_>,
    rows: Vec<consent::requests::Request>,
    joined: &Source,
) -> Result<Vec<Record>, Stop> {
    let mut records = Vec::new();
    for row in rows {
        let title = match row.kind.as_str() {
            "complaint" => "Complaint",
            consent::requests::ABOUT_A_LINE => "Question about your record",
            _ => "Request for help",
        };
        let answer =
            row.answer.map(|answer| columns::REQUEST_ANSWER.sealed(row.id, answer).since(row.closed_at));
        let words = columns::REQUEST_WORDS.sealed(row.id, row.words).since(row.closed_at);
        let words = o.fact("What you wrote", Some(words), Value::Text)?;
        let record = Record::new(title, "you, in My Account", row.opened_at, &joined.version).with(words);
        let record = record.with(o.fact("Our answer", answer, Value::Text)?);
        records.push(
            record.words("State", if row.open { "open" } else { "closed" }).moment("Closed", row.closed_at),
        );
    }
    Ok(records)
}

fn mails(rows: Vec<(String, String, Time, Option<Time>)>, joined: &Source) -> Vec<Record> {
    let one = |(kind, state, written, sent): (String, String, Time, Option<Time>)| {
        Record::new(messages::in_words(&kind), "the shop", written, &joined.version)
            .words("State", state)
            .moment("Sent", sent)
    };
    rows.into_iter().map(one).collect()
}

fn sessions(rows: &[crate::account::queries::SessionRow], joined: &Source) -> Vec<Record> {
    let one = |row: &crate::account::queries::SessionRow| {
        Record::new("Signed in", "you, at sign-in", row.created_at, &joined.version)
            .moment("Last used", Some(row.seen_at))
    };
    rows.iter().map(one).collect()
}
