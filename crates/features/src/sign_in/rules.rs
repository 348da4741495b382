//! Pure decisions of this feature.

/// Where to lead somebody after signing in: the page they wanted, if it is one of ours, else My Account.
///
/// Only a path counts. What browsers read as another site (`//host`, `/\host`, a scheme) or as the end of a header does not.
pub fn onward(then: &str) -> &str {
    let ours = then.starts_with('/')
        && !then.starts_with("//")
        && then.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if ours { then } else { "/account" }
}

#[cfg(test)]
mod tests {
    use super::onward;

    #[test]
    fn a_page_of_ours_is_where_one_is_led() {
        for path in ["/", "/checkout", "/account/orders?page=2", "/p/ormond-coat#sizes", "/a%20b"] {
            assert_eq!(onward(path), path);
        }
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for path in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "javascript:alert(1)",
            "/\r\nSet-Cookie: a=b",
            "/\t/evil.example",
            "evil.example",
        ] {
            assert_eq!(onward(path), "/account", "{path:?}");
        }
    }
}
