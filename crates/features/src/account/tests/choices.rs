//! Choices that nobody has answered yet.

use http::StatusCode;

use crate::testing::{in_town, under};

const OFF: &str = "You have not answered; it stays off until you do.";
const ON: &str = "You have not answered; it starts on.";

/// A page on which suggestions begin by themselves.
const SUGGESTED: &[(&str, &str)] = &[(
    "choice taste \"Suggest things I may like\" starts off asked at account",
    "choice taste \"Suggest things I may like\" starts on asked at account",
)];

in_town! {
    async fn what_nobody_has_answered_is_off_and_says_so(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/privacy").await.expect(StatusCode::OK).expect_words("Suggest things I may like");
        assert!(!page.says(ON));
        let asked = town.shop.house.policy().choices().iter().filter(|choice| choice.name != "card-kept" && !choice.name.ends_with("-news")).count();
        assert_eq!(page.body.matches(OFF).count(), asked);
        let yes = [("choice", "taste"), ("answer", "yes")];
        let page = ada.post_and_go("/account/privacy", &yes).await.expect(StatusCode::OK).expect_words("You said yes on");
        assert_eq!(page.body.matches(OFF).count(), asked - 1);
    }
}

under! {
    SUGGESTED: async fn what_starts_on_says_so_and_where_to_stop_it(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/privacy").await.expect(StatusCode::OK);
        assert_eq!(page.body.matches(ON).count(), 1);
        let no = [("choice", "taste"), ("answer", "no")];
        let page = ada.post_and_go("/account/privacy", &no).await.expect(StatusCode::OK).expect_words("You said no on");
        assert!(!page.says(ON));
    }
}
