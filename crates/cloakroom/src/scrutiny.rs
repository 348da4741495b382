//! What a policy comes to when every situation is decided, every rule is broken on purpose, and a law is laid over it:
//! said by `policy check`, and when a shop opens.

use std::time::Instant;

use anyhow::{Result, anyhow};
use features::shop::Shop;
use policy::Policy;
use review::{Law, Score, Sweep, findings};

use crate::{print, tell};

/// What `policy check` is asked beyond the checks.
#[derive(clap::Args)]
pub struct Options {
    /// The law that is laid over it: uk, eu, us-ca, or as-written for none.
    #[arg(long, default_value = "as-written", value_parser = law)]
    pub law: Law,
    /// Lists each way to break a rule that nothing catches.
    #[arg(long)]
    survivors: bool,
}

impl Options {
    /// Says everything there is to say. Whether the policy can be used as it is.
    pub fn tell_of(&self, policy: &Policy) -> bool {
        let sound = tell_of_sweep(policy);
        tell_of_score(policy, self.survivors);
        tell_of_law(policy, self.law);
        sound
    }
}

/// The law of that short name, or the names that there are.
pub fn law(name: &str) -> std::result::Result<Law, String> {
    let names = Law::ALL.map(Law::name).join(", ");
    Law::of(name).ok_or_else(|| format!("the laws are {names}"))
}

/// Works out what the page says of the policy in force, and says the same in a line each.
///
/// # Errors
/// The work broke.
pub async fn tell_at_start(shop: &Shop) -> Result<()> {
    let scrutiny = features::privacy::scrutiny::of(shop)
        .await
        .map_err(|_| anyhow!("the policy could not be gone through"))?;
    tell(&scrutiny.to_string());
    if shop.law != Law::AsWritten {
        tell(&format!("Policy: {}", law_in_words(&shop.house.policy(), shop.law)));
    }
    Ok(())
}

fn tell_of_sweep(policy: &Policy) -> bool {
    let begun = Instant::now();
    let sweep = Sweep::of(policy);
    let took = begun.elapsed().as_secs_f64();
    if sweep.is_sound() {
        print(&format!("Exhaustive check: {sweep} ({took:.2} s)."));
    } else {
        tell(&format!("Exhaustive check: {sweep}. This is a fault of the server, not of your file."));
        sweep.faults.iter().for_each(|fault| tell(&format!("  {fault}")));
    }
    sweep.is_sound()
}

fn tell_of_score(policy: &Policy, survivors: bool) {
    let begun = Instant::now();
    let score = Score::of(policy);
    let took = begun.elapsed().as_secs_f64();
    print(&format!("Broken on purpose: {score} ({took:.2} s)."));
    if score.is_low() {
        tell(
            "Worth a second look: rules that are made too wide by mistake pass too easily. Say with `may never` and `nobody` what must never be; `--survivors` shows where it is missing.",
        );
    }
    if survivors {
        for (kind, caught, made) in &score.kinds {
            print(&format!("  {caught:>3} of {made:>3} caught: {}", kind.in_words()));
        }
        score.survivors.iter().for_each(|one| print(&format!("  not caught: {one}")));
    }
}

fn tell_of_law(policy: &Policy, law: Law) {
    if law == Law::AsWritten {
        return;
    }
    print(&format!("Under {}.", law_in_words(policy, law)));
    findings(law, policy).iter().for_each(|finding| print(&format!("\n{finding}")));
}

/// "the law of California (2026-01-01): it is stricter than the file in no place, and 2 things have to be mended".
fn law_in_words(policy: &Policy, law: Law) -> String {
    let (profile, found) = (law.profile(), findings(law, policy));
    let mended = found.iter().filter(|finding| finding.mended).count();
    let things = |count: usize| match count {
        0 => "nothing has to be mended".to_owned(),
        1 => "1 thing has to be mended".to_owned(),
        count => format!("{count} things have to be mended"),
    };
    let places = |count: usize| match count {
        0 => "nowhere".to_owned(),
        1 => "in 1 place".to_owned(),
        count => format!("in {count} places"),
    };
    format!(
        "{} as of {}: it is stricter than the file {}, and {}",
        profile.title,
        profile.as_of,
        places(mended),
        things(found.len() - mended)
    )
}
