//! Ada leaves: what goes, what stays, and what nobody can read any more.

use std::path::Path;

use http::StatusCode;

use super::HOME;
use crate::testing::{ADA, PASSWORD, Town, in_town};

/// Whether a text stands anywhere in the files of the two stores.
fn found_in_files(town: &Town, text: &str) -> bool {
    let folders = town.addresses().into_iter().map(Path::new).filter(|path| path.exists());
    folders.flat_map(files).any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

fn files(path: &Path) -> Vec<Vec<u8>> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap() };
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()).collect()
}

async fn count(town: &Town, text: &'static str) -> i64 {
    let read = town.shop.house.store().read(store::work!(|tx| -> Result<i64, store::Error> {
        tx.row(store::sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

in_town! {
    async fn closing_needs_the_password(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/close", &[("password", "not this one, surely")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.get("/account").await.expect(StatusCode::OK);
    }

    async fn ada_leaves_and_is_unknown(town: Town) {
        let mut ada = town.ada().await;
        let mut phone = town.visitor();
        phone.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        assert!(page.says("Your account is closed") && page.says("address book"), "{}", page.body);
        assert!(page.says("A last mail with this news went to your address"));
        assert!(!ada.cookies.contains_key("session"));
        phone.get("/account").await.expect(StatusCode::SEE_OTHER);
        let known = town.visitor().post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        let unknown = town.visitor().post("/signin", &[("email", "nobody@example.org"), ("password", PASSWORD)]).await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(town.last_mail_to(ADA).await.subject, "Your account is closed");
        assert_eq!(count(&town, "SELECT COUNT(*) FROM address").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM blind_index").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM choice_event").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM customer WHERE email IS NOT NULL OR name IS NOT NULL").await, 0);
        assert_eq!(count(&town, "SELECT COUNT(*) FROM due WHERE kind LIKE 'forget-%'").await, 0);
    }

    async fn no_word_of_ada_stands_in_any_file(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        for marker in [ADA, "Ada Amsel", "Marker Lane", "Markerham"] {
            assert!(!found_in_files(&town, marker), "{marker} is readable before leaving");
        }
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        for marker in [ADA, "Ada Amsel", "Marker Lane", "Markerham"] {
            assert!(!found_in_files(&town, marker), "{marker}");
        }
    }

    async fn ada_may_come_back_as_somebody_new(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        let mut again = town.ada().await;
        let page = again.get("/account").await.expect(StatusCode::OK);
        assert!(!page.says("Marker Lane"));
    }
}
