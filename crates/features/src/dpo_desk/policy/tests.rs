//! The officer's desk for the policy, through the front door.

use http::StatusCode;
use serde_json::Value;

use crate::testing::{Answer, Town, Visitor, in_town};

/// The text in the box of the editor.
fn text_of(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("<textarea").expect("there is a box");
    let (_, rest) = rest.split_once(">\n").expect("the box begins with a line feed");
    let text = rest.split("</textarea>").next().unwrap();
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (coded, sign)| text.replace(coded, sign))
}

async fn begun(town: &Town) -> (Visitor, String) {
    let mut olu = town.staff("olu", "officer").await;
    let page = olu.get("/desk/dpo/policy/edit").await.expect(StatusCode::OK);
    let text = text_of(&page);
    (olu, text)
}

in_town! {
    async fn the_officer_reads_the_policy_in_force_rule_by_rule(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let page = olu.get("/desk/dpo/policy").await.expect(StatusCode::OK);
        let policy = town.shop.house.policy();
        assert!(page.says(policy.version()) && page.says(&policy.hash_hex()));
        let rules: Vec<_> = policy.document().sections.iter().flat_map(|section| &section.paragraphs).flat_map(|paragraph| &paragraph.rules).collect();
        assert_eq!(page.body.matches("class=\"read-line\"").count(), rules.len());
        assert!(page.says(&format!("<dt>Rules</dt><dd>{}</dd>", rules.len())));
    }

    async fn the_box_holds_the_file_in_force_sign_for_sign(town: Town) {
        let (_, text) = begun(&town).await;
        assert_eq!(text, town.shop.house.policy().source());
    }

    async fn a_word_that_nobody_knows_is_shown_with_its_line_and_the_text_stays(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let line = text.lines().position(|line| line.contains("identity.birth-date")).unwrap() + 1;
        let wrong = text.replacen("identity.birth-date", "identity.birth-dat", 1);
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &wrong.replace('\n', "\r\n"))]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says(&format!("<strong>Line {line}</strong>")), "{}", page.body);
        assert!(page.says("<mark>identity.birth-dat</mark>"), "the words at fault are marked");
        assert_eq!(text_of(&page), wrong, "nothing that was typed is lost");
        assert_eq!(olu.get("/privacy").await.expect(StatusCode::OK).status, StatusCode::OK);
        assert_eq!(town.shop.house.policy().source(), text, "nothing typed here is in force");
    }

    async fn a_contradiction_names_the_other_line(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let wrong = text.replacen("officer may see identity.name, contact.email, care, ledger for rights", "officer may receive card for rights as legal-obligation if asked\nofficer may see identity.name, contact.email, care, ledger for rights", 1);
        assert_ne!(wrong, text);
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &wrong)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let against = wrong.lines().position(|line| line.starts_with("nobody but payment-partner")).map(|at| at + 1);
        let named = against.is_some_and(|line| page.says(&format!("Line {line} (")));
        assert!(named, "{}", page.body.split("id=\"found\"").last().unwrap());
    }

    async fn a_sound_text_is_said_to_hold_together(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let right = text.replacen("We respect your privacy", "We respect your privacy every day", 1);
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &right)]).await.expect(StatusCode::OK);
        page.expect_words("This text holds together");
    }

    async fn an_edit_of_a_text_says_which_language_it_takes_off(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let right = text.replacen("at any price.", "at any price whatever.", 1);
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &right)]).await.expect(StatusCode::OK);
        let page = page.expect_words("In français the page would not be offered any more");
        page.expect_words("The English text of paragraph 4.5 is another one than this was made from.");
        let rules = text.replacen("figure notice is 30 days", "figure notice is 40 days", 1);
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &rules)]).await.expect(StatusCode::OK);
        assert!(!page.says("In français"), "rules are said from words, so this needs no translation");
    }

    async fn a_text_that_the_checkout_could_not_work_under_does_not_hold(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let rule = "shop may collect identity.name, identity.username, contact, orders for account.manage, order as contract if cleared";
        assert!(text.contains(rule));
        let wrong = text.replacen(rule, &rule.replacen("account.manage, order as", "account.manage as", 1), 1);
        olu.post("/desk/dpo/policy/edit", &[("text", &wrong)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn while_somebody_types_the_page_asks_the_same_check(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let wrong = text.replacen("identity.birth-date", "identity.birth-dat", 1);
        let answer = olu.post("/desk/dpo/policy/problems", &[("text", &wrong)]).await.expect(StatusCode::OK);
        let checked: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(checked["sound"], false);
        assert_eq!(checked["troubles"][0]["source"][1], "identity.birth-dat");
        let page = olu.post("/desk/dpo/policy/edit", &[("text", &wrong)]).await;
        assert!(page.says(checked["heading"].as_str().unwrap()));
        let whole: Value = serde_json::from_str(&olu.post("/desk/dpo/policy/problems", &[("text", &text)]).await.body).unwrap();
        assert_eq!(whole["sound"], true);
    }

    async fn a_change_of_words_alone_may_come_at_once(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let worded = text.replacen("We respect your privacy", "We respect your privacy every day", 1);
        let page = olu.post("/desk/dpo/policy/compare", &[("text", &worded)]).await.expect(StatusCode::OK);
        page.expect_words("Nothing but words changes").expect_words("may come into force at once");
    }

    async fn a_wider_text_says_what_more_may_happen_and_that_it_has_to_wait(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let rule = "officer may see identity.name, contact.email, care, ledger for rights as legal-obligation if asked";
        assert!(text.contains(rule));
        let wider = text.replacen(rule, &rule.replacen("contact.email", "contact.email, contact.phone", 1), 1);
        let page = olu.post("/desk/dpo/policy/compare", &[("text", &wider)]).await.expect(StatusCode::OK);
        let page = page.expect_words("More may happen than before").expect_words("every customer is told first").expect_words("30 days");
        assert!(page.says("phone") && !page.says("Less may happen ("), "{}", page.body);
    }

    async fn a_narrower_text_says_what_ends(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let rule = "officer may see identity.name, contact.email, care, ledger for rights as legal-obligation if asked";
        let narrower = text.replacen(rule, &rule.replacen("contact.email, ", "", 1), 1);
        assert_ne!(narrower, text);
        let page = olu.post("/desk/dpo/policy/compare", &[("text", &narrower)]).await.expect(StatusCode::OK);
        page.expect_words("Less may happen than before").expect_words("Less may happen (");
    }

    async fn a_text_that_does_not_hold_goes_back_to_its_box(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let wrong = text.replacen("identity.birth-date", "identity.birth-dat", 1);
        let page = olu.post("/desk/dpo/policy/compare", &[("text", &wrong)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(text_of(&page), wrong);
    }

    async fn a_question_has_an_answer_with_its_paragraph(town: Town) {
        let mut olu = town.staff("olu", "officer").await;
        let ask = "/desk/dpo/policy/ask?q=may+the+courier+receive+contact.phone+for+order.deliver+if+agreement";
        let no = olu.get(ask).await.expect(StatusCode::OK).expect_words("not allowed").expect_words("What would have to be so");
        assert!(no.says("§2.4"));
        let yes = olu.get(&format!("{ask}+and+order-open")).await.expect(StatusCode::OK);
        assert!(yes.says("Yes: ") && !yes.says("not allowed"), "{}", yes.body);
        olu.get("/desk/dpo/policy/ask?q=may+the+curier+receive+it").await.expect(StatusCode::OK).expect_words("aria-invalid=\"true\"").expect_words("curier");
        let table = olu.get("/desk/dpo/policy/table.html").await.expect(StatusCode::OK);
        assert!(table.says("<table") && table.headers["content-disposition"].to_str().unwrap().contains("table.html"));
    }

    async fn olu_edits_wrongly_then_rightly_and_it_takes_a_second_officer_to_put_it_into_force(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let rule = "officer may see identity.name, contact.email, care, ledger for rights as legal-obligation if asked";
        let newer = text.replacen("version: 1.0.0", "version: 1.1.0", 1).replacen("We respect your privacy", "We respect your privacy every day", 1);
        let wrong = newer.replacen(rule, &rule.replacen("contact.email", "contact.emails", 1), 1);
        let page = olu.post("/desk/dpo/policy/editions", &[("text", &wrong)]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        page.expect_words("<mark>contact.emails</mark>");
        let right = newer.replacen(rule, &rule.replacen("contact.email, ", "", 1), 1);
        let page = olu.post_and_go("/desk/dpo/policy/editions", &[("text", &right)]).await.expect(StatusCode::OK);
        let page = page.expect_words("Less may happen than before").expect_words("It takes two different people");
        let hash = page.body.split("name=\"hash\" value=\"").nth(1).unwrap()[..64].to_owned();
        let here = "/desk/dpo/policy/editions/1.1.0";
        let approve = format!("{here}/approve");
        let page = olu.post_and_go(&approve, &[("hash", &hash)]).await.expect(StatusCode::OK);
        page.expect_words("You have approved it. One more person");
        let activate = format!("{here}/activate");
        olu.post(&activate, &[]).await.expect(StatusCode::CONFLICT).expect_words("Two people have to approve this text first");
        olu.post(&approve, &[("hash", &hash)]).await;
        olu.post(&activate, &[]).await.expect(StatusCode::CONFLICT);
        assert!(!town.visitor().get("/privacy").await.says("We respect your privacy every day"));
        let mut omar = town.staff("omar", "officer").await;
        omar.post_and_go(&approve, &[("hash", &hash)]).await.expect(StatusCode::OK).expect_words("Put it into force now");
        omar.post_and_go(&activate, &[]).await.expect(StatusCode::OK).expect_words("came into force after 1.0.0");
        town.visitor().get("/privacy").await.expect(StatusCode::OK).expect_words("We respect your privacy every day");
        let policy = town.shop.house.policy();
        let (officer, rights, email) = (policy.party("officer").unwrap(), policy.purpose("rights").unwrap(), policy.leaves("contact.email").unwrap());
        assert!((policy.ever(officer, gate::Verb::See, rights) & email).is_empty(), "what the text took away is taken away");
        omar.get("/desk/dpo/policy").await.expect(StatusCode::OK).expect_words("in force since");
    }

    async fn a_wider_text_is_scheduled_after_its_notice_and_may_be_withdrawn(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let rule = "officer may see identity.name, contact.email, care, ledger for rights as legal-obligation if asked";
        let wider = text.replacen("version: 1.0.0", "version: 1.1.0", 1).replacen(rule, &rule.replacen("contact.email", "contact.email, contact.phone", 1), 1);
        let page = olu.post_and_go("/desk/dpo/policy/editions", &[("text", &wider)]).await.expect(StatusCode::OK);
        let hash = page.body.split("name=\"hash\" value=\"").nth(1).unwrap()[..64].to_owned();
        let mut omar = town.staff("omar", "officer").await;
        for officer in [&mut olu, &mut omar] {
            officer.post("/desk/dpo/policy/editions/1.1.0/approve", &[("hash", &hash)]).await.expect(StatusCode::SEE_OTHER);
        }
        let soon = omar.post("/desk/dpo/policy/editions/1.1.0/schedule", &[("day", "2027-03-02")]).await;
        soon.expect(StatusCode::CONFLICT).expect_words("at the earliest");
        let page = omar.post_and_go("/desk/dpo/policy/editions/1.1.0/schedule", &[("day", "")]).await.expect(StatusCode::OK);
        page.expect_words("It comes into force on");
        omar.post_and_go("/desk/dpo/policy/editions/1.1.0/withdraw", &[]).await.expect(StatusCode::OK).expect_words("withdrawn");
        assert_eq!(town.shop.house.policy().version(), "1.0.0");
    }

    async fn approving_another_text_than_the_one_that_was_shown_is_refused(town: Town) {
        let (mut olu, text) = begun(&town).await;
        let first = text.replacen("version: 1.0.0", "version: 1.1.0", 1).replacen("We respect your privacy", "We respect your privacy every day", 1);
        let page = olu.post_and_go("/desk/dpo/policy/editions", &[("text", &first)]).await.expect(StatusCode::OK);
        let hash = page.body.split("name=\"hash\" value=\"").nth(1).unwrap()[..64].to_owned();
        olu.post("/desk/dpo/policy/editions", &[("text", &first.replacen("every day", "every night", 1))]).await.expect(StatusCode::SEE_OTHER);
        let mut omar = town.staff("omar", "officer").await;
        let refused = omar.post("/desk/dpo/policy/editions/1.1.0/approve", &[("hash", &hash)]).await.expect(StatusCode::CONFLICT);
        refused.expect_words("The text was changed after you looked");
    }

    async fn nobody_but_an_officer_gets_there(town: Town) {
        let mut dev = town.staff("dev", "advisor").await;
        for path in ["/desk/dpo/policy", "/desk/dpo/policy/edit"] {
            let answer = dev.get(path).await;
            assert_ne!(answer.status, StatusCode::OK, "{path}");
            assert_ne!(town.visitor().get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_ne!(dev.post("/desk/dpo/policy/problems", &[("text", "")]).await.status, StatusCode::OK);
    }
}
