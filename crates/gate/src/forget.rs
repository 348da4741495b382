//! Forgetting: the keys of a class are destroyed, so that no copy of its values opens again, in backups neither.

use std::sync::{Arc, atomic::Ordering};

use futures_util::future::{join, try_join};
use ledger::{Entry, Kind};
use policy::{Mask, Policy};
use store::{Id, Time, Tx, work};

use crate::{
    chain,
    column::{Class, Column},
    doorway::Gate,
    keys::CustomerKeys,
    pass::Sealer,
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

/// What a line of a person's record says is destroyed.
#[derive(Clone, Debug)]
pub struct Farewell {
    classes: Vec<Class>,
    ids: Vec<(Class, [u8; 16])>,
}

impl Farewell {
    fn to(keys: Option<&CustomerKeys>, classes: &[Class]) -> Farewell {
        let ids = keys.map(|keys| keys.ids(classes)).unwrap_or_default();
        Farewell { classes: classes.to_vec(), ids }
    }
}

impl Gate {
    /// Destroys a customer's keys of these classes and truncates the write-ahead logs of both stores. The person's
    /// ledger says so first, as long as its own key is not among them; the journal and both stores keep that it was done,
    /// so that no old copy of one of them brings the values back. Doing it once more does no harm: that is how a forgetting
    /// cut off half-way is finished. Says which keys there were.
    ///
    /// # Errors
    /// A fault of one of the stores or of the journal; then it is to be done again, and until then the person's values are
    /// as they were or gone.
    pub async fn forget(&self, customer: Id, classes: &[Class]) -> Result<Vec<Destroyed>, Fault> {
        self.forget_and(customer, classes, |_| Ok(())).await
    }

    /// The same; `fulfilled` runs in the commit that notes in the data store that it was done.
    ///
    /// # Errors
    /// As for [`Gate::forget`].
    pub async fn forget_and<F>(
        &self,
        customer: Id,
        classes: &[Class],
        fulfilled: F,
    ) -> Result<Vec<Destroyed>, Fault>
    where
        F: Fn(&mut Tx) -> Result<(), store::Error> + Send + Sync + 'static,
    {
        let keys = match self.afresh(customer).await {
            Ok(keys) => Some(keys),
            Err(Fault::Forgotten | Fault::KeysLost) => None,
            Err(fault) => return Err(fault),
        };
        let farewell = Farewell::to(keys.as_deref(), classes);
        if let Some(keys) = keys.filter(|keys| keys.has(Class::Ledger)) {
            self.write_down(customer, keys, self.told(&farewell)).await?;
        }
        self.carry_out(customer, &farewell, fulfilled).await
    }

    async fn write_down(&self, customer: Id, keys: Arc<CustomerKeys>, entry: Entry) -> Result<(), Fault> {
        let dice = self.dice().clone();
        let written = self.store().write(work!(|tx| [customer, keys, entry, dice] -> Result<(), Fault> {
            chain::append(tx, customer, &keys, entry, &dice).await.map(drop)
        }));
        written.await
    }

    /// Writes into a person's record that these keys are destroyed, inside the commit that promises it: [`Gate::carry_out`]
    /// does it. Once in a work, behind the line that was written for it. Nothing while the key store does not name them;
    /// then [`Gate::forget`] does both when it answers again.
    ///
    /// # Errors
    /// A fault of the data store.
    pub async fn bid_farewell(
        &self,
        tx: &mut Tx,
        sealer: &Sealer,
        classes: &[Class],
    ) -> Result<Option<Farewell>, Fault> {
        let Ok(keys) = self.afresh(sealer.customer).await else { return Ok(None) };
        let farewell = Farewell::to(Some(&keys), classes);
        let behind = (sealer.customer, sealer.last);
        chain::append_behind(tx, behind, &keys, self.told(&farewell), self.dice())?;
        Ok(Some(farewell))
    }

    /// Destroys what a line of the person's record says is destroyed. As [`Gate::forget`] from there on.
    ///
    /// # Errors
    /// As for [`Gate::forget`].
    pub async fn carry_out<F>(
        &self,
        customer: Id,
        told: &Farewell,
        fulfilled: F,
    ) -> Result<Vec<Destroyed>, Fault>
    where
        F: Fn(&mut Tx) -> Result<(), store::Error> + Send + Sync + 'static,
    {
        self.bury(customer, &told.classes, fulfilled).await?;
        self.empty_logs().await?;
        Ok(told.ids.iter().map(|(class, id)| self.destroyed(*class, *id)).collect())
    }

    /// A person's keys as they stand in the store: another server or the desk may have turned one since they were
    /// remembered here, and every one is to be named.
    async fn afresh(&self, customer: Id) -> Result<Arc<CustomerKeys>, Fault> {
        self.keyring().forget_memory(customer);
        self.keyring().of(customer).await
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

    /// Nothing of it counts before all of it is done: what is lost half-way is promised still. The data store notes it last,
    /// and behind that stands no promise any more.
    async fn bury<F>(&self, customer: Id, classes: &[Class], fulfilled: F) -> Result<(), Fault>
    where
        F: Fn(&mut Tx) -> Result<(), store::Error> + Send + Sync + 'static,
    {
        let now = self.clock().now();
        let written = self.write_journal(customer, classes, now);
        try_join(written, self.keyring().destroy(customer, classes, now)).await?;
        // Should nobody wait for the emptied logs any more, they are owed. A process that starts owes them anyway.
        self.logs_owed().store(true, Ordering::SeqCst);
        let (classes, fulfilled) = (classes.to_vec(), Arc::new(fulfilled));
        let noted =
            self.store().write(work!(|tx| [customer, classes, now, fulfilled] -> Result<(), store::Error> {
                classes.iter().try_for_each(|class| tombstones::note(tx, customer, class.name(), now))?;
                fulfilled(tx)
            }));
        Ok(noted.await?)
    }

    async fn write_journal(&self, customer: Id, classes: &[Class], now: Time) -> Result<(), Fault> {
        match self.journal() {
            Some(journal) => journal.write(classes.iter().map(|class| (customer, class.name(), now))).await,
            None => Ok(()),
        }
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

    fn told(&self, Farewell { classes, ids }: &Farewell) -> Entry {
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
