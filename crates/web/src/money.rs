//! Amounts as people read them.

/// "£148.00" for 14800 GBP; currencies without a sign here stand with their ISO 4217 code: "148.00 SEK".
pub fn price(minor: i64, currency: &str) -> String {
    let amount =
        format!("{}{}.{:02}", if minor < 0 { "−" } else { "" }, minor.abs() / 100, minor.abs() % 100);
    match currency {
        "GBP" => format!("£{amount}"),
        "EUR" => format!("€{amount}"),
        "USD" => format!("${amount}"),
        code => format!("{amount} {code}"),
    }
}
