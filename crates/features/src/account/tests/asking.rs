//! Asking about a line: a case with the line attached, a day for the answer, and an officer who may look until then.

use http::StatusCode;

use crate::testing::{ADA, Answer, Town, Visitor, in_town};

/// Ada's page of lines, and the address of the newest line that says these words.
async fn line_that_says(ada: &mut Visitor, words: &str) -> String {
    let page = ada.get("/account/disclosures").await.expect(StatusCode::OK);
    let from = page.body.find(words).unwrap_or_else(|| panic!("no line says {words}: {}", page.body));
    let rest = &page.body[from..];
    let at = rest.find("/account/disclosures/").unwrap();
    rest[at..].split('"').next().unwrap().to_owned()
}

/// Dev looked at Ada's details, who had asked for help, and Ada asks the officer why.
async fn ada_asks(town: &Town) -> (Visitor, String) {
    let mut ada = town.ada().await;
    let request = ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await;
    let mut dev = town.staff("dev", "advisor").await;
    let desk = dev.post("/desk/care", &[("wanted", ADA)]).await.location().unwrap();
    dev.get(&desk).await.expect(StatusCode::OK);
    let close = request.address("/account/requests/");
    ada.post_and_go(&close, &[]).await.expect(StatusCode::OK);
    let line = line_that_says(&mut ada, "Our customer-care advisor").await;
    let page = ada
        .post_and_go(&format!("{line}/ask"), &[("words", "Why did Dev look?")])
        .await
        .expect(StatusCode::OK);
    page.expect_words("Why did Dev look?").expect_words("at the latest");
    (ada, line)
}

async fn at_the_desk(olu: &mut Visitor) -> (String, Answer) {
    let list = olu.get("/desk/dpo/questions").await.expect(StatusCode::OK);
    assert!(!list.says("Amsel") && !list.says("Why did Dev"));
    let path = list.address("/desk/dpo/questions/");
    let page = olu.get(&path).await.expect(StatusCode::OK);
    (path, page)
}

in_town! {
    async fn the_officer_sees_the_line_beside_the_question_and_ada_reads_the_answer(town: Town) {
        let (mut ada, line) = ada_asks(&town).await;
        ada.get(&line).await.expect_words("You asked").expect_words("You have an answer by");
        let mut olu = town.staff("olu", "officer").await;
        let (path, page) = at_the_desk(&mut olu).await;
        page.expect_words("Why did Dev look?").expect_words("Our customer-care advisor").expect_words("The same line").expect_words("30 days left");
        olu.post(&path, &[("words", " ")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        olu.post_and_go(&path, &[("words", "You had asked where your coat is.")]).await.expect_words("Nobody asks");
        ada.get("/account/requests").await.expect_words("Our answer").expect_words("You had asked where your coat is.");
        let page = ada.get("/account/disclosures").await.expect_words("You asked a question");
        page.expect_words("to answer your question").expect_words("We answered your question");
        ada.post("/account/data", &[("form", "page")]).await.expect_words("You had asked where your coat is.");
    }

    async fn the_officer_may_look_until_the_answer_and_not_before_or_after(town: Town) {
        let (mut ada, line) = ada_asks(&town).await;
        let mut olu = town.staff("olu", "officer").await;
        let (path, _) = at_the_desk(&mut olu).await;
        let withdraw = ada.get("/account/requests").await.address("/account/requests/");
        ada.post_and_go(&withdraw, &[]).await.expect(StatusCode::OK);
        let shut = olu.get(&path).await.expect(StatusCode::FORBIDDEN);
        assert!(!shut.says("Why did Dev"));
        olu.post(&path, &[("words", "Too late.")]).await.expect(StatusCode::FORBIDDEN);
        ada.get(&line).await.expect_words("Ask about this line");
    }

    async fn a_question_about_an_advisor_gives_no_advisor_a_look(town: Town) {
        let _ada = ada_asks(&town).await;
        let mut dev = town.staff("dev", "advisor").await;
        dev.get("/desk/care").await.expect_words("Nobody waits");
        let desk = dev.post("/desk/care", &[("wanted", ADA)]).await.location().unwrap();
        dev.get(&desk).await.expect(StatusCode::FORBIDDEN);
        let mut olu = town.staff("olu", "officer").await;
        at_the_desk(&mut olu).await;
    }

    async fn a_call_for_help_gives_the_officer_no_look(town: Town) {
        let (mut ada, line) = ada_asks(&town).await;
        let mut olu = town.staff("olu", "officer").await;
        let (path, _) = at_the_desk(&mut olu).await;
        let withdraw = ada.get("/account/requests").await.address("/account/requests/");
        ada.post_and_go(&withdraw, &[]).await.expect(StatusCode::OK);
        ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        olu.get(&path).await.expect(StatusCode::FORBIDDEN);
        ada.get(&line).await.expect(StatusCode::OK);
    }

    async fn one_click_is_enough_and_one_question_at_a_time(town: Town) {
        let mut ada = town.ada().await;
        let line = line_that_says(&mut ada, "We ").await;
        ada.post_and_go(&format!("{line}/ask"), &[]).await.expect_words("Please explain this line of my record.");
        ada.post(&format!("{line}/ask"), &[]).await.expect(StatusCode::CONFLICT);
        ada.post("/account/disclosures/99999/ask", &[]).await.expect(StatusCode::NOT_FOUND);
        ada.post(&format!("{line}/ask"), &[("words", &"x".repeat(2_001))]).await.expect(StatusCode::CONFLICT);
    }

    async fn a_line_that_was_altered_after_the_question_is_seen_at_the_desk(town: Town) {
        let (_ada, line) = ada_asks(&town).await;
        let seq: i64 = line.rsplit('/').next().unwrap().parse().unwrap();
        let taken = town.shop.house.store().write(store::work!(|tx| [seq] {
            tx.put(store::sql!("DELETE FROM ledger WHERE seq = $1", seq))
        }));
        taken.await.unwrap();
        let mut olu = town.staff("olu", "officer").await;
        at_the_desk(&mut olu).await.1.expect_words("Another line");
    }

    async fn a_line_says_what_can_be_done_besides(town: Town) {
        let mut ada = town.ada().await;
        let line = line_that_says(&mut ada, "We used").await;
        let page = ada.get(&line).await.expect_words("If you do not want this").expect_words("Which sentence allows it");
        page.expect_words("This belongs to what you ordered or to your account");
        let own = line_that_says(&mut ada, "in My Account").await;
        assert!(!ada.get(&own).await.says("If you do not want this"));
    }
}
