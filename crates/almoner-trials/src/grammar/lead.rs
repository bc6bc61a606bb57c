//! What stands before a named thing and says how it is meant: when, whose, or that it is an allergy.

use almoner_eligibility::{SexClass, Subject, When};

use super::Cursor;

/// How a list of named things is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Lead {
    pub when: Option<When>,
    pub family: bool,
    pub allergy: bool,
    pub sex: Option<SexClass>,
    /// Whether anything was said at all, so that the things after it do not continue what stood before.
    pub given: bool,
    /// Whether a verb of taking or receiving stood here, which only drugs and procedures follow.
    pub taken: bool,
}

impl Lead {
    pub fn subject(self) -> Subject {
        if self.family { Subject::Family } else { Subject::Patient }
    }
}

/// Takes one phrase that leads to a named thing, if one comes next.
pub(super) fn lead(cursor: &mut Cursor<'_, '_>, lead: &mut Lead) -> bool {
    const FAMILY: &[&[&str]] = &[&["family", "history", "of"], &["a", "family", "history", "of"], &["familial", "history", "of"]];
    const EVER: &[&[&str]] = &[
        &["prior", "history", "of"], &["past", "history", "of"], &["previous", "history", "of"], &["medical", "history", "of"], &["personal", "history", "of"],
        &["past", "medical", "history", "of"], &["history", "or", "presence", "of"], &["history", "or", "current", "diagnosis", "of"], &["history", "or", "evidence", "of"],
        &["past", "or", "present", "history", "of"], &["past", "or", "current", "history", "of"], &["current", "or", "past", "history", "of"], &["history", "or", "current", "evidence", "of"],
        &["current", "or", "prior", "history", "of"], &["current", "or", "previous", "history", "of"], &["evidence", "or", "history", "of"], &["presence", "or", "history", "of"], &["presence", "of", "or", "history", "of"],
        &["current", "or", "past"], &["current", "or", "prior"], &["current", "or", "previous"], &["past", "or", "current"], &["prior", "or", "current"], &["previous", "or", "current"], &["past", "or", "present"], &["prior", "or", "concurrent"],
        &["a", "history", "of"], &["history", "of", "a"], &["history", "of", "any"], &["history", "of"], &["prior", "diagnosis", "of"], &["previous", "diagnosis", "of"], &["previously", "diagnosed", "with"],
        &["prior"], &["previous"], &["previously"], &["past"], &["ever"], &["diagnosed", "with"], &["diagnosis", "of"], &["have", "had"], &["has", "had"], &["had"],
    ];
    const NOW: &[&[&str]] = &[&["current", "evidence", "of"], &["current", "diagnosis", "of"], &["current"], &["currently", "have"], &["currently"], &["active"], &["ongoing"], &["presently"], &["actively"], &["concurrent"], &["concomitant"]];
    const TAKING: &[&[&str]] = &[
        &["use", "of"], &["usage", "of"], &["receiving"], &["taking"], &["using"], &["on"], &["being", "treated", "with"], &["treatment", "with"], &["therapy", "with"], &["undergoing"],
        &["chronic", "use", "of"], &["intake", "of"], &["need", "not"],
    ];
    const TOOK: &[&[&str]] = &[
        &["have", "received"], &["has", "received"], &["had", "received"], &["received"], &["been", "treated", "with"], &["treated", "with"], &["prior", "treatment", "with"], &["previous", "treatment", "with"], &["prior", "therapy", "with"],
        &["prior", "use", "of"], &["previous", "use", "of"], &["previous", "therapy", "with"], &["receipt", "of"], &["administration", "of"], &["have", "taken"], &["has", "taken"], &["taken"], &["have", "undergone"], &["has", "undergone"], &["undergone"], &["underwent"], &["have", "used"], &["used"],
    ];
    const ALLERGY: &[&[&str]] = &[
        &["allergy", "or", "hypersensitivity", "to"], &["allergies", "or", "hypersensitivity", "to"], &["hypersensitivity", "or", "allergy", "to"], &["allergy", "or", "intolerance", "to"], &["hypersensitivity", "or", "intolerance", "to"],
        &["intolerance", "or", "allergy", "to"], &["allergic", "or", "hypersensitive", "to"], &["allergic", "reaction", "to"], &["allergic", "reactions", "to"], &["anaphylaxis", "to"], &["anaphylactic", "reaction", "to"], &["allergy", "to"], &["allergies", "to"], &["allergic", "to"], &["hypersensitivity", "to"],
        &["hypersensitive", "to"], &["hypersensitivity", "reaction", "to"], &["hypersensitivity", "reactions", "to"], &["intolerance", "to"], &["intolerance", "of"], &["sensitivity", "to"], &["allergy", "against"],
    ];
    const BOTH: &[&[&str]] = &[
        &["male", "or", "female"], &["female", "or", "male"], &["males", "or", "females"], &["males", "and", "females"], &["male", "and", "female"], &["female", "and", "male"], &["females", "and", "males"], &["men", "and", "women"], &["women", "and", "men"], &["men", "or", "women"], &["women", "or", "men"],
        &["both", "sexes"], &["either", "sex"], &["both", "genders"], &["either", "gender"], &["of", "either", "sex"], &["of", "either", "gender"], &["of", "both", "sexes"], &["any", "gender"], &["both", "men", "and", "women"], &["both", "male", "and", "female"], &["females", "or", "males"], &["all", "genders"], &["boys", "and", "girls"], &["boys", "or", "girls"],
    ];
    const FEMALE: &[&[&str]] = &[&["female"], &["females"], &["women"], &["woman"]];
    const MALE: &[&[&str]] = &[&["male"], &["males"], &["men"], &["man"]];
    let mark = cursor.at;
    if cursor.eat_any(FAMILY) {
        (lead.family, lead.when) = (true, Some(When::Ever));
    } else if cursor.eat_any(ALLERGY) {
        lead.allergy = true;
    } else if cursor.eat_any(TOOK) {
        // "is receiving" beats what stood before; "has received" looks back.
        (lead.taken, lead.when) = (true, Some(When::Ever));
    } else if cursor.eat_any(TAKING) {
        lead.taken = true;
        lead.when = lead.when.or(Some(When::Now));
    } else if cursor.eat_any(EVER) {
        lead.when = Some(When::Ever);
    } else if cursor.eat_any(NOW) {
        lead.when = Some(When::Now);
    } else if cursor.eat_any(BOTH) {
        eat_slash_sex(cursor);
        return true;
    } else if lead.sex.is_none() && cursor.eat_any(FEMALE) {
        if slash_sex(cursor) {
            return true;
        }
        lead.sex = Some(SexClass::Female);
    } else if lead.sex.is_none() && cursor.eat_any(MALE) {
        if slash_sex(cursor) {
            return true;
        }
        lead.sex = Some(SexClass::Male);
    } else {
        cursor.at = mark;
        return false;
    }
    lead.given = true;
    true
}

fn eat_slash_sex(cursor: &mut Cursor<'_, '_>) {
    cursor.eat(&["patients"]);
}

/// `male/female`.
fn slash_sex(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    let other = |cursor: &mut Cursor<'_, '_>| cursor.eat_any(&[&["female"], &["females"], &["male"], &["males"], &["women"], &["men"]]);
    if (cursor.eat_sign('/') || cursor.eat_sign('&') || cursor.eat(&["and/or"])) && other(cursor) {
        return true;
    }
    cursor.at = mark;
    false
}
