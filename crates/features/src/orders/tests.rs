//! Stories of orders, told through the router.

use http::StatusCode;

use crate::testing::{delivery, in_town};

in_town! {
    async fn a_guest_finds_the_order_again(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mut elsewhere = town.visitor();
        let found = elsewhere.post_and_go("/order/find", &[("number", "10480"), ("email", "Ada@Example.org")]).await;
        found.expect(StatusCode::OK).expect_words("Look into your mail");
        let mail = town.last_mail_to("ada@example.org").await;
        assert_eq!(mail.subject, "Your order 10480");
        elsewhere.get(&mail.path("/order/")).await.expect(StatusCode::OK).expect_words("<h1>Order 10480</h1>");
    }

    async fn a_wrong_address_gets_the_same_answer_and_no_mail(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mut stranger = town.visitor();
        let right = stranger.post("/order/find", &[("number", "10480"), ("email", "ada@example.org")]).await;
        let wrong = stranger.post("/order/find", &[("number", "10480"), ("email", "eve@example.org")]).await;
        let none = stranger.post("/order/find", &[("number", "99999"), ("email", "ada@example.org")]).await;
        assert_eq!((right.status, right.location(), right.body.len()), (wrong.status, wrong.location(), wrong.body.len()));
        assert_eq!((right.status, right.location()), (none.status, none.location()));
        assert!(town.mails_to("eve@example.org").await.is_empty());
    }

    async fn only_the_owner_sees_an_order(town: Town) {
        let mut ada = town.ada().await;
        town.takes_a_piece(&mut ada).await;
        town.goes_to_review(&mut ada, &delivery(&[])).await;
        let page = town.presses_pay(&mut ada).await;
        town.ends(&page, "paid").await;
        let back = town.comes_back(&mut ada, &page).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(back.location().as_deref(), Some("/orders/10480?said=order-placed"));
        ada.get("/orders/10480").await.expect(StatusCode::OK).expect_words("7 Quilt Yard");
        let mut eve = town.customer("Eve Eider", "eve@example.org").await;
        eve.get("/orders/10480").await.expect(StatusCode::NOT_FOUND);
        town.visitor().get("/orders/10480").await.expect(StatusCode::SEE_OTHER);
        town.visitor().get("/order/10480").await.expect(StatusCode::NOT_FOUND);
    }

    async fn an_order_is_cancelled_until_it_is_packed(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let cancel = format!("/order/{}/cancel", guest.cookies["receipt"]);
        let page = guest.post_and_go(&cancel, &[]).await.expect(StatusCode::OK);
        page.expect_words("This order is cancelled");
        assert_eq!(town.received(&town.outside.payment_url, "/v1/refunds").await.len(), 1);
        assert!(town.last_mail_to("ada@example.org").await.subject.starts_with("We gave back £"));
        guest.post(&cancel, &[]).await.expect(StatusCode::CONFLICT);
    }

    async fn a_packed_order_is_not_cancelled(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let cancel = format!("/order/{}/cancel", guest.cookies["receipt"]);
        town.packs("10480").await;
        guest.post(&cancel, &[]).await.expect(StatusCode::CONFLICT);
    }

    async fn numbers_follow_each_other(town: Town) {
        let (_, first) = town.guest_order(&delivery(&[])).await;
        let (_, second) = town.guest_order(&delivery(&[("email", "bo@example.org")])).await;
        assert_eq!((crate::testing::number_on(&first), crate::testing::number_on(&second)), ("10480".to_owned(), "10481".to_owned()));
    }
}
