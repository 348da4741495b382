//! The shop's own mark: a coat hanger whose hook is an L.

/// The icon for the tab of a browser, in paper and ink.
pub fn icon() -> String {
    format!(
        concat!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" fill="#1b1917"/>"##,
            r##"{}</svg>"##
        ),
        hanger("#f8f6f1")
    )
}

/// The mark alone, in a colour of the page's choice, for paper and letters.
pub fn mark() -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">{}</svg>"#,
        hanger("currentColor")
    )
}

fn hanger(ink: &str) -> String {
    format!(
        concat!(
            r#"<g fill="none" stroke="{}" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round">"#,
            r#"<path d="M27 17a6 6 0 1 1 9 5.200c-2.600 1.500-4 2.900-4 5.800"/><path d="M32 28 9.500 43.500c-2 1.400-1 4.500 1.500 4.500h42c2.500 0 3.500-3.100 1.500-4.500Z"/></g>"#
        ),
        ink
    )
}
