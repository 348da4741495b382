//! Stories of the page that changes: who decides it, who is told, and whom it reaches.

use std::collections::BTreeSet;

use http::StatusCode;
use store::{Id, sql, work};

use super::desk::{self, Officer, Trouble};
use crate::{
    clockwork,
    shop::Shop,
    testing::{ADA, DEFAULT_POLICY, PASSWORD, START, Town, delivery, in_town},
};

const COURIER: &str = "identity.name, contact.shipping, contact.phone";

/// The page under another version, with something in it written otherwise.
fn edition(version: &str, otherwise: &[(&str, &str)]) -> String {
    let renamed = DEFAULT_POLICY.replacen("version: 1.0.0", &format!("version: {version}"), 1);
    otherwise.iter().fold(renamed, |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

/// The courier gets the e-mail address too.
fn wider(version: &str) -> String {
    edition(version, &[(COURIER, "identity.name, contact.shipping, contact.phone, contact.email")])
}

/// The courier gets no telephone number any more.
fn narrower(version: &str) -> String {
    edition(version, &[(COURIER, "identity.name, contact.shipping")])
}

/// News by e-mail may go by what somebody bought.
fn wider_news(version: &str) -> String {
    let now = "shop, marketer may use identity.name, contact.email for marketing.email";
    edition(
        version,
        &[(now, "shop, marketer may use identity.name, contact.email, orders.items for marketing.email")],
    )
}

fn version_of(shop: &Shop) -> String {
    shop.house.policy().version().to_owned()
}

async fn news_of_change(town: &Town, address: &str) -> usize {
    let mails = town.mails_to(address).await;
    mails.iter().filter(|mail| mail.subject == "Our privacy page changes").count()
}

async fn people(town: &Town) -> BTreeSet<Id> {
    let found = town.shop.house.store().read(work!(|tx| -> Result<BTreeSet<Id>, store::Error> {
        let rows = tx.rows(sql!("SELECT customer_id FROM customer WHERE kind = 'account'")).await?;
        rows.into_iter().map(|mut row| row.take(0)).collect()
    }));
    found.await.unwrap()
}

async fn officer(town: &Town, name: &'static str) -> Officer {
    town.employs(name, "officer", PASSWORD).await;
    staff(town, name).await
}

async fn staff(town: &Town, name: &'static str) -> Officer {
    let found = town.shop.house.store().read(work!(|tx| -> Result<Id, store::Error> {
        tx.row(sql!("SELECT staff_id FROM staff WHERE username = $1", name)).await?.unwrap().take(0)
    }));
    Officer { id: found.await.unwrap(), named: format!("officer {name}") }
}

fn words<T>(done: Result<T, Trouble>) -> String {
    match done {
        Err(Trouble::Words(words)) => words,
        Err(Trouble::Stop(stop)) => panic!("{stop:?}"),
        Ok(_) => panic!("it was done"),
    }
}

async fn approved(town: &Town, text: &str) -> (Officer, String) {
    let (olu, pat) = (officer(town, "olu").await, officer(town, "pat").await);
    let draft = desk::put_draft(&town.shop, &olu, text).await.unwrap();
    desk::approve(&town.shop, &olu, &draft.version, draft.text_hash).await.unwrap();
    desk::approve(&town.shop, &pat, &draft.version, draft.text_hash).await.unwrap();
    (olu, draft.version)
}

in_town! {
    async fn a_narrower_page_holds_on_every_server_without_a_restart(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let other = town.another_server(&narrower("1.1.0")).await.unwrap();
        assert_eq!((version_of(&other), version_of(&town.shop)), ("1.1.0".to_owned(), "1.0.0".to_owned()));
        crate::editions::follow(&town.shop).await.unwrap();
        assert_eq!(version_of(&town.shop), "1.1.0");
        town.packs("10480").await;
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert!(calls[0]["body"].get("phone").is_none());
        let lines = town.ledger().await;
        let handed = lines.iter().find(|entry| entry.party == "courier").unwrap();
        assert_eq!(handed.policy_version, "1.1.0");
    }

    async fn a_wider_page_waits_for_its_notice_and_never_reaches_older_orders(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let other = town.another_server(&wider("2.0.0")).await.unwrap();
        town.pass_days(29).await;
        crate::editions::follow(&other).await.unwrap();
        assert_eq!((version_of(&other), version_of(&town.shop)), ("1.0.0".to_owned(), "1.0.0".to_owned()));
        town.pass_days(1).await;
        crate::editions::follow(&other).await.unwrap();
        assert_eq!((version_of(&other), version_of(&town.shop)), ("2.0.0".to_owned(), "2.0.0".to_owned()));
        town.guest_order(&delivery(&[])).await;
        for number in ["10480", "10481"] {
            town.packs(number).await;
        }
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        let emails: Vec<bool> = calls.iter().map(|call| call["body"].get("email").is_some()).collect();
        assert_eq!(emails, [false, true], "the order of before stays under the page of before");
    }

    async fn every_customer_is_told_of_a_wider_page_once_and_every_page_announces_it(town: Town) {
        let mut ada = town.ada().await;
        let mut eve = town.customer("Eve Elster", "eve@example.org").await;
        eve.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let other = town.another_server(&wider("2.0.0")).await.unwrap();
        let (one, two) = tokio::join!(crate::editions::tell(&town.shop), crate::editions::tell(&other));
        one.and(two).unwrap();
        for _ in 0..2 {
            town.pass_days(1).await;
            clockwork::tick(&other).await;
        }
        assert_eq!(news_of_change(&town, ADA).await, 1);
        assert_eq!(news_of_change(&town, "eve@example.org").await, 0);
        let mail = town.last_mail_to(ADA).await;
        assert!(mail.text.contains("changes on 31 March 2027") && mail.text.contains("e-mail"), "{}", mail.text);
        ada.get("/c/coats").await.expect(StatusCode::OK).expect_words("Our privacy page changes on 31 March 2027");
        let page = ada.get(&mail.path("/privacy/versions/")).await.expect(StatusCode::OK);
        page.expect_words("More may happen than before").expect_words("Comes into force on 31 March 2027").expect_words("<ins>");
        let mut late = town.customer("Late Lark", "late@example.org").await;
        // The round that writes a mail down comes after the one that sends.
        town.work().await;
        assert_eq!(news_of_change(&town, "late@example.org").await, 1, "who joins under the page of before is told too");
        town.pass_days(30).await;
        late.get("/c/coats").await.expect(StatusCode::OK);
        assert_eq!((news_of_change(&town, ADA).await, news_of_change(&town, "late@example.org").await), (1, 1));
    }

    async fn who_is_told_of_a_new_page_together_has_a_line_each_and_nobody_waits_for_who_is_gone(town: Town) {
        town.ada().await;
        town.customer("Eve Elster", "eve@example.org").await;
        let before = people(&town).await;
        town.customer("Kim Kestrel", "kim@example.org").await;
        let kim = *people(&town).await.difference(&before).next().unwrap();
        town.another_server(&wider("2.0.0")).await.unwrap();
        crate::editions::tell(&town.shop).await.unwrap();
        town.shop.house.gate.forget(kim, &gate::Class::ALL).await.unwrap();
        assert_eq!((news_of_change(&town, ADA).await, news_of_change(&town, "eve@example.org").await), (1, 1));
        assert_eq!(news_of_change(&town, "kim@example.org").await, 0);
        let told = "a mail about a new edition of our privacy page, one of 2 customers at once";
        let lines = town.ledger_of(&before).await;
        assert_eq!(lines.iter().filter(|entry| entry.about.as_deref() == Some(told)).count(), 2);
    }

    async fn mails_of_a_new_page_wait_for_a_ledger_that_takes_no_line_and_go_out_once_it_does(town: Town) {
        town.ada().await;
        town.customer("Eve Elster", "eve@example.org").await;
        town.another_server(&wider("2.0.0")).await.unwrap();
        crate::editions::tell(&town.shop).await.unwrap();
        town.ledger_takes(false).await;
        assert_eq!((news_of_change(&town, ADA).await, news_of_change(&town, "eve@example.org").await), (0, 0));
        town.ledger_takes(true).await;
        town.pass_seconds(600).await;
        assert_eq!((news_of_change(&town, ADA).await, news_of_change(&town, "eve@example.org").await), (1, 1));
    }

    async fn a_customer_moves_to_the_new_page_by_a_button_and_in_no_other_way(town: Town) {
        let mut ada = town.ada().await;
        town.another_server(&wider("2.0.0")).await.unwrap();
        town.pass_days(30).await;
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        let page = ada.get("/account/privacy").await.expect(StatusCode::OK);
        page.expect_words("stands under version 1.0.0 of our privacy page");
        ada.get("/privacy/versions/2.0.0").await.expect_words("I agree to version 2.0.0");
        ada.post("/privacy/versions/1.0.0/agree", &[]).await.expect(StatusCode::CONFLICT);
        let page = ada.post_and_go("/privacy/versions/2.0.0/agree", &[]).await.expect(StatusCode::OK);
        page.expect_words("stands under this version").expect_words("You agreed to the page as it is now");
        assert!(!ada.get("/account/privacy").await.says("stands under version"));
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("agreed to version 2.0.0 of the policy");
        let copy = ada.post("/account/data", &[("form", "json")]).await.expect(StatusCode::OK);
        copy.expect_words("We told you of version 2.0.0").expect_words("You agreed to version 2.0.0").expect_words("on the page of our privacy policy");
    }

    async fn nobody_agrees_who_is_not_signed_in(town: Town) {
        let mut visitor = town.visitor();
        let answer = visitor.post("/privacy/versions/1.0.0/agree", &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(answer.location().unwrap().starts_with("/signin"));
    }

    async fn a_yes_that_does_not_cover_the_new_page_is_asked_again(town: Town) {
        let mut ada = town.ada().await;
        let yes = [("choice", "email-news"), ("answer", "yes")];
        ada.post("/account/emails", &yes).await.expect(StatusCode::SEE_OTHER);
        town.another_server(&wider_news("2.0.0")).await.unwrap();
        town.pass_days(29).await;
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        ada.get("/account/emails").await.expect(StatusCode::OK).expect_words("You said yes on");
        town.pass_days(1).await;
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        ada.get("/account/emails").await.expect(StatusCode::OK).expect_words("your yes of before does not cover it");
        ada.post_and_go("/account/emails", &yes).await.expect_words("You said yes on");
        town.pass_days(1).await;
        ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        ada.get("/account/emails").await.expect(StatusCode::OK).expect_words("You said yes on");
    }

    async fn a_file_that_cannot_be_obeyed_leaves_the_page_in_force(town: Town) {
        let broken = edition("2.0.0", &[("figure notice is 30 days", "figure notice is soon")]);
        let same_name = wider("1.0.0");
        for file in [&broken, &same_name] {
            let other = town.another_server(file).await.unwrap();
            assert_eq!(version_of(&other), "1.0.0");
        }
        assert_eq!(desk::list(&town.shop).await.unwrap().len(), 1);
        town.another_server(&narrower("1.1.0")).await.unwrap();
        let old_file = town.another_server(&DEFAULT_POLICY).await.unwrap();
        assert_eq!(version_of(&old_file), "1.1.0", "an old file does not bring an old page back");
    }

    async fn two_officers_approve_a_text_and_it_holds_at_once_when_it_allows_no_more(town: Town) {
        let (olu, dev) = (officer(&town, "olu").await, { town.employs("dev", "advisor", PASSWORD).await; staff(&town, "dev").await });
        assert!(!words(desk::put_draft(&town.shop, &olu, "nonsense").await).is_empty());
        assert!(words(desk::put_draft(&town.shop, &dev, &narrower("1.1.0")).await).contains("officer"));
        assert!(words(desk::put_draft(&town.shop, &olu, &narrower("1.0.0")).await).contains("version of its own"));
        let draft = desk::put_draft(&town.shop, &olu, &narrower("1.1.0")).await.unwrap();
        assert_eq!(draft.verdict, "narrower");
        desk::approve(&town.shop, &olu, "1.1.0", draft.text_hash).await.unwrap();
        desk::approve(&town.shop, &olu, "1.1.0", draft.text_hash).await.unwrap();
        assert!(words(desk::activate(&town.shop, &olu, "1.1.0").await).contains("Two people"));
        let pat = officer(&town, "pat").await;
        let redraft = desk::put_draft(&town.shop, &olu, &format!("{}\n", narrower("1.1.0"))).await.unwrap();
        assert!(words(desk::approve(&town.shop, &pat, "1.1.0", draft.text_hash).await).contains("changed after you looked"));
        desk::approve(&town.shop, &pat, "1.1.0", redraft.text_hash).await.unwrap();
        assert!(words(desk::activate(&town.shop, &olu, "1.1.0").await).contains("Two people"), "approvals are of a text");
        desk::approve(&town.shop, &olu, "1.1.0", redraft.text_hash).await.unwrap();
        town.visitor().get("/privacy/versions/1.1.0").await.expect(StatusCode::NOT_FOUND);
        desk::activate(&town.shop, &olu, "1.1.0").await.unwrap();
        assert_eq!(version_of(&town.shop), "1.1.0");
        let story = desk::find(&town.shop, "1.1.0").await.unwrap().unwrap();
        assert_eq!(story.approvals.len(), 2);
        assert!(story.deeds.iter().any(|deed| deed.who == "officer olu" && deed.what == "came into force after 1.0.0"));
        assert!(words(desk::withdraw(&town.shop, &olu, "1.1.0").await).contains("in force"));
    }

    async fn a_wider_text_cannot_be_hurried_and_can_be_withdrawn(town: Town) {
        let (olu, version) = approved(&town, &wider("2.0.0")).await;
        assert!(words(desk::activate(&town.shop, &olu, &version).await).contains("announced first"));
        assert!(words(desk::schedule(&town.shop, &olu, &version, Some(START.plus_days(29))).await).contains("31 March 2027 at the earliest"));
        desk::schedule(&town.shop, &olu, &version, None).await.unwrap();
        town.work().await;
        town.visitor().get("/").await.expect_words("changes on 31 March 2027");
        desk::withdraw(&town.shop, &olu, &version).await.unwrap();
        assert!(!town.visitor().get("/").await.says("changes on 31 March 2027"));
        town.pass_days(31).await;
        assert_eq!(version_of(&town.shop), "1.0.0");
    }

    async fn the_history_shows_every_page_as_it_was(town: Town) {
        town.another_server(&narrower("1.1.0")).await.unwrap();
        town.another_server(&wider("2.0.0")).await.unwrap();
        crate::editions::follow(&town.shop).await.unwrap();
        let mut visitor = town.visitor();
        let list = visitor.get("/privacy/history").await.expect(StatusCode::OK);
        assert!(list.says("<dt>In force since</dt><dd><span>1 March 2027</span>"), "{}", list.body);
        list.expect_words("Was in force from 1 March 2027 to 1 March 2027. The first one.").expect_words("Allows less than the one before.").expect_words("Comes into force on 31 March 2027");
        let page = visitor.get("/privacy/versions/1.1.0").await.expect(StatusCode::OK);
        page.expect_words("What is different from version 1.0.0").expect_words("Less may happen than before").expect_words("<del>");
        assert_eq!(visitor.get("/privacy/versions/1.0.0/policy.md").await.expect(StatusCode::OK).body, *DEFAULT_POLICY);
        visitor.get("/privacy/versions/9.9.9").await.expect(StatusCode::NOT_FOUND);
    }

    async fn the_cookie_question_is_asked_anew_when_a_yes_does_not_cover_the_new_page(town: Town) {
        let mut visitor = town.visitor();
        visitor.post("/privacy/choices", &[("answer", "all"), ("back", "/")]).await.expect(StatusCode::SEE_OTHER);
        assert!(!visitor.get("/").await.says("what may we keep on this device"));
        town.shop.house.ask_cookies_anew(2);
        visitor.get("/").await.expect(StatusCode::OK).expect_words("what may we keep on this device");
        visitor.post("/privacy/choices", &[("answer", "needed"), ("back", "/")]).await.expect(StatusCode::SEE_OTHER);
        assert!(!visitor.get("/").await.says("what may we keep on this device"));
    }
}
