//! Every code that this crate reports, in one table. A code is stable: outputs, ledgers and documents name it.
//!
//! A code names a kind of defect, and with the element path and the line it names the place. It never carries content.

use almoner_base::IssueCode;

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $code:literal;)*) => {
        $($(#[doc = $meaning])+ pub const $name: IssueCode = IssueCode($code);)*

        /// All codes with their meaning, for reference pages and for a test that no code is used twice.
        pub const ALL: &[(IssueCode, &str)] = &[$(($name, concat!($($meaning),+)),)*];
    };
}

codes! {
    /// The input holds nothing but white space.
    INPUT_EMPTY = "input-empty";
    /// The input could not be read to its end; what came before the break was used.
    INPUT_BROKEN = "input-broken";
    /// The compressed input is cut off or damaged; what came before the damage was used.
    COMPRESSION_BROKEN = "compression-broken";
    /// The compressed input grows beyond the allowed ratio or size; reading stopped.
    COMPRESSION_BOMB = "compression-bomb";
    /// The receiver stopped before the end of the input.
    INPUT_STOPPED = "input-stopped";
    /// The text is UTF-16; it was read as such, though FHIR demands UTF-8.
    ENCODING_UTF16 = "encoding-utf16";
    /// The UTF-16 text holds unpaired surrogates; they were replaced.
    ENCODING_REPLACED = "encoding-replaced";
    /// The bytes are not UTF-8 (Latin-1, for instance).
    ENCODING_NOT_UTF8 = "encoding-not-utf8";
    /// XML; only JSON is read, and no part of the XML was interpreted.
    XML_NOT_SUPPORTED = "xml-not-supported";
    /// One record, or one Bundle, is larger than the limit.
    RECORD_TOO_LARGE = "record-too-large";
    /// The text ends, or the next record begins, before the JSON value is complete.
    JSON_TRUNCATED = "json-truncated";
    /// Not JSON.
    JSON_SYNTAX = "json-syntax";
    /// JSON, but not an object.
    JSON_NOT_OBJECT = "json-not-object";
    /// Nested deeper than the limit.
    JSON_DEPTH = "json-depth";
    /// An object names the same element twice; two readers could disagree on which counts.
    JSON_DUPLICATE_KEY = "json-duplicate-key";
    /// A string holds half of a surrogate pair.
    JSON_LONE_SURROGATE = "json-lone-surrogate";
    /// A string holds an unescaped control character, such as NUL.
    JSON_CONTROL_CHARACTER = "json-control-character";
    /// A string holds an escaped NUL, which FHIR does not allow.
    JSON_NUL = "json-nul";
    /// The object has no `resourceType`, or it is not a string.
    RESOURCE_TYPE_MISSING = "resource-type-missing";
    /// `resourceType` is in the wrong case; it was read as the type that it differs from by case alone.
    RESOURCE_TYPE_CASE = "resource-type-case";
    /// `resourceType` is none of FHIR R4's, nor R5's.
    RESOURCE_TYPE_UNKNOWN = "resource-type-unknown";
    /// A type that only FHIR R5 has; kept, and read by nothing.
    RESOURCE_TYPE_R5 = "resource-type-r5";
    /// The resource has no `id`.
    ID_MISSING = "id-missing";
    /// The `id` is not 1 to 64 letters, digits, `-` or `.`; it was taken as it is.
    ID_FORM = "id-form";
    /// A `modifierExtension` changes the meaning of an element in a way that is not understood.
    MODIFIER_EXTENSION_UNKNOWN = "modifier-extension-unknown";
    /// The resource was made under `implicitRules` that are not understood.
    IMPLICIT_RULES_UNKNOWN = "implicit-rules-unknown";
    /// A resource whose type belongs to a patient does not say to which.
    SUBJECT_MISSING = "subject-missing";
    /// The reference to the patient has no form that FHIR knows.
    SUBJECT_UNREADABLE = "subject-unreadable";
    /// A Bundle without entries.
    BUNDLE_EMPTY = "bundle-empty";
    /// A Bundle entry without a resource.
    BUNDLE_ENTRY_EMPTY = "bundle-entry-empty";
    /// A Bundle inside a Bundle; its entries were read.
    BUNDLE_NESTED = "bundle-nested";
    /// A damaged Bundle; its intact entries were read, the rest was set aside.
    BUNDLE_DAMAGED = "bundle-damaged";
    /// An entry that asks for a deletion in a form that names no single resource.
    BUNDLE_DELETE_UNREADABLE = "bundle-delete-unreadable";
    /// A list where FHIR has one value; the first was used.
    CARDINALITY_MANY = "cardinality-many";
    /// One value where FHIR has a list; it was used as a list of one.
    CARDINALITY_ONE = "cardinality-one";
    /// A value of another JSON type than FHIR's; it was left out.
    VALUE_TYPE = "value-type";
    /// A number or a truth value where FHIR has a string; its text was used.
    TEXT_EXPECTED = "text-expected";
    /// A number written as a string; it was read as a number.
    NUMBER_AS_TEXT = "number-as-text";
    /// A number that no 64-bit floating point value can hold; it was left out.
    NUMBER_OVERFLOW = "number-overflow";
    /// Not a number; it was left out.
    NUMBER_INVALID = "number-invalid";
    /// Not a truth value; it was left out.
    BOOLEAN_INVALID = "boolean-invalid";
    /// A truth value written as a string; it was read as a truth value.
    BOOLEAN_AS_TEXT = "boolean-as-text";
    /// Not a FHIR date, or a day that the calendar does not have; it was left out.
    DATE_INVALID = "date-invalid";
    /// The time of day or the zone is not in FHIR's form; the day was used.
    DATE_TIME_FORM = "date-time-form";
    /// A structure that holds itself too many times over; it was left out.
    ELEMENT_DEPTH = "element-depth";
    /// Elements that FHIR R4 does not have; they were not read.
    ELEMENT_UNKNOWN = "element-unknown";
    /// The attachment's data is not base64.
    ATTACHMENT_BASE64 = "attachment-base64";
    /// The attachment is of a type that is not read (PDF, image, CDA); it was kept.
    ATTACHMENT_TYPE = "attachment-type";
    /// The attachment names a character set that is not known.
    ATTACHMENT_CHARSET = "attachment-charset";
    /// The attachment's text does not fit its character set, even after trying the usual ones.
    ATTACHMENT_TEXT = "attachment-text";
}
