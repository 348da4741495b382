//! Forgetting: the keys of a class are destroyed, so that no copy of its values opens again, in backups neither.

use ledger::{Entry, Kind};
use policy::{Mask, Policy};
use store::{Id, Tx};

use crate::{
    chain,
    column::{Class, Column},
    doorway::Gate,
    stop::Fault,
};

impl Gate {
    /// Destroys a customer's keys of these classes and truncates the write-ahead logs of both stores. The person's
    /// ledger says so first, as long as its own key is not among them. Doing it once more does no harm: that is how a
    /// forgetting cut off half-way is finished.
    ///
    /// # Errors
    /// A fault of one of the stores; then nothing or everything of it happened, and it is to be done again.
    pub async fn forget(&self, customer: Id, classes: &'static [Class]) -> Result<(), Fault> {
        match self.keyring().of(customer).await {
            Ok(keys) if keys.class(Class::Ledger).is_ok() => self.write_farewell(customer, classes).await?,
            Ok(_) | Err(Fault::Forgotten) => {}
            Err(fault) => return Err(fault),
        }
        self.keyring().destroy(customer, classes).await?;
        Ok(self.store().checkpoint().await?)
    }

    async fn write_farewell(&self, customer: Id, classes: &'static [Class]) -> Result<(), Fault> {
        let gate = self.clone();
        let work = self.store().write(move |tx: &mut Tx| {
            let gate = gate.clone();
            Box::pin(async move {
                let keys = gate.keyring().of(customer).await?;
                let (entry, dice) = (gate.farewell(classes), gate.dice().clone());
                chain::append(tx, customer, keys.class(Class::Ledger)?, entry, &dice).await?;
                Ok(())
            })
        });
        work.await
    }

    fn farewell(&self, classes: &[Class]) -> Entry {
        let policy = self.policy();
        let leaves: Mask = self
            .columns()
            .iter()
            .filter(|column| classes.contains(&column.class))
            .filter_map(|column| policy.leaf(column.leaf))
            .fold(Mask::EMPTY, |mask, leaf| mask | Mask::of(leaf));
        let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
        Entry {
            at: self.clock().now().0,
            kind: Kind::Erased,
            actor: "shop".to_owned(),
            party: "shop".to_owned(),
            verb: "erase".to_owned(),
            purpose: "rights".to_owned(),
            leaves: leaves.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).collect(),
            ground: String::new(),
            paragraph: paragraph_of_keeping(&policy, leaves),
            policy_version: policy.version().to_owned(),
            policy_hash: policy.hash_hex(),
            about: Some(format!("keys destroyed: {}", names.join(", "))),
            recipient: None,
        }
    }

    pub(crate) fn columns(&self) -> &'static [&'static Column] {
        self.parts().columns
    }
}

/// The paragraphs that say how long these are kept, each once.
fn paragraph_of_keeping(policy: &Policy, leaves: Mask) -> String {
    let mut paragraphs: Vec<&str> = Vec::new();
    for keep in leaves.iter().filter_map(|leaf| policy.keep(leaf)) {
        if !paragraphs.contains(&keep.paragraph.as_str()) {
            paragraphs.push(&keep.paragraph);
        }
    }
    paragraphs.join(", ")
}
