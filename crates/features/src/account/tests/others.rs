//! What others do leaves no trace in what a customer reads: whoever sends her a gift, names her as a guardian, lives in
//! her house, bears her name. Tried with deeds drawn by chance among people who all know her details.

use http::StatusCode;

use crate::testing::{ADA, HOME, Town, Visitor, delivery, in_town};

/// Numbers that follow a seed, so that a failing run can be told again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// What Ada reads about herself, each byte of it.
async fn read_by(ada: &mut Visitor) -> String {
    // Where the public log stands is the same for everybody and moves with everybody; the lines are hers.
    let chain = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK).body;
    let chain: serde_json::Value = serde_json::from_str(&chain).unwrap();
    let mut all = chain["lines"].to_string();
    for path in ["/account/requests", "/account/messages", "/account/addresses", "/account/watches"] {
        all.push_str(&ada.get(path).await.expect(StatusCode::OK).body);
    }
    all
}

/// One deed of somebody else, with as much of Ada in it as the shop lets them type.
async fn deed(town: &Town, chance: &mut Chance, other: &mut Visitor, number: usize) {
    let words = [("words", "It is about Ada Amsel, ada@example.org, 7 Quilt Yard.")];
    match chance.below(8) {
        0 => drop(other.post("/account/addresses", &HOME).await),
        1 => drop(other.post("/account/assist", &words).await),
        2 => drop(other.post("/complaints", &words).await),
        3 => drop(other.post("/account/watches", &[("data", "personal")]).await),
        4 => drop(other.post("/account/disclosures/1/ask", &words).await),
        5 => drop(other.get("/account/disclosures").await),
        6 => drop(other.post("/account/data", &[("form", "json")]).await),
        _ => names_her_as_guardian(town, number).await,
    }
}

async fn names_her_as_guardian(town: &Town, number: usize) {
    let day = (1 + number % 28).to_string();
    let age = [("day", day.as_str()), ("month", "5"), ("year", "2012")];
    let mut child = town.visitor();
    child.post("/join/age", &age).await;
    child.post("/join/age", &[age[0], age[1], age[2], ("guardian", ADA)]).await;
    let answer = if number.is_multiple_of(2) { "yes" } else { "no" };
    let asked = town.mails_to(ADA).await.into_iter().find(|mail| mail.text.contains("/guardian/"));
    if let Some(mail) = asked {
        town.visitor().post(&mail.path("/guardian/"), &[("answer", answer)]).await;
    }
}

async fn nothing_is_left_behind(town: &Town, seed: u64) {
    let mut chance = Chance(seed);
    let mut ada = town.ada().await;
    ada.post_and_go("/account/watches", &[("data", "personal"), ("but", "shop")])
        .await
        .expect(StatusCode::OK);
    let mut others = [
        town.customer("Ada Amsel", "namesake@example.org").await,
        town.customer("Bea Amsel", "bea@example.org").await,
    ];
    // Her own reading is in her record, and so is the look of the clock at what is new in it: both are done before.
    read_by(&mut ada).await;
    town.pass_seconds(60).await;
    town.work().await;
    let before = read_by(&mut ada).await;
    for number in 0..14 {
        let who = chance.below(others.len());
        deed(town, &mut chance, &mut others[who], number).await;
        town.pass_seconds(40).await;
        town.work().await;
    }
    assert_eq!(read_by(&mut ada).await, before, "a trace was left with the deeds of seed {seed}");
}

in_town! {
    async fn no_deed_of_others_leaves_a_trace_in_what_ada_reads(town: Town) {
        nothing_is_left_behind(&town, 7).await;
    }

    async fn nor_does_it_with_other_deeds(town: Town) {
        nothing_is_left_behind(&town, 4_711).await;
    }

    async fn a_gift_to_ada_stands_in_the_givers_record_alone(town: Town) {
        let mut ada = town.ada().await;
        read_by(&mut ada).await;
        let before = read_by(&mut ada).await;
        let told = delivery(&[("email", "giver@example.org")]);
        town.guest_order(&told).await;
        town.packs("10480").await;
        town.work().await;
        assert_eq!(read_by(&mut ada).await, before);
        assert!(town.ledger().await.iter().any(|entry| entry.party == "courier"), "the giver's record has it");
    }
}
