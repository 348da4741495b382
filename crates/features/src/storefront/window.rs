//! The shop window: what looks the same for everybody is made once and kept.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use axum::body::Bytes;
use catalogue::{Catalogue, View};
use store::{Error, Time, Tx, sql, work};
use web::Stop;

use crate::shop::Shop;

/// A picture with the mark that its address carries.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) svg: Bytes,
    pub(super) mark: String,
}

impl Drawn {
    fn of(svg: String) -> Drawn {
        let mark = web::mark(svg.as_bytes(), 5);
        Drawn { svg: Bytes::from(svg), mark }
    }
}

/// Pictures, drawn when first asked for, and the stock as it was a moment ago.
#[derive(Default)]
pub struct Window {
    pictures: HashMap<String, [OnceLock<Drawn>; 3]>,
    scenes: HashMap<&'static str, OnceLock<Drawn>>,
    stock: Mutex<Option<Counted>>,
    bodies: Mutex<HashMap<String, Body>>,
}

type Left = Arc<HashMap<String, i64>>;

#[derive(Clone)]
struct Counted {
    at: Time,
    left: Left,
}

impl Counted {
    /// A count from the future is none: the clock was put back.
    fn is_fresh(&self, now: Time) -> bool {
        self.at <= now && now < self.at.plus_seconds(STALE_AFTER)
    }
}

/// The page of a piece below its frame, as rendered for one count of the stock.
struct Body {
    left: Left,
    html: Arc<str>,
}

/// Pages may show the stock as it was this many seconds ago; whoever puts a piece into a basket asks afresh.
const STALE_AFTER: i64 = 2;

impl Window {
    /// An empty window for everything that the catalogue holds.
    pub fn new(catalogue: &Catalogue) -> Window {
        let pictures =
            catalogue.products().iter().map(|product| (product.slug.clone(), Default::default())).collect();
        let scenes = catalogue::scenes().map(|name| (name, OnceLock::new())).collect();
        Window { pictures, scenes, ..Window::default() }
    }

    pub(super) fn picture(&self, catalogue: &Catalogue, slug: &str, view: View) -> Option<&Drawn> {
        let place = self.pictures.get(slug)?.get(view as usize)?;
        let product = catalogue.product(slug)?;
        Some(place.get_or_init(|| Drawn::of(catalogue::draw(product, view))))
    }

    pub(super) fn scene(&self, catalogue: &Catalogue, name: &str) -> Option<&Drawn> {
        let place = self.scenes.get(name)?;
        Some(place.get_or_init(|| Drawn::of(catalogue::draw_scene(catalogue, name).unwrap_or_default())))
    }

    /// The body of a piece's page, if it was rendered since the stock changed.
    pub(super) fn body(&self, slug: &str, left: &Left) -> Option<Arc<str>> {
        let bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.get(slug).filter(|body| Arc::ptr_eq(&body.left, left)).map(|body| Arc::clone(&body.html))
    }

    /// Keeps the body of a piece's page until the stock changes.
    pub(super) fn keep_body(&self, slug: &str, left: &Left, html: String) -> Arc<str> {
        let html: Arc<str> = html.into();
        let body = Body { left: Arc::clone(left), html: Arc::clone(&html) };
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned(), body);
        html
    }

    fn counted(&self) -> Option<Counted> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The address of a picture; it changes when the drawing does, so browsers may keep it for ever.
pub(crate) fn picture(shop: &Shop, slug: &str, view: View) -> String {
    let mark = shop.window.picture(&shop.catalogue, slug, view).map_or("", |drawn| &drawn.mark);
    format!("/pictures/{slug}/{}.svg?v={mark}", view.name())
}

/// The address of a scene.
pub(super) fn scene(shop: &Shop, name: &str) -> String {
    let mark = shop.window.scene(&shop.catalogue, name).map_or("", |drawn| &drawn.mark);
    format!("/pictures/scenes/{name}.svg?v={mark}")
}

const STOCK: &str = "SELECT s.sku, s.on_hand - CAST(COALESCE((SELECT SUM(r.quantity) FROM reservation r
    WHERE r.sku = s.sku AND r.until_at > $1), 0) AS BIGINT) FROM stock s";

async fn count(tx: &mut Tx, now: Time) -> Result<HashMap<String, i64>, Error> {
    let rows = tx.rows(sql!(STOCK, now)).await?;
    rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
}

/// Counts once when the shop opens, so that there is something to show should the store go away before anybody looks.
///
/// # Errors
/// A fault of the store.
pub(crate) async fn count_at_opening(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let left = shop.house.store().read(work!(|tx| [now] { count(tx, now).await })).await?;
    // It is of no moment: whoever looks while the store is there counts afresh.
    let counted = Counted { at: Time(i64::MIN), left: Arc::new(left) };
    *shop.window.stock.lock().unwrap_or_else(PoisonError::into_inner) = Some(counted);
    Ok(())
}

/// How many of each size there are, as of a moment ago; while the store is away, as of when it was last there.
///
/// # Errors
/// A fault of the store, when nothing was ever counted or the store is there.
pub(super) async fn stock(shop: &Shop) -> Result<Left, Stop> {
    let now = shop.house.clock.now();
    if let Some(counted) = shop.window.counted().filter(|counted| counted.is_fresh(now)) {
        return Ok(counted.left);
    }
    let left = match shop.house.store().read(work!(|tx| [now] { count(tx, now).await })).await {
        Ok(left) => left,
        Err(away @ (Error::Unavailable(_) | Error::Moved)) => {
            return shop.window.counted().map(|counted| counted.left).ok_or_else(|| away.into());
        }
        Err(error) => return Err(error.into()),
    };
    // The same count keeps its identity, so that what was rendered from it stays good.
    let left = match shop.window.counted() {
        Some(before) if *before.left == left => before.left,
        _ => Arc::new(left),
    };
    let fresh = Counted { at: now, left: Arc::clone(&left) };
    *shop.window.stock.lock().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
    Ok(left)
}
