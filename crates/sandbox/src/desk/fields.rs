//! The fields of a call, by their paths: `billing.city`.

use serde_json::Value;

/// Names and values, as they were received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// Every value inside, however deep.
    pub fn of(value: &Value) -> Fields {
        let mut fields = Fields::default();
        fields.walk("", value);
        fields
    }

    fn walk(&mut self, path: &str, value: &Value) {
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value {
            Value::Object(map) => map.iter().for_each(|(name, value)| self.walk(&below(name), value)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(n, value)| self.walk(&below(&(n + 1).to_string()), value))
            }
            Value::Null => {}
            Value::String(text) => self.0.push((path.to_owned(), text.clone())),
            other => self.0.push((path.to_owned(), other.to_string())),
        }
    }

    /// What is written, in the order of an address on an envelope; what an envelope does not know comes last.
    pub fn in_envelope_order(mut self) -> Fields {
        const ORDER: [&str; 12] = [
            "name", "company", "line1", "line2", "line3", "street", "extra", "city", "town", "region",
            "postcode", "country",
        ];
        self.0.retain(|(_, value)| !value.is_empty());
        self.0.sort_by_key(|(path, _)| {
            let name = path.rsplit('.').next().unwrap_or(path).replace('_', "");
            ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_value_stands_under_its_path() {
        let fields = Fields::of(&json!({ "a": 1, "b": { "c": "two", "d": [true, null] } }));
        let expected = [("a", "1"), ("b.c", "two"), ("b.d.1", "true")];
        assert_eq!(fields.0, expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn an_envelope_begins_with_the_name_and_ends_with_the_country() {
        let fields = Fields::of(
            &json!({ "city": "York", "country": "GB", "line_1": "1 Mill Lane", "name": "Ada", "line_2": "", "postcode": "YO1" }),
        );
        let values: Vec<String> = fields.in_envelope_order().0.into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, ["Ada", "1 Mill Lane", "York", "YO1", "GB"]);
    }
}
