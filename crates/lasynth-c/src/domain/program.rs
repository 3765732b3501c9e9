//! A program as the rest of the workspace meets it. It holds the tree, to be compared and
//! shortened; the compact code, to be run; and the text that it was parsed from, to name the place
//! of a fault.

use super::check::list_of;
use crate::exec::{Executable, RunFault};
use crate::normal::Minimiser;
use crate::{normal, parser, place, printer, syntax, vocab};
use lasynth_core::{Fault, FaultKind, Input, Kind, Program, TokenId, Value};
use std::cell::RefCell;

/// A program of restricted C, ready to run.
#[derive(Clone, Debug)]
pub struct CProgram {
    program: syntax::Program,
    executable: Executable,
    /// The text that the spans of `program` refer to; `None` where it was not parsed.
    text: Option<String>,
}

impl CProgram {
    /// A program that does not stem from text.
    pub fn new(program: syntax::Program) -> CProgram {
        CProgram {
            executable: Executable::new(&program),
            program,
            text: None,
        }
    }

    /// A program and the text it was parsed from: faults name places in that text.
    pub fn parsed(program: syntax::Program, text: &str) -> CProgram {
        CProgram {
            text: Some(text.to_owned()),
            ..CProgram::new(program)
        }
    }

    /// The syntax tree, in canonical form.
    pub fn tree(&self) -> &syntax::Program {
        &self.program
    }

    /// What the tree was compiled to; it can be run on one list after the other.
    pub fn executable(&self) -> &Executable {
        &self.executable
    }

    /// Names the place of a fault that happened on `input`.
    fn place(&self, fault: RunFault, input: &[i32]) -> String {
        if let Some(text) = &self.text {
            return place::describe(text, fault.span);
        }
        // The spans of a program that was not parsed are empty: parse its text and fail once more.
        let text = self.source();
        let again = parser::parse(&text).ok().and_then(|program| {
            let mut list = input.to_vec();
            Executable::new(&program).run(&mut list).err()
        });
        match again {
            Some(fault) => place::describe(&text, fault.span),
            None => "an unknown place".to_owned(),
        }
    }
}

impl Program for CProgram {
    fn source(&self) -> String {
        printer::print(&self.program)
    }

    fn tokens(&self) -> Option<Vec<TokenId>> {
        Some(vocab::encode(&self.program))
    }

    fn length(&self) -> usize {
        self.program.length()
    }

    fn kind(&self) -> Kind {
        self.program.kind().into()
    }

    fn clone_box(&self) -> Box<dyn Program> {
        Box::new(self.clone())
    }

    fn run(&self, input: &Input) -> Result<Value, Fault> {
        let input = list_of(input).map_err(|found| Fault {
            kind: FaultKind::BadInput,
            place: format!("the input: {found}"),
        })?;
        let mut list = input.to_vec();
        match self.executable.run(&mut list) {
            Ok(()) => Ok(Value::List(list)),
            Err(fault) => Err(Fault {
                kind: fault.kind,
                place: self.place(fault, input),
            }),
        }
    }

    fn normalise(&self) -> Box<dyn Program> {
        Box::new(CProgram::new(normal::normalise(&self.program)))
    }

    fn minimise(&self) -> Box<dyn Program> {
        thread_local! {
            /// Keeps its memory from program to program.
            static MINIMISER: RefCell<Minimiser> = RefCell::new(Minimiser::new());
        }
        let minimal = MINIMISER.with_borrow_mut(|minimiser| minimiser.minimise(&self.program));
        Box::new(CProgram::new(minimal))
    }
}
