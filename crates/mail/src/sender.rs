//! The sender: takes what is due, has it written through the gate, hands it to the post, and tries again with patience.

use futures_util::future::BoxFuture;
use gate::Stop;
use store::{Clock, Store, Time};

use crate::{
    letter::{Letter, Post, Trouble},
    outbox::{self, Waiting},
};

/// After these many seconds a mail is tried again; after the last it is given up.
const WAITS: [i64; 7] = [5, 30, 120, 600, 3_600, 6 * 3_600, 24 * 3_600];
/// Seconds for which mails that are written together are taken: the post office may be slow with the first of them.
const TOGETHER: i64 = 300;

/// What came of writing a mail.
pub enum Composed {
    /// Here it is.
    Letter(Box<Letter>),
    /// Not to be sent now: the policy in force does not allow what it needs. It is tried again like one that did not get
    /// through, and given up with the last try.
    Later,
    /// Not to be sent any more: refused by a choice, out of date, or there is nobody to write to.
    Drop(&'static str),
}

/// Writes mails: opens what it needs through the gate at the time of sending.
pub trait Composer: Send + Sync + 'static {
    /// Writes one mail.
    fn compose<'a>(&'a self, mail: &'a Waiting) -> BoxFuture<'a, Result<Composed, Stop>>;

    /// Whether mails of this kind tell many people the same, and are written together.
    fn tells_many(&self, kind: &str) -> bool;

    /// Writes such mails: as many answers as mails, in their order.
    fn compose_many<'a>(&'a self, mails: &'a [Waiting]) -> BoxFuture<'a, Result<Vec<Answer>, Stop>>;
}

/// What came of writing one mail of many.
pub type Answer = Result<Composed, Stop>;

/// Sends what is due.
pub struct Sender<C> {
    store: Store,
    clock: Clock,
    post: Post,
    composer: C,
}

impl<C: Composer> Sender<C> {
    /// A sender over one outbox and one post office.
    pub fn new(store: Store, clock: Clock, post: Post, composer: C) -> Sender<C> {
        Sender { store, clock, post, composer }
    }

    /// Sends all that is due now; says how many mails left.
    pub async fn send_due(&self) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let due = self.store.read(move |tx| Box::pin(outbox::due(tx, now))).await?;
        let (many, single): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|mail| self.composer.tells_many(&mail.kind));
        let mut sent = 0;
        for mail in single {
            sent += usize::from(self.send(mail, now).await?);
        }
        Ok(sent + self.send_many(many, now).await?)
    }

    async fn send(&self, mail: Waiting, now: Time) -> Result<bool, store::Error> {
        if !self.claim(&mail, now).await? {
            return Ok(false);
        }
        let composed = self.composer.compose(&mail).await;
        self.deliver(mail, composed).await
    }

    /// Takes and writes them in one go each; each is then sent and settled for itself.
    async fn send_many(&self, mails: Vec<Waiting>, now: Time) -> Result<usize, store::Error> {
        let mails = if mails.is_empty() { mails } else { self.claim_all(mails, now).await? };
        let mut sent = 0;
        match self.composer.compose_many(&mails).await {
            Ok(composed) => {
                for (mail, composed) in mails.into_iter().zip(composed) {
                    sent += usize::from(self.deliver(mail, composed).await?);
                }
            }
            Err(stop) => {
                tracing::warn!(
                    mails = mails.len(),
                    ?stop,
                    "mails could not be written; they are tried again"
                );
                for mail in mails {
                    self.later(&mail).await?;
                }
            }
        }
        Ok(sent)
    }

    async fn deliver(&self, mail: Waiting, composed: Answer) -> Result<bool, store::Error> {
        let state = match composed {
            Ok(Composed::Letter(letter)) => match self.post.send(&letter, &mail.id.to_string()).await {
                Ok(()) => "sent",
                Err(Trouble::Final) => "refused by the mail server",
                Err(Trouble::Passing) => return self.later(&mail).await,
            },
            Ok(Composed::Later) => return self.later(&mail).await,
            Ok(Composed::Drop(why)) => why,
            Err(Stop::Refused(_)) => "not allowed",
            Err(Stop::Fault(gate::Fault::Forgotten)) => "nobody to write to",
            Err(Stop::Fault(fault)) => {
                tracing::warn!(kind = %mail.kind, %fault, "a mail could not be written; it is tried again");
                return self.later(&mail).await;
            }
        };
        self.settle(mail, state).await?;
        Ok(state == "sent")
    }

    async fn claim(&self, mail: &Waiting, now: Time) -> Result<bool, store::Error> {
        let wait = WAITS.get(usize::try_from(mail.tries).unwrap_or(0)).copied().unwrap_or(86_400);
        let (mail, again) = (mail.clone(), now.plus_seconds(wait));
        self.store
            .write(move |tx| {
                let mail = mail.clone();
                Box::pin(async move { outbox::claim(tx, &mail, again).await })
            })
            .await
    }

    async fn claim_all(&self, mails: Vec<Waiting>, now: Time) -> Result<Vec<Waiting>, store::Error> {
        let again = now.plus_seconds(TOGETHER);
        self.store
            .write(move |tx| {
                let mails = mails.clone();
                Box::pin(async move { outbox::claim_all(tx, &mails, again).await })
            })
            .await
    }

    /// Leaves it for the next try, or gives up after the last.
    async fn later(&self, mail: &Waiting) -> Result<bool, store::Error> {
        if usize::try_from(mail.tries).unwrap_or(0) + 1 >= WAITS.len() {
            self.settle(mail.clone(), "given up").await?;
        }
        Ok(false)
    }

    async fn settle(&self, mail: Waiting, state: &'static str) -> Result<(), store::Error> {
        let at = (state == "sent").then(|| self.clock.now());
        self.store
            .write(move |tx| {
                let done = outbox::settle(tx, &mail, state, at);
                Box::pin(async move { done })
            })
            .await
    }
}
