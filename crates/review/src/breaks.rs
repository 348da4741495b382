//! Rules broken on purpose: each permission made a little or a lot too wide, each term too long, each choice too late.

use policy::{Choice, Condition, FactList, Keep, Mask, Permission, Policy, Rules, Term, Verb};

use crate::combinations::bits;

/// The ways to break a rule, from the smallest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One of the facts that a permission asks for is taken away.
    FactDropped,
    /// All of them are.
    ConditionDropped,
    /// The legal ground is.
    GroundDropped,
    /// It counts for one verb more.
    VerbAdded,
    /// It counts for the whole groups of its data.
    DataToGroup,
    /// It counts for all personal data.
    DataToAll,
    /// It counts for everybody inside as well.
    PartyToInside,
    /// It counts for everybody outside as well.
    PartyToOutside,
    /// It counts for anybody.
    PartyToAnybody,
    /// It counts for the whole groups of its purposes.
    PurposeToGroup,
    /// It counts for any purpose.
    PurposeToAny,
    /// A choice that starts off starts on.
    ChoiceStartsOn,
    /// Data is kept ten times as long, or for a hundred years where a fact ended it.
    KeptLonger,
    /// Anybody may do anything with all personal data for any purpose.
    Everything,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 14] = [
        Kind::FactDropped,
        Kind::ConditionDropped,
        Kind::GroundDropped,
        Kind::VerbAdded,
        Kind::DataToGroup,
        Kind::DataToAll,
        Kind::PartyToInside,
        Kind::PartyToOutside,
        Kind::PartyToAnybody,
        Kind::PurposeToGroup,
        Kind::PurposeToAny,
        Kind::ChoiceStartsOn,
        Kind::KeptLonger,
        Kind::Everything,
    ];

    /// What was done, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::FactDropped => "one fact fewer",
            Kind::ConditionDropped => "no condition",
            Kind::GroundDropped => "no legal ground",
            Kind::VerbAdded => "one verb more",
            Kind::DataToGroup => "the whole group of data",
            Kind::DataToAll => "all personal data",
            Kind::PartyToInside => "everybody inside",
            Kind::PartyToOutside => "everybody outside",
            Kind::PartyToAnybody => "anybody",
            Kind::PurposeToGroup => "the whole group of purposes",
            Kind::PurposeToAny => "any purpose",
            Kind::ChoiceStartsOn => "a choice that starts on",
            Kind::KeptLonger => "kept far longer",
            Kind::Everything => "anybody, anything, any purpose",
        }
    }
}

/// One rule broken in one way.
pub(crate) struct Break {
    pub kind: Kind,
    /// The place of the rule among those of its form.
    pub at: usize,
    pub broken: Broken,
    /// What is different, in words: "without `order-open`".
    pub what: String,
}

/// The rule after the break.
pub(crate) enum Broken {
    Permission(Permission),
    Keep(Keep),
    Choice(Choice),
}

impl Break {
    /// The rules with this one broken.
    pub fn rules(&self, sound: &Rules) -> Rules {
        let mut rules = sound.clone();
        match &self.broken {
            Broken::Permission(may) => rules.permissions[self.at] = may.clone(),
            Broken::Keep(keep) => rules.keeps[self.at] = keep.clone(),
            Broken::Choice(choice) => rules.choices[self.at] = choice.clone(),
        }
        rules
    }
}

/// Every way to break every rule of the policy; one that leaves the rule as it was is none.
pub(crate) fn breaks(policy: &Policy) -> Vec<Break> {
    let rules = policy.rules();
    let permissions = rules.permissions.iter().enumerate();
    let mut found: Vec<Break> =
        permissions.flat_map(|(at, may)| Breaker { policy, at, may }.breaks()).collect();
    found.extend(rules.choices.iter().enumerate().filter_map(|(at, choice)| starts_on(at, choice)));
    found.extend(rules.keeps.iter().enumerate().map(|(at, keep)| kept_longer(at, keep)));
    found
}

fn starts_on(at: usize, choice: &Choice) -> Option<Break> {
    if choice.starts_on {
        return None;
    }
    let mut broken = choice.clone();
    broken.starts_on = true;
    let what = format!("with `{}` starting on", choice.name);
    Some(Break { kind: Kind::ChoiceStartsOn, at, broken: Broken::Choice(broken), what })
}

fn kept_longer(at: usize, keep: &Keep) -> Break {
    let term = match keep.term {
        Term::After(span, event) => {
            Term::After(policy::Span { number: span.number.saturating_mul(10), ..span }, event)
        }
        Term::While(_) => {
            Term::After(policy::Span { number: 100, unit: policy::Unit::Year }, "account-closure")
        }
    };
    let mut broken = keep.clone();
    broken.term = term;
    let what = broken.span().map(|span| format!("kept for {span}")).unwrap_or_default();
    Break { kind: Kind::KeptLonger, at, broken: Broken::Keep(broken), what }
}

/// Breaks one permission.
struct Breaker<'p> {
    policy: &'p Policy,
    at: usize,
    may: &'p Permission,
}

impl Breaker<'_> {
    fn breaks(&self) -> Vec<Break> {
        let mut found = self.facts_dropped();
        found.extend(self.condition_dropped());
        found.extend(self.may.ground.map(|ground| {
            self.one(Kind::GroundDropped, format!("without `as {ground}`"), |may| may.ground = None)
        }));
        found.extend(self.verbs_added());
        found.extend(self.widened());
        found.retain(|one| match &one.broken {
            Broken::Permission(may) => !self.is_same(may),
            _ => true,
        });
        found
    }

    fn is_same(&self, may: &Permission) -> bool {
        (may.block, may.ground, &may.when) == (self.may.block, self.may.ground, &self.may.when)
    }

    fn one(&self, kind: Kind, what: String, change: impl FnOnce(&mut Permission)) -> Break {
        let mut may = self.may.clone();
        change(&mut may);
        Break { kind, at: self.at, broken: Broken::Permission(may), what }
    }

    fn facts_dropped(&self) -> Vec<Break> {
        let terms = self.may.when.0.iter().enumerate();
        let facts =
            terms.flat_map(|(term, list)| bits(list.needs | list.lacks).map(move |fact| (term, 1 << fact)));
        facts.map(|(term, fact)| self.fact_dropped(term, fact)).collect()
    }

    fn fact_dropped(&self, term: usize, fact: u64) -> Break {
        let names: Vec<&str> =
            policy::Facts::from_bits(fact).iter().map(|fact| self.policy.fact_name(fact)).collect();
        let not = if self.may.when.0[term].lacks & fact != 0 { "not " } else { "" };
        self.one(Kind::FactDropped, format!("without `{not}{}`", names.concat()), |may| {
            let list = &mut may.when.0[term];
            *list = FactList { needs: list.needs & !fact, lacks: list.lacks & !fact };
        })
    }

    /// Only where it takes away more than one fact: the other case is there already.
    fn condition_dropped(&self) -> Option<Break> {
        let facts = self.may.when.0.iter().map(|list| (list.needs | list.lacks).count_ones()).sum::<u32>();
        let dropped = || {
            self.one(Kind::ConditionDropped, "without any condition".to_owned(), |may| {
                may.when = Condition::always();
            })
        };
        (facts > 1).then(dropped)
    }

    fn verbs_added(&self) -> Vec<Break> {
        let more = Verb::ALL.into_iter().filter(|verb| self.may.block.verbs >> *verb as u8 & 1 == 0);
        more.map(|verb| {
            self.one(Kind::VerbAdded, format!("with `{verb}` as well"), |may| {
                may.block.verbs |= 1 << verb as u8;
            })
        })
        .collect()
    }

    fn widened(&self) -> Vec<Break> {
        let (inside, outside) = self.sides();
        let (personal, purposes) = (self.policy.personal().bits(), self.all_purposes());
        let (group, purpose_group) = (self.data_group(), self.purpose_group());
        let wider = |kind: Kind, what: &str, change: &dyn Fn(&mut policy::Block)| {
            self.one(kind, what.to_owned(), |may| change(&mut may.block))
        };
        vec![
            wider(Kind::DataToGroup, "for the whole group of its data", &|block| block.data |= group),
            wider(Kind::DataToAll, "for all personal data", &|block| block.data |= personal),
            wider(Kind::PartyToInside, "for everybody inside", &|block| block.parties |= inside),
            wider(Kind::PartyToOutside, "for everybody outside", &|block| block.parties |= outside),
            wider(Kind::PartyToAnybody, "for anybody", &|block| block.parties |= inside | outside),
            wider(Kind::PurposeToGroup, "for the whole group of its purposes", &|block| {
                block.purposes |= purpose_group;
            }),
            wider(Kind::PurposeToAny, "for any purpose", &|block| block.purposes |= purposes),
            wider(
                Kind::Everything,
                "for anybody, with any verb, all personal data and any purpose",
                &|block| {
                    block.parties |= inside | outside;
                    block.verbs |= (1 << Verb::ALL.len()) - 1;
                    block.data |= personal;
                    block.purposes |= purposes;
                },
            ),
        ]
    }

    fn sides(&self) -> (u64, u64) {
        self.policy.parties().fold((0, 0), |(inside, outside), party| {
            let bit = 1 << party.number();
            if self.policy.is_inside(party) { (inside | bit, outside) } else { (inside, outside | bit) }
        })
    }

    fn all_purposes(&self) -> u64 {
        self.policy.purposes().fold(0, |all, purpose| all | 1 << purpose.number())
    }

    fn data_group(&self) -> u64 {
        let policy = self.policy;
        let named: Vec<&str> =
            Mask::from_bits(self.may.block.data).iter().map(|leaf| group(policy.leaf_name(leaf))).collect();
        let same = policy.all_leaves().filter(|leaf| named.contains(&group(policy.leaf_name(*leaf))));
        same.collect::<Mask>().bits()
    }

    fn purpose_group(&self) -> u64 {
        let (policy, own) = (self.policy, self.may.block.purposes);
        let own = policy.purposes().filter(|purpose| own >> purpose.number() & 1 == 1);
        let named: Vec<&str> = own.map(|purpose| group(policy.purpose_name(purpose))).collect();
        let same = policy.purposes().filter(|purpose| named.contains(&group(policy.purpose_name(*purpose))));
        same.fold(0, |all, purpose| all | 1 << purpose.number())
    }
}

/// `contact` of `contact.email`.
fn group(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
