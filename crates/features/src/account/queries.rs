//! Every statement of this feature about one person's own rows.

pub mod closing;
pub mod everything;

use gate::Sealed;
use store::{Error, Id, Row, Time, Tx, sql};

use crate::columns;

/// The account itself, shut.
pub struct Person {
    /// Whether the address is confirmed.
    pub verified_at: Option<Time>,
    /// Since when the account exists.
    pub created_at: Time,
    /// The policy it was opened under.
    pub policy_version: String,
    /// Counts changes, so that two tabs do not overwrite each other.
    pub version: i64,
    /// Name.
    pub name: Option<Sealed>,
    /// Address for mail.
    pub email: Option<Sealed>,
    /// An address that waits to be confirmed.
    pub new_email: Option<Sealed>,
    /// Telephone.
    pub phone: Option<Sealed>,
}

const PERSON: &str = "SELECT verified_at, created_at, policy_version, version, name, email, new_email, phone
    FROM customer WHERE customer_id = $1 AND kind = 'account' AND state <> 'closed'";

/// The account of a person, unless it is closed.
pub async fn person_find(tx: &mut Tx, customer: Id) -> Result<Option<Person>, Error> {
    let Some(mut r) = tx.row(sql!(PERSON, customer)).await? else { return Ok(None) };
    Ok(Some(Person {
        verified_at: r.take(0)?,
        created_at: r.take(1)?,
        policy_version: r.take(2)?,
        version: r.take(3)?,
        name: columns::CUSTOMER_NAME.maybe(customer, r.take(4)?),
        email: columns::CUSTOMER_EMAIL.maybe(customer, r.take(5)?),
        new_email: columns::CUSTOMER_NEW_EMAIL.maybe(customer, r.take(6)?),
        phone: columns::CUSTOMER_PHONE.maybe(customer, r.take(7)?),
    }))
}

const NAME: &str = "UPDATE customer SET name = $1, version = version + 1
    WHERE customer_id = $2 AND version = $3 AND state <> 'closed' RETURNING version";
const PHONE: &str = "UPDATE customer SET phone = $1, version = version + 1
    WHERE customer_id = $2 AND version = $3 AND state <> 'closed' RETURNING version";

/// Puts another name; false when somebody else changed the account meanwhile.
pub async fn name_put(tx: &mut Tx, customer: Id, version: i64, name: Vec<u8>) -> Result<bool, Error> {
    Ok(tx.row(sql!(NAME, name, customer, version)).await?.is_some())
}

/// Puts another telephone number, or none; false when somebody else changed the account meanwhile.
pub async fn phone_put(
    tx: &mut Tx,
    customer: Id,
    version: i64,
    phone: Option<Vec<u8>>,
) -> Result<bool, Error> {
    Ok(tx.row(sql!(PHONE, phone, customer, version)).await?.is_some())
}

const NEW_EMAIL: &str = "UPDATE customer SET new_email = $1 WHERE customer_id = $2 AND state = 'active'";

/// Keeps an address until it is confirmed, or lets go of it.
pub fn new_email_put(tx: &mut Tx, customer: Id, sealed: Option<Vec<u8>>) -> Result<(), Error> {
    tx.put(sql!(NEW_EMAIL, sealed, customer))
}

const EMAIL: &str = "UPDATE customer SET email = $1, new_email = NULL, version = version + 1
    WHERE customer_id = $2 AND new_email IS NOT NULL AND state = 'active' RETURNING version";

/// Puts the confirmed address in the old one's place; false when none waits any more.
pub async fn email_put(tx: &mut Tx, customer: Id, sealed: Vec<u8>) -> Result<bool, Error> {
    Ok(tx.row(sql!(EMAIL, sealed, customer)).await?.is_some())
}

/// An entry of the address book, shut.
pub struct AddressRow {
    /// Its id.
    pub id: Id,
    /// `home`, `shipping` or `billing`.
    pub kind: String,
    /// Whether it is the one to take of its kind.
    pub is_default: bool,
    /// When it was last changed.
    pub updated_at: Time,
    /// Counts changes.
    pub version: i64,
    /// Who lives there.
    pub recipient: Option<Sealed>,
    /// Where it is.
    pub lines: Option<Sealed>,
}

const ADDRESSES: &str = "SELECT address_id, kind, is_default, updated_at, version, recipient, lines
    FROM address WHERE customer_id = $1 ORDER BY kind, is_default DESC, updated_at DESC";
const ADDRESS: &str = "SELECT address_id, kind, is_default, updated_at, version, recipient, lines
    FROM address WHERE customer_id = $1 AND address_id = $2";

/// The address book.
pub async fn addresses(tx: &mut Tx, customer: Id) -> Result<Vec<AddressRow>, Error> {
    tx.rows(sql!(ADDRESSES, customer)).await?.into_iter().map(address).collect()
}

/// One entry of it.
pub async fn address_find(tx: &mut Tx, customer: Id, id: Id) -> Result<Option<AddressRow>, Error> {
    tx.row(sql!(ADDRESS, customer, id)).await?.map(address).transpose()
}

fn address(mut r: Row) -> Result<AddressRow, Error> {
    let (id, kind): (Id, String) = (r.take(0)?, r.take(1)?);
    Ok(AddressRow {
        is_default: r.take(2)?,
        updated_at: r.take(3)?,
        version: r.take(4)?,
        recipient: columns::ADDRESS_RECIPIENT.maybe(id, r.take(5)?),
        lines: columns::address_lines(&kind).maybe(id, r.take(6)?),
        id,
        kind,
    })
}

/// An entry of the address book on its way in, sealed.
#[derive(Clone)]
pub struct NewAddress {
    /// Its id.
    pub id: Id,
    /// `home`, `shipping` or `billing`.
    pub kind: String,
    /// Whether it is the one to take of its kind.
    pub is_default: bool,
    /// Sealed recipient.
    pub recipient: Vec<u8>,
    /// Sealed lines.
    pub lines: Vec<u8>,
}

const ADDRESS_NEW: &str =
    "INSERT INTO address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $7)";
const ADDRESS_PUT: &str = "UPDATE address SET kind = $1, is_default = $2, updated_at = $3, recipient = $4, lines = $5, version = version + 1
    WHERE customer_id = $6 AND address_id = $7 AND version = $8 RETURNING version";
const NOT_DEFAULT: &str =
    "UPDATE address SET is_default = 0 WHERE customer_id = $1 AND kind = $2 AND address_id <> $3";
const DEFAULT: &str =
    "UPDATE address SET is_default = 1 WHERE customer_id = $1 AND address_id = $2 RETURNING kind";
const ADDRESS_GONE: &str =
    "DELETE FROM address WHERE customer_id = $1 AND address_id = $2 RETURNING kind, is_default";
const NEXT_DEFAULT: &str = "UPDATE address SET is_default = 1 WHERE customer_id = $1 AND address_id =
    (SELECT address_id FROM address WHERE customer_id = $2 AND kind = $3 ORDER BY updated_at DESC LIMIT 1)";

/// Adds an entry.
pub fn address_new(tx: &mut Tx, customer: Id, a: &NewAddress, now: Time) -> Result<(), Error> {
    tx.put(sql!(ADDRESS_NEW, customer, a.id, &a.kind, a.is_default, now, &a.recipient, &a.lines))?;
    if a.is_default { tx.put(sql!(NOT_DEFAULT, customer, &a.kind, a.id)) } else { Ok(()) }
}

/// Changes an entry; false when somebody else changed it meanwhile.
pub async fn address_put(
    tx: &mut Tx,
    customer: Id,
    a: &NewAddress,
    version: i64,
    now: Time,
) -> Result<bool, Error> {
    let put = sql!(ADDRESS_PUT, &a.kind, a.is_default, now, &a.recipient, &a.lines, customer, a.id, version);
    if tx.row(put).await?.is_none() {
        return Ok(false);
    }
    if a.is_default {
        tx.put(sql!(NOT_DEFAULT, customer, &a.kind, a.id))?;
    }
    Ok(true)
}

/// Makes an entry the one to take of its kind; false when it is not there.
pub async fn address_prefer(tx: &mut Tx, customer: Id, id: Id) -> Result<bool, Error> {
    let Some(mut row) = tx.row(sql!(DEFAULT, customer, id)).await? else { return Ok(false) };
    let kind: String = row.take(0)?;
    tx.put(sql!(NOT_DEFAULT, customer, kind, id))?;
    Ok(true)
}

/// Removes an entry. Was it the one to take, the latest of its kind takes its place.
pub async fn address_remove(tx: &mut Tx, customer: Id, id: Id) -> Result<bool, Error> {
    let Some(mut row) = tx.row(sql!(ADDRESS_GONE, customer, id)).await? else { return Ok(false) };
    let (kind, was_default): (String, bool) = (row.take(0)?, row.take(1)?);
    if was_default {
        tx.put(sql!(NEXT_DEFAULT, customer, customer, kind))?;
    }
    Ok(true)
}

/// A remembered card, shut.
pub struct CardRow {
    /// Its id.
    pub id: Id,
    /// Whether the payment partner has still to confirm that it is gone.
    pub removing: bool,
    /// Since when it is remembered.
    pub created_at: Time,
    /// Brand, last four digits and end, in words.
    pub digits: Option<Sealed>,
}

const CARDS: &str =
    "SELECT card_id, state, created_at, digits FROM card WHERE customer_id = $1 ORDER BY created_at DESC";

/// The remembered cards, newest first.
pub async fn cards(tx: &mut Tx, customer: Id) -> Result<Vec<CardRow>, Error> {
    let rows = tx.rows(sql!(CARDS, customer)).await?;
    rows.into_iter()
        .map(|mut r| {
            let id: Id = r.take(0)?;
            Ok(CardRow {
                removing: r.take::<String>(1)? == "removing",
                created_at: r.take(2)?,
                digits: columns::CARD_DIGITS.maybe(id, r.take(3)?),
                id,
            })
        })
        .collect()
}

const CARD_REMOVING: &str =
    "UPDATE card SET state = 'removing' WHERE customer_id = $1 AND card_id = $2 RETURNING card_id";
const CARDS_REMOVING: &str = "UPDATE card SET state = 'removing' WHERE customer_id = $1";

/// From now on the card pays nothing; false when it is not there.
pub async fn card_removing(tx: &mut Tx, customer: Id, card: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(CARD_REMOVING, customer, card)).await?.is_some())
}

/// From now on no card of this person pays anything.
pub fn cards_removing(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    tx.put(sql!(CARDS_REMOVING, customer))
}

/// A session of this person.
pub struct SessionRow {
    /// Hash of its secret.
    pub token: [u8; 32],
    /// When it was started.
    pub created_at: Time,
    /// When it was last used.
    pub seen_at: Time,
}

const SESSIONS: &str = "SELECT token, created_at, seen_at FROM session WHERE customer_id = $1 AND expires_at > $2 ORDER BY seen_at DESC";
const OTHERS_END: &str = "DELETE FROM session WHERE customer_id = $1 AND token <> $2";

/// The sessions that are open now.
pub async fn sessions(tx: &mut Tx, customer: Id, now: Time) -> Result<Vec<SessionRow>, Error> {
    let rows = tx.rows(sql!(SESSIONS, customer, now)).await?;
    rows.into_iter()
        .map(|mut r| Ok(SessionRow { token: r.take(0)?, created_at: r.take(1)?, seen_at: r.take(2)? }))
        .collect()
}

/// Ends every session but this one.
pub fn other_sessions_end(tx: &mut Tx, customer: Id, own: [u8; 32]) -> Result<(), Error> {
    tx.put(sql!(OTHERS_END, customer, own))
}

const PASSWORD: &str = "SELECT password FROM customer WHERE customer_id = $1 AND state = 'active'";
const PASSWORD_PUT: &str =
    "UPDATE customer SET password = $1, version = version + 1 WHERE customer_id = $2 AND state = 'active'";

/// The password's hash, shut.
pub async fn password_find(tx: &mut Tx, customer: Id) -> Result<Option<Sealed>, Error> {
    let Some(mut row) = tx.row(sql!(PASSWORD, customer)).await? else { return Ok(None) };
    Ok(columns::CUSTOMER_PASSWORD.maybe(customer, row.take(0)?))
}

/// Puts another password's hash.
pub fn password_put(tx: &mut Tx, customer: Id, sealed: Vec<u8>) -> Result<(), Error> {
    tx.put(sql!(PASSWORD_PUT, sealed, customer))
}

const OPEN_ORDERS: &str =
    "SELECT number, state FROM orders WHERE customer_id = $1 AND closed_at IS NULL ORDER BY placed_at";

/// Numbers of the orders that are still open.
pub async fn open_orders(tx: &mut Tx, customer: Id) -> Result<Vec<String>, Error> {
    let rows = tx.rows(sql!(OPEN_ORDERS, customer)).await?;
    rows.into_iter().map(|mut r| r.take(0)).collect()
}
