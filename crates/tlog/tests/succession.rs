//! The key of a log turns: whoever knows one of its keys knows them all, and nobody else's.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use tlog::{
    Checkpoint, Forged, Head, Kind, Malformed, Published, SeedKey, Signer, Succession, VerifierKey, follow,
};

const ORIGIN: &str = "shop.example/log";

fn signer(seed: u8) -> Signer<SeedKey> {
    Signer::new(ORIGIN, Kind::Note, SeedKey::new(&[seed; 32]).unwrap()).unwrap()
}

fn key(seed: u8) -> VerifierKey {
    signer(seed).verifier().clone()
}

fn turn(before: u8, after: u8) -> Succession {
    Succession::sign(&signer(before), &signer(after)).unwrap()
}

fn text(turns: &[Succession]) -> String {
    turns.iter().map(Succession::to_text).collect()
}

#[test]
fn every_key_of_the_log_leads_to_all_of_them() {
    let turns = [turn(1, 2), turn(2, 3), turn(3, 4)];
    let all: Vec<VerifierKey> = (1..=4).map(key).collect();
    for known in &all {
        assert_eq!(follow(known, &turns), Ok(all.clone()));
    }
    let read = Succession::read_all(&text(&turns)).unwrap();
    assert_eq!(read, turns);
    let backwards: Vec<Succession> = read.into_iter().rev().collect();
    assert_eq!(follow(&key(2), &backwards), Ok(all));
}

#[test]
fn a_log_that_never_turned_has_no_statement_and_one_key() {
    assert_eq!(Succession::read_all("").unwrap(), []);
    assert_eq!(follow(&key(1), &[]), Ok(vec![key(1)]));
    assert_eq!(follow(&key(9), &[turn(1, 2)]), Ok(vec![key(9)]), "statements of others lead nowhere");
}

#[test]
fn a_checkpoint_of_the_new_key_is_believed_by_whoever_knows_the_old_one() {
    let checkpoint = Checkpoint::new(ORIGIN, Head::EMPTY).unwrap();
    let new = checkpoint.sign(&signer(2)).unwrap();
    assert_eq!(new.believe(ORIGIN, &[key(1)]), Err(Forged::Nobody));
    assert_eq!(new.believe(ORIGIN, &follow(&key(1), &[turn(1, 2)]).unwrap()), Ok(Head::EMPTY));
    let both = checkpoint.sign_with(&[signer(1), signer(2)]).unwrap();
    for known in [key(1), key(2)] {
        assert_eq!(both.believe(ORIGIN, &[known]), Ok(Head::EMPTY));
    }
    assert_eq!(Published::read(both.note().to_text().as_bytes()).unwrap(), both);
}

#[test]
fn a_statement_that_one_of_the_keys_did_not_sign_is_not_followed() {
    let good = turn(1, 2).to_text();
    let lines: Vec<&str> = good.lines().collect();
    let without = |line: usize| {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != line).map(|(_, line)| *line).collect();
        Succession::read(format!("{}\n", kept.join("\n")).as_bytes()).unwrap()
    };
    for one in [without(5), without(6)] {
        assert_eq!(follow(&key(1), std::slice::from_ref(&one)), Err(Forged::Nobody));
        assert_eq!(follow(&key(2), &[one]), Err(Forged::Nobody));
    }
    let forged = good.replace(&key(2).to_string(), &key(3).to_string());
    let forged = Succession::read(forged.as_bytes()).unwrap();
    assert!(follow(&key(1), &[forged]).is_err());
}

#[test]
fn a_key_that_has_two_after_it_leads_nowhere() {
    assert_eq!(follow(&key(1), &[turn(1, 2), turn(1, 3)]), Err(Forged::TwoSuccessors));
    assert_eq!(
        follow(&key(2), &[turn(1, 2), turn(1, 3)]),
        Ok(vec![key(1), key(2)]),
        "whoever knows the later key is not misled"
    );
    assert_eq!(follow(&key(3), &[turn(1, 3), turn(2, 3)]), Err(Forged::TwoSuccessors));
    assert_eq!(follow(&key(1), &[turn(1, 2), turn(2, 1)]), Err(Forged::TwoSuccessors));
    assert_eq!(follow(&key(1), &[turn(1, 2), turn(1, 2)]), Ok(vec![key(1), key(2)]), "the same twice is one");
}

#[test]
fn what_is_not_of_the_form_is_refused() {
    let good = turn(1, 2).to_text();
    let other_name = Signer::new("other.example", Kind::Note, SeedKey::new(&[2; 32]).unwrap()).unwrap();
    assert_eq!(Succession::sign(&signer(1), &other_name), Err(Malformed::Succession));
    assert_eq!(Succession::sign(&signer(1), &signer(1)), Err(Malformed::Succession));
    for bad in [
        good.replace("key 1", "key 2"),
        good.replace("\n\n", "\nmore\n\n"),
        good.replacen(ORIGIN, "other.example", 1),
        good.replace(&key(2).to_string(), "no key"),
    ] {
        assert!(Succession::read(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(Succession::read_all(&format!("before\n{good}")).is_err());
    assert!(Succession::read_all(&good.repeat(65)).is_err());
    assert!(Succession::read(checkpoint().as_bytes()).is_err());
}

fn checkpoint() -> String {
    Checkpoint::new(ORIGIN, Head::EMPTY).unwrap().sign(&signer(1)).unwrap().note().to_text()
}
