use proptest::prelude::*;

use super::to_text;

fn read(rtf: &str) -> String {
    to_text(rtf.as_bytes()).unwrap()
}

#[test]
fn a_note_keeps_its_paragraphs_tables_and_list_marks() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;}
{\*\generator Writer 1;}\viewkind4\pard\f0\fs20\b Assessment\b0\par
Asthma, FEV1 62\'25.\line No fever.\par
{\listtext 1.\tab}Salbutamol 100 mcg\par
\trowd HbA1c\cell 7.1 %\cell\row
}";
    assert_eq!(read(rtf), "Assessment\nAsthma, FEV1 62%.\nNo fever.\n1.\tSalbutamol 100 mcg\nHbA1c\t7.1 %");
}

#[test]
fn characters_come_in_code_pages_in_unicode_and_as_they_are() {
    assert_eq!(read(r"{\rtf1\ansi caf\'e9 \u252?ber \u8805\'3e 50}"), "café über ≥ 50");
    assert_eq!(read(r"{\rtf1\ansi\uc2\u8805>=x\uc0\u176 C}"), "≥x°C");
    assert_eq!(read(r"{\rtf1\ansi \u-10179?\u-8694?}"), "\u{1f60a}", "a pair of surrogates: d83d de0a");
    assert_eq!(read("{\\rtf1\\ansi caf\u{e9} \u{2265}}"), "café ≥", "UTF-8 as it is");
    let cyrillic = r"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'e0\'e1\f0  \'e0}";
    assert_eq!(read(cyrillic), "аб à");
    let chinese = r"{\rtf1\ansi\ansicpg936 \'c4\'e3}";
    assert_eq!(read(chinese), "你");
    assert_eq!(to_text(b"{\\rtf1\\ansi 20\xb0C}").as_deref(), Some("20°C"));
}

#[test]
fn what_no_reader_sees_is_no_text() {
    let rtf = r"{\rtf1{\info{\author Ann Example}}{\pict\wmetafile8 0102ab}{\v hidden}\v gone\v0{\deleted old}{\*\unknown no}
{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}{\object\objemb{\*\objdata 00ff}{\result too}}\bin5 }{}\\ end}";
    assert_eq!(read(rtf), "showntoo end");
}

#[test]
fn headers_notes_and_text_boxes_are_text() {
    let rtf = r"{\rtf1{\header Clinic A\par}Body{\footnote see lab}{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt In a box}}}}";
    assert_eq!(read(rtf), "Clinic A\nBodysee labIn a box");
}

#[test]
fn a_cut_or_broken_document_gives_what_came_before() {
    assert_eq!(read(r"{\rtf1 Seen for {\b asthma"), "Seen for asthma");
    assert_eq!(read(r"{\rtf1 a}trailing"), "a");
    assert_eq!(read(r"{\rtf1 a\'zz\b"), "azz");
    assert_eq!(read("{\\rtf1 a\\"), "a");
    assert_eq!(read(r"{\rtf1\bin99999999999 a}"), "");
    assert_eq!(to_text(b"plain"), None);
    assert_eq!(to_text(&[b"{\\rtf1".as_slice(), &[b'{'; 10_000]].concat()), None, "deeper than any writer goes");
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic_and_give_no_more_text_than_they_have(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [b"{\\rtf1 ".as_slice(), &tail].concat();
        if let Some(text) = to_text(&bytes) {
            prop_assert!(text.chars().count() <= bytes.len());
        }
    }

    #[test]
    fn control_words_in_any_order_are_read_without_a_panic(
        words in proptest::collection::vec(prop_oneof![
            Just("{"), Just("}"), Just("\\u-10179"), Just("\\'e"), Just("\\'e9"), Just("\\bin3"), Just("\\*"), Just("\\fonttbl"), Just("\\f1"),
            Just("\\fcharset128"), Just("\\ansicpg936"), Just("\\uc9"), Just("\\v"), Just("\\plain"), Just(" "), Just("x"), Just("\\"), Just("é"),
        ], 0..60)
    ) {
        let _text = to_text(format!("{{\\rtf1{}", words.concat()).as_bytes());
    }

    #[test]
    fn words_that_are_escaped_come_back_as_they_were(text in "[ -~\u{a1}-\u{24f}]{0,80}") {
        let mut rtf = String::from("{\\rtf1\\ansi ");
        for c in text.chars() {
            match c {
                '\\' | '{' | '}' => rtf.extend(['\\', c]),
                c if c.is_ascii() => rtf.push(c),
                c => rtf.push_str(&format!("\\u{}?", u32::from(c))),
            }
        }
        rtf.push('}');
        let read = to_text(rtf.as_bytes()).unwrap();
        prop_assert_eq!(read, text.trim_end());
    }
}
