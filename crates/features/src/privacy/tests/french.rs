//! Stories of the page in French.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use review::Law;
use store::Engine;

use super::under;
use crate::testing::{DEFAULT_POLICY, Town, delivery, in_town};

/// Every place on a page that a link can lead to.
fn places(page: &str) -> BTreeSet<String> {
    page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What a reader sees: no tags, no rules as they stand in the file, no names of words between their quotation marks.
fn readable(page: &str) -> String {
    let body = page.split("<body").nth(1).expect("a body");
    let mut parts = body.split("<pre");
    let mut text = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| text.push_str(part.split_once("</pre>").expect("an end").1));
    let text: String =
        text.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)).collect();
    let mut quoted = text.split('«');
    let first = quoted.next().unwrap_or_default().to_owned();
    quoted.fold(first, |text, part| text + part.split_once('»').expect("an end of the quotation").1)
}

in_town! {
    async fn p3_every_paragraph_stands_on_the_french_page_at_the_place_it_has_in_english(town: Town) {
        let mut visitor = town.visitor();
        let english = visitor.get("/privacy").await.expect(StatusCode::OK);
        let french = visitor.get("/privacy/fr").await.expect(StatusCode::OK);
        assert!(french.says("<html lang=\"fr\">"));
        let (has, wanted) = (places(&french.body), places(&english.body));
        let document = town.shop.house.policy().document().clone();
        for paragraph in document.sections.iter().flat_map(|section| &section.paragraphs) {
            assert!(has.contains(&paragraph.anchor), "{}", paragraph.number);
            assert!(!french.says(&paragraph.html), "{} is in English", paragraph.number);
        }
        for section in document.contents() {
            assert!(french.says(&format!("<a href=\"#{}\">", section.anchor)), "{}", section.number);
        }
        let of_the_policy = |place: &&String| place.starts_with('p') || place.starts_with('s') || place.as_str() == "in-short";
        let missing: Vec<_> = wanted.iter().filter(of_the_policy).filter(|place| !has.contains(*place)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        french.expect_words("Nous ne vendons pas vos données.").expect_words("<span class=\"figure\">13\u{a0}mois</span>");
    }

    async fn p3_the_french_page_says_rules_summary_and_evidence_in_french(town: Town) {
        let before = town.visitor().get("/privacy/fr").await.expect(StatusCode::OK);
        assert!(under(&before.body, "p2-1").contains("Pas encore\u{a0}: rien n’en a relevé."));
        assert!(under(&before.body, "p2-4").contains("Le transporteur peut recevoir et utiliser votre nom"));
        let short = before.body.split("id=\"in-short\"").nth(1).unwrap().split("class=\"book\"").next().unwrap();
        for words in ["pour livrer votre commande", "L’entreprise de marketing", "rien, jamais", "moins de 20", "6\u{a0}ans après"] {
            assert!(short.contains(words), "{words} is missing in {short}");
        }
        town.guest_order(&delivery(&[])).await;
        town.pass_seconds(2).await;
        let after = town.visitor().get("/privacy/fr").await.expect(StatusCode::OK);
        let first = under(&after.body, "p2-1");
        assert!(first.contains("Permis ") && first.contains(", la dernière fois aujourd’hui"), "{first}");
        after.expect_words("datée du 1er janvier 2027").expect_words("Le texte anglais fait foi.");
    }

    async fn no_english_word_of_the_policy_is_left_on_the_french_page(town: Town) {
        let text = readable(&town.visitor().get("/privacy/fr").await.expect(StatusCode::OK).body);
        let policy = town.shop.house.policy();
        let parties = policy.parties().map(|party| policy.party_words(party));
        let data = policy.all_leaves().map(|leaf| policy.leaf_words(policy.leaf_name(leaf)));
        let purposes = policy.purposes().map(|purpose| policy.purpose_words(policy.purpose_name(purpose)));
        let labels = policy.choices().iter().map(|choice| choice.label.clone());
        let of_the_page = ["Sign in", "Basket", "Search", "Help", "In short", "rules", "paragraph ", " the ", " your ", " and "];
        let all = parties.chain(data).chain(purposes).chain(labels).chain(of_the_page.map(str::to_owned));
        // Words that both languages have.
        for word in all.filter(|word| !["analyst", "marketing"].contains(&word.as_str())) {
            assert!(!text.contains(&word), "“{word}” is left: {:?}", text.find(&word).map(|at| text[at..].chars().take(60).collect::<String>()));
        }
    }

    async fn the_two_pages_lead_to_each_other(town: Town) {
        let mut visitor = town.visitor();
        for path in ["/privacy", "/privacy/fr"] {
            let page = visitor.get(path).await.expect(StatusCode::OK);
            for (language, there) in [("en", "/privacy"), ("fr", "/privacy/fr"), ("x-default", "/privacy")] {
                let link = format!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{there}\">");
                assert!(page.says(&link), "{path} lacks {link}");
            }
        }
        visitor.get("/privacy").await.expect_words("<a href=\"/privacy/fr\" lang=\"fr\" hreflang=\"fr\"");
        let french = visitor.get("/privacy/fr").await;
        assert_eq!(french.headers["content-language"], "fr");
        french.expect_words("<a href=\"/privacy\" lang=\"en\" hreflang=\"en\"");
    }

    async fn the_french_page_asks_nothing_and_is_the_same_for_everybody(town: Town) {
        let mut ada = town.ada().await;
        let hers = ada.get("/privacy/fr").await.expect(StatusCode::OK);
        assert_eq!(hers.headers["cache-control"], "no-store");
        let page = town.visitor().get("/privacy/fr").await.expect(StatusCode::OK);
        assert!(!page.says("<form") && !page.says("cookie-notice"), "a yes is only given to words that are kept with it");
        assert!(!page.says("/account") && page.body == hers.body);
        let tag = page.headers["etag"].to_str().unwrap().to_owned();
        let known = [("if-none-match", tag.as_str())];
        let again = town.visitor().send(Method::GET, "/privacy/fr", None, &known).await;
        assert!(again.status == StatusCode::NOT_MODIFIED && again.body.is_empty(), "{}", again.status);
        town.visitor().send(Method::GET, "/privacy", None, &known).await.expect(StatusCode::OK);
    }

    async fn a_language_that_the_shop_does_not_have_is_not_there(town: Town) {
        town.visitor().get("/privacy/de").await.expect(StatusCode::NOT_FOUND);
    }
}

fn in_a_town_with(policy: &str, story: impl AsyncFnOnce(Town)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { story(Town::with_policy(Engine::Sqlite, policy).await).await });
}

/// Whatever stands on the English page stands on the French one, in French.
#[test]
fn what_the_law_adds_is_said_in_french_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let slow =
            DEFAULT_POLICY.replace("answer complaint within 30 days", "answer complaint within 60 days");
        let town = Town::under_law(Engine::Sqlite, &slow, Law::Uk).await;
        let page = town.visitor().get("/privacy/fr").await.expect(StatusCode::OK);
        let page = page.expect_words(
            "À cette boutique s’applique le droit du Royaume-Uni, tel que nous l’avons lu le 19 juin 2026.",
        );
        let page = page.expect_words("3\u{a0}317\u{a0}170\u{a0}176 situations");
        let paragraph = under(&page.body, "p8-1");
        assert!(paragraph.contains("<span class=\"figure\">30\u{a0}jours</span>"), "{paragraph}");
        assert!(
            paragraph.contains("Il est accusé réception d’une réclamation")
                && paragraph.contains("notre serveur s’y tient"),
            "{paragraph}"
        );
        for english in Law::Uk.said() {
            assert!(!page.says(&english.replace('\'', "&#39;")), "{english}");
        }
    });
}

/// English remains, and nothing on it leads to a page that is not there.
#[test]
fn a_paragraph_that_changed_switches_french_off_until_it_is_translated_again() {
    in_a_town_with(&DEFAULT_POLICY.replace("at any price.", "at any price whatever."), async |town| {
        let mut visitor = town.visitor();
        let answer = visitor.get("/privacy/fr").await.expect(StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.location().as_deref(), Some("/privacy"));
        let english = visitor.get("/privacy").await.expect(StatusCode::OK);
        assert!(
            !english.says("/privacy/fr") && !english.says("hreflang"),
            "French is off, so nothing leads there"
        );
    });
}

/// Rules are said from the words of the language, so an edit of rules alone is on the French page at once.
#[test]
fn a_rule_that_changed_is_on_the_french_page_at_once() {
    let wide = DEFAULT_POLICY
        .replace("contact.shipping, contact.phone", "contact.shipping, contact.phone, contact.email");
    in_a_town_with(&wide, async |town| {
        let page = town.visitor().get("/privacy/fr").await.expect(StatusCode::OK);
        let paragraph = under(&page.body, "p2-4");
        assert!(paragraph.contains("<span class=\"figure\">votre nom, votre adresse e-mail, votre adresse de livraison et votre numéro de téléphone</span>"), "{paragraph}");
    });
}

/// An edition that comes into force while the server runs is held against the translation too.
#[test]
fn an_edition_with_another_text_takes_french_off_the_running_server() {
    in_a_town_with(&DEFAULT_POLICY, async |town| {
        let mut visitor = town.visitor();
        visitor.get("/privacy/fr").await.expect(StatusCode::OK);
        let edited = DEFAULT_POLICY
            .replace("version: 1.0.0", "version: 1.0.1")
            .replace("at any price.", "at any price whatever.");
        town.another_server(&edited).await.unwrap();
        town.pass_seconds(2).await;
        visitor.get("/privacy").await.expect_words("at any price whatever.");
        visitor.get("/privacy/fr").await.expect(StatusCode::TEMPORARY_REDIRECT);
    });
}
