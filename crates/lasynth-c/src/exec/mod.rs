//! Executor: program -> compact code -> outcome on a list.
//!
//! A [`Program`] becomes a flat vector of eight-byte register instructions. One register file holds
//! the constants, the variables and the intermediate results of one statement; every operand of an
//! instruction is a register or a list element whose index is in a register, so that `a[l_0] = a[3] +
//! l_1` is a single instruction.
//!
//! The hot loop never asks *which* operand failed: any failure leaves it, and the cold path works out
//! the first fault in left-to-right order from a table kept beside the code. Expressions have no side
//! effects, so looking again is safe. Steps are counted once per straight-line block: a run past the
//! limit inside a block is noticed at its end, and a fault inside it is compared with the limit by its
//! position in the block. What happened to the list in between does not matter, because after a fault
//! its contents mean nothing.

mod compile;
mod run;
#[cfg(test)]
mod tests;

use crate::syntax::{Program, STEP_LIMIT, Span};
use lasynth_core::FaultKind;

/// A program compiled to compact code.
#[derive(Clone, Debug)]
pub struct Executable {
    /// The instructions; running past the last one ends the run.
    code: Box<[Instr]>,
    /// What a person wants to know about `code[i]`.
    sites: Box<[Site]>,
    /// Element accesses in order of evaluation; a [`Site`] holds a range of them.
    accesses: Box<[Access]>,
    /// Where each step stands, in order of emission; a [`Site`] holds a range of them.
    marks: Box<[Span]>,
    /// The registers before the first instruction: constants set, everything else 0. Its length is
    /// [`SMALL_FILE`] or [`LARGE_FILE`].
    registers: Box<[i32]>,
    /// The first mark after the last branch; those from here on are counted when the run ends.
    last_block: u32,
}

/// Registers of any program within the limits of canonical form.
const SMALL_FILE: usize = 64;
/// Registers that an instruction can name at all.
const LARGE_FILE: usize = 256;

/// Number of a register, below [`LARGE_FILE`].
type Reg = u8;

/// One instruction. `R` stands for a register, `M` for the element whose index is in a register; the
/// first letter is where the result goes. Copying is adding 0, negating is subtracting from 0.
#[derive(Clone, Copy, Debug)]
enum Instr {
    AddRRR(Reg, Reg, Reg),
    AddRRM(Reg, Reg, Reg),
    AddRMR(Reg, Reg, Reg),
    AddRMM(Reg, Reg, Reg),
    AddMRR(Reg, Reg, Reg),
    AddMRM(Reg, Reg, Reg),
    AddMMR(Reg, Reg, Reg),
    AddMMM(Reg, Reg, Reg),
    SubRRR(Reg, Reg, Reg),
    SubRRM(Reg, Reg, Reg),
    SubRMR(Reg, Reg, Reg),
    SubRMM(Reg, Reg, Reg),
    SubMRR(Reg, Reg, Reg),
    SubMRM(Reg, Reg, Reg),
    SubMMR(Reg, Reg, Reg),
    SubMMM(Reg, Reg, Reg),
    /// Counts the block's steps, then jumps where the operands' relation is among `when`.
    BranchRR(Branch),
    BranchRM(Branch),
    BranchMR(Branch),
    BranchMM(Branch),
    /// `var += by`, then as [`Instr::BranchRR`] with `var` on the left: the back edge of a loop.
    Next {
        var: Reg,
        by: Reg,
        bound: Reg,
        when: u8,
        steps: u8,
        target: u16,
    },
    /// Counts the block's steps, then jumps.
    Jump {
        steps: u8,
        target: u16,
    },
    /// Counts the block's steps where one falls through into the next.
    Count {
        steps: u8,
    },
}

/// A conditional jump. `when` is a set of relations: [`LESS`], [`EQUAL`], [`GREATER`].
#[derive(Clone, Copy, Debug)]
struct Branch {
    left: Reg,
    right: Reg,
    when: u8,
    steps: u8,
    target: u16,
}

const LESS: u8 = 1;
const EQUAL: u8 = 2;
const GREATER: u8 = 4;

/// What the cold path knows about an instruction.
#[derive(Clone, Copy, Debug)]
struct Site {
    /// The part of the program that overflows where every access is inside the list.
    span: Span,
    /// First of the accesses of its statement.
    first_access: u32,
    /// One past the accesses evaluated before the instruction's own result.
    end_access: u32,
    /// The first mark of its block.
    first_mark: u32,
    /// One past the mark of the statement that it belongs to.
    end_mark: u32,
}

/// An element access: the register that holds the index, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Access {
    index: Reg,
    span: Span,
}

/// Why a run gave no list, and which part of the program was being evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunFault {
    /// What went wrong.
    pub kind: FaultKind,
    /// Where, in the text the program was parsed from.
    pub span: Span,
}

impl Executable {
    /// Compiles a program.
    ///
    /// # Panics
    ///
    /// On a tree far outside the limits of canonical form: more than about 200 variables, operators
    /// in one statement and distinct constants together, or more than 65,535 instructions.
    pub fn new(program: &Program) -> Executable {
        compile::compile(program)
    }

    /// Runs on `list` in place with at most [`STEP_LIMIT`] steps. After a fault the contents of
    /// `list` mean nothing.
    ///
    /// A list of any length is taken. The target of an assignment is evaluated, and its index checked,
    /// before the right-hand side.
    pub fn run(&self, list: &mut [i32]) -> Result<(), RunFault> {
        self.run_with_limit(list, STEP_LIMIT).map(|_| ())
    }

    /// [`Executable::run`] with another step limit. Returns the number of steps taken: executed
    /// statements and evaluated `for` conditions.
    pub fn run_with_limit(&self, list: &mut [i32], limit: u32) -> Result<u32, RunFault> {
        run::run(self, list, limit)
    }
}
