//! Stories of paying, told through the router and the partner's own socket.

use std::{collections::BTreeMap, time::Duration};

use http::StatusCode;
use serde_json::{Value, json};
use store::{sql, work};
use web::wire::Wire;

use crate::testing::{START, Town, delivery, in_town, number_on, until};

/// Charges at the partner equal orders placed and money given back.
async fn the_sums_are_right(town: &Town) {
    let states = town.shop.house.store().read(work!(|tx| -> Result<Vec<String>, store::Error> {
        tx.rows(sql!("SELECT state FROM payment")).await?.into_iter().map(|mut row| row.take(0)).collect()
    }));
    let states = states.await.unwrap();
    let placed = states.iter().filter(|state| *state == "placed").count();
    assert_eq!(placed, town.orders().await, "{states:?}");
}

/// How many pieces of the size are on the shelf, and how many wait for a payment.
async fn shelf(town: &Town) -> (i64, usize) {
    let (sku, _) = town.size();
    let found = town.shop.house.store().read(work!(|tx| [sku] -> Result<(i64, usize), store::Error> {
        let on_hand = tx.row(sql!("SELECT on_hand FROM stock WHERE sku = $1", sku)).await?.unwrap().take(0)?;
        Ok((on_hand, tx.rows(sql!("SELECT 1 FROM reservation WHERE sku = $1", sku)).await?.len()))
    }));
    found.await.unwrap()
}

/// Every session that the partner ever had for the shop. Asked for again under the same key, it answers with the same.
async fn sessions(town: &Town) -> Vec<Value> {
    let line = Wire::new(&town.outside.payment_url, &sandbox::Settings::default().payment.key);
    let calls = town.received(&town.outside.payment_url, "/v1/payment_sessions").await;
    let asked: BTreeMap<String, Value> = calls
        .into_iter()
        .map(|call| (call["idempotency_key"].as_str().unwrap().to_owned(), call["body"].clone()))
        .collect();
    let mut found = Vec::new();
    for (key, body) in asked {
        let again = line.post("/v1/payment_sessions", &key, &body).await.unwrap();
        found.push(
            line.get(&format!("/v1/payment_sessions/{}", again["id"].as_str().unwrap())).await.unwrap(),
        );
    }
    found
}

/// The sessions whose page a customer can have been led to: those that were written down.
async fn known_sessions(town: &Town) -> Vec<String> {
    let known = town.shop.house.store().read(work!(|tx| -> Result<Vec<String>, store::Error> {
        tx.rows(sql!("SELECT partner_ref FROM payment_ref"))
            .await?
            .into_iter()
            .map(|mut row| row.take(0))
            .collect()
    }));
    known.await.unwrap()
}

in_town! {
    async fn a_guest_pays_and_the_order_is_placed(town: Town) {
        let (mut guest, page) = town.guest_order(&delivery(&[])).await;
        let page = page.expect_words("<h1>Order 10480</h1>").expect_words("Ada Amsel").expect_words("7 Quilt Yard");
        page.expect_words("It is paid, we pack it next");
        guest.get("/basket").await.expect(StatusCode::OK).expect_words("empty");
        the_sums_are_right(&town).await;
        let (on_hand, aside) = shelf(&town).await;
        assert_eq!((on_hand, aside), (i64::from(town.size().1) - 1, 0));
    }

    async fn a_mail_leaves_once_the_order_is_placed(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mail = town.last_mail_to("ada@example.org").await;
        assert_eq!(mail.subject, "Your order 10480 is placed");
        let mut elsewhere = town.visitor();
        elsewhere.get(&mail.path("/order/")).await.expect(StatusCode::OK).expect_words("<h1>Order 10480</h1>");
    }

    async fn the_partners_message_comes_before_the_customer(town: Town) {
        town.told("before-return").await;
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends(&page, "paid").await;
        assert_eq!(town.orders().await, 1);
        let back = town.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        guest.go(&back.location().unwrap()).await.expect(StatusCode::OK).expect_words("<h1>Order 10480</h1>");
        assert_eq!(town.orders().await, 1);
    }

    async fn the_partners_message_comes_twice_and_the_order_is_placed_once(town: Town) {
        town.told("twice").await;
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends(&page, "paid").await;
        town.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        until("both messages are taken", async || {
            let sent = Wire::new(&town.outside.payment_url, "").get("/sent.json").await.unwrap();
            sent[0]["tries"].as_u64() == Some(2)
        }).await;
        assert_eq!(town.orders().await, 1);
        the_sums_are_right(&town).await;
    }

    async fn nobody_tells_and_the_clock_settles_it(town: Town) {
        town.told("never").await;
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends(&page, "paid").await;
        assert_eq!(town.orders().await, 0);
        town.pass_seconds(61).await;
        assert_eq!(town.orders().await, 1);
        assert_eq!(town.last_mail_to("ada@example.org").await.subject, "Your order 10480 is placed");
    }

    async fn two_tabs_pay_at_once_and_one_order_is_placed(town: Town) {
        let mut guest = town.guest().await;
        let review = town.goes_to_review(&mut guest, &delivery(&[])).await;
        let seen = crate::testing::seen(&review);
        let (mut one, mut two) = (guest.clone(), guest.clone());
        let form = [("seen", seen.as_str())];
        let (one_answer, two_answer) = tokio::join!(one.post("/checkout/pay", &form), two.post("/checkout/pay", &form));
        let pages: Vec<String> = [one_answer, two_answer].iter().filter_map(|answer| answer.location()).collect();
        let page = pages.iter().find(|page| page.contains("/pay/")).expect("one of them pays").clone();
        let again = town.presses_pay(&mut two).await;
        assert_eq!(again, page, "the other tab is led to the same page");
        town.ends(&page, "paid").await;
        let (a, b) = tokio::join!(town.comes_back(&mut one, &page), town.comes_back(&mut two, &page));
        a.expect(StatusCode::SEE_OTHER);
        b.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.orders().await, 1);
        the_sums_are_right(&town).await;
    }

    async fn a_declined_card_comes_back_with_words_and_nothing_is_lost(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends(&page, "failed").await;
        let back = town.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        guest.go(&back.location().unwrap()).await.expect(StatusCode::OK).expect_words("Your bank declined the card");
        let review = guest.get("/checkout/review").await.expect(StatusCode::OK);
        review.expect_words("Ada Amsel").expect_words("7 Quilt Yard");
        let second = town.presses_pay(&mut guest).await;
        assert_ne!(second, page);
        town.ends(&second, "paid").await;
        town.comes_back(&mut guest, &second).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.orders().await, 1);
    }

    async fn an_unpaid_checkout_gives_its_pieces_back_after_a_quarter_of_an_hour(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        town.presses_pay(&mut guest).await;
        assert_eq!(shelf(&town).await.1, 1);
        town.pass_seconds(15 * 60 + 1).await;
        assert_eq!(shelf(&town).await, (i64::from(town.size().1), 0));
        guest.get("/checkout/payment").await.expect(StatusCode::OK).expect_words("not finished within fifteen minutes");
    }

    async fn money_that_comes_too_late_is_given_back_with_a_mail(town: Town) {
        town.told("never").await;
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.pass_seconds(15 * 60 + 1).await;
        town.ends(&page, "paid").await;
        town.pass_days(1).await;
        assert_eq!(town.orders().await, 0);
        assert_eq!(town.received(&town.outside.payment_url, "/v1/refunds").await.len(), 1);
        let mail = town.last_mail_to("ada@example.org").await;
        assert!(mail.subject.starts_with("We gave back £"), "{}", mail.subject);
    }

    async fn another_amount_is_held_and_never_placed(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.ends_with(&page, json!({ "state": "paid", "amount_minor": 100 })).await;
        let back = town.comes_back(&mut guest, &page).await.expect(StatusCode::OK);
        back.expect_words("A person looks at your payment");
        town.pass_days(1).await;
        assert_eq!(town.orders().await, 0);
    }

    async fn while_the_partner_is_away_nothing_is_lost(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let line = Wire::new(&town.outside.payment_url, "");
        line.post("/control/outage", "", &json!({ "on": true })).await.unwrap();
        assert_eq!(town.presses_pay(&mut guest).await, "/checkout/review?said=payment-away");
        assert_eq!(shelf(&town).await.1, 0);
        line.post("/control/outage", "", &json!({ "on": false })).await.unwrap();
        assert!(town.presses_pay(&mut guest).await.contains("/pay/"));
    }

    async fn a_partner_that_goes_away_while_somebody_pays_loses_nothing(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        let line = Wire::new(&town.outside.payment_url, "");
        line.post("/control/outage", "", &json!({ "on": true })).await.unwrap();
        assert_eq!(town.presses_pay(&mut guest).await, "/checkout/review?said=payment-away");
        let told = guest.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(told.location().as_deref(), Some("/checkout/review?said=payment-away"));
        town.comes_back(&mut guest, &page).await.expect(StatusCode::OK).expect_words("One moment, please");
        line.post("/control/outage", "", &json!({ "on": false })).await.unwrap();
        assert_eq!(town.presses_pay(&mut guest).await, page);
    }

    async fn changing_the_address_ends_the_payment_under_way(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let page = town.presses_pay(&mut guest).await;
        town.goes_to_review(&mut guest, &delivery(&[("home-street", "9 Quilt Yard")])).await;
        town.ends(&page, "paid").await;
        let second = town.presses_pay(&mut guest).await;
        assert_ne!(second, page);
        town.ends(&second, "paid").await;
        let back = town.comes_back(&mut guest, &second).await.expect(StatusCode::SEE_OTHER);
        guest.go(&back.location().unwrap()).await.expect(StatusCode::OK).expect_words("9 Quilt Yard");
        town.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.orders().await, 1);
        // The partner's own call may be settling the late payment still.
        let refunds = async || town.received(&town.outside.payment_url, "/v1/refunds").await.len();
        until("the late payment is given back", async || refunds().await > 0).await;
        assert_eq!(refunds().await, 1);
    }

    async fn without_an_agreement_the_payment_partner_gets_nothing(town: Town) {
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        town.agree_with("payment-partner", START).await;
        assert_eq!(town.presses_pay(&mut guest).await, "/checkout/review?said=payment-away");
        assert!(town.received(&town.outside.payment_url, "/v1/payment_sessions").await.is_empty());
    }

    async fn the_payment_partner_gets_amount_reference_and_billing_address(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let calls = town.received(&town.outside.payment_url, "/v1/payment_sessions").await;
        let body = calls[0]["body"].as_object().unwrap();
        let mut fields: Vec<&str> = body.keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["amount_minor", "billing", "currency", "reference", "return_url", "save_card"]);
        let sent = calls[0].to_string();
        for never in ["Ada", "ada@example.org", "7946"] {
            assert!(!sent.contains(never), "{never}");
        }
        let ledger = town.ledger().await;
        let line = ledger.iter().find(|entry| entry.party == "payment-partner").unwrap();
        assert_eq!(line.leaves, ["contact.billing", "orders.payment"]);
        assert_eq!(line.recipient.as_deref(), Some("Pennywise Pay"));
    }

    async fn killed_at_any_moment_what_was_charged_was_ordered_or_given_back(town: Town) {
        town.told("never").await;
        for moment in 0..12u64 {
            let mut guest = town.guest().await;
            town.goes_to_review(&mut guest, &delivery(&[])).await;
            let seen = crate::testing::seen(&guest.get("/checkout/review").await);
            let form = [("seen", seen.as_str())];
            let died = tokio::time::timeout(Duration::from_millis(moment * 3), guest.post("/checkout/pay", &form)).await;
            for session in sessions(&town).await.iter().filter(|session| session["state"] == "open") {
                town.ends(session["id"].as_str().unwrap(), "paid").await;
            }
            let page = died.ok().and_then(|answer| answer.location()).unwrap_or_default();
            let back = town.comes_back(&mut guest, &page);
            drop(tokio::time::timeout(Duration::from_millis(moment * 2), back).await);
        }
        town.pass_seconds(61).await;
        town.pass_seconds(15 * 60).await;
        town.pass_days(1).await;
        town.pass_days(1).await;
        let all = sessions(&town).await;
        let known = known_sessions(&town).await;
        let charged = all.iter().filter(|session| session["state"] == "paid" && session["refunded_minor"] == 0);
        let charged = charged.filter(|session| known.contains(&session["id"].as_str().unwrap().to_owned())).count();
        assert_eq!(charged, town.orders().await);
        the_sums_are_right(&town).await;
        let (sold, (on_hand, aside)) = (i64::try_from(town.orders().await).unwrap(), shelf(&town).await);
        assert_eq!((on_hand + sold, aside), (i64::from(town.size().1), 0));
    }

    async fn a_message_without_the_right_signature_is_not_listened_to(town: Town) {
        let mut anybody = town.visitor();
        let body = json!({ "id": "event_1", "type": "payment.paid", "session": "ps_1" }).to_string();
        let headers = [("content-type", "application/json"), ("partner-signature", "t=1,v1=00")];
        for path in ["/webhooks/payment", "/webhooks/courier"] {
            let answer = anybody.send(http::Method::POST, path, Some(body.clone()), &headers).await;
            answer.expect(StatusCode::UNAUTHORIZED);
        }
    }

    async fn p16_of_a_remembered_card_we_keep_stand_in_brand_last_digits_and_end(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        ada.get("/checkout/payment").await.expect(StatusCode::OK).expect_words("Visa ending in 4242, until 12/39");
    }

    async fn p15_a_remembered_card_pays_for_an_own_order(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        let step = ada.get("/checkout/payment").await.expect(StatusCode::OK);
        let card = step.address("/checkout/payment/cards/").split('/').nth(4).unwrap().to_owned();
        ada.post_and_go("/checkout/payment", &[("card", &card)]).await.expect(StatusCode::OK).expect_words("Visa ending in 4242");
        let page = town.presses_pay(&mut ada).await;
        let calls = town.received(&town.outside.payment_url, "/v1/payment_sessions").await;
        assert!(calls.last().unwrap()["body"]["card"].is_string());
        town.ends(&page, "paid").await;
        town.comes_back(&mut ada, &page).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.orders().await, 2);
        let lines = town.ledger().await;
        let used: Vec<_> = lines.iter().filter(|entry| entry.leaves.iter().any(|leaf| leaf == "card.stand-in")).collect();
        assert!(!used.is_empty());
        assert!(used.iter().all(|entry| entry.purpose == "order.pay"));
    }

    async fn p14_a_remembered_card_goes_to_nobody_but_the_payment_partner(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        let order = ada.get("/orders/10480").await.expect(StatusCode::OK);
        town.packs(&number_on(&order)).await;
        let courier = format!("{:?}", town.received(&town.outside.courier_url, "/v1/parcels").await);
        assert!(courier.contains("Quilt Yard"));
        for mail in town.mails_to("ada@example.org").await {
            assert!(!mail.html.contains("4242") && !mail.text.contains("4242"), "{}", mail.subject);
        }
        assert!(!courier.contains("4242") && !courier.contains("card"));
    }

    async fn p69_a_saved_card_is_removed_at_a_purchase_here_and_at_the_partner(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        let remove = ada.get("/checkout/payment").await.expect(StatusCode::OK).address("/checkout/payment/cards/");
        let page = ada.post_and_go(&remove, &[]).await.expect(StatusCode::OK);
        assert!(!page.says("ending in 4242"));
        let all = Wire::new(&town.outside.payment_url, "").get("/received.json").await.unwrap();
        let deleted = all.as_array().unwrap().iter().filter(|call| call["method"] == "DELETE").count();
        assert_eq!(deleted, 1);
    }

    async fn p69_while_the_partner_is_away_the_removal_waits_and_is_tried_again(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        let remove = ada.get("/checkout/payment").await.expect(StatusCode::OK).address("/checkout/payment/cards/");
        let line = Wire::new(&town.outside.payment_url, "");
        line.post("/control/outage", "", &json!({ "on": true })).await.unwrap();
        let page = ada.post_and_go(&remove, &[]).await.expect(StatusCode::OK);
        assert!(!page.says("ending in 4242"));
        line.post("/control/outage", "", &json!({ "on": false })).await.unwrap();
        town.pass_seconds(120).await;
        let cards = town.shop.house.store().read(work!(|tx| -> Result<usize, store::Error> {
            Ok(tx.rows(sql!("SELECT 1 FROM card")).await?.len())
        }));
        assert_eq!(cards.await.unwrap(), 0);
    }
}

impl Town {
    /// Ada, who has ordered once and let her card be remembered.
    pub(crate) async fn ada_with_a_card(&self) -> crate::testing::Visitor {
        let mut ada = self.ada().await;
        self.takes_a_piece(&mut ada).await;
        ada.post("/checkout/delivery", &delivery(&[])).await.expect(StatusCode::SEE_OTHER);
        ada.post("/checkout/payment", &[("card", "new"), ("keep-card", "yes")])
            .await
            .expect(StatusCode::SEE_OTHER);
        let page = self.presses_pay(&mut ada).await;
        self.ends(&page, "paid").await;
        self.comes_back(&mut ada, &page).await.expect(StatusCode::SEE_OTHER);
        ada
    }
}
