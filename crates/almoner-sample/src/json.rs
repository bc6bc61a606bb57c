//! Writes JSON with the members in the order in which they are given, so that output is the same bytes in every build
//! (a map's order depends on features that other crates may switch on) and no tree is built.

/// Writes one JSON value into a buffer.
#[derive(Default)]
pub struct Json {
    out: Vec<u8>,
    comma: bool,
}

impl Json {
    /// A document whose root is an object.
    pub fn object(fill: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut json = Self::default();
        json.braces(fill);
        json.out
    }

    /// A member that is a string.
    pub fn str(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.text(value);
        self
    }

    /// A member that is a string, left out where there is none.
    pub fn opt(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.str(key, value);
        }
        self
    }

    /// A member that is true or false.
    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    /// A member that is a number, written with the decimals it was measured with.
    pub fn number(&mut self, key: &str, value: f64, places: u8) -> &mut Self {
        self.raw(key, &format!("{value:.*}", usize::from(places)))
    }

    /// A member that is a whole number.
    pub fn int(&mut self, key: &str, value: u64) -> &mut Self {
        self.raw(key, &value.to_string())
    }

    /// A member whose value is already JSON.
    pub fn raw(&mut self, key: &str, json: &str) -> &mut Self {
        self.key(key);
        self.out.extend_from_slice(json.as_bytes());
        self
    }

    /// A member that is an object.
    pub fn obj(&mut self, key: &str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.key(key);
        self.braces(fill);
        self
    }

    /// A member that is a list; `fill` adds the items with [`Json::item`] or [`Json::string_item`].
    pub fn list(&mut self, key: &str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.key(key);
        self.out.push(b'[');
        self.comma = false;
        fill(self);
        self.out.push(b']');
        self.comma = true;
        self
    }

    /// A member that is a string, or `null` where there is none.
    pub fn opt_or_null(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.str(key, value),
            None => self.raw(key, "null"),
        }
    }

    /// A list in a list.
    pub fn list_item(&mut self, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.separate();
        self.out.push(b'[');
        self.comma = false;
        fill(self);
        self.out.push(b']');
        self.comma = true;
        self
    }

    /// An object in a list.
    pub fn item(&mut self, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.separate();
        self.braces(fill);
        self
    }

    /// A string in a list.
    pub fn string_item(&mut self, value: &str) -> &mut Self {
        self.separate();
        self.text(value);
        self
    }

    fn braces(&mut self, fill: impl FnOnce(&mut Self)) {
        self.out.push(b'{');
        self.comma = false;
        fill(self);
        self.out.push(b'}');
        self.comma = true;
    }

    fn key(&mut self, key: &str) {
        self.separate();
        self.text(key);
        self.out.push(b':');
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }

    fn text(&mut self, value: &str) {
        let before = self.out.len();
        // Writing a string into memory fails only if memory does; then the member is empty, never half a string.
        if serde_json::to_writer(&mut self.out, value).is_err() {
            self.out.truncate(before);
            self.out.extend_from_slice(b"\"\"");
        }
    }
}
