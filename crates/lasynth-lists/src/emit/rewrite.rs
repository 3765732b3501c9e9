//! Rules that turn an operation into one that is printed more simply, with the same value wherever the
//! first one has one.

use super::core::{Core, Node, and, apply, not};
use crate::{Op, Role};

/// The same operation, or a simpler one.
pub(crate) fn rewrite(term: Core) -> Core {
    let Core::Apply(Node::Op(op), mut parts) = term else {
        return term;
    };
    match op {
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod => arithmetic(op, parts),
        Op::Len => length(parts.remove(0)),
        Op::Max | Op::Min | Op::Contains | Op::CountLess | Op::CountGreater | Op::Count => {
            let inner = match parts[0].op() {
                Some((Op::Sort | Op::Reverse, inner)) => Some(inner[0].clone()),
                Some((Op::SortBy, inner)) => Some(inner[1].clone()),
                Some((Op::Unique, inner)) if matches!(op, Op::Max | Op::Min | Op::Contains) => {
                    Some(inner[0].clone())
                }
                _ => None,
            };
            match inner {
                Some(inner) => {
                    parts[0] = inner;
                    rewrite(apply(op, parts))
                }
                None => apply(op, parts),
            }
        }
        Op::First | Op::Last => match parts[0].op() {
            Some((Op::Reverse, inner)) => {
                let other = if op == Op::First { Op::Last } else { Op::First };
                rewrite(apply(other, [inner[0].clone()]))
            }
            Some((Op::Sort, inner)) => {
                let other = if op == Op::First { Op::Min } else { Op::Max };
                rewrite(apply(other, [inner[0].clone()]))
            }
            _ => apply(op, parts),
        },
        Op::At => at(parts),
        Op::Sum => sum(parts.remove(0)),
        Op::RemoveAt if parts[1] == Core::Constant(0) => {
            apply(Op::Drop, [parts.remove(0), Core::Constant(1)])
        }
        Op::Tail => apply(Op::Drop, [parts.remove(0), Core::Constant(1)]),
        Op::Init => apply(Op::DropLast, [parts.remove(0), Core::Constant(1)]),
        Op::Reverse => reverse(parts.remove(0)),
        Op::Unique => match parts[0].op() {
            Some((Op::Filter, inner)) if inner[0].element_only() => {
                let list = rewrite(apply(Op::Unique, [inner[1].clone()]));
                apply(Op::Filter, [inner[0].clone(), list])
            }
            Some((Op::Sort, inner)) => {
                let list = rewrite(apply(Op::Unique, [inner[0].clone()]));
                apply(Op::Sort, [list])
            }
            _ => apply(op, parts),
        },
        Op::Sort => match parts[0].op() {
            Some((Op::Sort | Op::Reverse, inner)) => rewrite(apply(Op::Sort, [inner[0].clone()])),
            _ => apply(op, parts),
        },
        Op::GroupLengths => {
            let body = apply(Op::Len, [Core::Variable(0, Role::Element)]);
            let runs = apply(Op::Runs, [parts.remove(0)]);
            apply(Op::MapGroups, [body, runs])
        }
        Op::GroupHeads => {
            let previous = Core::Variable(0, Role::Previous);
            let same = apply(Op::Eq, [previous, Core::Variable(0, Role::Element)]);
            let again = and(Core::Has(0, Role::Previous), same);
            apply(Op::Filter, [not(again), parts.remove(0)])
        }
        Op::SameList => same_list(parts),
        Op::Map if parts[0] == Core::Variable(0, Role::Element) => parts.remove(1),
        Op::Filter if parts[0] == Core::Truth(true) => parts.remove(1),
        Op::Filter if parts[0] == Core::Truth(false) => apply(Op::Nil, []),
        Op::FilterMap if parts[1] == Core::Variable(0, Role::Element) => {
            parts.remove(1);
            rewrite(apply(Op::Filter, parts))
        }
        Op::FilterMap if parts[0] == Core::Truth(true) => {
            parts.remove(0);
            rewrite(apply(Op::Map, parts))
        }
        Op::Scan1 => scan1(parts),
        Op::BoolToInt => match parts[0] {
            Core::Truth(known) => Core::Constant(known.into()),
            _ => apply(op, parts),
        },
        Op::Flatten => match parts[0].op() {
            Some((Op::Runs | Op::Chunks, inner)) => inner[0].clone(),
            _ => apply(op, parts),
        },
        Op::CountGroups => match parts[0].op() {
            Some((Op::Runs, inner)) => length(rewrite(apply(Op::GroupHeads, [inner[0].clone()]))),
            Some((Op::Split, inner)) => {
                let cuts = rewrite(apply(Op::Count, [inner[0].clone(), inner[1].clone()]));
                apply(Op::Add, [cuts, Core::Constant(1)])
            }
            _ => apply(op, parts),
        },
        _ => apply(op, parts),
    }
}

/// Constants are folded where the result fits; what has no value in any run becomes 0, so that no
/// compiler warns of it.
fn arithmetic(op: Op, parts: Vec<Core>) -> Core {
    match (op, &parts[0], &parts[1]) {
        (_, Core::Constant(a), Core::Constant(b)) => {
            Core::Constant(crate::apply_int(op, *a, *b).unwrap_or(0))
        }
        (Op::Div | Op::Mod, _, Core::Constant(0)) => Core::Constant(0),
        (Op::Add, Core::Constant(0), _) | (Op::Mul, Core::Constant(1), _) => parts[1].clone(),
        (Op::Add | Op::Sub, _, Core::Constant(0)) | (Op::Mul | Op::Div, _, Core::Constant(1)) => {
            parts[0].clone()
        }
        _ => apply(op, parts),
    }
}

fn length(list: Core) -> Core {
    match list.op() {
        Some((Op::Nil, _)) => Core::Constant(0),
        Some((Op::Single, _)) => Core::Constant(1),
        Some((Op::Sort | Op::Reverse | Op::SetAt | Op::Swap, parts)) => length(parts[0].clone()),
        Some((Op::Map | Op::SortBy | Op::Scan1, parts)) => length(parts[1].clone()),
        Some((Op::Scan, parts)) => length(parts[2].clone()),
        Some((Op::FilterMap, parts)) => {
            length(apply(Op::Filter, [parts[0].clone(), parts[2].clone()]))
        }
        Some((Op::MapGroups, parts)) => rewrite(apply(Op::CountGroups, [parts[1].clone()])),
        Some((Op::Cons, parts)) => plus_one(length(parts[1].clone())),
        Some((Op::Append | Op::InsertAt, parts)) => plus_one(length(parts[0].clone())),
        Some((Op::Concat | Op::Interleave, parts)) => {
            let (a, b) = (length(parts[0].clone()), length(parts[1].clone()));
            rewrite(apply(Op::Add, [a, b]))
        }
        Some((Op::Repeat, parts)) => parts[1].clone(),
        _ => apply(Op::Len, [list]),
    }
}

fn plus_one(length: Core) -> Core {
    rewrite(apply(Op::Add, [length, Core::Constant(1)]))
}

/// Elements of a sorted list counted from its end are those of the descending list.
fn at(parts: Vec<Core>) -> Core {
    let [list, at] = &parts[..] else {
        unreachable!("a list and a position");
    };
    let Some((Op::Sort, inner)) = list.op() else {
        return apply(Op::At, parts);
    };
    let length = length(inner[0].clone());
    match at.op() {
        Some((Op::Sub, [all, Core::Constant(back)])) if *all == length && *back > 0 => match back {
            1 => rewrite(apply(Op::Max, [inner[0].clone()])),
            _ => apply(
                Op::At,
                [apply(Op::Reverse, [list.clone()]), Core::Constant(back - 1)],
            ),
        },
        _ if *at == Core::Constant(0) => rewrite(apply(Op::Min, [inner[0].clone()])),
        _ => apply(Op::At, parts),
    }
}

/// Sums of ones are counts.
fn sum(list: Core) -> Core {
    match list.op() {
        Some((Op::Map, [body, over])) => match body.op() {
            Some((Op::BoolToInt, [condition])) => {
                return rewrite(apply(
                    Op::Len,
                    [apply(Op::Filter, [condition.clone(), over.clone()])],
                ));
            }
            Some((Op::IfInt, [condition, Core::Constant(1), Core::Constant(0)])) => {
                return rewrite(apply(
                    Op::Len,
                    [apply(Op::Filter, [condition.clone(), over.clone()])],
                ));
            }
            Some((Op::IfInt, [condition, value, Core::Constant(0)])) => {
                let kept = [condition.clone(), value.clone(), over.clone()];
                return apply(Op::Sum, [rewrite(apply(Op::FilterMap, kept))]);
            }
            _ => {}
        },
        Some((Op::Repeat, [Core::Constant(1), times])) => return times.clone(),
        _ => {}
    }
    apply(Op::Sum, [list])
}

fn reverse(list: Core) -> Core {
    match list.op() {
        Some((Op::Reverse, parts)) => parts[0].clone(),
        Some((Op::Nil | Op::Single | Op::Repeat, _)) => list,
        Some((Op::Cons, [first, rest])) => {
            apply(Op::Append, [reverse(rest.clone()), first.clone()])
        }
        Some((Op::Append, [rest, last])) => apply(Op::Cons, [last.clone(), reverse(rest.clone())]),
        Some((Op::Concat, [a, b])) => apply(Op::Concat, [reverse(b.clone()), reverse(a.clone())]),
        Some((Op::Map | Op::Filter, parts)) if parts[0].element_only() => {
            let (op, _) = list.op().expect("a loop");
            apply(op, [parts[0].clone(), reverse(parts[1].clone())])
        }
        Some((Op::FilterMap, parts)) if parts[0].element_only() && parts[1].element_only() => {
            let over = reverse(parts[2].clone());
            apply(Op::FilterMap, [parts[0].clone(), parts[1].clone(), over])
        }
        _ => apply(Op::Reverse, [list]),
    }
}

/// A list is the same as the sorted one where no element is smaller than the one before it.
fn same_list(parts: Vec<Core>) -> Core {
    let [a, b] = &parts[..] else {
        unreachable!("two lists");
    };
    let sorted = |list: &Core, other: &Core| matches!(other.op(), Some((Op::Sort, inner)) if inner[0] == *list);
    let list = if sorted(a, b) {
        a
    } else if sorted(b, a) {
        b
    } else {
        return match a == b {
            true => Core::Truth(true),
            false => apply(Op::SameList, parts),
        };
    };
    let (x, previous) = (
        Core::Variable(0, Role::Element),
        Core::Variable(0, Role::Previous),
    );
    let falls = and(Core::Has(0, Role::Previous), apply(Op::Lt, [x, previous]));
    apply(Op::All, [not(falls), list.clone()])
}

/// Running sums and products may start before the first element.
fn scan1(parts: Vec<Core>) -> Core {
    let (x, before) = (
        Core::Variable(0, Role::Element),
        Core::Variable(0, Role::Accumulator),
    );
    let start = match parts[0].op() {
        Some((op @ (Op::Add | Op::Mul), [a, b]))
            if (*a == x && *b == before) || (*b == x && *a == before) =>
        {
            i32::from(op == Op::Mul)
        }
        _ => return apply(Op::Scan1, parts),
    };
    apply(
        Op::Scan,
        [parts[0].clone(), Core::Constant(start), parts[1].clone()],
    )
}
