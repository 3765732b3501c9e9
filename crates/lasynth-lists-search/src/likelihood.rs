//! How likely people write a program, in bits: what programs are ranked by once they are found.
//!
//! Banks need costs that are small integers and never fall when a term gets larger. Among programs that
//! are found there is no such need, so they are ranked by a model that knows more: the probability of
//! every class given the operator above it, its position, and the operator above that, counted in the
//! corpus and smoothed by what is known with less context. The mean of these bits and of the costs ranks
//! better than either, on tasks of people that the corpus does not hold.

use crate::corpus::functions;
use crate::costs::UNUSED_ARGUMENT;
use lasynth_lists::{Function, Op, Role, Term, Type};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Weight of what is known with less context among the counts with more.
const SMOOTHING: f64 = 3.0;
/// What a class counts that the corpus does not hold, and classes of this sort in all.
const UNSEEN: f64 = 0.3;
const UNSEEN_IN_ALL: f64 = 30.0;
/// Bits of one unit of cost.
const UNIT: f64 = 1.5;

/// Where a class stands: the operators above it with their positions.
type Place = (u16, u16);
/// The place of the outermost operator, by the type of the result.
const ROOT: u16 = u16::MAX - 4;

/// The counted corpus.
struct Model {
    anywhere: HashMap<(Type, Kind), f64>,
    of_type: HashMap<Type, f64>,
    below: HashMap<(u16, Kind), f64>,
    all_below: HashMap<u16, f64>,
    deeper: HashMap<(Place, Kind), f64>,
    all_deeper: HashMap<Place, f64>,
}

/// What is counted: operators, variables, arguments, and constants by what they are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Op(Op),
    Variable(Role),
    NextIndex,
    Argument(Type),
    Constant(i32),
    Small,
    Large,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::counted(functions()));

/// The bits of a program whose cost is known.
pub(crate) fn bits(function: &Function, cost: u32) -> f64 {
    let used = |n: usize| function.body.uses_argument(n as u8);
    let all = function.arguments.len();
    let unused = (0..all).filter(|n| !used(*n)).count();
    // A constant function has no use for any argument.
    let unused = if unused == all { 0 } else { unused };
    let place = (0, root(function));
    let of_term = MODEL.bits(&function.body, &function.arguments, place);
    let unused = UNIT * f64::from(UNUSED_ARGUMENT) * unused as f64;
    (of_term + unused + UNIT * f64::from(cost)) / 2.0
}

fn root(function: &Function) -> u16 {
    ROOT + u16::from(function.result() == Some(Type::List))
}

fn kind(term: &Term, arguments: &[Type]) -> Kind {
    match term {
        Term::Argument(number) => Kind::Argument(arguments[usize::from(*number)]),
        Term::Constant(value @ (-1..=3 | 10 | 100)) => Kind::Constant(*value),
        Term::Constant(4..=9) => Kind::Small,
        Term::Constant(_) => Kind::Large,
        Term::Variable(_, role) => Kind::Variable(*role),
        Term::Apply(Op::Add, operands)
            if operands[1] == Term::Constant(1)
                && matches!(operands[0], Term::Variable(_, Role::Index)) =>
        {
            Kind::NextIndex
        }
        Term::Apply(op, _) => Kind::Op(*op),
    }
}

fn type_of(term: &Term, arguments: &[Type]) -> Type {
    match term {
        Term::Argument(number) => arguments[usize::from(*number)],
        Term::Apply(op, _) => op.result(),
        Term::Constant(_) | Term::Variable(..) => Type::Int,
    }
}

/// The place of an operand. Those that may be exchanged have one place.
fn place(op: Op, position: usize) -> u16 {
    let position = if op.commutes() { 0 } else { position };
    op as u16 * 4 + position as u16 + 1
}

impl Model {
    fn counted(corpus: &[Function]) -> Model {
        let mut model = Model {
            anywhere: HashMap::new(),
            of_type: HashMap::new(),
            below: HashMap::new(),
            all_below: HashMap::new(),
            deeper: HashMap::new(),
            all_deeper: HashMap::new(),
        };
        for function in corpus {
            let at = (0, root(function));
            model.count(&function.body, &function.arguments, at);
        }
        model
    }

    fn count(&mut self, term: &Term, arguments: &[Type], at: Place) {
        let (kind, of) = (kind(term, arguments), type_of(term, arguments));
        *self.anywhere.entry((of, kind)).or_default() += 1.0;
        *self.of_type.entry(of).or_default() += 1.0;
        *self.below.entry((at.1, kind)).or_default() += 1.0;
        *self.all_below.entry(at.1).or_default() += 1.0;
        *self.deeper.entry((at, kind)).or_default() += 1.0;
        *self.all_deeper.entry(at).or_default() += 1.0;
        if let (Term::Apply(op, operands), Kind::Op(_)) = (term, kind) {
            for (position, operand) in operands.iter().enumerate() {
                self.count(operand, arguments, (at.1, place(*op, position)));
            }
        }
    }

    fn bits(&self, term: &Term, arguments: &[Type], at: Place) -> f64 {
        let (kind, of) = (kind(term, arguments), type_of(term, arguments));
        let get = |count: Option<&f64>| count.copied().unwrap_or(0.0);
        let anywhere = (get(self.anywhere.get(&(of, kind))) + UNSEEN)
            / (get(self.of_type.get(&of)) + UNSEEN_IN_ALL);
        let below = (get(self.below.get(&(at.1, kind))) + SMOOTHING * anywhere)
            / (get(self.all_below.get(&at.1)) + SMOOTHING);
        let here = (get(self.deeper.get(&(at, kind))) + SMOOTHING * below)
            / (get(self.all_deeper.get(&at)) + SMOOTHING);
        let mut bits = -here.log2();
        if let Term::Constant(value) = term {
            bits += bits_within(kind, *value);
        }
        if let (Term::Apply(op, operands), Kind::Op(_)) = (term, kind) {
            for (position, operand) in operands.iter().enumerate() {
                bits += self.bits(operand, arguments, (at.1, place(*op, position)));
            }
        }
        bits
    }
}

/// The bits of a constant among those that are counted as one.
fn bits_within(kind: Kind, value: i32) -> f64 {
    match (kind, value) {
        (Kind::Small, _) => 2.6,
        (Kind::Large, 12 | 24 | 60 | 1000 | 3600) => 3.0,
        (Kind::Large, 20 | 30 | 40 | 50 | 60..=99) if value % 10 == 0 => 3.3,
        (Kind::Large, -99..=99) => 6.5,
        (Kind::Large, _) => 10.0,
        _ => 0.0,
    }
}
