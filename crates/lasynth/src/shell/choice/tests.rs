//! The choice between restricted C and a language that differs from it in its name and in that it
//! recognises integers only.

use super::*;
use crate::domains::{RESTRICTED_C, Tools};
use expect_test::{Expect, expect};
use lasynth_c::domain::RestrictedC;
use lasynth_core::*;
use lasynth_data::compare::NoForms;
use lasynth_data::stats::KindAndLength;
use lasynth_search::PlainKit;
use std::ops::RangeInclusive;

struct Integers;

impl Domain for Integers {
    fn name(&self) -> &'static str {
        "integers"
    }
}

impl Values for Integers {
    fn encoding(&self) -> Encoding {
        RestrictedC.encoding()
    }
    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        let integer = |value: &Value| matches!(value, Value::Int(_));
        let all = examples
            .iter()
            .all(|pair| pair.input.0.iter().all(integer) && integer(&pair.output));
        match all {
            true => Ok(()),
            false => RestrictedC.check_examples(&[]),
        }
    }
    fn check_input(&self, input: &Input) -> Result<(), String> {
        RestrictedC.check_input(input)
    }
    fn check_observation(&self, _: &Input, _: Option<&Value>) -> Result<(), String> {
        Ok(())
    }
    fn in_range(&self, output: &Value) -> bool {
        RestrictedC.in_range(output)
    }
    fn max_examples(&self) -> usize {
        RestrictedC.max_examples()
    }
    fn input_form(&self) -> &'static str {
        "an integer"
    }
    fn probe_inputs(&self) -> Vec<Input> {
        Vec::new()
    }
}

impl Language for Integers {
    fn vocabulary(&self) -> &Vocabulary {
        RestrictedC.vocabulary()
    }
    fn grammar(&self) -> Box<dyn GrammarState> {
        RestrictedC.grammar()
    }
    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        RestrictedC.parse(source)
    }
    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        RestrictedC.decode(tokens)
    }
    fn file_extension(&self) -> &'static str {
        "ints"
    }
}

impl Tasks for Integers {
    fn baseline(&self, _: &[Example]) -> Option<BaselineFn> {
        None
    }
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        RestrictedC.compare(first, second)
    }
    fn check_rules(&self, rules: &DrawRules) -> Result<(), String> {
        RestrictedC.check_rules(rules)
    }
    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        RestrictedC.draw(rules, seed)
    }
    fn signature(&self, program: &dyn Program) -> u128 {
        RestrictedC.signature(program)
    }
    fn kinds(&self) -> &'static [Kind] {
        RestrictedC.kinds()
    }
    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        RestrictedC.lengths()
    }
}

static KIT: PlainKit = PlainKit::new(&Integers, Vec::new);

static INTEGERS: Bundle = Bundle {
    domain: &Integers,
    search: &KIT,
    model: None,
    prior: None,
    statistics: &KindAndLength,
    forms: &NoForms,
    tools: Tools::NONE,
};

static TABLE: &[&Bundle] = &[&RESTRICTED_C, &INTEGERS];

const LISTS: &str = "[0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]";
const NUMBERS: &str = "6, 4 -> 2";
const NEITHER: &str = "[1] -> 2";

fn examples(text: &str) -> Vec<Example> {
    let pairs = parse_spec(text).unwrap();
    pairs.into_iter().map(|(example, _)| example).collect()
}

fn task(domain: Option<&str>, text: &str) -> Task {
    Task {
        domain: domain.map(str::to_owned),
        examples: examples(text),
        ..Task::default()
    }
}

fn said(chosen: Result<&'static Bundle, DomainError>) -> String {
    match chosen {
        Ok(bundle) => bundle.name().to_owned(),
        Err(error) => error.to_string(),
    }
}

fn check(name: Option<&str>, shown: Expect) {
    let domains = Domains::new(TABLE, name).unwrap();
    let mut text = format!("nothing: {}\n", domains.without_examples().name());
    for spec in [LISTS, NUMBERS, NEITHER] {
        let chosen = domains.of_examples(&examples(spec)).name();
        text += &format!("{spec}: {chosen}\n");
    }
    for (domain, spec) in [
        (None, NUMBERS),
        (Some("c"), NUMBERS),
        (Some("integers"), LISTS),
        (Some("karel"), LISTS),
    ] {
        let chosen = said(domains.of_task(&task(domain, spec)));
        text += &format!("{domain:?} {spec}: {chosen}\n");
    }
    shown.assert_eq(&text);
}

#[test]
fn names_decide_and_then_examples() {
    check(
        None,
        expect![[r#"
            nothing: c
            [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: c
            6, 4 -> 2: integers
            [1] -> 2: integers
            None 6, 4 -> 2: integers
            Some("c") 6, 4 -> 2: c
            Some("integers") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: integers
            Some("karel") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: the domain `karel` is not supported; `c` and `integers` are
        "#]],
    );
    check(
        Some("c"),
        expect![[r#"
        nothing: c
        [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: c
        6, 4 -> 2: c
        [1] -> 2: c
        None 6, 4 -> 2: c
        Some("c") 6, 4 -> 2: c
        Some("integers") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: the task is of the domain `integers`, but --domain says `c`; name files of one domain only
        Some("karel") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: the domain `karel` is not supported; `c` and `integers` are
    "#]],
    );
    check(
        Some("integers"),
        expect![[r#"
        nothing: integers
        [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: integers
        6, 4 -> 2: integers
        [1] -> 2: integers
        None 6, 4 -> 2: integers
        Some("c") 6, 4 -> 2: the task is of the domain `c`, but --domain says `integers`; name files of one domain only
        Some("integers") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: integers
        Some("karel") [0, 1, 2, 3, 4] -> [1, 1, 2, 3, 4]: the domain `karel` is not supported; `c` and `integers` are
    "#]],
    );
    let unknown = [&TABLE[..1], TABLE].map(|table| Domains::new(table, Some("C")).err().unwrap());
    expect![[r#"
        the domain `C` is not supported; `c` is
        the domain `C` is not supported; `c` and `integers` are
    "#]]
    .assert_eq(&unknown.map(|error| format!("{error}\n")).concat());
}

#[test]
fn the_ending_of_a_file_name_says_whose_program_it_is() {
    for (named, of_c, of_another, of_unknown) in [
        (None, "c", "integers", "c"),
        (Some("integers"), "integers", "integers", "integers"),
    ] {
        let domains = Domains::new(TABLE, named).unwrap();
        let of = |path: &str| domains.of_program(Path::new(path), "no program").name();
        assert_eq!(of("programs/a.c"), of_c);
        assert_eq!(of("a.ints"), of_another);
        assert_eq!([of("-"), of("a.txt")], [of_unknown; 2]);
    }
}

#[test]
fn the_tasks_of_a_file_are_of_one_domain() {
    let domains = Domains::new(TABLE, None).unwrap();
    let mut file = domains.of_files();
    assert_eq!(file.get().name(), "c");
    let mut text = String::new();
    for task in [
        task(Some("integers"), NUMBERS),
        task(None, LISTS),
        task(Some("c"), LISTS),
        task(Some("karel"), LISTS),
        task(None, NUMBERS),
    ] {
        text += &format!("{}\n", said(file.of_task(&task)));
    }
    assert_eq!(file.get().name(), "integers");
    expect![[r#"
        integers
        integers
        the task is of the domain `c`, but the tasks before it are of `integers`; name files of one domain only
        the domain `karel` is not supported; `c` and `integers` are
        integers
    "#]].assert_eq(&text);
}
