//! 45 CFR 164.514(b)(2)(i), one test per paragraph.
#![expect(clippy::string_slice, reason = "the texts of these tests are cut where their marks stand")]

use crate::{Category, Form, Known, TextEngine, redact};

/// Every `value` must be covered whole by spans of `category`, in text that says what it is.
#[track_caller]
fn removed(category: Category, cases: &[(&str, &str)]) {
    for (text, value) in cases {
        let redacted = redact(TextEngine::builtin(), text, &Known::new(), Form::Tags);
        let at = text.find(value).expect("the value is in the text");
        let (start, end) = (text[..at].chars().count(), text[..at + value.len()].chars().count());
        let covers = redacted.spans.iter().any(|span| span.start <= start && span.end >= end && span.category == category);
        assert!(covers, "{category}: {value:?} in {text:?} gave {:?}", redacted.text);
    }
}

#[test]
fn a_names() {
    removed(
        Category::Name,
        &[
            ("Patient: Ludmila Ferreira", "Ludmila Ferreira"),
            ("son (Tariq) present", "Tariq"),
            ("signed by B. Ostrowska, RN", "B. Ostrowska"),
        ],
    );
}

#[test]
fn b_geographic_subdivisions() {
    removed(
        Category::Geo,
        &[
            ("lives at 14 Heron Street", "14 Heron Street"),
            ("resides in Wexbridge", "Wexbridge"),
            ("Springfield, MA 01103", "Springfield, MA 01103"),
            ("ZIP 01103-2214", "01103-2214"),
            ("seen at Quillmark General Hospital", "Quillmark General Hospital"),
            ("from Hampden County", "Hampden County"),
            ("her employer: Granite Ridge Quarries", "Granite Ridge Quarries"),
        ],
    );
}

#[test]
fn c_dates_and_ages_over_89() {
    removed(Category::Date, &[("born 4/17/1961", "4/17/1961"), ("admitted on 3/4", "3/4"), ("died June 5th", "June 5th")]);
    removed(
        Category::AgeOver89,
        &[("a 94 year old man", "94"), ("aged one hundred and two", "one hundred and two"), ("90yo F", "90")],
    );
    let kept = redact(TextEngine::builtin(), "an 89 year old man", &Known::new(), Form::Tags);
    assert_eq!(kept.text, "an 89 year old man");
}

#[test]
fn d_telephone_numbers() {
    let cases = [
        ("call 413-555-0182", "413-555-0182"),
        ("(413) 555 0182 x12", "(413) 555 0182 x12"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
    ];
    removed(Category::Phone, &cases);
}

#[test]
fn e_fax_numbers() {
    removed(Category::Fax, &[("Fax: 413-555-0190", "413-555-0190"), ("fax number 413.555.0190", "413.555.0190")]);
}

#[test]
fn f_email_addresses() {
    removed(
        Category::Email,
        &[
            ("write to ana.b+x@mail.example.org.", "ana.b+x@mail.example.org"),
            ("ana at mail dot org", "ana at mail dot org"),
        ],
    );
}

#[test]
fn g_social_security_numbers() {
    removed(
        Category::Ssn,
        &[("219-55-0147", "219-55-0147"), ("SSN 219550147", "219550147"), ("ss# 219 55 0147", "219 55 0147")],
    );
}

#[test]
fn h_medical_record_numbers() {
    removed(Category::Mrn, &[("MRN 4471-22", "4471-22"), ("medical record number: A0091", "A0091"), ("MRN#00123", "00123")]);
}

#[test]
fn i_health_plan_numbers() {
    removed(Category::HealthPlan, &[("Member ID: XQ 991200", "XQ 991200"), ("Medicare 1EG4-TE5-MK73", "1EG4-TE5-MK73")]);
}

#[test]
fn j_account_numbers() {
    removed(
        Category::Account,
        &[("Acct # 99120", "99120"), ("claim number CL-221-9", "CL-221-9"), ("4111 1111 1111 1111", "4111 1111 1111 1111")],
    );
}

#[test]
fn k_certificate_and_license_numbers() {
    removed(
        Category::License,
        &[("DEA BV4471902", "BV4471902"), ("driver's license S44-88", "S44-88"), ("NPI: 1093817465", "1093817465")],
    );
}

#[test]
fn l_vehicle_identifiers() {
    removed(Category::Vehicle, &[("VIN 1HGCM82633A004352", "1HGCM82633A004352"), ("license plate 7BX 4409", "7BX 4409")]);
}

#[test]
fn m_device_identifiers() {
    removed(Category::Device, &[("serial number PJN448120S", "PJN448120S"), ("MAC 00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E")]);
}

#[test]
fn n_urls() {
    removed(
        Category::Url,
        &[("see https://a.example/p?id=4.", "https://a.example/p?id=4"), ("www.mypage.net/jane", "www.mypage.net/jane")],
    );
}

#[test]
fn o_ip_addresses() {
    removed(Category::Ip, &[("from 203.0.113.77,", "203.0.113.77"), ("host 2001:db8::7334", "2001:db8::7334")]);
}

#[test]
fn p_biometric_identifiers() {
    removed(Category::Biometric, &[("fingerprint ID FP-99201", "FP-99201"), ("voiceprint VP2231", "VP2231")]);
}

#[test]
fn q_photographs() {
    removed(Category::Photo, &[("photo: IMG_20443.jpg", "IMG_20443.jpg"), ("face photo DSC00912", "DSC00912")]);
}

#[test]
fn r_other_unique_codes() {
    let cases = [
        ("accession RAD-24-0098817", "RAD-24-0098817"),
        ("id 3f2b8c1e-77aa-4d10-9f00-0a1b2c3d4e5f", "3f2b8c1e-77aa-4d10-9f00-0a1b2c3d4e5f"),
        ("ref AB12345X", "AB12345X"),
    ];
    removed(Category::OtherId, &cases);
}
