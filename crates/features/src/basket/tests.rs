//! Stories of baskets, told through the router.

use http::StatusCode;

use crate::testing::{ADA, PASSWORD, Town, Visitor, in_town, under};

const COAT: &str = "ORM1-S";
const SATCHEL: &str = "SAT1-ONE-SIZE";
/// There is one of these.
const LAST_COAT: &str = "ORM1-M";

async fn puts(visitor: &mut Visitor, sku: &str) {
    visitor.post("/basket/lines", &[("sku", sku)]).await.expect(StatusCode::SEE_OTHER);
}

async fn signs_in(visitor: &mut Visitor) -> crate::testing::Answer {
    visitor.post_and_go("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::OK)
}

/// How many pieces the head of the page shows.
fn count(visitor: &Visitor) -> Option<&str> {
    visitor.cookies.get("basket").and_then(|cookie| cookie.split_once('.')).map(|(_, count)| count)
}

/// The wish list is used only while somebody has asked for help.
const WISHES_WHEN_ASKED: &[(&str, &str)] = &[(
    "shop may collect, use cookie.functionality, account.basket, account.wish-list for site.run as contract",
    "shop may collect, use cookie.functionality, account.basket for site.run as contract\nshop may collect account.wish-list for site.run as contract\nshop may use account.wish-list for site.run as contract if asked",
)];

under! {
    WISHES_WHEN_ASKED: async fn what_is_made_of_basket_and_wish_list_opens_only_with_a_yes_for_both(town: Town) {
        let mut ada = town.ada().await;
        puts(&mut ada, COAT).await;
        ada.post(&format!("/basket/lines/{COAT}/remove"), &[]).await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/basket").await.expect(StatusCode::OK).expect_words("Nothing in it yet");
        assert!(!page.says("Put it back as it was"), "the basket of before holds wishes too");
        ada.post("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::SEE_OTHER);
        ada.get("/basket").await.expect(StatusCode::OK).expect_words("Put it back as it was");
    }
}

in_town! {
    async fn p28_basket_and_wish_list_survive_with_no_cookie_but_the_one_they_need(town: Town) {
        let mut visitor = town.visitor();
        visitor.post("/privacy/choices", &[("answer", "needed")]).await.expect(StatusCode::SEE_OTHER);
        puts(&mut visitor, COAT).await;
        visitor.post("/wishlist/moss-duffle-bottle", &[]).await.expect(StatusCode::SEE_OTHER);
        let names: Vec<&str> = visitor.cookies.keys().map(String::as_str).collect();
        assert_eq!(names, ["basket", "choices"]);
        town.pass_days(20).await;
        visitor.get("/basket").await.expect(StatusCode::OK).expect_words("Ormond wrap coat").expect_words("£248.00");
        visitor.get("/wishlist").await.expect(StatusCode::OK).expect_words("Moss duffle coat");
    }

    async fn whoever_only_looks_is_nobody(town: Town) {
        let mut visitor = town.visitor();
        for path in ["/", "/c/coats", "/p/ormond-wrap-coat-camel", "/search?q=coat", "/basket", "/wishlist"] {
            visitor.get(path).await.expect(StatusCode::OK);
        }
        assert!(visitor.cookies.is_empty());
        assert_eq!(rows(&town, "SELECT 1 FROM customer").await, 0);
    }

    async fn a_piece_that_was_removed_can_be_brought_back_for_a_day(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, COAT).await;
        let page = visitor.post_and_go(&format!("/basket/lines/{COAT}/remove"), &[]).await;
        assert!(!page.says("Ormond wrap coat"));
        page.expect_words("Put it back as it was");
        visitor.post_and_go("/basket/undo", &[]).await.expect_words("It is back.").expect_words("Ormond wrap coat");
        visitor.post(&format!("/basket/lines/{COAT}/remove"), &[]).await.expect(StatusCode::SEE_OTHER);
        town.pass_days(2).await;
        assert!(!visitor.get("/basket").await.says("Put it back"));
    }

    async fn each_look_at_a_basket_keeps_it_as_long_again(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, COAT).await;
        for _ in 0..3 {
            town.pass_days(20).await;
            visitor.get("/basket").await.expect(StatusCode::OK).expect_words("Ormond wrap coat");
        }
        town.pass_days(32).await;
        assert!(!visitor.get("/basket").await.says("Ormond wrap coat"));
    }

    async fn a_piece_moves_to_the_wish_list(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, COAT).await;
        visitor.post(&format!("/basket/lines/{COAT}/wish"), &[]).await.expect(StatusCode::SEE_OTHER);
        visitor.get("/wishlist").await.expect_words("Ormond wrap coat");
        assert_eq!(count(&visitor), Some("0"));
    }

    async fn a_basket_holds_no_more_than_there_is(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, LAST_COAT).await;
        visitor.post_and_go("/basket/lines", &[("sku", LAST_COAT)]).await.expect_words("That is as many as we have.");
        let more = [("quantity", "7")];
        visitor.post_and_go(&format!("/basket/lines/{LAST_COAT}"), &more).await.expect_words("That is as many as we have.");
        assert_eq!(count(&visitor), Some("1"));
    }

    async fn a_size_that_is_not_chosen_is_asked_for(town: Town) {
        let mut visitor = town.visitor();
        let chosen = [("slug", "ormond-wrap-coat-camel")];
        visitor.post_and_go("/basket/lines", &chosen).await.expect_words("Please choose a size first.");
        visitor.post("/basket/lines", &[("sku", "NO-SUCH")]).await.expect(StatusCode::NOT_FOUND);
        assert!(visitor.cookies.is_empty());
    }

    async fn two_tabs_at_once_both_count(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, COAT).await;
        let (mut one, mut other) = (visitor.clone(), visitor.clone());
        let (first, second) = ([("sku", SATCHEL)], [("sku", "PEN1-39")]);
        let (a, b) = tokio::join!(one.post("/basket/lines", &first), other.post("/basket/lines", &second));
        a.expect(StatusCode::SEE_OTHER);
        b.expect(StatusCode::SEE_OTHER);
        visitor.get("/basket").await.expect_words("Post satchel").expect_words("Tutor penny loafer").expect_words("Ormond");
    }

    async fn p38_a_browser_without_cookies_is_told_what_does_not_work(town: Town) {
        let mut visitor = town.visitor();
        puts(&mut visitor, COAT).await;
        visitor.cookies.clear();
        visitor.get("/basket?said=added").await.expect(StatusCode::OK).expect_words("Your browser keeps no cookies from us");
        visitor.get("/c/coats").await.expect(StatusCode::OK).expect_words("Ormond wrap coat");
    }

    async fn signing_in_folds_the_basket_of_the_device_into_the_account(town: Town) {
        let mut ada = town.ada().await;
        puts(&mut ada, COAT).await;
        ada.post_and_go("/signout", &[]).await.expect(StatusCode::OK);
        puts(&mut ada, COAT).await;
        ada.post(&format!("/basket/lines/{COAT}"), &[("quantity", "2")]).await.expect(StatusCode::SEE_OTHER);
        puts(&mut ada, SATCHEL).await;
        ada.post("/wishlist/moss-duffle-bottle", &[]).await.expect(StatusCode::SEE_OTHER);
        let secret = ada.cookies["basket"].clone();
        signs_in(&mut ada).await.expect_words("We put the pieces from this device into your basket.");
        assert_eq!(count(&ada), Some("3"));
        let page = ada.get("/basket").await.expect_words("Post satchel");
        page.expect_words("The pieces from this device joined those in your account.");
        ada.get("/wishlist").await.expect_words("Moss duffle coat");
        // The secret is burnt: whoever kept it holds nothing.
        let mut thief = town.visitor();
        thief.cookies.insert("basket".to_owned(), secret);
        assert!(!thief.get("/basket").await.says("Ormond"));
        let back = ada.post_and_go("/basket/undo", &[]).await;
        assert!(!back.says("Post satchel"));
        back.expect_words("Ormond wrap coat");
    }

    async fn signing_out_leaves_nothing_in_the_browser(town: Town) {
        let mut ada = town.ada().await;
        puts(&mut ada, COAT).await;
        ada.post_and_go("/signout", &[]).await.expect(StatusCode::OK);
        assert!(!ada.get("/basket").await.says("Ormond"));
        signs_in(&mut ada).await;
        assert_eq!(count(&ada), Some("1"));
        ada.get("/basket").await.expect_words("Ormond wrap coat");
    }

    async fn p66_a_stolen_basket_cookie_of_an_account_opens_nothing(town: Town) {
        let mut ada = town.ada().await;
        puts(&mut ada, COAT).await;
        let mut thief = town.visitor();
        thief.cookies.insert("basket".to_owned(), ada.cookies["basket"].clone());
        assert!(!thief.get("/basket").await.says("Ormond"));
    }

    async fn the_look_at_ones_own_basket_is_in_ones_own_record(town: Town) {
        let mut ada = town.ada().await;
        puts(&mut ada, COAT).await;
        ada.get("/basket").await.expect(StatusCode::OK);
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("basket");
    }
}

async fn rows(town: &Town, text: &'static str) -> usize {
    let found = town.shop.house.store().read(move |tx| {
        Box::pin(
            async move { Ok::<_, store::Error>(tx.rows(store::Sql::new(text, Vec::new())).await?.len()) },
        )
    });
    found.await.unwrap()
}
