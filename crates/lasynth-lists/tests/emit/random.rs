//! Random functions over all operators, and inputs for them.

use lasynth_core::{Input, Value};
use lasynth_lists::{Function, Op, Operand, Role, Scope, Term, Type, evaluate};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A function, and what it gives for some inputs.
pub struct Case {
    pub function: Function,
    pub runs: Vec<(Input, Value)>,
}

/// The number that an environment variable gives.
pub fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Functions that have a value for some of ten random inputs.
pub fn cases(seed: u64, count: usize) -> Vec<Case> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut cases = Vec::with_capacity(count);
    while cases.len() < count {
        let function = function(&mut rng);
        let inputs: Vec<Input> = (0..10)
            .map(|_| input(&mut rng, &function.arguments))
            .collect();
        let runs: Vec<(Input, Value)> = inputs
            .into_iter()
            .filter_map(|input| {
                let value = evaluate(&function, &input).ok()?;
                Some((input, value))
            })
            .filter(|(_, value)| value.as_list().is_none_or(|list| list.len() < 5_000))
            .collect();
        // Constants and functions without values are rarely worth a test.
        let lively = runs.iter().any(|(_, value)| *value != runs[0].1);
        if lively || (!runs.is_empty() && rng.random_ratio(1, 20)) {
            cases.push(Case { function, runs });
        }
    }
    cases
}

/// Any well typed function of one to three arguments.
pub fn function(rng: &mut ChaCha8Rng) -> Function {
    loop {
        let count = *[1, 1, 2, 2, 3].choose(rng).expect("not empty");
        let arguments: Vec<Type> = (0..count)
            .map(|_| {
                if rng.random_ratio(2, 3) {
                    Type::List
                } else {
                    Type::Int
                }
            })
            .collect();
        let result = if rng.random() { Type::Int } else { Type::List };
        let size = rng.random_range(2..16);
        let mut builder = Builder {
            rng,
            arguments: &arguments,
            scopes: Vec::new(),
        };
        let body = builder.term(result, size);
        if matches!(body, Term::Apply(..)) {
            let function = Function { arguments, body };
            assert!(function.check(), "{function:?}");
            return function;
        }
    }
}

struct Builder<'a> {
    rng: &'a mut ChaCha8Rng,
    arguments: &'a [Type],
    scopes: Vec<Scope>,
}

impl Builder<'_> {
    fn term(&mut self, of: Type, size: usize) -> Term {
        if size <= 1
            && let Some(leaf) = self.leaf(of)
        {
            return leaf;
        }
        let ops: Vec<Op> = Op::ALL
            .iter()
            .copied()
            .filter(|op| op.result() == of)
            .collect();
        let fits = |op: &&Op| op.operands().len() < size.max(2);
        let small: Vec<Op> = ops.iter().filter(fits).copied().collect();
        let flat: &[Op] = match of {
            Type::Bool => &[
                Op::Eq,
                Op::Ne,
                Op::Lt,
                Op::Le,
                Op::Even,
                Op::Odd,
                Op::Contains,
            ],
            Type::Groups => &[Op::Runs, Op::Chunks, Op::Split, Op::Windows],
            _ => &ops,
        };
        let op = match small.choose(self.rng) {
            Some(op) if size > 1 => *op,
            _ => *flat.choose(self.rng).expect("every type has operators"),
        };
        let operands = op.operands();
        let mut left = size.saturating_sub(1);
        let mut parts = Vec::new();
        for (n, operand) in operands.iter().enumerate() {
            let share = match n + 1 == operands.len() {
                true => left,
                false => self.rng.random_range(0..=left),
            };
            left -= share;
            parts.push(match operand {
                Operand::Value(of) => self.term(*of, share),
                Operand::Body(of) => {
                    self.scopes.push(Scope::of(op));
                    let body = self.term(*of, share);
                    self.scopes.pop();
                    body
                }
            });
        }
        Term::apply(op, parts)
    }

    fn leaf(&mut self, of: Type) -> Option<Term> {
        let mut leaves = Vec::new();
        for (number, argument) in self.arguments.iter().enumerate() {
            if *argument == of {
                leaves.extend([Term::Argument(number as u8), Term::Argument(number as u8)]);
            }
        }
        for (depth, scope) in self.scopes.iter().rev().enumerate() {
            for role in Role::ALL {
                if scope.variable(role) == Some(of) {
                    leaves.push(Term::Variable(depth as u8, role));
                    if depth == 0 {
                        leaves.push(Term::Variable(0, role));
                    }
                }
            }
        }
        if of == Type::Int && (leaves.is_empty() || self.rng.random_ratio(1, 3)) {
            let constants = [
                0,
                1,
                1,
                2,
                2,
                3,
                4,
                5,
                7,
                10,
                12,
                100,
                -1,
                -2,
                i32::MAX,
                i32::MIN,
            ];
            return Some(Term::Constant(
                *constants.choose(self.rng).expect("not empty"),
            ));
        }
        if of == Type::List && leaves.is_empty() {
            return Some(Term::apply(Op::Nil, []));
        }
        leaves.choose(self.rng).cloned()
    }
}

/// Values for these arguments.
pub fn input(rng: &mut ChaCha8Rng, arguments: &[Type]) -> Input {
    let number = |rng: &mut ChaCha8Rng| match rng.random_range(0..20) {
        0 => *[i32::MIN, i32::MAX, i32::MAX - 1, 0]
            .choose(rng)
            .expect("not empty"),
        1 => rng.random_range(-1_000..=1_000),
        2..9 => rng.random_range(-4..=9),
        _ => rng.random_range(0..=5),
    };
    let values = arguments.iter().map(|of| match of {
        Type::List => {
            let length = *[0, 0, 1, 2, 3, 3, 4, 5, 6, 9]
                .choose(rng)
                .expect("not empty");
            Value::List((0..length).map(|_| number(rng)).collect())
        }
        _ => Value::Int(number(rng)),
    });
    Input(values.collect())
}
