//! Pure decisions of the checkout: services, amounts, and the hash that freezes them.

use catalogue::Catalogue;

use crate::orders::{Items, Piece};

/// From this amount on, standard delivery is free.
const FREE_FROM: i64 = 15_000;
const STANDARD: i64 = 450;
const EXPRESS: i64 = 950;

/// Ways to have it brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// In two to three days.
    Standard,
    /// Tomorrow. The driver rings, so it needs a telephone number.
    Express,
}

impl Service {
    /// Both.
    pub const ALL: [Service; 2] = [Service::Standard, Service::Express];

    /// As forms and rows have it.
    pub fn word(self) -> &'static str {
        match self {
            Service::Standard => "standard",
            Service::Express => "express",
        }
    }

    /// From a form or a row.
    pub fn of(word: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|service| service.word() == word)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Service::Standard => "Standard",
            Service::Express => "Express",
        }
    }

    /// When it comes.
    pub fn promise(self) -> &'static str {
        match self {
            Service::Standard => "Two to three working days",
            Service::Express => "Tomorrow, if you order before four. The driver rings you before the stop",
        }
    }

    /// Whether the driver rings.
    pub fn needs_phone(self) -> bool {
        self == Service::Express
    }

    /// What it costs with goods of this amount.
    pub fn minor(self, goods_minor: i64) -> i64 {
        match self {
            Service::Standard if goods_minor >= FREE_FROM => 0,
            Service::Standard => STANDARD,
            Service::Express => EXPRESS,
        }
    }
}

/// The pieces of a basket at today's prices, brought by this service. What is no longer sold is left out.
pub fn bill<'a>(
    catalogue: &Catalogue,
    lines: impl Iterator<Item = (&'a str, i64)>,
    service: Service,
) -> Items {
    let mut pieces: Vec<Piece> =
        lines.filter_map(|(sku, quantity)| piece(catalogue, sku, quantity)).collect();
    // In one order for everybody, so that two who keep the same sizes aside never wait for each other.
    pieces.sort_by(|a, b| a.sku.cmp(&b.sku));
    let goods = pieces.iter().map(Piece::minor).sum();
    let currency = catalogue.products().first().map_or("GBP", |product| product.price.currency.code());
    Items { pieces, delivery_minor: service.minor(goods), currency: currency.to_owned() }
}

fn piece(catalogue: &Catalogue, sku: &str, quantity: i64) -> Option<Piece> {
    let (product, variant) = catalogue.variant(sku).filter(|_| quantity > 0)?;
    Some(Piece {
        sku: sku.to_owned(),
        slug: product.slug.clone(),
        name: product.name.clone(),
        house: product.house.clone(),
        colour: product.colour.name.clone(),
        size: variant.size.clone(),
        quantity,
        unit_minor: product.price.minor,
    })
}

/// The hash of everything that decides the amount: pieces, prices, service. Frozen when a payment begins and compared
/// when it settles.
pub fn totals_hash(items: &Items, service: Service) -> [u8; 32] {
    let mut text = format!("1\n{}\n{} {}\n", service.word(), items.delivery_minor, items.currency);
    for piece in &items.pieces {
        text.push_str(&format!("{} {} {}\n", piece.sku, piece.quantity, piece.unit_minor));
    }
    web::sha256(&[text.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(catalogue: &Catalogue, quantity: i64, service: Service) -> Items {
        let sku = &catalogue.products()[0].variants[0].sku;
        bill(catalogue, [(sku.as_str(), quantity), ("gone", 1)].into_iter(), service)
    }

    #[test]
    fn standard_delivery_is_free_from_a_hundred_and_fifty_pounds() {
        assert_eq!(Service::Standard.minor(14_999), 450);
        assert_eq!(Service::Standard.minor(15_000), 0);
        assert_eq!(Service::Express.minor(90_000), 950);
    }

    #[test]
    fn what_is_no_longer_sold_is_not_on_the_bill() {
        let catalogue = Catalogue::demo();
        assert_eq!(items(&catalogue, 2, Service::Standard).count(), 2);
    }

    #[test]
    fn another_quantity_or_service_is_another_hash() {
        let catalogue = Catalogue::demo();
        let hash = |quantity, service| totals_hash(&items(&catalogue, quantity, service), service);
        assert_eq!(hash(1, Service::Standard), hash(1, Service::Standard));
        assert_ne!(hash(1, Service::Standard), hash(2, Service::Standard));
        assert_ne!(hash(1, Service::Standard), hash(1, Service::Express));
    }
}
