//! Which forms of statements, conditions, loops and variables programs are made of: by them sources of
//! programs are compared.

mod survey;

use lasynth_c::domain::CProgram;
use lasynth_core::Program;
use lasynth_data::compare::{Forms, Topic};

/// The forms of restricted C.
#[derive(Clone, Copy, Debug, Default)]
pub struct CForms;

impl Forms for CForms {
    fn topics(&self) -> &'static [Topic] {
        &TOPICS
    }

    fn survey(&self, program: &dyn Program, count: &mut dyn FnMut(usize, usize)) {
        survey::survey(CProgram::of(program).tree(), &mut |about, form| {
            count(about as usize, form);
        });
    }
}

/// What forms are about; the number of each is that of its [`Topic`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Kinds of programs.
    Kind,
    /// Sorts of statements.
    Statement,
    /// Statements at the top level of a program.
    TopSize,
    /// Statements in the body of a loop.
    LoopSize,
    /// Statements in one side of a branch.
    BranchSize,
    /// Deepest nesting of compound statements in a program.
    Depth,
    /// What plain assignments assign.
    Target,
    /// Binary operators in the value of a plain assignment.
    Operators,
    /// Which operators these are.
    Operator,
    /// What stands in the values of plain assignments.
    Operand,
    /// Forms of conditions.
    Condition,
    /// Relations in the conditions of branches.
    Relation,
    /// What a comparison has on its right.
    RightSide,
    /// Direction of loops.
    Direction,
    /// Relations in the heads of loops.
    LoopRelation,
    /// Bounds of loops.
    Bound,
    /// How the variable of a loop changes.
    Step,
    /// How often a loop runs if nothing ends it early.
    Passes,
    /// Which jump a loop holds.
    Jump,
    /// Variables besides those that drive loops, in a program.
    Locals,
    /// What these variables start with.
    FirstValue,
    /// What these variables are used for.
    Use,
    /// Where these variables are declared.
    Place,
}

/// The topics, in the order of [`About`].
static TOPICS: [Topic; 23] = [
    topic("kind", &["seq", "if", "for", "mixed"]),
    topic(
        "statement",
        &[
            "=",
            "+= -=",
            "++ --",
            "if with else",
            "if without else",
            "for",
            "continue",
            "break",
        ],
    ),
    topic("statements at the top level", SIZES),
    topic("statements in a loop", SIZES),
    topic("statements in a side of a branch", SIZES),
    topic("nesting", &["0", "1", "2", "3", "4 or more"]),
    topic(
        "target of =",
        &["variable", "a[constant]", "a[variable]", "a[sum]"],
    ),
    topic("operators in the value of =", &["0", "1", "2"]),
    topic("operator", &["+", "-", "unary -"]),
    topic(
        "operand",
        &[
            "constant",
            "variable",
            "a[constant]",
            "a[variable]",
            "a[sum]",
        ],
    ),
    topic(
        "condition",
        &["comparison", "with an operator", "bare value", "&& || !"],
    ),
    topic("relation", &["<", "<=", ">", ">=", "==", "!="]),
    topic(
        "right side of a relation",
        &["constant", "variable", "element", "other"],
    ),
    topic("direction of a loop", &["ascending", "descending"]),
    topic("relation of a loop", &["<", "<=", ">", ">=", "!="]),
    topic("bound of a loop", &["0", "1", "2", "3", "4", "5", "other"]),
    topic(
        "step of a loop",
        &[
            "v++ v--",
            "++v --v",
            "v += 1",
            "v = v + 1",
            "2 in any form",
            "other",
        ],
    ),
    topic("passes of a loop", &["0", "1", "2", "3", "4", "5", "other"]),
    topic("jump", &["continue", "break"]),
    topic(
        "locals in a program",
        &["0", "1", "2", "3", "4", "5", "6", "7", "8 or more"],
    ),
    topic(
        "first value of a local",
        &["-4", "-3", "-2", "-1", "0", "1", "2", "3", "4", "other"],
    ),
    topic("use of a local", &["index", "value", "none"]),
    topic("declaration of a local", &["function", "inner block"]),
];

const fn topic(title: &'static str, forms: &'static [&'static str]) -> Topic {
    Topic { title, forms }
}

const SIZES: &[&str] = &["0", "1", "2", "3", "4", "5", "6 or more"];

#[cfg(test)]
mod tests;
