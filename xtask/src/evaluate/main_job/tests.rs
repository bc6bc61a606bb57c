use serde_json::json;

use super::*;

#[test]
fn resources_of_all_inputs_are_added_up_by_type() {
    let row = |kind, accepted, warned, quarantined| json!({ "resource_type": kind, "accepted": accepted, "warned": warned, "quarantined": quarantined });
    let text = resources(&json!({ "passed_over": 3, "inputs": [
        { "complete": true, "types": [row("Patient", 2, 1, 0)], "codes": [["no-patient", 4]] },
        { "complete": false, "types": [row("Patient", 1, 0, 5), row("Condition", 7, 0, 0)], "codes": [["no-patient", 1]] },
    ]}));
    assert!(text.contains("| Patient | 3 | 1 | 5 |"), "{text}");
    assert!(text.contains("| all | 10 | 1 | 5 |"), "{text}");
    assert!(
        text.contains("2 inputs, 1 of them broken off, 3 other files passed over. Issues by code: `no-patient` 5."),
        "{text}"
    );
}

#[test]
fn the_sum_of_steps_takes_the_greatest_memory_and_all_the_time() {
    let cost = |seconds, largest| Cost { seconds, memory: super::super::program::Memory { largest, together: largest } };
    let text = costs(&[("a", cost(1.0, 2048)), ("b", cost(2.5, 1024))]);
    assert!(text.ends_with("| all | 3.5 | 2 | 2 |\n"), "{text}");
}
