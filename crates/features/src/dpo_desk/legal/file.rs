//! The file for an authority, in the form `cloakroom-order-1` of docs/formats.md. An adapter: values leave here for whom the
//! order names.

use consent::legal_orders::LegalOrder;
use serde_json::json;
use web::Ctx;

use super::rules::parts;
use crate::account::{self, Section};

/// The file. Sections that the order does not name are not in it, and neither is a value that the policy keeps shut.
pub fn of(ctx: &Ctx, order: &LegalOrder, sections: Vec<Section>) -> String {
    let named: Vec<&str> = parts(&order.scope).iter().flat_map(|part| part.sections).copied().collect();
    let sections: Vec<Section> =
        sections.into_iter().filter(|section| named.contains(&section.key)).collect();
    let file = json!({
        "format": "cloakroom-order-1",
        "shop": ctx.house.setup.title,
        "made": account::moment(ctx.now()),
        "authority": order.authority,
        "reference": order.reference,
        "held": account::as_json(&sections),
    });
    format!("{file:#}\n")
}
