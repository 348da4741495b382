//! The way from `/desk` to the desk of one's own role.

use axum::response::Response;
use web::{Ctx, Stop, Who, see_other};

/// Roles that have a desk, as the policy names them.
pub const ROLES: [&str; 3] = ["advisor", "fulfilment", "officer"];

/// Where each role works. This leads there and decides nothing: each desk has a door of its own.
fn desk_of(role: &str) -> Option<&'static str> {
    match role {
        "advisor" => Some("/desk/care"),
        "fulfilment" => Some("/desk/orders"),
        "officer" => Some("/desk/agreements"),
        _ => None,
    }
}

pub async fn show(ctx: Ctx) -> Result<Response, Stop> {
    match &ctx.who {
        Who::Staff { role, .. } => desk_of(role).map(|desk| see_other(desk, None)).ok_or(Stop::NotFound),
        _ => Err(Stop::StaffSignIn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_desk() {
        assert!(ROLES.iter().all(|role| desk_of(role).is_some()));
    }
}
