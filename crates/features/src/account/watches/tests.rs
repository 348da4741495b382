//! Being told when others open something, without a storm and without a word too many.

use http::{Method, StatusCode};

use crate::testing::{ADA, Mail, Town, Visitor, in_town};

/// Ada, who asked for help and wants to be told when anyone but our server opens her e-mail address.
async fn ada_watches(town: &Town) -> Visitor {
    let mut ada = town.ada().await;
    ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
    let page = ada.post_and_go("/account/watches", &[("data", "contact.email"), ("but", "shop")]).await;
    page.expect_words("Anyone but our server by itself opens your e-mail address");
    ada
}

/// Dev finds her at the desk and looks, and a minute goes by.
async fn dev_looks(town: &Town, dev: &mut Visitor) {
    let answer = dev.post("/desk/care", &[("wanted", ADA)]).await.expect(StatusCode::SEE_OTHER);
    dev.get(&answer.location().unwrap()).await.expect(StatusCode::OK).expect_words("Amsel");
    town.pass_seconds(60).await;
    town.work().await;
}

async fn told(town: &Town) -> Vec<Mail> {
    let mails = town.mails_to(ADA).await;
    mails.into_iter().filter(|mail| mail.subject.contains("wanted to be told")).collect()
}

in_town! {
    async fn ada_is_told_within_a_minute_and_the_mail_holds_nothing_of_hers(town: Town) {
        let mut ada = ada_watches(&town).await;
        let mut dev = town.staff("dev", "advisor").await;
        dev_looks(&town, &mut dev).await;
        let mails = told(&town).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("Anyone but our server by itself opens your e-mail address"));
        for part in ["Amsel", ADA, "coat"] {
            assert!(!mails[0].text.contains(part) && !mails[0].html.contains(part), "{part}");
        }
        let line = mails[0].path("/account/disclosures/");
        ada.get(&line).await.expect(StatusCode::OK).expect_words("Our customer-care advisor");
    }

    async fn own_looks_and_those_who_were_named_are_never_told_of(town: Town) {
        let mut ada = ada_watches(&town).await;
        town.work().await;
        for _ in 0..3 {
            ada.get("/account/profile").await.expect(StatusCode::OK);
            ada.get("/account/data").await.expect(StatusCode::OK);
            ada.post("/account/data", &[("form", "page")]).await.expect(StatusCode::OK);
            town.pass_seconds(60).await;
            town.work().await;
        }
        assert!(told(&town).await.is_empty());
    }

    async fn what_was_before_is_not_told_of(town: Town) {
        let mut ada = town.ada().await;
        ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
        let mut dev = town.staff("dev", "advisor").await;
        dev_looks(&town, &mut dev).await;
        ada.post("/account/watches", &[("data", "contact.email"), ("but", "shop")]).await.expect(StatusCode::SEE_OTHER);
        town.pass_seconds(60).await;
        town.work().await;
        assert!(told(&town).await.is_empty());
    }

    async fn many_looks_are_three_mails_and_one_a_day_later(town: Town) {
        let _ada = ada_watches(&town).await;
        let mut dev = town.staff("dev", "advisor").await;
        for _ in 0..6 {
            dev_looks(&town, &mut dev).await;
        }
        assert_eq!(told(&town).await.len(), 3);
        town.pass_days(1).await;
        town.work().await;
        let mails = told(&town).await;
        assert_eq!(mails.len(), 4);
        assert!(mails.iter().any(|mail| mail.text.matches("Anyone but").count() == 3));
        town.pass_days(2).await;
        town.work().await;
        assert_eq!(told(&town).await.len(), 4, "the mails themselves are not told of");
    }

    async fn the_mails_are_stopped_from_the_mail_itself_by_a_button_and_not_by_a_look(town: Town) {
        let mut ada = ada_watches(&town).await;
        let mut dev = town.staff("dev", "advisor").await;
        dev_looks(&town, &mut dev).await;
        let path = told(&town).await[0].path("/u/watches/");
        let mut anybody = town.visitor();
        anybody.get(&path).await.expect(StatusCode::OK).expect_words("Stop these mails");
        ada.get("/account/watches").await.expect_words("Anyone but our server");
        let one_click = Some("List-Unsubscribe=One-Click".to_owned());
        anybody.send(Method::POST, &path, one_click, &[("sec-fetch-site", "cross-site")]).await.expect_words("You are told of nothing any more");
        ada.get("/account/watches").await.expect_words("Nothing yet");
        dev_looks(&town, &mut dev).await;
        assert_eq!(told(&town).await.len(), 1);
    }

    async fn what_the_form_does_not_offer_is_not_watched(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/watches", &[("data", "giraffe")]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.post_and_go("/account/watches", &[("data", "personal"), ("but", "giraffe")]).await.expect_words("Anyone opens anything of yours");
        let remove = ada.get("/account/watches").await.address("/account/watches/");
        ada.post_and_go(&remove, &[]).await.expect_words("Nothing yet");
    }
}
