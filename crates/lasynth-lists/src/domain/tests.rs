//! What the domain says about examples, programs and tasks.

use super::{ListProgram, Lists, MAX_ELEMENTS};
use expect_test::{Expect, expect};
use lasynth_core::{Domain, Encoding, Example, Input, Language, Program, Tasks, Value, Values};

fn list(items: &[i32]) -> Value {
    Value::List(items.to_vec())
}

fn pair(input: &[Value], output: Value) -> Example {
    Example {
        input: Input(input.to_vec()),
        output,
    }
}

fn program(text: &str) -> Box<dyn Program> {
    Lists
        .parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn examples_are_checked() {
    let check = |examples: &[Example], expected: Expect| {
        let error = Lists.check_examples(examples).unwrap_err();
        expected.assert_eq(&format!("{:?} {:?} {error}", error.example, error.other));
        assert!(!Lists.recognises(examples));
    };
    let good = pair(&[list(&[1, 2, 3]), Value::Int(i32::MIN)], list(&[]));
    assert!(Lists.recognises(&[good.clone(), good.clone()]));
    assert!(Lists.recognises(&[pair(&[Value::Int(1)], Value::Int(2))]));
    check(
        &[],
        expect![
            "None None there are 0 examples, but between 1 and 100 are supported. Give at least one input with its output."
        ],
    );
    check(
        &vec![good.clone(); 101],
        expect![
            "None None there are 101 examples, but between 1 and 100 are supported. Keep the most telling ones and leave the others out."
        ],
    );
    check(
        &[pair(&[], Value::Int(1))],
        expect!["Some(0) None example 1: the input has 0 values, but 1 to 3 are supported."],
    );
    check(
        &[pair(&vec![Value::Int(1); 4], Value::Int(1))],
        expect!["Some(0) None example 1: the input has 4 values, but 1 to 3 are supported."],
    );
    check(
        &[good.clone(), pair(&[list(&[1])], list(&[]))],
        expect![
            "Some(1) Some(0) example 2: the input has 1 value, but in example 1 it has 2; all examples are of one program, which takes the same arguments each time."
        ],
    );
    check(
        &[good.clone(), pair(&[list(&[1]), list(&[1])], list(&[]))],
        expect![
            "Some(1) Some(0) example 2: input value 2 is a list, but in example 1 it is an integer; write a list of one element as `[7]`."
        ],
    );
    check(
        &[
            good.clone(),
            pair(&[list(&[1]), Value::Int(1)], Value::Int(1)),
        ],
        expect![
            "Some(1) Some(0) example 2: the output is an integer, but in example 1 it is a list; write a list of one element as `[7]`."
        ],
    );
    check(
        &[good.clone(), good.clone(), pair(&good.input.0, list(&[1]))],
        expect![
            "Some(2) Some(0) examples 1 and 3 contradict each other: the input [1, 2, 3], -2147483648 gives [] in the first and [1] in the second, but a program gives one output. Correct or remove one of them."
        ],
    );
    let long = list(&[0; MAX_ELEMENTS + 1]);
    check(
        &[pair(&[Value::Int(1)], long.clone())],
        expect![
            "Some(0) None example 1: the output has 1001 elements; lists of at most 1000 are supported."
        ],
    );
    check(
        &[pair(&[Value::Int(1), long], Value::Int(1))],
        expect![
            "Some(0) None example 1: input value 2 has 1001 elements; lists of at most 1000 are supported."
        ],
    );
    let grid = lasynth_core::Grid::new(2, 2, vec![1, 0, 0, 0]).unwrap();
    check(
        &[pair(&[Value::Grid(grid)], Value::Int(1))],
        expect![
            "Some(0) None example 1: the input is a grid; integers and lists of them are supported."
        ],
    );
}

#[test]
fn inputs_may_be_wider_than_examples() {
    let long = Input(vec![list(&[0; 5_000]), Value::Int(1)]);
    assert_eq!(Lists.check_input(&long), Ok(()));
    assert_eq!(
        Lists.check_observation(&long, Some(&list(&[0; 5_000]))),
        Ok(())
    );
    assert_eq!(Lists.check_observation(&long, None), Ok(()));
    assert!(!Lists.in_range(&list(&[0; 5_000])) && Lists.in_range(&list(&[i32::MAX])));
    let check = |input: &Input, expected: Expect| {
        expected.assert_eq(&Lists.check_input(input).unwrap_err());
    };
    check(
        &Input(vec![]),
        expect!["found 0 values, expected 1 to 3 integers or lists"],
    );
    check(
        &Input(vec![list(&vec![0; 70_000])]),
        expect!["a value has 70000 elements; lists of at most 65536 are supported"],
    );
}

#[test]
fn programs_run_and_say_where_they_stop() {
    let check = |text: &str, input: &[Value], expected: Expect| {
        let outcome = program(text).run(&Input(input.to_vec()));
        expected.assert_eq(&match outcome {
            Ok(value) => value.to_string(),
            Err(fault) => fault.to_string(),
        });
    };
    let a = list(&[3, 0, 2]);
    let one = std::slice::from_ref(&a);
    check("map(x -> x * 2, a)", one, expect!["[6, 0, 4]"]);
    check("map(x -> 6 / x, a)", one, expect!["out_of_bounds at 6 / x"]);
    check(
        "map(x -> sum(map(y -> y / x, a)), a)",
        one,
        expect!["out_of_bounds at y / x"],
    );
    check(
        "map(x -> next(x), a)",
        one,
        expect!["out_of_bounds at next(x)"],
    );
    check(
        "product([100000, 100000]) + sum(a)",
        one,
        expect!["overflow at product([100000, 100000])"],
    );
    check(
        "repeat(1, 100000) ++ a",
        one,
        expect!["step_limit at repeat(1, 100000)"],
    );
    check(
        "take(a, b)",
        one,
        expect!["bad_input at the input: found a list, the program takes a list, an integer"],
    );
    check(
        "take(a, b)",
        &[Value::Int(1), a.clone()],
        expect![
            "bad_input at the input: found an integer, a list, the program takes a list, an integer"
        ],
    );
    check(
        "take(a, b)",
        &[a.clone(), Value::Int(-1)],
        expect!["out_of_bounds at take(a, b)"],
    );
}

#[test]
fn programs_are_texts_tokens_and_values() {
    let text = "map(x -> x + 1, filter(x -> x > 3, a))";
    let program = program(&format!("  {text} # add one to the large ones\n"));
    assert_eq!(program.source(), format!("{text}\n"));
    assert_eq!((program.length(), program.kind().name()), (9, "chain"));
    let tokens = program.tokens().unwrap();
    let again = Lists.decode(&tokens).unwrap();
    assert_eq!(ListProgram::of(&*again), ListProgram::of(&*program));
    assert_eq!(Lists.signature(&*again), Lists.signature(&*program));
    assert_eq!((Lists.name(), Lists.file_extension()), ("lists", "term"));
    assert_eq!(Lists.encoding().validate(), Ok(()));
    assert!(matches!(Lists.encoding(), Encoding::Integers { .. }));
}

#[test]
fn programs_are_compared_on_inputs_of_their_types() {
    let compare = |first: &str, second: &str| {
        let found = Lists.compare(&*program(first), &*program(second));
        assert!(found.inputs >= 60, "{found:?}");
        found.differs_on.is_none()
    };
    assert!(compare("sum(a)", "fold((acc, x) -> x + acc, 0, a)"));
    assert!(compare("first(a)", "a[0]"));
    assert!(!compare("count(a, -62)", "count(a, 0) - count(a, 0)"));
    assert!(!compare("len(drop(a, 37))", "f(a: list) = 0"));
    assert!(!compare("maximum(a)", "maximum(a) ?? 0"));
    assert!(!compare("sum(a)", "f(a: list, b: list) = sum(a)"));
    assert!(!compare("sort(a)", "f(a: int) = [a]"));
    let signature = |text: &str| Lists.signature(&*program(text));
    assert_eq!(signature("first(a)"), signature("a[0]"));
    assert_ne!(
        signature("first(a)"),
        signature("f(a: list, b: int) = a[0]")
    );
    assert_ne!(signature("f(a: list) = 0"), signature("f(a: int) = 0"));
}

#[test]
fn probes_of_the_domain_have_all_types_of_arguments() {
    let inputs = Lists.probe_inputs();
    let mut kinds: Vec<Vec<&str>> = inputs
        .iter()
        .map(|Input(values)| values.iter().map(Value::kind).collect())
        .collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds.len(), 14);
    assert!(inputs.iter().all(|input| Lists.check_input(input).is_ok()));
}

#[test]
fn the_baseline_is_constant_an_argument_or_a_line() {
    let check = |examples: &[Example], input: &[Value], expected: Option<Value>| {
        let fitted = Lists.baseline(examples);
        assert_eq!(
            fitted.map(|predict| predict(&Input(input.to_vec()))),
            expected
        );
    };
    let seven = [
        pair(&[list(&[1])], Value::Int(7)),
        pair(&[list(&[2, 3])], Value::Int(7)),
    ];
    check(&seven, &[list(&[])], Some(Value::Int(7)));
    let doubled = [
        pair(&[list(&[1, 2])], list(&[3, 5])),
        pair(&[list(&[])], list(&[])),
    ];
    check(&doubled, &[list(&[10])], Some(list(&[21])));
    check(&doubled, &[list(&[i32::MAX])], Some(list(&[])));
    let second = [
        pair(&[list(&[1]), Value::Int(4)], Value::Int(4)),
        pair(&[list(&[2]), Value::Int(5)], Value::Int(5)),
    ];
    check(&second, &[list(&[]), Value::Int(9)], Some(Value::Int(9)));
    let sorted = [
        pair(&[list(&[2, 1])], list(&[1, 2])),
        pair(&[list(&[1, 2])], list(&[1, 2])),
        pair(&[list(&[4])], list(&[4])),
    ];
    check(&sorted, &[list(&[])], None);
    check(&[], &[list(&[])], None);
}
