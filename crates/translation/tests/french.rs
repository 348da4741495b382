//! The policy that ships and its French, as they are and with one thing wrong at a time.

use policy::{Policy, Problem, Settings};
use translation::{Faults, File, Files, Speaker, Translation, translate};

const POLICY: &str = include_str!("../../../policy/privacy.md");
const PAGE: &str = include_str!("../../../policy/privacy.fr.md");
const WORDS: &str = include_str!("../../../policy/words.fr.toml");

fn loaded(text: &str) -> Policy {
    let settings = Settings::new()
        .with("shop", "Last Season")
        .with("group", "the Last Season group")
        .with("care-email", "care@lastseason.example")
        .with("care-phone", "+44 20 7946 0412")
        .with("officer-post", "12 Hem Lane, London E2 7QD")
        .with("cookie-advice", "https://ico.org.uk/");
    Policy::load(text, &settings).expect("this policy is sound")
}

fn said(name: &str) -> Option<String> {
    (name == "group").then(|| "le groupe Last Season".to_owned())
}

fn files(page: &str, words: &str) -> Files {
    let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
    Files { page: file("privacy.fr.md", page), words: file("words.fr.toml", words) }
}

fn french_of(policy: &str, page: &str, words: &str) -> Result<Translation, Faults> {
    translate(&loaded(policy), &files(page, words), &said, &[])
}

fn whole() -> Translation {
    french_of(POLICY, PAGE, WORDS).unwrap_or_else(|faults| panic!("{}", told(&faults)))
}

fn told(faults: &Faults) -> String {
    faults.page.iter().chain(&faults.words).map(Problem::to_string).collect()
}

/// The faults of a translation that is not whole.
fn faults(policy: &str, page: &str, words: &str) -> Faults {
    french_of(policy, page, words).expect_err("this translation is not whole")
}

fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "there is no {from}");
    text.replacen(from, to, 1)
}

/// The fault of an edit of the page alone.
fn fault_of_page(from: &str, to: &str) -> Problem {
    let found = faults(POLICY, &edited(PAGE, from, to), WORDS);
    assert_eq!(found.len(), 1, "{}", told(&found));
    found.page[0].clone()
}

fn fault_of_words(from: &str, to: &str) -> Problem {
    let found = faults(POLICY, PAGE, &edited(WORDS, from, to));
    assert_eq!(found.len(), 1, "{}", told(&found));
    found.words[0].clone()
}

fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).expect("the line is there") + 1
}

#[test]
fn the_french_that_ships_is_whole_and_of_this_very_policy() {
    let french = whole();
    assert_eq!(french.notes, [], "the first lines of policy/privacy.fr.md name another file");
    assert_eq!((french.tongue.code(), french.tongue.name()), ("fr", "français"));
}

#[test]
fn every_paragraph_has_its_place_and_its_rules() {
    let (policy, french) = (loaded(POLICY), whole());
    let english = policy.document();
    assert_eq!(french.document.sections.len(), english.sections.len());
    for paragraph in english.sections.iter().flat_map(|section| &section.paragraphs) {
        let translated = french.document.paragraph(&paragraph.number).expect("each paragraph is there");
        assert_eq!(translated.anchor, paragraph.anchor);
        let lines =
            |paragraph: &policy::Paragraph| paragraph.rules.iter().map(|rule| rule.line).collect::<Vec<_>>();
        assert_eq!(lines(translated), lines(paragraph));
        for (said, rule) in translated.rules.iter().zip(&paragraph.rules) {
            assert_eq!(said.source, rule.source);
            assert_ne!(said.words, rule.words);
            assert!(!said.words.contains(['{', '}']), "{}", said.words);
        }
    }
}

#[test]
fn rules_are_said_as_a_french_reader_says_them() {
    let french = whole();
    let said = |paragraph: &str, at: usize| {
        french.document.paragraph(paragraph).expect("it is there").rules[at].words.clone()
    };
    assert_eq!(
        said("2.4", 0),
        "Le transporteur peut recevoir et utiliser votre nom, votre adresse de livraison et votre numéro de téléphone \
         pour livrer votre commande, parce que votre commande ou votre compte l’exige, mais seulement si un contrat avec \
         le destinataire est en vigueur et si la commande est encore en cours."
    );
    assert_eq!(
        said("2.4", 1),
        "Le transporteur ne peut jamais recevoir vos données personnelles (hormis votre nom, votre adresse de livraison \
         et votre numéro de téléphone)."
    );
    assert_eq!(
        said("2.2", 4),
        "Personne, sauf le prestataire de paiement et vous, ne peut recevoir vos cartes mémorisées."
    );
    assert_eq!(
        said("2.8", 3),
        "Nous conservons vos commandes pendant 6\u{a0}ans après votre dernière commande, puis votre nom en est retiré."
    );
    assert_eq!(said("3.5", 2), "Affichages d’une annonce\u{a0}: au plus 3\u{a0}fois par jour.");
    assert_eq!(
        said("3.3", 0),
        "«\u{a0}Mesurer comment j’utilise la boutique\u{a0}» est désactivé tant que vous n’avez pas choisi, et nous \
         posons la question dans le bandeau des cookies et dans «\u{a0}Mon compte\u{a0}»."
    );
}

#[test]
fn figures_and_settings_are_printed_from_the_same_rules() {
    let french = whole();
    let html = |number: &str| french.document.paragraph(number).expect("it is there").html.clone();
    assert!(html("2.5").contains("<span class=\"figure\">13\u{a0}mois</span>"), "{}", html("2.5"));
    assert!(html("4.6").contains("<span class=\"figure\">20\u{a0}personnes</span>"), "{}", html("4.6"));
    assert!(html("0.1").contains("pour tout le groupe Last Season,"), "{}", html("0.1"));
    assert!(
        html("2.4").contains("votre adresse de livraison et votre numéro de téléphone"),
        "{}",
        html("2.4")
    );
    assert!(french.document.sections[1].title.ends_with("moins de 16\u{a0}ans"));
    let policy = edited(POLICY, "figure crowd is 20 people", "figure crowd is 25 people");
    let other = french_of(&policy, PAGE, WORDS).expect("no text is another one");
    assert!(other.document.paragraph("4.6").expect("it is there").html.contains("25\u{a0}personnes"));
    assert!(other.notes[0].message.contains("another file than version 1.0.0"), "{:?}", other.notes);
}

#[test]
fn under_a_law_the_figure_is_the_stricter_one() {
    let law = policy::LawRules::new("A law").with("1", "answer complaint within 10 days through account");
    let policy = Policy::load(POLICY, &Settings::stand_ins().under_law(law)).expect("this policy is sound");
    let french = translate(&policy, &files(PAGE, WORDS), &said, &[]).expect("the French is whole");
    assert!(french.document.paragraph("8.1").expect("it is there").html.contains("10\u{a0}jours"));
}

#[test]
fn a_rule_in_a_translation_is_told_with_its_line() {
    let page = format!("{PAGE}```rules\nmarketer may see personal for advert\n```\n");
    let found = faults(POLICY, &page, WORDS);
    assert_eq!(found.page.len(), 1, "{}", told(&found));
    assert!(found.page[0].message.contains("prose only"));
    assert_eq!(found.page[0].line, page.lines().count() - 2);
}

#[test]
fn a_paragraph_that_is_missing_is_told_with_its_english_text() {
    let begin = PAGE.find("<!-- 2.4 ").expect("it is there");
    let end = PAGE.find("<!-- 2.5 ").expect("it is there");
    let found = faults(POLICY, &format!("{}{}", &PAGE[..begin], &PAGE[end..]), WORDS);
    assert_eq!(found.len(), 1, "{}", told(&found));
    let problem = &found.page[0];
    assert_eq!(
        (problem.message.as_str(), problem.paragraph.as_str()),
        ("paragraph 2.4 is not translated", "2.4")
    );
    assert!(problem.mend.contains("after paragraph 2.3, below a line `<!-- 2.4 "), "{}", problem.mend);
    assert!(problem.mend.contains("For some deliveries we need a phone number"), "{}", problem.mend);
}

#[test]
fn a_paragraph_too_many_and_one_twice_are_told() {
    let found = faults(POLICY, &format!("{PAGE}\n<!-- 10.2 00000000 -->\nUn de trop.\n"), WORDS);
    assert!(told(&found).contains("paragraph 10.2 stands here, and the policy has none"), "{}", told(&found));
    let again =
        PAGE.lines().skip_while(|line| !line.starts_with("<!-- 9.1 ")).take(2).collect::<Vec<_>>().join("\n");
    let found = faults(POLICY, &format!("{PAGE}\n{again}\n"), WORDS);
    assert!(told(&found).contains("paragraph 9.1 is translated a second time"), "{}", told(&found));
}

#[test]
fn an_english_paragraph_that_changed_makes_its_translation_stale() {
    let policy = edited(POLICY, "at any price.", "at any price whatever.");
    let found = faults(&policy, PAGE, WORDS);
    assert_eq!(found.len(), 1, "{}", told(&found));
    let problem = &found.page[0];
    assert_eq!(problem.line, line_of(PAGE, "<!-- 4.5 "));
    assert!(
        problem.message.contains("the English text of paragraph 4.5 is another one"),
        "{}",
        problem.message
    );
    let now = translation::mark(
        "We do not sell your details. No marketing firm gets them from us, at any price whatever.",
    );
    assert!(
        problem.mend.contains(&format!("write `{now}` in place of `{}`", problem.words)),
        "{}",
        problem.mend
    );
    assert_eq!(french_of(&policy, &PAGE.replace(&problem.words, &now), WORDS).map(|_| ()), Ok(()));
}

#[test]
fn a_heading_of_its_own_is_held_against_the_english_one_too() {
    let policy = edited(POLICY, "## 9. When this page changes", "## 9. When this page is changed");
    assert!(told(&faults(&policy, PAGE, WORDS)).contains("the English text of the heading of section 9"));
}

#[test]
fn what_is_printed_must_be_what_the_english_text_prints() {
    let less = fault_of_page("au moins {{crowd}}, de", "au moins 20 personnes, de");
    assert!(less.message.contains("paragraph 4.6 does not print `{{crowd}}`"), "{}", less.message);
    let more = fault_of_page("à aucun prix.", "à aucun prix, avant {{notice}}.");
    assert_eq!((more.words.as_str(), more.line), ("{{notice}}", line_of(PAGE, "à aucun prix")));
    assert!(
        more.message.contains("prints `{{notice}}`, which the English text does not"),
        "{}",
        more.message
    );
}

#[test]
fn first_lines_that_say_too_little_are_told() {
    assert!(fault_of_page("translates: 1.0.0\n", "").message.contains("do not say `translates`"));
    assert!(fault_of_page("words: words.fr.toml\n", "").message.contains("do not say `words`"));
    let code = fault_of_page("translation: fr\n", "translation: as\n");
    assert!(code.message.contains("`as` is no code"), "{}", code.message);
    let silent = translate(&loaded(POLICY), &files(PAGE, WORDS), &|_| None, &[]).expect_err("it is not said");
    assert!(told(&silent).contains("does not say its `group` in this language"), "{}", told(&silent));
}

#[test]
fn a_word_that_is_missing_is_told_with_who_needs_it() {
    let missing = fault_of_words("courier = \"le transporteur\"\n", "");
    assert_eq!(missing.line, line_of(WORDS, "[parties]"));
    assert_eq!(missing.message, "`courier` is missing under [parties]");
    assert!(
        missing.mend.contains("add `courier = \"…\"` under [parties]; paragraph 2.4 needs it"),
        "{}",
        missing.mend
    );
    let misspelt = fault_of_words("courier = \"le", "courrier = \"le");
    assert_eq!(misspelt.nearest.as_deref(), Some("courrier"));
    assert!(misspelt.mend.starts_with("is it `courrier`, misspelt?"), "{}", misspelt.mend);
}

#[test]
fn a_label_that_changed_needs_new_words() {
    let policy = edited(POLICY, "\"Remember my settings\"", "\"Remember all my settings\"");
    let found = faults(&policy, PAGE, WORDS);
    assert!(
        told(&found).contains("`Remember all my settings` is missing under [quoted]"),
        "{}",
        told(&found)
    );
}

#[test]
fn what_the_law_over_the_policy_asks_needs_words_too() {
    let asked = ["You may see what is held about you.", "You may ask for the moon."];
    let found =
        translate(&loaded(POLICY), &files(PAGE, WORDS), &said, &asked).expect_err("one is not translated");
    assert_eq!(found.words.len(), 1, "{}", told(&found));
    assert_eq!(found.words[0].message, "`You may ask for the moon.` is missing under [laws]");
}

#[test]
fn patterns_and_phrases_have_the_gaps_of_the_english_ones() {
    let less = fault_of_words("keep-after = \"pendant {term}\"", "keep-after = \"pendant longtemps\"");
    assert_eq!(less.line, line_of(WORDS, "keep-after"));
    assert!(less.message.contains("leaves out {term}"), "{}", less.message);
    let more = fault_of_words("today = \"aujourd’hui\"", "today = \"aujourd’hui, {hour}\"");
    assert!(more.message.contains("asks for {hour}, which nothing fills"), "{}", more.message);
    let none = fault_of_words("in-short = \"En bref\"\n", "");
    assert!(none.mend.contains("in English it is `In short`"), "{}", none.mend);
}

#[test]
fn a_file_of_words_that_cannot_be_read_is_told_once_and_where() {
    let broken = fault_of_words("courier = \"le transporteur\"", "courier = le transporteur");
    assert_eq!(broken.line, line_of(WORDS, "courier = "));
    assert!(broken.message.contains("cannot be read"), "{}", broken.message);
}

#[test]
fn french_days_and_numbers_are_written_the_french_way() {
    let french = whole().tongue;
    assert_eq!(french.date(2027, 1, 1), "1er janvier 2027");
    assert_eq!(french.date(2027, 8, 15), "15 août 2027");
    assert_eq!(french.number(1_204), "1\u{a0}204");
}

#[test]
fn no_english_word_of_the_policy_is_left_on_the_page() {
    let (policy, french) = (loaded(POLICY), whole());
    let speaker = Speaker::new(&policy, &french.tongue);
    let english = translation::Tongue::english();
    let in_english = Speaker::new(&policy, &english);
    for party in policy.parties() {
        assert_ne!(speaker.party(party), in_english.party(party));
    }
    for leaf in policy.all_leaves().map(|leaf| policy.leaf_name(leaf)) {
        assert_ne!(speaker.data_named(leaf), in_english.data_named(leaf));
    }
    for purpose in policy.purposes().map(|purpose| policy.purpose_name(purpose)) {
        assert_ne!(speaker.purpose_named(purpose), in_english.purpose_named(purpose));
    }
}
