//! Terms: programs of the language as trees.

use crate::{Op, Operand, Type};

/// What a variable of a loop stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The element that the loop is at: an integer, or a list where the loop goes over groups.
    Element,
    /// Its position, counted from 0.
    Index,
    /// The element after it; undefined at the last one, and in loops over groups.
    Next,
    /// The element before it; undefined at the first one, and in loops over groups.
    Previous,
    /// What the loop has come to before this element: an integer, or a list where the loop makes one.
    Accumulator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] = [
        Role::Element,
        Role::Index,
        Role::Next,
        Role::Previous,
        Role::Accumulator,
    ];
}

/// A term. Terms that are made by the parser or the search are well typed; see [`Function::check`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// The argument with this number, from 0: `a`, `b`, `c`.
    Argument(u8),
    /// A constant.
    Constant(i32),
    /// A variable of the loop that is so many loops further out; 0 is the innermost one.
    Variable(u8, Role),
    /// An operator with its operands.
    Apply(Op, Vec<Term>),
}

impl Term {
    /// An operator with its operands.
    pub fn apply(op: Op, operands: impl Into<Vec<Term>>) -> Term {
        Term::Apply(op, operands.into())
    }

    /// Number of nodes: the length of programs in this language.
    pub fn size(&self) -> usize {
        match self {
            Term::Apply(_, operands) => 1 + operands.iter().map(Term::size).sum::<usize>(),
            _ => 1,
        }
    }

    /// Whether a variable of the loop `depth` loops further out occurs.
    pub fn uses_loop(&self, depth: u8) -> bool {
        self.any(
            0,
            &|term, inner| matches!(term, Term::Variable(level, _) if *level == depth + inner),
        )
    }

    /// Whether a role of the loop `depth` loops further out occurs.
    pub fn uses(&self, depth: u8, role: Role) -> bool {
        self.any(0, &|term, inner| {
            *term == Term::Variable(depth + inner, role)
        })
    }

    /// Whether an argument occurs.
    pub fn uses_argument(&self, argument: u8) -> bool {
        self.any(0, &|term, _| *term == Term::Argument(argument))
    }

    /// The term as it would be written so many loops further out; `None` where it uses their variables.
    pub fn lifted(&self, loops: u8) -> Option<Term> {
        self.moved(0, loops, 0)
    }

    /// The term as it would be written inside of so many more loops.
    pub fn lowered(&self, loops: u8) -> Term {
        self.moved(0, 0, loops).expect("no loop is left")
    }

    /// Takes loops away around the term and puts others there; `inside` are the loops of the term.
    fn moved(&self, inside: u8, out: u8, into: u8) -> Option<Term> {
        Some(match self {
            Term::Variable(depth, role) if *depth >= inside => {
                let outer = (depth - inside).checked_sub(out)?;
                Term::Variable(inside + outer + into, *role)
            }
            Term::Apply(op, operands) => {
                let moved = op.operands().iter().zip(operands).map(|(operand, term)| {
                    let body = u8::from(matches!(operand, Operand::Body(_)));
                    term.moved(inside + body, out, into)
                });
                Term::Apply(*op, moved.collect::<Option<_>>()?)
            }
            other => other.clone(),
        })
    }

    /// Whether a part satisfies the predicate, which is also told how many loops of this term are
    /// around the part.
    pub fn any(&self, inside: u8, predicate: &dyn Fn(&Term, u8) -> bool) -> bool {
        if predicate(self, inside) {
            return true;
        }
        let Term::Apply(op, operands) = self else {
            return false;
        };
        let mut pairs = op.operands().iter().zip(operands);
        pairs.any(|(operand, term)| match operand {
            Operand::Body(_) => term.any(inside + 1, predicate),
            Operand::Value(_) => term.any(inside, predicate),
        })
    }
}

/// A program: a term, and what its arguments are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    /// [`Type::Int`] or [`Type::List`] for each argument.
    pub arguments: Vec<Type>,
    /// What it gives: an integer or a list.
    pub body: Term,
}

/// A loop around a term: the type of its elements, and of its accumulator where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The type of [`Role::Element`]: an integer or a list.
    pub element: Type,
    /// The type of [`Role::Accumulator`].
    pub accumulator: Option<Type>,
}

impl Scope {
    /// The scope of the bodies of a loop.
    pub fn of(op: Op) -> Scope {
        let over = op.operands().last().map(|operand| operand.result());
        Scope {
            element: match over {
                Some(Type::Groups) => Type::List,
                _ => Type::Int,
            },
            accumulator: match op {
                Op::FoldList => Some(Type::List),
                _ if op.accumulates() => Some(Type::Int),
                _ => None,
            },
        }
    }

    /// The type of a variable; `None` where the loop does not have it.
    pub fn variable(self, role: Role) -> Option<Type> {
        match role {
            Role::Element => Some(self.element),
            Role::Index => Some(Type::Int),
            Role::Next | Role::Previous => (self.element == Type::Int).then_some(Type::Int),
            Role::Accumulator => self.accumulator,
        }
    }
}

impl Function {
    /// Whether the term is well typed and gives an integer or a list.
    pub fn check(&self) -> bool {
        matches!(
            type_of(&self.body, &self.arguments, &mut Vec::new()),
            Some(Type::Int | Type::List)
        )
    }

    /// The type of what it gives.
    pub fn result(&self) -> Option<Type> {
        type_of(&self.body, &self.arguments, &mut Vec::new())
    }
}

/// The type of a term inside of these loops, the innermost last; `None` where it is not well typed.
pub fn type_of(term: &Term, arguments: &[Type], scopes: &mut Vec<Scope>) -> Option<Type> {
    match term {
        Term::Argument(number) => arguments.get(usize::from(*number)).copied(),
        Term::Constant(_) => Some(Type::Int),
        Term::Variable(depth, role) => {
            let at = scopes.len().checked_sub(1 + usize::from(*depth))?;
            scopes[at].variable(*role)
        }
        Term::Apply(op, operands) => {
            if operands.len() != op.operands().len() {
                return None;
            }
            for (operand, term) in op.operands().iter().zip(operands) {
                let found = match operand {
                    Operand::Value(_) => type_of(term, arguments, scopes),
                    Operand::Body(_) => {
                        scopes.push(Scope::of(*op));
                        let found = type_of(term, arguments, scopes);
                        scopes.pop();
                        found
                    }
                };
                if found? != operand.result() {
                    return None;
                }
            }
            Some(op.result())
        }
    }
}
