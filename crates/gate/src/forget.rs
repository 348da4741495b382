//! Forgetting: the keys of a class are destroyed, so that no copy of its values opens again, in backups neither.

use std::sync::atomic::Ordering;

use futures_util::future::join;
use ledger::{Entry, Kind};
use policy::{Mask, Policy};
use store::{Id, Tx, work};

use crate::{
    chain,
    column::{Class, Column},
    doorway::Gate,
    stop::Fault,
    tombstones,
};

/// A key that was destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destroyed {
    /// Whose values it sealed.
    pub class: Class,
    /// What names it and leads to nothing.
    pub id: [u8; 16],
    /// The paragraphs that say how long these values are kept.
    pub paragraph: String,
}

impl Gate {
    /// Destroys a customer's keys of these classes and truncates the write-ahead logs of both stores. The person's
    /// ledger says so first, as long as its own key is not among them; the journal and both stores keep that it was done,
    /// so that no old copy of one of them brings the values back. Doing it once more does no harm: that is how a
    /// forgetting cut off half-way is finished. Says which keys there were.
    ///
    /// # Errors
    /// A fault of one of the stores or of the journal; then it is to be done again, and until then the person's values are
    /// as they were or gone.
    pub async fn forget(&self, customer: Id, classes: &[Class]) -> Result<Vec<Destroyed>, Fault> {
        // Another server or the desk may have turned a key since it was remembered here, and every one is to be named.
        self.keyring().forget_memory(customer);
        let ids = match self.keyring().of(customer).await {
            Ok(keys) => keys.ids(classes),
            Err(Fault::Forgotten | Fault::KeysLost) => Vec::new(),
            Err(fault) => return Err(fault),
        };
        if self.has_a_record(customer).await? {
            self.write_farewell(customer, classes, ids.clone()).await?;
        }
        self.bury(customer, classes).await?;
        self.empty_logs().await?;
        Ok(ids.into_iter().map(|(class, id)| self.destroyed(class, id)).collect())
    }

    fn destroyed(&self, class: Class, id: [u8; 16]) -> Destroyed {
        let policy = self.policy();
        Destroyed { class, id, paragraph: paragraph_of_keeping(&policy, self.leaves_of(&policy, &[class])) }
    }

    /// What a line of a record says was destroyed: the classes, and the keys there were. Nothing for a line of another kind.
    pub fn destroyed_by(&self, line: &Entry) -> (Vec<Class>, Vec<Destroyed>) {
        let (mut classes, mut keys) = (Vec::new(), Vec::new());
        let told = line.about.as_deref().and_then(|about| about.strip_prefix(DESTROYED));
        for words in told.filter(|_| line.kind == Kind::Erased).into_iter().flat_map(|told| told.split(", "))
        {
            let mut words = words.split(' ');
            let class =
                words.next().and_then(|name| Class::ALL.into_iter().find(|class| class.name() == name));
            let Some(class) = class else { continue };
            classes.push(class);
            keys.extend(words.filter_map(id_of).map(|id| self.destroyed(class, id)));
        }
        (classes, keys)
    }

    async fn has_a_record(&self, customer: Id) -> Result<bool, Fault> {
        match self.keyring().of(customer).await {
            Ok(keys) => Ok(keys.has(Class::Ledger)),
            Err(Fault::Forgotten | Fault::KeysLost) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// The journal first: whatever is lost afterwards, it knows what has to be gone.
    async fn bury(&self, customer: Id, classes: &[Class]) -> Result<(), Fault> {
        let now = self.clock().now();
        if let Some(journal) = self.journal() {
            journal.write(classes.iter().map(|class| (customer, class.name(), now))).await?;
        }
        self.keyring().destroy(customer, classes, now).await?;
        let classes = classes.to_vec();
        let noted = self.store().write(work!(|tx| [customer, classes, now] -> Result<(), store::Error> {
            classes.iter().try_for_each(|class| tombstones::note(tx, customer, class.name(), now))
        }));
        Ok(noted.await?)
    }

    /// Moves both write-ahead logs into their files. While somebody reads on, such as a backup that is being made, that
    /// cannot be done: then it is owed, and [`Gate::settle_logs`] does it.
    async fn empty_logs(&self) -> Result<(), Fault> {
        let (data, keys) = join(self.store().checkpoint(), self.keyring().store().checkpoint()).await;
        for emptied in [data, keys] {
            match emptied {
                Err(store::Error::Unavailable(_)) => self.logs_owed().store(true, Ordering::SeqCst),
                done => done?,
            }
        }
        Ok(())
    }

    /// Empties the write-ahead logs if that is owed; says whether it is owed still.
    ///
    /// # Errors
    /// A fault of one of the stores.
    pub async fn settle_logs(&self) -> Result<bool, Fault> {
        if self.logs_owed().swap(false, Ordering::SeqCst) {
            self.empty_logs().await?;
        }
        Ok(self.logs_owed().load(Ordering::SeqCst))
    }

    async fn write_farewell(
        &self,
        customer: Id,
        classes: &[Class],
        ids: Vec<(Class, [u8; 16])>,
    ) -> Result<(), Fault> {
        let (gate, classes) = (self.clone(), classes.to_vec());
        let work = self.store().write(move |tx: &mut Tx| {
            let (gate, classes, ids) = (gate.clone(), classes.clone(), ids.clone());
            Box::pin(async move {
                let keys = gate.keyring().of(customer).await?;
                let (entry, dice) = (gate.farewell(&classes, &ids), gate.dice().clone());
                chain::append(tx, customer, &keys, entry, &dice).await?;
                Ok(())
            })
        });
        work.await
    }

    fn farewell(&self, classes: &[Class], ids: &[(Class, [u8; 16])]) -> Entry {
        let policy = self.policy();
        let leaves = self.leaves_of(&policy, classes);
        let names: Vec<String> = classes.iter().map(|class| named(*class, ids)).collect();
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
            about: Some(format!("{DESTROYED}{}", names.join(", "))),
            recipient: None,
        }
    }

    /// The kinds of data that stand in columns of these classes.
    fn leaves_of(&self, policy: &Policy, classes: &[Class]) -> Mask {
        self.columns()
            .iter()
            .filter(|column| classes.contains(&column.class))
            .filter_map(|column| policy.leaf(column.leaf))
            .fold(Mask::EMPTY, |mask, leaf| mask | Mask::of(leaf))
    }

    pub(crate) fn columns(&self) -> &'static [&'static Column] {
        self.parts().columns
    }
}

const DESTROYED: &str = "keys destroyed: ";

/// A class and what names its keys, so that the record can say later which there were.
fn named(class: Class, ids: &[(Class, [u8; 16])]) -> String {
    let own = ids.iter().filter(|(of, _)| *of == class);
    own.fold(class.name().to_owned(), |words, (_, id)| format!("{words} {}", Id(*id)))
}

fn id_of(word: &str) -> Option<[u8; 16]> {
    word.parse().ok().map(|Id(bytes)| bytes)
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
