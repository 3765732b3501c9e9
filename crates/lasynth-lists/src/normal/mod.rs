//! Shorter terms with the same meaning.
//!
//! [`normalise`] goes through a term from its leaves up: it computes what is constant, puts the operands of
//! operators that commute into an order, decides conditions that are known, and applies the rules of
//! `rules.txt`. It does the same as the term on every input, the kind of an invalid run included, as long
//! as no limit on lengths or steps is reached, and it is never longer.
//!
//! [`minimise`] also replaces parts by smaller ones that make no difference on the probes
//! ([`crate::probes_of`]) and on many random inputs, which is no proof.

mod facts;
mod rules;
#[cfg(test)]
mod tests;

use crate::probes::{many, probes_of};
use crate::shrink::{STEPS, shrink};
use crate::{Function, Op, Operand, Role, Scope, Stop, Term, Type, evaluate_within};
use facts::{Stops, truth};
use lasynth_core::{Input, Value};

/// Replacements that the minimiser tries.
const EFFORT: usize = 5_000;

/// How often the minimiser starts again with an input that it did not know.
const ROUNDS: usize = 10;

/// Rewritings of one function at most. No rule makes a term longer and none undoes another, so that they
/// come to an end; the limit is for the rule that somebody adds.
const REWRITINGS: usize = 10_000;

/// The normal form of a function. Its arguments stay, used or not.
pub fn normalise(function: &Function) -> Function {
    let mut normaliser = Normaliser {
        arguments: &function.arguments,
        scopes: Vec::new(),
        left: REWRITINGS,
    };
    Function {
        arguments: function.arguments.clone(),
        body: normaliser.term(&function.body),
    }
}

/// The shortest function that is found with some effort. It does the same on the probes, and on some
/// thousand random inputs.
pub fn minimise(function: &Function) -> Function {
    let normal = normalise(function);
    let mut inputs = probes_of(&[function]);
    for _ in 0..ROUNDS {
        let small = shrink(&normal, &inputs, EFFORT);
        if small == normal {
            break;
        }
        let run = |function: &Function, input: &Input| evaluate_within(function, input, STEPS);
        let differs = |input: &Input| {
            let wanted = run(&normal, input);
            wanted != Err(Stop::Limit) && run(&small, input) != wanted
        };
        match many(&function.arguments).find(differs) {
            Some(input) => inputs.push(input),
            None => return normalise(&small),
        }
    }
    normal
}

struct Normaliser<'f> {
    arguments: &'f [Type],
    scopes: Vec<Scope>,
    /// Rewritings that may still be done.
    left: usize,
}

impl Normaliser<'_> {
    fn term(&mut self, term: &Term) -> Term {
        let mut term = self.with_normal_operands(term);
        while self.left > 0
            && let Some(next) = self.rewrite(&term)
        {
            self.left -= 1;
            // A rule may have made new operands.
            term = self.with_normal_operands(&next);
        }
        term
    }

    fn with_normal_operands(&mut self, term: &Term) -> Term {
        let Term::Apply(op, operands) = term else {
            return term.clone();
        };
        let parts = op.operands().iter().zip(operands);
        let parts = parts.map(|(operand, part)| match operand {
            Operand::Value(_) => self.term(part),
            Operand::Body(_) => {
                self.scopes.push(Scope::of(*op));
                let body = self.term(part);
                self.scopes.pop();
                body
            }
        });
        Term::Apply(*op, parts.collect())
    }

    /// One step from a term whose operands are in normal form.
    fn rewrite(&mut self, term: &Term) -> Option<Term> {
        let Term::Apply(op, operands) = term else {
            return None;
        };
        constant(*op, term)
            .or_else(|| ordered(*op, operands))
            .or_else(|| known(*op, operands))
            .or_else(|| rules::apply(*op, term, self.arguments, &mut self.scopes))
    }
}

/// The value of a term that depends on nothing, where it is no longer as a term.
pub(crate) fn constant(op: Op, term: &Term) -> Option<Term> {
    let depends = |part: &Term, _: u8| matches!(part, Term::Argument(_) | Term::Variable(..));
    let has_value = matches!(op.result(), Type::Int | Type::List);
    if !has_value || op == Op::Nil || term.any(0, &depends) {
        return None;
    }
    let function = Function {
        arguments: Vec::new(),
        body: term.clone(),
    };
    match evaluate_within(&function, &Input(Vec::new()), STEPS).ok()? {
        Value::Int(number) => Some(Term::Constant(number)),
        Value::List(items) if 2 * items.len() < term.size() => Some(literal(&items)),
        _ => None,
    }
}

/// `[1, 2, 3]` as a term.
fn literal(items: &[i32]) -> Term {
    let single = |item: &i32| Term::apply(Op::Single, [Term::Constant(*item)]);
    let cons = |list: Term, item: &i32| Term::apply(Op::Cons, [Term::Constant(*item), list]);
    match items.split_last() {
        None => Term::apply(Op::Nil, []),
        Some((last, rest)) => rest.iter().rev().fold(single(last), cons),
    }
}

/// Operands that may be exchanged, in the other order if that comes first.
fn ordered(op: Op, operands: &[Term]) -> Option<Term> {
    let [first, second] = operands else {
        return None;
    };
    // Accumulators first, constants last, as people write them.
    let key = |term: &Term| match term {
        Term::Variable(_, Role::Accumulator) => 0,
        Term::Constant(_) => 2,
        _ => 1,
    };
    if !op.commutes() || (key(first), first) <= (key(second), second) {
        return None;
    }
    let (a, b) = (Stops::of(first), Stops::of(second));
    let same = match op {
        // What is on the right is evaluated only where the left leaves it open.
        Op::And | Op::Or => !a.ends && !b.ends,
        // Both are evaluated, whatever is missing.
        Op::Eq | Op::Ne => true,
        // The first that has no value decides how the run ends.
        _ => !(a.missing && b.ends || a.ends && b.missing),
    };
    same.then(|| Term::apply(op, [second.clone(), first.clone()]))
}

/// Terms with a condition whose truth is known.
fn known(op: Op, operands: &[Term]) -> Option<Term> {
    let condition = match (op, operands) {
        (Op::IfInt | Op::IfList | Op::And | Op::Or | Op::Filter, [condition, ..])
        | (Op::FilterGroups | Op::FilterMap | Op::BoolToInt, [condition, ..]) => condition,
        _ => return None,
    };
    if let (Op::And | Op::Or, [first, second]) = (op, operands)
        && let Some(truth) = truth(second)
    {
        // The left side has to be evaluated unless it cannot end the run.
        if truth == (op == Op::And) {
            return Some(first.clone());
        }
        if !Stops::of(first).ends {
            return Some(second.clone());
        }
    }
    let truth = truth(condition)?;
    match (op, operands) {
        (Op::IfInt | Op::IfList, [_, yes, no]) => Some(if truth { yes } else { no }.clone()),
        (Op::And | Op::Or, [first, second]) => {
            let decides = truth == (op == Op::Or);
            Some(if decides { first } else { second }.clone())
        }
        (Op::BoolToInt, _) => Some(Term::Constant(truth.into())),
        (Op::Filter | Op::FilterGroups, [_, list]) if truth => Some(list.clone()),
        (Op::FilterMap, [_, body, list]) if truth => {
            Some(Term::apply(Op::Map, [body.clone(), list.clone()]))
        }
        (Op::Filter | Op::FilterMap, [.., list]) if !truth && Stops::of(list).is_defined() => {
            Some(Term::apply(Op::Nil, []))
        }
        _ => None,
    }
}
