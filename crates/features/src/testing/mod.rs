//! A town for tests: a shop on either engine with a clock to move, partners on real sockets, and visitors who come
//! through the front door with a cookie jar each.

mod away;
mod buying;
mod edited;
mod people;
mod trace;
mod visitor;

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use axum::Router;
use consent::agreements::{self, Agreement};
use review::Law;
use serde_json::Value;
use store::{Clock, Dice, Engine, Id, Time, testing::Guard, work};
use web::{HashCost, Rate, Setup, wire::Wire};

pub use away::{Moved, Wires};
pub use buying::{delivery, number_on, seen, until};
pub(crate) use edited::under;
pub use edited::{edited, told_under};
pub use people::{ADA, ANOTHER_PASSWORD, BEN, CLEO, HOME, PASSWORD};
pub use visitor::{Answer, Visitor};

use crate::{
    clockwork,
    editions::File,
    opening::{Opening, Shut},
    privacy::languages::Brought,
    shop::{Contact, Demo, Partner, Partners, Shop},
};

/// 1 March 2027, ten in the morning in London.
pub const START: Time = Time(1_803_895_200_000_000);

/// The shop and everything around it.
pub struct Town {
    /// The shop.
    pub shop: Shop,
    /// Its clock, which stands still until it is moved.
    pub clock: Clock,
    /// The partners.
    pub outside: sandbox::Outside,
    router: Router,
    keys: store::Store,
    root: String,
    guards: Arc<Vec<Guard>>,
}

/// Makes of each story two tests, `sqlite` and `postgres`, in a module of its name.
macro_rules! in_town {
    ($($(#[$attribute:meta])* async fn $name:ident($town:ident: Town) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "not every story uses what stands around it")]
            use super::*;

            async fn story($town: $crate::testing::Town) $body

            #[test]
            fn sqlite() {
                $crate::testing::run(store::Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                $crate::testing::run(store::Engine::Postgres, story);
            }
        }
    )+};
}
pub(crate) use in_town;

/// Runs a story in a fresh town.
pub fn run<S, F>(engine: Engine, story: S)
where
    S: FnOnce(Town) -> F,
    F: Future<Output = ()>,
{
    run_set_up(engine, |_| {}, story);
}

/// The same for a shop that is set up in another way.
pub fn run_set_up<S, F>(engine: Engine, alter: impl FnOnce(&mut Setup), story: S)
where
    S: FnOnce(Town) -> F,
    F: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let town = Town::made(engine, &DEFAULT_POLICY, Law::AsWritten, alter).await;
        let (shop, guards) = (town.shop.clone(), Arc::clone(&town.guards));
        story(town).await;
        trace::leave(&shop).await;
        drop(guards);
    });
}

/// The policy that the demo shop runs on; another one where `bin/policy-mutations` asks who notices it.
pub static DEFAULT_POLICY: LazyLock<String> =
    LazyLock::new(|| match std::env::var("CLOAKROOM_TEST_POLICY") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => include_str!("../../../../policy/privacy.md").to_owned(),
    });

/// The French that the demo shop has.
const FRENCH: &str = include_str!("../../../../policy/privacy.fr.md");
/// Its words.
const FRENCH_WORDS: &str = include_str!("../../../../policy/words.fr.toml");

fn french() -> Brought {
    let file = |name: &str, text: &str| translation::File { name: name.to_owned(), text: text.to_owned() };
    Brought {
        files: translation::Files {
            page: file("privacy.fr.md", FRENCH),
            words: file("words.fr.toml", FRENCH_WORDS),
        },
        say: [("group".to_owned(), "le groupe Last Season".to_owned())].into(),
    }
}

impl Town {
    /// A town whose shop runs on this policy.
    pub async fn with_policy(engine: Engine, policy: &str) -> Town {
        Town::made(engine, policy, Law::AsWritten, |_| {}).await
    }

    /// The same under a law.
    pub async fn under_law(engine: Engine, policy: &str, law: Law) -> Town {
        Town::made(engine, policy, law, |_| {}).await
    }

    async fn made(engine: Engine, policy: &str, law: Law, alter: impl FnOnce(&mut Setup)) -> Town {
        let (data, data_guard) = store::testing::fresh(engine).await;
        let (keys, keys_guard) = store::testing::fresh(engine).await;
        let outside = sandbox::start(sandbox::Settings::default()).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        outside.shop_is_at(&base_url);
        let clock = Clock::fixed(START);
        let mut setup = setup(&base_url, &outside);
        alter(&mut setup);
        let root = gate::RootKey::new(&Dice::system()).to_file_text().to_string();
        let keys_kept = keys.clone();
        let opening = opening((data, keys), &root, (policy, law), setup, (&outside, &clock));
        let shop = opening.open().await.unwrap();
        let router = crate::all_routes(&shop.house).finish(shop.clone());
        let service = router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let guards = Arc::new(vec![data_guard, keys_guard]);
        let town = Town { shop, clock, outside, router, keys: keys_kept, root, guards };
        for party in ["payment-partner", "courier"] {
            town.agree_with(party, START.plus_days(365)).await;
        }
        town
    }

    /// Opens the same shop a second time, as a server does that was stopped and edited: on the same databases and root
    /// key, under this policy.
    pub async fn opens_again(&self, policy: &str) -> Result<Shop, Shut> {
        let addresses = self.addresses();
        let data = store::Store::open(addresses[0]).await.unwrap();
        let keys = store::Store::open(addresses[1]).await.unwrap();
        let setup = self.shop.house.setup.clone();
        opening((data, keys), &self.root, (policy, self.shop.law), setup, (&self.outside, &self.clock))
            .open()
            .await
    }

    /// Goes on with the same shop on other databases, as after a restore.
    pub async fn goes_on_with(
        &mut self,
        data: store::Store,
        keys: store::Store,
        journal: Option<gate::Journal>,
    ) {
        let setup = self.shop.house.setup.clone();
        let stores = (data, keys.clone());
        let policy = (DEFAULT_POLICY.as_str(), self.shop.law);
        let mut opening = opening(stores, &self.root, policy, setup, (&self.outside, &self.clock));
        opening.journal = journal.map(|journal| (journal, false));
        self.shop = opening.open().await.unwrap();
        self.router = crate::all_routes(&self.shop.house).finish(self.shop.clone());
        self.keys = keys;
    }

    /// What comes of opening the same shop beside another key store.
    pub async fn opens_beside(&self, keys: store::Store) -> Result<Shop, Shut> {
        let stores = (self.shop.house.store().clone(), keys);
        let (policy, setup) = ((DEFAULT_POLICY.as_str(), self.shop.law), self.shop.house.setup.clone());
        opening(stores, &self.root, policy, setup, (&self.outside, &self.clock)).open().await
    }

    /// The database of wrapped keys.
    pub fn keys(&self) -> &store::Store {
        &self.keys
    }

    /// What comes of opening a shop for the first time with this policy.
    pub async fn opened_with(policy: &str) -> Result<Shop, Shut> {
        let (data, _data) = store::testing::fresh(Engine::Sqlite).await;
        let (keys, _keys) = store::testing::fresh(Engine::Sqlite).await;
        let outside = sandbox::start(sandbox::Settings::default()).await.unwrap();
        let root = gate::RootKey::new(&Dice::system()).to_file_text().to_string();
        let clock = Clock::fixed(START);
        opening(
            (data, keys),
            &root,
            (policy, Law::AsWritten),
            setup("http://127.0.0.1:1", &outside),
            (&outside, &clock),
        )
        .open()
        .await
    }

    /// The operator's way to the shop's keys.
    pub async fn key_desk(&self) -> gate::KeyDesk {
        let root = Arc::new(gate::RootKey::from_file_text(&self.root).unwrap());
        gate::KeyDesk::open(self.keys.clone(), root, self.clock.clone(), Dice::system()).await.ok().unwrap()
    }

    /// Another server of the same shop, started with this policy file beside the one that runs.
    pub async fn another_server(&self, policy: &str) -> Result<Shop, Shut> {
        let stores = (self.shop.house.store().clone(), self.keys.clone());
        let setup = self.shop.house.setup.clone();
        let policy = (policy, self.shop.law);
        opening(stores, &self.root, policy, setup, (&self.outside, &self.clock)).open().await
    }

    /// Another server of the same shop, whose public log this witness watches.
    pub async fn watched_server(&self, witness: publiclog::Witness) -> Shop {
        let stores = (self.shop.house.store().clone(), self.keys.clone());
        let policy = (DEFAULT_POLICY.as_str(), self.shop.law);
        let setup = self.shop.house.setup.clone();
        let mut opening = opening(stores, &self.root, policy, setup, (&self.outside, &self.clock));
        opening.log.witnesses.push(witness);
        opening.open().await.unwrap()
    }

    /// Somebody who has never been here.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Lets time pass and does what it brings.
    pub async fn pass_days(&self, days: i64) {
        self.pass_seconds(days * 86_400).await;
    }

    /// Lets time pass and does what it brings.
    pub async fn pass_seconds(&self, seconds: i64) {
        self.clock.advance(seconds).unwrap();
        self.work().await;
    }

    /// Does what is due now: sends mails, settles payments, hands over parcels, forgets.
    pub async fn work(&self) {
        clockwork::tick(&self.shop).await;
    }

    /// An agreement with a recipient, in force from the start of the story until that moment.
    pub async fn agree_with(&self, party: &str, until: Time) {
        let agreement = Agreement {
            party: party.to_owned(),
            document: "contract 1".to_owned(),
            from: START.minus_days(1),
            until,
        };
        let (by, now) = (Id([1; 16]), self.clock.now());
        let done =
            self.shop.house.store().write(work!(|tx| [agreement, by, now] -> Result<(), store::Error> {
                agreements::set(tx, &agreement, by, now)
            }));
        done.await.unwrap();
    }

    /// The mails that arrived at an address, oldest first, after all that is due was sent.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.work().await;
        let inbox = Wire::new(&self.outside.inbox_url, "");
        let found = inbox.get(&format!("/mails.json?to={address}")).await.unwrap();
        // The sink lists the newest first.
        found.as_array().unwrap().iter().rev().map(Mail::of).collect()
    }

    /// The newest mail to an address.
    pub async fn last_mail_to(&self, address: &str) -> Mail {
        self.mails_to(address).await.pop().expect("a mail arrived")
    }

    /// The folders of an embedded shop's two databases.
    pub fn addresses(&self) -> Vec<&str> {
        self.guards.iter().map(Guard::url).collect()
    }
}

/// A mail as it arrived.
pub struct Mail {
    /// Its subject.
    pub subject: String,
    /// Its text part.
    pub text: String,
    /// Its HTML part.
    pub html: String,
    /// The text of the file that came with it; empty without one.
    pub enclosed: String,
}

impl Mail {
    fn of(value: &Value) -> Mail {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let enclosed = value["enclosed"][0]["text"].as_str().unwrap_or_default().to_owned();
        Mail { subject: text("subject"), text: text("text"), html: text("html"), enclosed }
    }

    /// The path of the first link in the text part that leads to an address with this beginning.
    pub fn path(&self, beginning: &str) -> String {
        let words =
            self.text.split_whitespace().map(|word| word.trim_matches(['<', '>', '.', ',', '(', ')']));
        words
            .filter_map(|word| word.split_once("://").and_then(|(_, rest)| rest.split_once('/')))
            .map(|(_, path)| format!("/{path}"))
            .find(|path| path.starts_with(beginning))
            .unwrap_or_else(|| panic!("no link to {beginning} in the mail “{}”", self.subject))
    }
}

fn opening(
    (data, keys): (store::Store, store::Store),
    root: &str,
    (policy, law): (&str, Law),
    setup: Setup,
    (outside, clock): (&sandbox::Outside, &Clock),
) -> Opening {
    let post =
        mail::Post::new(&format!("smtp://{}", outside.smtp_addr), "Last Season <care@lastseason.example>");
    Opening {
        root: Arc::new(gate::RootKey::from_file_text(root).unwrap()),
        journal: None,
        policy: File { name: "privacy.md".to_owned(), text: policy.to_owned() },
        settings: law.over(contact().policy_settings("Last Season", "the Last Season group")),
        law,
        translations: vec![french()],
        setup,
        catalogue: catalogue::Catalogue::demo(),
        partners: partners(outside),
        post: post.unwrap(),
        contact: contact(),
        demo: Some(Demo::default()),
        caps: gate::Caps::default(),
        log: publiclog::Settings::new("lastseason.example/log"),
        clock: clock.clone(),
        dice: Dice::system(),
        data,
        keys,
    }
}

fn setup(base_url: &str, outside: &sandbox::Outside) -> Setup {
    Setup {
        title: "Last Season".to_owned(),
        base_url: base_url.to_owned(),
        secure: false,
        behind_proxy: false,
        demo: true,
        form_origins: vec![outside.payment_url.clone()],
        nav: Vec::new(),
        rate: Rate { tries_per_minute: 200, per_account_per_minute: 10 },
        hashing: HashCost { memory_kib: 64, passes: 1, lanes: 1 },
    }
}

fn partners(outside: &sandbox::Outside) -> Partners {
    let keys = sandbox::Settings::default();
    let partner = |name: &str, url: &str, line: &sandbox::Line| Partner {
        name: name.to_owned(),
        wire: Wire::new(url, &line.key),
        webhook_secret: line.webhook_secret.clone(),
    };
    Partners {
        payment: partner("Pennywise Pay", &outside.payment_url, &keys.payment),
        courier: partner("Swift", &outside.courier_url, &keys.courier),
    }
}

fn contact() -> Contact {
    Contact {
        care_email: "care@lastseason.example".to_owned(),
        care_phone: "+44 20 7946 0412".to_owned(),
        officer_post: "Data Protection Officer, Last Season, 12 Hem Lane, London E2 7QD".to_owned(),
        cookie_advice: "https://ico.org.uk/for-the-public/online/cookies/".to_owned(),
    }
}
