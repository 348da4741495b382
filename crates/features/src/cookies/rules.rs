//! What an answer to the cookie question means.

/// The choice that a browser's “do not sell or share” answers with no.
pub(super) const ADVERTS: &str = "adverts";

/// The choices that are on after an answer. `answer` is the button: only what is needed, all, or those ticked; any other
/// word counts as only what is needed. A browser that says “do not sell or share” has said no to adverts, whatever the button.
pub(super) fn chosen(
    answer: &str,
    asked: &[String],
    ticked: impl Fn(&str) -> bool,
    gpc: bool,
) -> Vec<String> {
    let on = |name: &str| match answer {
        "all" => true,
        "chosen" => ticked(name),
        _ => false,
    };
    asked.iter().filter(|name| on(name) && !(gpc && name.as_str() == ADVERTS)).cloned().collect()
}

/// A kind of cookie in words.
pub(super) fn kind_in_words(kind: &str) -> &'static str {
    match kind {
        "functionality" => "makes the shop work",
        "analytics" => "measures",
        "preference" => "remembers",
        "advertising" => "advertises",
        _ => "other",
    }
}

/// The kind of cookie that a choice of the cookie question is about.
pub(super) fn kind_of(choice: &str) -> &'static str {
    match choice {
        "measure" => "analytics",
        "remember" => "preference",
        ADVERTS => "advertising",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Vec<String> {
        ["measure", "remember", "adverts"].map(str::to_owned).to_vec()
    }

    #[test]
    fn only_what_is_needed_is_nothing() {
        for answer in ["needed", "", "yes please"] {
            assert!(chosen(answer, &asked(), |_| true, false).is_empty(), "{answer}");
        }
    }

    #[test]
    fn all_is_all_and_chosen_is_what_was_ticked() {
        assert_eq!(chosen("all", &asked(), |_| false, false), asked());
        assert_eq!(chosen("chosen", &asked(), |name| name == "remember", false), ["remember"]);
    }

    #[test]
    fn do_not_sell_or_share_is_a_no_to_adverts() {
        assert_eq!(chosen("all", &asked(), |_| true, true), ["measure", "remember"]);
    }
}
