//! The terms that a search holds, as nodes that share their parts.
//!
//! Banks keep millions of values and for each one the node that made it. A node knows what the costs
//! need of it: the class by which it is counted in the corpus, and the role that its value plays.

use crate::costs::{Class, Part};
use lasynth_lists::{Op, Role, Term, Type};
use std::collections::HashMap;

/// Number of a node.
pub(crate) type NodeId = u32;

/// What stands at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Head {
    Argument(u8),
    Constant(i32),
    Variable(Role),
    /// The position after the one that the loop is at, `i + 1`: so common that it is a leaf.
    NextIndex,
    Apply(Op),
}

/// A term, with what costs depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub head: Head,
    pub operands: [NodeId; 3],
    /// The class in the corpus.
    pub class: Class,
    /// What its value is used for.
    pub part: Part,
    /// The arguments that occur in it, one bit each.
    pub arguments: u8,
    /// Variables of the innermost loop that occur in it, one bit for each role.
    pub variables: u8,
}

/// All nodes of one search.
#[derive(Default)]
pub(crate) struct Nodes {
    all: Vec<Node>,
    constants: HashMap<i32, NodeId>,
}

impl Nodes {
    pub fn get(&self, id: NodeId) -> &Node {
        &self.all[id as usize]
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn leaf(&mut self, head: Head, part: Part) -> NodeId {
        let arguments = match head {
            Head::Argument(number) => 1 << number,
            _ => 0,
        };
        let variables = match head {
            Head::Variable(role) => 1 << role as u8,
            Head::NextIndex => 1 << Role::Index as u8,
            _ => 0,
        };
        self.push(Node {
            head,
            operands: [0; 3],
            class: Class::of_leaf(head, part),
            part,
            arguments,
            variables,
        })
    }

    pub fn constant(&mut self, value: i32) -> NodeId {
        if let Some(known) = self.constants.get(&value) {
            return *known;
        }
        let id = self.leaf(Head::Constant(value), Part::Constant);
        self.constants.insert(value, id);
        id
    }

    pub fn apply(&mut self, op: Op, operands: &[NodeId]) -> NodeId {
        let node = self.node(op, operands);
        self.push(node)
    }

    /// The node of an operator, which is not kept.
    pub fn node(&self, op: Op, operands: &[NodeId]) -> Node {
        let mut all = [0; 3];
        all[..operands.len()].copy_from_slice(operands);
        let parts: [Part; 3] = std::array::from_fn(|n| match operands.get(n) {
            Some(id) => self.get(*id).part,
            None => Part::Neutral,
        });
        let (mut arguments, mut variables) = (0, 0);
        for (operand, id) in op.operands().iter().zip(operands) {
            let node = self.get(*id);
            arguments |= node.arguments;
            if matches!(operand, lasynth_lists::Operand::Value(_)) {
                variables |= node.variables;
            }
        }
        Node {
            head: Head::Apply(op),
            operands: all,
            class: Class::of_op(op),
            part: Part::of(op, parts),
            arguments,
            variables,
        }
    }

    pub fn push(&mut self, node: Node) -> NodeId {
        self.all.push(node);
        (self.all.len() - 1) as NodeId
    }

    /// The operands that a node has.
    pub fn operands(&self, id: NodeId) -> &[NodeId] {
        let node = self.get(id);
        match node.head {
            Head::Apply(op) => &node.operands[..op.operands().len()],
            _ => &[],
        }
    }

    /// Puts another node in the place of a leaf.
    pub fn replace(&mut self, id: NodeId, node: Node) {
        self.all[id as usize] = node;
    }

    pub fn uses(&self, id: NodeId, role: Role) -> bool {
        self.get(id).variables >> role as u8 & 1 == 1
    }

    /// The term of a node.
    pub fn term(&self, id: NodeId) -> Term {
        let node = self.get(id);
        match node.head {
            Head::Argument(number) => Term::Argument(number),
            Head::Constant(value) => Term::Constant(value),
            Head::Variable(role) => Term::Variable(0, role),
            Head::NextIndex => {
                Term::apply(Op::Add, [Term::Variable(0, Role::Index), Term::Constant(1)])
            }
            Head::Apply(op) => {
                let operands = self.operands(id).iter();
                Term::Apply(op, operands.map(|operand| self.term(*operand)).collect())
            }
        }
    }

    /// A term as nodes.
    pub fn of_term(&mut self, term: &Term, arguments: &[Type]) -> NodeId {
        match term {
            Term::Argument(number) => match arguments[usize::from(*number)] {
                Type::List => {
                    let id = self.leaf(Head::Argument(*number), Part::Element);
                    self.all[id as usize].class = Class::LIST_ARGUMENT;
                    id
                }
                _ => self.leaf(Head::Argument(*number), Part::Scalar),
            },
            Term::Constant(value) => self.constant(*value),
            Term::Variable(_, role) => {
                let part = match role {
                    Role::Index => Part::Position,
                    Role::Accumulator => Part::Neutral,
                    _ => Part::Element,
                };
                self.leaf(Head::Variable(*role), part)
            }
            Term::Apply(Op::Add, operands)
                if operands[1] == Term::Constant(1)
                    && matches!(operands[0], Term::Variable(0, Role::Index)) =>
            {
                self.leaf(Head::NextIndex, Part::Position)
            }
            Term::Apply(op, operands) => {
                let operands: Vec<NodeId> = operands
                    .iter()
                    .map(|operand| self.of_term(operand, arguments))
                    .collect();
                self.apply(*op, &operands)
            }
        }
    }
}
