//! How many ways to break a rule are caught, and that the score falls when prohibitions go.

use policy::{Policy, Settings};
use review::{Kind, Score};

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn of_kind(score: &Score, kind: Kind) -> (usize, usize) {
    score
        .kinds
        .iter()
        .find(|(found, _, _)| *found == kind)
        .map(|(_, caught, made)| (*caught, *made))
        .unwrap_or_default()
}

#[test]
fn the_default_policy_is_above_both_bars() {
    let score = Score::of(&load(TEXT));
    assert!(!score.is_low(), "{score}");
    assert!(score.percent() >= 60, "{score}");
    let (caught, made) = score.widest();
    assert!(made >= 43 && caught * 43 >= made * 40, "{score}");
    assert_eq!(score.made() - score.caught(), score.survivors.len());
    // A ground that is taken away is always missed.
    let (caught, made) = of_kind(&score, Kind::GroundDropped);
    assert_eq!(caught, made);
}

#[test]
fn a_policy_without_its_prohibitions_is_below_the_bar() {
    let bare: Vec<&str> = TEXT
        .lines()
        .map(|line| {
            let forbids = line.starts_with("nobody") || line.contains(" may never ");
            if forbids && !line.starts_with(' ') {
                "no rule because \"nothing is forbidden here\""
            } else {
                line
            }
        })
        .collect();
    let (whole, bare) = (Score::of(&load(TEXT)), Score::of(&load(&bare.join("\n"))));
    assert!(bare.is_low(), "{bare}");
    assert!(bare.caught() < whole.caught(), "{bare}, and with them {whole}");
    assert_eq!(of_kind(&bare, Kind::PartyToOutside).0, 0, "nothing else keeps the outside out");
}

#[test]
fn one_prohibition_less_lets_its_breaks_through() {
    let guard = "nobody may see account.password";
    assert!(TEXT.contains(guard));
    let open = Score::of(&load(&TEXT.replace(guard, "no rule because \"left open\"")));
    let whole = Score::of(&load(TEXT));
    assert!(open.survivors.len() > whole.survivors.len());
    let passed = |score: &Score| score.survivors.iter().map(ToString::to_string).collect::<Vec<_>>();
    let new: Vec<String> = passed(&open).into_iter().filter(|one| !passed(&whole).contains(one)).collect();
    assert!(new.iter().any(|one| one.contains("(paragraph 6.1), with `see` as well")), "{new:#?}");
}

/// A break that only repeats what another rule allows is none.
#[test]
fn a_break_that_allows_nothing_new_does_not_count() {
    let twice = TEXT.replace(
        "figures-partner may receive figures for publish",
        "figures-partner may receive figures for publish\nfigures-partner may receive figures.sales for publish",
    );
    let (once, twice) = (Score::of(&load(TEXT)), Score::of(&load(&twice)));
    let group = |score: &Score| of_kind(score, Kind::DataToGroup);
    assert_eq!(group(&twice), group(&once));
}
