//! A function as the rest of the workspace meets it.

use super::check;
use crate::kind::kind;
use crate::probes::probes;
use crate::{
    Function, Operand, Scope, Stop, Term, Type, encode, evaluate, evaluate_or_locate, normal,
    print, print_term,
};
use lasynth_core::{Fault, FaultKind, Input, Kind, Program, TokenId, Value, fnv1a_128};
use std::any::Any;

/// A program of the domain `"lists"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListProgram {
    function: Function,
}

impl ListProgram {
    /// The program of a function.
    ///
    /// # Panics
    /// If the function is not well typed ([`Function::check`]).
    pub fn new(function: Function) -> ListProgram {
        assert!(function.check(), "{function:?} is not well typed");
        ListProgram { function }
    }

    /// The program as one of this language.
    ///
    /// # Panics
    /// If it is a program of another language.
    pub fn of(program: &dyn Program) -> &ListProgram {
        let program: &dyn Any = program;
        program
            .downcast_ref()
            .expect("only functions over lists come to functions over lists")
    }

    /// The function.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// Hash of the types of its arguments and of what it does on the probes of these types: equal
    /// behaviours there, the kinds of their invalid runs included, have equal signatures, on every
    /// platform and in every version.
    pub fn signature(&self) -> u128 {
        let mut bytes = Vec::new();
        bytes.extend(
            self.function
                .arguments
                .iter()
                .map(|of| u8::from(*of == Type::List)),
        );
        for input in probes(&self.function.arguments) {
            match evaluate(&self.function, input) {
                Ok(Value::Int(number)) => {
                    bytes.push(2);
                    bytes.extend(number.to_le_bytes());
                }
                Ok(Value::List(items)) => {
                    bytes.push(3);
                    bytes.extend((items.len() as u32).to_le_bytes());
                    bytes.extend(items.iter().flat_map(|item| item.to_le_bytes()));
                }
                Ok(Value::Grid(_)) => unreachable!("functions over lists give no grids"),
                Err(Stop::Missing) => bytes.push(4),
                Err(Stop::Overflow) => bytes.push(5),
                Err(Stop::Limit) => bytes.push(6),
            }
        }
        fnv1a_128(bytes)
    }

    /// A part of the function as text, with the names that its loops give.
    fn text_of(&self, part: &Term) -> String {
        let mut scopes = Vec::new();
        match find(&self.function.body, part, &mut scopes) {
            true => print_term(part, &scopes),
            false => print(&self.function),
        }
    }
}

/// Whether a part is in a term; if so, `scopes` are the loops around it.
fn find(term: &Term, part: &Term, scopes: &mut Vec<Scope>) -> bool {
    if std::ptr::eq(term, part) {
        return true;
    }
    let Term::Apply(op, operands) = term else {
        return false;
    };
    op.operands()
        .iter()
        .zip(operands)
        .any(|(operand, term)| match operand {
            Operand::Value(_) => find(term, part, scopes),
            Operand::Body(_) => {
                scopes.push(Scope::of(*op));
                let found = find(term, part, scopes);
                if !found {
                    scopes.pop();
                }
                found
            }
        })
}

impl Program for ListProgram {
    fn source(&self) -> String {
        print(&self.function) + "\n"
    }

    fn tokens(&self) -> Option<Vec<TokenId>> {
        encode(&self.function)
    }

    fn length(&self) -> usize {
        self.function.body.size()
    }

    fn kind(&self) -> Kind {
        kind(&self.function.body)
    }

    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }

    fn run(&self, input: &Input) -> Result<Value, Fault> {
        check::check_arguments(input, &self.function.arguments).map_err(|found| Fault {
            kind: FaultKind::BadInput,
            place: format!("the input: {found}"),
        })?;
        evaluate_or_locate(&self.function, input).map_err(|(stop, part)| Fault {
            kind: match stop {
                Stop::Missing => FaultKind::OutOfBounds,
                Stop::Overflow => FaultKind::Overflow,
                Stop::Limit => FaultKind::StepLimit,
            },
            place: self.text_of(part),
        })
    }

    fn normalise(&self) -> Box<dyn Program> {
        Box::new(ListProgram::new(normal::normalise(&self.function)))
    }

    fn minimise(&self) -> Box<dyn Program> {
        Box::new(ListProgram::new(normal::minimise(&self.function)))
    }
}
