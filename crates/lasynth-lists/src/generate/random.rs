//! Random well-typed terms of a size.

use crate::{Op, Operand, Role, Scope, Term, Type};
use rand::Rng;
use rand::seq::IndexedRandom;

/// Loops that a random term has around one of its parts at most.
pub(crate) const MAX_NESTING: usize = 3;

/// What random terms are made of.
pub(crate) struct Terms<'w> {
    /// The types of the arguments.
    pub(crate) arguments: Vec<Type>,
    /// How often an operator is chosen, in comparison with the others of its type.
    pub(crate) weight: &'w dyn Fn(Op) -> u32,
    /// How a constant is drawn.
    pub(crate) constant: &'w dyn Fn(&mut dyn rand::RngCore) -> i32,
    /// Loops around a part at most.
    pub(crate) nesting: usize,
    /// How often a body that does not depend on its loop is drawn again.
    pub(crate) patience: usize,
}

/// Nodes of the smallest term of a type, whatever is around it.
pub(crate) const fn smallest(of: Type) -> usize {
    match of {
        Type::Int | Type::List => 1,
        Type::Bool | Type::Groups => 2,
    }
}

impl Terms<'_> {
    /// A term of this type and at most this size, at least [`smallest`], inside of these loops.
    pub(crate) fn term(
        &self,
        of: Type,
        size: usize,
        scopes: &mut Vec<Scope>,
        rng: &mut impl Rng,
    ) -> Term {
        let fits = |op: &Op| {
            let operands = op.operands().iter();
            let least: usize = operands.map(|operand| smallest(operand.result())).sum();
            op.result() == of
                && !op.operands().is_empty()
                && least < size
                && (!op.is_loop() || scopes.len() < self.nesting)
        };
        let fitting: Vec<Op> = Op::ALL.iter().copied().filter(fits).collect();
        let chosen = fitting.choose_weighted(rng, |op| (self.weight)(*op));
        let Ok(op) = chosen.copied() else {
            return self.leaf(of, scopes, rng);
        };
        let least = |operand: &Operand| smallest(operand.result());
        let mut sizes: Vec<usize> = op.operands().iter().map(least).collect();
        for _ in 0..size - 1 - sizes.iter().sum::<usize>() {
            let n = rng.random_range(0..sizes.len());
            sizes[n] += 1;
        }
        let mut operands = Vec::with_capacity(sizes.len());
        for (operand, size) in op.operands().iter().zip(sizes) {
            operands.push(match operand {
                Operand::Value(of) => self.term(*of, size, scopes, rng),
                Operand::Body(of) => {
                    scopes.push(Scope::of(op));
                    let mut body = self.term(*of, size, scopes, rng);
                    for _ in 0..self.patience {
                        if body.uses_loop(0) {
                            break;
                        }
                        body = self.term(*of, size, scopes, rng);
                    }
                    scopes.pop();
                    body
                }
            });
        }
        Term::Apply(op, operands)
    }

    /// A term without operands.
    fn leaf(&self, of: Type, scopes: &[Scope], rng: &mut impl Rng) -> Term {
        let arguments = (0..self.arguments.len()).filter(|n| self.arguments[*n] == of);
        let mut leaves: Vec<Term> = arguments.map(|n| Term::Argument(n as u8)).collect();
        for (depth, scope) in scopes.iter().rev().enumerate() {
            let variables = Role::ALL
                .into_iter()
                .filter(|role| scope.variable(*role) == Some(of));
            let variables = variables.map(|role| Term::Variable(depth as u8, role));
            // What the loop that it is in is about comes up most often.
            for variable in variables {
                let times = match variable {
                    Term::Variable(0, Role::Element | Role::Accumulator) => 5,
                    _ => 1,
                };
                leaves.extend(std::iter::repeat_n(variable, times));
            }
        }
        match of {
            Type::Int if leaves.is_empty() || rng.random_range(0..3) == 0 => {
                Term::Constant((self.constant)(rng))
            }
            Type::List if leaves.is_empty() => Term::apply(Op::Nil, []),
            _ => leaves
                .choose(rng)
                .expect("no other type has leaves alone")
                .clone(),
        }
    }
}

/// A function of any kind, each operator as likely as another: for tests of what has to hold for all.
#[cfg(test)]
pub(crate) fn any_function(size: usize, rng: &mut impl Rng) -> crate::Function {
    let arguments =
        (0..rng.random_range(1..=3)).map(|_| *[Type::Int, Type::List].choose(rng).unwrap());
    let terms = Terms {
        arguments: arguments.collect(),
        weight: &|_| 1,
        constant: &|rng| match rng.random_range(0..10) {
            0 => *[i32::MIN, i32::MAX, 1000, -100].choose(rng).unwrap(),
            _ => rng.random_range(-3..=10),
        },
        nesting: MAX_NESTING,
        patience: 0,
    };
    let of = *[Type::Int, Type::List].choose(rng).unwrap();
    let size = rng.random_range(1..=size);
    let body = match rng.random_range(0..20) {
        0 if of == Type::List => Term::apply(Op::Nil, []),
        _ => terms.term(of, size, &mut Vec::new(), rng),
    };
    crate::Function {
        arguments: terms.arguments,
        body,
    }
}
