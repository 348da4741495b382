//! What code needs is declared once, where the policy is held against it.
fn ask(actor: gate::Actor, customer: store::Id, party: &'static str) -> gate::Ask {
    let need = gate::Need { at: "here", party, verb: gate::Verb::See, purpose: "care.answer", data: &[], essential: &[] };
    gate::Ask::new(&need, actor, customer)
}

fn main() {}
