//! Questions and answers, and how they are found. Figures stay in the policy, so that no answer can disagree with it.

/// A heading of the help page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Before and after an order.
    Orders,
    /// Cards and paying.
    Paying,
    /// The account.
    Account,
    /// What is held, who uses it, and how it goes.
    Privacy,
    /// Cookies and news.
    Cookies,
    /// Shoppers who need a guardian.
    Young,
}

impl Topic {
    /// All headings, in the order of the page.
    pub const ALL: [Topic; 6] =
        [Topic::Orders, Topic::Paying, Topic::Account, Topic::Privacy, Topic::Cookies, Topic::Young];

    /// The heading's words.
    pub fn words(self) -> &'static str {
        match self {
            Topic::Orders => "Orders and delivery",
            Topic::Paying => "Cards and paying",
            Topic::Account => "Your account",
            Topic::Privacy => "Your details",
            Topic::Cookies => "Cookies and news",
            Topic::Young => "Young shoppers",
        }
    }
}

/// A question with its answer, the page that does it, and the paragraph of the policy behind it.
pub struct Question {
    /// Where it stands.
    pub topic: Topic,
    /// Its mark on the page.
    pub mark: &'static str,
    /// The question.
    pub asks: &'static str,
    /// The answer.
    pub answer: &'static str,
    /// The page that does it: address and words.
    pub page: (&'static str, &'static str),
    /// Paragraph of the policy.
    pub paragraph: &'static str,
    /// Other words people use for it.
    pub also: &'static str,
}

macro_rules! questions {
    ($($topic:ident $mark:literal: $asks:literal => $answer:literal, $href:literal $words:literal, $paragraph:literal, $also:literal;)*) => {
        /// All of them.
        pub const ALL: &[Question] = &[$(Question {
            topic: Topic::$topic, mark: $mark, asks: $asks, answer: $answer, page: ($href, $words), paragraph: $paragraph, also: $also,
        },)*];
    };
}

questions! {
    Orders "find-order": "Where is my order?"
        => "Signed in, your orders and the way of each parcel are in My Account. Ordered as a guest? Give the order number and your e-mail address, and we mail you a link to the page of that order.",
        "/order/find" "Find an order", "2.1", "track parcel status guest lost late arrive delivery";
    Orders "guest": "Can I order without an account?"
        => "Yes. Put pieces into the basket and go to the checkout. We ask for what the order needs and nothing else, and keep no password. The receipt we mail leads back to your order.",
        "/basket" "To the basket", "2.1", "buy register checkout";
    Orders "phone": "Why do you ask for a telephone number?"
        => "Only express drivers ring. With standard delivery the field may stay empty. The courier gets the number for that one parcel.",
        "/privacy/partners" "Who gets what", "2.4", "mobile courier driver express optional";
    Orders "courier": "What does the courier learn about me?"
        => "The name, the delivery address and the phone number on that parcel, and nothing else: not the e-mail address, not what is inside. Each hand-over is written in your record.",
        "/account/disclosures" "Who used my data", "2.4", "delivery driver share parcel hand over";
    Orders "address-open": "Can I change the address of an order?"
        => "Not once it is placed: the address book changes later orders only. If a parcel must not go where you sent it, ask an advisor at once, who can then look at that order.",
        "/account/assist" "Ask an advisor", "6.2", "wrong address correct edit delivery change";
    Orders "return": "How do I send something back?"
        => "Write to customer care with the order number. Pieces come back unworn with their labels on; the terms of sale say how long you have and who pays the post.",
        "/terms" "Terms of sale", "0.2", "returns refund exchange money back cancel";

    Paying "delete-card": "How do I delete a saved card?"
        => "In My Account, under saved cards: press Remove beside the card. It goes here and at our payment partner. You can do the same while you pay, and while you add or edit an address.",
        "/account/cards" "Saved cards", "6.3", "delete remove forget erase card credit debit payment";
    Paying "card-held": "Do you hold my card number?"
        => "No. You type it on a page of our payment partner, and we never see it. If you let us remember the card, we keep a stand-in, the last four digits and the date it ends.",
        "/account/cards" "Saved cards", "2.2", "store credit debit safe number stand-in partner";
    Paying "card-use": "Who else gets my card details?"
        => "Nobody. A remembered card goes to the payment partner to pay for an order of yours, and our server refuses it any other use.",
        "/account/disclosures" "Who used my data", "2.2", "share third party saved card";
    Paying "paid-twice": "I pressed pay twice. Was I charged twice?"
        => "No. An order is placed and charged once, however many tabs or clicks it took. If a payment of yours came in after the order was called off, it is paid back by itself.",
        "/account/orders" "Your orders", "2.1", "double charge duplicate payment two tabs";

    Account "join": "How do I open an account?"
        => "Give your age, name, e-mail address and a password. We mail you a link; once you press the button behind it, the account is open. News by e-mail or post is your choice there, and starts at no.",
        "/join" "Open an account", "2.1", "register sign up create new";
    Account "password": "I forgot my password"
        => "Give your e-mail address and we mail you a link with which you choose a new one. All devices are signed out then.",
        "/recover" "Choose a new password", "6.2", "reset recover lost sign in login locked";
    Account "correct": "How do I correct my name or address?"
        => "In My Account: name and contact under that heading, addresses in the address book. You can also ask us by mail, and we do it for you.",
        "/account/profile" "Name and contact", "6.1", "change edit wrong update correct moved phone email address book";
    Account "addresses": "How do I change an address in my address book?"
        => "Open the address book, choose the address, change it and save. Cards billed there can be removed on the same page.",
        "/account/addresses" "Address book", "6.1", "edit delete home delivery billing";
    Account "who-can-open": "Can your staff open my account?"
        => "Not by themselves. An advisor may look while a request of yours is open, and each look is written in your record. Close the request and it is shut from that moment.",
        "/account/assist" "Ask an advisor", "6.2", "advisor employees access see help support";
    Account "devices": "How do I sign out everywhere?"
        => "Under Signing in you see where you are signed in, and end what you do not know. A new password ends all of them.",
        "/account/security" "Signing in", "6.2", "session device logout security stolen";

    Privacy "who-used": "Who has used my data?"
        => "Your record lists every opening: who, when, what, what for, and the paragraph that allowed it. Refused attempts stand there too.",
        "/account/disclosures" "Who used my data", "6.1", "ledger disclosures shared access log record see";
    Privacy "tell-me": "Can you tell me when somebody opens my details?"
        => "Yes. Say which details matter to you and who may have them without a word, and you get a mail within a minute when anybody else opens them. The mail itself holds nothing of yours.",
        "/account/watches" "Tell me when", "6.1", "alarm notify notification alert warn watch opened looked";
    Privacy "ask-line": "Somebody opened my details and I do not know why"
        => "Open your record, choose the line, and press “Ask about this line”. Our data-protection officer sees the line with your question and answers by a day that the page names.",
        "/account/disclosures" "Who used my data", "8.1", "question dispute explain why who opened complain";
    Privacy "download": "How do I get a copy of everything you hold?"
        => "Take my data gives you one file for people and one for programs, at once.",
        "/account/data" "Take my data", "6.1", "export download access request copy gdpr portability sar";
    Privacy "close": "How do I close my account?"
        => "In My Account, under Close my account. The keys to your details are destroyed, so that not even a backup can be read. Orders stay as long as tax law wants them, with nobody's name on them.",
        "/account/close" "Close my account", "6.1", "delete erase remove forget account gdpr leave";
    Privacy "sold": "Do you sell my details?"
        => "No. The policy our server runs on lets no firm have them for its own advertising, so there is no way in the shop to do it.",
        "/privacy/partners" "Who we work with", "4.5", "marketing third party advertising share";
    Privacy "why": "Why do you ask for this or that?"
        => "Press the seal beside any field: it says what the answer is for, who gets it and how long it stays. It is printed from the rules that the server obeys.",
        "/privacy" "The policy we run on", "2.1", "reason purpose field form";
    Privacy "safe": "How is what I send kept safe?"
        => "It travels encrypted, and each value is sealed with a key of your own. Nothing opens without a line in your record first.",
        "/privacy" "The policy we run on", "7.1", "security encryption sealed hacked";

    Cookies "cookie-choices": "How do I change my cookie choices?"
        => "Open the cookie choices, which are at the foot of each page, and choose again. What you switch off is removed from this device at once.",
        "/privacy/choices" "Cookie choices", "3.6", "delete clear cookies consent banner tracking";
    Cookies "cookie-list": "Which cookies do you use?"
        => "The list names each with what it does and how long it lasts. A cookie that is not on it cannot leave our server.",
        "/privacy/cookies" "Every cookie", "3.1", "list tracking analytics advertising";
    Cookies "stop-mails": "How do I stop news by e-mail?"
        => "Switch it off under My Emails. It holds from that moment. Mails about an order of yours still come, because you need them.",
        "/account/emails" "My Emails", "5.2", "unsubscribe newsletter marketing opt out stop spam";
    Cookies "stop-post": "How do I stop news by post?"
        => "Switch it off under News by post, or write to or ring customer care.",
        "/account/post" "News by post", "5.2", "catalogue letter mail marketing opt out stop";

    Young "under-age": "I am younger than the policy's age. Can I shop here?"
        => "Yes, with a parent or guardian. We ask for their e-mail address and mail them this shop's policy and terms; no account opens and no order is placed before they say yes.",
        "/join/age" "Start with your age", "1.1", "child children teenager under sixteen 16 parent";
    Young "guardian": "I am a guardian and got a mail from you"
        => "The mail holds both texts and a link. Behind it you say yes or no with one button. Say nothing, and what we were told is destroyed after a while.",
        "/contact" "Ask us", "1.1", "parent approve refuse child consent";
}

/// The questions that hold every word looked for, those with the words in the question itself first.
pub fn search(looked_for: &str) -> Vec<&'static Question> {
    let words: Vec<String> = words_of(looked_for).collect();
    let mut found: Vec<_> =
        ALL.iter().filter_map(|question| Some((score(question, &words)?, question))).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, question)| question).collect()
}

/// The words that count: lower case, without the small ones that every question has.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    const SMALL: [&str; 18] = [
        "a", "an", "the", "my", "i", "do", "how", "to", "can", "is", "of", "you", "your", "me", "we", "and",
        "for", "it",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.as_str()))
}

/// How well a question fits; `None` when a word is nowhere in it.
fn score(question: &Question, words: &[String]) -> Option<usize> {
    let (asks, also, answer) = (question.asks.to_lowercase(), question.also, question.answer.to_lowercase());
    words.iter().try_fold(0, |sum, word| {
        let weight = [(asks.as_str(), 4), (also, 3), (answer.as_str(), 1)];
        let best: usize =
            weight.iter().filter(|(text, _)| begins_a_word(text, word)).map(|(_, weight)| weight).sum();
        (best > 0).then_some(sum + best)
    })
}

/// "cards" is found for "card" and the other way round.
fn begins_a_word(text: &str, word: &str) -> bool {
    let stem = if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word };
    text.split(|c: char| !c.is_alphanumeric()).any(|candidate| candidate.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delete_card_leads_to_the_page_of_saved_cards() {
        for typed in ["delete card", "Delete my cards", "how do I remove a card?", "forget CARD"] {
            let first = search(typed).into_iter().next().map(|question| question.page.0);
            assert_eq!(first, Some("/account/cards"), "{typed}");
        }
    }

    #[test]
    fn every_word_counts() {
        assert!(search("card giraffe").is_empty());
        assert_eq!(search("how do I").len(), ALL.len());
    }

    #[test]
    fn every_question_has_a_mark_of_its_own_and_finds_itself() {
        let mut marks: Vec<_> = ALL.iter().map(|question| question.mark).collect();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), ALL.len());
        for question in ALL {
            assert!(
                search(question.asks).iter().any(|found| found.mark == question.mark),
                "{}",
                question.asks
            );
        }
    }
}
