//! From a term to a [`Core`]: what is missing, and who looks at that, becomes conditions.
//!
//! Each part gives two things: the condition that it has a value, and the value, which may be asked for
//! only where that condition holds. Comparisons put the conditions of their operands before themselves,
//! `??` decides by the condition, and what nobody decides by is dropped: the function has no value
//! there, and what is printed may do anything.

use super::core::{Core, Node, and, apply, given, if_bool, not, or};
use super::range::{Bounds, Range, elements_of, range_of};
use super::rewrite::rewrite;
use crate::{Op, Operand, Role, Term};

/// The condition under which a part has a value, and the value.
struct Guarded {
    defined: Core,
    value: Core,
}

const ALWAYS: Core = Core::Truth(true);

/// The term with its guards written out; where it has no value, so may the result do as it likes.
pub(crate) fn with_guards(term: &Term) -> Core {
    Guards::default().term(term).value
}

#[derive(Default)]
struct Guards {
    /// Bounds of the elements of the loops around, innermost last.
    elements: Vec<Bounds>,
    /// Arguments that are not empty, since a loop around goes over what is made of them.
    filled: Vec<u8>,
}

impl Guards {
    fn term(&mut self, term: &Term) -> Guarded {
        let value = match term {
            Term::Argument(number) => Core::Argument(*number),
            Term::Constant(value) => Core::Constant(*value),
            Term::Variable(depth, role) => {
                let value = Core::Variable(*depth, *role);
                return match role {
                    Role::Next | Role::Previous => Guarded {
                        defined: Core::Has(*depth, *role),
                        value,
                    },
                    _ => Guarded {
                        defined: ALWAYS,
                        value,
                    },
                };
            }
            Term::Apply(op, operands) => return self.apply(*op, operands),
        };
        Guarded {
            defined: ALWAYS,
            value,
        }
    }

    fn apply(&mut self, op: Op, operands: &[Term]) -> Guarded {
        // The list that a loop goes over comes first: the bodies' variables are bounded by it.
        let mut parts: Vec<Guarded> = Vec::new();
        let last = operands.last().map(|term| self.term(term));
        for (operand, term) in op.operands().iter().zip(operands) {
            if parts.len() + 1 == operands.len() {
                break;
            }
            parts.push(match operand {
                Operand::Value(_) => self.term(term),
                Operand::Body(_) => {
                    let list = &last.as_ref().expect("a loop goes over something").value;
                    let over = elements_of(list, &mut self.elements);
                    let argument = made_of(list);
                    self.elements.push(Bounds::of(over));
                    self.filled.extend(argument);
                    let body = self.term(term);
                    self.filled
                        .truncate(self.filled.len() - usize::from(argument.is_some()));
                    self.elements.pop();
                    body
                }
            });
        }
        parts.extend(last);
        let conditions: Vec<Core> = parts.iter().map(|part| part.defined.clone()).collect();
        let values: Vec<Core> = parts.into_iter().map(|part| part.value).collect();
        let defined = self.defined(op, &conditions, &values);
        if op == Op::Default {
            let value = self.or_else(&operands[0], &conditions[0], values);
            return Guarded { defined, value };
        }
        match op.result() {
            // What asks for a condition takes a missing one for a false one.
            crate::Type::Bool => Guarded {
                defined: ALWAYS,
                value: and(defined, self.value(op, &conditions, values)),
            },
            _ => Guarded {
                defined,
                value: self.value(op, &conditions, values),
            },
        }
    }

    fn range(&mut self, term: &Core) -> Range {
        match term.op() {
            Some((Op::Len, [Core::Argument(number)])) if self.filled.contains(number) => {
                Range::new(1, Range::NATURAL.high)
            }
            _ => range_of(term, &mut self.elements),
        }
    }

    /// Whether a list has elements.
    fn nonempty(&self, list: &Core) -> Core {
        match made_of(list) {
            Some(number) if self.filled.contains(&number) && keeps_some(list) => ALWAYS,
            _ => nonempty(list),
        }
    }

    /// `a < b` or `a <= b`, where it has to be asked.
    fn compare(&mut self, op: Op, a: Core, b: Core) -> Core {
        let (left, right) = (self.range(&a), self.range(&b));
        let (surely, never) = match op {
            Op::Lt => (left.high < right.low, left.low >= right.high),
            Op::Le => (left.high <= right.low, left.low > right.high),
            Op::Eq => (
                left.low == left.high && left == right,
                left.high < right.low || right.high < left.low,
            ),
            _ => (
                left.high < right.low || right.high < left.low,
                left.low == left.high && left == right,
            ),
        };
        let same = a == b;
        match op {
            _ if surely || (same && matches!(op, Op::Eq | Op::Le)) => ALWAYS,
            _ if never || same => Core::Truth(false),
            _ => rewrite(apply(op, [a, b])),
        }
    }

    /// `0 <= a`.
    fn natural(&mut self, a: &Core) -> Core {
        self.compare(Op::Le, Core::Constant(0), a.clone())
    }

    /// `0 <= at < len(list)`.
    fn inside(&mut self, at: &Core, list: &Core) -> Core {
        let length = rewrite(apply(Op::Len, [list.clone()]));
        if *at == Core::Constant(0) {
            return self.nonempty(list);
        }
        let below = self.compare(Op::Lt, at.clone(), length);
        and(self.natural(at), below)
    }

    /// When the operator has a value, from when its operands have one.
    fn defined(&mut self, op: Op, conditions: &[Core], values: &[Core]) -> Core {
        let when = |n: usize| conditions[n].clone();
        let value = |n: usize| &values[n];
        let each = |body: Core, over: usize| match body {
            Core::Truth(true) => ALWAYS,
            body => apply(Op::All, [body, values[over].clone()]),
        };
        match op {
            Op::Default => or(when(0), when(1)),
            Op::IfInt | Op::IfList => {
                let yes = given(&values[0], when(1));
                if_bool(values[0].clone(), yes, when(2))
            }
            Op::Map | Op::MapGroups | Op::FlatMap | Op::FlatMapGroups | Op::SortBy => {
                and(when(1), each(when(0), 1))
            }
            Op::FilterMap => {
                let body = if_bool(values[0].clone(), given(&values[0], when(1)), ALWAYS);
                and(when(2), each(body, 2))
            }
            Op::Fold | Op::Scan | Op::FoldList => {
                let each = self.each_time(op, &conditions[0], values);
                and(when(2), and(when(1), each))
            }
            Op::Scan1 => {
                let each = self.each_time(op, &conditions[0], values);
                and(when(1), each)
            }
            Op::Filter
            | Op::FilterGroups
            | Op::FindIndex
            | Op::All
            | Op::Any
            | Op::TakeWhile
            | Op::DropWhile
            | Op::DropWhileEnd
            | Op::TrimWhile => when(1),
            Op::And | Op::Or | Op::Not | Op::BoolToInt => ALWAYS,
            // Of the empty list nothing is taken, whatever the number.
            Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => {
                let number = and(when(1), self.natural(value(1)));
                and(when(0), or(not(self.nonempty(value(0))), number))
            }
            _ => {
                let operands = conditions.iter().cloned().fold(ALWAYS, and);
                let own = self.own(op, values);
                and(operands, own)
            }
        }
    }

    /// What the operator itself asks of operands that all have a value.
    fn own(&mut self, op: Op, values: &[Core]) -> Core {
        let value = |n: usize| &values[n];
        match op {
            Op::Div | Op::Mod => self.compare(Op::Ne, value(1).clone(), Core::Constant(0)),
            Op::RangeStep => self.compare(Op::Ne, value(2).clone(), Core::Constant(0)),
            Op::Pow | Op::Repeat => self.natural(value(1)),
            Op::First | Op::Last | Op::Max | Op::Min => self.nonempty(value(0)),
            Op::At | Op::RemoveAt | Op::SetAt => self.inside(value(1), value(0)),
            Op::InsertAt => {
                let length = rewrite(apply(Op::Len, [value(0).clone()]));
                let below = self.compare(Op::Le, value(1).clone(), length);
                and(self.natural(value(1)), below)
            }
            Op::Swap => {
                let first = self.inside(value(1), value(0));
                and(first, self.inside(value(2), value(0)))
            }
            Op::Digits => self.natural(value(0)),
            Op::DigitsBase => {
                let base = self.compare(Op::Le, Core::Constant(2), value(1).clone());
                and(self.natural(value(0)), base)
            }
            Op::Factors => self.compare(Op::Le, Core::Constant(1), value(0).clone()),
            Op::Windows | Op::Chunks => self.compare(Op::Le, Core::Constant(1), value(1).clone()),
            Op::GroupAt => {
                let count = apply(Op::CountGroups, [value(0).clone()]);
                let below = self.compare(Op::Lt, value(1).clone(), count);
                and(self.natural(value(1)), below)
            }
            _ => ALWAYS,
        }
    }

    fn each_time(&self, op: Op, condition: &Core, values: &[Core]) -> Core {
        match condition {
            Core::Truth(true) => ALWAYS,
            condition => {
                let mut parts = vec![condition.clone()];
                parts.extend_from_slice(values);
                Core::Apply(Node::Defined(op), parts)
            }
        }
    }

    /// The value, where all is there that it needs.
    fn value(&mut self, op: Op, conditions: &[Core], mut values: Vec<Core>) -> Core {
        match op {
            Op::IfInt | Op::IfList => match &values[0] {
                Core::Truth(true) => values.remove(1),
                Core::Truth(false) => values.remove(2),
                _ if values[1] == values[2] => values.remove(1),
                _ => rewrite(apply(op, values)),
            },
            Op::And => {
                let b = values.remove(1);
                and(values.remove(0), b)
            }
            Op::Or => {
                let b = values.remove(1);
                or(values.remove(0), b)
            }
            Op::Not => not(values.remove(0)),
            Op::Eq | Op::Ne | Op::Lt | Op::Le => {
                let b = values.remove(1);
                self.compare(op, values.remove(0), b)
            }
            Op::Take | Op::Drop | Op::TakeLast | Op::DropLast if conditions[1] != ALWAYS => {
                let number = values.remove(1);
                let list = values.remove(0);
                let number = match self.nonempty(&list) {
                    Core::Truth(true) => number,
                    some => apply(Op::IfInt, [some, number, Core::Constant(0)]),
                };
                apply(op, [list, number])
            }
            _ => rewrite(apply(op, values)),
        }
    }

    /// `value ?? otherwise`.
    fn or_else(&mut self, term: &Term, defined: &Core, mut values: Vec<Core>) -> Core {
        let otherwise = values.remove(1);
        let value = values.remove(0);
        match defined {
            Core::Truth(true) => return value,
            Core::Truth(false) => return otherwise,
            _ => {}
        }
        // One loop finds both whether there is an element and which one, if the list is there anyway.
        if let Term::Apply(Op::Max | Op::Min | Op::First | Op::Last, operands) = term
            && let Some((Op::Max | Op::Min | Op::First | Op::Last, parts)) = value.op()
            && nonempty(&parts[0]) == *defined
            && self.term(&operands[0]).defined == ALWAYS
        {
            return apply(Op::Default, [value, otherwise]);
        }
        rewrite(apply(Op::IfInt, [defined.clone(), value, otherwise]))
    }
}

/// The argument that has elements where this list has.
fn made_of(list: &Core) -> Option<u8> {
    match list {
        Core::Argument(number) => Some(*number),
        _ => match list.op()? {
            (Op::Reverse | Op::Sort | Op::Unique, parts) => made_of(&parts[0]),
            (Op::Take | Op::Drop | Op::TakeLast | Op::DropLast, parts) => made_of(&parts[0]),
            (Op::Map | Op::Filter | Op::SortBy | Op::Scan1, parts) => made_of(&parts[1]),
            (Op::FilterMap | Op::Scan, parts) => made_of(&parts[2]),
            (Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile, parts) => {
                made_of(&parts[1])
            }
            (Op::MapGroups, parts) => match parts[1].op()? {
                (Op::Runs | Op::Chunks | Op::Windows, parts) => made_of(&parts[0]),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether a list that is made of an argument has elements wherever that has.
fn keeps_some(list: &Core) -> bool {
    match list.op() {
        None => true,
        Some((Op::Reverse | Op::Sort | Op::Unique, parts)) => keeps_some(&parts[0]),
        Some((Op::Map | Op::SortBy | Op::Scan1, parts)) => keeps_some(&parts[1]),
        Some((Op::Scan, parts)) => keeps_some(&parts[2]),
        _ => false,
    }
}

/// Whether a list has elements, without making it where that can be avoided.
pub(crate) fn nonempty(list: &Core) -> Core {
    let Some((op, parts)) = list.op() else {
        return apply(Op::Lt, [Core::Constant(0), apply(Op::Len, [list.clone()])]);
    };
    match op {
        Op::Nil => Core::Truth(false),
        Op::Single | Op::Cons | Op::Append | Op::InsertAt => Core::Truth(true),
        Op::Digits | Op::DigitsBase => Core::Truth(true),
        Op::SetAt | Op::Swap => Core::Truth(true),
        Op::Reverse | Op::Sort | Op::Unique => nonempty(&parts[0]),
        Op::Map | Op::SortBy | Op::Scan1 => nonempty(&parts[1]),
        Op::Scan => nonempty(&parts[2]),
        Op::Filter => apply(Op::Any, [parts[0].clone(), parts[1].clone()]),
        Op::FilterMap => apply(Op::Any, [parts[0].clone(), parts[2].clone()]),
        Op::Concat | Op::Interleave => or(nonempty(&parts[0]), nonempty(&parts[1])),
        Op::IfList => if_bool(parts[0].clone(), nonempty(&parts[1]), nonempty(&parts[2])),
        Op::Range => apply(Op::Le, [parts[0].clone(), parts[1].clone()]),
        Op::MapGroups if matches!(parts[1].op(), Some((Op::Runs, _))) => {
            nonempty(&parts[1].op().expect("runs").1[0])
        }
        _ => {
            let length = rewrite(apply(Op::Len, [list.clone()]));
            match length {
                Core::Constant(length) => Core::Truth(length > 0),
                length => apply(Op::Lt, [Core::Constant(0), length]),
            }
        }
    }
}
