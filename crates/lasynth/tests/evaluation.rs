//! Evaluation from end to end: restricted C, and a policy that knows some programs by heart.

use expect_test::{Expect, expect};
use lasynth_c::domain::RestrictedC;
use lasynth_core::{Decoding, Example, Input, Language, Policy, Task, TokenId};
use lasynth_decode::Mode;
use lasynth_eval::{EvalError, EvalOptions, Evaluation, evaluate};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

/// Token sequences with their weights.
type Programs = Vec<(Vec<TokenId>, f32)>;

/// For each task the programs it offers.
#[derive(Default)]
struct Heart {
    known: Vec<(Vec<Example>, Programs)>,
}

impl Heart {
    fn learn(&mut self, task: &Task, programs: &[(&str, f32)]) {
        let tokens = |source| RestrictedC.parse(source).unwrap().tokens().unwrap();
        let programs = programs
            .iter()
            .map(|&(source, weight)| (tokens(source), weight))
            .collect();
        self.known.push((task.examples.clone(), programs));
    }
}

impl Policy for Heart {
    fn name(&self) -> &str {
        "by-heart"
    }

    fn begin(&self, examples: &[Example]) -> Box<dyn Decoding> {
        let known = self.known.iter().find(|(e, _)| e == examples);
        let programs = known
            .map(|(_, programs)| programs.clone())
            .unwrap_or_default();
        Box::new(Recital {
            programs,
            prefixes: vec![vec![]],
        })
    }
}

struct Recital {
    programs: Programs,
    prefixes: Vec<Vec<TokenId>>,
}

impl Decoding for Recital {
    fn log_probs(&mut self) -> Vec<f32> {
        let n_tokens = RestrictedC.vocabulary().len();
        let mut rows = Vec::new();
        for prefix in &self.prefixes {
            let mut row = vec![0.0; n_tokens];
            for (program, weight) in &self.programs {
                if program.starts_with(prefix) {
                    row[usize::from(program[prefix.len()])] += weight;
                }
            }
            rows.extend(row.into_iter().map(f32::ln));
        }
        rows
    }

    fn advance(&mut self, choices: &[(usize, TokenId)]) {
        let extend =
            |&(parent, token): &(usize, TokenId)| [&self.prefixes[parent][..], &[token]].concat();
        self.prefixes = choices.iter().map(extend).collect();
    }
}

fn source(body: &str) -> String {
    format!("int * func_1(int a[])\n{{\n{body}\nreturn a;\n}}\n")
}

/// A task whose pairs are what `program` does on some inputs: five shown, five held out. The last
/// two elements are never positive in the shown ones.
fn task(id: &str, program: &str) -> Task {
    let program = source(program);
    let parsed = RestrictedC.parse(&program).unwrap();
    let pairs: Vec<Example> = (0..10)
        .map(|i| {
            let sign = if i < 5 { -1 } else { 1 };
            let first = [i % 8 - 4, (i * i) % 5 - 2, (i * 3) % 7 - 3];
            let input = [&first[..], &[sign * (i % 3), sign * (i % 4)]].concat();
            let input = Input::list(&input);
            Example {
                output: parsed.run(&input).unwrap(),
                input,
            }
        })
        .collect();
    Task {
        id: id.to_owned(),
        program: Some(program),
        examples: pairs[..5].to_vec(),
        heldout: Some(pairs[5..].to_vec()),
        ..Task::default()
    }
}

const INCREMENT: &str = "a[0]++;";
const LOOP: &str = "for (int i = 1; i < 3; i++) { a[i] -= 1; }";
const BRANCH: &str = "if (a[3] > 0) { a[0] = 4; }";

fn run(policy: &Heart, tasks: &[Task], threads: usize) -> Result<Evaluation, EvalError> {
    let options = EvalOptions {
        mode: Mode::Beam(8),
        threads,
        ..EvalOptions::default()
    };
    evaluate(
        &RestrictedC,
        policy,
        tasks,
        &options,
        &|_| (),
        &AtomicBool::new(false),
    )
}

fn five_tasks() -> (Heart, Vec<Task>) {
    let tasks = vec![
        task("exact", INCREMENT),
        task("other", LOOP),
        task("misled", BRANCH),
        Task {
            program: None,
            heldout: None,
            ..task("unknown", INCREMENT)
        },
        task("missed", "a[1] = a[0]; a[2] = 4;"),
    ];
    let mut heart = Heart::default();
    heart.learn(
        &tasks[0],
        &[(&source(INCREMENT), 0.4), (&source("a[0]--;"), 0.6)],
    );
    heart.learn(&tasks[1], &[(&source("a[1]--; a[2]--;"), 1.0)]);
    // Consistent, as no example shows the branch; the true program is at hand but comes second.
    heart.learn(
        &tasks[2],
        &[(&source("a[0] = a[0];"), 0.7), (&source(BRANCH), 0.3)],
    );
    heart.learn(&tasks[4], &[(&source("a[1] = a[0];"), 1.0)]);
    (heart, tasks)
}

fn records(evaluation: &Evaluation) -> String {
    let mut shown = String::new();
    for record in &evaluation.records {
        let mut record = record.clone();
        assert!(record.seconds >= 0.0);
        record.seconds = 0.0;
        record.prediction = record
            .prediction
            .map(|p| p.replace('\n', " ").replace("    ", ""));
        shown += &format!("{}\n", serde_json::to_string(&record).unwrap());
    }
    shown
}

#[test]
fn predictions_are_judged_on_pairs_they_were_not_chosen_by() {
    let (heart, tasks) = five_tasks();
    let evaluation = run(&heart, &tasks, 1).unwrap();
    expect![[r#"
        {"id":"exact","kind":"seq","prediction":"int * func_1(int a[]) { a[0]++; return a; } ","consistent":true,"correct":true,"exact":true,"baseline":true,"seconds":0.0}
        {"id":"other","kind":"for","prediction":"int * func_1(int a[]) { a[1]--; a[2]--; return a; } ","consistent":true,"correct":true,"exact":false,"baseline":true,"seconds":0.0}
        {"id":"misled","kind":"if","prediction":"int * func_1(int a[]) { a[0] = a[0]; return a; } ","consistent":true,"correct":false,"exact":false,"baseline":false,"seconds":0.0}
        {"id":"unknown","kind":null,"prediction":"int * func_1(int a[]) { a[0]++; return a; } ","consistent":true,"correct":null,"exact":null,"baseline":null,"seconds":0.0}
        {"id":"missed","kind":"seq","prediction":null,"consistent":false,"correct":false,"exact":false,"baseline":true,"seconds":0.0}
    "#]].assert_eq(&records(&evaluation));
    let all = &evaluation.report.all;
    assert_eq!((all.tasks, all.unknown), (5, 1));
    assert_eq!(all.consistent, Some(0.75));
    assert_eq!(all.correct, Some(0.5));
    assert_eq!(all.exact, Some(0.25));
    assert_eq!(evaluation.report.model, "by-heart");
    assert_eq!(evaluation.report.mode, "beam:8");
}

#[test]
fn threads_do_not_change_the_result() {
    let (heart, tasks) = five_tasks();
    let tasks: Vec<Task> = tasks.iter().cycle().take(50).cloned().collect();
    let (one, many) = (
        run(&heart, &tasks, 1).unwrap(),
        run(&heart, &tasks, 4).unwrap(),
    );
    assert_eq!(records(&one), records(&many));
    assert_eq!(one.report.all.correct, many.report.all.correct);
    assert_eq!((one.report.threads, many.report.threads), (1, 4));
}

#[test]
fn progress_counts_every_task_once() {
    let (heart, tasks) = five_tasks();
    let seen = Mutex::new(Vec::new());
    let options = EvalOptions {
        threads: 2,
        ..EvalOptions::default()
    };
    let progress = |done| seen.lock().unwrap().push(done);
    evaluate(
        &RestrictedC,
        &heart,
        &tasks,
        &options,
        &progress,
        &AtomicBool::new(false),
    )
    .unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort();
    assert_eq!(seen, [1, 2, 3, 4, 5]);
}

fn check_error(change: impl FnOnce(&mut Vec<Task>), expected: Expect) {
    let (heart, mut tasks) = five_tasks();
    change(&mut tasks);
    expected.assert_eq(&run(&heart, &tasks, 1).unwrap_err().to_string());
}

#[test]
fn tasks_that_cannot_be_evaluated_are_named() {
    check_error(
        |tasks| tasks.clear(),
        expect!["there is no task to evaluate"],
    );
    check_error(
        |tasks| tasks[1].domain = Some("karel".to_owned()),
        expect!["task 2 (other): domain is `karel`, the model's is `c`"],
    );
    check_error(
        |tasks| tasks[2].examples.clear(),
        expect![
            "task 3 (misled): there are 0 examples, but between 1 and 10 are supported. Give at least one input with its output."
        ],
    );
    check_error(
        |tasks| tasks[4].program = Some(source("a[0] =;")),
        expect![
            "task 5 (missed): program, line 3, column 7: expected a value (a constant, a variable, an element of `a`), found `;`"
        ],
    );
}

#[test]
fn an_interrupted_evaluation_gives_no_figures() {
    let (heart, tasks) = five_tasks();
    let interrupt = AtomicBool::new(true);
    let options = EvalOptions::default();
    let error = evaluate(&RestrictedC, &heart, &tasks, &options, &|_| (), &interrupt).unwrap_err();
    assert_eq!(error, EvalError::Interrupted { done: 0 });
}

/// The tasks of a file of the benchmark folder.
fn benchmark(file: &str) -> Option<Vec<Task>> {
    let Some(dir) = std::env::var_os("LASYNTH_BENCH_DIR") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "LASYNTH_BENCH_DIR is not set"
        );
        println!("skipped: LASYNTH_BENCH_DIR is not set");
        return None;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&dir).join(file)).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// Whoever knows the references solves everything, each by the reference itself.
fn check_references(file: &str, expected: Expect) {
    let Some(tasks) = benchmark(file) else { return };
    let mut heart = Heart::default();
    for task in &tasks {
        heart.learn(task, &[(task.program.as_deref().unwrap(), 1.0)]);
    }
    let report = run(&heart, &tasks, 1).unwrap().report;
    let mut shown = String::new();
    let groups = report.by_kind.0.iter().chain(&report.by_length.0);
    for (name, group) in [("all", &report.all)]
        .into_iter()
        .chain(groups.map(|(n, g)| (*n, g)))
    {
        let beyond = group.correct_beyond_baseline;
        shown += &format!(
            "{name}: {} tasks, correct {:?}, exact {:?}, beyond {} of {}\n",
            group.tasks, group.correct, group.exact, beyond.correct, beyond.tasks,
        );
    }
    expected.assert_eq(&shown);
}

#[test]
fn references_of_the_benchmark_score_in_full() {
    check_references(
        "c/sample_200.jsonl",
        expect![[r#"
        all: 200 tasks, correct Some(1.0), exact Some(1.0), beyond 61 of 61
        seq: 58 tasks, correct Some(1.0), exact Some(1.0), beyond 1 of 1
        if: 32 tasks, correct Some(1.0), exact Some(1.0), beyond 20 of 20
        for: 47 tasks, correct Some(1.0), exact Some(1.0), beyond 3 of 3
        mixed: 63 tasks, correct Some(1.0), exact Some(1.0), beyond 37 of 37
        1-50: 18 tasks, correct Some(1.0), exact Some(1.0), beyond 0 of 0
        51-100: 86 tasks, correct Some(1.0), exact Some(1.0), beyond 15 of 15
        101-150: 65 tasks, correct Some(1.0), exact Some(1.0), beyond 25 of 25
        151-256: 31 tasks, correct Some(1.0), exact Some(1.0), beyond 21 of 21
    "#]],
    );
    check_references(
        "c/human_30.jsonl",
        expect![[r#"
        all: 30 tasks, correct Some(1.0), exact Some(1.0), beyond 14 of 14
        seq: 5 tasks, correct Some(1.0), exact Some(1.0), beyond 1 of 1
        if: 1 tasks, correct Some(1.0), exact Some(1.0), beyond 1 of 1
        for: 14 tasks, correct Some(1.0), exact Some(1.0), beyond 2 of 2
        mixed: 10 tasks, correct Some(1.0), exact Some(1.0), beyond 10 of 10
        1-50: 20 tasks, correct Some(1.0), exact Some(1.0), beyond 6 of 6
        51-100: 10 tasks, correct Some(1.0), exact Some(1.0), beyond 8 of 8
        101-150: 0 tasks, correct None, exact None, beyond 0 of 0
        151-256: 0 tasks, correct None, exact None, beyond 0 of 0
    "#]],
    );
}
