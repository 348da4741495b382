//! Each check at load time, with the smallest change of a small policy that fails it and what the officer reads.

use policy::{Policy, Settings};

const SMALL: &str = "\
---
version: 1.0.0
effective: 2027-01-01
---
# Privacy

The courier gets your address.
```rules
shop may collect contact for order as contract
courier may receive contact.home for order as contract if agreement
courier may never receive contact.email
before ordering require agreement
keep contact for 1 year after last-order then erase
```

News comes if you say yes.
```rules
choice news \"Send me news\" starts off asked at registration
shop may use contact.email for news as consent if news
shop may use contact for order as legitimate-interest if not objected
```

All of it is yours to see and to end.
```rules
customer may see, erase personal for rights as legal-obligation
```

Figures name nobody.
```rules
figure crowd is 20 people
statistics of contact.home need crowd
```

These are our words.
```rules
data contact: email, home
purpose order, news, rights
inside shop, customer
outside courier (processor)
fact agreement, objected
```
";

struct Case {
    about: &'static str,
    /// Whether the policy still loads.
    sound: bool,
    this: &'static str,
    that: &'static str,
    told: &'static str,
}

/// The errors, or the second looks of a policy that loads.
fn told(text: &str) -> (bool, String) {
    let (sound, list) = match Policy::load(text, &Settings::new()) {
        Ok(policy) => (true, policy.warnings().to_vec()),
        Err(problems) => (false, problems.list),
    };
    (sound, list.iter().map(ToString::to_string).collect::<String>().trim_end().to_owned())
}

#[test]
fn the_small_policy_passes_every_check() {
    assert_eq!(told(SMALL), (true, String::new()));
}

#[test]
fn each_check_tells_what_is_wrong_where_and_what_would_mend_it() {
    for case in CASES {
        assert!(SMALL.contains(case.this), "{}: the small policy has no `{}`", case.about, case.this);
        let (sound, shown) = told(&SMALL.replacen(case.this, case.that, 1));
        assert_eq!((sound, shown.as_str()), (case.sound, case.told), "{}:\n{shown}", case.about);
    }
}

const CASES: &[Case] = &[
    Case {
        about: "an unknown word",
        sound: false,
        this: "may never receive contact.email",
        that: "may never receive contact.emial",
        told: "\
line 11 (paragraph 0.1): no kind of data is called `contact.emial`
    courier may never receive contact.emial
                              ^^^^^^^^^^^^^
  mend: did you mean `contact.email`?",
    },
    Case {
        about: "a permission that meets a prohibition",
        sound: false,
        this: "may receive contact.home for",
        that: "may receive contact for",
        told: "\
line 10 (paragraph 0.1): this rule allows what line 11 forbids
    courier may receive contact for order as contract if agreement
  line 11 (paragraph 0.1) says:
    courier may never receive contact.email
  example: courier would receive contact.email for order, when an agreement with whoever receives it is in date
  mend: take contact.email out of line 10; or, if you mean to allow it, except it in line 11 as well (`but contact.email`)",
    },
    Case {
        about: "a prohibition that covers nothing",
        sound: false,
        this: "courier may never receive contact.email",
        that: "courier may never receive contact.email but contact",
        told: "\
line 11 (paragraph 0.1): this rule covers nothing: its `but` takes away all that it names
    courier may never receive contact.email but contact
  mend: take it out, or name more before the `but`",
    },
    Case {
        about: "a permission that covers nothing",
        sound: false,
        this: "courier may receive contact.home for",
        that: "courier may receive contact.home but contact for",
        told: "\
line 10 (paragraph 0.1): this rule covers nothing: its `but` takes away all that it names
    courier may receive contact.home but contact for order as contract if agreement
  mend: take it out, or name more before the `but`",
    },
    Case {
        about: "a term that covers nothing",
        sound: false,
        this: "keep contact for",
        that: "keep contact.home but contact for 1 day after chat-end then erase\nkeep contact for",
        told: "\
line 13 (paragraph 0.1): this rule covers nothing: its `but` takes away all that it names
    keep contact.home but contact for 1 day after chat-end then erase
  mend: take it out, or name more before the `but`",
    },
    Case {
        about: "personal data without a term",
        sound: false,
        this: "keep contact for",
        that: "keep contact.home for",
        told: "\
line 36 (paragraph 0.5): no rule says how long `contact.email` is kept
    data contact: email, home
                  ^^^^^
  mend: add `keep contact.email for 12 months after collection then erase` under a paragraph that says so",
    },
    Case {
        about: "personal data with two terms",
        sound: false,
        this: "keep contact for",
        that: "keep contact.home for 1 year after collection then erase\nkeep contact for",
        told: "\
line 14 (paragraph 0.1): `contact.home` is already kept by the rule in line 13
    keep contact for 1 year after last-order then erase
  mend: take it out of one of the two",
    },
    Case {
        about: "data that is collected and never used",
        sound: false,
        this: "shop may collect contact",
        that: "data shoe\nshop may collect shoe for order as contract\nkeep shoe for 1 day after check then erase\nshop may collect contact",
        told: "\
line 9 (paragraph 0.1): `shoe` is collected and nobody may use it
    data shoe
         ^^^^
  mend: do not collect it, or say who may use it for what",
    },
    Case {
        about: "a choice that no rule reads",
        sound: false,
        this: "choice news",
        that: "choice post \"Write to me\" starts off\nchoice news",
        told: "\
line 18 (paragraph 0.2): the customer is asked `post`, and no rule heeds the answer
    choice post \"Write to me\" starts off
  mend: add `if post` to the rule that it decides",
    },
    Case {
        about: "consent without a choice",
        sound: false,
        this: "as consent if news",
        that: "as consent",
        told: "\
line 18 (paragraph 0.2): the customer is asked `news`, and no rule heeds the answer
    choice news \"Send me news\" starts off asked at registration
  mend: add `if news` to the rule that it decides
line 19 (paragraph 0.2): consent needs a choice that the customer makes
    shop may use contact.email for news as consent
                                        ^^^^^^^^^^
  mend: declare a choice (`choice email-news \"Send me news\" starts off`) and add `if email-news`",
    },
    Case {
        about: "consent by a choice that starts on",
        sound: false,
        this: "starts off",
        that: "starts on",
        told: "\
line 19 (paragraph 0.2): consent needs a choice that the customer makes
    shop may use contact.email for news as consent if news
                                        ^^^^^^^^^^
  mend: the choice `news` in line 18 starts on, so nobody made it: let it start off, or take another ground",
    },
    Case {
        about: "a fair interest that heeds no objection",
        sound: false,
        this: "order as contract if agreement",
        that: "order as legitimate-interest if agreement",
        told: "\
line 10 (paragraph 0.1): who acts on a fair interest must stop when the customer objects
    courier may receive contact.home for order as legitimate-interest if agreement
  mend: add `and not objected` to each alternative after `if`",
    },
    Case {
        about: "personal data without a ground",
        sound: false,
        this: "order as contract if agreement",
        that: "order if agreement",
        told: "\
line 10 (paragraph 0.1): this rule lets somebody have personal data and names no legal ground
    courier may receive contact.home for order if agreement
  mend: add `as contract`, `as consent`, `as legal-obligation` or `as legitimate-interest` after the purpose",
    },
    Case {
        about: "a paragraph without a rule",
        sound: false,
        this: "These are our words.",
        that: "Trust us.\n\nThese are our words.",
        told: "\
line 34 (paragraph 0.5): this paragraph promises something and has no rule under it
    Trust us.
  mend: add a rule, or say `no rule because \"…\"` with your reason",
    },
    Case {
        about: "a printed figure without a rule",
        sound: false,
        this: "News comes",
        that: "Within {{answer news}} news comes",
        told: "\
line 16 (paragraph 0.2): no rule gives `answer news` a figure to print
    Within {{answer news}} news comes if you say yes.
           ^^^^^^^^^^^^^^^
  mend: print a figure (`{{crowd}}`), `{{keep chat}}`, `{{limit …}}`, `{{answer …}}`, `{{cookie …}}`, `{{what courier receives}}`, or a setting named in the first lines",
    },
    Case {
        about: "a setting that the file does not name",
        sound: false,
        this: "News comes",
        that: "News of {{shop}} comes",
        told: "\
line 16 (paragraph 0.2): no rule gives `shop` a figure to print
    News of {{shop}} comes if you say yes.
            ^^^^^^^^
  mend: print a figure (`{{crowd}}`), `{{keep chat}}`, `{{limit …}}`, `{{answer …}}`, `{{cookie …}}`, `{{what courier receives}}`, or a setting named in the first lines",
    },
    Case {
        about: "an action with two conditions",
        sound: false,
        this: "before ordering require agreement",
        that: "before ordering require agreement\nbefore ordering require objected",
        told: "\
line 13 (paragraph 0.1): the condition before `ordering` is declared twice
    before ordering require objected
           ^^^^^^^^",
    },
    Case {
        about: "a crowd of one",
        sound: false,
        this: "is 20 people",
        that: "is 1 people",
        told: "\
line 31 (paragraph 0.4): the figure `crowd` is no number of people that hides one of them
    statistics of contact.home need crowd
                                    ^^^^^
  mend: let it be a number: `figure crowd is 20 people`",
    },
    Case {
        about: "a fact that would hold and not hold",
        sound: false,
        this: "order as contract if agreement",
        that: "order as contract if agreement and not agreement",
        told: "\
line 10 (paragraph 0.1): a fact cannot hold and not hold at the same time
    courier may receive contact.home for order as contract if agreement and not agreement",
    },
    Case {
        about: "a promise that the server cannot keep",
        sound: false,
        this: "before ordering require agreement",
        that: "every lunch is free",
        told: "\
line 12 (paragraph 0.1): the server has no way to see to it that every `lunch is free`
    every lunch is free
  mend: it can see to these: choice is recorded; connection is encrypted; disclosure is recorded; marketing-email carries unsubscribe-link; opening is recorded; outside-link carries nothing; refusal is recorded; stored-value is sealed",
    },
    Case {
        about: "a word declared twice",
        sound: false,
        this: "inside shop, customer",
        that: "inside shop, customer, shop",
        told: "\
line 38 (paragraph 0.5): the party `shop` is declared twice
    inside shop, customer, shop
           ^^^^",
    },
    Case {
        about: "a figure that is typed",
        sound: true,
        this: "News comes",
        that: "After thirty days news comes",
        told: "\
line 16 (paragraph 0.2): this figure is typed, so no rule holds the server to it
    After thirty days news comes if you say yes.
          ^^^^^^^^^^^
  mend: print it from a rule, between `{{` and `}}`",
    },
    Case {
        about: "a fact that nothing asks",
        sound: true,
        this: "fact agreement, objected",
        that: "fact agreement, objected, asked",
        told: "\
line 40 (paragraph 0.5): `asked` is a fact that no rule asks for
    fact agreement, objected, asked
                              ^^^^^",
    },
    Case {
        about: "a party that may do nothing",
        sound: true,
        this: "outside courier (processor)",
        that: "outside courier (processor), partner (processor)",
        told: "\
line 39 (paragraph 0.5): `partner` may do nothing: no rule allows the party anything
    outside courier (processor), partner (processor)
                                 ^^^^^^^",
    },
    Case {
        about: "a purpose without a permission",
        sound: true,
        this: "purpose order, news, rights",
        that: "purpose order, news, rights, study",
        told: "\
line 37 (paragraph 0.5): `study` is a purpose for which nothing is allowed
    purpose order, news, rights, study
                                 ^^^^^",
    },
    Case {
        about: "data that the customer can never see",
        sound: true,
        this: "customer may see, erase personal",
        that: "customer may see personal but contact.home for rights as legal-obligation\ncustomer may erase personal",
        told: "\
line 37 (paragraph 0.5): the customer can never see `contact.home`
    data contact: email, home
                         ^^^^",
    },
    Case {
        about: "data that the customer can never erase",
        sound: true,
        this: "customer may see, erase personal",
        that: "customer may erase personal but contact.home for rights as legal-obligation\ncustomer may see personal",
        told: "\
line 37 (paragraph 0.5): the customer can never erase `contact.home`
    data contact: email, home
                         ^^^^",
    },
];
