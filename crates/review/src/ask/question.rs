//! Reads a question: who, which verbs, which data, for what, and what holds.

use policy::{Facts, Mask, Party, Policy, Purpose, Verb, listed, nearest};

use super::{
    Unclear,
    words::{Word, bare, find},
};

/// A question in the policy's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who would do it.
    pub party: Party,
    /// What would be done.
    pub verbs: Vec<Verb>,
    /// With which data.
    pub data: Mask,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// What holds; nothing else does.
    pub facts: Facts,
}

/// What people say for a verb of the policy.
const VERBS: [(&str, Verb); 10] = [
    ("take", Verb::Collect),
    ("read", Verb::See),
    ("view", Verb::See),
    ("process", Verb::Use),
    ("edit", Verb::Change),
    ("correct", Verb::Change),
    ("delete", Verb::Erase),
    ("destroy", Verb::Erase),
    ("get", Verb::Receive),
    ("have", Verb::Receive),
];

impl Question {
    /// Reads `courier receive contact.phone for order.deliver if agreement and order-open`, also as people say it.
    ///
    /// # Errors
    /// When a part is missing or a word is not the policy's.
    pub fn read(policy: &Policy, text: &str) -> Result<Question, Unclear> {
        let parts = Parts::of(text)?;
        let who = parties(policy);
        let party = policy.party(find("party", &parts.who, &who)?).ok_or_else(|| incomplete("who"))?;
        let data = data(policy, &parts.data)?;
        let facts = facts(policy, &parts.facts)?;
        if parts.purposes.is_empty() {
            return Err(no_purpose(policy, party, &parts.verbs, data));
        }
        let purposes = purposes(policy, &parts.purposes)?;
        Ok(Question { party, verbs: parts.verbs, data, purposes, facts })
    }
}

/// A question cut into its parts; lists are cut into their items.
struct Parts {
    who: String,
    verbs: Vec<Verb>,
    data: Vec<String>,
    purposes: Vec<String>,
    facts: Vec<String>,
}

impl Parts {
    fn of(text: &str) -> Result<Parts, Unclear> {
        let text = text.to_lowercase().replace(',', " , ");
        let words: Vec<&str> =
            text.split_whitespace().map(|word| word.trim_end_matches(['?', '.', '!'])).collect();
        let (asked, facts) = cut(&words, &["if", "when", "while"]);
        let (asked, purposes) = cut(asked, &["for"]);
        let start = asked.iter().position(|word| verb(word).is_some()).ok_or_else(|| no_verb(asked))?;
        let (who, rest) = asked.split_at(start);
        let joins = |word: &&&str| verb(word).is_some() || ["and", "or", ","].contains(word);
        let count = rest.iter().take_while(joins).count();
        let (verbs, data) = rest.split_at(count);
        let who = items(who).join(" ");
        let parts = Parts {
            who,
            verbs: verbs.iter().filter_map(|word| verb(word)).collect(),
            data: items(data),
            purposes: items(purposes),
            facts: items(facts),
        };
        match (parts.who.is_empty(), parts.data.is_empty()) {
            (true, _) => Err(incomplete("who")),
            (_, true) => Err(incomplete("which data")),
            _ => Ok(parts),
        }
    }
}

/// What stands before the first of these words, and what stands after it.
fn cut<'w>(words: &'w [&'w str], at: &[&str]) -> (&'w [&'w str], &'w [&'w str]) {
    match words.iter().position(|word| at.contains(word)) {
        Some(place) => (&words[..place], &words[place + 1..]),
        None => (words, &[]),
    }
}

fn items(words: &[&str]) -> Vec<String> {
    let items = words.split(|word| [",", "and"].contains(word)).map(|item| bare(item.iter().copied()));
    items.filter(|item| !item.is_empty()).collect()
}

fn verb(word: &str) -> Option<Verb> {
    let bare = |word: &str| {
        let own = Verb::ALL.into_iter().find(|verb| verb.word() == word);
        own.or_else(|| VERBS.into_iter().find(|(said, _)| *said == word).map(|(_, verb)| verb))
    };
    bare(word).or_else(|| bare(word.strip_suffix('s')?))
}

fn incomplete(what: &str) -> Unclear {
    Unclear {
        message: format!("the question does not say {what}"),
        hint: "ask like this: `courier receive contact.phone for order.deliver if order-open`".to_owned(),
    }
}

fn no_verb(words: &[&str]) -> Unclear {
    let near = words.iter().find_map(|word| nearest(word, Verb::ALL.iter().map(|verb| verb.word())));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "say one of these: collect, see, use, change, erase, receive".to_owned(),
    };
    Unclear { message: "the question has no verb of the policy".to_owned(), hint }
}

fn no_purpose(policy: &Policy, party: Party, verbs: &[Verb], data: Mask) -> Unclear {
    let ever =
        |purpose: &Purpose| verbs.iter().any(|verb| !(policy.ever(party, *verb, *purpose) & data).is_empty());
    let names: Vec<String> =
        policy.purposes().filter(ever).map(|one| format!("`for {}`", policy.purpose_name(one))).collect();
    let hint = match names.is_empty() {
        true => "but there is none for which any rule allows it".to_owned(),
        false => format!("a rule allows some of it {}", listed(&names, "and")),
    };
    Unclear { message: "the question does not say for what purpose".to_owned(), hint }
}

fn parties(policy: &Policy) -> Vec<Word> {
    let word = |party| Word::new(policy.party_name(party), &policy.party_words(party));
    policy.parties().map(word).collect()
}

fn data(policy: &Policy, said: &[String]) -> Result<Mask, Unclear> {
    let leaves = policy.all_leaves().map(|leaf| policy.leaf_name(leaf));
    let groups = policy.data_groups().map(|(name, _)| name);
    let names = leaves.chain(groups).chain(["personal"]);
    let words: Vec<Word> = names.map(|name| Word::new(name, &policy.leaf_words(name))).collect();
    said.iter().try_fold(Mask::EMPTY, |all, said| {
        Ok(all | policy.leaves(find("kind of data", said, &words)?).unwrap_or_default())
    })
}

fn purposes(policy: &Policy, said: &[String]) -> Result<Vec<Purpose>, Unclear> {
    let names: Vec<&str> = policy.purposes().map(|one| policy.purpose_name(one)).collect();
    let mut groups: Vec<&str> =
        names.iter().filter_map(|name| name.split_once('.')).map(|(group, _)| group).collect();
    groups.dedup();
    let words: Vec<Word> =
        names.iter().chain(groups.iter()).map(|name| Word::new(name, &policy.purpose_words(name))).collect();
    let mut found = Vec::new();
    for said in said {
        let name = find("purpose", said, &words)?;
        let part = |one: &Purpose| {
            let whole = policy.purpose_name(*one);
            whole == name || whole.split_once('.').is_some_and(|(group, _)| group == name)
        };
        found.extend(policy.purposes().filter(part));
    }
    Ok(found)
}

/// `not` is allowed and says nothing: what the question does not name does not hold.
fn facts(policy: &Policy, said: &[String]) -> Result<Facts, Unclear> {
    let words: Vec<Word> = policy.fact_names().map(|name| Word::new(name, &name.replace('-', " "))).collect();
    let mut held = Facts::EMPTY;
    let mut lacking = Facts::EMPTY;
    for said in said {
        if said.split(' ').any(|word| word == "or") {
            let hint = "ask about one situation at a time, without `or`".to_owned();
            return Err(Unclear {
                message: "the question is about more than one situation".to_owned(),
                hint,
            });
        }
        let (name, holds) = said.strip_prefix("not ").map_or((said.as_str(), true), |name| (name, false));
        let fact = policy.fact(find("fact or choice", name, &words)?);
        let of: Facts = fact.into_iter().collect();
        if holds { held = held | of } else { lacking = lacking | of }
    }
    if (held & lacking).is_empty() {
        return Ok(held);
    }
    let hint = "name it once".to_owned();
    Err(Unclear { message: "a fact cannot hold and not hold at the same time".to_owned(), hint })
}
