//! Work that time brings: mails due, payments nobody settled, parcels to hand over again, what is to be forgotten.

use mail::Sender;
use web::{Handles, Stop, sessions};

use crate::{
    account::watches, delivery, editions, mails::Writer, payment, public_log, retention, shop::Shop, sign_in,
};

/// Does everything that is due now.
pub async fn tick(shop: &Shop) {
    work(shop).await;
    seal(shop).await;
    forget(shop).await;
}

/// What somebody waits for: mails, payments, parcels. One trouble does not keep the rest from being done.
pub async fn work(shop: &Shop) {
    report("editions", editions::follow(shop).await);
    report("recovery", sign_in::answer_due(shop).await);
    report("watches", watches::looking::look(shop).await);
    report("mail", send_mails(shop).await);
    report("payments", payment::sweep(shop).await);
    report("parcels", delivery::hand_over_due(shop).await);
    report("evidence", keep_evidence(shop).await);
    report("alarms", sound_alarms(shop).await);
    report("keys", tend_keys(shop).await);
}

/// Seals the public log when its beat has come. It waits for witnesses, so it has a beat of its own.
pub async fn seal(shop: &Shop) {
    report("public log", public_log::beat(shop).await);
}

/// What is over is forgotten, to the minute. This looks through whole tables, so it is not done at every beat.
pub async fn forget(shop: &Shop) {
    report("telling", editions::tell(shop).await);
    report("retention", retention::run(shop).await);
    report("sessions", sweep_sessions(shop).await);
    report("logs", empty_logs(shop).await);
    shop.house.limits.sweep();
}

fn report(what: &str, done: Result<(), Stop>) {
    match done {
        Ok(()) => {}
        Err(Stop::Fault(broken)) => {
            tracing::warn!(what, causes = %broken.causes(), "due work failed; it is tried again")
        }
        Err(_) => tracing::warn!(what, "due work was stopped; it is tried again"),
    }
}

/// What an erasure left in a write-ahead log while somebody read on, such as a backup.
async fn empty_logs(shop: &Shop) -> Result<(), Stop> {
    shop.house.gate.settle_logs().await?;
    Ok(())
}

/// Writes down how often the gate decided what. At the end of the process it is done once more.
pub async fn keep_evidence(shop: &Shop) -> Result<(), Stop> {
    Ok(shop.house.gate.keep_evidence().await?)
}

/// Tells the officer's desk what is wrong, and the log that there is something: in neither stands whose values it is about.
async fn sound_alarms(shop: &Shop) -> Result<(), Stop> {
    for kind in shop.house.gate.sound_alarms().await? {
        tracing::error!(%kind, "an alarm stands at the officer's desk");
    }
    Ok(())
}

/// Follows and does what turns keys: a new epoch each week, everybody under it, the old one destroyed.
async fn tend_keys(shop: &Shop) -> Result<(), Stop> {
    Ok(shop.house.gate.tend_keys().await?)
}

async fn send_mails(shop: &Shop) -> Result<(), Stop> {
    let house = &shop.house;
    let sender =
        Sender::new(house.store().clone(), house.clock.clone(), shop.post.clone(), Writer(shop.clone()));
    sender.send_due().await?;
    Ok(())
}

async fn sweep_sessions(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let work = shop.house.store().write(move |tx| {
        let done = sessions::sweep(tx, now).and_then(|()| Handles::sweep(tx, now));
        Box::pin(async move { done })
    });
    Ok(work.await?)
}
