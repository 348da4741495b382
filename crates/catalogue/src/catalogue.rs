//! Reading the catalogue and finding things in it.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::{Category, Currency, Money, NamedColour, Picture, Product, Variant, search};

const DEMO: &str = include_str!("../catalogue.toml");

/// Why a catalogue was refused. Each one names the product at fault where there is one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is not TOML at all.
    #[error("the catalogue is not valid TOML")]
    Syntax(#[source] toml::de::Error),
    /// A product lacks something or says something that cannot be.
    #[error("product `{product}`: {fault}")]
    Product {
        /// Its slug, or its place in the file when it has none.
        product: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A category lacks something.
    #[error("a category cannot be read")]
    Category(#[source] toml::de::Error),
    /// The currency is not one the shop can price in.
    #[error("`{0}` is not a currency this shop can price in")]
    Currency(String),
}

/// Everything the shop sells.
#[derive(Clone, Debug)]
pub struct Catalogue {
    categories: Vec<Category>,
    products: Vec<Product>,
    by_slug: HashMap<String, usize>,
    by_sku: HashMap<String, (usize, usize)>,
    index: search::Index,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    currency: String,
    category: Vec<toml::Value>,
    product: Vec<toml::Value>,
}

/// A product as the file writes it: amounts in minor units, sizes as pairs of label and stock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    slug: String,
    code: String,
    name: String,
    house: String,
    category: String,
    colour: NamedColour,
    price: i64,
    before: i64,
    composition: String,
    care: String,
    made_in: String,
    story: String,
    details: Vec<String>,
    sizes: Vec<(String, u32)>,
    weight: u32,
    picture: Picture,
}

impl Catalogue {
    /// The catalogue of the demo shop *Last Season*, which is part of the program.
    #[expect(
        clippy::expect_used,
        reason = "the embedded text is fixed when the program is built, and a test reads it"
    )]
    pub fn demo() -> Catalogue {
        Catalogue::parse(DEMO).expect("the embedded catalogue is valid")
    }

    /// Reads a catalogue. Fails on the first product that is incomplete, contradicts itself or repeats another's slug or code.
    pub fn parse(text: &str) -> Result<Catalogue, Error> {
        let pages: Pages = toml::from_str(text).map_err(Error::Syntax)?;
        let currency = Currency::from_code(&pages.currency).ok_or(Error::Currency(pages.currency))?;
        let categories = categories(pages.category)?;
        let products = products(pages.product, currency)?;
        checked(&categories, &products)?;
        Ok(Catalogue::of(categories, products))
    }

    fn of(categories: Vec<Category>, products: Vec<Product>) -> Catalogue {
        let by_slug = products.iter().enumerate().map(|(at, product)| (product.slug.clone(), at)).collect();
        let by_sku = skus(&products).map(|(sku, place)| (sku.to_owned(), place)).collect();
        let index = search::Index::of(&products, &categories);
        Catalogue { categories, products, by_slug, by_sku, index }
    }

    /// The shelves, in the order they are shown.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The shelf of that slug.
    pub fn category(&self, slug: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.slug == slug)
    }

    /// Every product, in the order of the file.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product of that slug.
    pub fn product(&self, slug: &str) -> Option<&Product> {
        self.by_slug.get(slug).map(|&at| &self.products[at])
    }

    /// The products on one shelf; none if there is no such shelf.
    pub fn in_category(&self, slug: &str) -> impl Iterator<Item = &Product> {
        self.products.iter().filter(move |product| product.category == slug)
    }

    /// The product and size of a stock-keeping unit.
    pub fn variant(&self, sku: &str) -> Option<(&Product, &Variant)> {
        let &(product, variant) = self.by_sku.get(sku)?;
        let product = &self.products[product];
        Some((product, &product.variants[variant]))
    }

    /// The products that answer every word of the query, best first. Case, accents, plural, word order and a slip of the
    /// finger do not matter. An empty query finds nothing.
    pub fn search(&self, query: &str) -> Vec<&Product> {
        self.index.find(query).into_iter().map(|at| &self.products[at]).collect()
    }

    /// Up to four products someone who looks at this one may want to see: same shelf first, then near in colour and price.
    pub fn similar(&self, product: &Product) -> Vec<&Product> {
        let mut others: Vec<_> = self.products.iter().filter(|other| other.slug != product.slug).collect();
        others.sort_by(|a, b| apart(product, a).total_cmp(&apart(product, b)));
        others.truncate(4);
        others
    }
}

fn apart(a: &Product, b: &Product) -> f64 {
    let shelf = if a.category == b.category { 0.0 } else { 2.0 };
    let house = if a.house == b.house { 0.0 } else { 0.3 };
    let price = (a.price.minor as f64 / b.price.minor as f64).ln().abs();
    shelf + house + price * 0.5 + f64::from(a.colour.hex.distance(b.colour.hex))
}

fn skus(products: &[Product]) -> impl Iterator<Item = (&str, (usize, usize))> {
    products.iter().enumerate().flat_map(|(p, product)| {
        product.variants.iter().enumerate().map(move |(v, variant)| (variant.sku.as_str(), (p, v)))
    })
}

fn categories(written: Vec<toml::Value>) -> Result<Vec<Category>, Error> {
    written.into_iter().map(|value| value.try_into().map_err(Error::Category)).collect()
}

fn products(written: Vec<toml::Value>, currency: Currency) -> Result<Vec<Product>, Error> {
    written.into_iter().enumerate().map(|(at, value)| product(at, value, currency)).collect()
}

fn product(at: usize, value: toml::Value, currency: Currency) -> Result<Product, Error> {
    let slug = value.get("slug").and_then(toml::Value::as_str);
    let name = slug.map_or_else(|| format!("number {} in the file", at + 1), str::to_owned);
    let entry: Entry = value.try_into().map_err(|error: toml::de::Error| fault(&name, error.message()))?;
    Ok(entry.into_product(currency))
}

fn fault(product: &str, fault: impl Into<String>) -> Error {
    Error::Product { product: product.to_owned(), fault: fault.into() }
}

impl Entry {
    fn into_product(self, currency: Currency) -> Product {
        let variants = variants(&self.code, self.sizes);
        Product {
            slug: self.slug,
            name: self.name,
            house: self.house,
            category: self.category,
            colour: self.colour,
            price: Money { minor: self.price, currency },
            before: Money { minor: self.before, currency },
            composition: self.composition,
            care: self.care,
            made_in: self.made_in,
            story: self.story,
            details: self.details,
            variants,
            weight_grams: self.weight,
            picture: self.picture,
        }
    }
}

fn variants(code: &str, sizes: Vec<(String, u32)>) -> Vec<Variant> {
    let unit = |size: &str| size.to_uppercase().replace([' ', '/', '.', '½'], "-");
    sizes
        .into_iter()
        .map(|(size, stock)| Variant { sku: format!("{code}-{}", unit(&size)), size, stock })
        .collect()
}

fn checked(categories: &[Category], products: &[Product]) -> Result<(), Error> {
    let shelves: HashSet<_> = categories.iter().map(|category| category.slug.as_str()).collect();
    let (mut slugs, mut skus) = (HashSet::new(), HashSet::new());
    for product in products {
        sane(product, &shelves).map_err(|wrong| fault(&product.slug, wrong))?;
        if !slugs.insert(&product.slug) {
            return Err(fault(&product.slug, "another product has this slug"));
        }
        if let Some(twin) = product.variants.iter().find(|variant| !skus.insert(&variant.sku)) {
            return Err(fault(&product.slug, format!("another size has the code `{}`", twin.sku)));
        }
    }
    Ok(())
}

fn sane(product: &Product, shelves: &HashSet<&str>) -> Result<(), String> {
    let web_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if product.slug.is_empty() || !product.slug.chars().all(web_safe) {
        return Err("the slug may hold only small letters, digits and hyphens".to_owned());
    }
    if !shelves.contains(product.category.as_str()) {
        return Err(format!("there is no category `{}`", product.category));
    }
    if product.price.minor <= 0 || product.price.minor >= product.before.minor {
        return Err("the price must be above nothing and below the former price".to_owned());
    }
    if product.variants.is_empty() {
        return Err("it has no sizes".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r##"currency = "GBP"
[[category]]
slug = "hats"
name = "Hats"
blurb = "For heads."
[[product]]
slug = "a-hat"
code = "HAT"
name = "Hat"
house = "Milliner"
category = "hats"
colour = { name = "Red", hex = "#aa0000" }
price = 1000
before = 2000
composition = "Felt."
care = "Brush."
made_in = "England"
story = "A hat."
details = []
sizes = [["7 1/2", 1]]
weight = 100
picture = { cut = { accessory = { style = "brim" } } }
"##;

    fn said_of(text: &str) -> String {
        Catalogue::parse(text).map(drop).unwrap_err().to_string()
    }

    #[test]
    fn the_catalogue_of_the_demo_has_sixty_pieces_and_more_on_eight_shelves() {
        let catalogue = Catalogue::parse(DEMO).unwrap();
        assert!(catalogue.products().len() >= 60);
        assert_eq!(catalogue.categories().len(), 8);
        for category in catalogue.categories() {
            assert!(catalogue.in_category(&category.slug).count() >= 7, "{}", category.name);
        }
    }

    #[test]
    fn a_size_is_found_by_its_code() {
        let catalogue = Catalogue::parse(ONE).unwrap();
        let (product, size) = catalogue.variant("HAT-7-1-2").unwrap();
        assert_eq!((product.slug.as_str(), size.stock), ("a-hat", 1));
        assert!(catalogue.variant("HAT-9").is_none());
    }

    #[test]
    fn a_wrong_product_is_refused_by_its_name() {
        let wrong = |from: &str, to: &str| said_of(&ONE.replace(from, to));
        assert_eq!(
            wrong("price = 1000", "price = 3000"),
            "product `a-hat`: the price must be above nothing and below the former price"
        );
        assert_eq!(
            wrong("category = \"hats\"", "category = \"caps\""),
            "product `a-hat`: there is no category `caps`"
        );
        assert!(wrong("#aa0000", "red").contains("is not a colour"));
        assert!(wrong("GBP", "XXX").contains("`XXX` is not a currency"));
    }

    #[test]
    fn two_products_of_one_slug_are_refused() {
        let (head, product) = ONE.split_at(ONE.find("[[product]]").unwrap());
        assert_eq!(
            said_of(&format!("{head}{product}{product}")),
            "product `a-hat`: another product has this slug"
        );
    }

    #[test]
    fn similar_pieces_are_four_others() {
        let catalogue = Catalogue::demo();
        let coat = catalogue.product("ormond-wrap-coat-camel").unwrap();
        let similar = catalogue.similar(coat);
        assert_eq!(similar.len(), 4);
        assert!(similar.iter().all(|other| other.slug != coat.slug));
    }

    #[test]
    fn search_forgives_case_plural_order_and_a_slip() {
        let catalogue = Catalogue::demo();
        for query in ["camel coat", "COATS camel", "camel caot", "ormond"] {
            let found = catalogue.search(query);
            assert_eq!(
                found.first().map(|product| product.slug.as_str()),
                Some("ormond-wrap-coat-camel"),
                "{query}"
            );
        }
        assert!(catalogue.search("xylophone").is_empty());
        assert!(catalogue.search("  ").is_empty());
    }
}
