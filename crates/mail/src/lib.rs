//! Mail out: an outbox filled in the same commit as what it tells of, a sender with retries, and one rule for all of it:
//! what waits in the outbox is a kind and ids, never an address or a word of the mail. The mail is written when it is
//! sent, through the gate, so that whoever said no meanwhile gets none, and whoever was erased cannot be written to.

mod letter;
mod outbox;
mod sender;

pub use letter::{Enclosed, Letter, Post};
pub use outbox::{Waiting, queue, queue_at, sent_to};
pub use sender::{Answer, Composed, Composer, Sender};
