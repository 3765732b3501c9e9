//! How often people put what under what: the corpus, counted.
//!
//! `corpus.txt` holds small functions as people write them. [`Bigrams`] compares how often a class stands
//! as an operand of an operator with how often it stands anywhere: what is rarer there costs more. The
//! table is made from the corpus when it is first needed, which takes about a millisecond, so that there
//! is no second file that could say something else.

use crate::costs::{CLASSES, Class};
use crate::node::Head;
use lasynth_lists::{Function, Op, Role, Term, Type, parse};
use std::sync::LazyLock;

/// Bits that one unit of cost stands for.
const UNIT: f64 = 1.5;
/// The largest penalty.
const CAP: f64 = 4.0;
/// Weight of the unconditional distribution among the counts of an operand.
const SMOOTHING: f64 = 3.0;

/// Penalties of operands and of roots.
pub(crate) struct Bigrams {
    /// By operator, position and class.
    operands: Vec<[[u8; CLASSES]; 3]>,
    /// By type of the result (integer, list) and class.
    roots: [[u8; CLASSES]; 2],
}

/// The corpus: a function a line, with what it is and where people need it behind a `#`.
const CORPUS: &str = include_str!("corpus.txt");

static OF_CORPUS: LazyLock<Bigrams> = LazyLock::new(|| Bigrams::fitted(functions()));

static FUNCTIONS: LazyLock<Vec<Function>> = LazyLock::new(|| {
    let texts = CORPUS
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim());
    let texts = texts.filter(|text| !text.is_empty());
    texts.filter_map(|text| parse(text).ok()).collect()
});

/// The functions of the corpus.
pub(crate) fn functions() -> &'static [Function] {
    &FUNCTIONS
}

impl Bigrams {
    /// The table of the corpus in the crate.
    pub fn of_corpus() -> &'static Bigrams {
        &OF_CORPUS
    }

    #[inline]
    pub fn operand(&self, op: Op, position: usize, class: Class) -> u8 {
        self.operands[op as usize][position][usize::from(class.0)]
    }

    /// The penalty of a class as the outermost operator.
    pub fn root(&self, class: Class, result: Type) -> u8 {
        self.roots[usize::from(result == Type::List)][usize::from(class.0)]
    }

    /// Counts functions.
    pub fn fitted(corpus: &[Function]) -> Bigrams {
        let mut counts = Counts::default();
        for function in corpus {
            let Function { arguments, body } = function;
            counts.root(
                class_of(body, arguments),
                function.result() == Some(Type::List),
            );
            counts.visit(body, arguments);
        }
        counts.table()
    }
}

/// The class of a term in the corpus.
fn class_of(term: &Term, arguments: &[Type]) -> Class {
    let leaf = |head| Class::of_leaf(head, crate::costs::Part::Neutral);
    match term {
        Term::Argument(number) => match arguments[usize::from(*number)] {
            Type::List => Class::LIST_ARGUMENT,
            _ => leaf(Head::Argument(*number)),
        },
        Term::Constant(value) => leaf(Head::Constant(*value)),
        Term::Variable(_, role) => leaf(Head::Variable(*role)),
        Term::Apply(Op::Add, operands)
            if operands[1] == Term::Constant(1)
                && matches!(operands[0], Term::Variable(_, Role::Index)) =>
        {
            leaf(Head::NextIndex)
        }
        Term::Apply(op, _) => Class::of_op(*op),
    }
}

struct Counts {
    operands: Vec<[[f64; CLASSES]; 3]>,
    roots: [[f64; CLASSES]; 2],
    all: [f64; CLASSES],
}

impl Default for Counts {
    fn default() -> Self {
        Counts {
            operands: vec![[[0.0; CLASSES]; 3]; Op::ALL.len()],
            roots: [[0.0; CLASSES]; 2],
            all: [0.0; CLASSES],
        }
    }
}

impl Counts {
    fn root(&mut self, class: Class, list: bool) {
        self.roots[usize::from(list)][usize::from(class.0)] += 1.0;
    }

    fn visit(&mut self, term: &Term, arguments: &[Type]) {
        let class = class_of(term, arguments);
        self.all[usize::from(class.0)] += 1.0;
        let Term::Apply(op, operands) = term else {
            return;
        };
        if class != Class::of_op(*op) {
            return;
        }
        for (position, operand) in operands.iter().enumerate() {
            let class = usize::from(class_of(operand, arguments).0);
            let table = &mut self.operands[*op as usize];
            match op.commutes() {
                // Either order may be written.
                true => {
                    table[0][class] += 0.5;
                    table[1][class] += 0.5;
                }
                false => table[position][class] += 1.0,
            }
            self.visit(operand, arguments);
        }
    }

    fn table(&self) -> Bigrams {
        let mut operands = vec![[[0; CLASSES]; 3]; Op::ALL.len()];
        for op in Op::ALL {
            for (position, operand) in op.operands().iter().enumerate() {
                let counts = &self.operands[*op as usize][position];
                let of_type = classes_of(operand.result());
                let penalties = self.penalties(counts, &of_type);
                for (class, bits) in of_type.iter().zip(penalties) {
                    operands[*op as usize][position][*class] =
                        (bits / UNIT).round().clamp(0.0, CAP) as u8;
                }
            }
        }
        let mut roots = [[0; CLASSES]; 2];
        for (table, result) in roots.iter_mut().zip([Type::Int, Type::List]) {
            let of_type = classes_of(result);
            let counts = &self.roots[usize::from(result == Type::List)];
            let penalties = self.penalties(counts, &of_type);
            for (class, bits) in of_type.iter().zip(penalties) {
                // Of roots it counts, too, what is more frequent there than elsewhere.
                table[*class] = (bits / UNIT + 1.5).round().clamp(0.0, CAP + 1.0) as u8;
            }
        }
        Bigrams { operands, roots }
    }

    /// How many bits rarer each of these classes is among the counts than anywhere.
    fn penalties(&self, counts: &[f64; CLASSES], of_type: &[usize]) -> Vec<f64> {
        let anywhere: f64 = of_type.iter().map(|class| self.all[*class] + 0.5).sum();
        let here: f64 = of_type.iter().map(|class| counts[*class]).sum();
        let bits = |class: &usize| {
            let anywhere = (self.all[*class] + 0.5) / anywhere;
            let here = (counts[*class] + SMOOTHING * anywhere) / (here + SMOOTHING);
            (anywhere / here).log2()
        };
        match here > 0.0 {
            true => of_type.iter().map(bits).collect(),
            false => vec![0.0; of_type.len()],
        }
    }
}

/// The classes of a type.
fn classes_of(of: Type) -> Vec<usize> {
    let ops = Op::ALL.iter().filter(|op| op.result() == of);
    let ops = ops.map(|op| usize::from(Class::of_op(*op).0));
    let leaf = |head| usize::from(Class::of_leaf(head, crate::costs::Part::Neutral).0);
    let leaves: Vec<usize> = match of {
        Type::Int => {
            let roles = Role::ALL.map(|role| leaf(Head::Variable(role)));
            let constants = [0, 1, 2, 10, 3].map(|value| leaf(Head::Constant(value)));
            let others = [leaf(Head::NextIndex), leaf(Head::Argument(0))];
            roles.into_iter().chain(constants).chain(others).collect()
        }
        Type::List => vec![usize::from(Class::LIST_ARGUMENT.0)],
        Type::Bool | Type::Groups => Vec::new(),
    };
    ops.chain(leaves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_corpus_is_a_function() {
        let lines = CORPUS
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default().trim());
        for text in lines.filter(|text| !text.is_empty()) {
            if let Err(error) = parse(text) {
                panic!("{text}: {error}");
            }
        }
        assert!(functions().len() > 500);
    }
}
