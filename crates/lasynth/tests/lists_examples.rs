//! The specifications in `examples/lists/`, each with a reference term in `examples/lists/reference/`.

use lasynth::domains::{Bundle, recognise};
use lasynth::{Budget, DOMAINS, Example, Session, Synthesiser};
use lasynth_core::{Language, Program, Tasks, Value, Values, parse_spec};
use lasynth_lists::{ListProgram, Lists, Type, probes_for};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

struct Specification {
    name: String,
    examples: Vec<Example>,
    reference: Box<dyn Program>,
}

impl Specification {
    fn bundle(&self) -> &'static Bundle {
        recognise(DOMAINS, &self.examples)
    }

    fn arguments(&self) -> &[Type] {
        &ListProgram::of(self.reference.as_ref())
            .function()
            .arguments
    }
}

fn specifications() -> Vec<Specification> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lists");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let examples = parse_spec(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let source = folder.join("reference").join(format!("{name}.term"));
        let source = std::fs::read_to_string(source).unwrap();
        found.push(Specification {
            examples: examples.into_iter().map(|(example, _)| example).collect(),
            reference: Lists.parse(&source).unwrap(),
            name,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() >= 10);
    found
}

#[test]
fn references_meet_their_examples() {
    for specification in specifications() {
        let name = &specification.name;
        Lists.check_examples(&specification.examples).unwrap();
        assert_eq!(specification.bundle().name(), "lists", "{name}");
        for example in &specification.examples {
            let output = specification.reference.run(&example.input);
            assert_eq!(output.unwrap(), example.output, "{name}");
        }
        let baseline = Lists.baseline(&specification.examples);
        assert!(baseline.is_none(), "{name}: too simple");
    }
}

#[test]
fn they_are_of_several_signatures_and_lengths() {
    let all = specifications();
    let signatures: BTreeSet<String> = (all.iter())
        .map(|its| format!("{:?} {}", its.arguments(), its.examples[0].output.kind()))
        .collect();
    assert!(signatures.len() >= 5, "{signatures:?}");
    for specification in &all {
        let lengths = |example: &Example| -> Vec<usize> {
            let lists = example.input.0.iter().filter_map(Value::as_list);
            lists.map(<[i32]>::len).collect()
        };
        let lengths: BTreeSet<Vec<usize>> = specification.examples.iter().map(lengths).collect();
        let has_list = specification.arguments().contains(&Type::List);
        assert!(!has_list || lengths.len() >= 3, "{}", specification.name);
    }
}

/// Work of each search: no test depends on the clock.
const CANDIDATES: usize = 30_000;
/// Questions after which the answer has to be right.
const QUESTIONS: usize = 3;

/// Every specification is answered, an answer that is wrong is corrected by questions, and what is
/// printed as C compiles without a warning and meets the examples.
#[test]
fn they_are_answered() {
    let interrupt = AtomicBool::new(false);
    let budget = Budget {
        candidates: Some(CANDIDATES),
        ..Budget::default()
    };
    let mut table = Vec::new();
    for specification in specifications() {
        let (name, bundle) = (&specification.name, specification.bundle());
        let config = bundle.search.config();
        let synthesiser = Synthesiser::new(bundle, None, None, config).unwrap();
        let reference = &specification.reference;
        let inputs = probes_for(specification.arguments());
        // What is undefined for the reference may be anything.
        let judged: Vec<_> = (inputs.into_iter())
            .filter_map(|input| Some((reference.run(&input).ok()?, input)))
            .collect();
        assert!(judged.len() >= 10, "{name}");
        let mut session = Session::new(&synthesiser, &specification.examples).unwrap();
        let mut questions = 0;
        let source = loop {
            let answer = session.run(&budget, 0, &interrupt, &mut |_| {});
            let found = answer
                .answer
                .unwrap_or_else(|| panic!("{name}: nothing found"));
            let wrong = judged
                .iter()
                .find(|(output, input)| found.program.run(input).as_ref() != Ok(output));
            let Some((output, input)) = wrong else {
                break found.source;
            };
            let question = answer.uncertainty.unwrap().question;
            let question = question.filter(|_| questions < QUESTIONS);
            let asked = question
                .unwrap_or_else(|| panic!("{name}: {input} gives {output}\n{}", found.source))
                .input;
            let outcome = reference.run(&asked).ok();
            session.observe(asked, outcome).unwrap();
            questions += 1;
        };
        let compiler = bundle.tools.compiler.unwrap();
        let verified = compiler.verify(&source, &specification.examples, &interrupt);
        verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        table.push((questions, name.clone()));
    }
    let at_once = table.iter().filter(|(questions, _)| *questions == 0);
    assert!(4 * at_once.count() >= 3 * table.len(), "{table:?}");
}
