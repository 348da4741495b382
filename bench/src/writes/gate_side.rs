//! Our side: every deed through the gate, with the needs and the statements of the shop.

use std::hint::black_box;

use anyhow::{Context, Result};
use consent::choices;
use features::{
    account::closing,
    columns, needs,
    retention::{
        belongings,
        forgetting::{self, Forgetting},
    },
};
use gate::{Actor, Ask, Pass, Sealed, Stop};
use store::{Id, Tx, sql, work};

use crate::{
    ground::{CHOICES, Ground, owner, stopped},
    inside::{complete, record},
};

/// Lines that closing an account leaves: the address is read for the way in that is closed, the account is erased, and its
/// keys are destroyed.
pub const LINES_OF_CLOSING: u64 = 3;
/// What closing an account destroys.
const FORGOTTEN: [Forgetting; 3] = [Forgetting::Account, Forgetting::Cards, Forgetting::Contact];

/// Finds a customer by the address and opens their ten values, in a sitting of its own.
///
/// # Errors
/// When a value is missing, the gate refuses or a store fails.
pub async fn read(ground: &Ground, token: [u8; 32]) -> Result<bool> {
    let person = ground.house.store().read(work!(|tx| [token] { owner(tx, token).await })).await?;
    let ask = Ask::new(&needs::ADDRESSES_SEE, ground.oneself(person), person);
    let fetch = work!(|tx| [person] -> Result<Vec<Sealed>, Stop> { Ok(record(tx, person).await?) });
    let (pass, sealed) = ground.gate().admit(ask, fetch).await.map_err(stopped)?;
    complete(opened(&pass, &sealed)?)
}

/// How many of these open to something.
fn opened(pass: &Pass, sealed: &[Sealed]) -> Result<usize> {
    let mut opened = 0;
    for value in sealed {
        opened += usize::from(pass.open(value)?.is_some_and(|value| !black_box(value.show()).is_empty()));
    }
    Ok(opened)
}

/// Answers one choice, as My Account takes it.
///
/// # Errors
/// When the gate refuses or a store fails.
pub async fn choose(ground: &Ground, person: Id, yes: bool) -> Result<bool> {
    let (made, words) = ground.answer(CHOICES[0], yes);
    let about = format!("Send me news by e-mail: {}", if yes { "yes" } else { "no" });
    let ask = Ask::new(&needs::NEWS_CHOICE, ground.oneself(person), person).about(&about);
    let done = ground.gate().record(ask, move |tx, _| {
        let done = choices::set(tx, person, &made, &words);
        Box::pin(async move { Ok::<_, Stop>(done?) })
    });
    done.await.map_err(stopped)?;
    Ok(true)
}

/// Adds a customer with ten values and four choices.
///
/// # Errors
/// When the gate refuses or a store fails.
pub async fn create(ground: &Ground, person: Id) -> Result<bool> {
    let answers = CHOICES.iter().map(|name| ground.answer(name, true)).collect();
    ground.create(person, answers).await?;
    Ok(true)
}

/// Closes an account, but for the password that is asked for, the partner that is told and the last mail.
///
/// # Errors
/// When the gate refuses, a store fails or there is no such account.
pub async fn erase(ground: &Ground, person: Id) -> Result<bool> {
    let token = way_in(ground, person).await?;
    let (ask, now) =
        (Ask::new(&needs::ACCOUNT_ERASE, ground.oneself(person), person), ground.house.clock.now());
    let gate = ground.gate().clone();
    let emptied = ground.gate().record(ask, move |tx, sealer| {
        let gate = gate.clone();
        Box::pin(async move {
            if !closing::account_close(tx, person, now).await? {
                return Err(store::Error::Broken("there is no account to close".to_owned()).into());
            }
            emptied(tx, person, token)?;
            forgetting::promise_and_tell(tx, (&gate, sealer), FORGOTTEN.to_vec(), now).await
        })
    });
    let told = emptied.await.map_err(stopped)?;
    forgetting::carry_out_told(ground.gate(), person, told).await?;
    Ok(true)
}

const TOKEN_GONE: &str = "DELETE FROM blind_index WHERE token = $1 AND customer_id = $2";

/// What stands about an account, and every way in.
pub fn emptied(tx: &mut Tx, person: Id, token: [u8; 32]) -> Result<(), store::Error> {
    belongings::remove(tx, person, Forgetting::Account.classes())?;
    tx.put(sql!(TOKEN_GONE, token, person))
}

const EMAIL: &str = "SELECT email FROM customer WHERE customer_id = $1";

/// The token of the address as it is sealed in the account.
async fn way_in(ground: &Ground, person: Id) -> Result<[u8; 32]> {
    let ask = Ask::new(&needs::ACCOUNT_MAIL, Actor::Shop, person);
    let fetch = work!(|tx| [person] -> Result<Option<Vec<u8>>, Stop> {
        let row = tx.row(sql!(EMAIL, person)).await?;
        Ok(row.map(|mut row| row.take(0)).transpose()?)
    });
    let (pass, email) = ground.gate().admit(ask, fetch).await.map_err(stopped)?;
    let sealed = columns::CUSTOMER_EMAIL.maybe(person, email).context("the account has no address")?;
    let email = pass.open(&sealed)?.context("the address stays shut")?;
    Ok(ground.gate().tokens("email", email.show()).to_bytes().try_into().unwrap_or_default())
}
