//! A toy language: statements `rev`, `neg` (of the first value), `add1`, `add2` on
//! lists of three values, which wrap around.

use crate::data::derive_seed;
use lasynth_core::{
    BaselineFn, DecodeError, Domain, Draw, DrawRules, Dropped, Encoding, Example, ExampleError,
    Fault, GrammarState, Kind, Place, Program, SourceError, TokenId, Value, Vocabulary,
};

const NAMES: [&str; 7] = ["<s>", "end", ";", "rev", "neg", "add1", "add2"];
const END: TokenId = 1;
const SEMICOLON: TokenId = 2;

pub struct Toy {
    vocabulary: Vocabulary,
}

impl Toy {
    pub fn new() -> Self {
        let names = NAMES.map(str::to_owned).to_vec();
        Toy {
            vocabulary: Vocabulary::new(names, END, vec![SEMICOLON]),
        }
    }
}

#[derive(Clone, Debug)]
struct ToyProgram(Vec<TokenId>);

impl ToyProgram {
    fn apply(&self, input: &Value) -> Value {
        let Value::List(mut list) = input.clone();
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
        Value::List(list)
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
        Kind::Seq
    }

    fn run(&self, input: &Value) -> Result<Value, Fault> {
        Ok(self.apply(input))
    }

    fn normalise(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }
}

fn list(seed: u64) -> Value {
    let item = |i| (derive_seed(seed, i) % 9) as i32 - 4;
    Value::List((0..3).map(item).collect())
}

impl Domain for Toy {
    fn name(&self) -> &'static str {
        "toy"
    }

    fn encoding(&self) -> Encoding {
        Encoding::ValueList {
            len: 3,
            min: -4,
            max: 4,
        }
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

    fn check_examples(&self, _examples: &[Example]) -> Result<(), ExampleError> {
        Ok(())
    }

    fn baseline(&self, _examples: &[Example]) -> Option<BaselineFn> {
        None
    }

    fn draw(&self, rules: &DrawRules, seed: u64) -> Result<Draw, Dropped> {
        let statements = 1 + derive_seed(seed, 0) % 6;
        let statement = |i| 3 + (derive_seed(seed, 1 + i) % 4) as TokenId;
        let program = ToyProgram((0..statements).map(statement).collect());
        let probes: Vec<Value> = (0..4).map(list).collect();
        if probes.iter().all(|probe| &program.apply(probe) == probe) {
            return Err(Dropped::Identity);
        }
        let signature = probes
            .iter()
            .flat_map(|probe| match program.apply(probe) {
                Value::List(list) => list,
            })
            .fold(0_u128, |sum, x| sum * 9 + (x + 4) as u128);
        let pair = |i| {
            let input = list(derive_seed(seed, 100 + i));
            let output = program.apply(&input);
            Example { input, output }
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
