//! Signing in, told through the router.

use http::{StatusCode, header};

use crate::testing::{ADA, ANOTHER_PASSWORD, PASSWORD, Town, Visitor, in_town};

/// A customer whose address is confirmed, on no device.
async fn confirmed(town: &Town) {
    let mut visitor = town.visitor();
    visitor
        .post("/join/age", &[("day", "14"), ("month", "5"), ("year", "1992")])
        .await
        .expect(StatusCode::SEE_OTHER);
    visitor
        .post("/join", &[("name", "Ada"), ("email", ADA), ("password", PASSWORD)])
        .await
        .expect(StatusCode::SEE_OTHER);
    let path = town.last_mail_to(ADA).await.path("/verify/");
    visitor.post(&path, &[("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
    visitor.post("/signout", &[]).await.expect(StatusCode::SEE_OTHER);
}

async fn sign_in(visitor: &mut Visitor, email: &str, password: &str) -> crate::testing::Answer {
    visitor.post("/signin", &[("email", email), ("password", password)]).await
}

async fn is_signed_in(visitor: &mut Visitor) -> bool {
    visitor.get("/signin").await.status == StatusCode::SEE_OTHER
}

in_town! {
    async fn p66_the_right_password_opens_the_account_and_a_stolen_basket_does_not(town: Town) {
        confirmed(&town).await;
        let mut ada = town.visitor();
        let answer = sign_in(&mut ada, "Ada@Example.org", PASSWORD).await;
        assert_eq!(answer.location().as_deref(), Some("/account?said=signed-in"));
        assert!(is_signed_in(&mut ada).await);
        let mut thief = town.visitor();
        let stolen = ada.cookies.iter().filter(|(name, _)| *name != "session");
        thief.cookies = stolen.map(|(name, value)| (name.clone(), value.clone())).collect();
        assert!(!is_signed_in(&mut thief).await);
    }

    async fn p64_the_way_in_is_among_the_first_stops_of_the_home_page(town: Town) {
        let mut visitor = town.visitor();
        visitor.cookies.insert("choices".to_owned(), "v1".to_owned());
        let home = visitor.get("/").await.expect(StatusCode::OK);
        let (before, _) = home.body.split_once("href=\"/signin\"").expect("the header leads to signing in");
        let stops: usize = ["<a ", "<button", "<input", "<summary"].iter().map(|tag| before.matches(tag).count()).sum();
        assert!(stops <= 10, "{stops} stops");
        let page = visitor.get("/signin").await.expect(StatusCode::OK);
        assert!(page.says("autocomplete=\"username\"") && page.says("autocomplete=\"current-password\""));
    }

    async fn a_wrong_password_and_an_unknown_address_look_alike(town: Town) {
        confirmed(&town).await;
        let wrong = sign_in(&mut town.visitor(), ADA, ANOTHER_PASSWORD).await;
        let unknown = sign_in(&mut town.visitor(), "eve@example.org", PASSWORD).await;
        let nonsense = sign_in(&mut town.visitor(), "eve", PASSWORD).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((wrong.status, unknown.status), (unknown.status, nonsense.status));
        assert_eq!(wrong.body.replace(ADA, "…"), unknown.body.replace("eve@example.org", "…"));
        assert!(!wrong.says(ANOTHER_PASSWORD), "a password is never put back");
    }

    async fn an_address_that_is_not_confirmed_looks_like_a_wrong_password_and_is_reminded_by_mail(town: Town) {
        let mut ada = town.visitor();
        ada.post("/join/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await.expect(StatusCode::SEE_OTHER);
        ada.post("/join", &[("name", "Ada"), ("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.mails_to(ADA).await.len(), 1);
        let early = sign_in(&mut ada, ADA, PASSWORD).await;
        let unknown = sign_in(&mut town.visitor(), "eve@example.org", PASSWORD).await;
        assert_eq!(early.body.replace(ADA, "…"), unknown.body.replace("eve@example.org", "…"));
        let path = town.last_mail_to(ADA).await.path("/verify/");
        assert_eq!(town.mails_to(ADA).await.len(), 2);
        ada.post(&path, &[("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert!(is_signed_in(&mut ada).await);
    }

    async fn p66_a_session_planted_beforehand_is_worth_nothing_afterwards(town: Town) {
        confirmed(&town).await;
        let mut ada = town.visitor();
        sign_in(&mut ada, ADA, PASSWORD).await.expect(StatusCode::SEE_OTHER);
        let mut planted = ada.clone();
        sign_in(&mut ada, ADA, PASSWORD).await.expect(StatusCode::SEE_OTHER);
        assert_ne!(ada.cookies["session"], planted.cookies["session"]);
        assert!(!is_signed_in(&mut planted).await);
        ada.cookies.insert("session".to_owned(), "made-up".to_owned());
        assert!(!is_signed_in(&mut ada).await);
    }

    async fn signing_out_ends_the_session_on_the_server(town: Town) {
        confirmed(&town).await;
        let mut ada = town.visitor();
        sign_in(&mut ada, ADA, PASSWORD).await.expect(StatusCode::SEE_OTHER);
        let mut kept = ada.clone();
        ada.post("/signout", &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(!ada.cookies.contains_key("session") && !is_signed_in(&mut kept).await);
    }

    async fn one_is_led_on_to_pages_of_this_shop_only(town: Town) {
        confirmed(&town).await;
        for (then, leads) in [("/checkout", "/checkout?said=signed-in"), ("//evil.example", "/account?said=signed-in"), ("https://evil.example/", "/account?said=signed-in")] {
            let form = [("email", ADA), ("password", PASSWORD), ("then", then)];
            let answer = town.visitor().post("/signin", &form).await.expect(StatusCode::SEE_OTHER);
            assert_eq!(answer.location().as_deref(), Some(leads));
        }
    }

    async fn after_many_tries_one_has_to_wait(town: Town) {
        confirmed(&town).await;
        // Joining counted as the first of ten tries for this address.
        for _ in 0..9 {
            sign_in(&mut town.visitor(), ADA, ANOTHER_PASSWORD).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let answer = sign_in(&mut town.visitor(), ADA, PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.headers.contains_key(header::RETRY_AFTER));
    }

    async fn a_new_password_by_mail_ends_every_session_and_the_link(town: Town) {
        confirmed(&town).await;
        let mut ada = town.visitor();
        sign_in(&mut ada, ADA, PASSWORD).await.expect(StatusCode::SEE_OTHER);
        let mut elsewhere = town.visitor();
        elsewhere.post_and_go("/recover", &[("email", ADA)]).await.expect(StatusCode::OK);
        let path = town.last_mail_to(ADA).await.path("/recover/");
        elsewhere.get(&path).await.expect(StatusCode::OK).expect_words("Choose a new password");
        elsewhere.post(&path, &[("password", "passwordpassword")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        elsewhere.post(&path, &[("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert!(!is_signed_in(&mut ada).await, "every session ended");
        elsewhere.get(&path).await.expect(StatusCode::NOT_FOUND);
        elsewhere.post(&path, &[("password", PASSWORD)]).await.expect(StatusCode::NOT_FOUND);
        sign_in(&mut ada, ADA, PASSWORD).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        sign_in(&mut ada, ADA, ANOTHER_PASSWORD).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.last_mail_to(ADA).await.subject, "Your password was changed");
    }

    async fn a_recovery_link_lasts_an_hour(town: Town) {
        confirmed(&town).await;
        town.visitor().post("/recover", &[("email", ADA)]).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to(ADA).await.path("/recover/");
        town.clock.advance(3_600).unwrap();
        town.visitor().get(&path).await.expect(StatusCode::NOT_FOUND);
    }

    async fn recovery_answers_alike_for_known_and_unknown_addresses(town: Town) {
        confirmed(&town).await;
        let known = town.visitor().post_and_go("/recover", &[("email", ADA)]).await;
        let unknown = town.visitor().post_and_go("/recover", &[("email", "eve@example.org")]).await;
        assert_eq!((known.status, known.body), (unknown.status, unknown.body));
        assert!(town.mails_to("eve@example.org").await.is_empty());
    }

    async fn staff_sign_in_at_a_door_of_their_own(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let answer = olu.get("/desk/signin").await;
        assert_eq!(answer.location().as_deref(), Some("/desk"));
        let wrong = town.visitor().post("/desk/signin", &[("username", "olu"), ("password", ANOTHER_PASSWORD)]).await;
        let unknown = town.visitor().post("/desk/signin", &[("username", "eve"), ("password", PASSWORD)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.body.replace("olu", "…"), unknown.body.replace("eve", "…"));
        olu.post("/desk/signout", &[]).await.expect(StatusCode::SEE_OTHER);
        olu.get("/desk/signin").await.expect(StatusCode::OK);
    }
}
