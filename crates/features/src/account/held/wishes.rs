//! What somebody asked of the shop, and what they were told of and agreed to.

use store::Time;

use super::{Opening, Record, sources::Source};
use crate::account::{
    choices,
    queries::everything::EditionRow,
    watches::{self, queries::Watch},
};

/// What the customer wants to be told of.
pub(super) fn watched(o: &Opening<'_>, rows: &[(Watch, Time)], joined: &Source) -> Vec<Record> {
    let one = |(watch, at): &(Watch, Time)| {
        Record::new("To be told of", "you, in My Account", *at, &joined.version)
            .words("When", watches::in_words(o.policy, watch))
    };
    rows.iter().map(one).collect()
}

/// Versions of the policy, told and agreed to.
pub(super) fn editions(rows: Vec<EditionRow>) -> Vec<Record> {
    let one = |row: EditionRow| match row.agreed {
        Some(channel) => Record::new(
            format!("You agreed to version {}", row.version),
            format!("you, {}", choices::channel_in_words(&channel)),
            row.at,
            &row.version,
        ),
        None => {
            Record::new(format!("We told you of version {}", row.version), "the shop", row.at, &row.version)
        }
    };
    rows.into_iter().map(one).collect()
}
