//! What stands between everybody and every page, told through the front door: cookies, tries, headers.

use std::{fs, path::Path};

use gate::Class;
use http::{Method, StatusCode};
use store::{Engine, Id, sql, work};

use crate::testing::{ADA, ANOTHER_PASSWORD, CLEO, PASSWORD, Town, delivery, in_town, run_set_up};

#[test]
fn over_tls_a_cookie_that_another_host_may_have_planted_counts_as_none() {
    run_set_up(
        Engine::Sqlite,
        |setup| setup.secure = true,
        async |town| {
            let mut ada = town.ada().await;
            let secret = ada.cookies["__Host-session"].clone();
            let mut planted = town.visitor();
            planted.cookies.insert("session".to_owned(), secret.clone());
            planted.get("/account").await.expect(StatusCode::SEE_OTHER);
            // Beside the true one it does not matter, whichever comes first.
            ada.cookies.insert("a".to_owned(), "1; session=planted".to_owned());
            ada.cookies.insert("session".to_owned(), "planted".to_owned());
            ada.get("/account").await.expect(StatusCode::OK);
        },
    );
}

/// Tries to sign in as somebody new each time, as if through a proxy that was called from there.
async fn tries(town: &Town, n: usize, from: &str) -> StatusCode {
    let form = format!("email=eve{n}%40example.org&password={}", ANOTHER_PASSWORD.replace(' ', "+"));
    let headers = [("x-forwarded-for", from)];
    town.visitor().send(Method::POST, "/signin", Some(form), &headers).await.status
}

#[test]
fn behind_a_proxy_one_who_tries_too_often_keeps_nobody_else_out() {
    let alter = |setup: &mut web::Setup| {
        setup.behind_proxy = true;
        setup.rate.tries_per_minute = 5;
    };
    run_set_up(Engine::Sqlite, alter, async |town| {
        for n in 0..5 {
            // What the visitor writes into the header stands before the proxy's word.
            let from = format!("198.51.100.{n}, 203.0.113.9");
            assert_eq!(tries(&town, n, &from).await, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(tries(&town, 5, "198.51.100.77, 203.0.113.9").await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(tries(&town, 6, "203.0.113.10").await, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn all_addresses_of_one_line_count_as_one() {
    let alter = |setup: &mut web::Setup| {
        setup.behind_proxy = true;
        setup.rate.tries_per_minute = 5;
    };
    run_set_up(Engine::Sqlite, alter, async |town| {
        for n in 0..5 {
            assert_eq!(
                tries(&town, n, &format!("2001:db8:0:7::{n}")).await,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        assert_eq!(tries(&town, 5, "2001:db8:0:7:1:2:3:4").await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(tries(&town, 6, "2001:db8:0:8::1").await, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn without_a_proxy_nobody_chooses_where_they_come_from() {
    run_set_up(
        Engine::Sqlite,
        |setup| setup.rate.tries_per_minute = 5,
        async |town| {
            for n in 0..5 {
                tries(&town, n, &format!("203.0.113.{n}")).await;
            }
            assert_eq!(tries(&town, 5, "203.0.113.99").await, StatusCode::TOO_MANY_REQUESTS);
        },
    );
}

async fn count(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

in_town! {
    async fn every_answer_carries_the_headers(town: Town) {
        let mut visitor = town.visitor();
        let large = "x".repeat(300_000);
        let asked = [
            (Method::GET, "/", None, StatusCode::OK),
            (Method::HEAD, "/", None, StatusCode::OK),
            (Method::GET, "/nowhere", None, StatusCode::NOT_FOUND),
            (Method::GET, "/p/%ff", None, StatusCode::BAD_REQUEST),
            (Method::DELETE, "/signin", None, StatusCode::METHOD_NOT_ALLOWED),
            (Method::OPTIONS, "/signin", None, StatusCode::METHOD_NOT_ALLOWED),
            (Method::POST, "/signin", Some("email=a"), StatusCode::UNPROCESSABLE_ENTITY),
            (Method::POST, "/signin", Some(large.as_str()), StatusCode::PAYLOAD_TOO_LARGE),
        ];
        for (method, path, body, status) in asked {
            let answer = visitor.send(method.clone(), path, body.map(str::to_owned), &[]).await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert!(method == Method::HEAD || answer.says("<main"), "{method} {path} is no page of ours");
            for header in ["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cache-control"] {
                assert!(answer.headers.contains_key(header), "{method} {path} lacks {header}");
            }
        }
        let forged = visitor.send(Method::POST, "/signout", Some(String::new()), &[("sec-fetch-site", "cross-site")]).await;
        assert!(forged.headers.contains_key("content-security-policy"));
        forged.expect(StatusCode::FORBIDDEN).expect_words("The form came from another site than ours");
    }

    async fn no_name_with_a_zero_is_looked_for(town: Town) {
        let mut ada = town.ada().await;
        for path in ["/orders/%00", "/p/a%00", "/checkout/return?session=%00"] {
            ada.get(path).await.expect(StatusCode::NOT_FOUND);
        }
        let form = [("username", "olu\0"), ("password", PASSWORD)];
        town.visitor().post("/desk/signin", &form).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn no_page_about_somebody_is_kept_by_a_browser(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        for page in [order.as_str(), "/order/find", "/join/age", "/signin"] {
            let answer = guest.get(page).await;
            assert_eq!(answer.headers["cache-control"], "no-store", "{page}");
        }
        assert_eq!(town.visitor().get("/c/coats").await.headers["cache-control"], "no-cache, private");
    }

    async fn two_first_values_of_a_kind_may_come_at_once(town: Town) {
        let gate = &town.shop.house.gate;
        let ada = Id([9; 16]);
        gate.prepare(ada, &[Class::Basket]).await.unwrap();
        let (one, two) = tokio::join!(gate.prepare(ada, &[Class::Orders]), gate.prepare(ada, &[Class::Orders]));
        assert!(one.is_ok() && two.is_ok());
    }

    async fn a_borrowed_session_cannot_move_the_account_to_another_address(town: Town) {
        let mut ada = town.ada().await;
        let borrowed = [("email", "eve@example.org"), ("current", ANOTHER_PASSWORD)];
        ada.post("/account/profile/email", &borrowed).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post("/account/profile/email", &borrowed[..1]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(town.mails_to("eve@example.org").await.is_empty());
    }

    async fn a_way_back_in_ends_with_a_new_password_and_with_a_new_address(town: Town) {
        let mut ada = town.ada().await;
        town.visitor().post("/recover", &[("email", ADA)]).await.expect(StatusCode::SEE_OTHER);
        let before = town.last_mail_to(ADA).await.path("/recover/");
        let form = [("current", PASSWORD), ("password", ANOTHER_PASSWORD)];
        ada.post("/account/security", &form).await.expect(StatusCode::SEE_OTHER);
        town.visitor().get(&before).await.expect(StatusCode::NOT_FOUND);
        town.visitor().post("/recover", &[("email", ADA)]).await.expect(StatusCode::SEE_OTHER);
        let to_the_old = town.last_mail_to(ADA).await.path("/recover/");
        let form = [("email", "ada.new@example.org"), ("current", ANOTHER_PASSWORD)];
        ada.post("/account/profile/email", &form).await.expect(StatusCode::SEE_OTHER);
        let confirm = town.last_mail_to("ada.new@example.org").await.path("/account/new-email/");
        ada.post(&confirm, &[]).await.expect(StatusCode::SEE_OTHER);
        town.visitor().get(&to_the_old).await.expect(StatusCode::NOT_FOUND);
    }

    async fn a_new_password_ends_where_staff_were_signed_in(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        olu.get("/desk/agreements").await.expect(StatusCode::OK);
        town.employs("olu", "officer", ANOTHER_PASSWORD).await;
        olu.get("/desk/agreements").await.expect(StatusCode::SEE_OTHER);
    }

    async fn a_name_cannot_turn_around_what_stands_beside_it(town: Town) {
        let mut ada = town.customer("Ada\u{202e} \u{200b}Amsel", ADA).await;
        let page = ada.get("/account/profile").await.expect_words("Ada Amsel");
        assert!(!page.body.contains('\u{202e}') && !page.body.contains('\u{200b}'));
    }

    async fn what_leads_to_an_order_is_kept_when_the_next_one_cannot_be_paid(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let receipt = guest.cookies["receipt"].clone();
        town.takes_a_piece(&mut guest).await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let sold = town.shop.house.store().write(work!(|tx| -> Result<(), store::Error> {
            tx.put(sql!("UPDATE stock SET on_hand = 0"))
        }));
        sold.await.unwrap();
        assert_eq!(town.presses_pay(&mut guest).await, "/checkout/review?said=sold-out");
        assert_eq!(guest.cookies["receipt"], receipt);
    }

    async fn whoever_leaves_while_an_order_is_being_paid_is_not_charged_for_it(town: Town) {
        let mut ada = town.ada().await;
        town.takes_a_piece(&mut ada).await;
        town.goes_to_review(&mut ada, &delivery(&[])).await;
        town.presses_pay(&mut ada).await;
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM payment WHERE state = 'cancelled'").await, 1);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM reservation").await, 0);
    }

    async fn every_route_has_its_door_and_its_purpose_on_the_list(town: Town) {
        let table = crate::all_routes(&town.shop.house).table();
        let line = |route: &web::Route| format!("{:4} {} · {} · {}\n", route.method, route.path, route.door.label(), route.purpose);
        let (now, path) = (table.iter().map(line).collect::<String>(), Path::new(env!("CARGO_MANIFEST_DIR")).join("routes.txt"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let listed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(now, listed, "the routes are not those in routes.txt: look at each change, then run this test with BLESS=1");
    }
}

#[test]
fn nobody_has_mails_heaped_on_somebody_elses_address() {
    run_set_up(
        Engine::Sqlite,
        |setup| setup.rate.per_account_per_minute = 100,
        async |town| {
            for address in [ADA, "eve@example.org"] {
                for _ in 0..10 {
                    town.visitor()
                        .post("/recover", &[("email", address)])
                        .await
                        .expect(StatusCode::SEE_OTHER);
                }
                let more = town.visitor().post("/recover", &[("email", address)]).await;
                more.expect(StatusCode::TOO_MANY_REQUESTS);
            }
            let child = [("day", "14"), ("month", "5"), ("year", "2015"), ("guardian", CLEO)];
            for _ in 0..10 {
                town.visitor().post("/join/age", &child).await.expect(StatusCode::SEE_OTHER);
            }
            town.visitor().post("/join/age", &child).await.expect(StatusCode::TOO_MANY_REQUESTS);
        },
    );
}
