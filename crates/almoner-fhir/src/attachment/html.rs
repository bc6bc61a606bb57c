//! HTML as the text that a reader sees: block elements begin lines, cells are parted by tabs, scripts and styles are left out.
//!
//! This is a reading aid, not a browser: it builds no tree, loads nothing, runs nothing, and takes whatever comes.

/// The visible text of an HTML document or fragment.
pub(super) fn to_text(html: &str) -> String {
    let mut out = Out { text: String::with_capacity(html.len() / 2), verbatim: 0 };
    let mut rest = html;
    while let Some((before, tagged)) = rest.split_once('<') {
        out.push(before);
        rest = tag(tagged, &mut out);
    }
    out.push(rest);
    out.text.truncate(out.text.trim_end().len());
    out.text
}

struct Out {
    text: String,
    /// How many `pre` elements are open.
    verbatim: usize,
}

impl Out {
    /// Text between tags: entities are resolved, and runs of white space are one space.
    fn push(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            self.push_plain(before);
            let (character, left) = entity(after).unwrap_or(('&', after));
            // A resolved entity is text, even where it is a space.
            self.text.push(if character == '\u{a0}' { ' ' } else { character });
            rest = left;
        }
        self.push_plain(rest);
    }

    fn push_plain(&mut self, text: &str) {
        if self.verbatim > 0 {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
    }

    fn new_line(&mut self) {
        while self.text.ends_with([' ', '\t']) {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

/// Takes a tag, which begins after `<`, and gives what follows it.
fn tag<'h>(tagged: &'h str, out: &mut Out) -> &'h str {
    if let Some(comment) = tagged.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let closing = tagged.starts_with('/');
    let named = tagged.trim_start_matches('/');
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        // "creatinine < 2": no tag.
        out.text.push('<');
        return tagged;
    }
    let length = named.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(named.len());
    let (name, attributes) = named.split_at_checked(length).unwrap_or((named, ""));
    let name = name.to_ascii_lowercase();
    let after = end_of_tag(attributes);
    match name.as_str() {
        "script" | "style" | "head" | "title" | "template" if !closing => return skip_element(after, &name),
        "br" => {
            while out.text.ends_with([' ', '\t']) {
                out.text.pop();
            }
            out.text.push('\n');
        }
        "pre" => {
            out.new_line();
            out.verbatim = if closing { out.verbatim.saturating_sub(1) } else { out.verbatim + 1 };
        }
        "td" | "th" if closing => out.text.push('\t'),
        "li" if !closing => {
            out.new_line();
            out.text.push_str("- ");
        }
        "p" | "div" | "tr" | "table" | "ul" | "ol" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "section"
        | "article" | "header" | "footer" | "blockquote" | "hr" | "dl" | "dt" | "dd" | "caption" | "body" | "html"
        | "thead" | "tbody" => {
            out.new_line();
        }
        _ => {}
    }
    after
}

/// What follows the `>` that ends a tag; quotes may hide one.
fn end_of_tag(attributes: &str) -> &str {
    let mut quote = None;
    for (at, c) in attributes.char_indices() {
        match (quote, c) {
            (None, '>') => return attributes.get(at + 1..).unwrap_or_default(),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed would hide the rest of the note.
    attributes.split_once('>').map_or("", |(_, after)| after)
}

/// What follows `</name>`; all of it is hidden where that is missing.
fn skip_element<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// The character of an entity that begins after `&`, and what follows it.
fn entity(after: &str) -> Option<(char, &str)> {
    let end = after.bytes().take(12).position(|b| b == b';')?;
    let (name, rest) = (after.get(..end)?, after.get(end + 1..)?);
    let character = if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = hexadecimal.map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())?;
        char::from_u32(code).filter(|c| *c != '\0')?
    } else {
        NAMED.iter().find(|(known, _)| *known == name)?.1
    };
    Some((character, rest))
}

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("deg", '°'),
    ("micro", 'µ'),
    ("plusmn", '±'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("middot", '·'),
    ("hellip", '…'),
    ("times", '×'),
    ("frac12", '½'),
    ("sup2", '²'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("ccedil", 'ç'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("mu", 'μ'),
];
