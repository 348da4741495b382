//! Stories of browsing, told through the router.

use http::{StatusCode, header};

use crate::testing::in_town;

in_town! {
    async fn p1_a_first_visit_sets_no_cookie_and_leaves_no_row(town: Town) {
        let mut visitor = town.visitor();
        for path in ["/", "/c/knitwear", "/p/vesper-slip-dress-oyster", "/search?q=silk", "/privacy"] {
            let page = visitor.get(path).await.expect(StatusCode::OK);
            assert!(page.headers.get(header::SET_COOKIE).is_none(), "{path}");
            assert!(!page.says("http://") && !page.says("src=\"//"), "{path} reaches outside");
        }
        for table in ["SELECT 1 FROM customer", "SELECT 1 FROM ledger", "SELECT 1 FROM handle", "SELECT 1 FROM session"] {
            let found = town.shop.house.store().read(move |tx| {
                Box::pin(async move { tx.rows(store::Sql::new(table, Vec::new())).await })
            });
            assert!(found.await.unwrap().is_empty(), "{table}");
        }
    }

    async fn every_piece_has_a_page_and_every_shelf_its_pieces(town: Town) {
        let (mut visitor, catalogue) = (town.visitor(), &town.shop.catalogue);
        for category in catalogue.categories() {
            let page = visitor.get(&format!("/c/{}", category.slug)).await.expect(StatusCode::OK);
            let shown = catalogue.in_category(&category.slug).filter(|product| page.says(&format!("/p/{}\"", product.slug)));
            assert_eq!(shown.count(), catalogue.in_category(&category.slug).count(), "{}", category.name);
        }
        for product in catalogue.products().iter().step_by(7) {
            visitor.get(&format!("/p/{}", product.slug)).await.expect(StatusCode::OK).expect_words(&product.care);
        }
        visitor.get("/c/furniture").await.expect(StatusCode::NOT_FOUND);
        visitor.get("/p/no-such-thing").await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_shelf_is_narrowed_down_and_sorted_by_its_address(town: Town) {
        let mut visitor = town.visitor();
        let page = visitor.get("/c/coats?colour=Green&sort=price").await.expect(StatusCode::OK).expect_words("1 of 9 pieces");
        assert!(page.says("Moss duffle coat") && !page.says("Calder peacoat"));
        let page = visitor.get("/c/coats?sort=price").await.expect(StatusCode::OK);
        let place = |name: &str| page.body.find(name).unwrap();
        assert!(place("Vang liner jacket") < place("Kestrel biker jacket"));
        visitor.get("/c/coats?most=50").await.expect(StatusCode::OK).expect_words("Nothing like that right now");
    }

    async fn a_size_that_is_kept_aside_counts_as_gone(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/p/doctor-top-handle-croc-plum").await.expect(StatusCode::OK).expect_words("Put into the basket");
        let until = town.clock.now().plus_seconds(900);
        let kept = town.shop.house.store().write(store::work!(|tx| [until] -> Result<(), store::Error> {
            tx.put(store::sql!("INSERT INTO reservation (sku, payment_id, quantity, until_at) VALUES ($1, $2, 1, $3)",
                "TOP1-ONE-SIZE", store::Id([7; 16]), until))
        }));
        kept.await.unwrap();
        town.clock.advance(3).unwrap();
        visitor.get("/p/doctor-top-handle-croc-plum").await.expect(StatusCode::OK).expect_words("Sold out");
        town.clock.advance(1_000).unwrap();
        visitor.get("/p/doctor-top-handle-croc-plum").await.expect(StatusCode::OK).expect_words("Put into the basket");
    }

    async fn a_picture_may_be_kept_for_ever_under_the_mark_of_its_drawing(town: Town) {
        let mut visitor = town.visitor();
        let address = visitor.get("/p/vesper-slip-dress-oyster").await.address("/pictures/vesper-slip-dress-oyster/front.svg");
        let picture = visitor.get(&address).await.expect(StatusCode::OK);
        assert_eq!(picture.headers[header::CONTENT_TYPE], "image/svg+xml");
        assert!(picture.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let unmarked = visitor.get("/pictures/vesper-slip-dress-oyster/front.svg").await.expect(StatusCode::OK);
        assert!(!unmarked.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        visitor.get("/pictures/vesper-slip-dress-oyster/back.svg").await.expect(StatusCode::NOT_FOUND);
        visitor.get("/pictures/scenes/rail.svg").await.expect(StatusCode::OK);
    }

    async fn a_search_that_finds_nothing_says_where_else_to_look(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/search?q=umbrela").await.expect(StatusCode::OK).expect_words("Stick umbrella");
        let page = visitor.get("/search?q=%3Cb%3Exylophone").await.expect(StatusCode::OK).expect_words("By house");
        assert!(!page.says("<b>xylophone"));
        visitor.get("/search").await.expect(StatusCode::OK).expect_words("By shelf");
    }

    async fn machines_find_what_they_look_for(town: Town) {
        let mut visitor = town.visitor();
        visitor.get("/robots.txt").await.expect(StatusCode::OK).expect_words("Disallow: /account");
        visitor.get("/.well-known/security.txt").await.expect(StatusCode::OK).expect_words("Contact: mailto:");
        visitor.get("/.well-known/gpc.json").await.expect(StatusCode::OK).expect_words("\"gpc\":true");
        visitor.get("/icon.svg").await.expect(StatusCode::OK).expect_words("<svg");
    }
}
