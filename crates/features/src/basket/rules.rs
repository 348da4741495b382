//! How baskets change: pure, with what can be bought passed in.

use super::contents::{Basket, Line};

/// Of one size, in one basket, at most.
pub(super) const MOST: u32 = 10;

/// So many more of a size, as far as there are any.
pub(super) fn put(basket: &Basket, sku: &str, more: u32, left: u32) -> Basket {
    let quantity = basket.quantity(sku).saturating_add(more);
    set(basket, sku, quantity, left)
}

/// So many of a size, as far as there are any; none takes the line away.
pub(super) fn set(basket: &Basket, sku: &str, quantity: u32, left: u32) -> Basket {
    let quantity = quantity.min(left).min(MOST);
    let mut after = basket.clone();
    match after.lines.iter_mut().find(|line| line.sku == sku) {
        Some(line) => line.quantity = quantity,
        None => after.lines.push(Line { sku: sku.to_owned(), quantity }),
    }
    after.lines.retain(|line| line.quantity > 0);
    after
}

/// Without a size.
pub(super) fn without(basket: &Basket, sku: &str) -> Basket {
    set(basket, sku, 0, 0)
}

/// With a wish.
pub(super) fn wish(basket: &Basket, slug: &str) -> Basket {
    let mut after = basket.clone();
    if !after.wishes_for(slug) {
        after.wishes.push(slug.to_owned());
    }
    after
}

/// Without a wish.
pub(super) fn unwish(basket: &Basket, slug: &str) -> Basket {
    let mut after = basket.clone();
    after.wishes.retain(|wish| wish != slug);
    after
}

/// What can be said of a size when baskets are put together.
pub(super) struct Size {
    /// How many can be bought now.
    pub left: u32,
    /// The product it is a size of; nothing when it is no longer sold.
    pub slug: Option<String>,
}

/// What came from a device goes into the account's own basket: of each size the larger number, as far as there are any;
/// what is sold out becomes a wish; wishes are united, the older first.
pub(super) fn merge(own: &Basket, came: &Basket, size: impl Fn(&str) -> Size) -> Basket {
    let mut after = own.clone();
    for line in &came.lines {
        let Size { left, slug } = size(&line.sku);
        match slug {
            Some(slug) if left == 0 && own.quantity(&line.sku) == 0 => after = wish(&after, &slug),
            Some(_) => {
                let quantity = own.quantity(&line.sku).max(line.quantity);
                after = set(&after, &line.sku, quantity, left);
            }
            None => {}
        }
    }
    came.wishes.iter().fold(after, |after, slug| wish(&after, slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basket(lines: &[(&str, u32)], wishes: &[&str]) -> Basket {
        Basket {
            lines: lines.iter().map(|&(sku, quantity)| Line { sku: sku.to_owned(), quantity }).collect(),
            wishes: wishes.iter().map(|&slug| slug.to_owned()).collect(),
        }
    }

    fn plenty(_: &str) -> Size {
        Size { left: 99, slug: Some("coat".to_owned()) }
    }

    #[test]
    fn no_more_is_put_in_than_there_are() {
        assert_eq!(put(&basket(&[("a", 2)], &[]), "a", 3, 4), basket(&[("a", 4)], &[]));
        assert_eq!(put(&basket(&[], &[]), "a", 50, 99), basket(&[("a", MOST)], &[]));
    }

    #[test]
    fn none_of_a_size_takes_its_line_away() {
        assert_eq!(set(&basket(&[("a", 2), ("b", 1)], &[]), "a", 0, 9), basket(&[("b", 1)], &[]));
    }

    #[test]
    fn a_wish_is_kept_once() {
        assert_eq!(wish(&basket(&[], &["x"]), "x"), basket(&[], &["x"]));
    }

    #[test]
    fn of_the_same_size_the_larger_number_stays() {
        let merged = merge(
            &basket(&[("a", 1), ("b", 3)], &["x"]),
            &basket(&[("a", 2), ("b", 1), ("c", 1)], &["y", "x"]),
            plenty,
        );
        assert_eq!(merged, basket(&[("a", 2), ("b", 3), ("c", 1)], &["x", "y"]));
    }

    #[test]
    fn merging_is_capped_by_what_is_left() {
        let merged = merge(&basket(&[("a", 1)], &[]), &basket(&[("a", 5)], &[]), |_| Size {
            left: 2,
            slug: Some("coat".to_owned()),
        });
        assert_eq!(merged, basket(&[("a", 2)], &[]));
    }

    #[test]
    fn what_is_sold_out_becomes_a_wish_and_what_is_no_longer_known_is_left_behind() {
        let size = |sku: &str| Size { left: 0, slug: (sku == "a").then(|| "coat".to_owned()) };
        assert_eq!(
            merge(&basket(&[], &[]), &basket(&[("a", 1), ("old", 1)], &[]), size),
            basket(&[], &["coat"])
        );
    }
}
