//! The search for what should not be there: people whose every detail is a marker go through the shop, and then data
//! folder, write-ahead logs, temporary files and logs are searched for each marker in every form in which it may lie.
//!
//! On PostgreSQL the folder of its cluster is searched as well: tables, write-ahead log and its own log.

mod flows;
mod forms;
mod search;

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result, ensure};
use store::{Store, sql, work};

use self::{
    flows::Walk,
    forms::Marker,
    search::{Search, Seen},
};
use crate::{server::Place, town::Town};

/// Walks through the shop as the canaries do and searches what is left.
///
/// # Errors
/// When a marker is found, or one that was planted is not.
#[expect(
    clippy::disallowed_methods,
    reason = "it is held against the times of files, which are the machine's"
)]
pub async fn run(program: &Path, policy: &Path, place: &Place) -> Result<String> {
    let began = SystemTime::now();
    let town = Town::open(program, policy, place, "trace").await?;
    let mut folders = vec![place.folder.clone()];
    folders.extend(cluster(place).await?);
    let walk = Walk::through(&town).await?;
    says_all_it_can(&fs::read_to_string(place.folder.join("shop.log"))?)?;
    let search = Search::new(walk.markers())?;
    plant_and_find(place, &search, walk.markers())?;
    let present = nothing_in(&search, &folders, began).context("while everybody was there")?;
    let markers = walk.end(&town).await?;
    let search = Search::new(&markers)?;
    let left = nothing_in(&search, &folders, began).context("after a customer left")?;
    let memory = in_memory(&search, town.process()?);
    Ok(format!(
        "{} markers in {} forms: none in {} files ({:.1} MB), nor in {} ({:.1} MB) after a customer had left. {memory}",
        markers.len(),
        search.forms(),
        present.files,
        present.bytes as f64 / 1e6,
        left.files,
        left.bytes as f64 / 1e6
    ))
}

/// Only who runs as root may look into a server's memory: it shows itself to nobody else, and leaves no core dump.
fn in_memory(search: &Search, process: u32) -> String {
    match search.memory(process) {
        Ok(found) => format!(
            "In the memory of the idle process {} were still to be found: {}",
            found.len(),
            found.join(", ")
        ),
        Err(_) => "The memory of the process was not shown to this user".to_owned(),
    }
}

/// Pages that the walk asks for at the least: fewer lines than this, and the log does not say all that it can.
const PAGES: usize = 60;

/// The log has two lines for every page. The first is of the most talkative level and of no other; its route is named as
/// the program writes it, with a word in the place of the secret that the walk asked with.
fn says_all_it_can(log: &str) -> Result<()> {
    let plain = without_colours(log);
    let asked =
        plain.lines().filter(|line| line.contains("TRACE web::routes") && line.contains("asked")).count();
    ensure!(asked >= PAGES, "the log tells of {asked} pages asked for, and there were {PAGES} at least");
    for route in ["/order/{secret}", "/guardian/{token}", "/verify/{token}"] {
        ensure!(plain.contains(route), "the log does not tell that {route} was asked for");
    }
    Ok(())
}

/// The words of a log that is coloured for a terminal.
fn without_colours(log: &str) -> String {
    let mut parts = log.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, words)| words))
}

/// What the folders hold, as long as none of it is a marker.
fn nothing_in(search: &Search, folders: &[PathBuf], since: SystemTime) -> Result<Seen> {
    let mut all = Seen::default();
    for folder in folders {
        all.add(search.folder(folder, since)?);
    }
    ensure!(all.found.is_empty(), "found on the disk: {:?}", all.found);
    Ok(all)
}

/// A search that finds nothing has to be able to find.
fn plant_and_find(place: &Place, search: &Search, markers: &[Marker]) -> Result<()> {
    let file = place.folder.join("planted");
    for marker in markers {
        fs::write(&file, format!("before {} after", marker.text))?;
        let seen = search.folder(&place.folder, SystemTime::UNIX_EPOCH)?;
        let planted = seen.found.iter().any(|found| found.contains(marker.what) && found.contains("planted"));
        ensure!(planted, "a planted {} was not found", marker.what);
    }
    Ok(fs::remove_file(file)?)
}

const CLUSTER: &str = "SHOW data_directory";

/// The folder of the database server's cluster, when this program may look into it.
async fn cluster(place: &Place) -> Result<Option<PathBuf>> {
    if place.postgres.is_none() {
        return Ok(None);
    }
    let store = Store::open(&place.rows()).await?;
    let folder = store.read(work!(|tx| -> Result<String, store::Error> {
        tx.row(sql!(CLUSTER)).await?.map_or(Ok(String::new()), |mut row| row.take(0))
    }));
    let folder = PathBuf::from(folder.await.context("the database server does not say where its files are")?);
    fs::read_dir(&folder).with_context(|| format!("{} may not be looked into", folder.display()))?;
    Ok(Some(folder))
}
