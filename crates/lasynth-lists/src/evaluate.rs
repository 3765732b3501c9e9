//! What terms mean.
//!
//! A run gives a value or stops. There are two kinds of stops. *Missing* is what C would have to be
//! asked for first: an element that does not exist, the largest of nothing, a division by zero. A
//! comparison with a missing operand is false, `??` replaces it, and everything else that needs it is
//! missing too; in C each is a guard, `i + 1 < n && a[i] < a[i + 1]`. Overflow and a limit that is
//! exceeded end the whole run, wherever they happen.
//!
//! Only what is needed is evaluated, as in C: one branch of an `if`, the right side of `and` and `or`
//! where the left one leaves it open, bodies for the elements that there are.

use crate::numbers::{LONGEST, apply_groups, apply_int, apply_list, compare, look_up, reduce};
use crate::{Function, Op, Role, Term};
use lasynth_core::{Input, Value};
use std::rc::Rc;
use thiserror::Error;

/// Operators that a run may carry out, and elements that it may visit.
const STEPS: usize = 20_000_000;

/// Why a run has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Stop {
    /// An element that does not exist, a division by zero, a number that is not allowed.
    #[error("a value that does not exist")]
    Missing,
    /// A result does not fit in 32 bits.
    #[error("overflow of 32 bits")]
    Overflow,
    /// A list longer than [`LONGEST`], or more steps than are allowed.
    #[error("a limit on length or steps")]
    Limit,
}

/// What a part of a term gives.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Int(i32),
    Bool(bool),
    List(Rc<[i32]>),
    Groups(Rc<[Rc<[i32]>]>),
}

/// A loop that a run is in.
struct Frame {
    over: Over,
    at: usize,
    accumulator: Option<Part>,
}

/// What a loop goes over.
#[derive(Clone)]
enum Over {
    List(Rc<[i32]>),
    Groups(Rc<[Rc<[i32]>]>),
}

impl Over {
    fn len(&self) -> usize {
        match self {
            Over::List(list) => list.len(),
            Over::Groups(groups) => groups.len(),
        }
    }
}

struct Run<'f> {
    arguments: Vec<Part>,
    frames: Vec<Frame>,
    steps: usize,
    /// The smallest part that has no value, where one that needs it has none either.
    stopped_at: Option<&'f Term>,
}

/// What a function gives for an input whose arguments are of its types.
///
/// # Errors
/// Why there is no value.
///
/// # Panics
/// If the function is not well typed ([`Function::check`]), or the input does not fit it.
pub fn evaluate(function: &Function, input: &Input) -> Result<Value, Stop> {
    evaluate_within(function, input, STEPS)
}

/// The same with another limit on steps: operators that are carried out and elements that are visited.
///
/// # Errors
/// Why there is no value.
///
/// # Panics
/// As [`evaluate`] does.
pub fn evaluate_within(function: &Function, input: &Input, steps: usize) -> Result<Value, Stop> {
    run(function, input, steps).map_err(|(stop, _)| stop)
}

/// The same; where there is no value, with the smallest part of the function that has none.
///
/// # Errors
/// Why there is no value.
///
/// # Panics
/// As [`evaluate`] does.
pub fn evaluate_or_locate<'f>(
    function: &'f Function,
    input: &Input,
) -> Result<Value, (Stop, &'f Term)> {
    run(function, input, STEPS)
}

fn run<'f>(function: &'f Function, input: &Input, steps: usize) -> Result<Value, (Stop, &'f Term)> {
    let part = |value: &Value| match value {
        Value::Int(number) => Part::Int(*number),
        Value::List(items) => Part::List(items.as_slice().into()),
        Value::Grid(_) => unreachable!("functions over lists take no grids"),
    };
    let arguments = input.0.iter().map(part).collect();
    let mut run = Run {
        arguments,
        frames: Vec::new(),
        steps,
        stopped_at: None,
    };
    let result = run.term(&function.body);
    match result {
        Ok(Part::Int(number)) => Ok(Value::Int(number)),
        Ok(Part::List(items)) => Ok(Value::List(items.to_vec())),
        Ok(other) => unreachable!("a function gives an integer or a list, not {other:?}"),
        Err(stop) => Err((stop, run.stopped_at.unwrap_or(&function.body))),
    }
}

impl<'f> Run<'f> {
    /// Whether these steps are left.
    fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.steps = self.steps.checked_sub(steps).ok_or(Stop::Limit)?;
        Ok(())
    }

    fn term(&mut self, term: &'f Term) -> Result<Part, Stop> {
        match term {
            Term::Argument(number) => Ok(self.arguments[usize::from(*number)].clone()),
            Term::Constant(value) => Ok(Part::Int(*value)),
            Term::Variable(depth, role) => self.variable(*depth, *role),
            Term::Apply(op, operands) => (self.spend(1)).and_then(|()| self.apply(*op, operands)),
        }
        .inspect_err(|_| {
            self.stopped_at.get_or_insert(term);
        })
    }

    /// What comes of a part whose missing value is no reason to stop.
    fn absorb<T>(&mut self, result: Result<T, Stop>) -> Result<Option<T>, Stop> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Stop::Missing) => {
                self.stopped_at = None;
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }

    fn variable(&self, depth: u8, role: Role) -> Result<Part, Stop> {
        let frame = &self.frames[self.frames.len() - 1 - usize::from(depth)];
        let item = |at: Option<usize>| match (&frame.over, at) {
            (Over::List(list), Some(at)) => list.get(at).map(|item| Part::Int(*item)),
            (Over::Groups(groups), Some(at)) => groups.get(at).map(|g| Part::List(Rc::clone(g))),
            (_, None) => None,
        };
        match role {
            Role::Element => item(Some(frame.at)),
            Role::Index => Some(Part::Int(frame.at as i32)),
            Role::Next => item(frame.at.checked_add(1)),
            Role::Previous => item(frame.at.checked_sub(1)),
            Role::Accumulator => frame.accumulator.clone(),
        }
        .ok_or(Stop::Missing)
    }

    fn int(&mut self, term: &'f Term) -> Result<i32, Stop> {
        match self.term(term)? {
            Part::Int(number) => Ok(number),
            other => unreachable!("{term:?} is no integer but {other:?}"),
        }
    }

    /// `None` for a value that is missing.
    fn optional(&mut self, term: &'f Term) -> Result<Option<i32>, Stop> {
        let result = self.int(term);
        self.absorb(result)
    }

    /// Whether a condition holds; one that needs a missing list does not.
    fn holds(&mut self, term: &'f Term) -> Result<bool, Stop> {
        let result = self.term(term);
        match self.absorb(result)? {
            Some(Part::Bool(holds)) => Ok(holds),
            Some(other) => unreachable!("{term:?} is no condition but {other:?}"),
            None => Ok(false),
        }
    }

    fn list(&mut self, term: &'f Term) -> Result<Rc<[i32]>, Stop> {
        match self.term(term)? {
            Part::List(list) => Ok(list),
            other => unreachable!("{term:?} is no list but {other:?}"),
        }
    }

    fn groups(&mut self, term: &'f Term) -> Result<Rc<[Rc<[i32]>]>, Stop> {
        match self.term(term)? {
            Part::Groups(groups) => Ok(groups),
            other => unreachable!("{term:?} is no list of lists but {other:?}"),
        }
    }

    fn apply(&mut self, op: Op, operands: &'f [Term]) -> Result<Part, Stop> {
        let one = |n: usize| &operands[n];
        Ok(match op {
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::Min2
            | Op::Max2
            | Op::Gcd
            | Op::Pow => {
                let (a, b) = (self.int(one(0))?, self.int(one(1))?);
                Part::Int(apply_int(op, a, b)?)
            }
            Op::Abs | Op::Sign => Part::Int(apply_int(op, self.int(one(0))?, 0)?),
            Op::IfInt | Op::IfList => match self.holds(one(0))? {
                true => self.term(one(1))?,
                false => self.term(one(2))?,
            },
            Op::BoolToInt => Part::Int(self.holds(one(0))?.into()),
            Op::Default => match self.optional(one(0))? {
                Some(value) => Part::Int(value),
                None => self.term(one(1))?,
            },
            Op::Len | Op::First | Op::Last | Op::Max | Op::Min | Op::Sum | Op::Product => {
                let list = self.list(one(0))?;
                self.spend(list.len())?;
                Part::Int(reduce(op, &list)?)
            }
            Op::At | Op::Count | Op::Index | Op::CountLess | Op::CountGreater => {
                let list = self.list(one(0))?;
                let value = self.int(one(1))?;
                self.spend(list.len())?;
                Part::Int(look_up(op, &list, value)?)
            }
            Op::Eq | Op::Ne | Op::Lt | Op::Le => {
                let (a, b) = (self.optional(one(0))?, self.optional(one(1))?);
                Part::Bool(a.zip(b).is_some_and(|(a, b)| compare(op, a, b)))
            }
            Op::Even | Op::Odd => {
                let value = self.optional(one(0))?;
                Part::Bool(value.is_some_and(|v| (v % 2 != 0) == (op == Op::Odd)))
            }
            Op::And => Part::Bool(self.holds(one(0))? && self.holds(one(1))?),
            Op::Or => Part::Bool(self.holds(one(0))? || self.holds(one(1))?),
            Op::Not => Part::Bool(!self.holds(one(0))?),
            Op::Contains => {
                let list = self.list(one(0))?;
                let value = self.optional(one(1))?;
                self.spend(list.len())?;
                Part::Bool(value.is_some_and(|value| list.contains(&value)))
            }
            Op::SameList => Part::Bool(self.list(one(0))? == self.list(one(1))?),
            Op::CountGroups => Part::Int(self.groups(one(0))?.len() as i32),
            Op::GroupAt => {
                let groups = self.groups(one(0))?;
                let at = usize::try_from(self.int(one(1))?).map_err(|_| Stop::Missing)?;
                Part::List(Rc::clone(groups.get(at).ok_or(Stop::Missing)?))
            }
            Op::Flatten => {
                let groups = self.groups(one(0))?;
                let length: usize = groups.iter().map(|group| group.len()).sum();
                self.spend(length)?;
                if length > LONGEST {
                    return Err(Stop::Limit);
                }
                let items: Vec<i32> = groups.iter().flat_map(|g| g.iter().copied()).collect();
                Part::List(items.into())
            }
            Op::Runs | Op::Split | Op::Windows | Op::Chunks => {
                let list = self.list(one(0))?;
                let number = match operands.get(1) {
                    Some(term) => self.int(term)?,
                    None => 0,
                };
                let groups = apply_groups(op, &list, number)?;
                self.spend(groups.iter().map(|group| 1 + group.len()).sum())?;
                Part::Groups(groups.into_iter().map(Rc::from).collect())
            }
            _ if op.is_loop() => self.run_loop(op, operands)?,
            _ => self.list_operator(op, operands)?,
        })
    }

    fn list_operator(&mut self, op: Op, operands: &'f [Term]) -> Result<Part, Stop> {
        let mut lists: Vec<Rc<[i32]>> = Vec::new();
        let mut numbers = [None; 3];
        let mut given = 0;
        for (operand, term) in op.operands().iter().zip(operands) {
            match operand.result() {
                crate::Type::List => lists.push(self.list(term)?),
                _ => {
                    numbers[given] = self.optional(term)?;
                    given += 1;
                }
            }
        }
        let list = |n: usize| lists.get(n).map_or(&[][..], |list| list);
        let mut out = Vec::new();
        let [first, second, third] = numbers;
        apply_list(op, [list(0), list(1)], [first, second], third, &mut out)?;
        let before: usize = lists.iter().map(|list| list.len()).sum();
        let searched = match op {
            Op::Unique => before * out.len() / 16,
            Op::Factors => first.map_or(0, |number| number.unsigned_abs().isqrt() as usize),
            _ => 0,
        };
        self.spend(before + out.len() + searched)?;
        Ok(Part::List(out.into()))
    }

    fn run_loop(&mut self, op: Op, operands: &'f [Term]) -> Result<Part, Stop> {
        let (last, bodies) = operands.split_last().expect("a loop goes over something");
        let over = match self.term(last)? {
            Part::List(list) => Over::List(list),
            Part::Groups(groups) => Over::Groups(groups),
            other => unreachable!("{last:?} is nothing to go over but {other:?}"),
        };
        let accumulator = match op {
            Op::Fold | Op::Scan | Op::FoldList => Some(self.term(&bodies[1])?),
            _ => None,
        };
        self.spend(over.len())?;
        self.frames.push(Frame {
            over: over.clone(),
            at: 0,
            accumulator,
        });
        let result = match op {
            Op::Fold | Op::Scan | Op::Scan1 | Op::FoldList => {
                self.accumulate(op, &bodies[0], &over)
            }
            _ => self.visit(op, bodies, &over),
        };
        self.frames.pop();
        result
    }

    fn go_to(&mut self, at: usize) {
        let frame = self.frames.last_mut().expect("inside of a loop");
        frame.at = at;
    }

    fn accumulate(&mut self, op: Op, body: &'f Term, over: &Over) -> Result<Part, Stop> {
        let Over::List(list) = over else {
            unreachable!("{op:?} goes over lists");
        };
        let mut out = Vec::new();
        for (at, item) in list.iter().enumerate() {
            self.go_to(at);
            let value = match op {
                Op::Scan1 if at == 0 => Part::Int(*item),
                _ => self.term(body)?,
            };
            match &value {
                Part::Int(number) => out.push(*number),
                Part::List(items) => {
                    if items.len() > LONGEST {
                        return Err(Stop::Limit);
                    }
                    self.spend(items.len())?;
                }
                other => unreachable!("an accumulator is no {other:?}"),
            }
            self.frames
                .last_mut()
                .expect("inside of a loop")
                .accumulator = Some(value);
        }
        match op {
            Op::Scan | Op::Scan1 => Ok(Part::List(out.into())),
            _ => {
                let frame = self.frames.last().expect("inside of a loop");
                Ok(frame.accumulator.clone().expect("folds have a first value"))
            }
        }
    }

    /// Loops that need the body of every element, or of those up to the first that decides.
    fn visit(&mut self, op: Op, bodies: &'f [Term], over: &Over) -> Result<Part, Stop> {
        let length = over.len();
        let body = &bodies[0];
        match op {
            Op::Filter | Op::FilterGroups => {
                let mut kept = Vec::new();
                for at in 0..length {
                    self.go_to(at);
                    if self.holds(body)? {
                        kept.push(at);
                    }
                }
                Ok(match over {
                    Over::List(list) => Part::List(kept.iter().map(|at| list[*at]).collect()),
                    Over::Groups(groups) => {
                        Part::Groups(kept.iter().map(|at| Rc::clone(&groups[*at])).collect())
                    }
                })
            }
            Op::FindIndex => Ok(Part::Int(
                self.first_where(body, true, 0..length)?.unwrap_or(length) as i32,
            )),
            Op::All => Ok(Part::Bool(
                self.first_where(body, false, 0..length)?.is_none(),
            )),
            Op::Any => Ok(Part::Bool(
                self.first_where(body, true, 0..length)?.is_some(),
            )),
            Op::TakeWhile | Op::DropWhile | Op::DropWhileEnd | Op::TrimWhile => {
                let Over::List(list) = over else {
                    unreachable!("{op:?} goes over lists");
                };
                let from_start = match op {
                    Op::DropWhileEnd => 0,
                    _ => self.first_where(body, false, 0..length)?.unwrap_or(length),
                };
                let end = match op {
                    Op::DropWhileEnd | Op::TrimWhile => self
                        .first_where(body, false, (from_start..length).rev())?
                        .map_or(from_start, |at| at + 1),
                    _ => length,
                };
                Ok(Part::List(match op {
                    Op::TakeWhile => list[..from_start].into(),
                    _ => list[from_start..end].into(),
                }))
            }
            Op::Map | Op::MapGroups | Op::FilterMap => {
                let mut out = Vec::new();
                for at in 0..length {
                    self.go_to(at);
                    if op != Op::FilterMap {
                        out.push(self.int(body)?);
                    } else if self.holds(body)? {
                        out.push(self.int(&bodies[1])?);
                    }
                }
                Ok(Part::List(out.into()))
            }
            Op::FlatMap | Op::FlatMapGroups => {
                let mut out = Vec::new();
                for at in 0..length {
                    self.go_to(at);
                    let part = self.list(body)?;
                    self.spend(part.len())?;
                    out.extend_from_slice(&part);
                    if out.len() > LONGEST {
                        return Err(Stop::Limit);
                    }
                }
                Ok(Part::List(out.into()))
            }
            Op::SortBy => {
                let Over::List(list) = over else {
                    unreachable!("{op:?} goes over lists");
                };
                let mut keyed = Vec::new();
                for (at, item) in list.iter().enumerate() {
                    self.go_to(at);
                    keyed.push((self.int(body)?, *item));
                }
                keyed.sort_by_key(|(key, _)| *key);
                Ok(Part::List(
                    keyed.into_iter().map(|(_, item)| item).collect(),
                ))
            }
            _ => unreachable!("{op:?} has no body"),
        }
    }

    /// The first of these elements for which the body holds or does not hold.
    fn first_where(
        &mut self,
        body: &'f Term,
        wanted: bool,
        order: impl Iterator<Item = usize>,
    ) -> Result<Option<usize>, Stop> {
        for at in order {
            self.go_to(at);
            if self.holds(body)? == wanted {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
