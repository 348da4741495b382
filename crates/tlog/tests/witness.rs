//! A log and a witness talk to each other, in bodies as they go over the wire.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ORIGIN, Store, entries, grow, log, published, shop, witness};
use tlog::{
    Accepted, Answer, Checkpoint, Hash, Head, Known, Malformed, Published, Refusal, Submission, Unproven,
    prove_consistency,
};

/// A witness that remembers one log.
struct Watching(Known);

impl Watching {
    fn new() -> Self {
        Self(Known { origin: ORIGIN.to_owned(), keys: vec![shop().verifier().clone()], latest: Head::EMPTY })
    }

    fn judge(&self, body: &str) -> Result<Accepted, Refusal> {
        self.0.judge(Submission::read(body.as_bytes()).map_err(Refusal::Malformed)?)
    }

    /// The answer to a request: status, type and body.
    fn answer(&mut self, body: &str, time: u64) -> (u16, &'static str, String) {
        match self.judge(body) {
            Ok(accepted) => {
                self.0.latest = accepted.head();
                let signature = accepted.cosign(&witness(), time).unwrap();
                (200, "text/plain; charset=utf-8", signature.to_line())
            }
            Err(refusal) => (refusal.status(), refusal.content_type(), refusal.body()),
        }
    }
}

fn ask(store: &Store, old: u64, checkpoint: &Published) -> String {
    let size = checkpoint.checkpoint().head().size;
    let proof = prove_consistency(store, old, size).unwrap();
    Submission { old, proof, checkpoint: checkpoint.clone() }.to_body()
}

fn understood(answer: (u16, &str, String), checkpoint: &Published) -> Answer {
    let (status, kind, body) = answer;
    let keys = [witness().verifier().clone()];
    Answer::read((status, kind, body.as_bytes()), checkpoint.note().text(), &keys).unwrap()
}

#[test]
fn a_growing_log_is_countersigned_step_by_step() {
    let mut watching = Watching::new();
    let (mut store, mut head) = (Store::new(), Head::EMPTY);
    for (time, batch) in [1, 255, 1, 600, 0, 7].into_iter().enumerate() {
        let old = head.size;
        head = grow(&mut store, head, &entries(batch));
        let mut checkpoint = published(head);
        let answer = watching.answer(&ask(&store, old, &checkpoint), time as u64);
        let Answer::Cosigned(signatures) = understood(answer, &checkpoint) else {
            panic!("not countersigned")
        };
        for signature in signatures {
            checkpoint = checkpoint.with(signature).unwrap();
        }
        let keys = [witness().verifier().clone()];
        let good = checkpoint.witnessed(&keys, 1).unwrap();
        assert_eq!(good[0].time, Some(time as u64));
        assert_eq!(Published::read(checkpoint.note().to_text().as_bytes()), Ok(checkpoint));
    }
    assert_eq!(watching.0.latest, head);
}

#[test]
fn a_log_that_lost_its_place_is_told_where_to_begin() {
    let mut watching = Watching::new();
    let (store, head) = log(300);
    watching.0.latest = log(100).1;
    let checkpoint = published(head);
    let answer = watching.answer(&ask(&store, 0, &checkpoint), 1);
    assert_eq!((answer.0, answer.1, answer.2.as_str()), (409, "text/x.tlog.size", "100\n"));
    let Answer::From(size) = understood(answer, &checkpoint) else { panic!("no size") };
    let again = watching.answer(&ask(&store, size, &checkpoint), 2);
    assert!(matches!(understood(again, &checkpoint), Answer::Cosigned(_)));
}

#[test]
fn a_rewritten_log_is_not_countersigned_even_with_the_key_of_the_log() {
    let mut watching = Watching::new();
    watching.0.latest = log(100).1;
    let mut rewritten = entries(300);
    rewritten[50] = b"as if nothing had been".to_vec();
    let mut store = Store::new();
    let head = grow(&mut store, Head::EMPTY, &rewritten);
    let checkpoint = published(head);
    let answer = watching.answer(&ask(&store, 100, &checkpoint), 1);
    assert_eq!((answer.0, understood(answer, &checkpoint)), (422, Answer::Unproven));

    let mut store = Store::new();
    let same_size = published(grow(&mut store, Head::EMPTY, &rewritten[..100]));
    let answer = watching.answer(&ask(&store, 100, &same_size), 1);
    assert_eq!((answer.0, answer.1), (409, "text/plain; charset=utf-8"));
    assert_eq!(understood(answer, &same_size), Answer::OtherRoot);

    let shorter = published(log(40).1);
    let body = format!("old 100\n\n{}", shorter.note().to_text());
    assert_eq!(watching.judge(&body), Err(Refusal::Backwards));
    assert_eq!(Refusal::Backwards.status(), 400);
    assert_eq!(watching.0.latest, log(100).1, "nothing of it was kept");
}

#[test]
fn strangers_are_refused() {
    let watching = Watching::new();
    let head = log(5).1;
    let other = Checkpoint::new("other.example/log", head).unwrap().sign(&shop()).unwrap();
    assert_eq!(watching.judge(&format!("old 0\n\n{}", other.note().to_text())), Err(Refusal::UnknownLog));
    let thief = common::signer(ORIGIN, tlog::Kind::Note, 66);
    let forged = Checkpoint::new(ORIGIN, head).unwrap().sign(&thief).unwrap();
    assert_eq!(watching.judge(&format!("old 0\n\n{}", forged.note().to_text())), Err(Refusal::NotSigned));
    assert_eq!(watching.judge("old\n"), Err(Refusal::Malformed(Malformed::OldLine)));
    assert_eq!(Refusal::UnknownLog.status(), 404);
    assert_eq!(Refusal::NotSigned.status(), 403);
    assert_eq!(Refusal::Malformed(Malformed::CutOff).status(), 400);
}

#[test]
fn an_empty_tree_has_one_root_and_needs_no_proof() {
    let watching = Watching::new();
    let with = |head, proof: &str| format!("old 0\n{proof}\n{}", published(head).note().to_text());
    let hash = format!("{}\n", Hash::leaf(b"x"));
    assert_eq!(watching.judge(&with(Head::EMPTY, "")).map(|accepted| accepted.head()), Ok(Head::EMPTY));
    let wrong = Head { size: 0, root: Hash::leaf(b"x") };
    assert_eq!(watching.judge(&with(wrong, "")), Err(Refusal::Unproven(Unproven::Root)));
    assert_eq!(watching.judge(&with(Head::EMPTY, &hash)), Err(Refusal::Unproven(Unproven::Length)));
    assert_eq!(watching.judge(&with(log(1).1, &hash)), Err(Refusal::Unproven(Unproven::Length)));
}
