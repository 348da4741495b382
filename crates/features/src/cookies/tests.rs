//! Stories of cookies, told through the router.

use std::collections::BTreeSet;

use http::{Method, StatusCode, header};

use crate::testing::{ADA, Answer, PASSWORD, Visitor, in_town};

/// For how many seconds an answer leaves this cookie with the browser.
fn seconds_of(answer: &Answer, name: &str) -> i64 {
    let sent = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut sent = sent.filter(|text| text.starts_with(&format!("{name}=")));
    let text = sent.next().unwrap_or_else(|| panic!("{name} is not sent"));
    let (_, rest) = text.split_once("Max-Age=").expect("an end");
    rest.split(';').next().unwrap().parse().unwrap()
}

async fn answers(visitor: &mut Visitor, answer: &str, ticked: &[&str]) {
    let mut form = vec![("answer", answer), ("back", "/c/coats")];
    form.extend(ticked.iter().map(|name| (*name, "yes")));
    visitor.post("/privacy/choices", &form).await.expect(StatusCode::SEE_OTHER);
}

in_town! {
    async fn p26_the_cookie_page_lists_every_cookie_there_is_and_which_are_here(town: Town) {
        let mut visitor = town.visitor();
        let policy = town.shop.house.policy();
        let page = visitor.get("/privacy/cookies").await.expect(StatusCode::OK);
        for cookie in policy.cookies() {
            assert!(page.says(&format!("<code>{}</code>", cookie.name)), "{}", cookie.name);
        }
        assert!(!page.says("on this device</span> on") && page.says("not on this device"));
        answers(&mut visitor, "chosen", &["remember"]).await;
        visitor.get("/privacy/cookies").await.expect_words("here: <code>v1.remember</code>");
    }

    async fn p26_a_long_walk_leaves_only_cookies_of_the_register(town: Town) {
        let mut ada = town.ada().await;
        answers(&mut ada, "all", &[]).await;
        ada.post("/basket/lines", &[("sku", "ORM1-S")]).await.expect(StatusCode::SEE_OTHER);
        for path in ["/", "/c/coats?sort=price", "/p/ormond-wrap-coat-camel", "/search?q=coat", "/basket", "/wishlist", "/account", "/privacy", "/help"] {
            ada.get(path).await.expect(StatusCode::OK);
        }
        let policy = town.shop.house.policy();
        let register: BTreeSet<&str> = policy.cookies().iter().map(|cookie| cookie.name.as_str()).collect();
        let held: BTreeSet<&str> = ada.cookies.keys().map(String::as_str).collect();
        assert!(held.is_subset(&register), "{held:?}");
        assert!(held.contains("settings"));
    }

    async fn p26_each_cookie_is_listed_with_how_long_it_lives_and_is_sent_for_no_longer(town: Town) {
        let listed = [("session", "1 day"), ("basket", "30 days"), ("choices", "6 months"), ("joining", "30 days"),
            ("receipt", "60 days"), ("visit", "90 days"), ("settings", "1 year"), ("advert", "90 days")];
        let page = town.visitor().get("/privacy/cookies").await.expect(StatusCode::OK);
        for (name, lives) in listed {
            let rest = page.body.split(&format!("<code>{name}</code>")).nth(1).unwrap_or_else(|| panic!("{name} is not listed"));
            assert!(rest.split("</p>").take(3).any(|part| part.contains(&format!("lives {lives} "))), "{name} lives {lives}");
        }
        let day = 86_400;
        let mut ada = town.ada().await;
        let sent = ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        assert_eq!(seconds_of(&sent, "session"), day);
        let mut guest = town.visitor();
        assert_eq!(seconds_of(&guest.post("/basket/lines", &[("sku", "ORM1-S")]).await, "basket"), 30 * day);
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        assert_eq!(seconds_of(&guest.post("/join/age", &age).await, "joining"), 30 * day);
        let choice = guest.post("/privacy/choices", &[("answer", "all"), ("back", "/c/coats")]).await;
        assert!((175..=187).contains(&(seconds_of(&choice, "choices") / day)), "half a year");
        let sorted = guest.get("/c/coats?sort=price").await;
        assert!((364..=366).contains(&(seconds_of(&sorted, "settings") / day)), "a year");
    }

    async fn p27_the_cookie_question_has_four_kinds_of_which_the_first_is_locked(town: Town) {
        let page = town.visitor().get("/privacy/choices").await.expect(StatusCode::OK);
        let page = page.expect_words("id=\"needed\" checked disabled");
        for choice in town.shop.house.policy().choices().iter().filter(|choice| choice.asked_at.contains(&"cookie-banner".to_owned())) {
            assert!(page.says(&format!("id=\"{}\"", choice.name)) && page.says(&choice.label), "{}", choice.name);
        }
        assert_eq!(page.body.matches("class=\"cookie-kind\"").count(), 4);
    }

    async fn p29_nothing_is_measured_before_a_yes_nor_after_it(town: Town) {
        let mut visitor = town.visitor();
        for answer in ["needed", "all"] {
            answers(&mut visitor, answer, &[]).await;
            for path in ["/", "/c/coats", "/p/ormond-wrap-coat-camel"] {
                let page = visitor.get(path).await.expect(StatusCode::OK);
                assert!(!page.says("sendBeacon") && page.headers.get(header::SET_COOKIE).is_none(), "{path}");
            }
            assert!(!visitor.cookies.contains_key("visit"), "no event is counted, so no cookie counts them");
        }
    }

    async fn p31_the_order_of_lists_is_remembered_only_after_a_yes(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/c/coats?sort=price").await.expect(StatusCode::OK);
        assert!(!visitor.cookies.contains_key("settings"));
        answers(&mut visitor, "chosen", &["remember"]).await;
        visitor.get("/c/coats?sort=price").await.expect(StatusCode::OK);
        assert_eq!(visitor.cookies["settings"], "sort.price");
        let page = visitor.get("/c/knitwear").await.expect(StatusCode::OK);
        page.expect_words("value=\"price\" selected").expect_words("remembered on this device");
        answers(&mut visitor, "needed", &[]).await;
        assert!(!visitor.cookies.contains_key("settings"), "a no removes what a yes had allowed");
    }

    async fn p35_visiting_is_no_yes_and_a_no_is_as_easy(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/").await.expect_words("Cookies: what may we keep on this device?");
        let buttons: Vec<&str> = page.body.split("equal-buttons").nth(1).unwrap().split("</div>").next().unwrap().matches("class=\"button\"").collect();
        assert_eq!(buttons.len(), 2, "yes and no look alike");
        visitor.get("/c/coats").await.expect_words("Cookies: what may we keep on this device?");
        answers(&mut visitor, "needed", &[]).await;
        assert!(!visitor.get("/").await.says("Cookies: what may we keep"));
        assert_eq!(visitor.cookies["choices"], "v1");
    }

    async fn p35_do_not_sell_or_share_is_a_no_to_adverts(town: Town) {
        let mut visitor = town.visitor();
        let signal = [("sec-gpc", "1")];
        let page = visitor.send(Method::GET, "/privacy/choices", None, &signal).await;
        page.expect_words("Your browser asks sites not to sell or share");
        let sent = visitor.send(Method::POST, "/privacy/choices", Some("answer=all".to_owned()), &signal).await;
        sent.expect(StatusCode::SEE_OTHER);
        assert_eq!(visitor.cookies["choices"], "v1.measure.remember");
    }

    async fn p35_the_answer_of_a_customer_is_kept_with_the_words_they_saw(town: Town) {
        let mut ada = town.ada().await;
        answers(&mut ada, "chosen", &["measure"]).await;
        let events = town.shop.house.store().read(store::work!(|tx| -> Result<Vec<(String, i64)>, store::Error> {
            let text = "SELECT name, state FROM choice WHERE channel = 'cookie-banner' ORDER BY name";
            tx.rows(store::sql!(text)).await?.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
        }));
        let kept = events.await.unwrap();
        assert_eq!(kept, [("adverts".to_owned(), 0), ("measure".to_owned(), 1), ("remember".to_owned(), 0)]);
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("choices");
    }

    async fn p36_the_cookies_can_be_deleted_here_and_now(town: Town) {
        let mut ada = town.ada().await;
        answers(&mut ada, "all", &[]).await;
        ada.post("/basket/lines", &[("sku", "ORM1-S")]).await.expect(StatusCode::SEE_OTHER);
        let gone = ada.post("/privacy/cookies/remove", &[]).await.expect(StatusCode::SEE_OTHER);
        assert!(gone.headers["clear-site-data"].to_str().unwrap().contains("cookies"));
        assert!(ada.cookies.is_empty(), "{:?}", ada.cookies.keys());
        ada.get("/account").await.expect(StatusCode::SEE_OTHER);
    }

    async fn p37_independent_advice_is_one_link_away_and_carries_nothing(town: Town) {
        let page = town.visitor().get("/privacy/cookies").await.expect(StatusCode::OK);
        let link = format!("href=\"{}\" rel=\"noopener noreferrer", town.shop.contact.cookie_advice);
        page.expect_words(&link);
    }

    async fn an_answer_leads_back_to_this_shop_and_nowhere_else(town: Town) {
        let mut visitor = town.visitor();
        let form = [("answer", "needed"), ("back", "//evil.example")];
        let answer = visitor.post("/privacy/choices", &form).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location().as_deref(), Some("/privacy/choices?said=cookies-saved"));
    }
}
