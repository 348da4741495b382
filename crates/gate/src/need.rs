//! What a place in the code needs, who asks, and about what.

use policy::{Mask, Policy, Verb};
use store::{Id, Time};

/// What one place in the code needs: declared once, compared with the policy at start, named in the ledger.
#[derive(Debug)]
pub struct Need {
    /// The place, for humans: `account.profile`.
    pub at: &'static str,
    /// Who acts or receives, as the policy names the party.
    pub party: &'static str,
    /// What they do with it.
    pub verb: Verb,
    /// What for.
    pub purpose: &'static str,
    /// The categories wanted, groups allowed. What the policy refuses of them is left out, not an error, unless all is refused.
    pub data: &'static [&'static str],
    /// The categories without which it is of no use: a policy that withholds one of these refuses the need.
    pub essential: &'static [&'static str],
}

/// How far a policy lets a need go, whatever the situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It uses a word that the policy does not have.
    Unknown(&'static str),
    /// Its words are known.
    Known {
        /// What it asks for.
        asked: Mask,
        /// What of that it gets in some situation or other.
        granted: Mask,
    },
}

impl Need {
    /// How far this policy lets it go. Looks at the compiled table alone: no store, no person, no ledger line.
    pub fn reach(&self, policy: &Policy) -> Reach {
        let Some(party) = policy.party(self.party) else { return Reach::Unknown(self.party) };
        let Some(purpose) = policy.purpose(self.purpose) else { return Reach::Unknown(self.purpose) };
        let mut asked = Mask::EMPTY;
        for set in self.data {
            match policy.leaves(set) {
                Some(leaves) => asked = asked | leaves,
                None => return Reach::Unknown(set),
            }
        }
        Reach::Known { asked, granted: policy.ever(party, self.verb, purpose) & asked }
    }

    /// Whether this policy refuses it, or something it is of no use without, in every situation. What hangs on it is then
    /// switched off.
    pub fn is_refused(&self, policy: &Policy) -> bool {
        match self.reach(policy) {
            Reach::Unknown(_) => true,
            Reach::Known { granted, .. } => {
                let has = |leaf: &&str| policy.leaf(leaf).is_some_and(|leaf| granted.contains(leaf));
                granted.is_empty() || !self.essential.iter().all(has)
            }
        }
    }

    /// Whether this policy lets it have that kind of data in some situation or other.
    pub fn may_have(&self, policy: &Policy, leaf: &str) -> bool {
        match (self.reach(policy), policy.leaf(leaf)) {
            (Reach::Known { granted, .. }, Some(leaf)) => granted.contains(leaf),
            _ => false,
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The server on the customer's behalf, doing what they asked for.
    Shop,
    /// The signed-in customer; the session's id makes the own look one line a session.
    Customer {
        /// The account signed in.
        id: Id,
        /// The session, by the hash of its secret.
        session: [u8; 32],
    },
    /// Somebody who holds the secret of a guest's order or basket.
    Holder {
        /// Whose secret it is.
        id: Id,
        /// The hash of the secret.
        secret: [u8; 32],
    },
    /// A member of staff, in a role that is a party of the policy.
    Staff {
        /// Their id.
        id: Id,
        /// Their role.
        role: String,
    },
}

impl Actor {
    /// As the ledger names them: staff by role and a short pseudonym, never by name.
    pub fn named(&self) -> String {
        match self {
            Actor::Shop => "shop".to_owned(),
            Actor::Customer { .. } | Actor::Holder { .. } => "customer".to_owned(),
            Actor::Staff { id, role } => {
                let hex = id.to_string();
                format!("{role} {}", &hex[hex.len() - 6..])
            }
        }
    }

    /// Whether this is the person whose values are concerned.
    pub fn is(&self, customer: Id) -> bool {
        matches!(self, Actor::Customer { id, .. } | Actor::Holder { id, .. } if *id == customer)
    }

    pub(crate) fn sitting(&self) -> Option<[u8; 32]> {
        match self {
            Actor::Customer { session, .. } => Some(*session),
            Actor::Holder { secret, .. } => Some(*secret),
            _ => None,
        }
    }
}

/// A question to the gate.
#[derive(Clone, Debug)]
pub struct Ask {
    pub(crate) need: &'static Need,
    pub(crate) actor: Actor,
    pub(crate) customer: Id,
    pub(crate) order: Option<Id>,
    pub(crate) about: Option<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) lacking: Vec<&'static str>,
    pub(crate) silent_until: Option<Time>,
}

impl Ask {
    /// May this actor have what the need declares, of this customer?
    pub fn new(need: &'static Need, actor: Actor, customer: Id) -> Ask {
        Ask {
            need,
            actor,
            customer,
            order: None,
            about: None,
            recipient: None,
            lacking: Vec::new(),
            silent_until: None,
        }
    }

    /// Whose values it is about.
    pub fn customer(&self) -> Id {
        self.customer
    }

    /// For this order, which the ledger names by its number.
    pub fn order(mut self, id: Id, number: &str) -> Ask {
        self.order = Some(id);
        self.about = Some(format!("order {number}"));
        self
    }

    /// What it is about, in words that hold nothing personal.
    pub fn about(mut self, what: &str) -> Ask {
        self.about = Some(what.to_owned());
        self
    }

    /// Which firm the party of the policy is here: "Swift" for `courier`.
    pub fn recipient(mut self, name: &str) -> Ask {
        self.recipient = Some(name.to_owned());
        self
    }

    /// The customer may not be told before then: the line is written now, and covered in their record until that moment.
    pub fn silent_until(mut self, until: Time) -> Ask {
        self.silent_until = Some(until);
        self
    }

    /// Without this category, of which there is nothing to have: so the ledger names what moved and no more.
    pub fn lacking(mut self, data: &'static str) -> Ask {
        self.lacking.push(data);
        self
    }
}
