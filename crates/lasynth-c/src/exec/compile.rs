//! Tree -> instructions.

mod expr;

use super::{Access, Branch, Executable, Instr, LARGE_FILE, Reg, SMALL_FILE, Site};
use crate::syntax::{
    AssignOp, BinOp, Else, Expr, For, ForStep, If, LValue, Program, Span, Stmt, StmtKind, VarId,
};
use expr::{as_addition, relations};

pub(super) fn compile(program: &Program) -> Executable {
    let mut compiler = Compiler::new(program);
    compiler.block(&program.body);
    compiler.finish()
}

/// A value that some instruction reads: known, in a register, or the element whose index is in a
/// register. Elements are not loaded before they are needed: nothing changes within a statement.
#[derive(Clone, Copy)]
enum Source {
    Const(i32),
    Reg(Reg),
    Elem(Reg),
}

/// Where a result goes.
#[derive(Clone, Copy)]
enum Target {
    Reg(Reg),
    Elem(Reg),
}

/// What is known about a variable.
#[derive(Clone, Copy, Default)]
struct Variable {
    /// Something other than its declaration changes it.
    assigned: bool,
    /// Where its value is found.
    home: Option<Source>,
}

/// A place in the code, known once it is bound. While compiling, the `target` of a jump is one of
/// these; [`Compiler::finish`] puts the index of an instruction in its place.
type Label = u16;

/// Where a [`Label`] is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Index of the instruction.
    pc: u16,
    /// Whether something jumps there.
    used: bool,
}

struct Compiler {
    code: Vec<Instr>,
    sites: Vec<Site>,
    accesses: Vec<Access>,
    marks: Vec<Span>,
    /// Constants and variables, from register 0 upwards.
    registers: Vec<i32>,
    /// The registers that hold constants.
    constants: Vec<(i32, Reg)>,
    variables: Vec<Variable>,
    /// Intermediate results of the statement, from the last register downwards. Never reused within
    /// a statement, because the cold path looks at all of them.
    temporaries: usize,
    most_temporaries: usize,
    /// First access of the statement.
    first_access: u32,
    /// First mark of the block.
    first_mark: u32,
    labels: Vec<Place>,
    /// Where `continue` and `break` go, innermost loop last.
    loops: Vec<(Label, Label)>,
}

impl Compiler {
    fn new(program: &Program) -> Compiler {
        let mut variables = vec![Variable::default(); program.names.len()];
        find_assigned(&program.body, &mut variables);
        Compiler {
            code: Vec::with_capacity(64),
            sites: Vec::with_capacity(64),
            accesses: Vec::with_capacity(64),
            marks: Vec::with_capacity(64),
            registers: Vec::with_capacity(SMALL_FILE),
            constants: Vec::with_capacity(16),
            variables,
            temporaries: 0,
            most_temporaries: 0,
            first_access: 0,
            first_mark: 0,
            labels: Vec::new(),
            loops: Vec::new(),
        }
    }

    fn finish(mut self) -> Executable {
        for instr in &mut self.code {
            match instr {
                Instr::BranchRR(Branch { target, .. })
                | Instr::BranchRM(Branch { target, .. })
                | Instr::BranchMR(Branch { target, .. })
                | Instr::BranchMM(Branch { target, .. })
                | Instr::Next { target, .. }
                | Instr::Jump { target, .. } => {
                    *target = self.labels[usize::from(*target)].pc;
                }
                _ => {}
            }
        }
        let used = self.registers.len() + self.most_temporaries;
        assert!(used <= LARGE_FILE, "a statement or program of sane size");
        // Temporaries are counted down from register 255, which masking maps to the end of either file.
        let size = if used <= SMALL_FILE {
            SMALL_FILE
        } else {
            LARGE_FILE
        };
        self.registers.resize(size, 0);
        Executable {
            code: self.code.into(),
            sites: self.sites.into(),
            accesses: self.accesses.into(),
            marks: self.marks.into(),
            registers: self.registers.into(),
            last_block: self.first_mark,
        }
    }

    // Registers, marks, labels.

    fn register(&mut self, initial: i32) -> Reg {
        let reg = Reg::try_from(self.registers.len()).expect("a program of sane size");
        self.registers.push(initial);
        reg
    }

    fn constant(&mut self, value: i32) -> Reg {
        if let Some((_, reg)) = self.constants.iter().find(|(known, _)| *known == value) {
            return *reg;
        }
        let reg = self.register(value);
        self.constants.push((value, reg));
        reg
    }

    fn temporary(&mut self) -> Reg {
        let reg = LARGE_FILE
            .checked_sub(1 + self.temporaries)
            .expect("a statement of sane size") as Reg;
        self.temporaries += 1;
        self.most_temporaries = self.most_temporaries.max(self.temporaries);
        reg
    }

    fn variable(&mut self, var: VarId) -> Source {
        let slot = usize::from(var.0);
        match self.variables[slot].home {
            Some(home) => home,
            None => {
                let home = Source::Reg(self.register(0));
                self.variables[slot].home = Some(home);
                home
            }
        }
    }

    /// The register of a variable that something assigns.
    fn variable_register(&mut self, var: VarId) -> Reg {
        let source = self.variable(var);
        self.source_register(source)
    }

    /// One more step is counted in this block.
    fn mark(&mut self, span: Span) {
        if self.pending() == u8::MAX {
            self.count_pending();
        }
        self.marks.push(span);
    }

    /// Steps of this block so far.
    fn pending(&self) -> u8 {
        (self.marks.len() as u32 - self.first_mark) as u8
    }

    /// A branch or jump that counts the pending steps was emitted.
    fn begin_block(&mut self) {
        self.first_mark = self.marks.len() as u32;
    }

    fn count_pending(&mut self) {
        let steps = self.pending();
        if steps > 0 {
            self.push(Instr::Count { steps }, Span::NONE);
            self.begin_block();
        }
    }

    /// Forgets the temporaries and accesses of what came before.
    fn begin_statement(&mut self) {
        self.temporaries = 0;
        self.first_access = self.accesses.len() as u32;
    }

    fn label(&mut self) -> Label {
        let label = Label::try_from(self.labels.len()).expect("a program of sane size");
        self.labels.push(Place::default());
        label
    }

    /// The label is here. Jumps to it from further down count the steps before it twice unless it is
    /// bound at the beginning of a block.
    fn bind(&mut self, label: Label) {
        if self.labels[usize::from(label)].used {
            self.count_pending();
        }
        self.labels[usize::from(label)].pc =
            u16::try_from(self.code.len()).expect("a program of sane size");
    }

    /// The label, about to be jumped to.
    fn used(&mut self, label: Label) -> Label {
        self.labels[usize::from(label)].used = true;
        label
    }

    fn jump(&mut self, target: Label) {
        let (steps, target) = (self.pending(), self.used(target));
        self.push(Instr::Jump { steps, target }, Span::NONE);
        self.begin_block();
    }

    fn push(&mut self, instr: Instr, span: Span) {
        self.code.push(instr);
        self.sites.push(Site {
            span,
            first_access: self.first_access,
            end_access: self.accesses.len() as u32,
            first_mark: self.first_mark,
            end_mark: self.marks.len() as u32,
        });
    }

    // Statements.

    /// Returns whether control can reach the end. What follows a `continue` or `break` is dead and
    /// gets no code.
    fn block(&mut self, statements: &[Stmt]) -> bool {
        for statement in statements {
            self.mark(statement.span);
            self.begin_statement();
            match &statement.kind {
                StmtKind::Declare { var, init } => self.declare(*var, init),
                StmtKind::Assign { target, op, value } => {
                    self.assign(target, *op, value, statement.span);
                }
                StmtKind::Update { target, op } => {
                    let target = self.target(target);
                    let by = Source::Const(op.amount().into());
                    self.arithmetic(BinOp::Add, target, target.into(), by, statement.span);
                }
                StmtKind::If(branch) => self.branch(branch),
                StmtKind::For(head) => self.repeat(head, statement.span),
                StmtKind::Continue | StmtKind::Break => {
                    // Outside a loop, which no parsed program has, they end the function.
                    let (next, end) = match self.loops.last() {
                        Some(labels) => *labels,
                        None => return false,
                    };
                    let is_break = matches!(statement.kind, StmtKind::Break);
                    self.jump(if is_break { end } else { next });
                    return false;
                }
            }
        }
        true
    }

    fn declare(&mut self, var: VarId, init: &Expr) {
        let slot = usize::from(var.0);
        if self.variables[slot].assigned {
            let reg = self.variable_register(var);
            self.compute(Target::Reg(reg), init);
            return;
        }
        let source = self.source(init);
        // A variable that nothing assigns and whose value is known is that value.
        self.variables[slot].home = match source {
            Source::Const(_) => Some(source),
            _ => {
                let reg = self.variable_register(var);
                self.copy(Target::Reg(reg), source);
                Some(Source::Reg(reg))
            }
        };
    }

    fn assign(&mut self, target: &LValue, op: AssignOp, value: &Expr, span: Span) {
        let target = self.target(target);
        let op = match op {
            AssignOp::Set => return self.compute(target, value),
            AssignOp::Add => BinOp::Add,
            AssignOp::Sub => BinOp::Sub,
        };
        let value = self.source(value);
        self.arithmetic(op, target, target.into(), value, span);
    }

    fn branch(&mut self, branch: &If) {
        let otherwise = self.label();
        self.condition(&branch.condition, otherwise, false);
        let falls_through = self.block(&branch.then);
        let Some(other) = &branch.otherwise else {
            return self.bind(otherwise);
        };
        let end = self.label();
        if falls_through {
            self.jump(end);
        }
        self.bind(otherwise);
        match other {
            Else::Block(statements) => {
                self.block(statements);
            }
            Else::If(inner, span) => {
                self.mark(*span);
                self.branch(inner);
            }
        }
        self.bind(end);
    }

    fn repeat(&mut self, head: &For, span: Span) {
        let (body, next, end) = (self.label(), self.label(), self.label());
        let var = self.variable_register(head.var);
        self.compute(Target::Reg(var), &head.init);
        self.mark(span);
        self.begin_statement();
        let left = self.variable(head.test_var);
        let right = self.operand(head.bound);
        let when = relations(head.test);
        self.compare(left, right, !when, end);

        self.bind(body);
        self.loops.push((next, end));
        self.block(&head.body);
        self.loops.pop();
        self.bind(next);
        self.begin_statement();
        let stepped = self.variable_register(head.step_var);
        let (op, from, by) = match head.step {
            ForStep::Update(op) => (BinOp::Add, head.step_var, Source::Const(op.amount().into())),
            ForStep::Add(by) => (BinOp::Add, head.step_var, self.operand(by)),
            ForStep::Sub(by) => (BinOp::Sub, head.step_var, self.operand(by)),
            ForStep::SetAdd(from, by) => (BinOp::Add, from, self.operand(by)),
            ForStep::SetSub(from, by) => (BinOp::Sub, from, self.operand(by)),
        };
        let (op, by) = as_addition(op, by);
        if op == BinOp::Add && from == head.step_var && head.test_var == from {
            let by = self.source_register(by);
            let bound = self.source_register(right);
            if self.pending() == u8::MAX {
                self.count_pending();
            }
            // The step is evaluated before the test is counted: its site does not include the mark.
            let next = Instr::Next {
                var: stepped,
                by,
                bound,
                when,
                steps: self.pending() + 1,
                target: body,
            };
            self.push(next, span);
            self.marks.push(span);
            self.begin_block();
        } else {
            let from = self.variable(from);
            self.arithmetic(op, Target::Reg(stepped), from, by, span);
            self.mark(span);
            self.compare(left, right, when, body);
        }
        self.bind(end);
    }
}

/// Notes every variable that an assignment, an update or the head of a loop changes.
fn find_assigned(statements: &[Stmt], variables: &mut [Variable]) {
    for statement in statements {
        match &statement.kind {
            StmtKind::Assign { target, .. } | StmtKind::Update { target, .. } => {
                if let LValue::Var(var) = target {
                    variables[usize::from(var.0)].assigned = true;
                }
            }
            StmtKind::If(branch) => find_assigned_in_branch(branch, variables),
            StmtKind::For(head) => {
                variables[usize::from(head.var.0)].assigned = true;
                variables[usize::from(head.step_var.0)].assigned = true;
                find_assigned(&head.body, variables);
            }
            StmtKind::Declare { .. } | StmtKind::Continue | StmtKind::Break => {}
        }
    }
}

fn find_assigned_in_branch(branch: &If, variables: &mut [Variable]) {
    find_assigned(&branch.then, variables);
    match &branch.otherwise {
        Some(Else::Block(statements)) => find_assigned(statements, variables),
        Some(Else::If(inner, _)) => find_assigned_in_branch(inner, variables),
        None => {}
    }
}
