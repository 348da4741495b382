//! Sorting, filtering, and naming of colours.

use std::collections::HashMap;

use catalogue::{Colour, Product};

/// How a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sorting {
    New,
    Cheapest,
    Dearest,
    Less,
}

impl Sorting {
    pub(super) const ALL: [Sorting; 4] = [Sorting::New, Sorting::Cheapest, Sorting::Dearest, Sorting::Less];

    /// As the address and the cookie write it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Sorting::New => "new",
            Sorting::Cheapest => "price",
            Sorting::Dearest => "price-down",
            Sorting::Less => "less",
        }
    }

    /// As the page says it.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Sorting::New => "Newest first",
            Sorting::Cheapest => "Lowest price first",
            Sorting::Dearest => "Highest price first",
            Sorting::Less => "Largest reduction first",
        }
    }

    pub(super) fn parse(code: &str) -> Option<Sorting> {
        Sorting::ALL.into_iter().find(|sorting| sorting.code() == code)
    }

    pub(super) fn sort(self, products: &mut [&Product]) {
        match self {
            Sorting::New => {}
            Sorting::Cheapest => products.sort_by_key(|product| product.price.minor),
            Sorting::Dearest => products.sort_by_key(|product| std::cmp::Reverse(product.price.minor)),
            Sorting::Less => products.sort_by_key(|product| std::cmp::Reverse(product.percent_off())),
        }
    }
}

/// What a list is narrowed down to; an empty word narrows nothing.
#[derive(Default)]
pub(super) struct Filter<'a> {
    pub(super) size: &'a str,
    pub(super) colour: &'a str,
    pub(super) most_pounds: Option<i64>,
}

impl Filter<'_> {
    pub(super) fn passes(&self, product: &Product, left: &HashMap<String, i64>) -> bool {
        let sized = self.size.is_empty()
            || product
                .variants
                .iter()
                .any(|size| size.size == self.size && left.get(&size.sku).is_some_and(|left| *left > 0));
        let coloured = self.colour.is_empty() || family(product.colour.hex) == self.colour;
        sized && coloured && self.most_pounds.is_none_or(|most| product.price.minor <= most * 100)
    }
}

const FAMILIES: [(&str, Colour); 30] = [
    ("Black and grey", Colour::rgb(0x2b, 0x2a, 0x2c)),
    ("Black and grey", Colour::rgb(0x4b, 0x4a, 0x4d)),
    ("Black and grey", Colour::rgb(0x96, 0x96, 0x92)),
    ("Black and grey", Colour::rgb(0x66, 0x72, 0x7a)),
    ("White and cream", Colour::rgb(0xee, 0xe6, 0xd6)),
    ("Beige and brown", Colour::rgb(0xcc, 0xb8, 0x98)),
    ("Beige and brown", Colour::rgb(0xa8, 0x6c, 0x3c)),
    ("Beige and brown", Colour::rgb(0x8d, 0x70, 0x5c)),
    ("Beige and brown", Colour::rgb(0x4a, 0x32, 0x28)),
    ("Beige and brown", Colour::rgb(0xa8, 0x95, 0x7f)),
    ("Beige and brown", Colour::rgb(0x8b, 0x51, 0x29)),
    ("Red and rust", Colour::rgb(0xa4, 0x33, 0x38)),
    ("Red and rust", Colour::rgb(0x70, 0x28, 0x2e)),
    ("Red and rust", Colour::rgb(0xb4, 0x5a, 0x3c)),
    ("Yellow", Colour::rgb(0xd6, 0x9a, 0x35)),
    ("Green", Colour::rgb(0x32, 0x50, 0x40)),
    ("Green", Colour::rgb(0x6d, 0x74, 0x47)),
    ("Green", Colour::rgb(0xa3, 0xae, 0x93)),
    ("Green", Colour::rgb(0x8f, 0x9a, 0x6c)),
    ("Green", Colour::rgb(0x4f, 0x5b, 0x3a)),
    ("Green", Colour::rgb(0x1f, 0x6a, 0x55)),
    ("Blue", Colour::rgb(0x28, 0x34, 0x50)),
    ("Blue", Colour::rgb(0x86, 0xa2, 0xc0)),
    ("Blue", Colour::rgb(0xb9, 0xcb, 0xdc)),
    ("Blue", Colour::rgb(0x5d, 0x7a, 0x9c)),
    ("Blue", Colour::rgb(0x2f, 0x6a, 0x72)),
    ("Pink and purple", Colour::rgb(0x74, 0x4a, 0x68)),
    ("Pink and purple", Colour::rgb(0x52, 0x2c, 0x46)),
    ("Pink and purple", Colour::rgb(0x8d, 0x7a, 0x94)),
    ("Pink and purple", Colour::rgb(0xd9, 0xa7, 0x9c)),
];

/// The family a colour is looked for under: that of the nearest of a few.
pub(super) fn family(colour: Colour) -> &'static str {
    let near = FAMILIES.iter().min_by(|a, b| a.1.distance(colour).total_cmp(&b.1.distance(colour)));
    near.map_or("", |(name, _)| name)
}

/// The families among some products, each once, in the order above.
pub(super) fn families<'a>(products: impl Iterator<Item = &'a Product>) -> Vec<&'static str> {
    let found: Vec<&str> = products.map(|product| family(product.colour.hex)).collect();
    let mut names: Vec<&'static str> =
        FAMILIES.iter().map(|(name, _)| *name).filter(|name| found.contains(name)).collect();
    names.dedup();
    names
}

/// The sizes among some products, each once, in the order they come.
pub(super) fn sizes<'a>(products: impl Iterator<Item = &'a Product>) -> Vec<String> {
    let mut sizes: Vec<String> = Vec::new();
    for size in products.flat_map(|product| &product.variants) {
        if size.size != "One size" && !sizes.contains(&size.size) {
            sizes.push(size.size.clone());
        }
    }
    let number = |size: &str| size.split(['-', '½']).next().and_then(|digits| digits.parse::<u32>().ok());
    if sizes.iter().all(|size| number(size).is_some()) {
        sizes.sort_by_key(|size| (number(size), size.clone()));
    }
    sizes
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;

    use super::*;

    #[test]
    fn colours_are_found_under_their_family() {
        let catalogue = Catalogue::demo();
        for (slug, expected) in [
            ("ormond-wrap-coat-camel", "Beige and brown"),
            ("calder-peacoat-navy", "Blue"),
            ("moss-duffle-bottle", "Green"),
            ("half-block-jumper-marigold", "Yellow"),
            ("oxford-shirt-white", "White and cream"),
            ("knee-boot-black", "Black and grey"),
            ("penny-loafer-oxblood", "Red and rust"),
            ("pleat-evening-dress-aubergine", "Pink and purple"),
        ] {
            assert_eq!(family(catalogue.product(slug).unwrap().colour.hex), expected, "{slug}");
        }
    }

    #[test]
    fn shoe_sizes_go_up() {
        let catalogue = Catalogue::demo();
        let sizes = sizes(catalogue.in_category("shoes"));
        assert_eq!(sizes.first().map(String::as_str), Some("36"));
        assert!(sizes.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_size_that_is_sold_out_does_not_pass() {
        let catalogue = Catalogue::demo();
        let coat = catalogue.product("ormond-wrap-coat-camel").unwrap();
        let left = HashMap::from([("ORM1-M".to_owned(), 1), ("ORM1-XL".to_owned(), 0)]);
        assert!(Filter { size: "M", ..Filter::default() }.passes(coat, &left));
        assert!(!Filter { size: "XL", ..Filter::default() }.passes(coat, &left));
        assert!(!Filter { most_pounds: Some(100), ..Filter::default() }.passes(coat, &left));
    }
}
