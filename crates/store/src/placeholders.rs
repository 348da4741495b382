//! `$1`, `$2` in a statement: read apart from quotations and comments.

/// The text with `?1` for `$1`: SQLite numbers `$1` by first appearance, and only `?1` by what it says.
pub(crate) fn numbered(text: &str) -> String {
    pieces(text)
        .map(|piece| if number(piece).is_some() { piece.replacen('$', "?", 1) } else { piece.to_owned() })
        .collect()
}

/// The highest number, which is how many parameters the statement takes.
pub(crate) fn count(text: &str) -> usize {
    pieces(text).filter_map(number).max().unwrap_or(0)
}

/// The text with every number raised by so many.
pub(crate) fn shifted(text: &str, by: usize) -> String {
    pieces(text)
        .map(|piece| number(piece).map_or_else(|| piece.to_owned(), |number| format!("${}", number + by)))
        .collect()
}

fn number(piece: &str) -> Option<usize> {
    piece.strip_prefix('$')?.parse().ok()
}

/// Cuts the text into placeholders, quotations, comments, and single characters of everything else.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, tail) = rest.split_at_checked(length(rest)?)?;
        rest = tail;
        Some(piece)
    })
}

/// The length of the piece that begins here. A doubled quotation mark ends one quotation and begins the next, which
/// comes to the same.
fn length(rest: &str) -> Option<usize> {
    let (opened, end) = match rest.as_bytes() {
        [b'$', ..] => return Some(1 + digits(&rest[1..])),
        [b'\'', ..] => (1, "'"),
        [b'"', ..] => (1, "\""),
        [b'-', b'-', ..] => (2, "\n"),
        [b'/', b'*', ..] => (2, "*/"),
        _ => return rest.chars().next().map(char::len_utf8),
    };
    Some(rest[opened..].find(end).map_or(rest.len(), |at| opened + at + end.len()))
}

fn digits(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_keep_their_numbers() {
        assert_eq!(numbered("a = $2 AND b = $1 AND c = $12"), "a = ?2 AND b = ?1 AND c = ?12");
    }

    #[test]
    fn numbers_are_raised_and_quotations_are_not() {
        assert_eq!(shifted("a = $2 AND b = '$1' AND c = $12", 3), "a = $5 AND b = '$1' AND c = $15");
    }

    #[test]
    fn quotations_and_comments_stay_as_they_are() {
        let text = "SELECT '$1', 'it''s $2', \"$3\" -- $4\n, /* $5 */ é";
        assert_eq!(numbered(&format!("{text}, $6")), format!("{text}, ?6"));
    }

    #[test]
    fn a_statement_takes_as_many_parameters_as_its_highest_number() {
        assert_eq!(count("SELECT $2, $12, $2, '$99'"), 12);
        assert_eq!(count("SELECT 1"), 0);
    }

    #[test]
    fn an_open_quotation_reaches_to_the_end() {
        assert_eq!(numbered("SELECT '$1"), "SELECT '$1");
    }
}
