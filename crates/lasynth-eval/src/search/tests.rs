//! Figures from records, without a search.

use super::figures::{by_budget, calibration, lengths, proposers, search_group};
use super::record::{AtBudget, SearchRecord};
use crate::Record;
use expect_test::expect;
use lasynth_core::StopReason;
use lasynth_search::Calibration;

/// Probabilities as they are.
const NONE: Calibration = Calibration {
    shift: 0.0,
    slope: 1.0,
};

/// `outcome` is one of `-` no answer, `c` an answer, `C` a right one.
fn record(
    outcome: &str,
    confidence: f64,
    proposers: &[&'static str],
    questions: &[bool],
) -> SearchRecord {
    let level = "-cC".find(outcome).unwrap();
    SearchRecord {
        record: Record {
            id: String::new(),
            kind: Some("if".to_owned()),
            prediction: None,
            consistent: level > 0,
            correct: Some(level > 1),
            exact: Some(false),
            baseline: Some(false),
            seconds: 0.5,
        },
        behaviour: Some("one_test"),
        confidence: (level > 0).then_some(confidence),
        probability: (level > 0).then_some(confidence),
        proposers: proposers.to_vec(),
        tokens: (level > 0).then_some(30),
        reference_tokens: Some(if level > 1 { 30 } else { 20 }),
        equal: Some(level > 1),
        in_space: Some(true),
        rank: match level {
            0 => None,
            1 => Some(70),
            _ => Some(3),
        },
        first_seconds: (level > 0).then_some(0.1),
        stop: StopReason::Time,
        correct_by_questions: questions.to_vec(),
        asked: Vec::new(),
        by_budget: vec![AtBudget {
            budget: 0.1,
            consistent: level > 1,
            correct: Some(false),
            seconds: 0.1,
        }],
    }
}

fn records() -> Vec<SearchRecord> {
    let mut longer = record("C", 0.95, &["model"], &[true, true]);
    longer.tokens = Some(31);
    let mut unknown = record("c", 0.5, &["edits"], &[]);
    unknown.record.correct = None;
    vec![
        record("C", 0.91, &["factorised", "model"], &[true, true]),
        longer,
        record("c", 0.35, &["edits"], &[false, true]),
        record("-", 0.0, &[], &[false, false]),
        unknown,
    ]
}

fn shown(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap() + "\n"
}

#[test]
fn figures_follow_from_records() {
    let records = records();
    let group = search_group(records.iter());
    let (by, alone) = proposers(&records, &["factorised", "edits", "model"]);
    let table = [
        shown(&group),
        shown(&calibration(&records, &NONE)),
        shown(&lengths(&records)),
        shown(&(by, alone)),
        shown(&by_budget(&records, Some(5.0))),
        shown(&search_group(records[..0].iter()).correct_by_questions),
        shown(&calibration(&[], &NONE)),
    ];
    expect![[r#"
        {"tasks":5,"unknown":1,"consistent":0.75,"correct":0.5,"exact":0.0,"correct_ci95":[0.15003898915214947,0.8499610108478506],"baseline_correct":0.0,"correct_beyond_baseline":{"tasks":4,"correct":2},"seconds_per_task":{"median":0.5,"p95":0.5},"correct_by_questions":[0.5,0.75],"equal":0.4,"lost":{"in_space":1.0,"in_groups":0.75,"in_top_50":0.5,"chosen":0.5}}
        {"bins":[{"stated":0.35,"observed":0.0,"count":1},{"stated":0.9299999999999999,"observed":1.0,"count":2}],"expected_calibration_error":0.16333333333333336,"fitted":{"shift":-0.19081502977849513,"slope":1.3471741748567654}}
        {"correct":2,"no_longer":1}
        [{"edits":0,"factorised":1,"model":2},{"edits":0,"factorised":0,"model":1}]
        [{"budget":0.1,"consistent":0.4,"correct":0.0,"correct_ci95":[0.0,0.43448246478317476],"seconds_per_task":{"median":0.1,"p95":0.1}},{"budget":5.0,"consistent":0.75,"correct":0.5,"correct_ci95":[0.15003898915214947,0.8499610108478506],"seconds_per_task":{"median":0.5,"p95":0.5}}]
        []
        {"bins":[],"expected_calibration_error":null,"fitted":{"shift":0.0,"slope":1.0}}
    "#]]
    .assert_eq(&table.concat());
}
