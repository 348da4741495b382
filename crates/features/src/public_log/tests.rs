//! The public log from outside: fetched through the front door by a client made of the crate that knows the formats alone.

use std::collections::BTreeMap;

use http::StatusCode;
use ledger_file::{Chain, head_of};
use store::{Error, sql, work};
use tlog::{Edge, Hash, Head, Name, ProofFile, Published, Trust, VerifierKey, bundle, root_of};

use crate::testing::{Town, in_town};

mod ledger_file;
mod witnessed;

/// What a client knows of a log before it looks.
async fn trust(town: &Town) -> Trust {
    let key = town.visitor().get("/log/key").await.expect(StatusCode::OK).body;
    let key: VerifierKey = key.trim_end().parse().unwrap();
    Trust { origin: key.name().to_owned(), log: vec![key], witnesses: Vec::new(), wanted: 0 }
}

async fn checkpoint(town: &Town) -> Head {
    let trust = trust(town).await;
    let note = town.visitor().get("/log/checkpoint").await.expect(StatusCode::OK).body;
    Published::read(note.as_bytes()).unwrap().believe(&trust.origin, &trust.log).unwrap()
}

/// The bytes under a name. They come out of the log that serves them, since a test's visitor reads pages as text.
async fn tile(town: &Town, name: Name) -> Vec<u8> {
    let answer = town.visitor().get(&format!("/log/{name}")).await.expect(StatusCode::OK);
    assert!(answer.headers["cache-control"].to_str().unwrap().contains("immutable"));
    town.shop.log.file(&name.to_string()).await.unwrap().unwrap()
}

/// Every entry of the log, after the tiles and the entries were each held against the checkpoint.
async fn whole(town: &Town) -> (Head, Vec<[u8; 32]>) {
    let head = checkpoint(town).await;
    let (mut edge, mut entries, mut tiles) = (Edge::new(), Vec::new(), BTreeMap::new());
    for index in 0..head.size.div_ceil(256) {
        let width = u16::try_from((head.size - index * 256).min(256)).unwrap();
        let bytes = tile(town, Name::Entries { index, width }).await;
        for entry in bundle::entries(&bytes, usize::from(width)).unwrap() {
            edge.push(Hash::leaf(entry));
            entries.push(entry.try_into().unwrap());
        }
        let name = Name::Tile { level: 0, index, width };
        tiles.insert(name, tile(town, name).await);
    }
    for index in 0..(head.size / 256).div_ceil(256) {
        let width = u16::try_from((head.size / 256 - index * 256).min(256)).unwrap();
        let name = Name::Tile { level: 1, index, width };
        tiles.insert(name, tile(town, name).await);
    }
    assert_eq!(edge.head(), head);
    assert_eq!(root_of(&tiles, head.size).unwrap(), head.root);
    (head, entries)
}

async fn number(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(work!(|tx| -> Result<i64, Error> {
        tx.row(sql!(text)).await?.map_or(Ok(-1), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

in_town! {
    async fn a_client_of_the_formats_reads_the_whole_log_through_the_front_door(town: Town) {
        let _ada = town.ada().await;
        for _ in 0..12 {
            town.pass_seconds(60).await;
        }
        let (head, entries) = whole(&town).await;
        assert!(head.size > 256, "{}", head.size);
        let different: std::collections::BTreeSet<_> = entries.iter().collect();
        assert_eq!(different.len(), entries.len());
    }

    async fn p72_every_line_of_ada_is_in_the_public_log_and_she_can_show_it_offline(town: Town) {
        let mut ada = town.ada().await;
        ada.get("/account").await.expect(StatusCode::OK);
        town.pass_seconds(60).await;
        ada.get("/account/addresses").await.expect(StatusCode::OK);
        town.pass_seconds(60).await;
        let chain = Chain::read(&ada.get("/account/disclosures/chain.json").await.expect(StatusCode::OK).body);
        let (_, entries) = whole(&town).await;
        let trust = trust(&town).await;
        let mut covered = 0;
        for (seq, proof) in &chain.proofs {
            let proof = ProofFile::read(proof.as_bytes()).unwrap();
            let head = head_of(&chain, *seq);
            let proven = proof.verify(&head, &trust).unwrap();
            assert_eq!(entries[usize::try_from(proven.index).unwrap()], head);
            covered = covered.max(*seq);
        }
        // What was written after the last beat is in the next: the download itself, if it made a line.
        assert!(chain.heads.len() as u64 - covered <= 1, "{covered} of {}", chain.heads.len());
    }

    async fn a_beat_adds_as_much_whether_much_happened_or_nothing(town: Town) {
        town.work().await;
        let before = checkpoint(&town).await.size;
        town.pass_seconds(60).await;
        assert_eq!(checkpoint(&town).await.size - before, 32);
        let mut ada = town.ada().await;
        let _ben = town.customer("Milo Marten", "milo@example.org").await;
        ada.get("/account").await.expect(StatusCode::OK);
        let before = checkpoint(&town).await.size;
        town.pass_seconds(60).await;
        assert_eq!(checkpoint(&town).await.size - before, 32);
        assert_eq!(number(&town, "SELECT COUNT(*) FROM log_waiting").await, 0);
    }

    async fn between_two_beats_nothing_is_signed(town: Town) {
        town.work().await;
        let before = checkpoint(&town).await;
        let _ada = town.ada().await;
        town.pass_seconds(59).await;
        assert_eq!(checkpoint(&town).await, before);
        town.pass_seconds(1).await;
        assert_ne!(checkpoint(&town).await, before);
    }

    async fn what_is_not_in_the_public_tree_is_not_there(town: Town) {
        town.work().await;
        let size = checkpoint(&town).await.size;
        let mut visitor = town.visitor();
        for name in [format!("tile/0/000.p/{}", size + 1), "tile/0/000".into(), "tile/1/000.p/1".into(), "tile/0/0".into(),
            "tile/entries/000.p/0".into(), "tile/x/000.p/1".into(), "tile/0/001.p/1".into()] {
            visitor.get(&format!("/log/{name}")).await.expect(StatusCode::NOT_FOUND);
        }
        visitor.get("/log/tile/0/000.p/1").await.expect(StatusCode::OK);
    }

    async fn the_page_says_what_the_log_is_and_how_it_stands(town: Town) {
        town.visitor().get("/log").await.expect_words("Nothing is signed yet");
        town.work().await;
        let page = town.visitor().get("/log").await.expect_words("Nobody yet but us");
        let head = checkpoint(&town).await;
        assert!(page.says(&head.root.to_string()) && page.says("cloakroom verify FILE"), "{}", page.body);
    }

    async fn after_ada_is_erased_the_log_is_as_it_was(town: Town) {
        let mut ada = town.ada().await;
        town.pass_seconds(60).await;
        let (before, entries) = whole(&town).await;
        ada.post("/account/close", &[("password", crate::testing::PASSWORD)]).await.expect(StatusCode::OK);
        town.pass_days(1).await;
        let (_, after) = whole(&town).await;
        assert_eq!(after[..entries.len()], entries);
        assert_eq!(before.size, entries.len() as u64);
    }

    async fn of_a_visitor_who_is_forgotten_nothing_says_which_entries_were_theirs(town: Town) {
        let mut eve = town.visitor();
        town.takes_a_piece(&mut eve).await;
        town.pass_seconds(60).await;
        assert!(number(&town, "SELECT COUNT(*) FROM log_entry").await > 0);
        town.pass_days(800).await;
        assert_eq!(number(&town, "SELECT COUNT(*) FROM ledger").await, 0);
        assert_eq!(number(&town, "SELECT COUNT(*) FROM log_entry").await, 0);
        assert_eq!(number(&town, "SELECT COUNT(*) FROM log_waiting").await, 0);
    }

    async fn with_the_clock_behind_the_last_checkpoint_nothing_is_signed(town: Town) {
        town.work().await;
        let before = checkpoint(&town).await;
        town.clock.advance(-3_600).unwrap();
        let refused = crate::public_log::beat(&town.shop).await;
        assert!(format!("{refused:?}").contains("ClockBehind"), "{refused:?}");
        town.clock.advance(3_600).unwrap();
        assert_eq!(checkpoint(&town).await, before);
        town.pass_seconds(60).await;
        assert_ne!(checkpoint(&town).await, before);
    }
}
