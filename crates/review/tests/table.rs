//! The table as a page: whole, safe, and readable without anything else.

use policy::{Policy, Settings};
use review::table_html;

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn page() -> String {
    table_html(&load(include_str!("../../../policy/privacy.md"))).expect("the page is written")
}

#[test]
fn every_purpose_of_the_listing_has_its_table() {
    let listing = load(include_str!("../../../policy/privacy.md")).listing();
    let page = page();
    let mut purposes = 0;
    for purpose in listing.split("\n\n").filter(|block| block.contains('\n')) {
        let name = purpose.lines().next().expect("a first line");
        assert_eq!(page.contains(&format!("id=\"{name}\"")), purpose.trim().lines().count() > 1, "{name}");
        purposes += 1;
    }
    assert!(purposes > 15, "{purposes}");
}

#[test]
fn a_row_says_who_may_what_with_which_data_when_why_and_where() {
    let page = page();
    let row = page
        .lines()
        .find(|line| line.contains(">courier<") && line.contains("<tr>"))
        .expect("the courier's row");
    for part in [
        "parcel courier",
        "use, receive",
        "<code>contact.phone</code>",
        "<code>agreement and order-open</code>",
        "<td>contract</td>",
        "<td>2.4</td>",
        "outside the company",
    ] {
        assert!(row.contains(part), "{part} is not in {row}");
    }
}

#[test]
fn the_page_leans_on_nothing_else_and_runs_nothing() {
    let page = page();
    for foreign in ["http:", "https:", "<script", "<link", "<img", "url(", "@import"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
}

#[test]
fn every_cell_of_the_overview_has_words_to_listen_to() {
    let page = page();
    let overview = page.split("class=\"matrix\"").nth(1).and_then(|rest| rest.split("</table>").next());
    let overview = overview.expect("the overview");
    assert!(overview.matches("<td>").count() > 300);
    assert_eq!(overview.matches("<td><span").count(), overview.matches("<td>").count());
}

#[test]
fn a_title_cannot_break_out_of_its_place() {
    let text =
        include_str!("../../../policy/privacy.md").replacen("# Your privacy", "# <b>Your</b> & privacy", 1);
    assert!(!table_html(&load(&text)).expect("the page is written").contains("<b>Your</b>"));
}
