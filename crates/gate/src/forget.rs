//! Forgetting: the keys of a class are destroyed, so that no copy of its values opens again, in backups neither.

use store::Id;

use crate::{
    column::Class,
    doorway::Gate,
    stop::Fault,
};

impl Gate {
    /// Destroys a customer's keys of these classes and truncates the write-ahead logs of both stores.
    pub async fn forget(&self, customer: Id, classes: &'static [Class]) -> Result<(), Fault> {
        self.keyring().destroy(customer, classes).await?;
        self.store().checkpoint().await?;
        Ok(())
    }
}
