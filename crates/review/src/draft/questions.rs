//! What is asked at the start of a policy. Each question can be skipped.

use super::{About, Ask};

const fn figure(words: &'static str, rule: &'static str, usual: u32, within: (u32, u32)) -> Ask {
    Ask { words, about: About::Figure { rule, usual, within } }
}

/// All questions, in the order in which they are asked.
pub static QUESTIONS: [Ask; 10] = [
    figure(
        "Below which age, in years, does a guardian have to agree?",
        "figure guardian-age is # years",
        16,
        (13, 21),
    ),
    figure("For how many days may people send pieces back?", "figure returns is # days", 30, (14, 365)),
    figure(
        "For how many years do your books keep what was bought and paid?",
        "keep orders for # years after last-order",
        6,
        (1, 30),
    ),
    figure("Within how many days is a complaint answered?", "answer complaint within # days", 30, (1, 30)),
    figure(
        "How many people at least stand behind a figure that you publish?",
        "figure crowd is # people",
        20,
        (5, 10_000),
    ),
    figure(
        "How many days before it counts is a change announced that allows more?",
        "figure notice is # days",
        30,
        (14, 365),
    ),
    Ask {
        words: "Do you offer live chat, run by a chat provider?",
        about: About::Part {
            paragraphs: &["Live chat is run for us", "Would you like a copy of a chat?"],
            instead: &[
                (
                    "group-company may never receive card, chat, behaviour",
                    "group-company may never receive card, behaviour",
                ),
                ("Cards, chats, cookies and what", "Cards, cookies and what"),
                ("identity, contact, card, chat for study", "identity, contact, card for study"),
                (
                    "names, addresses, cards and chats are shut to it",
                    "names, addresses and cards are shut to it",
                ),
                (
                    "account.password, card.stand-in, chat for rights",
                    "account.password, card.stand-in for rights",
                ),
                ("data chat: message, transcript\n", ""),
                ("purpose care: answer, train", "purpose care: answer"),
                ("fulfilment, coach, marketer", "fulfilment, marketer"),
                ("chat-provider (processor), ", ""),
            ],
        },
    },
    Ask {
        words: "Do you ask an agency for credit or fraud about doubtful orders?",
        about: About::Part {
            paragraphs: &["An order that looks doubtful"],
            instead: &[
                ("purpose check: age, identity, fraud, credit", "purpose check: age, identity, fraud"),
                ("check-agency (controller), ", ""),
            ],
        },
    },
    Ask {
        words: "Do other companies of your group help to serve your customers?",
        about: About::Part {
            paragraphs: &["Another company of {{group}}"],
            instead: &[("group-company (controller), ", "")],
        },
    },
    Ask {
        words: "Do you study which groups of customers buy what?",
        about: About::Part {
            paragraphs: &["To serve people better we study"],
            instead: &[
                ("orders, demographics, care for account.manage", "orders, care for account.manage"),
                ("data demographics: age-band, region\n", ""),
                ("advert, study, publish", "advert, publish"),
            ],
        },
    },
];
