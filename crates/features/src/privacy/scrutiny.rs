//! What whoever doubts the policy may know: that every situation was decided, how well its rules guard each other, and
//! what the law adds. Worked out once for each policy that the server takes up.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use policy::Policy;
use review::{Finding, Law, LawRule, Score, Sweep, findings};
use web::Stop;

use crate::shop::Shop;

/// What came out for one policy under one law.
pub struct Scrutiny {
    /// The hash of the policy's file.
    hash: [u8; 32],
    /// Every situation, decided.
    pub sweep: Sweep,
    /// Every rule, broken on purpose.
    pub score: Score,
    /// How long both took.
    took: Duration,
    /// The law.
    law: Law,
    /// Where the policy says less than the law.
    findings: Vec<Finding>,
}

/// One thing that the law asks, and how it stands with the policy.
pub struct Asked {
    /// Act and article.
    pub citation: String,
    /// In plain English.
    pub sentence: &'static str,
    /// How it stands: the name of its phrase on the page.
    pub standing: &'static str,
}

/// The scrutiny of the policy that was taken up last.
#[derive(Default)]
pub struct Last(Mutex<Option<Arc<Scrutiny>>>);

/// For the policy in force. Whoever asks first after another one came into force waits until it is worked out.
///
/// # Errors
/// A fault when the work broke.
pub async fn of(shop: &Shop) -> Result<Arc<Scrutiny>, Stop> {
    let policy = shop.house.policy();
    if let Some(known) = shop.scrutiny.of(policy.hash()) {
        return Ok(known);
    }
    let law = shop.law;
    let worked_out = tokio::task::spawn_blocking(move || Scrutiny::work_out(&policy, law));
    let scrutiny = Arc::new(worked_out.await.map_err(Stop::fault)?);
    shop.scrutiny.keep(&scrutiny);
    Ok(scrutiny)
}

impl Last {
    fn of(&self, hash: [u8; 32]) -> Option<Arc<Scrutiny>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().filter(|known| known.hash == hash)
    }

    fn keep(&self, scrutiny: &Arc<Scrutiny>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(scrutiny));
    }
}

impl Scrutiny {
    fn work_out(policy: &Policy, law: Law) -> Scrutiny {
        let begun = Instant::now();
        let (sweep, score) = (Sweep::of(policy), Score::of(policy));
        let took = begun.elapsed();
        Scrutiny { hash: policy.hash(), sweep, score, took, law, findings: findings(law, policy) }
    }

    /// How many situations there are.
    pub fn situations(&self) -> u64 {
        u64::try_from(self.sweep.situations).unwrap_or(u64::MAX)
    }

    /// In how many of them a prohibition is broken.
    pub fn breaches(&self) -> u64 {
        u64::try_from(self.sweep.breaches).unwrap_or(u64::MAX)
    }

    /// Of the widest kind of break, how many are caught, of how many.
    pub fn widest(&self) -> (usize, usize) {
        self.score.widest()
    }

    /// How long it took to work out, in seconds.
    pub fn seconds(&self) -> f64 {
        self.took.as_secs_f64()
    }

    /// The law in a sentence.
    pub fn law_title(&self) -> &'static str {
        &self.law.profile().title
    }

    /// The day as of which the law was read, such as `2026-06-19`.
    pub fn law_read_on(&self) -> &'static str {
        &self.law.profile().as_of
    }

    /// Where the law is stricter than that paragraph, or asks for more.
    pub fn notes(&self, paragraph: &str) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.paragraph == paragraph)
    }

    /// Everything that the law asks; nothing where no law is laid over the policy.
    pub fn asked(&self) -> Vec<Asked> {
        self.law.profile().rules.iter().map(|rule| self.standing(rule)).collect()
    }

    fn standing(&self, rule: &'static LawRule) -> Asked {
        let citation = rule.citation();
        let found = || self.findings.iter().filter(|finding| finding.sentence == rule.sentence);
        let standing = match (found().next().is_some(), found().all(|finding| finding.mended)) {
            (false, _) if rule.is_for_people() => "standing-people",
            (false, _) => "standing-same",
            (true, true) => "standing-stricter",
            (true, false) => "standing-lacking",
        };
        Asked { citation, sentence: &rule.sentence, standing }
    }
}

/// For the person who starts the server, a line for each of the two.
impl fmt::Display for Scrutiny {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let low = if self.score.is_low() { ", which is below the bar" } else { "" };
        writeln!(f, "Policy: {}", self.sweep)?;
        write!(f, "Policy: {}{low} ({:.1} seconds for both)", self.score, self.seconds())
    }
}
