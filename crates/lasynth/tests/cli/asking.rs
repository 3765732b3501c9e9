//! `synth --ask`: questions and answers through pipes.

use crate::bad_input::refused;
use crate::data::interrupt;
use crate::{Place, Run};
use expect_test::expect;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

/// The first element becomes 0 where it is negative. The examples hardly say so.
const SPEC: &str = "\
[1, 2, 3, 4, 0] -> [1, 2, 3, 4, 0]
[-3, 0, 0, -1, 2] -> [0, 0, 0, -1, 2]
[2, -4, 1, 1, 0] -> [2, -4, 1, 1, 0]
";

fn wanted(input: &Value) -> Value {
    let mut output = input.clone();
    if output[0].as_i64().unwrap() < 0 {
        output[0] = 0.into();
    }
    output
}

const ARGS: [&str; 5] = ["synth", "spec.txt", "--ask", "--candidates", "3000"];

#[test]
fn a_script_can_answer() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let mut command = place.command(&[&ARGS[..], &["--json"]].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    let mut say = |line: &str| writeln!(input, "{line}").unwrap();
    let first = next();
    let asked = first["question"].clone();
    assert!(
        asked["input"].as_array().unwrap().len() == 5 && asked["entropy"].as_f64().unwrap() > 0.0
    );
    assert_eq!((&first["told"], &first["done"]), (&json!(0), &json!(false)));

    // What cannot be taken into account changes nothing.
    let contradiction = json!({ "input": [1, 2, 3, 4, 0], "output": [0, 0, 0, 0, 0] }).to_string();
    for (line, message) in [
        ("[1, 2, 3, 4, 5]", "expected one of"),
        (r#"{"output": [1, 2]}"#, "found a list of 2"),
        // In 16 bits it would be a 1.
        (
            r#"{"output": [65537, 0, 0, 0, 0]}"#,
            "found the value 65537, but values from -4000 to 4000",
        ),
        (
            &contradiction,
            "[1, 2, 3, 4, 0] gives [1, 2, 3, 4, 0] by what is known already",
        ),
        (r#"{"back": true}"#, "there is no answer to take back"),
    ] {
        say(line);
        let state = next();
        assert!(
            state["error"]["message"]
                .as_str()
                .unwrap()
                .contains(message),
            "{line}: {state}"
        );
        assert_eq!(state["question"], asked);
        assert_eq!(state["answer"]["program"], first["answer"]["program"]);
    }

    say(&json!({ "output": wanted(&asked["input"]) }).to_string());
    let second = next();
    assert_eq!(
        (&second["told"], &second["error"]),
        (&json!(1), &json!(null)),
        "{second}"
    );
    say(r#"{"back": true}"#);
    let back = next();
    assert_eq!((&back["told"], &back["question"]), (&json!(0), &asked));

    let mut state = back;
    for _ in 0..6 {
        if state["done"] == true {
            break;
        }
        say(&json!({ "output": wanted(&state["question"]["input"]) }).to_string());
        state = next();
        assert_eq!(state["error"], json!(null), "{state}");
    }
    if state["done"] == false {
        say(r#"{"stop": true}"#);
        state = next();
    }
    assert_eq!(
        (&state["done"], &state["question"]),
        (&json!(true), &json!(null))
    );
    let program = state["answer"]["program"].as_str().unwrap();
    for list in [
        [-1, 0, 2, 2, 2],
        [-4, -4, 4, 1, 0],
        [0, 3, -1, 2, -3],
        [4, 0, 0, 0, -4],
    ] {
        let output = lasynth::run(program, &lasynth::Input::list(&list)).unwrap();
        assert_eq!(json!(output), wanted(&json!(list)), "{program}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_person_can_answer() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let run = place.run_with_input(&ARGS, "yes\n[1, 2]\n\n");
    assert_eq!(run.status, 0, "{run}");
    assert!(run.stdout.starts_with("int * func_1(int a[])\n") && run.stdout.ends_with("}\n"));
    // Once for each line, and no answer is told in between.
    assert_eq!(run.stderr.matches("what should [").count(), 3, "{run}");
    assert_eq!(
        run.stderr
            .matches("expected the output, a list of five integers")
            .count(),
        2,
        "{run}"
    );
    assert!(
        run.stderr.contains("found `yes`; ")
            && run
                .stderr
                .contains("found a list of 2, expected one of five; ")
    );

    // The end of input is no error, and nothing is lost.
    let end = place.run_with_input(&ARGS, "");
    assert!(
        end.status == 0 && end.stdout.starts_with("int * func_1(int a[])\n"),
        "{end}"
    );

    let told = place.run_with_input(
        &ARGS,
        "[-1, 0, 0, 0, 0] -> [0, 0, 0, 0, 0]\nback\nback\nq\n",
    );
    assert_eq!(told.status, 0, "{told}");
    assert!(
        told.stderr.contains("verified on 3 examples and 1 answer;"),
        "{told}"
    );
    assert!(
        told.stderr.contains("there is no answer to take back"),
        "{told}"
    );
}

#[test]
fn answers_and_examples_cannot_share_standard_input() {
    let place = Place::with(&[]);
    let run = place.run_with_input(&["synth", "-", "--ask"], SPEC);
    refused(&run);
    assert!(
        run.stderr
            .contains("put the examples into a file, or give them with --example"),
        "{run}"
    );
}

#[test]
fn where_there_is_no_answer_nothing_is_asked() {
    let place = Place::with(&[("spec.txt", crate::json::PARTLY_NONSENSE)]);
    let run = place.run_with_input(&ARGS, "[0, 0, 0, 0, 0]\n");
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run}");
    assert!(!run.stderr.contains("what should"), "{run}");
    // The way out is said, and what was typed is refused.
    let offer = "no program is known that does all this; `more` searches for 6000 candidates";
    assert_eq!(run.stderr.matches(offer).count(), 2, "{run}");
    assert!(run.stderr.contains("nothing was asked"), "{run}");
}

/// A dialogue through pipes: says lines, and reads what comes back.
struct Script {
    child: std::process::Child,
    input: std::process::ChildStdin,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    state: Value,
}

impl Script {
    fn start(place: &Place, args: &[&str]) -> Script {
        let mut command = place.command(&[args, &["--json"]].concat());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut script = Script {
            child,
            input,
            lines,
            state: Value::Null,
        };
        script.read();
        script
    }

    fn read(&mut self) {
        let line = self.lines.next().unwrap().unwrap();
        self.state = serde_json::from_str(&line).unwrap();
    }

    fn say(&mut self, line: Value) {
        writeln!(self.input, "{line}").unwrap();
        self.read();
    }

    /// Whether there is a program, whether something is asked, what was told and why it ended.
    fn summary(&self) -> String {
        let state = &self.state;
        format!(
            "found {}, asks {}, told {}, done {}, stopped {}, error {}\n",
            state["answer"]["found"],
            !state["question"].is_null(),
            state["told"],
            state["done"],
            state["stopped"],
            state["error"]["message"],
        )
    }

    fn asked(&self) -> Value {
        self.state["question"]["input"].clone()
    }

    fn end(mut self) -> i32 {
        drop(self.input);
        self.child.wait().unwrap().code().unwrap()
    }
}

/// What refutes every program that can be found stays, and is said; nothing is made up.
#[test]
fn an_answer_that_no_program_meets_is_kept() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let mut script = Script::start(&place, &ARGS);
    let first = script.state.clone();
    let mut table = String::new();
    let nonsense = json!({ "output": [777, -555, 999, 311, 888] });
    for line in [
        nonsense.clone(),
        json!({ "more": true }),
        json!({ "output": [0, 0, 0, 0, 0] }),
        json!({ "skip": true }),
        json!({ "not_this": true }),
        json!({ "back": true }),
    ] {
        script.say(line.clone());
        table += &format!("{line}: {}", script.summary());
        if line == nonsense {
            let answer = &script.state["answer"];
            assert_eq!(answer["program"], Value::Null);
            // What the nearest program makes of the examples and of what was said.
            let near = &answer["near_miss"];
            assert_eq!(near["outputs"].as_array().unwrap().len(), 4, "{near}");
            assert_eq!(near["matched"], json!(3), "{near}");
        }
    }
    expect![[r#"
        {"output":[777,-555,999,311,888]}: found false, asks false, told 1, done false, stopped null, error null
        {"more":true}: found false, asks false, told 1, done false, stopped null, error null
        {"output":[0,0,0,0,0]}: found false, asks false, told 1, done false, stopped null, error "nothing was asked; an input and its output, as in `[..] -> [..]`, tell more"
        {"skip":true}: found false, asks false, told 1, done false, stopped null, error "nothing was asked"
        {"not_this":true}: found false, asks false, told 1, done false, stopped null, error "nothing was asked; an input and its output, as in `[..] -> [..]`, tell more"
        {"back":true}: found true, asks true, told 0, done false, stopped null, error null
    "#]].assert_eq(&table);
    assert_eq!(script.state["question"], first["question"]);
    assert_eq!(
        script.state["answer"]["program"],
        first["answer"]["program"]
    );
    script.say(nonsense);
    script.say(json!({ "stop": true }));
    assert_eq!(script.state["stopped"], json!("user"));
    assert_eq!(script.end(), 1);

    // A person reads it.
    let run = place.run_with_input(&ARGS, "[777, -555, 999, 311, 888]\nmore\n");
    assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run}");
    for text in [
        "no program meets all 3 examples and 1 answer (",
        "; I do not know what is meant; the nearest meets 3:",
        ", expected [777, -555, 999, 311, 888]\n",
        "`more` searches for 6000 candidates, ",
        "`more` searches for 12000 candidates, ",
        "no more questions: you ended them",
    ] {
        assert!(run.stderr.contains(text), "{text}: {run}");
    }
}

/// `a[2] = 0` is certain soon, and then nothing more is asked.
#[test]
fn questions_end_with_certainty() {
    let spec = "[3, -1, 2, 0, 4] -> [3, -1, 0, 0, 4]\n[1, 2, 1, -1, -3] -> [1, 2, 0, -1, -3]\n\
                [4, -4, 2, 1, 0] -> [4, -4, 0, 1, 0]\n[1, 2, 3, 4, -1] -> [1, 2, 0, 4, -1]\n";
    let place = Place::with(&[("spec.txt", spec)]);
    let answered = |confidence: &str| {
        let args = [&ARGS[..], &["--confidence", confidence]].concat();
        let mut script = Script::start(&place, &args);
        let mut asked = Vec::new();
        while script.state["done"] == false && asked.len() < 4 {
            let mut output = script.asked();
            assert!(!asked.contains(&output), "{output} was asked before");
            asked.push(output.clone());
            output[2] = 0.into();
            script.say(json!({ "output": output }));
        }
        let summary = script.summary();
        script.end();
        summary
    };
    let table =
        ["0.5", "0.99", "1"].map(|confidence| format!("{confidence}: {}", answered(confidence)));
    expect![[r#"
        0.5: found true, asks false, told 0, done true, stopped "confident", error null
        0.99: found true, asks false, told 0, done true, stopped "confident", error null
        1: found true, asks true, told 4, done false, stopped null, error null
    "#]]
    .assert_eq(&table.concat());
    let args = [&ARGS[..], &["--confidence", "0.5"]].concat();
    let run = place.run_with_input(&args, "");
    assert!(!run.stderr.contains("what should ["), "{run}");
    assert!(
        run.stderr.contains("and 0.5 is enough (--confidence)"),
        "{run}"
    );
    let run = place.run(&["synth", "spec.txt", "--ask", "--confidence", "99"]);
    refused(&run);
}

/// Other inputs come after `skip` and after `not this`, and what was said to be wrong is not answered.
#[test]
fn what_is_wrong_can_be_said_without_what_is_right() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    let mut script = Script::start(&place, &ARGS);
    let first = script.asked();
    script.say(json!({ "skip": true }));
    let second = script.asked();
    assert!(
        second != first && script.state["told"] == 0,
        "{}",
        script.state
    );
    let run = |state: &Value, input: &Value| {
        let input: Vec<i32> = serde_json::from_value(input.clone()).unwrap();
        let program = state["answer"]["program"].as_str().unwrap();
        lasynth::run(program, &lasynth::Input::list(&input)).ok()
    };
    let wrong = run(&script.state, &second);
    script.say(json!({ "not_this": true }));
    assert_eq!(script.state["told"], 1, "{}", script.state);
    assert_ne!(run(&script.state, &second), wrong);
    assert!(
        ![&first, &second].contains(&&script.asked()),
        "{}",
        script.state
    );
    // It cannot be right after all, unless it is taken back.
    script.say(json!({ "input": second, "output": wrong }));
    let message = script.state["error"]["message"].as_str().unwrap();
    assert!(message.contains("does not give"), "{message}");
    script.say(json!({ "back": true }));
    assert_eq!((script.asked(), &script.state["told"]), (second, &json!(0)));
    script.say(json!({ "back": true }));
    assert_eq!(script.asked(), first);
    // There may be no output at all.
    script.say(json!({ "undefined": true }));
    assert_eq!(script.state["told"], 1, "{}", script.state);
    assert_eq!(script.end(), 0);
}

#[test]
fn ctrl_c_takes_the_best_so_far() {
    // The proposers go through their spaces for seconds: a condition that examples do not settle.
    let spec = include_str!("../../../../examples/copy_if.txt");
    let place = Place::with(&[("spec.txt", spec)]);
    let args = ["synth", "spec.txt", "--budget", "50s", "--json"];
    let child = place.command(&args).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run}");
    let answer = run.json();
    assert_eq!(
        (&answer["found"], &answer["stop"]),
        (&json!(true), &json!("interrupted"))
    );
}

#[test]
fn ctrl_c_ends_the_questions() {
    let place = Place::with(&[("spec.txt", SPEC)]);
    // Standard input stays open, so that the waiting would have no end.
    let mut command = place.command(&ARGS);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let input = child.stdin.take();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("what should [") {
        let mut bytes = [0; 64];
        let count = std::io::Read::read(&mut errors, &mut bytes).unwrap();
        assert!(count > 0, "{told}");
        told += &String::from_utf8_lossy(&bytes[..count]);
    }
    interrupt(child.id());
    let run = Run::from(child.wait_with_output().unwrap());
    drop(input);
    assert_eq!(run.status, 0, "{run}");
    assert!(run.stdout.starts_with("int * func_1(int a[])\n"), "{run}");
}
