//! A tiny language and policies written down by hand.
//!
//! A program is a word of at most [`Words::longest`] letters that change the one element of a list:
//! `i` adds 1, `d` doubles, `n` does nothing, `m` adds 1 but claims in its normal form to do
//! nothing, `x` fails, and `b` adds 1 where the element is above 50, which no example shows.

use lasynth_core::{
    BaselineFn, Comparison, DecodeError, Decoding, Domain, Draw, DrawRules, Dropped, Encoding,
    Example, ExampleError, Fault, FaultKind, GrammarState, Input, Kind, Language, Place, Policy,
    Program, SourceError, Tasks, TokenId, TokenMask, Value, Values, Vocabulary, compare_on,
};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};

pub const END: TokenId = 1;
/// Size of the vocabulary.
pub const N_TOKENS: usize = LETTERS.len() + 2;
const LETTERS: [char; 6] = ['i', 'd', 'n', 'm', 'x', 'b'];

/// Tokens of a word, the end token included.
pub fn tokens(word: &str) -> Vec<TokenId> {
    let letter = |c| LETTERS.iter().position(|&l| l == c).expect("a letter") as TokenId + 2;
    word.chars().map(letter).chain([END]).collect()
}

pub fn examples(pairs: &[(i32, i32)]) -> Vec<Example> {
    pairs
        .iter()
        .map(|&(i, o)| Example {
            input: Input::list(&[i]),
            output: Value::List(vec![o]),
        })
        .collect()
}

/// The domain. Its grammar forbids `x` directly after `x`.
pub struct Words {
    vocabulary: Vocabulary,
    pub longest: usize,
}

impl Words {
    pub fn new(longest: usize) -> Words {
        let names = ["<start>", "<end>"].map(String::from).into_iter();
        let names = names.chain(LETTERS.map(String::from)).collect();
        Words {
            vocabulary: Vocabulary::new(names, END, vec![]),
            longest,
        }
    }
}

impl Domain for Words {
    fn name(&self) -> &'static str {
        "words"
    }
}

impl Language for Words {
    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
    fn grammar(&self) -> Box<dyn GrammarState> {
        Box::new(Grammar {
            left: self.longest,
            last: None,
            complete: false,
        })
    }
    fn parse(&self, source: &str) -> Result<Box<dyn Program>, SourceError> {
        let word = source.trim_end();
        match word.chars().position(|c| !LETTERS.contains(&c)) {
            None => Ok(Box::new(Word(word.to_owned()))),
            Some(at) => Err(SourceError {
                place: Place {
                    line: 1,
                    column: at + 1,
                },
                message: "not a letter".to_owned(),
                unsupported: false,
            }),
        }
    }
    fn decode(&self, tokens: &[TokenId]) -> Result<Box<dyn Program>, DecodeError> {
        let error = |position| DecodeError {
            position,
            found: String::new(),
        };
        match tokens.split_last() {
            Some((&END, letters)) => {
                let letter = |&t: &TokenId| LETTERS.get(usize::from(t).wrapping_sub(2)).copied();
                let word: Option<String> = letters.iter().map(letter).collect();
                Ok(Box::new(Word(word.ok_or_else(|| error(0))?)))
            }
            _ => Err(error(tokens.len())),
        }
    }
    fn file_extension(&self) -> &'static str {
        "word"
    }
}

impl Values for Words {
    fn encoding(&self) -> Encoding {
        Encoding::list(1, 0, 99)
    }
    fn check_examples(&self, examples: &[Example]) -> Result<(), ExampleError> {
        match examples.is_empty() {
            false => Ok(()),
            true => Err(ExampleError {
                example: None,
                other: None,
                message: "none".to_owned(),
            }),
        }
    }
    fn check_input(&self, _: &Input) -> Result<(), String> {
        Ok(())
    }
    fn check_observation(&self, _: &Input, _: Option<&Value>) -> Result<(), String> {
        Ok(())
    }
    fn in_range(&self, _: &Value) -> bool {
        true
    }
    fn max_examples(&self) -> usize {
        10
    }
    fn input_form(&self) -> &'static str {
        "a list of one"
    }
    fn probe_inputs(&self) -> Vec<Input> {
        (0..100).map(|x| Input::list(&[x])).collect()
    }
}

impl Tasks for Words {
    fn baseline(&self, _: &[Example]) -> Option<BaselineFn> {
        None
    }
    fn compare(&self, first: &dyn Program, second: &dyn Program) -> Comparison {
        compare_on(self.probe_inputs(), first, second)
    }
    fn check_rules(&self, _: &DrawRules) -> Result<(), String> {
        Ok(())
    }
    fn draw(&self, _: &DrawRules, _: u64) -> Result<Draw, Dropped> {
        Err(Dropped::Kind)
    }
    fn signature(&self, _: &dyn Program) -> u128 {
        0
    }
    fn kinds(&self) -> &'static [Kind] {
        &[WORD]
    }
    fn lengths(&self) -> &'static [(&'static str, RangeInclusive<usize>)] {
        &[]
    }
}

const WORD: Kind = Kind::new("word", false);

#[derive(Clone, Debug)]
struct Word(String);

impl Program for Word {
    fn source(&self) -> String {
        format!("{}\n", self.0)
    }
    fn tokens(&self) -> Option<Vec<TokenId>> {
        Some(tokens(&self.0))
    }
    fn length(&self) -> usize {
        self.0.len()
    }
    fn kind(&self) -> Kind {
        WORD
    }
    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }
    fn run(&self, input: &Input) -> Result<Value, Fault> {
        let mut x = input.as_list().expect("a list")[0];
        for (i, letter) in self.0.chars().enumerate() {
            match letter {
                'i' | 'm' => x += 1,
                'd' => x *= 2,
                'b' if x > 50 => x += 1,
                'x' => {
                    let place = format!("letter {}", i + 1);
                    return Err(Fault {
                        kind: FaultKind::OutOfBounds,
                        place,
                    });
                }
                _ => {}
            }
        }
        Ok(Value::List(vec![x]))
    }
    fn normalise(&self) -> Box<dyn Program> {
        Box::new(Word(self.0.replace(['n', 'm'], "")))
    }
}

#[derive(Clone)]
struct Grammar {
    left: usize,
    last: Option<TokenId>,
    complete: bool,
}

impl Grammar {
    fn allows(&self, token: TokenId) -> bool {
        let x = tokens("x")[0];
        match token {
            _ if self.complete => false,
            END => true,
            Vocabulary::START => false,
            _ => self.left > 0 && (token != x || self.last != Some(x)),
        }
    }
}

impl GrammarState for Grammar {
    fn allowed(&self, mask: &mut TokenMask) {
        mask.clear();
        mask.extend((0..N_TOKENS as TokenId).map(|t| self.allows(t)));
    }
    fn push(&mut self, token: TokenId) -> bool {
        let allowed = self.allows(token);
        if allowed {
            match token {
                END => self.complete = true,
                _ => self.left -= 1,
            }
            self.last = Some(token);
        }
        allowed
    }
    fn is_complete(&self) -> bool {
        self.complete
    }
    fn clone_box(&self) -> Box<dyn GrammarState> {
        Box::new(self.clone())
    }
}

/// Log-probabilities of the next token after a prefix, one a vocabulary entry.
type Scores = dyn Fn(&[TokenId]) -> Vec<f32> + Send + Sync;

/// A policy that is a function of the prefix. It records the size of every batch.
pub struct Hand {
    scores: Arc<Scores>,
    pub batches: Arc<Mutex<Vec<usize>>>,
}

impl Hand {
    pub fn new(scores: impl Fn(&[TokenId]) -> Vec<f32> + Send + Sync + 'static) -> Hand {
        Hand {
            scores: Arc::new(scores),
            batches: Arc::default(),
        }
    }

    /// The scores after a prefix.
    pub fn row(&self, prefix: &[TokenId]) -> Vec<f32> {
        (self.scores)(prefix)
    }
}

/// A mixture of whole words: every prefix is as probable as the words that begin with it.
pub fn mixture(words: &[(&str, f32)]) -> Hand {
    let words: Vec<(Vec<TokenId>, f32)> = words.iter().map(|&(w, p)| (tokens(w), p)).collect();
    Hand::new(move |prefix| {
        let mut row = [0.0; N_TOKENS];
        for (word, weight) in &words {
            if word.starts_with(prefix) && word.len() > prefix.len() {
                row[usize::from(word[prefix.len()])] += weight;
            }
        }
        let total: f32 = row.iter().sum();
        row.map(|x| (x / total).ln()).to_vec()
    })
}

/// A policy over `n_tokens` tokens whose scores are a fixed, arbitrary function of prefix and seed.
pub fn arbitrary(seed: u64, n_tokens: usize) -> Hand {
    Hand::new(move |prefix| {
        let mut state = prefix.iter().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |h, &t| {
            (h ^ u64::from(t))
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(23)
        });
        let mut next = || {
            // splitmix64
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32
        };
        (0..n_tokens).map(|_| -4.0 * next()).collect()
    })
}

impl Policy for Hand {
    fn name(&self) -> &str {
        "hand"
    }
    fn begin(&self, _: &[Example]) -> Box<dyn Decoding> {
        Box::new(Prefixes {
            scores: Arc::clone(&self.scores),
            batches: Arc::clone(&self.batches),
            prefixes: vec![vec![]],
        })
    }
}

struct Prefixes {
    scores: Arc<Scores>,
    batches: Arc<Mutex<Vec<usize>>>,
    prefixes: Vec<Vec<TokenId>>,
}

impl Decoding for Prefixes {
    fn log_probs(&mut self) -> Vec<f32> {
        self.batches.lock().unwrap().push(self.prefixes.len());
        self.prefixes
            .iter()
            .flat_map(|prefix| (self.scores)(prefix))
            .collect()
    }
    fn advance(&mut self, choices: &[(usize, TokenId)]) {
        let extend = |&(parent, token): &(usize, TokenId)| {
            let mut prefix: Vec<TokenId> = self.prefixes[parent].clone();
            prefix.push(token);
            prefix
        };
        self.prefixes = choices.iter().map(extend).collect();
    }
}
