//! The addresses in a plain text, so that they can be followed.

/// A piece of a text: words, or an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub words: &'t str,
    pub is_link: bool,
}

/// The text in pieces; together they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let end = start + length(&rest[start..]);
        pieces.push(Piece { words: &rest[..start], is_link: false });
        pieces.push(Piece { words: &rest[start..end], is_link: true });
        rest = &rest[end..];
    }
    pieces.push(Piece { words: rest, is_link: false });
    pieces.retain(|piece| !piece.words.is_empty());
    pieces
}

fn next_link(text: &str) -> Option<usize> {
    ["http://", "https://"].into_iter().filter_map(|scheme| text.find(scheme)).min()
}

/// Up to the next space or bracket, without the full stop that ends the sentence.
fn length(text: &str) -> usize {
    let end =
        text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')')).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_nothing_is_lost() {
        let text = "Confirm: http://shop:1/verify/a?b=c.\nOr <https://x/y>.";
        let links: Vec<&str> =
            pieces(text).into_iter().filter(|piece| piece.is_link).map(|piece| piece.words).collect();
        assert_eq!(links, ["http://shop:1/verify/a?b=c", "https://x/y"]);
        assert_eq!(pieces(text).iter().map(|piece| piece.words).collect::<String>(), text);
    }

    #[test]
    fn a_text_without_an_address_is_one_piece() {
        assert_eq!(pieces("Hello"), [Piece { words: "Hello", is_link: false }]);
    }
}
