//! What names stand for, and which operator of a name is meant: trees of the notation into terms.
//!
//! Types are known from the leaves up. The list that a loop goes over, and where it has one the initial
//! value, say what its body sees, so that nothing but the types of the arguments has to be guessed.

use super::syntax::{Header, Kind, Name, Node};
use super::{ARGUMENT_NAMES, MAX_ARGUMENTS, Problem, in_words};
use crate::{Function, Op, Operand, Role, Scope, Term, Type};

/// A function with the arguments of its header.
pub(super) fn with_arguments(node: &Node<'_>, arguments: &Header) -> Result<Function, Problem> {
    let (body, of) = open(node, arguments)?;
    match of {
        Type::Int | Type::List => Ok(Function {
            arguments: arguments.iter().map(|(_, of)| *of).collect(),
            body,
        }),
        Type::Bool => Err(Problem::new(
            node.offset,
            "a function gives an integer or a list, found a condition; `int(..)` makes 1 or 0 of it",
        )),
        Type::Groups => Err(Problem::new(
            node.offset,
            "a function gives an integer or a list, found a list of lists; `concat(..)` makes one \
             list of it",
        )),
    }
}

/// A function without a header: the first types of its arguments under which it is one. Where there are
/// none, the first error that no other types would take away.
pub(super) fn infer(node: &Node<'_>) -> Result<Function, Problem> {
    let count = last_argument(node, &mut Vec::new()).max(1);
    let mut problems = Vec::new();
    for choice in 0..1 << count {
        let of = |n: usize| match choice >> (count - 1 - n) & 1 {
            0 => Type::List,
            _ => Type::Int,
        };
        let arguments = (0..count).map(|n| (ARGUMENT_NAMES[n].to_owned(), of(n)));
        match with_arguments(node, &arguments.collect()) {
            Ok(function) => return Ok(function),
            Err(problem) => problems.push(problem),
        }
    }
    let first = problems.iter().position(|problem| !problem.of_argument);
    Err(problems.swap_remove(first.unwrap_or(0)))
}

/// The number of the last argument that occurs, counted from 1.
fn last_argument<'t>(node: &Node<'t>, bound: &mut Vec<&'t str>) -> usize {
    match &node.kind {
        Kind::Number(_) => 0,
        Kind::Name(name) => match ARGUMENT_NAMES.iter().position(|known| known == name) {
            Some(number) if !bound.contains(name) => number + 1,
            _ => 0,
        },
        Kind::Apply(_, operands) => {
            let numbers = operands.iter().map(|node| last_argument(node, bound));
            numbers.max().unwrap_or(0)
        }
        Kind::Body(names, body) => {
            let before = bound.len();
            bound.extend(names.iter().map(|(_, name)| name));
            let last = last_argument(body, bound);
            bound.truncate(before);
            last
        }
    }
}

/// A term with these free names.
pub(super) fn open(node: &Node<'_>, names: &[(String, Type)]) -> Result<(Term, Type), Problem> {
    let mut resolver = Resolver {
        arguments: names,
        loops: Vec::new(),
    };
    resolver.term(node)
}

struct Resolver<'t, 'a> {
    arguments: &'a [(String, Type)],
    /// The loops around, the innermost last.
    loops: Vec<Binder<'t>>,
}

/// A loop and how it calls what its body sees.
struct Binder<'t> {
    scope: Scope,
    names: Vec<(Role, &'t str)>,
}

impl<'t> Resolver<'t, '_> {
    fn term(&mut self, node: &Node<'t>) -> Result<(Term, Type), Problem> {
        match &node.kind {
            Kind::Number(value) => Ok((Term::Constant(*value), Type::Int)),
            Kind::Name(name) => self.name(node.offset, name),
            Kind::Apply(name @ ("next" | "prev"), operands) if operands.len() == 1 => {
                self.neighbour(name, &operands[0])
            }
            Kind::Apply(name, operands) => self.apply(node.offset, name, operands),
            Kind::Body(..) => Err(Problem::new(
                node.offset,
                "expected a term, found the body of a loop",
            )),
        }
    }

    /// The loop that binds a name, counted from the innermost, and what the name is there.
    fn variable(&self, name: &str) -> Option<(usize, Role)> {
        let mut around = self.loops.iter().rev().enumerate();
        around.find_map(|(depth, binder)| {
            let (role, _) = binder.names.iter().find(|(_, known)| *known == name)?;
            Some((depth, *role))
        })
    }

    fn name(&self, offset: usize, name: &str) -> Result<(Term, Type), Problem> {
        if let Some((depth, role)) = self.variable(name) {
            let scope = self.loops[self.loops.len() - 1 - depth].scope;
            let of = scope
                .variable(role)
                .expect("names are given to what there is");
            return Ok((Term::Variable(depth as u8, role), of));
        }
        let mut arguments = self.arguments.iter();
        if let Some(number) = arguments.position(|(known, _)| known == name) {
            return Ok((Term::Argument(number as u8), self.arguments[number].1));
        }
        let message = match Op::named(name) {
            [_, ..] => format!("expected a term, found `{name}` without its operands"),
            _ if ARGUMENT_NAMES.contains(&name) => {
                format!("there is no argument `{name}`")
            }
            _ => format!(
                "`{name}` is neither an argument nor a variable of a loop around it; the first \
                 {MAX_ARGUMENTS} arguments are called {}",
                ARGUMENT_NAMES.join(", ")
            ),
        };
        Err(Problem::new(offset, message))
    }

    fn neighbour(&self, which: &str, operand: &Node<'t>) -> Result<(Term, Type), Problem> {
        let wrong = |found: &str| {
            let message = format!(
                "`{which}` takes the element of a loop around it that goes over integers, found {found}"
            );
            Err(Problem::new(operand.offset, message))
        };
        let Kind::Name(name) = operand.kind else {
            return wrong("another term");
        };
        let Some((depth, Role::Element)) = self.variable(name) else {
            return wrong(&format!("`{name}`"));
        };
        let role = match which {
            "next" => Role::Next,
            _ => Role::Previous,
        };
        match self.loops[self.loops.len() - 1 - depth]
            .scope
            .variable(role)
        {
            Some(of) => Ok((Term::Variable(depth as u8, role), of)),
            None => wrong(&format!("`{name}`, which is a list")),
        }
    }

    fn apply(
        &mut self,
        offset: usize,
        name: &str,
        nodes: &[Node<'t>],
    ) -> Result<(Term, Type), Problem> {
        let mut candidates = candidates(offset, name, nodes.len())?;
        let mut operands = vec![None; nodes.len()];
        // Values before bodies, which need to know what the loop goes over.
        for (n, node) in nodes.iter().enumerate() {
            if matches!(candidates[0].operands()[n], Operand::Body(_)) {
                continue;
            }
            let (term, of) = self.term(node)?;
            let fitting = candidates.iter().copied();
            let fitting: Vec<Op> = fitting
                .filter(|op| op.operands()[n].result() == of)
                .collect();
            if fitting.is_empty() {
                return Err(Problem {
                    of_argument: matches!(term, Term::Argument(_)),
                    ..mismatch(name, n, node.offset, &candidates, of)
                });
            }
            candidates = fitting;
            operands[n] = Some((term, of));
        }
        let op = candidates[0];
        debug_assert!(candidates.len() == 1, "{name} is one of {candidates:?}");
        for (n, node) in nodes.iter().enumerate() {
            if operands[n].is_none() {
                let (term, of) = self.body(op, node)?;
                if of != op.operands()[n].result() {
                    return Err(mismatch(name, n, node.offset, &candidates, of));
                }
                operands[n] = Some((term, of));
            }
        }
        let operands: Vec<Term> = operands
            .into_iter()
            .flatten()
            .map(|(term, _)| term)
            .collect();
        Ok((Term::Apply(op, operands), op.result())).map(negated(name, op))
    }

    /// The body of a loop.
    fn body(&mut self, op: Op, node: &Node<'t>) -> Result<(Term, Type), Problem> {
        let roles: &[Role] = match op.accumulates() {
            true => &[Role::Accumulator, Role::Element, Role::Index],
            false => &[Role::Element, Role::Index],
        };
        let form = match op.accumulates() {
            true => "`(acc, x) -> ..` or `(acc, x, i) -> ..`",
            false => "`x -> ..` or `(x, i) -> ..`",
        };
        let least = roles.len() - 1;
        let Kind::Body(names, body) = &node.kind else {
            let message = format!("expected the body of `{}`, {form}, found a term", op.name());
            return Err(Problem::new(node.offset, message));
        };
        if !(least..=roles.len()).contains(&names.len()) {
            let plural = if names.len() == 1 { "" } else { "s" };
            let message = format!(
                "the body of `{}` is {form}; found {} name{plural}",
                op.name(),
                names.len()
            );
            return Err(Problem::new(node.offset, message));
        }
        if let Some((offset, name)) = repeated(names) {
            return Err(Problem::new(offset, format!("`{name}` stands there twice")));
        }
        let names = names.iter().map(|(_, name)| *name);
        self.loops.push(Binder {
            scope: Scope::of(op),
            names: roles.iter().copied().zip(names).collect(),
        });
        let found = self.term(body);
        self.loops.pop();
        found
    }
}

fn repeated<'t>(names: &[Name<'t>]) -> Option<Name<'t>> {
    let mut later = names.iter().enumerate();
    let again = later.find(|(n, (_, name))| names[..*n].iter().any(|(_, known)| known == name));
    again.map(|(_, name)| *name)
}

/// Operators of this name with so many operands.
fn candidates(offset: usize, name: &str, count: usize) -> Result<Vec<Op>, Problem> {
    let in_table = match (name, count) {
        ("max", 1) => "maximum",
        ("min", 1) => "minimum",
        _ => name,
    };
    let named = Op::named(in_table);
    let mut found = named.to_vec();
    found.retain(|op| op.operands().len() == count);
    if name == "!=" {
        found.push(Op::SameList);
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let mut counts: Vec<usize> = named.iter().map(|op| op.operands().len()).collect();
    counts.dedup();
    let message = match &counts[..] {
        [] if ["next", "prev"].contains(&name) => {
            format!("`{name}` takes 1 operand, found {count}")
        }
        [] => format!("there is no operator `{name}`"),
        _ => {
            let plural = if counts[..] == [1] { "" } else { "s" };
            let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
            let counts = counts.join(" or ");
            format!("`{name}` takes {counts} operand{plural}, found {count}")
        }
    };
    Err(Problem::new(offset, message))
}

/// `l != m` of lists is read as `not l == m`.
fn negated(name: &str, op: Op) -> impl FnOnce((Term, Type)) -> (Term, Type) {
    let negate = name == "!=" && op == Op::SameList;
    move |(term, of)| match negate {
        true => (Term::apply(Op::Not, [term]), of),
        false => (term, of),
    }
}

/// An operand has another type than any of these operators take.
fn mismatch(name: &str, n: usize, offset: usize, candidates: &[Op], found: Type) -> Problem {
    let mut expected: Vec<&str> = Vec::new();
    for op in candidates {
        let words = in_words(op.operands()[n].result());
        if !expected.contains(&words) {
            expected.push(words);
        }
    }
    let place = match candidates[0].operands()[n] {
        Operand::Body(_) => format!("the body of `{name}` gives"),
        Operand::Value(_) if candidates[0].operands().len() == 1 => format!("`{name}` takes"),
        Operand::Value(_) => format!("operand {} of `{name}` is", n + 1),
    };
    let expected = expected.join(" or ");
    Problem::new(
        offset,
        format!("{place} {expected}, found {}", in_words(found)),
    )
}
