//! A toy language: statements `rev`, `neg` (of the first value), `add1`, `add2` on
//! lists of three values, which wrap around.

use crate::data::derive_seed;
use lasynth_core::{
    BaselineFn, Comparison, DecodeError, Domain, Draw, DrawRules, Dropped, Encoding, Example,
    ExampleError, Fault, FaultKind, GrammarState, Input, Kind, Language, Place, Program,
    SourceError, Tasks, TokenId, Value, Values, Vocabulary, compare_on,
};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

const NAMES: [&str; 7] = ["<s>", "end", ";", "rev", "neg", "add1", "add2"];
const KINDS: [Kind; 1] = [Kind::new("seq", false)];
const END: TokenId = 1;
const SEMICOLON: TokenId = 2;

pub struct Toy {
    vocabulary: Vocabulary,
}

impl Toy {
    fn new() -> Self {
        let names = NAMES.map(str::to_owned).to_vec();
        Toy {
            vocabulary: Vocabulary::new(names, END, vec![SEMICOLON]),
        }
    }
}

/// One for all tests: jobs hold their domain for as long as the process runs.
pub fn toy() -> &'static Toy {
    static TOY: LazyLock<Toy> = LazyLock::new(Toy::new);
    &TOY
}

#[derive(Clone, Debug)]
struct ToyProgram(Vec<TokenId>);

impl ToyProgram {
    fn apply(&self, input: &[i32]) -> Vec<i32> {
        let mut list = input.to_vec();
        for token in &self.0 {
            match token {
                3 => list.reverse(),
                4 => list[0] = -list[0],
                5 | 6 => {
                    let add = i32::from(*token) - 4;
                    for x in &mut list {
                        *x = (*x + add + 4).rem_euclid(9) - 4;
                    }
                }
                _ => {}
            }
        }
        list
    }
}

impl Program for ToyProgram {
    fn source(&self) -> String {
        let words: Vec<&str> = self.0.iter().map(|&t| NAMES[usize::from(t)]).collect();
        format!("{}\n", words.join(" "))
    }

    fn tokens(&self) -> Option<Vec<TokenId>> {
        let mut tokens: Vec<TokenId> = self.0.iter().flat_map(|&t| [t, SEMICOLON]).collect();
        tokens.push(END);
        Some(tokens)
    }

    fn length(&self) -> usize {
        self.0.len()
    }

    fn kind(&self) -> Kind {
        KINDS[0]
    }

    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }

    fn run(&self, input: &Input) -> Result<Value, Fault> {
        match input.as_list() {
            Some(list) => Ok(Value::List(self.apply(list))),
            None => Err(Fault {
                kind: FaultKind::BadInput,
                place: "the input".to_owned(),
            }),
        }
    }

    fn normalise(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }
}

fn list(seed: u64) -> Vec<i32> {
    let item = |i| (derive_seed(seed, i) % 9) as i32 - 4;
    (0..3).map(item).collect()
}

impl Domain for Toy {
    fn name(&self) -> &'static str {
        "toy"
    }
}

impl Language for Toy {
    fn file_extension(&self) -> &'static str {
        "toy"
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn grammar(&self) -> Box<dyn GrammarState> {
        unreachable!("training does not decode")
    }

    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        let token = |word: &str| NAMES[3..].iter().position(|name| *name == word);
        let tokens: Option<Vec<TokenId>> = source
            .split_whitespace()
            .map(|word| token(word).map(|i| i as TokenId + 3))
            .collect();
        match tokens {
            Some(tokens) => Ok(Box::new(ToyProgram(tokens))),
            None => Err(SourceError {
                place: Place { line: 1, column: 1 },
                message: "unknown word".to_owned(),
                unsupported: false,
            }),
        }
    }

    fn decode(&self, _tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        unreachable!("training does not decode")
    }
}

impl Values for Toy {
    fn encoding(&self) -> Encoding {
        Encoding::list(3, -4, 4)
    }

    fn check_examples(&self, _examples: &[Example]) -> Result<(), ExampleError> {
        Ok(())
    }

    fn check_input(&self, input: &Input) -> Result<(), String> {
        match input.as_list() {
            Some([_, _, _]) => Ok(()),
            _ => Err("expected a list of three".to_owned()),
        }
    }

    fn check_observation(&self, input: &Input, _outcome: Option<&Value>) -> Result<(), String> {
        self.check_input(input)
    }

    fn in_range(&self, _output: &Value) -> bool {
        true
    }

    fn max_examples(&self) -> usize {
        10
    }

    fn input_form(&self) -> &'static str {
        "a list of three"
    }

    fn probe_inputs(&self) -> Vec<Input> {
        (0..4).map(|seed| Input::list(&list(seed))).collect()
    }
}

impl Tasks for Toy {
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        compare_on(self.probe_inputs(), first, second)
    }

    fn check_rules(&self, _rules: &DrawRules) -> Result<(), String> {
        Ok(())
    }

    fn signature(&self, program: &dyn Program) -> u128 {
        let outcomes = self.probe_inputs();
        let outcomes = outcomes.iter().filter_map(|input| program.run(input).ok());
        outcomes
            .flat_map(|value| value.as_list().unwrap_or_default().to_vec())
            .fold(0, |sum, x| sum * 9 + (x + 4) as u128)
    }

    fn kinds(&self) -> &'static [Kind] {
        &KINDS
    }

    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        &[("all", 1..=6)]
    }

    fn baseline(&self, _examples: &[Example]) -> Option<BaselineFn> {
        None
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        let statements = 1 + derive_seed(seed, 0) % 6;
        let statement = |i| 3 + (derive_seed(seed, 1 + i) % 4) as TokenId;
        let program = ToyProgram((0..statements).map(statement).collect());
        let probes: Vec<Vec<i32>> = (0..4).map(list).collect();
        if probes.iter().all(|probe| &program.apply(probe) == probe) {
            return Err(Dropped::Identity);
        }
        let signature = self.signature(&program);
        let pair = |i| {
            let input = list(derive_seed(seed, 100 + i));
            Example {
                input: Input::list(&input),
                output: Value::List(program.apply(&input)),
            }
        };
        let shown = rules.examples as u64;
        let examples = (0..shown).map(pair).collect();
        let heldout = (shown..shown + rules.heldout as u64).map(pair).collect();
        Ok(Draw {
            normal: rules.normalise.then(|| program.normalise()),
            program: Box::new(program),
            signature,
            examples,
            heldout,
        })
    }
}
