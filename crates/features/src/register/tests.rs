//! Joining, told through the router.

use consent::{choices, clearance, wording};
use gate::{Actor, Ask};
use http::StatusCode;
use store::{Error, Id, sql, work};

use crate::{
    needs,
    testing::{ADA, ANOTHER_PASSWORD, Answer, BEN, CLEO, PASSWORD, Town, Visitor, in_town},
};

const OF_AGE: [(&str, &str); 3] = [("day", "14"), ("month", "5"), ("year", "1992")];
/// Ben turns sixteen on 5 March 2027, four days after the story begins.
const BENS: [(&str, &str); 3] = [("day", "5"), ("month", "3"), ("year", "2011")];

fn form<'a>(name: &'a str, email: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("email", email), ("password", PASSWORD)]
}

async fn grown_up(town: &Town) -> Visitor {
    let mut visitor = town.visitor();
    visitor.post("/join/age", &OF_AGE).await.expect(StatusCode::SEE_OTHER);
    visitor
}

/// Ben, who has given Cleo's address and waits.
async fn ben(town: &Town) -> Visitor {
    let mut ben = town.visitor();
    ben.post("/join/age", &BENS).await.expect(StatusCode::OK).expect_words("A parent or guardian decides");
    let [day, month, year] = BENS;
    let answer = ben.post("/join/age", &[day, month, year, ("guardian", CLEO)]).await;
    assert_eq!(answer.location().as_deref(), Some("/join/age"));
    ben.get("/join/age").await.expect(StatusCode::OK).expect_words("We asked your guardian");
    ben
}

async fn answer_as_cleo(town: &Town, answer: &str) -> Answer {
    let path = town.last_mail_to(CLEO).await.path("/guardian/");
    town.visitor().post(&path, &[("answer", answer)]).await
}

async fn count(town: &Town, text: &'static str) -> i64 {
    let counted = town.shop.house.store().read(work!(|tx| [text] -> Result<i64, Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    counted.await.unwrap()
}

async fn accounts(town: &Town) -> i64 {
    count(town, "SELECT count(*) FROM customer WHERE kind = 'account'").await
}

async fn only_clearance(town: &Town) -> (Id, clearance::Clearance) {
    let now = town.clock.now();
    let found = town.shop.house.store().read(work!(|tx| [now] -> Result<_, Error> {
        let mut row = tx.row(sql!("SELECT customer_id FROM clearance")).await?.expect("somebody was asked");
        let id: Id = row.take(0)?;
        Ok((id, clearance::find(tx, id, now).await?.expect("it has not lapsed")))
    }));
    found.await.unwrap()
}

/// Whether the birth date and the guardian's address of a question can still be opened.
async fn can_be_opened(town: &Town, customer: Id) -> bool {
    let ask = Ask::new(&needs::AGE_USE, Actor::Shop, customer);
    let admitted = town.shop.house.gate.admit(ask, |_| Box::pin(async { Ok::<_, gate::Stop>(()) })).await;
    admitted.is_ok()
}

/// Somebody without an account who has a piece in the basket.
async fn guest(town: &Town) -> Visitor {
    let mut guest = town.visitor();
    let sku = town.shop.catalogue.products()[0].variants[0].sku.clone();
    guest.post("/basket/lines", &[("sku", &sku)]).await.expect(StatusCode::SEE_OTHER);
    guest
}

in_town! {
    async fn p12_an_adult_joins_confirms_the_address_and_is_signed_in(town: Town) {
        let mut ada = grown_up(&town).await;
        ada.get("/join").await.expect(StatusCode::OK).expect_words("Open an account").expect_words("Why we ask");
        let answer = ada.post("/join", &form("Ada Amsel", ADA)).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location().as_deref(), Some("/join/sent"));
        assert!(!ada.cookies.contains_key("joining"), "the joining is over");
        let mail = town.last_mail_to(ADA).await;
        assert_eq!(mail.subject, "Confirm your address");
        assert!(mail.text.contains("Version ") && mail.text.contains("Send me news by e-mail: no"), "{}", mail.text);
        assert!(!mail.text.contains("Amsel"), "no word out of the form is mailed");
        let confirmed = ada.post(&mail.path("/verify/"), &[("password", PASSWORD)]).await;
        assert_eq!(confirmed.location().as_deref(), Some("/account?said=welcome"));
        assert!(ada.cookies.contains_key("session"));
        let (_, cleared) = only_clearance(&town).await;
        assert!(cleared.birth_date.is_none(), "of an adult no birth date is kept");
    }

    async fn an_address_that_is_known_already_gets_the_same_answer(town: Town) {
        let mut first = grown_up(&town).await;
        first.post("/join", &form("Ada Amsel", ADA)).await.expect(StatusCode::SEE_OTHER);
        let (mut known, mut new) = (grown_up(&town).await, grown_up(&town).await);
        let told = known.post("/join", &form("Ada Again", "ADA@example.org")).await;
        let fresh = new.post("/join", &form("Eve Neu", "eve@example.org")).await;
        assert_eq!((told.status, told.location(), &told.body), (fresh.status, fresh.location(), &fresh.body));
        assert_eq!(known.cookies.keys().collect::<Vec<_>>(), new.cookies.keys().collect::<Vec<_>>());
        let (told, fresh) = (known.get("/join/sent").await, new.get("/join/sent").await);
        assert_eq!((told.status, told.body), (fresh.status, fresh.body));
        assert_eq!(accounts(&town).await, 2);
        let mail = town.last_mail_to(ADA).await;
        assert_eq!(mail.subject, "You have an account already");
        assert!(mail.text.contains("/recover/"), "{}", mail.text);
    }

    async fn a_second_registration_takes_the_earlier_link_away_and_lets_the_owner_choose_the_password(town: Town) {
        let mut stranger = grown_up(&town).await;
        stranger.post("/join", &form("Not Ada", ADA)).await.expect(StatusCode::SEE_OTHER);
        let planted = town.last_mail_to(ADA).await.path("/verify/");
        let mut ada = grown_up(&town).await;
        ada.post("/join", &[("name", "Ada"), ("email", ADA), ("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.get(&planted).await.expect(StatusCode::NOT_FOUND);
        let mail = town.last_mail_to(ADA).await;
        let path = mail.path("/recover/");
        ada.post(&path, &[("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let theirs = stranger.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        theirs.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post("/signin", &[("email", ADA), ("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn whoever_confirms_an_address_has_the_password_or_chooses_it(town: Town) {
        let mut stranger = grown_up(&town).await;
        stranger.post("/join", &form("Not Ada", ADA)).await.expect(StatusCode::SEE_OTHER);
        let planted = town.last_mail_to(ADA).await.path("/verify/");
        let mut ada = town.visitor();
        ada.post(&planted, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = ada.post(&planted, &[("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        wrong.expect_words("not the password that this account was opened with").expect_words("href=\"/recover\"");
        stranger.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post("/recover", &[("email", ADA)]).await.expect(StatusCode::SEE_OTHER);
        let own = town.last_mail_to(ADA).await.path("/recover/");
        ada.post(&own, &[("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        stranger.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post("/signin", &[("email", ADA), ("password", ANOTHER_PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn two_who_join_with_one_address_at_once_get_one_account(town: Town) {
        let (mut one, mut two) = (grown_up(&town).await, grown_up(&town).await);
        let (first, second) = (form("One", ADA), form("Two", ADA));
        let (first, second) = tokio::join!(one.post("/join", &first), two.post("/join", &second));
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(accounts(&town).await, 1);
    }

    async fn a_second_click_finds_the_right_page(town: Town) {
        let mut ada = grown_up(&town).await;
        let mut again = ada.clone();
        ada.post("/join", &form("Ada", ADA)).await.expect(StatusCode::SEE_OTHER);
        let second = again.post("/join", &form("Ada", ADA)).await;
        assert_eq!(second.location().as_deref(), Some("/join/sent"));
        assert_eq!(town.mails_to(ADA).await.len(), 1);
    }

    async fn p53_both_news_boxes_start_empty_and_what_is_ticked_is_kept_with_its_wording(town: Town) {
        let mut ada = grown_up(&town).await;
        let page = ada.get("/join").await;
        assert!(page.says("name=\"email-news\"") && page.says("name=\"post-news\""));
        assert!(!page.says(" checked"), "nothing is ticked beforehand");
        let wrong = ada.post("/join", &[("name", ""), ("email", ADA), ("password", PASSWORD), ("post-news", "yes")]).await;
        let wrong = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.body.matches(" checked").count(), 1, "the choice survives an error");
        assert!(!wrong.says(PASSWORD), "a password is never put back");
        ada.post("/join", &[("name", "Ada"), ("email", ADA), ("password", PASSWORD), ("post-news", "yes")]).await.expect(StatusCode::SEE_OTHER);
        let (id, _) = only_clearance(&town).await;
        let events = town.shop.house.store().read(work!(|tx| [id] { choices::events(tx, id).await })).await.unwrap();
        let said: Vec<(&str, bool)> = events.iter().map(|made| (made.name.as_str(), made.on)).collect();
        assert!(said.contains(&("email-news", false)) && said.contains(&("post-news", true)), "{said:?}");
        for made in &events {
            let (asked, hash) = (made.name.clone(), made.wording_hash);
            let words = town.shop.house.store().read(work!(|tx| [hash] { wording::find(tx, hash).await })).await.unwrap().unwrap();
            let label = town.shop.house.policy().choice(&asked).unwrap().label.clone();
            assert!(words.body.contains(&label) && page.says(&label), "{asked}");
            assert_eq!(made.channel, "registration");
        }
    }

    async fn nobody_reaches_the_form_past_the_age_question(town: Town) {
        let mut visitor = town.visitor();
        assert_eq!(visitor.get("/join").await.location().as_deref(), Some("/join/age"));
        assert_eq!(visitor.post("/join", &form("Ada", ADA)).await.location().as_deref(), Some("/join/age"));
        visitor.post("/join/age", &[("day", "31"), ("month", "2"), ("year", "1990")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(accounts(&town).await, 0);
    }

    async fn p5_the_guardian_is_told_of_policy_and_terms(town: Town) {
        ben(&town).await;
        let mail = town.last_mail_to(CLEO).await;
        let policy = town.shop.house.policy();
        let last = policy.document().sections.iter().flat_map(|section| &section.paragraphs).last().unwrap();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(policy.version()));
            assert!(part.contains("You may send back what you ordered"), "the terms are there");
        }
        let in_one_line = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(in_one_line.contains(&last.text), "the policy is there to its end");
        let page = town.visitor().get(&mail.path("/guardian/")).await.expect(StatusCode::OK);
        assert!(page.says("Our privacy policy, version") && page.says("You may send back what you ordered"));
    }

    async fn p6_ben_joins_once_cleo_has_said_yes(town: Town) {
        let mut ben = ben(&town).await;
        assert_eq!(ben.get("/join").await.location().as_deref(), Some("/join/age"));
        assert_eq!(count(&town, "SELECT count(*) FROM customer").await, 0, "no row before the approval");
        let done = answer_as_cleo(&town, "approve").await.expect(StatusCode::OK).expect_words("They may go on");
        assert_eq!(ben.get("/join/age").await.location().as_deref(), Some("/join"));
        let hers = ben.post("/join", &form("Ben", "Cleo+ben@example.org")).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        hers.expect_words("This is the address you gave for your parent or guardian");
        ben.post("/join", &form("Ben", BEN)).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to(BEN).await.path("/verify/");
        assert_eq!(ben.post(&path, &[("password", PASSWORD)]).await.location().as_deref(), Some("/account?said=welcome"));
        let link = done.address("http");
        let path = &link[link.find("/join/").unwrap()..];
        town.visitor().get(path).await.expect(StatusCode::OK);
    }

    async fn p6_a_yes_from_the_browser_that_asked_does_not_count(town: Town) {
        let mut ben = ben(&town).await;
        let path = town.last_mail_to(CLEO).await.path("/guardian/");
        let own = ben.post(&path, &[("answer", "approve")]).await.expect(StatusCode::FORBIDDEN);
        own.expect_words("Please use a device of your own");
        assert_eq!(ben.get("/join").await.location().as_deref(), Some("/join/age"));
        answer_as_cleo(&town, "approve").await.expect(StatusCode::OK).expect_words("They may go on");
    }

    async fn p6_ben_goes_on_at_another_device_with_the_link_that_cleo_passes_on(town: Town) {
        ben(&town).await;
        let done = answer_as_cleo(&town, "approve").await;
        let link = done.address(&format!("{}/join/go-on/", town.shop.house.setup.base_url));
        let path = link[town.shop.house.setup.base_url.len()..].to_owned();
        let mut elsewhere = town.visitor();
        elsewhere.get(&path).await.expect(StatusCode::OK).expect_words("Your guardian said yes");
        assert_eq!(elsewhere.get("/join").await.location().as_deref(), Some("/join/age"), "looking changes nothing");
        assert_eq!(elsewhere.post(&path, &[]).await.location().as_deref(), Some("/join"));
        elsewhere.post("/join", &form("Ben", BEN)).await.expect(StatusCode::SEE_OTHER);
        town.visitor().get(&path).await.expect(StatusCode::NOT_FOUND);
    }

    async fn p6_all_that_ben_told_is_gone_when_cleo_says_no(town: Town) {
        let mut ben = ben(&town).await;
        let (id, _) = only_clearance(&town).await;
        assert!(can_be_opened(&town, id).await);
        answer_as_cleo(&town, "refuse").await.expect(StatusCode::OK).expect_words("They may not go on");
        let (_, left) = only_clearance(&town).await;
        assert!(left.birth_date.is_none() && left.guardian.is_none());
        assert!(!can_be_opened(&town, id).await, "the keys are destroyed");
        assert_eq!(count(&town, "SELECT count(*) FROM message").await, 0);
        ben.get("/join/age").await.expect(StatusCode::OK).expect_words("Your guardian said no");
        assert_eq!(ben.post("/join/age", &OF_AGE).await.location().as_deref(), Some("/join/age"));
        assert_eq!(ben.get("/join").await.location().as_deref(), Some("/join/age"));
    }

    async fn p6_all_that_ben_told_is_gone_when_nobody_answers_for_fourteen_days(town: Town) {
        let mut ben = ben(&town).await;
        let (id, _) = only_clearance(&town).await;
        let path = town.last_mail_to(CLEO).await.path("/guardian/");
        town.pass_days(13).await;
        town.visitor().get(&path).await.expect(StatusCode::OK);
        town.pass_days(1).await;
        town.visitor().get(&path).await.expect(StatusCode::NOT_FOUND);
        town.visitor().post(&path, &[("answer", "approve")]).await.expect(StatusCode::NOT_FOUND);
        assert_eq!(count(&town, "SELECT count(*) FROM clearance").await, 0);
        assert!(!can_be_opened(&town, id).await, "the keys are destroyed");
        ben.get("/join/age").await.expect(StatusCode::OK).expect_words("Your question has lapsed");
        assert_eq!(accounts(&town).await, 0);
    }

    async fn p6_a_second_try_on_the_device_cannot_change_the_answer(town: Town) {
        let mut ben = town.visitor();
        ben.post("/join/age", &BENS).await.expect(StatusCode::OK);
        ben.post("/join/age", &OF_AGE).await.expect(StatusCode::OK).expect_words("A parent or guardian decides");
        ben.get("/join/age").await.expect_words("A parent or guardian decides");
        assert_eq!(ben.get("/join").await.location().as_deref(), Some("/join/age"));
    }

    async fn p6_a_birthday_frees_the_way_and_only_a_birthday(town: Town) {
        let mut ben = ben(&town).await;
        let guardians = town.last_mail_to(CLEO).await.path("/guardian/");
        ben.post("/join/age/birthday", &[]).await.expect(StatusCode::OK).expect_words("We asked your guardian");
        town.clock.advance(4 * 86_400).unwrap();
        assert_eq!(ben.post("/join/age/birthday", &[]).await.location().as_deref(), Some("/join"));
        ben.post("/join", &form("Ben", BEN)).await.expect(StatusCode::SEE_OTHER);
        town.visitor().get(&guardians).await.expect(StatusCode::NOT_FOUND);
    }

    async fn p7_a_guest_of_age_is_asked_once_and_led_on(town: Town) {
        let mut ada = guest(&town).await;
        assert_eq!(ada.get("/checkout").await.location().as_deref(), Some("/checkout/age"));
        ada.get("/checkout/age").await.expect(StatusCode::OK).expect_words("We ask this once before a first order");
        assert_eq!(ada.post("/checkout/age", &OF_AGE).await.location().as_deref(), Some("/checkout"));
        assert_eq!(ada.get("/checkout/age").await.location().as_deref(), Some("/checkout"));
        assert_ne!(ada.get("/checkout").await.location().as_deref(), Some("/checkout/age"));
        assert!(!ada.cookies.contains_key("joining"), "an order needs no second cookie");
    }

    async fn p7_a_guest_who_is_too_young_orders_only_after_the_guardians_yes(town: Town) {
        let mut ben = guest(&town).await;
        ben.post("/checkout/age", &BENS).await.expect(StatusCode::OK).expect_words("Your basket stays as it is meanwhile");
        ben.post("/checkout/age", &OF_AGE).await.expect(StatusCode::OK).expect_words("A parent or guardian decides");
        let [day, month, year] = BENS;
        ben.post("/checkout/age", &[day, month, year, ("guardian", CLEO)]).await.expect(StatusCode::SEE_OTHER);
        for path in ["/checkout", "/checkout/delivery", "/checkout/payment", "/checkout/review"] {
            assert_eq!(ben.get(path).await.location().as_deref(), Some("/checkout/age"), "{path}");
        }
        for path in ["/checkout/delivery", "/checkout/payment"] {
            assert_eq!(ben.post(path, &[]).await.location().as_deref(), Some("/checkout/age"), "{path}");
        }
        let mail = town.last_mail_to(CLEO).await;
        assert!(mail.text.contains("wants to place an order at"));
        let cleo = town.visitor().post(&mail.path("/guardian/"), &[("answer", "approve")]).await;
        cleo.expect(StatusCode::OK).expect_words("The basket on their device can be ordered now");
        assert_eq!(ben.get("/checkout/age").await.location().as_deref(), Some("/checkout"));
        assert_ne!(ben.get("/checkout").await.location().as_deref(), Some("/checkout/age"));
        assert_eq!(count(&town, "SELECT count(*) FROM basket").await, 1, "the basket was kept");
    }

    async fn p7_the_basket_stays_when_the_guardian_says_no(town: Town) {
        let mut ben = guest(&town).await;
        let [day, month, year] = BENS;
        ben.post("/checkout/age", &[day, month, year, ("guardian", CLEO)]).await.expect(StatusCode::SEE_OTHER);
        answer_as_cleo(&town, "refuse").await.expect(StatusCode::OK);
        ben.get("/checkout/age").await.expect(StatusCode::OK).expect_words("Your guardian said no");
        assert_eq!(ben.get("/checkout").await.location().as_deref(), Some("/checkout/age"));
        ben.get("/basket").await.expect(StatusCode::OK);
        assert_eq!(count(&town, "SELECT count(*) FROM basket").await, 1);
        assert_eq!(ben.get("/join").await.location().as_deref(), Some("/join/age"), "younger on the whole device");
        ben.post("/join/age", &OF_AGE).await.expect(StatusCode::OK).expect_words("A parent or guardian decides");
    }

    async fn p6_the_age_question_wants_no_basket_and_the_order_question_does(town: Town) {
        assert_eq!(town.visitor().get("/checkout/age").await.location().as_deref(), Some("/basket"));
    }

    async fn looking_at_a_mailed_link_changes_nothing(town: Town) {
        let mut ben = ben(&town).await;
        let guardians = town.last_mail_to(CLEO).await.path("/guardian/");
        let mut ada = grown_up(&town).await;
        ada.post("/join", &form("Ada", ADA)).await.expect(StatusCode::SEE_OTHER);
        let verifies = town.last_mail_to(ADA).await.path("/verify/");
        for path in [&guardians, &verifies] {
            for _ in 0..2 {
                town.visitor().get(path).await.expect(StatusCode::OK);
            }
        }
        ben.get("/join/age").await.expect_words("We asked your guardian");
        let early = ada.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        early.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post(&verifies, &[("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.post(&verifies, &[]).await.expect(StatusCode::NOT_FOUND);
    }
}
