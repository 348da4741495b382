//! What the officer's desk does with editions. Each deed is one commit with a line that names who did it; what cannot be
//! done is said in words.

use std::sync::Arc;

use policy::Policy;
use review::{Comparison, Verdict, compare};
use store::{Error, Id, Time, Tx, sql, work};
use web::{Stop, date_in_words};

use super::{
    queries::{self, Deed, Edition, State},
    rules,
    shelf::{self, File},
};
use crate::shop::Shop;

/// Approvals that a text needs, each of another person.
pub const APPROVALS: usize = 2;

/// Why a deed was not done.
#[derive(Debug)]
pub enum Trouble {
    /// In words for the officer.
    Words(String),
    /// Refused or failed.
    Stop(Stop),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Stop(error.into())
    }
}

fn words<T>(words: impl Into<String>) -> Result<T, Trouble> {
    Err(Trouble::Words(words.into()))
}

/// A member of staff in the officer's role, who acts.
#[derive(Clone, Debug)]
pub struct Officer {
    /// Their id.
    pub id: Id,
    /// Their role and pseudonym, as ledgers name them.
    pub named: String,
}

/// An approval of a text.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Who.
    pub staff: Id,
    /// When.
    pub at: Time,
}

/// An edition with all that belongs to it.
pub struct Dossier {
    /// The edition.
    pub edition: Edition,
    /// Who approved the text as it stands.
    pub approvals: Vec<Approval>,
    /// What was done with it, oldest first.
    pub deeds: Vec<Deed>,
}

const APPROVED: &str =
    "SELECT staff_id, at FROM edition_approval WHERE version = $1 AND text_hash = $2 ORDER BY at, staff_id";

async fn approvals(tx: &mut Tx, edition: &Edition) -> Result<Vec<Approval>, Error> {
    let rows = tx.rows(sql!(APPROVED, &edition.version, edition.text_hash)).await?;
    rows.into_iter().map(|mut r| Ok(Approval { staff: r.take(0)?, at: r.take(1)? })).collect()
}

const APPROVE: &str =
    "INSERT INTO edition_approval (version, staff_id, text_hash, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (version, staff_id) DO UPDATE SET text_hash = excluded.text_hash, at = excluded.at";
const IS_OFFICER: &str = "SELECT 1 FROM staff WHERE staff_id = $1 AND role = 'officer'";

/// Every edition: those that came into force in their order, then the others by age.
pub async fn list(shop: &Shop) -> Result<Vec<Edition>, Stop> {
    Ok(shop.shelf.all().await?)
}

/// The edition of that version with its approvals and its story.
pub async fn find(shop: &Shop, version: &str) -> Result<Option<Dossier>, Stop> {
    let version = version.to_owned();
    let found = shop.house.store().read(work!(|tx| [version] -> Result<Option<Dossier>, Error> {
        let Some(edition) = queries::find(tx, &version).await? else { return Ok(None) };
        let (approvals, deeds) = (approvals(tx, &edition).await?, queries::deeds(tx, &version).await?);
        Ok(Some(Dossier { edition, approvals, deeds }))
    }));
    Ok(found.await?)
}

/// Reads a text as this server would: what the editor asks at each pause.
///
/// # Errors
/// Everything that keeps it from being obeyed, in words.
pub fn read(shop: &Shop, text: &str) -> Result<Arc<Policy>, String> {
    shop.shelf.read(&File { name: "the text".to_owned(), text: text.to_owned() })
}

/// Reads an edition that the shelf has.
///
/// # Errors
/// What keeps this server from obeying it, in words.
pub fn read_edition(shop: &Shop, edition: &Edition) -> Result<Arc<Policy>, String> {
    shop.shelf.read_edition(edition)
}

/// What a text would do to the edition in force.
pub fn against_in_force(shop: &Shop, policy: &Policy) -> Comparison {
    compare(&shop.house.policy(), policy)
}

/// Keeps a text as a draft under the version it gives itself. Approvals of another text under that version count no more.
///
/// # Errors
/// In words when the text cannot be obeyed or its version is taken.
pub async fn put_draft(shop: &Shop, by: &Officer, text: &str) -> Result<Edition, Trouble> {
    let policy = read(shop, text).map_err(Trouble::Words)?;
    let now = shop.house.clock.now();
    let mut draft = shop.shelf.edition(&policy, &by.named, now);
    shelf::judged(&mut draft, &shop.house.policy(), &against_in_force(shop, &policy));
    let (by, id) = (by.clone(), shop.shelf.id());
    let done = shop.house.store().write(work!(|tx| [draft, by, id, now] -> Result<Edition, Trouble> {
        officer_only(tx, &by).await?;
        if let Some(old) = queries::find(tx, &draft.version).await?
            && matches!(old.state, State::InForce | State::Past | State::Scheduled)
        {
            return words(format!("Version {} is {} already. Give the text a version of its own.", old.version, old.state.word()));
        }
        queries::put(tx, &draft)?;
        queries::note(tx, &draft.version, id, now, &by.named, "wrote the draft")?;
        Ok(draft)
    }));
    done.await
}

/// Approves the text with that hash; two different people make it approved.
///
/// # Errors
/// In words when there is no such draft, or its text is another one by now.
pub async fn approve(
    shop: &Shop,
    by: &Officer,
    version: &str,
    text_hash: [u8; 32],
) -> Result<Edition, Trouble> {
    let (by, id, now) = (by.clone(), shop.shelf.id(), shop.house.clock.now());
    let version = version.to_owned();
    let done = shop.house.store().write(work!(|tx| [by, id, now, version] -> Result<Edition, Trouble> {
        officer_only(tx, &by).await?;
        let mut edition = known(tx, &version).await?;
        if edition.text_hash != text_hash {
            return words("The text was changed after you looked. Read it once more before you approve it.");
        }
        match edition.state {
            State::Draft => {}
            State::Approved => return words("Two people have approved this text already."),
            other => return words(format!("Version {version} is {}: there is nothing to approve.", other.word())),
        }
        tx.put(sql!(APPROVE, &version, by.id, text_hash, now))?;
        queries::note(tx, &version, id, now, &by.named, "approved the text")?;
        if approvals(tx, &edition).await?.len() >= APPROVALS {
            edition.state = State::Approved;
            queries::put(tx, &edition)?;
        }
        Ok(edition)
    }));
    done.await
}

/// Lets an approved text come into force at that time, or as early as it may.
///
/// # Errors
/// In words when two people have not approved it, another one is scheduled, or the notice would be cut short.
pub async fn schedule(
    shop: &Shop,
    by: &Officer,
    version: &str,
    at: Option<Time>,
) -> Result<Edition, Trouble> {
    let (mut edition, earliest) = approved(shop, version).await?;
    let due = at.unwrap_or(earliest);
    if due < earliest {
        let day = date_in_words(earliest);
        return words(format!(
            "This text allows more than the one in force, so it has to be announced first. It can come into force on {day} at the earliest."
        ));
    }
    (edition.state, edition.due_at) = (State::Scheduled, Some(due));
    let (by, id, now) = (by.clone(), shop.shelf.id(), shop.house.clock.now());
    let done = shop.house.store().write(work!(|tx| [edition, by, id, now] -> Result<Edition, Trouble> {
        officer_only(tx, &by).await?;
        still_approved(tx, &edition).await?;
        if let Some((other, _)) = queries::course(tx).await?.coming {
            return words(format!("Version {other} is scheduled. Withdraw it first."));
        }
        shelf::schedule(tx, edition.clone(), due, id, now, &by.named)?;
        Ok(edition)
    }));
    done.await
}

/// Puts an approved text that allows no more into force now; every server follows within a second.
///
/// # Errors
/// In words when it allows more (then it has to be scheduled), or two people have not approved it.
pub async fn activate(shop: &Shop, by: &Officer, version: &str) -> Result<(), Trouble> {
    let (edition, earliest) = approved(shop, version).await?;
    let now = shop.house.clock.now();
    if earliest > now {
        return words(
            "This text allows more than the one in force, so it has to be announced first. Schedule it.",
        );
    }
    let (by, id) = (by.clone(), shop.shelf.id());
    let in_force = shop.house.policy().version().to_owned();
    let done = shop.house.store().write(work!(|tx| [edition, by, id, now, in_force] -> Result<(), Trouble> {
        officer_only(tx, &by).await?;
        still_approved(tx, &edition).await?;
        let old = known(tx, &in_force).await?;
        if shelf::enter(tx, &old, edition, id, now, &by.named).await? {
            return Ok(());
        }
        words("Another edition came into force meanwhile. Compare this one with it and try again.")
    }));
    done.await?;
    super::follow(shop).await.map_err(Trouble::Stop)
}

/// Takes back what is not in force yet.
///
/// # Errors
/// In words when it is or was in force.
pub async fn withdraw(shop: &Shop, by: &Officer, version: &str) -> Result<(), Trouble> {
    let (by, id, now) = (by.clone(), shop.shelf.id(), shop.house.clock.now());
    let version = version.to_owned();
    let done = shop.house.store().write(work!(|tx| [by, id, now, version] -> Result<(), Trouble> {
        officer_only(tx, &by).await?;
        let edition = known(tx, &version).await?;
        match edition.state {
            State::Draft | State::Approved | State::Scheduled => {
                Ok(shelf::withdraw(tx, edition, id, now, &by.named, "withdrew it")?)
            }
            other => words(format!("Version {version} is {}: it cannot be withdrawn.", other.word())),
        }
    }));
    done.await?;
    super::follow(shop).await.map_err(Trouble::Stop)
}

/// An approved edition, held against the one in force once more, and the first moment it may come into force.
async fn approved(shop: &Shop, version: &str) -> Result<(Edition, Time), Trouble> {
    let Some(mut edition) = shop.shelf.find(version).await? else { return no_such(version) };
    if edition.state != State::Approved {
        return words(not_approved(&edition));
    }
    let policy = read_edition(shop, &edition).map_err(Trouble::Words)?;
    let (in_force, now) = (shop.house.policy(), shop.house.clock.now());
    let comparison = compare(&in_force, &policy);
    shelf::judged(&mut edition, &in_force, &comparison);
    Ok((edition, rules::earliest(&in_force, &comparison, now)))
}

/// The same inside the commit: nobody changed it meanwhile.
async fn still_approved(tx: &mut Tx, edition: &Edition) -> Result<(), Trouble> {
    let now = known(tx, &edition.version).await?;
    if now.state != State::Approved || now.text_hash != edition.text_hash {
        return words(not_approved(&now));
    }
    Ok(())
}

fn not_approved(edition: &Edition) -> String {
    match edition.state {
        State::Draft => "Two people have to approve this text first.".to_owned(),
        other => format!("Version {} is {}.", edition.version, other.word()),
    }
}

async fn known(tx: &mut Tx, version: &str) -> Result<Edition, Trouble> {
    match queries::find(tx, version).await? {
        Some(edition) => Ok(edition),
        None => no_such(version),
    }
}

fn no_such<T>(version: &str) -> Result<T, Trouble> {
    words(format!("There is no version {version}."))
}

async fn officer_only(tx: &mut Tx, by: &Officer) -> Result<(), Trouble> {
    match tx.row(sql!(IS_OFFICER, by.id)).await? {
        Some(_) => Ok(()),
        None => words("Only a data-protection officer may do that."),
    }
}

/// What a verdict means for the way of a text.
pub fn in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "Only the wording changes. It may come into force at once.",
        Verdict::Narrower => {
            "Less may happen than before. It may come into force at once; customers find it in the history."
        }
        Verdict::Wider => {
            "More may happen than before. It is announced to every customer and comes into force after its notice."
        }
    }
}
