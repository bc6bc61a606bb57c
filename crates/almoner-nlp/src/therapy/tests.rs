//! Counts of lines of therapy as trials and notes write them.

use super::line_counts;

/// `key low..high <words>` of each count.
fn read(text: &str) -> String {
    let bound = |bound: Option<f64>| bound.map_or(String::new(), |bound| bound.to_string());
    let counts = line_counts(text);
    let one = |count: &super::LineCount| {
        format!("{} {}..{} <{}>", count.key, bound(count.low), bound(count.high), text.get(count.range.clone()).unwrap())
    };
    counts.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_count_of_lines_has_its_bounds_and_its_setting() {
    for (text, expected) in [
        ("At least two prior lines of systemic therapy", "prior-lines 2.. <At least two prior lines of systemic therapy>"),
        ("no more than 1 prior line of therapy", "prior-lines ..1 <no more than 1 prior line of therapy>"),
        (
            "more than 3 prior chemotherapy regimens",
            "prior-chemotherapy-lines 4.. <more than 3 prior chemotherapy regimens>",
        ),
        (
            "< 2 lines of chemotherapy in the metastatic setting",
            "prior-chemotherapy-lines-advanced ..1 << 2 lines of chemotherapy in the metastatic setting>",
        ),
        ("one or two prior systemic regimens", "prior-lines 1..2 <one or two prior systemic regimens>"),
        ("1-3 prior lines of therapy", "prior-lines 1..3 <1-3 prior lines of therapy>"),
        ("two or more prior lines", "prior-lines 2.. <two or more prior lines>"),
        (
            "at least one (1) prior regimen for metastatic or recurrent disease",
            "prior-lines-advanced 1.. <at least one (1) prior regimen for metastatic or recurrent disease>",
        ),
        ("progressed on two lines of chemotherapy", "prior-chemotherapy-lines 2..2 <two lines of chemotherapy>"),
        ("no prior lines of therapy", "prior-lines 0..0 <no prior lines of therapy>"),
        ("up to 2 lines of prior therapy", "prior-lines ..2 <up to 2 lines of prior therapy>"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn other_counts_are_not_lines_of_therapy() {
    for text in [
        "two lines of hormonal therapy",
        "3 prior platinum-containing regimens",
        "two prior regimens containing bortezomib",
        "one of two treatment regimens",
        "first line therapy",
        "2 intravenous lines",
        "at least 2 prior cycles",
        "in line with local practice",
        "baseline",
        "two antiretroviral regimens",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn counts_in_any_text_are_ordered_spans_of_it(text in "(two |no more than |[0-9]|prior |lines? |of |therapy |regimen|for |metastatic |disease|é|.){0,24}") {
        let mut last = 0;
        for count in line_counts(&text) {
            proptest::prop_assert!(text.get(count.range.clone()).is_some() && count.range.start >= last);
            proptest::prop_assert!(count.low.is_some() || count.high.is_some());
            last = count.range.end;
        }
    }
}
