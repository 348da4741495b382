//! Routes that are switched off, because the policy in force refuses what they need.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use gate::Need;
use policy::Policy;

/// A route by method and path.
type Name = (&'static str, &'static str);

/// What each route needs, and which are off under the policy that was asked about last.
#[derive(Default)]
pub(crate) struct Switches {
    routes: OnceLock<Vec<(Name, Vec<&'static Need>)>>,
    known: RwLock<Option<([u8; 32], Off)>>,
}

/// The routes that are off.
#[derive(Clone, Debug, Default)]
pub struct Off(Arc<HashSet<Name>>);

impl Off {
    pub(crate) fn has(&self, method: &'static str, path: &str) -> bool {
        !self.0.is_empty() && self.0.iter().any(|name| name.0 == method && name.1 == path)
    }
}

impl Switches {
    /// Learns the routes once, when they are finished.
    pub(crate) fn learn(&self, routes: impl Iterator<Item = (Name, Vec<&'static Need>)>) {
        self.routes.get_or_init(|| routes.filter(|(_, needs)| !needs.is_empty()).collect());
    }

    /// What is off under this policy. Worked out once for each, since it does not change while the policy stays.
    pub(crate) fn off(&self, policy: &Policy) -> Off {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, off)) = known.filter(|(hash, _)| *hash == policy.hash()) {
            return off;
        }
        let Some(routes) = self.routes.get() else { return Off::default() };
        let refused = |needs: &[&Need]| needs.iter().any(|need| need.is_refused(policy));
        let names = routes.iter().filter(|(_, needs)| refused(needs)).map(|(name, _)| *name);
        let off = Off(Arc::new(names.collect()));
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((policy.hash(), off.clone()));
        off
    }
}
