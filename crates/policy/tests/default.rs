//! The policy that the shop ships: it loads, says what it should, and an edit changes page and behaviour together.

use policy::{Facts, Ground, Policy, Settings, Term, Verb};

const TEXT: &str = include_str!("../../../policy/privacy.md");
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policy/table.txt");

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn facts(policy: &Policy, names: &[&str]) -> Facts {
    names.iter().filter_map(|name| policy.fact(name)).collect()
}

/// What a party may do while these facts hold, in plain words.
fn may(policy: &Policy, party: &str, verb: Verb, purpose: &str, held: &[&str]) -> String {
    let (Some(party), Some(purpose)) = (policy.party(party), policy.purpose(purpose)) else {
        panic!("{party}, {purpose}")
    };
    policy.describe(policy.mask(party, verb, purpose, facts(policy, held)))
}

fn paragraph<'p>(policy: &'p Policy, number: &str) -> &'p policy::Paragraph {
    policy.document().paragraph(number).unwrap_or_else(|| panic!("no paragraph {number}"))
}

#[test]
fn it_loads_and_each_second_look_is_known() {
    let policy = load(TEXT);
    let looks: Vec<&str> = policy.warnings().iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(
        looks,
        [
            "the customer can never erase `identity.check-result`",
            "the customer can never see `account.password`",
            "the customer can never see `card.stand-in`",
            "the customer can never erase `ledger`",
        ]
    );
}

/// Run with POLICY_TABLE=write after a change of rights, and read the difference.
#[test]
fn what_it_allows_is_the_list_in_the_repository() {
    let listing = load(TEXT).listing();
    if std::env::var("POLICY_TABLE").is_ok_and(|word| word == "write") {
        std::fs::write(TABLE, &listing).unwrap();
    }
    let kept = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert!(
        kept == listing,
        "policy/table.txt differs: run the tests with POLICY_TABLE=write and read `git diff`"
    );
}

#[test]
fn p19_the_courier_receives_name_address_and_phone_under_an_agreement() {
    let policy = load(TEXT);
    let parcel = |held: &[&str]| may(&policy, "courier", Verb::Receive, "order.deliver", held);
    assert_eq!(parcel(&["agreement", "order-open"]), "name, delivery address and phone number");
    assert_eq!(parcel(&["order-open"]), "");
    assert_eq!(parcel(&["agreement"]), "");
}

#[test]
fn p41_the_packing_room_sees_pieces_and_where_they_go_while_the_order_is_open() {
    let policy = load(TEXT);
    let pick = |held: &[&str]| may(&policy, "fulfilment", Verb::See, "order.process", held);
    assert_eq!(
        pick(&["order-open"]),
        "name, delivery address, ordered pieces and delivery details of orders"
    );
    assert_eq!(pick(&[]), "");
}

#[test]
fn p67_an_advisor_sees_nothing_until_asked() {
    let policy = load(TEXT);
    let look = |held: &[&str]| may(&policy, "advisor", Verb::See, "account.manage", held);
    assert_eq!(look(&["signed-in", "order-open", "account-open", "cleared"]), "");
    assert!(look(&["asked"]).starts_with("name, e-mail address"));
}

#[test]
fn p14_cards_go_to_the_payment_partner_and_to_nobody_else() {
    let policy = load(TEXT);
    let card = policy.leaves("card").unwrap();
    for party in policy.outside().filter(|name| *name != "payment-partner") {
        let party = policy.party(party).unwrap();
        for purpose in policy.purposes() {
            assert!((policy.ever(party, Verb::Receive, purpose) & card).is_empty());
        }
    }
}

#[test]
fn p47_nothing_is_sold() {
    let policy = load(TEXT);
    let personal = policy.leaves("personal").unwrap();
    for party in policy.parties() {
        for purpose in ["sell", "others-marketing"].map(|name| policy.purpose(name).unwrap()) {
            assert!(Verb::ALL.iter().all(|verb| (policy.ever(party, *verb, purpose) & personal).is_empty()));
        }
    }
}

#[test]
fn a_clause_names_the_paragraph_its_words_and_the_ground() {
    let policy = load(TEXT);
    let (courier, deliver) = (policy.party("courier").unwrap(), policy.purpose("order.deliver").unwrap());
    let held = facts(&policy, &["agreement", "order-open"]);
    let clause =
        policy.clause(courier, Verb::Receive, policy.leaf("contact.phone").unwrap(), deliver, held).unwrap();
    assert_eq!(
        (clause.paragraph.as_str(), clause.anchor.as_str(), clause.ground),
        ("2.4", "p2-4", Some(Ground::Contract))
    );
    assert!(
        clause.sentence.contains("The courier receives your name, delivery address and phone number"),
        "{}",
        clause.sentence
    );
    assert!(
        policy.clause(courier, Verb::Receive, policy.leaf("contact.email").unwrap(), deliver, held).is_none()
    );
}

#[test]
fn a_refusal_names_the_paragraph_and_what_is_missing() {
    let policy = load(TEXT);
    let advisor = policy.party("advisor").unwrap();
    let manage = policy.purpose("account.manage").unwrap();
    let why = policy.explain(advisor, Verb::See, policy.leaf("contact.home").unwrap(), manage, Facts::EMPTY);
    assert_eq!(why.clause.unwrap().paragraph, "6.2");
    assert_eq!(why.missing, ["a request for help of the customer is open"]);
    let courier = policy.party("courier").unwrap();
    let deliver = policy.purpose("order.deliver").unwrap();
    let why =
        policy.explain(courier, Verb::Receive, policy.leaf("contact.email").unwrap(), deliver, Facts::EMPTY);
    assert_eq!(why.clause.unwrap().paragraph, "2.4", "the rule that forbids it");
    assert!(why.missing.is_empty());
}

#[test]
fn a_refusal_that_hangs_on_two_facts_names_the_one_that_is_missing() {
    let policy = load(TEXT);
    let (courier, deliver) = (policy.party("courier").unwrap(), policy.purpose("order.deliver").unwrap());
    let phone = policy.leaf("contact.phone").unwrap();
    let why = policy.explain(courier, Verb::Receive, phone, deliver, facts(&policy, &["order-open"]));
    assert_eq!(why.missing, ["an agreement with whoever receives it is in date"]);
}

#[test]
fn reasons_name_purpose_recipient_and_term() {
    let policy = load(TEXT);
    let reason = policy.reason("contact.phone", &["order.deliver"]);
    assert_eq!(reason.clause, "p2-1");
    assert!(
        reason.words.starts_with("For delivering your order. Our parcel courier may receive it."),
        "{}",
        reason.words
    );
    assert!(
        reason.words.ends_with("We keep it as long as your account or an order of yours is open."),
        "{}",
        reason.words
    );
    let reason = policy.reason("identity.birth-date", &["check.age"]);
    assert_eq!(
        reason.words,
        "For checking your age. Nobody outside the shop receives it for that. We keep it as long as your account or an order of yours is open."
    );
    assert_eq!(policy.reason("contact.email", &["sell"]).clause, "", "nothing lets us ask for that");
}

#[test]
fn cookies_choices_terms_and_figures_are_there_for_the_code() {
    let policy = load(TEXT);
    let cookies: Vec<&str> = policy.cookies().iter().map(|cookie| cookie.name.as_str()).collect();
    assert_eq!(
        cookies,
        ["session", "basket", "choices", "joining", "receipt", "visit", "settings", "advert"]
    );
    assert_eq!(policy.cookie("basket").unwrap().lasts.to_seconds(), 30 * 86_400);
    let choices: Vec<&str> = policy.choices().iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(choices, ["card-kept", "measure", "remember", "adverts", "taste", "email-news", "post-news"]);
    assert!(policy.choices().iter().all(|choice| !choice.starts_on));
    for (figure, words) in [
        ("guardian-age", "16 years"),
        ("guardian-answer", "14 days"),
        ("returns", "30 days"),
        ("unverified", "14 days"),
    ] {
        assert_eq!(policy.figure(figure).unwrap().in_words(), words);
    }
    assert_eq!(policy.before("ordering").unwrap().facts, facts(&policy, &["cleared"]));
    let keep = |name: &str| policy.keep(policy.leaf(name).unwrap()).unwrap();
    assert_eq!(keep("chat.transcript").span().unwrap().to_string(), "13 months");
    assert_eq!(keep("contact.home").term, Term::While(policy.fact("account-open").unwrap()));
    assert_eq!(policy.answer("complaint").unwrap().span.to_string(), "30 days");
    assert_eq!(policy.limit("advert-views").unwrap().times, 3);
}

#[test]
fn the_page_has_its_sections_and_marks_its_figures() {
    let policy = load(TEXT);
    let titles: Vec<&str> = policy.document().contents().map(|section| section.title.as_str()).collect();
    assert_eq!(titles.len(), 10);
    assert_eq!(titles[0], "If you are under 16 years old");
    let complaint = paragraph(&policy, "8.1");
    assert!(complaint.html.contains("within <span class=\"figure\">30 days</span>"), "{}", complaint.html);
    assert!(
        complaint.html.contains("at [officer-post]"),
        "settings are printed unmarked: {}",
        complaint.html
    );
    assert!(complaint.rules.iter().any(|rule| rule.words.starts_with("Complaint: within 30 days, through")));
    assert!(
        !policy
            .document()
            .sections
            .iter()
            .flat_map(|section| &section.paragraphs)
            .any(|paragraph| paragraph.html.contains("{{"))
    );
}

#[test]
fn letting_the_courier_have_the_email_address_changes_table_and_page_together() {
    let wider = TEXT
        .replace("courier may receive, use identity.name, contact.shipping, contact.phone for", "courier may receive, use identity.name, contact.shipping, contact.phone, contact.email for")
        .replace("courier may never receive personal but identity.name, contact.shipping, contact.phone\n", "courier may never receive personal but identity.name, contact.shipping, contact.phone, contact.email\n");
    let (before, after) = (load(TEXT), load(&wider));
    let received = |policy: &Policy| {
        may(policy, "courier", Verb::Receive, "order.deliver", &["agreement", "order-open"])
    };
    assert_eq!(received(&after), "name, e-mail address, delivery address and phone number");
    assert!(paragraph(&after, "2.4").text.contains(&received(&after)));
    assert!(paragraph(&before, "2.4").text.contains(&received(&before)));
    assert_ne!(before.hash_hex(), after.hash_hex());
}

#[test]
fn letting_the_courier_have_it_against_the_never_is_refused_naming_both_lines() {
    let may = "courier may receive, use identity.name, contact.shipping, contact.phone for";
    let wider = TEXT.replace(may, &may.replace("contact.phone", "contact.phone, contact.email"));
    let problems = Policy::load(&wider, &Settings::stand_ins()).unwrap_err();
    let line = 1 + TEXT.lines().position(|line| line.starts_with(may)).unwrap();
    assert_eq!(problems.list.len(), 1, "{problems}");
    let shown = problems.to_string();
    assert!(
        shown.contains(&format!(
            "line {line} (paragraph 2.4): this rule allows what line {} forbids",
            line + 1
        )),
        "{shown}"
    );
    assert!(shown.contains("example: courier would receive contact.email for order.deliver"), "{shown}");
}

#[test]
fn markup_in_the_prose_cannot_carry_anything_into_the_page() {
    let sly = "Hello <script>alert(1)</script> <img src=x onerror=alert(1)> ![x](https://elsewhere.example/x.png) [go](javascript:alert(1)) [out](//elsewhere.example)";
    let policy = load(&TEXT.replacen("We respect your privacy", sly, 1));
    let html = &paragraph(&policy, "0.1").html;
    assert!(
        !html.contains("<script")
            && !html.contains("<img")
            && !html.contains("javascript:")
            && !html.contains("elsewhere.example\""),
        "{html}"
    );
}

#[test]
fn a_setting_cannot_carry_markup_into_the_page() {
    let settings =
        ["group", "care-email", "care-phone", "officer-post", "cookie-advice"].map(|name| (name, "x"));
    let settings: Settings = settings.into_iter().chain([("shop", "A & <b>B</b>")]).collect();
    let policy = Policy::load(&TEXT.replacen("We respect", "{{shop}} and we respect", 1), &settings).unwrap();
    assert!(paragraph(&policy, "0.1").html.contains("A &amp; &lt;b&gt;B&lt;/b&gt;"));
    assert_eq!(policy.document().title, "Your privacy at A & <b>B</b>");
}

#[test]
fn the_wording_of_a_choice_has_a_hash_that_follows_its_words() {
    let (before, after) = (load(TEXT), load(&TEXT.replace("Remember my settings", "Remember what I like")));
    assert_ne!(before.wording_hash("remember"), after.wording_hash("remember"));
    assert_eq!(before.wording_hash("measure"), after.wording_hash("measure"));
}

#[test]
fn words_that_the_dictionary_lacks_are_spelt_out() {
    let policy = load(TEXT);
    assert_eq!(policy.party_words(policy.party("courier").unwrap()), "parcel courier");
    assert_eq!(policy.party_words_of("gift-wrapper"), "gift wrapper");
    assert_eq!(policy.leaf_words("identity.shoe-size"), "shoe size");
    assert_eq!(policy.purpose_words("order.deliver"), "delivering your order");
}
