//! Every `never` and `nobody` of the shop's own policy is proved: over all situations, no permission reaches into it.
//! The proof is cvc5's, over Cedar's own translation of the exported policies into logic.

use anyhow::Result;
use cedar_policy::{RequestEnv, Schema};
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicySet, solver::LocalSolver};
use policy::{Policy, Prohibition, Settings, Verb};

const DEFAULT: &str = include_str!("../../policy/privacy.md");
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/proof.txt");

fn default_policy() -> Policy {
    Policy::load(DEFAULT, &Settings::stand_ins()).expect("the shop's own policy is sound")
}

/// Permissions, translated once for each verb.
struct Prover {
    schema: Schema,
    verbs: Vec<(Verb, RequestEnv, CompiledPolicySet)>,
    solver: CedarSymCompiler<LocalSolver>,
}

impl Prover {
    fn of(policy: &Policy, permissions: &str) -> Result<Prover> {
        let (schema, permissions) = (proof::schema(policy)?, proof::policies(permissions)?);
        let mut verbs = Vec::new();
        for environment in schema.request_envs() {
            let word = environment.action().id().unescaped().to_owned();
            let verb = Verb::ALL.into_iter().find(|verb| verb.word() == word);
            let compiled = CompiledPolicySet::compile(&permissions, &environment, &schema)?;
            verbs.extend(verb.map(|verb| (verb, environment, compiled)));
        }
        anyhow::ensure!(verbs.len() == Verb::ALL.len(), "{} verbs", verbs.len());
        let solver = CedarSymCompiler::new(LocalSolver::cvc5()?)?;
        Ok(Prover { schema, verbs, solver })
    }

    /// The verbs for which some permission reaches into the prohibition, of those that it forbids.
    async fn breaches(&mut self, policy: &Policy, never: &Prohibition) -> Result<Vec<Verb>> {
        let region = proof::policies(&review::cedar::region(policy, never))?;
        let mut breaches = Vec::new();
        for (verb, environment, permissions) in &self.verbs {
            if never.block.verbs >> *verb as u8 & 1 == 0 {
                continue;
            }
            let region = CompiledPolicySet::compile(&region, environment, &self.schema)?;
            if !self.solver.check_disjoint_opt(permissions, &region).await? {
                breaches.push(*verb);
            }
        }
        Ok(breaches)
    }
}

fn verbs(never: &Prohibition) -> String {
    let forbidden = Verb::ALL.into_iter().filter(|verb| never.block.verbs >> *verb as u8 & 1 == 1);
    forbidden.map(Verb::word).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn no_permission_reaches_into_a_prohibition() {
    let policy = default_policy();
    let mut prover = Prover::of(&policy, &review::cedar::permissions(&policy)).expect("cvc5 and the export");
    let nevers = &policy.rules().prohibitions;
    let mut record = format!("{HEAD}\n");
    for never in nevers {
        let breaches = prover.breaches(&policy, never).await.expect("an answer");
        let clause = policy.clause_of(never.rule);
        assert!(breaches.is_empty(), "{breaches:?} breaks §{}: {}", clause.paragraph, clause.rule);
        record += &format!("§{:<5} holds for {}: {}\n", clause.paragraph, verbs(never), clause.rule);
    }
    record += &format!("\n{} of {} prohibitions hold.\n", nevers.len(), nevers.len());
    if std::env::var("PROOF").is_ok_and(|wish| wish == "write") {
        std::fs::write(RECORD, &record).expect("docs/proof.txt can be written");
    }
    let kept = std::fs::read_to_string(RECORD).unwrap_or_default();
    assert_eq!(kept, record, "docs/proof.txt is old: write it anew with PROOF=write bin/prove");
}

const HEAD: &str =
    "Every prohibition of policy/privacy.md, proved by cvc5 over the policies that Cedar's own compiler
made of the export: there is no party, data, purpose and set of facts for which a permission allows
what the prohibition forbids. Made and checked by bin/prove.
";

#[tokio::test]
async fn a_permission_that_breaks_a_promise_is_found() {
    let policy = default_policy();
    let sold = "permit (principal, action in [Action::\"receive\"], resource)
        when { principal == Party::\"marketing-company\" && resource == Data::\"contact.email\" }
        when { context.purpose == Purpose::\"sell\" && context.facts[\"agreement\"] };";
    let permissions = format!("{}\n{sold}", review::cedar::permissions(&policy));
    let mut prover = Prover::of(&policy, &permissions).expect("cvc5 and the export");
    let mut broken = Vec::new();
    for never in &policy.rules().prohibitions {
        let breaches = prover.breaches(&policy, never).await.expect("an answer");
        assert!(breaches.iter().all(|verb| *verb == Verb::Receive), "{breaches:?}");
        broken.extend((!breaches.is_empty()).then(|| policy.clause_of(never.rule).rule.clone()));
    }
    assert_eq!(broken.len(), 2, "{broken:#?}");
    assert!(broken[0].starts_with("Nobody may see, use or receive"), "{broken:#?}");
    assert!(broken[1].starts_with("The marketing company may never"), "{broken:#?}");
}
