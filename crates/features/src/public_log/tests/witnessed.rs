//! A witness behind a real socket, and a download that is checked as somebody at home checks it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use http::StatusCode;
use publiclog::{Succession, VerifierKey};
use tlog::Published;
use tokio::{net::TcpListener, task::JoinHandle};
use witness::{Memory, Trusted, Witness, check_file, key_file, routes};

use crate::{
    clockwork,
    shop::Shop,
    testing::{ADA, Town, in_town},
};

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(town: &Town) -> Folder {
        let name = format!("cloakroom-witnessed-{}", store::Id::new(&town.clock, &store::Dice::system()));
        Folder(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The witness's key, made with the first call.
fn key(folder: &Path) -> VerifierKey {
    key_file(&folder.join("key"), "witness.example/w1").unwrap().verifier().clone()
}

/// A witness of this town's log that remembers what stands in the folder, at this address.
async fn witness(town: &Town, folder: &Path, at: SocketAddr) -> (SocketAddr, JoinHandle<()>) {
    let signer = key_file(&folder.join("key"), "witness.example/w1").unwrap();
    let memory = Memory::open(folder.join("state"), town.shop.log.key()).unwrap();
    let pages = routes(Witness::new(signer, memory, town.clock.clone()));
    let listener = TcpListener::bind(at).await.unwrap();
    let address = listener.local_addr().unwrap();
    (address, tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() }))
}

async fn watched(town: &Town, folder: &Path, at: SocketAddr) -> Shop {
    town.watched_server(publiclog::Witness { url: format!("http://{at}"), key: key(folder) }).await
}

async fn checkpoint(town: &Town) -> String {
    town.visitor().get("/log/checkpoint").await.body
}

async fn next_beat(town: &Town, shop: &Shop) {
    town.clock.advance(60).unwrap();
    clockwork::seal(shop).await;
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

in_town! {
    async fn p72_what_ada_takes_home_is_whole_unaltered_in_the_log_and_countersigned(town: Town) {
        let folder = Folder::new(&town);
        let (at, _running) = witness(&town, &folder.0, anywhere()).await;
        let shop = watched(&town, &folder.0, at).await;
        let mut ada = town.ada().await;
        for _ in 0..3 {
            next_beat(&town, &shop).await;
            ada.get("/account/addresses").await.expect(StatusCode::OK);
        }
        assert!(checkpoint(&town).await.contains("— witness.example/w1 "));
        let trusted = Trusted { key: Some(town.shop.log.key()), witnesses: vec![key(&folder.0)] };
        let record = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK).body;
        let said = check_file(&record, &trusted).unwrap().says.join("\n");
        assert!(said.contains("none is missing, none was changed") && said.contains("and signed it"), "{said}");
        let copy = ada.post("/account/data", &[("form", "json")]).await.expect(StatusCode::OK).body;
        let said = check_file(&copy, &trusted).unwrap().says.join("\n");
        assert!(said.contains("are in the public log lastseason.example/log"), "{said}");
        let altered = record.replacen("\"leaf\": \"", "\"leaf\": \"0", 1).replacen("0\",", "\",", 1);
        assert!(check_file(&altered, &trusted).is_err());
    }

    async fn the_key_of_the_log_turns_and_the_witness_and_ada_follow(town: Town) {
        let folder = Folder::new(&town);
        let (at, _running) = witness(&town, &folder.0, anywhere()).await;
        let shop = watched(&town, &folder.0, at).await;
        let old = shop.log.key();
        let mut ada = town.ada().await;
        // Until the server through which Ada joined is not the elected one any more.
        for _ in 0..4 {
            next_beat(&town, &shop).await;
        }
        let before = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK).body;
        assert!(!before.contains("succession"), "a log that never turned says nothing of it");
        assert_eq!(town.visitor().get("/log/succession").await.expect(StatusCode::OK).body, "");

        town.key_desk().await.turn_log().await.unwrap();
        clockwork::tick(&shop).await;
        for days in [0, 0, 0, 31, 0] {
            town.clock.advance(days * 86_400).unwrap();
            next_beat(&town, &shop).await;
            clockwork::tick(&shop).await;
            let note = shop.log.checkpoint().await.unwrap().unwrap();
            assert!(note.contains("— witness.example/w1 "), "{note}");
        }
        town.work().await;
        let new = shop.log.key();
        assert_ne!(new, old);
        let newest = Published::read(shop.log.checkpoint().await.unwrap().unwrap().as_bytes()).unwrap();
        assert!(newest.believe(old.name(), std::slice::from_ref(&old)).is_err(), "the old key signs no more");
        let memory = Memory::open(folder.0.join("state"), new.clone()).unwrap();
        assert_eq!((memory.log(), memory.before()), (&new, &[old.clone()][..]));

        ada.signs_in(ADA).await;
        ada.get("/account/addresses").await.expect(StatusCode::OK);
        next_beat(&town, &shop).await;
        let after = ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK).body;
        for key in [&old, &new] {
            let trusted = Trusted { key: Some(key.clone()), witnesses: vec![self::key(&folder.0)] };
            let said = check_file(&after, &trusted).unwrap().says.join("\n");
            assert!(said.contains("The key of the log has turned once") && said.contains("and signed it"), "{said}");
        }
        let trusted = Trusted { key: Some(old), witnesses: Vec::new() };
        assert!(check_file(&before, &trusted).is_ok(), "what was taken home before holds as it did");
        let statements = town.visitor().get("/log/succession").await.expect(StatusCode::OK).body;
        assert_eq!(Succession::read_all(&statements).unwrap().len(), 1);
        town.visitor().get("/log").await.expect_words("each key has signed for the next");
    }

    async fn a_witness_that_is_away_is_named_and_signs_again_when_it_is_back(town: Town) {
        let folder = Folder::new(&town);
        let (at, running) = witness(&town, &folder.0, anywhere()).await;
        let shop = watched(&town, &folder.0, at).await;
        next_beat(&town, &shop).await;
        running.abort();
        drop(running.await);
        next_beat(&town, &shop).await;
        next_beat(&town, &shop).await;
        let alone = checkpoint(&town).await;
        assert!(alone.contains("\n96\n") && !alone.contains("— witness.example/w1 "), "{alone}");
        assert_eq!(shop.log.witnesses().await.unwrap()[0].trouble.as_deref(), Some("away"));
        let (_, _running) = witness(&town, &folder.0, at).await;
        next_beat(&town, &shop).await;
        let signed = checkpoint(&town).await;
        assert!(signed.contains("\n128\n") && signed.contains("— witness.example/w1 "), "{signed}");
    }

    async fn a_witness_that_saw_another_history_stops_the_log(town: Town) {
        let folder = Folder::new(&town);
        let (at, _running) = witness(&town, &folder.0, anywhere()).await;
        let shop = watched(&town, &folder.0, at).await;
        next_beat(&town, &shop).await;
        let seen = checkpoint(&town).await;
        for text in ["DELETE FROM log_tile", "DELETE FROM log_checkpoint", "DELETE FROM log_witness", "DELETE FROM log_state"] {
            let meddled = town.shop.house.store().write(store::work!(|tx| { tx.put(store::sql!(text)) }));
            meddled.await.unwrap();
        }
        let again = watched(&town, &folder.0, at).await;
        next_beat(&town, &again).await;
        assert_ne!(checkpoint(&town).await, seen);
        town.visitor().get("/log/checkpoint").await.expect(StatusCode::NOT_FOUND);
        next_beat(&town, &again).await;
        town.visitor().get("/log/checkpoint").await.expect(StatusCode::NOT_FOUND);
        clockwork::work(&again).await;
        let page = town.staff("olu", "officer").await.get("/desk/dpo/alarms").await;
        page.expect_words("The public log stands still").expect_words("A witness has seen another history");
    }
}
