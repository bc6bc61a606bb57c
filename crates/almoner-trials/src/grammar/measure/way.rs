//! How a value is taken or worked out: `by echocardiography or MUGA`, `(Schwartz formula)`. It does not change what is asked of the value, so the
//! words are read over. Words for whom, when or in which case are none of these, and stop the reading.

use almoner_terms::ConceptKind;

use super::moment;
use crate::grammar::{Cursor, Grammar, value, when};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// `by Cockcroft-Gault formula` between a name and its value.
    pub(super) fn way_to_value(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let mut probe = cursor.clone();
        probe.eat_sign(',');
        probe.eat_any(&[
            &["measured"],
            &["assessed"],
            &["determined"],
            &["calculated"],
            &["estimated"],
            &["as", "measured"],
        ]);
        if !self.named_way(&mut probe) {
            return false;
        }
        probe.eat_sign(',');
        while matches!(probe.word(), Some("is" | "of" | "must" | "be" | "should" | "at")) {
            if value::comparison(&mut probe.clone()).is_some() {
                break;
            }
            probe.at += 1;
        }
        let follows = value::comparison(&mut probe.clone()).is_some();
        if follows {
            cursor.at = probe.at;
        }
        follows
    }

    /// `by echocardiography or MUGA`, `using the Cockcroft-Gault formula`.
    pub(super) fn named_way(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        if !cursor.eat_any(&[&["by"], &["using"], &["on"], &["per"], &["with"], &["via"]]) {
            return false;
        }
        let from = cursor.at;
        loop {
            let device = match cursor.kind() {
                Some(Kind::Word) => cursor.word().is_some_and(measures_by),
                Some(Kind::Named(_, ConceptKind::Procedure)) => true,
                Some(Kind::Group(number)) => cursor.at > from && self.names_way(number),
                _ => false,
            };
            let joined = matches!(cursor.word(), Some("or")) || cursor.kind() == Some(Kind::Sign('/'));
            if !(device || joined && cursor.at > from) {
                break;
            }
            cursor.at += 1;
        }
        cursor.at > from
    }

    /// `(MUGA)`, `(echo)`: another name of the way.
    pub(super) fn names_way(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(size(number)) else { return false };
        self.lexed
            .tokens
            .get(inner.clone())
            .unwrap_or_default()
            .iter()
            .all(|token| matches!(token.kind, Kind::Named(_, ConceptKind::Procedure)) || measures_by(self.lexed.word(token)))
    }

    /// `measured within`, `by echocardiography or MUGA`: how a value is to be taken does not change what is asked of it.
    pub(super) fn way_of_measuring(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let mark = cursor.at;
        cursor.eat_sign(',');
        cursor.eat(&["as"]);
        let taken = cursor.eat_any(&[
            &["measured"],
            &["assessed"],
            &["obtained"],
            &["determined"],
            &["documented"],
            &["performed"],
            &["evaluated"],
            &["calculated"],
            &["estimated"],
        ]);
        if taken && (when::window(&mut cursor.clone()).is_some() || cursor.done()) {
            return true;
        }
        if self.named_way(cursor) {
            let ends = cursor.done()
                || matches!(cursor.kind(), Some(Kind::Sign(',' | ';' | '.')))
                || when::window(&mut cursor.clone()).is_some()
                || moment(&mut cursor.clone());
            if ends {
                return true;
            }
        }
        cursor.at = mark;
        false
    }

    /// `(Schwartz formula)`, `(measured or calculated)`: how a value is come by.
    pub(super) fn names_method(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(size(number)) else { return false };
        let tokens = self.lexed.tokens.get(inner.clone()).unwrap_or_default();
        let says = |words: &[&str]| tokens.iter().any(|token| words.contains(&self.lexed.word(token)));
        tokens.len() <= 12
            && says(&[
                "formula",
                "equation",
                "calculated",
                "estimated",
                "measured",
                "cockcroft-gault",
                "cockroft-gault",
                "cockcroft",
                "mdrd",
                "ckd-epi",
                "local",
                "central",
                "echocardiography",
                "muga",
                "echo",
            ])
            && tokens
                .iter()
                .all(|token| matches!(token.kind, Kind::Word | Kind::Named(..) | Kind::Sign('-' | ',' | '.' | '/')))
            && !says(&["if", "unless", "except", "for", "in", "patients", "without", "not"])
    }
}

/// Words for how a value is taken or worked out.
fn measures_by(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "echocardiogram"
            | "echocardiography"
            | "echo"
            | "muga"
            | "scan"
            | "mri"
            | "2d"
            | "transthoracic"
            | "cockcroft-gault"
            | "cockroft-gault"
            | "cockcroft"
            | "cockroft"
            | "gault"
            | "and"
            | "mdrd"
            | "ckd-epi"
            | "schwartz"
            | "formula"
            | "equation"
            | "calculation"
            | "method"
            | "fridericia"
            | "fridericia's"
            | "bazett's"
            | "acquisition"
            | "multigated"
            | "multi-gated"
            | "multi"
            | "gated"
    )
}
