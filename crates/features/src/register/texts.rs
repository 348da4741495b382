//! The two texts that a guardian is told of: the privacy policy and the terms of sale, as they stand.

use policy::Section;

use crate::{help, shop::Shop};

/// Both texts, for a page and for a mail.
pub struct Texts {
    /// The policy, section by section.
    pub sections: Vec<Section>,
    /// The terms of sale as HTML.
    pub terms_html: String,
    /// The terms of sale in plain words.
    pub terms_text: String,
}

impl Texts {
    /// The texts of this shop.
    pub fn of(shop: &Shop) -> askama::Result<Texts> {
        let terms_html = help::terms_of(shop)?;
        let terms_text = plain(&terms_html);
        Ok(Texts { sections: shop.house.policy().document().sections.clone(), terms_html, terms_text })
    }
}

impl Texts {
    /// The policy in plain words, a line for each title and paragraph.
    pub fn policy_text(&self) -> String {
        let lines = self.sections.iter().flat_map(|section| {
            let title = (!section.title.is_empty()).then(|| format!("{}. {}", section.number, section.title));
            title.into_iter().chain(section.paragraphs.iter().map(|paragraph| paragraph.text.clone()))
        });
        lines.collect::<Vec<_>>().join("\n\n")
    }
}

/// A text of ours without its marks: a line for each element that begins one, entities read.
fn plain(html: &str) -> String {
    let mut words = String::new();
    for piece in html.split('<') {
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        match tag {
            "h2" | "p" | "ol" | "ul" => words.push_str("\n\n"),
            "li" => words.push_str("\n- "),
            _ => {}
        }
        words.push_str(rest);
    }
    let lines = words.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    read_entities(text.replace("\n\n- ", "\n- ").trim())
}

fn read_entities(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_text_without_its_marks_keeps_its_lines() {
        let html = "<h2>1. Who sells</h2>\n<p>We &amp; <a href=\"/x\">they</a>.</p><ol>\n<li>one</li>\n<li>two</li></ol>";
        assert_eq!(plain(html), "1. Who sells\n\nWe & they.\n- one\n- two");
    }
}
