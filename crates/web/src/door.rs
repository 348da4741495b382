//! Doors: who may knock at a route. Checked before the handler, for every route, because no route exists without one.

use store::Id;

use crate::stop::Stop;

/// Who may knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Public,
    /// Customers who are signed in.
    Customer,
    /// Staff in one of these roles.
    Staff(&'static [&'static str]),
    /// A partner's signed call; the handler checks the signature before anything else.
    Partner,
}

impl Door {
    /// As the route table prints it.
    pub fn label(&self) -> String {
        match self {
            Door::Public => "public".to_owned(),
            Door::Customer => "customer".to_owned(),
            Door::Staff(roles) => format!("staff: {}", roles.join(", ")),
            Door::Partner => "partner".to_owned(),
        }
    }

    /// Whether this visitor may pass.
    pub(crate) fn admits(&self, who: &Who, path: &str) -> Result<(), Stop> {
        match (self, who) {
            (Door::Public | Door::Partner, _) | (Door::Customer, Who::Customer { .. }) => Ok(()),
            (Door::Customer, _) => Err(Stop::SignIn { then: path.to_owned() }),
            (Door::Staff(roles), Who::Staff { role, .. }) if roles.contains(&role.as_str()) => Ok(()),
            (Door::Staff(_), Who::Staff { role, .. }) => Err(Stop::WrongRole { role: role.clone() }),
            (Door::Staff(_), _) => Err(Stop::StaffSignIn),
        }
    }
}

/// Who is at the door, as their session says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// No session.
    Nobody,
    /// A customer.
    Customer {
        /// Their id.
        id: Id,
        /// Hash of the session's secret.
        session: [u8; 32],
    },
    /// A member of staff.
    Staff {
        /// Their id.
        id: Id,
        /// Their user name, which is the shop's own data.
        name: String,
        /// Their role: a party of the policy.
        role: String,
        /// Hash of the session's secret.
        session: [u8; 32],
    },
}
