//! What stands between everybody and every page, told through the front door: cookies, tries, headers.

use http::{Method, StatusCode};
use store::Engine;

use crate::testing::{ANOTHER_PASSWORD, run_set_up};

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
async fn tries(town: &crate::testing::Town, n: usize, from: &str) -> StatusCode {
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
