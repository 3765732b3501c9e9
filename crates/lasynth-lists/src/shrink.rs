//! Smaller functions that do the same on given inputs: parts that do not matter there are taken out.

use crate::normal::constant;
use crate::{Function, Op, Operand, Role, Scope, Stop, Term, Type, evaluate_within, type_of};
use lasynth_core::{Input, Value};

/// Steps of a run; inputs for which the function needs more say nothing.
pub(crate) const STEPS: usize = 50_000;

/// A place in a term: which operand to go to, from the outermost operator on.
type Path = Vec<usize>;

/// The function with parts replaced by smaller ones as long as it does the same on all inputs: by their
/// own parts, by arguments and variables, by constants. At most `effort` replacements are tried.
pub(crate) fn shrink(function: &Function, inputs: &[Input], mut effort: usize) -> Function {
    let mut best = function.clone();
    let run = |function: &Function, input: &Input| evaluate_within(function, input, STEPS);
    let mut wanted: Vec<(&Input, Result<Value, Stop>)> = (inputs.iter())
        .map(|input| (input, run(function, input)))
        .filter(|(_, outcome)| *outcome != Err(Stop::Limit))
        .collect();
    'again: loop {
        for place in places(&best) {
            for part in smaller(&place, &best.arguments) {
                if effort == 0 {
                    return best;
                }
                effort -= 1;
                let candidate = Function {
                    arguments: best.arguments.clone(),
                    body: with(&best.body, &place.path, part),
                };
                let same = |(input, outcome): &(&Input, Result<Value, Stop>)| {
                    run(&candidate, input) == *outcome
                };
                match wanted.iter().position(|pair| !same(pair)) {
                    // What tells one candidate apart often does so for the next.
                    Some(n) => wanted[..=n].rotate_right(1),
                    None => {
                        // Parts around it may have become replaceable.
                        best = candidate;
                        continue 'again;
                    }
                }
            }
        }
        return best;
    }
}

/// A part of a function with the loops around it.
struct PlaceOf<'f> {
    path: Path,
    term: &'f Term,
    scopes: Vec<Scope>,
}

/// All parts, each before its own parts.
fn places(function: &Function) -> Vec<PlaceOf<'_>> {
    let mut places = vec![PlaceOf {
        path: Vec::new(),
        term: &function.body,
        scopes: Vec::new(),
    }];
    let mut next = 0;
    while next < places.len() {
        let PlaceOf { path, term, scopes } = &places[next];
        let mut parts = Vec::new();
        if let Term::Apply(op, operands) = *term {
            for (n, (operand, term)) in op.operands().iter().zip(operands).enumerate() {
                let (mut path, mut scopes) = (path.clone(), scopes.clone());
                path.push(n);
                if let Operand::Body(_) = operand {
                    scopes.push(Scope::of(*op));
                }
                parts.push(PlaceOf { path, term, scopes });
            }
        }
        places.extend(parts);
        next += 1;
    }
    places
}

/// Terms of the type of a part that are smaller than it and could stand in its place, the smallest first.
fn smaller(place: &PlaceOf<'_>, arguments: &[Type]) -> Vec<Term> {
    let Term::Apply(op, operands) = place.term else {
        return Vec::new();
    };
    let of = op.result();
    let mut found = Vec::from_iter(constant(*op, place.term));
    match of {
        Type::Int => found.extend([0, 1].map(Term::Constant)),
        Type::List if *op != Op::Nil => found.push(Term::apply(Op::Nil, [])),
        _ => {}
    }
    let fitting = arguments
        .iter()
        .enumerate()
        .filter(|(_, argument)| **argument == of);
    found.extend(fitting.map(|(n, _)| Term::Argument(n as u8)));
    for (depth, scope) in place.scopes.iter().rev().enumerate() {
        let roles = Role::ALL
            .into_iter()
            .filter(|role| scope.variable(*role) == Some(of));
        found.extend(roles.map(|role| Term::Variable(depth as u8, role)));
    }
    let mut scopes = place.scopes.clone();
    parts(place.term, 0, &mut scopes, &mut |part, scopes| {
        let is_leaf = !matches!(part, Term::Apply(..));
        if !is_leaf && type_of(part, arguments, scopes) == Some(of) {
            found.push(part.clone());
        }
    });
    // Loops that do less.
    match (op, &operands[..]) {
        (Op::FilterMap, [condition, body, list]) => {
            found.push(Term::apply(Op::Map, [body.clone(), list.clone()]));
            found.push(Term::apply(Op::Filter, [condition.clone(), list.clone()]));
        }
        (Op::TrimWhile, [condition, list]) => {
            let rest = [condition.clone(), list.clone()];
            found.push(Term::apply(Op::DropWhile, rest.clone()));
            found.push(Term::apply(Op::DropWhileEnd, rest));
        }
        _ => {}
    }
    found.retain(|term| term.size() < place.term.size() || is_simpler(*op, term));
    found.sort_by_key(Term::size);
    found
}

/// Whether a replacement of the same size is worth it.
fn is_simpler(op: Op, term: &Term) -> bool {
    op == Op::TrimWhile && matches!(term, Term::Apply(Op::DropWhile | Op::DropWhileEnd, _))
}

/// Visits the proper parts of a term that do not depend on loops inside of it, as they would be written
/// in its place.
fn parts(
    term: &Term,
    inside: u8,
    scopes: &mut Vec<Scope>,
    visit: &mut dyn FnMut(&Term, &mut Vec<Scope>),
) {
    let Term::Apply(op, operands) = term else {
        return;
    };
    for (operand, part) in op.operands().iter().zip(operands) {
        let inside = inside + u8::from(matches!(operand, Operand::Body(_)));
        if let Some(lifted) = part.lifted(inside) {
            visit(&lifted, scopes);
        }
        parts(part, inside, scopes, visit);
    }
}

/// The term with the part at a place replaced.
fn with(term: &Term, path: &[usize], part: Term) -> Term {
    match (term, path) {
        (Term::Apply(op, operands), [first, rest @ ..]) => {
            let mut operands = operands.clone();
            operands[*first] = with(&operands[*first], rest, part);
            Term::Apply(*op, operands)
        }
        _ => part,
    }
}

/// The function without the arguments that it does not use, where it uses any.
pub(crate) fn without_unused(function: &Function) -> Function {
    let used = |n: &usize| function.body.uses_argument(*n as u8);
    let kept: Vec<usize> = (0..function.arguments.len()).filter(used).collect();
    if kept.is_empty() {
        return function.clone();
    }
    let number = |old: u8| {
        kept.iter()
            .position(|n| *n == usize::from(old))
            .expect("it is used") as u8
    };
    Function {
        arguments: kept.iter().map(|n| function.arguments[*n]).collect(),
        body: renumbered(&function.body, &number),
    }
}

fn renumbered(term: &Term, number: &dyn Fn(u8) -> u8) -> Term {
    match term {
        Term::Argument(old) => Term::Argument(number(*old)),
        Term::Apply(op, operands) => Term::Apply(
            *op,
            operands
                .iter()
                .map(|term| renumbered(term, number))
                .collect(),
        ),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probes::probes;
    use crate::{parse, print};

    fn check(text: &str, expected: &str) {
        let function = parse(text).unwrap();
        let small = shrink(&function, probes(&function.arguments), 100_000);
        assert_eq!(print(&small), expected, "{text}");
    }

    #[test]
    fn what_does_not_matter_is_taken_out() {
        check("if len(a) < 0 then 3 else sum(a)", "sum(a)");
        check("map(x -> x + 0 * x, a)", "a");
        check(
            "filter(x -> x < x + 1 or len(a) > 500, a)",
            "filter(x -> x < x + 1, a)",
        );
        check(
            "filter_map(x -> x == x, x -> x / 2, a)",
            "map(x -> x / 2, a)",
        );
        check(
            "filter_map(x -> x > 2, x -> max(x, 3), a)",
            "filter(x -> x > 2, a)",
        );
        check("concat(runs(reverse(sort(a))))", "reverse(sort(a))");
        check("map(x -> sum(map(y -> x, [x])), a)", "a");
        check("map(x -> len(map(y -> y, a)), a)", "map(x -> len(a), a)");
        check("maximum(a) - sum(factors(12))", "maximum(a) - 7");
        check("sum(a) - sum(a)", "sum(a) - sum(a)");
    }

    #[test]
    fn unused_arguments_go() {
        let function = parse("f(a: int, b: list, c: list) = map(x -> x + sum(c), c)").unwrap();
        assert_eq!(print(&without_unused(&function)), "map(x -> x + sum(a), a)");
    }
}
