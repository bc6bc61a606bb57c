//! Ages over 89, in digits and words, and intervals that would show them. 45 CFR 164.514(b)(2)(i)(C).

use super::lexicon::{AGE_WORD, NUMERAL, PERSON, RELATION, UNIT, VOCABULARY};
use super::scan::{Scan, index};
use super::token::{Gap, Kind, word_hash};
use crate::Category;

const YEAR_WORDS: [u64; 9] = [
    word_hash("yof"),
    word_hash("year"),
    word_hash("years"),
    word_hash("yr"),
    word_hash("yrs"),
    word_hash("yo"),
    word_hash("y"),
    word_hash("yoa"),
    word_hash("yom"),
];
const AGE: u64 = word_hash("age");
const AGE_WORDS: [u64; 9] = [
    AGE,
    word_hash("aged"),
    word_hash("ages"),
    word_hash("turned"),
    word_hash("turning"),
    word_hash("turns"),
    word_hash("turn"),
    word_hash("reached"),
    word_hash("reaching"),
];
/// Before an age that stands by itself: "he is 93.", "now 95", "she's 91".
const BEING: [u64; 6] =
    [word_hash("is"), word_hash("now"), word_hash("was"), word_hash("hes"), word_hash("shes"), word_hash("almost")];
/// "lived to be 102", "died at 97".
const LIVING: [u64; 9] = [
    word_hash("lived"),
    word_hash("lives"),
    word_hash("died"),
    word_hash("deceased"),
    word_hash("dead"),
    word_hash("alive"),
    word_hash("passed"),
    word_hash("d"),
    word_hash("living"),
];
/// Before a decade: "into his 90s".
const BIRTHDAYS: [u64; 3] = [word_hash("birthday"), word_hash("bday"), word_hash("year")];
/// Persons of whom an age is told.
const SOMEBODY: [u64; 10] = [
    word_hash("he"),
    word_hash("she"),
    word_hash("they"),
    word_hash("patient"),
    word_hash("pt"),
    word_hash("who"),
    word_hash("hes"),
    word_hash("shes"),
    word_hash("resident"),
    word_hash("veteran"),
];
const SEX_WORDS: [u64; 10] = [
    word_hash("m"),
    word_hash("f"),
    word_hash("male"),
    word_hash("female"),
    word_hash("man"),
    word_hash("woman"),
    word_hash("lady"),
    word_hash("gentleman"),
    word_hash("w"),
    word_hash("mo"),
];
const POSSESSIVES: [u64; 6] =
    [word_hash("his"), word_hash("her"), word_hash("their"), word_hash("early"), word_hash("mid"), word_hash("late")];

/// What stands between a person and the age: "mother, now 94", "she just turned 91".
const BETWEEN: [u64; 30] = [
    word_hash("is"),
    word_hash("was"),
    word_hash("be"),
    word_hash("now"),
    word_hash("only"),
    word_hash("just"),
    word_hash("about"),
    word_hash("nearly"),
    word_hash("almost"),
    word_hash("turned"),
    word_hash("turns"),
    word_hash("turning"),
    word_hash("will"),
    word_hash("a"),
    word_hash("an"),
    word_hash("the"),
    word_hash("at"),
    word_hash("to"),
    word_hash("until"),
    word_hash("till"),
    word_hash("and"),
    word_hash("well"),
    word_hash("still"),
    word_hash("s"),
    word_hash("currently"),
    word_hash("already"),
    word_hash("approx"),
    word_hash("approximately"),
    word_hash("over"),
    word_hash("of"),
];
/// What is counted after a number that is no age.
const COUNTED: [u64; 20] = [
    word_hash("percent"),
    word_hash("days"),
    word_hash("day"),
    word_hash("hours"),
    word_hash("hrs"),
    word_hash("minutes"),
    word_hash("min"),
    word_hash("mins"),
    word_hash("seconds"),
    word_hash("weeks"),
    word_hash("degrees"),
    word_hash("feet"),
    word_hash("ft"),
    word_hash("steps"),
    word_hash("pounds"),
    word_hash("lbs"),
    word_hash("miles"),
    word_hash("tablets"),
    word_hash("pills"),
    word_hash("times"),
];

impl Scan<'_> {
    /// Whether a number that ends before `end` stands where an age does: what is before it leads straight back to a person, a
    /// death or the word "age", and nothing is counted or measured after it.
    pub fn of_somebody_to(&self, at: usize, end: usize) -> bool {
        let after = self.t(end);
        let joined =
            after.kind == Kind::Mark && self.glued(end) && matches!(after.mark, b'%' | b'/' | b':' | b'-' | b'*' | b'+');
        let decimal = self.mark(end, b'.') && self.glued(end + 1) && self.t(end + 1).is_number();
        let counted =
            after.is_word() && (after.has(UNIT) && after.len() > 1 || self.glued(end) || COUNTED.contains(&after.hash));
        if joined || decimal || counted || after.is_number() || self.glued(at) && at > 0 {
            return false;
        }
        let mut verbs = 0;
        for back in 1..=6 {
            let token = self.before(at, back);
            if back > at || self.t(at + 1 - back).gap >= Gap::Line {
                return false;
            }
            if token.kind == Kind::Mark && matches!(token.mark, b',' | b'(' | b'-' | b'~' | b'.' | b'\'') {
                // A full stop ends the walk, but for that of an abbreviation: "d. 94".
                if token.mark == b'.' && self.before(at, back + 1).len() > 2 {
                    return false;
                }
                continue;
            }
            if !token.is_word() {
                return self.owner(at - back) == Some(Category::Name) && verbs > 0;
            }
            // "d. 94", "(d 94)", but not "vitamin D 94".
            let letter = token.len() == 1 && !(self.mark(at + 1 - back, b'.') || self.before(at, back + 1).is_mark(b'('));
            if LIVING.contains(&token.hash) && !letter
                || AGE_WORDS.contains(&token.hash)
                || token.has(RELATION) && !token.has(UNIT)
            {
                return true;
            }
            if SOMEBODY.contains(&token.hash) || self.owner(at - back) == Some(Category::Name) {
                return verbs > 0 || matches!(token.hash, h if h == word_hash("hes") || h == word_hash("shes"));
            }
            if !BETWEEN.contains(&token.hash) {
                // "died of MI at 92"
                let by = matches!(self.before(at, 1).hash, h if h == word_hash("at") || h == word_hash("age"));
                return by
                    && (back..=back + 4)
                        .any(|back| LIVING.contains(&self.before(at, back).hash) && self.before(at, back).len() > 1);
            }
            verbs += 1;
        }
        false
    }

    /// [`Scan::of_somebody_to`] of the single number at `at`.
    pub fn of_somebody(&self, at: usize) -> bool {
        self.of_somebody_to(at, at + 1)
    }

    pub fn ages(&mut self) {
        let anchors = std::mem::take(&mut self.anchors.ages);
        for at in anchors.into_iter().map(index) {
            if !self.free(at) {
                continue;
            }
            let token = *self.t(at);
            if token.is_number() {
                self.age_in_digits(at);
            } else if token.is_word() && token.has(AGE_WORD) {
                self.claim(at, at + 1, Category::AgeOver89);
            } else if token.is_word() && token.has(NUMERAL) {
                self.age_in_words(at);
            }
        }
    }

    fn age_in_digits(&mut self, at: usize) {
        let Some(value) = self.value(at) else { return };
        let decade = (value == 90 || value == 100) && self.is(at + 1, word_hash("s")) && self.glued(at + 1)
            || value == 90 && self.mark(at + 1, b'\'') && self.is(at + 2, word_hash("s"));
        if decade && (1..=3).any(|back| POSSESSIVES.contains(&self.before(at, back).hash)) {
            let end = if self.mark(at + 1, b'\'') { at + 3 } else { at + 2 };
            self.claim(at, end, Category::AgeOver89);
            return;
        }
        if value < self.longest_years || value > 150 {
            return;
        }
        let mut next = at + 1;
        while matches!(self.t(next).mark, b'-') && self.t(next).gap <= Gap::Space {
            next += 1;
        }
        let follows = self.t(next).is_word() && YEAR_WORDS.contains(&self.t(next).hash) && self.t(next).gap <= Gap::Line;
        let ordinal_birthday =
            self.t(next).is_word() && self.t(next + 1).is_word() && BIRTHDAYS.contains(&self.t(next + 1).hash);
        let over = value > 89;
        let sexed = over
            && self.t(next).is_word()
            && SEX_WORDS.contains(&self.t(next).hash)
            && self.t(next).gap <= Gap::Space
            && !(self.glued(at) && self.before(at, 1).mark == b'/')
            && (self.t(next).len() > 1 || !self.t(next + 1).is_number());
        let mut back = 1;
        while back <= 3
            && (matches!(self.before(at, back).mark, b':' | b'=' | b'(' | b'~' | b'-')
                || matches!(self.before(at, back).mark, b'#' | b'/' | b'|')
                || self.before(at, back).hash == word_hash("of"))
        {
            back += 1;
        }
        // "DOB 3/4/1931 (93)"
        let dated = over
            && value < 116
            && self.owner(at.wrapping_sub(2)) == Some(Category::Date)
            && (self.mark(at + 1, b')') && self.before(at, 1).is_mark(b'(')
                || matches!(self.before(at, 1).mark, b'/' | b'-' | b'(')
                    && (3..=12).any(|back| self.is(at.wrapping_sub(back), AGE)));
        let lived = over
            && self.is(at.wrapping_sub(1), word_hash("to"))
            && matches!(self.before(at, 2).hash, h if h == word_hash("lived") || h == word_hash("lives"));
        let lived = lived
            || over
                && matches!(self.before(at, 1).hash, h if h == word_hash("at"))
                && matches!(self.before(at, 2).hash, h if h == word_hash("died") || h == word_hash("deceased") || h == word_hash("dead") || h == word_hash("alive"));
        // "At 94, she still gardens."
        let pronoun =
            matches!(self.t(at + 2).hash, h if h == word_hash("she") || h == word_hash("he") || h == word_hash("they"));
        let lived = lived || over && self.is(at.wrapping_sub(1), word_hash("at")) && self.mark(at + 1, b',') && pronoun;
        // "lived to be 102", "passed away at 97 of".
        let living = |back: usize| self.before(at, back).is_word() && LIVING.contains(&self.before(at, back).hash);
        let outlived = self.is(at.wrapping_sub(1), word_hash("be")) && (3..=4).any(living)
            || matches!(self.before(at, 1).hash, h if h == word_hash("at") || h == word_hash("to") || h == word_hash("until") || h == word_hash("till"))
                && (2..=3).any(living);
        // "He is 93.", "She's 91 and", "wife (94)"; but "HR is 93", "glucose is 93".
        let after = self.t(at + 1);
        let joined = after.kind == Kind::Mark && matches!(after.mark, b'%' | b'/' | b':' | b'-' | b'*');
        let decimal = self.mark(at + 1, b'.') && self.glued(at + 2) && self.t(at + 2).is_number();
        let followed = joined || decimal || after.has(UNIT) || after.kind == Kind::Number;
        let alone = !followed && !self.glued(at);
        let being = alone
            && self.before(at, 1).is_word()
            && BEING.contains(&self.before(at, 1).hash)
            && (SOMEBODY.contains(&self.before(at, 2).hash) && self.before(at, 2).is_word()
                || self.before(at, 2).has(RELATION)
                || self.before(at, 2).has(PERSON)
                    && self.before(at, 2).flags & VOCABULARY == 0
                    && self.before(at, 2).capital()
                || SOMEBODY.contains(&self.before(at, 1).hash)
                || self.is(at.wrapping_sub(2), word_hash("s")) && SOMEBODY.contains(&self.before(at, 4).hash));
        let related = self.mark(at + 1, b')')
            && self.before(at, 1).is_mark(b'(')
            && (self.before(at, 2).has(RELATION) || self.owner(at.wrapping_sub(2)) == Some(Category::Name))
            || alone && matches!(self.before(at, 1).mark, b',') && self.before(at, 2).has(RELATION) && !after.is_word();
        let lived = lived || dated || over && value < 116 && (outlived || being || related || self.of_somebody(at));
        let aged = lived || over && self.before(at, back).is_word() && AGE_WORDS.contains(&self.before(at, back).hash);
        if follows || over && ordinal_birthday || sexed || aged {
            // "his 98th birthday"
            let ordinal = ordinal_birthday && self.glued(at + 1) && self.t(at + 1).is_word();
            self.claim(at, if ordinal { at + 2 } else { at + 1 }, Category::AgeOver89);
        }
    }

    /// `ninety-four year old`, `her ninety-fifth birthday`, `one hundred and two years`, `in her nineties`.
    fn age_in_words(&mut self, at: usize) {
        let Some((end, value)) = self.numeral(at) else { return };
        if self.is(at, word_hash("nineties")) && (1..=2).any(|back| POSSESSIVES.contains(&self.before(at, back).hash)) {
            self.claim(at, at + 1, Category::AgeOver89);
            return;
        }
        if value < self.longest_years {
            return;
        }
        let mut next = end;
        while matches!(self.t(next).mark, b'-') {
            next += 1;
        }
        let follows =
            self.t(next).is_word() && (YEAR_WORDS.contains(&self.t(next).hash) || self.is(next, word_hash("birthday")));
        let aged = (1..=2).any(|back| AGE_WORDS.contains(&self.before(at, back).hash));
        let sexed =
            value > 89 && self.t(next).is_word() && SEX_WORDS.contains(&self.t(next).hash) && self.t(next).gap <= Gap::Space;
        let told = value > 89
            && (BEING.contains(&self.before(at, 1).hash) && SOMEBODY.contains(&self.before(at, 2).hash)
                || self.is(at.wrapping_sub(1), word_hash("be"))
                    && (3..=4).any(|back| LIVING.contains(&self.before(at, back).hash)));
        let told = told || value > 89 && self.of_somebody_to(at, end);
        if follows || aged || sexed || told {
            self.claim(at, end, Category::AgeOver89);
        }
    }

    /// A number from seventy up, in words.
    fn numeral(&self, at: usize) -> Option<(usize, u32)> {
        const TENS: [(u64, u32); 7] = [
            (word_hash("ninetieth"), 90),
            (word_hash("hundredth"), 100),
            (word_hash("seventy"), 70),
            (word_hash("eighty"), 80),
            (word_hash("ninety"), 90),
            (word_hash("nineties"), 90),
            (word_hash("hundred"), 100),
        ];
        const NTH: [u64; 9] = [
            word_hash("first"),
            word_hash("second"),
            word_hash("third"),
            word_hash("fourth"),
            word_hash("fifth"),
            word_hash("sixth"),
            word_hash("seventh"),
            word_hash("eighth"),
            word_hash("ninth"),
        ];
        const ONES: [u64; 9] = [
            word_hash("one"),
            word_hash("two"),
            word_hash("three"),
            word_hash("four"),
            word_hash("five"),
            word_hash("six"),
            word_hash("seven"),
            word_hash("eight"),
            word_hash("nine"),
        ];
        let mut next = at;
        if (self.is(at, word_hash("one")) || self.is(at, word_hash("a"))) && self.is(at + 1, word_hash("hundred"))
            || self.is(at, word_hash("one")) && self.mark(at + 1, b'-') && self.is(at + 2, word_hash("hundred"))
        {
            next = if self.mark(at + 1, b'-') { at + 2 } else { at + 1 };
        }
        let mut value = TENS.iter().find(|(hash, _)| self.is(next, *hash)).map(|(_, value)| *value)?;
        let mut end = next + 1;
        let mut ahead = end;
        if self.mark(ahead, b'-') || self.is(ahead, word_hash("and")) {
            ahead += 1;
        }
        let nth = NTH.iter().position(|hash| self.is(ahead, *hash)).filter(|_| self.is(ahead + 1, word_hash("birthday")));
        if let Some(one) = ONES.iter().position(|hash| self.is(ahead, *hash)).or(nth) {
            value += u32::try_from(one).ok()? + 1;
            end = ahead + 1;
        }
        Some((end, value))
    }
}
