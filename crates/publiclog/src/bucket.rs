//! How large a beat is, and in which order its entries come.

use store::Dice;

/// How many entries a beat with so many heads has: the bucket, doubled until they fit.
pub(crate) fn room(heads: usize, bucket: u32) -> usize {
    let bucket = usize::try_from(bucket.max(1)).unwrap_or(1);
    bucket * heads.div_ceil(bucket).max(1).next_power_of_two()
}

/// For each place of a beat which head stands there; none where random bytes do. Every order is equally likely
/// (Fisher and Yates), so a place says nothing about a head.
pub(crate) fn shuffled(heads: usize, room: usize, dice: &Dice) -> Vec<Option<usize>> {
    let mut places: Vec<Option<usize>> = (0..room).map(|place| (place < heads).then_some(place)).collect();
    for last in (1..places.len()).rev() {
        places.swap(last, below(last + 1, dice));
    }
    places
}

/// A number below the bound. Numbers from the incomplete last stretch are drawn again, so that none is likelier.
fn below(bound: usize, dice: &Dice) -> usize {
    let bound = bound as u64;
    let whole = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_be_bytes(dice.bytes());
        if drawn < whole {
            return usize::try_from(drawn % bound).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_is_a_bucket_however_little_happened() {
        assert_eq!([0, 1, 31, 32].map(|heads| room(heads, 32)), [32; 4]);
    }

    #[test]
    fn a_beat_with_more_is_doubled() {
        assert_eq!([33, 64, 65, 200].map(|heads| room(heads, 32)), [64, 64, 128, 256]);
    }

    #[test]
    fn every_head_has_one_place_and_the_rest_have_none() {
        let places = shuffled(20, 64, &Dice::seeded(3));
        let mut heads: Vec<usize> = places.iter().copied().flatten().collect();
        assert_ne!(heads, (0..20).collect::<Vec<_>>());
        heads.sort_unstable();
        assert_eq!(heads, (0..20).collect::<Vec<_>>());
        assert_eq!(places.len(), 64);
    }

    #[test]
    fn a_single_head_comes_to_stand_everywhere() {
        let dice = Dice::seeded(4);
        let mut seen = [0u32; 8];
        for _ in 0..800 {
            let place = shuffled(1, 8, &dice).iter().position(Option::is_some).unwrap();
            seen[place] += 1;
        }
        assert!(seen.iter().all(|times| (60..140).contains(times)), "{seen:?}");
    }
}
