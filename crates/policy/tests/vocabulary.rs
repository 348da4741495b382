//! The standard words: every word of the shop's own policy has its names in the vocabularies that others read.

use policy::{Ground, Policy, Settings, Sort, Verb};

fn own() -> Policy {
    Policy::load(include_str!("../../../policy/privacy.md"), &Settings::stand_ins())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn words_have_the_names_that_others_use() {
    let policy = own();
    assert_eq!(policy.dpv(Sort::Data, "contact.email"), Some("pd:EmailAddress"));
    assert_eq!(policy.fides(Sort::Data, "contact.email"), Some("user.contact.email"));
    assert_eq!(policy.dpv(Sort::Purpose, "order.deliver"), Some("dpv:DeliveryOfGoods"));
    assert_eq!(policy.fides(Sort::Purpose, "order.pay"), Some("essential.service.payment_processing"));
    assert_eq!(policy.dpv(Sort::Party, "courier"), Some("dpv:DataProcessor"));
    assert_eq!(policy.fides(Sort::Ground, "legal-obligation"), Some("Legal obligations"));
}

#[test]
fn a_word_without_a_name_has_its_groups() {
    let policy = own();
    assert_eq!(policy.dpv(Sort::Data, "contact.pigeon-loft"), Some("pd:Contact"));
    assert_eq!(policy.fides(Sort::Purpose, "marketing.banner"), Some("marketing"));
    assert_eq!(policy.dpv(Sort::Data, "shoe-size"), None);
}

#[test]
fn a_party_outside_without_a_name_has_that_of_its_kind() {
    let text = include_str!("../../../policy/privacy.md");
    let text = text.replace("linked-site (stranger)", "linked-site (stranger), engraver (processor)");
    let policy = Policy::load(&text, &Settings::stand_ins()).unwrap();
    assert_eq!(policy.dpv(Sort::Party, "engraver"), Some("dpv:DataProcessor"));
    assert_eq!(policy.kind(policy.party("engraver").unwrap()), Some("processor"));
    assert_eq!(policy.kind(policy.party("advisor").unwrap()), None);
}

/// `pd:EmailAddress`, `dpv:Collect`.
fn is_term(name: &str) -> bool {
    let local = name.strip_prefix("dpv:").or_else(|| name.strip_prefix("pd:")).unwrap_or_default();
    local.starts_with(|c: char| c.is_ascii_uppercase()) && local.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `user.contact.email`.
fn is_key(name: &str) -> bool {
    name.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}

#[test]
fn every_word_of_the_shops_own_policy_has_its_names() {
    let policy = own();
    let leaves = policy.all_leaves().map(|leaf| (Sort::Data, policy.leaf_name(leaf)));
    let groups = policy.data_groups().map(|(name, _)| (Sort::Data, name));
    let purposes = policy.purposes().map(|purpose| (Sort::Purpose, policy.purpose_name(purpose)));
    for (sort, word) in leaves.chain(groups).chain(purposes) {
        assert!(policy.dpv(sort, word).is_some_and(is_term), "{word}");
        assert!(policy.fides(sort, word).is_some_and(is_key), "{word}");
    }
    for party in policy.parties() {
        let word = policy.party_name(party);
        assert!(policy.dpv(Sort::Party, word).is_some_and(is_term), "{word}");
    }
    assert!(Verb::ALL.iter().all(|verb| policy.dpv(Sort::Verb, verb.word()).is_some_and(is_term)));
    assert!(Ground::ALL.iter().all(|ground| policy.dpv(Sort::Ground, ground.word()).is_some_and(is_term)));
    assert!(Ground::ALL.iter().all(|ground| policy.fides(Sort::Ground, ground.word()).is_some()));
}

const SHOES: &str = "
[data]
\"identity.shoe-size\" = { say = \"size of shoe\", dpv = \"pd:PhysicalCharacteristic\" }
[parties]
cobbler = { say = \"cobbler around the corner\", dpv = \"dpv:DataProcessor\" }
[purposes]
mend = { say = \"mending your shoes\", dpv = \"dpv:RepairImpairments\", fides = \"essential.service.operations\" }
[ways]
counter = \"a word at the counter\"
";

const MENDING: &str = "cobbler may receive, use identity.shoe-size for mend as contract if agreement
answer mending within 2 days through counter, account
every refusal is recorded
";

fn shoe_shop() -> String {
    let text = include_str!("../../../policy/privacy.md");
    text.replacen("every refusal is recorded\n", MENDING, 1)
        .replacen("data identity: name,", "data identity: shoe-size, name,", 1)
        .replacen("outside payment-partner", "outside cobbler (processor), payment-partner", 1)
        .replacen("purpose personalise", "purpose mend, personalise", 1)
}

#[test]
fn a_shop_adds_words_of_its_own() {
    let settings = Settings::stand_ins().with_words(SHOES).unwrap();
    let policy = Policy::load(&shoe_shop(), &settings).unwrap_or_else(|problems| panic!("{problems}"));
    let rules = &policy.document().paragraph("0.1").unwrap().rules;
    assert_eq!(
        rules[0].words,
        "The cobbler around the corner may receive and use your size of shoe for mending your shoes, \
         because your order or account needs it, but only if an agreement with whoever receives it is in date."
    );
    assert_eq!(rules[1].words, "Mending: within 2 days, through a word at the counter or My Account.");
    assert_eq!(policy.dpv(Sort::Data, "identity.shoe-size"), Some("pd:PhysicalCharacteristic"));
    assert_eq!(policy.dpv(Sort::Data, "contact.email"), Some("pd:EmailAddress"), "standard words stay");
}

#[test]
fn without_the_shops_own_file_a_new_word_is_spelt_out_and_a_new_way_is_unknown() {
    let problems = Policy::load(&shoe_shop(), &Settings::stand_ins()).unwrap_err().to_string();
    assert!(problems.contains("the server knows no way called `counter`"), "{problems}");
    assert!(problems.ends_with("1 thing is wrong with this policy, so it is not used."), "{problems}");
}

#[test]
fn a_standard_word_keeps_its_meaning() {
    let refused = |text: &str| Settings::stand_ins().with_words(text).unwrap_err();
    assert_eq!(
        refused("[data]\n\"contact.email\" = { say = \"telephone number\" }"),
        "`contact.email` is a word already, and its meaning stays: pages and exports lean on it. \
         Give yours another name, or leave it out here"
    );
    assert!(refused("[ways]\naccount = \"a shout\"").starts_with("`account` is a word already"));
    assert_eq!(
        refused("[parties]\ncobbler = { dpv = \"dpv:DataProcessor\" }"),
        "`cobbler` has no plain English: add `say = \"…\"`"
    );
    assert!(refused("[always]\n\"sun is shining\" = \"The sun shines\"").contains("unknown field `always`"));
}
