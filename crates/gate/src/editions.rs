//! Editions of the policy page: the one in force, and the earlier ones that customers still stand under.
//!
//! A customer stands under the edition they came under until they agree to a later one. A decision about their values is
//! a yes of every edition from theirs to the one in force, so a page that allows more never reaches older values.

use std::{collections::HashMap, sync::Arc};

use policy::{Leaf, Mask, Party, Policy, Purpose, Span};
use store::{Id, Time, Tx, sql};

use crate::{column::Column, need::Need, own_record::Shown, stop::Fault, term};

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
    /// What it is of no use without.
    essential: Mask,
}

impl Resolved {
    /// What it falls short of, when nothing of what is asked is allowed, or something that it is of no use without is not.
    /// Nothing goes through then: no part of a label is handed over, no part of a page opened.
    pub(crate) fn short_of(self, asked: Mask, allowed: Mask) -> Option<Resolved> {
        let withheld = (self.essential & asked).without(allowed);
        match (withheld.is_empty(), allowed.is_empty()) {
            (false, _) => Some(Resolved { data: withheld, ..self }),
            (true, true) => Some(self),
            (true, false) => None,
        }
    }
}

impl Edition {
    /// The edition in force: it has to know every word that columns use. A need with a word that it lacks is refused.
    fn in_force(policy: Arc<Policy>, needs: &[&'static Need], columns: &[&Column]) -> Result<Edition, Fault> {
        let needs = needs.iter().filter_map(|need| Some((need.at, resolve(&policy, need)?))).collect();
        let mut words = columns.iter().flat_map(|column| column.leaves().map(|leaf| (leaf, column.table)));
        match words.find(|(leaf, _)| policy.leaf(leaf).is_none()) {
            Some((leaf, table)) => Err(Fault::Undeclared(leaf, table)),
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
    let known = |names: &[&str]| {
        names.iter().filter_map(|set| policy.leaves(set)).fold(Mask::EMPTY, |data, leaves| data | leaves)
    };
    Some(Resolved { party, purpose, data: known(need.data), essential: known(need.essential) })
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
    /// Whether an earlier edition keeps something stored for another time than the one in force.
    terms_differ: bool,
}

/// Where a person stands among the earlier editions: the first of them that binds.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    /// For a decision; an order placed under a later page stands under that.
    pub(crate) decides: usize,
    /// For how long their values are kept, orders too.
    pub(crate) keeps: usize,
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
        let mut made = Editions {
            now,
            earlier: binding,
            places,
            versions,
            shown: Shown::default(),
            terms_differ: false,
        };
        made.terms_differ = columns.iter().flat_map(|c| c.leaves()).any(|leaf| made.terms(leaf).len() > 1);
        Ok(made)
    }

    /// Earlier editions from that place on.
    pub(crate) fn earlier(&self, place: usize) -> &[Option<Edition>] {
        &self.earlier[place..]
    }

    /// Whether where a person stands has to be looked up: for a decision that earlier editions bind, and for any while
    /// editions keep things for different times.
    pub(crate) fn matters(&self, bound: bool) -> bool {
        !self.earlier.is_empty() && (bound || self.terms_differ)
    }

    /// The place of whoever is bound by the edition in force alone.
    pub(crate) fn newest(&self) -> Standing {
        Standing { decides: self.earlier.len(), keeps: self.earlier.len() }
    }

    /// Where a person stands, and the order concerned. Costs a query.
    pub(crate) async fn standing(
        &self,
        tx: &mut Tx,
        customer: Id,
        order: Option<Id>,
    ) -> Result<Standing, store::Error> {
        let (mut person, mut ordered) = (None, None);
        for mut row in tx.rows(sql!(STANDS_UNDER, customer, customer, order)).await? {
            let place = Some(self.place(&row.take::<String>(0)?));
            if row.take::<bool>(1)? { ordered = place } else { person = place }
        }
        let newest = self.earlier.len();
        Ok(Standing { decides: person.max(ordered).unwrap_or(newest), keeps: person.unwrap_or(newest) })
    }

    /// Whether the time of data that began then is over, under the edition in force or one that binds from that place on.
    pub(crate) fn is_over(&self, leaf: Leaf, keeps: usize, since: Time, now: Time) -> bool {
        let name = || self.now.policy.leaf_name(leaf);
        term::is_over(&self.now.policy, leaf, since, now)
            || self.earlier(keeps).iter().flatten().any(|edition| {
                let leaf = edition.policy.leaf(name());
                leaf.is_some_and(|leaf| term::is_over(&edition.policy, leaf, since, now))
            })
    }

    /// For whom that kind of data is kept how long: everybody by the edition in force, and besides, by version, whoever
    /// stands under an earlier edition that binds. The shortest counts.
    pub(crate) fn terms(&self, leaf: &str) -> Vec<Kept> {
        self.spans(|policy| policy.leaf(leaf).and_then(|leaf| policy.keep(leaf)?.span()))
    }

    /// The same for whatever an edition says of time.
    pub(crate) fn spans(&self, span: impl Fn(&Policy) -> Option<Span>) -> Vec<Kept> {
        let now = span(&self.now.policy);
        let mut kept: Vec<Kept> = now.into_iter().map(|span| Kept { span, under: None }).collect();
        for version in &self.versions {
            for edition in self.earlier(self.place(version)).iter().flatten() {
                let one = span(&edition.policy).filter(|span| Some(*span) != now);
                let one = one.map(|span| Kept { span, under: Some(version.clone()) });
                kept.extend(one.filter(|one| !kept.contains(one)));
            }
        }
        kept
    }

    pub(crate) fn is_behind(&self, version: &str) -> bool {
        self.place(version) < self.earlier.len()
    }

    /// A version that nobody knows counts as the oldest.
    fn place(&self, version: &str) -> usize {
        self.places.get(version).copied().unwrap_or(0)
    }
}

/// How long something is kept, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How long.
    pub span: Span,
    /// For those who stand under this version; for everybody when there is none.
    pub under: Option<String>,
}

impl Kept {
    /// Whether the time of what began then is over.
    pub fn is_over(&self, since: Time, now: Time) -> bool {
        term::has_passed(since, self.span, now)
    }

    /// What began later than this is not over yet.
    pub fn horizon(&self, now: Time) -> Time {
        term::horizon(self.span, now)
    }
}

/// The edition of the person, and of the order concerned: what was ordered under a later page stands under that. Somebody
/// without a row is only just coming, under the page of today.
const STANDS_UNDER: &str =
    "SELECT COALESCE(agreed_version, policy_version), CAST(0 AS BIGINT) FROM customer WHERE customer_id = $1
    UNION ALL SELECT policy_version, CAST(1 AS BIGINT) FROM orders WHERE customer_id = $2 AND order_id = $3";
