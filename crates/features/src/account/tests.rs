//! Ada's account, through the front door.

mod asking;
mod cards;
mod choices;
mod leaving;
mod others;
mod reach;
mod record;

use http::StatusCode;
use serde_json::Value;

use crate::testing::{ADA, ANOTHER_PASSWORD, HOME, PASSWORD, Visitor, in_town};

/// The form's hidden counter of changes.
fn version(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"version\" value=\"").expect("the form counts changes");
    rest.split('"').next().unwrap().to_owned()
}

async fn correct(ada: &mut Visitor, name: &str, phone: &str) -> crate::testing::Answer {
    let version = version(&ada.get("/account/profile").await.body);
    ada.post("/account/profile", &[("name", name), ("phone", phone), ("version", &version)]).await
}

async fn copy_of(ada: &mut Visitor) -> Value {
    let answer = ada.post("/account/data", &[("form", "json")]).await.expect(StatusCode::OK);
    serde_json::from_str(&answer.body).unwrap()
}

/// Every text in the values of the copy.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(map) => {
            let for_people =
                map.iter().filter(|(name, _)| !["sku", "slug", "currency"].contains(&name.as_str()));
            for_people.for_each(|(_, item)| texts(item, into));
        }
        _ => {}
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('\'', "&#39;").replace('"', "&#34;")
}

/// What stands in the copy stands on the page and in the file to read.
async fn same_everywhere(ada: &mut Visitor) {
    let copy = copy_of(ada).await;
    let to_read = ada.post("/account/data", &[("form", "page")]).await.expect(StatusCode::OK).body;
    let screen = ada.get("/account").await.body;
    for thing in
        copy["held"].as_array().unwrap().iter().flat_map(|section| section["things"].as_array().unwrap())
    {
        assert!(screen.contains(&escaped(thing["title"].as_str().unwrap())), "{thing}");
        let mut values = Vec::new();
        texts(&thing["values"], &mut values);
        // Times are written for machines in the copy, countries as their code; marks are for machines alone.
        let marks = ["Choice", "Purpose", "SHA-256 of the words beside the box"]
            .map(|mark| thing["values"][mark].clone());
        let for_people = |text: &&String| {
            text.len() > 2 && !text.ends_with('Z') && !marks.contains(&Value::from(text.as_str()))
        };
        for value in values.iter().filter(for_people) {
            assert!(screen.contains(&escaped(value)), "the page lacks {value}");
            assert!(to_read.contains(&escaped(value)), "the file to read lacks {value}");
        }
    }
    assert!(!copy.to_string().contains("argon2"));
    assert_eq!(copy["record"]["complete_and_unaltered"], true);
}

in_town! {
    async fn a_copy_says_what_ada_wants_to_be_told_of(town: Town) {
        let mut ada = town.ada().await;
        let watch = [("data", "contact.email"), ("but", "shop")];
        ada.post("/account/watches", &watch).await.expect(StatusCode::SEE_OTHER);
        let copy = copy_of(&mut ada).await;
        let section = copy["held"].as_array().unwrap().iter().find(|section| section["section"] == "watches").unwrap();
        assert_eq!(section["things"][0]["values"]["When"], "Anyone but our server by itself opens your e-mail address");
        same_everywhere(&mut ada).await;
    }

    async fn every_page_of_the_account_opens(town: Town) {
        let mut ada = town.ada().await;
        let pages = ["", "/profile", "/addresses", "/addresses/new", "/cards", "/emails", "/post", "/privacy", "/orders",
            "/security", "/messages", "/disclosures", "/disclosures?show=refused", "/disclosures/1", "/data", "/close"];
        for page in pages {
            let answer = ada.get(&format!("/account{page}")).await.expect(StatusCode::OK);
            assert!(answer.headers["cache-control"].to_str().unwrap().contains("no-store"), "{page}");
        }
    }

    async fn nobody_else_finds_anything_there(town: Town) {
        let mut stranger = town.visitor();
        for page in ["", "/profile", "/disclosures", "/data", "/close"] {
            let answer = stranger.get(&format!("/account{page}")).await.expect(StatusCode::SEE_OTHER);
            assert!(answer.location().unwrap().starts_with("/signin"), "{page}");
        }
    }

    async fn p68_ada_corrects_her_name_and_her_number(town: Town) {
        let mut ada = town.ada().await;
        correct(&mut ada, "Ada Marker Amsel", "+44 20 7946 0321").await.expect(StatusCode::SEE_OTHER);
        let page = ada.get("/account/profile").await.expect_words("Ada Marker Amsel");
        assert!(page.says("+442079460321"));
        ada.get("/account/disclosures").await.expect_words("You changed your name.");
    }

    async fn what_was_typed_wrong_comes_back_with_words(town: Town) {
        let mut ada = town.ada().await;
        let answer = correct(&mut ada, "", "12").await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says("Please tell us your name.") && answer.says("Please check the number"));
    }

    async fn two_windows_do_not_overwrite_each_other(town: Town) {
        let mut ada = town.ada().await;
        let old = version(&ada.get("/account/profile").await.body);
        correct(&mut ada, "Ada Berg", "").await.expect(StatusCode::SEE_OTHER);
        let late = ada.post("/account/profile", &[("name", "Ada Amsel"), ("phone", ""), ("version", &old)]).await;
        late.expect(StatusCode::CONFLICT);
        ada.get("/account/profile").await.expect_words("Ada Berg");
    }

    async fn another_address_counts_after_its_owner_confirmed_it(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/profile/email", &[("email", "ada.new@example.org"), ("current", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(town.last_mail_to(ADA).await.subject, "Your e-mail address is about to change");
        let path = town.last_mail_to("ada.new@example.org").await.path("/account/new-email/");
        ada.get("/account/profile").await.expect_words("waits to be confirmed");
        let mut elsewhere = town.visitor();
        elsewhere.get(&path).await.expect(StatusCode::OK).expect_words("ada.new@example.org");
        ada.get("/account/profile").await.expect_words("waits to be confirmed");
        elsewhere.post(&path, &[]).await.expect(StatusCode::SEE_OTHER);
        elsewhere.post(&path, &[]).await.expect(StatusCode::NOT_FOUND);
        let signed = elsewhere.post("/signin", &[("email", "ada.new@example.org"), ("password", PASSWORD)]).await;
        signed.expect(StatusCode::SEE_OTHER);
        let old = town.visitor().post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        old.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_address_of_somebody_else_cannot_be_taken(town: Town) {
        let mut ada = town.ada().await;
        town.customer("Bea Brandt", "bea@example.org").await;
        ada.post("/account/profile/email", &[("email", "bea@example.org"), ("current", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let path = town.last_mail_to("bea@example.org").await.path("/account/new-email/");
        town.visitor().post(&path, &[]).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        ada.get("/account/profile").await.expect_words(ADA);
    }

    async fn p68_the_address_book_is_kept_corrected_and_emptied(town: Town) {
        let mut ada = town.ada().await;
        ada.post_and_go("/account/addresses", &HOME).await.expect_words("Marker Lane 7");
        let path = ada.get("/account/addresses").await.address("/account/addresses/0");
        let mut other = HOME.to_vec();
        other[2] = ("street", "Marker Lane 9");
        let version = version(&ada.get(&path).await.expect_words("Marker Lane 7").body);
        other.push(("version", &version));
        ada.post_and_go(&path, &other).await.expect_words("Marker Lane 9");
        ada.post(&path, &other).await.expect(StatusCode::CONFLICT);
        ada.post_and_go(&format!("{path}/remove"), &[]).await.expect_words("No addresses yet");
    }

    async fn p65_the_copy_holds_what_the_page_shows(town: Town) {
        let mut ada = town.ada().await;
        correct(&mut ada, "Ada Marker & Amsel", "+442079460321").await.expect(StatusCode::SEE_OTHER);
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        ada.post("/account/emails", &[("choice", "email-news"), ("answer", "yes")]).await.expect(StatusCode::SEE_OTHER);
        same_everywhere(&mut ada).await;
    }

    async fn p65_the_copy_holds_orders_and_cards_too(town: Town) {
        let mut ada = town.ada_with_a_card().await;
        town.takes_a_piece(&mut ada).await;
        same_everywhere(&mut ada).await;
        let copy = copy_of(&mut ada).await;
        let text = copy.to_string();
        for held in ["Order 10480", "7 Quilt Yard", "ending in 4242", "+442079460991"] {
            assert!(text.contains(held), "{held}");
        }
        for never in ["argon2", "\"tok", "card_"] {
            assert!(!text.contains(never), "{never}");
        }
    }

    async fn p11_each_value_says_where_it_came_from(town: Town) {
        let mut ada = town.ada().await;
        let copy = copy_of(&mut ada).await;
        let name = &copy["held"][0]["things"][0];
        assert_eq!((&name["title"], &name["from"]), (&Value::from("Name"), &Value::from("you, when you joined")));
        town.pass_seconds(3_600).await;
        correct(&mut ada, "Ada Berg", "").await.expect(StatusCode::SEE_OTHER);
        ada.get("/account").await.expect_words("you, in My Account");
    }

    async fn p61_one_button_stops_all_news_by_mail(town: Town) {
        let mut ada = town.ada().await;
        ada.post_and_go("/account/emails", &[("choice", "email-news"), ("answer", "yes")]).await.expect_words("You said yes on");
        ada.post_and_go("/account/emails", &[("choice", "all")]).await.expect_words("You said no on");
        let copy = copy_of(&mut ada).await.to_string();
        assert!(copy.contains("\"Answer\":\"yes\"") && copy.contains("\"Answer\":\"no\""), "{copy}");
    }

    async fn choices_of_cookies_hold_on_the_device_at_once(town: Town) {
        let mut ada = town.ada().await;
        ada.post("/account/privacy", &[("choice", "measure"), ("answer", "yes")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(ada.cookies["choices"], "v1.measure");
        ada.post("/account/privacy", &[("choice", "measure"), ("answer", "no")]).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(ada.cookies["choices"], "v1");
        ada.post("/account/privacy", &[("choice", "email-news"), ("answer", "yes")]).await.expect(StatusCode::BAD_REQUEST);
    }

    async fn ada_may_object_to_whatever_rests_on_an_interest_of_ours(town: Town) {
        let page = town.ada().await.get("/account/privacy").await.expect(StatusCode::OK);
        let whom = [
            ("check.identity", "us, the fraud desk"),
            ("check.fraud", "us, the fraud desk, the credit or fraud agency"),
            ("check.credit", "the credit or fraud agency"),
            ("care.train", "the staff coach"),
            ("care.answer", "the sister company"),
            ("order.process", "the sister company"),
            ("personalise", "us"),
            ("study", "us, the analyst"),
        ];
        for (purpose, parties) in whom {
            let before = page.body.split(&format!("name=\"purpose\" value=\"{purpose}\"")).next().unwrap();
            assert_ne!(before.len(), page.body.len(), "nobody may object to {purpose}");
            let named = before.rsplit("Done by ").next().unwrap().split("</p>").next().unwrap();
            assert_eq!(named, parties, "{purpose}");
        }
        assert_eq!(page.body.matches("name=\"purpose\"").count(), whom.len());
    }

    async fn an_objection_is_recorded_and_can_be_taken_back(town: Town) {
        let mut ada = town.ada().await;
        let form = [("purpose", "study"), ("answer", "object")];
        ada.post_and_go("/account/privacy/objections", &form).await.expect_words("You objected");
        let back = ada.post_and_go("/account/privacy/objections", &[("purpose", "study"), ("answer", "allow")]).await;
        assert!(!back.says("You objected"));
        let none = ada.post("/account/privacy/objections", &[("purpose", "marketing.email"), ("answer", "object")]).await;
        none.expect(StatusCode::BAD_REQUEST);
    }

    async fn p66_a_new_password_needs_the_old_one_and_ends_every_other_session(town: Town) {
        let mut ada = town.ada().await;
        let mut phone = town.visitor();
        phone.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        let wrong = [("current", "not the old one at all"), ("password", ANOTHER_PASSWORD)];
        ada.post("/account/security", &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        let right = [("current", PASSWORD), ("password", ANOTHER_PASSWORD)];
        ada.post_and_go("/account/security", &right).await.expect_words("Your password is changed");
        phone.get("/account").await.expect(StatusCode::SEE_OTHER);
        ada.get("/account").await.expect(StatusCode::OK);
        let old = town.visitor().post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
        old.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn p66_other_devices_can_be_signed_out(town: Town) {
        let mut ada = town.ada().await;
        let mut phone = town.visitor();
        phone.post("/signin", &[("email", ADA), ("password", PASSWORD)]).await.expect(StatusCode::SEE_OTHER);
        ada.get("/account/security").await.expect_words("Another device");
        ada.post("/account/security/others", &[]).await.expect(StatusCode::SEE_OTHER);
        phone.get("/account").await.expect(StatusCode::SEE_OTHER);
        ada.get("/account/security").await.expect_words("This device");
    }
}
