//! The nine tasks of `docs/policy-guide.md`, from one figure to a kind of data, a recipient and a choice of one's own.

use super::Task;

/// All nine, in the order of the guide.
pub static TASKS: [Task; 9] = [
    Task {
        title: "More time to send back",
        wanted: "People may send pieces back for 60 days instead of 30.",
        solution: &[("figure returns is 30 days", "figure returns is 60 days")],
    },
    Task {
        title: "Shorter memory for chats",
        wanted: "Stored chats are destroyed 6 months after the chat instead of 13.",
        solution: &[(
            "keep chat.transcript for 13 months after chat-end then erase",
            "keep chat.transcript for 6 months after chat-end then erase",
        )],
    },
    Task {
        title: "Suggestions from orders alone",
        wanted: "Suggestions are made from what somebody ordered, and no longer from wish lists and interests.",
        solution: &[(
            "shop may use orders, account.wish-list, behaviour.interests for personalise",
            "shop may use orders for personalise",
        )],
    },
    Task {
        title: "No telephone numbers for sister companies",
        wanted: "Other companies of the group get the phone number no more, and everything else as before.",
        solution: &[(
            "group-company may receive, use identity.name, contact, orders for order.process, care.answer as \
             legitimate-interest if agreement and not objected",
            "group-company may receive, use identity.name, contact, orders but contact.phone for order.process, \
             care.answer as legitimate-interest if agreement and not objected",
        )],
    },
    Task {
        title: "An objection stops the news",
        wanted: "News by e-mail goes to nobody who has objected, even if they once said yes. Post stays as it is.",
        solution: &[(
            "shop, marketer may use identity.name, contact.email for marketing.email as consent if email-news",
            "shop, marketer may use identity.name, contact.email for marketing.email as consent if email-news \
             and not objected",
        )],
    },
    Task {
        title: "The courier announces the hour",
        wanted: "The courier receives and uses the e-mail address too, under the same conditions as the phone number.",
        solution: &[
            (
                "courier may receive, use identity.name, contact.shipping, contact.phone for order.deliver",
                "courier may receive, use identity.name, contact.shipping, contact.phone, contact.email for \
                 order.deliver",
            ),
            (
                "courier may never receive personal but identity.name, contact.shipping, contact.phone",
                "courier may never receive personal but identity.name, contact.shipping, contact.phone, \
                 contact.email",
            ),
        ],
    },
    Task {
        title: "A firm that wraps presents",
        wanted: "A new firm outside, `gift-wrapper` (a processor), receives and uses the pieces of an order and the \
                 name, for processing the order, while an agreement with it is in date and the order is open.",
        solution: &[
            (
                "fulfilment may never see personal unless order-open",
                "fulfilment may never see personal unless order-open\ngift-wrapper may receive, use orders.items, \
                 identity.name for order.process as contract if agreement and order-open",
            ),
            (
                "outside payment-partner (processor),",
                "outside gift-wrapper (processor), payment-partner (processor),",
            ),
        ],
    },
    Task {
        title: "How people wish to be addressed",
        wanted: "A new kind of data, `identity.address-as`, is asked for where the name is, and used for the same.",
        solution: &[
            ("data identity: name,", "data identity: name, address-as,"),
            (
                "shop may collect identity.name, identity.username,",
                "shop may collect identity.name, identity.address-as, identity.username,",
            ),
            (
                "shop may use identity.name, identity.username,",
                "shop may use identity.name, identity.address-as, identity.username,",
            ),
        ],
    },
    Task {
        title: "Birthday greetings",
        wanted: "Who switches on a new choice, `birthday`, asked in the account and off at the start, lets the shop \
                 use the birth date for news by e-mail.",
        solution: &[(
            "choice post-news \"Send me news by post\" starts off asked at registration, account",
            "choice post-news \"Send me news by post\" starts off asked at registration, account\nchoice birthday \
             \"Write to me on my birthday\" starts off asked at account\nshop may use identity.birth-date for \
             marketing.email as consent if birthday",
        )],
    },
];
