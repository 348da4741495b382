//! Editions of the policy page: the one in force, and the earlier ones that customers still stand under.
//!
//! A customer stands under the edition they came under until they agree to a later one. A decision about their values is
//! a yes of every edition from theirs to the one in force, so a page that allows more never reaches older values.

use std::{collections::HashMap, sync::Arc};

use policy::{Mask, Party, Policy, Purpose};
use store::{Id, Tx, sql};

use crate::{column::Column, need::Need, own_record::Shown, stop::Fault};

/// An edition that was in force before the one that is now.
pub struct Earlier {
    /// The version it gave itself.
    pub version: String,
    /// Its rules; none when this server cannot read them any more. Then it allows nothing.
    pub policy: Option<Arc<Policy>>,
    /// Whether the edition after it allows something that it does not.
    pub widened: bool,
}

/// An edition with every need looked up in its words.
pub(crate) struct Edition {
    pub(crate) policy: Arc<Policy>,
    needs: HashMap<&'static str, Resolved>,
}

/// A need in the words of an edition.
#[derive(Clone, Copy)]
pub(crate) struct Resolved {
    pub(crate) party: Party,
    pub(crate) purpose: Purpose,
    pub(crate) data: Mask,
}

impl Edition {
    /// The edition in force: it has to know every word that columns use. A need with a word that it lacks is refused.
    fn in_force(policy: Arc<Policy>, needs: &[&'static Need], columns: &[&Column]) -> Result<Edition, Fault> {
        let needs = needs.iter().filter_map(|need| Some((need.at, resolve(&policy, need)?))).collect();
        match columns.iter().find(|column| policy.leaf(column.leaf).is_none()) {
            Some(column) => Err(Fault::Undeclared(column.leaf, column.table)),
            None => Ok(Edition { policy, needs }),
        }
    }

    /// An edition that may lack words of today: what it cannot name it does not allow.
    fn past(policy: &Arc<Policy>, needs: &[&'static Need]) -> Edition {
        let needs = needs.iter().filter_map(|need| Some((need.at, resolve_known(policy, need)?)));
        Edition { needs: needs.collect(), policy: Arc::clone(policy) }
    }

    /// The need declared at that place, if this edition has words for it.
    pub(crate) fn need(&self, at: &str) -> Option<Resolved> {
        self.needs.get(at).copied()
    }

    /// Data of another edition in the words of this one; what it has no word for is left out.
    pub(crate) fn in_its_words(&self, of: &Policy, data: Mask) -> Mask {
        let known = data.iter().filter_map(|leaf| self.policy.leaf(of.leaf_name(leaf)));
        known.fold(Mask::EMPTY, Mask::with)
    }
}

/// Whether a policy has every word that columns use.
///
/// # Errors
/// [`Fault::Undeclared`] names the first that it lacks.
pub fn fits(policy: &Arc<Policy>, columns: &[&Column]) -> Result<(), Fault> {
    Edition::in_force(Arc::clone(policy), &[], columns).map(drop)
}

fn resolve(policy: &Policy, need: &Need) -> Option<Resolved> {
    need.data.iter().all(|set| policy.leaves(set).is_some()).then(|| resolve_known(policy, need))?
}

fn resolve_known(policy: &Policy, need: &Need) -> Option<Resolved> {
    let (party, purpose) = (policy.party(need.party)?, policy.purpose(need.purpose)?);
    let known = need.data.iter().filter_map(|set| policy.leaves(set));
    Some(Resolved { party, purpose, data: known.fold(Mask::EMPTY, |data, leaves| data | leaves) })
}

/// What the gate decides by at one moment. A decision holds on to it until it is written down.
pub(crate) struct Editions {
    pub(crate) now: Edition,
    /// Those before it that allow less than their successor somewhere, oldest first.
    earlier: Vec<Option<Edition>>,
    /// The first of `earlier` that binds somebody who stands under this version.
    places: HashMap<String, usize>,
    /// Every version that came into force, oldest first.
    pub(crate) versions: Vec<String>,
    /// Own looks that are written down; masks are in the words of `now`.
    pub(crate) shown: Shown,
}

impl Editions {
    pub(crate) fn new(
        earlier: &[Earlier],
        now: Arc<Policy>,
        needs: &[&'static Need],
        columns: &[&Column],
    ) -> Result<Editions, Fault> {
        let (mut places, mut binding) = (HashMap::new(), Vec::new());
        for edition in earlier {
            places.insert(edition.version.clone(), binding.len());
            if edition.widened {
                binding.push(edition.policy.as_ref().map(|policy| Edition::past(policy, needs)));
            }
        }
        places.insert(now.version().to_owned(), binding.len());
        let versions = earlier.iter().map(|edition| edition.version.clone());
        let versions = versions.chain([now.version().to_owned()]).collect();
        let now = Edition::in_force(now, needs, columns)?;
        Ok(Editions { now, earlier: binding, places, versions, shown: Shown::default() })
    }

    /// The earlier editions whose yes is needed as well. Costs a query only when there is more than one to obey.
    pub(crate) async fn binding(
        &self,
        tx: &mut Tx,
        customer: Id,
        order: Option<Id>,
    ) -> Result<&[Option<Edition>], store::Error> {
        if self.earlier.is_empty() {
            return Ok(&[]);
        }
        let mut place = None;
        for mut row in tx.rows(sql!(STANDS_UNDER, customer, customer, order)).await? {
            place = place.max(Some(self.place(&row.take::<String>(0)?)));
        }
        Ok(&self.earlier[place.unwrap_or(self.earlier.len())..])
    }

    pub(crate) fn is_behind(&self, version: &str) -> bool {
        self.place(version) < self.earlier.len()
    }

    /// A version that nobody knows counts as the oldest.
    fn place(&self, version: &str) -> usize {
        self.places.get(version).copied().unwrap_or(0)
    }
}

/// The edition of the person, and of the order concerned: what was ordered under a later page stands under that. Somebody
/// without a row is only just coming, under the page of today.
const STANDS_UNDER: &str =
    "SELECT COALESCE(agreed_version, policy_version) FROM customer WHERE customer_id = $1
    UNION ALL SELECT policy_version FROM orders WHERE customer_id = $2 AND order_id = $3";
