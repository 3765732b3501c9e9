//! Runs small bodies over plain numbers, fast: for folds, whose accumulator no bank can hold.

use crate::bank::UNDEFINED;
use crate::grow::defined;
use crate::node::{Head, NodeId, Nodes};
use lasynth_lists::{Op, Role, apply_int};

/// What a body sees.
#[derive(Clone, Copy, Default)]
pub(crate) struct View<'a> {
    pub list: &'a [i32],
    pub at: usize,
    pub accumulator: i32,
    /// The arguments that are numbers, by their place among all arguments.
    pub numbers: &'a [i32],
}

/// The value of an integer node; [`UNDEFINED`] where it has none, or needs more than numbers.
pub(crate) fn int(nodes: &Nodes, id: NodeId, view: &View<'_>) -> i32 {
    let node = nodes.get(id);
    let at = |position: Option<usize>| {
        let item = position.and_then(|position| view.list.get(position));
        item.copied().unwrap_or(UNDEFINED)
    };
    let operand = |n: usize| int(nodes, node.operands[n], view);
    match node.head {
        Head::Argument(number) => view.numbers[usize::from(number)],
        Head::Constant(value) => value,
        Head::NextIndex => view.at as i32 + 1,
        Head::Variable(role) => match role {
            Role::Element => at(Some(view.at)),
            Role::Index => view.at as i32,
            Role::Next => at(view.at.checked_add(1)),
            Role::Previous => at(view.at.checked_sub(1)),
            Role::Accumulator => view.accumulator,
        },
        Head::Apply(op) => match op {
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::Min2
            | Op::Max2
            | Op::Gcd
            | Op::Pow => {
                let (a, b) = (operand(0), operand(1));
                let both = defined(a).zip(defined(b));
                both.and_then(|(a, b)| apply_int(op, a, b).ok())
                    .unwrap_or(UNDEFINED)
            }
            Op::Abs | Op::Sign => {
                let value = defined(operand(0)).and_then(|a| apply_int(op, a, 0).ok());
                value.unwrap_or(UNDEFINED)
            }
            Op::IfInt => match holds(nodes, node.operands[0], view) {
                true => operand(1),
                false => operand(2),
            },
            Op::BoolToInt => holds(nodes, node.operands[0], view).into(),
            Op::Default => match operand(0) {
                UNDEFINED => operand(1),
                value => value,
            },
            _ => UNDEFINED,
        },
    }
}

/// Whether a condition holds.
fn holds(nodes: &Nodes, id: NodeId, view: &View<'_>) -> bool {
    let node = nodes.get(id);
    let Head::Apply(op) = node.head else {
        return false;
    };
    let int_at = |n: usize| int(nodes, node.operands[n], view);
    let bool_at = |n: usize| holds(nodes, node.operands[n], view);
    match op {
        Op::And => bool_at(0) && bool_at(1),
        Op::Or => bool_at(0) || bool_at(1),
        Op::Not => !bool_at(0),
        Op::Even | Op::Odd => {
            let value = int_at(0);
            value != UNDEFINED && (value % 2 != 0) == (op == Op::Odd)
        }
        _ => {
            let (a, b) = (int_at(0), int_at(1));
            a != UNDEFINED
                && b != UNDEFINED
                && match op {
                    Op::Eq => a == b,
                    Op::Ne => a != b,
                    Op::Lt => a < b,
                    Op::Le => a <= b,
                    _ => false,
                }
        }
    }
}
