//! The index key turns while people come through the front doors of two servers: they get in, find their orders, and
//! nobody's address is taken twice.

use http::StatusCode;
use store::{sql, work};

use crate::{
    clockwork,
    shop::Shop,
    testing::{ADA, DEFAULT_POLICY, PASSWORD, Town, Visitor, delivery, in_town},
};

const EVE: &str = "eve@example.org";

/// A server, and a way to come in through its door.
struct Server(Shop);

impl Server {
    fn visitor(&self) -> Visitor {
        Visitor::new(crate::all_routes(&self.0.house).finish(self.0.clone()))
    }

    async fn lets_in(&self, email: &str) -> bool {
        let told = self.visitor().post("/signin", &[("email", email), ("password", PASSWORD)]).await;
        assert!(matches!(told.status, StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY));
        told.status == StatusCode::SEE_OTHER
    }

    /// Joins with an address; the answer says nothing of whether it is known.
    async fn joins(&self, email: &str) -> (StatusCode, Option<String>, String) {
        let mut visitor = self.visitor();
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        visitor.post("/join/age", &age).await.expect(StatusCode::SEE_OTHER);
        let form = [("name", "Somebody"), ("email", email), ("password", PASSWORD)];
        let told = visitor.post("/join", &form).await;
        (told.status, told.location(), told.body)
    }

    async fn finds(&self, number: &str, email: &str) {
        let form = [("number", number), ("email", email)];
        self.visitor().post("/order/find", &form).await.expect(StatusCode::SEE_OTHER);
    }
}

async fn two_servers(town: &Town) -> [Server; 2] {
    let other = town.another_server(&DEFAULT_POLICY).await.unwrap();
    [Server(town.shop.clone()), Server(other)]
}

async fn beat(servers: &[Server]) {
    for server in servers {
        clockwork::tick(&server.0).await;
    }
}

async fn accounts(town: &Town) -> i64 {
    let read = town.shop.house.store().read(work!(|tx| -> Result<i64, store::Error> {
        let text = "SELECT COUNT(*) FROM customer WHERE kind = 'account'";
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

async fn versions(town: &Town) -> Vec<i64> {
    let read = town.shop.house.store().read(work!(|tx| -> Result<Vec<i64>, store::Error> {
        let rows = tx.rows(sql!("SELECT DISTINCT version FROM blind_index ORDER BY version")).await?;
        rows.into_iter().map(|mut row| row.take(0)).collect()
    }));
    read.await.unwrap()
}

/// Somebody else at every moment, since a server lets nobody try too often.
fn friend(moment: usize) -> String {
    format!("friend-{moment}@example.org")
}

/// Everything that asks the blind index, through both doors.
async fn all_is_as_ever(town: &Town, servers: &[Server], moment: usize) {
    let (before, friend) = (accounts(town).await, friend(moment));
    for (at, server) in servers.iter().enumerate() {
        assert!(server.lets_in(&friend).await && !server.lets_in(EVE).await, "{moment}");
        let fresh = format!("new-{moment}-{at}@example.org");
        assert_eq!(server.joins(&friend).await, server.joins(&fresh).await, "{moment}");
        server.joins(&fresh).await;
        assert_eq!(
            accounts(town).await,
            before + 1 + at as i64,
            "{moment}: one for {fresh}, none for {friend}"
        );
        server.finds("10480", ADA).await;
        server.visitor().post("/recover", &[("email", &friend)]).await.expect(StatusCode::SEE_OTHER);
    }
}

async fn mails_about(town: &Town, email: &str, subject: &str) -> usize {
    town.mails_to(email).await.iter().filter(|mail| mail.subject == subject).count()
}

in_town! {
    async fn ada_gets_in_and_finds_her_order_before_during_and_after_a_turn_of_the_index_key(town: Town) {
        for moment in 0..8 {
            town.customer("A Friend", &friend(moment)).await;
        }
        town.guest_order(&delivery(&[])).await;
        let servers = two_servers(&town).await;
        beat(&servers).await;
        all_is_as_ever(&town, &servers, 0).await;
        beat(&servers).await;
        town.key_desk().await.turn_index().await.unwrap();
        for moment in 1..=6 {
            all_is_as_ever(&town, &servers, moment).await;
            // Servers do not beat together: one is ahead by turns.
            beat(&servers[moment % 2..=moment % 2]).await;
            town.clock.advance([1, 3_600][moment / 2 % 2]).unwrap();
        }
        beat(&servers).await;
        town.pass_seconds(3_600).await;
        beat(&servers).await;
        assert_eq!(versions(&town).await, [2]);
        all_is_as_ever(&town, &servers, 7).await;
        beat(&servers).await;
        assert_eq!(mails_about(&town, ADA, "Your order 10480").await, 16, "each search sent a mail");
        for moment in 0..8 {
            assert_eq!(mails_about(&town, &friend(moment), "You have an account already").await, 2, "{moment}");
            assert_eq!(mails_about(&town, &friend(moment), "Choose a new password").await, 2, "{moment}");
        }
        let mut dev = town.staff("dev", "advisor").await;
        dev.post("/desk/care", &[("wanted", &friend(0))]).await.expect(StatusCode::SEE_OTHER);
    }

    async fn an_address_is_changed_and_an_account_closed_while_rows_are_on_their_way(town: Town) {
        let mut ada = town.ada().await;
        let mut ben = town.customer("Milo Marten", "milo@example.org").await;
        let servers = two_servers(&town).await;
        town.key_desk().await.turn_index().await.unwrap();
        beat(&servers).await;
        town.clock.advance(60).unwrap();
        beat(&servers[1..]).await;
        assert_eq!(versions(&town).await, [2], "this server has not looked since");
        let form = [("email", EVE), ("current", PASSWORD)];
        ada.post("/account/profile/email", &form).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to(EVE).await.path("/account/new-email/");
        ada.post(&path, &[]).await.expect(StatusCode::SEE_OTHER);
        for server in &servers {
            assert!(server.lets_in(EVE).await && !server.lets_in(ADA).await);
        }
        ben.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert_eq!(versions(&town).await, [0_i64; 0], "nothing leads to either of them");
        let before = accounts(&town).await;
        servers[1].joins(ADA).await;
        assert_eq!(accounts(&town).await, before + 1, "the address is free");
    }
}
