//! What is known of a term without running it, on the safe side.

use crate::shrink::STEPS;
use crate::{Function, Op, Role, Term, evaluate_within};
use lasynth_core::{Input, Value};

/// How a term may fail to have a value. Limits on lengths and steps do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stops {
    /// It may be missing.
    pub(super) missing: bool,
    /// It may end the run by an overflow.
    pub(super) ends: bool,
}

impl Stops {
    const NEVER: Stops = Stops {
        missing: false,
        ends: false,
    };
    const MISSING: Stops = Stops {
        missing: true,
        ends: false,
    };
    const ENDS: Stops = Stops {
        missing: false,
        ends: true,
    };

    /// Whether it always has a value.
    pub(super) fn is_defined(self) -> bool {
        !self.missing && !self.ends
    }

    fn or(self, other: Stops) -> Stops {
        Stops {
            missing: self.missing || other.missing,
            ends: self.ends || other.ends,
        }
    }

    /// The same where a missing value is no reason to stop.
    fn absorbed(self) -> Stops {
        Stops {
            missing: false,
            ..self
        }
    }

    /// How a term may fail.
    pub(super) fn of(term: &Term) -> Stops {
        let (op, operands) = match term {
            Term::Argument(_) | Term::Constant(_) => return Stops::NEVER,
            Term::Variable(_, Role::Next | Role::Previous) => return Stops::MISSING,
            Term::Variable(..) => return Stops::NEVER,
            Term::Apply(op, operands) => (*op, &operands[..]),
        };
        let of = |n: usize| Stops::of(&operands[n]);
        match op {
            Op::Eq | Op::Ne | Op::Lt | Op::Le => of(0).or(of(1)).absorbed(),
            Op::Even | Op::Odd | Op::Not | Op::BoolToInt => of(0).absorbed(),
            Op::And | Op::Or => of(0).or(of(1)).absorbed(),
            Op::IfInt | Op::IfList => of(0).absorbed().or(of(1)).or(of(2)),
            Op::Default => of(0).absorbed().or(of(1)),
            Op::Contains => of(0).or(of(1).absorbed()),
            Op::FindIndex
            | Op::All
            | Op::Any
            | Op::Filter
            | Op::FilterGroups
            | Op::TakeWhile
            | Op::DropWhile
            | Op::DropWhileEnd
            | Op::TrimWhile => of(0).absorbed().or(of(1)),
            Op::FilterMap => of(0).absorbed().or(of(1)).or(of(2)),
            _ => {
                let parts = (0..operands.len()).map(of);
                parts.fold(own(op, operands), Stops::or)
            }
        }
    }
}

/// How an operator may fail whose operands have values.
fn own(op: Op, operands: &[Term]) -> Stops {
    let constant = |n: usize| match operands.get(n) {
        Some(Term::Constant(value)) => Some(*value),
        _ => None,
    };
    let unless = |is_safe: bool| {
        if is_safe {
            Stops::NEVER
        } else {
            Stops::MISSING
        }
    };
    match op {
        Op::Add | Op::Sub | Op::Mul | Op::Abs | Op::Gcd | Op::Sum | Op::Product => Stops::ENDS,
        Op::Div | Op::Mod if constant(1).is_some_and(|n| n != 0 && n != -1) => Stops::NEVER,
        Op::Div | Op::Mod | Op::Pow => Stops::MISSING.or(Stops::ENDS),
        Op::First | Op::Last | Op::Max | Op::Min | Op::At | Op::GroupAt => Stops::MISSING,
        Op::RemoveAt | Op::SetAt | Op::InsertAt | Op::Swap => Stops::MISSING,
        Op::Digits | Op::DigitsBase | Op::Factors => Stops::MISSING,
        Op::Take | Op::Drop | Op::TakeLast | Op::DropLast | Op::Repeat => {
            unless(constant(1).is_some_and(|n| n >= 0))
        }
        Op::Windows | Op::Chunks => unless(constant(1).is_some_and(|n| n >= 1)),
        Op::RangeStep => unless(constant(2).is_some_and(|n| n != 0)),
        // All others have a value for all operands.
        _ => Stops::NEVER,
    }
}

/// Whether a condition holds, where that does not depend on the input.
pub(super) fn truth(condition: &Term) -> Option<bool> {
    let Term::Apply(op, operands) = condition else {
        return None;
    };
    if let (Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::SameList, [first, second]) = (op, &operands[..])
        && first == second
    {
        let stops = Stops::of(first);
        return match op {
            Op::Ne | Op::Lt => (!stops.ends).then_some(false),
            _ => stops.is_defined().then_some(true),
        };
    }
    let depends = |part: &Term, _: u8| matches!(part, Term::Argument(_) | Term::Variable(..));
    if condition.any(0, &depends) {
        return None;
    }
    let function = Function {
        arguments: Vec::new(),
        body: Term::apply(Op::BoolToInt, [condition.clone()]),
    };
    match evaluate_within(&function, &Input(Vec::new()), STEPS) {
        Ok(Value::Int(number)) => Some(number != 0),
        _ => None,
    }
}
