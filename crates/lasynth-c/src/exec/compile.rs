//! Tree -> instructions.

use super::{
    Access, Branch, EQUAL, Executable, GREATER, Instr, LARGE_FILE, LESS, Reg, SMALL_FILE, Site,
};
use crate::syntax::{
    AssignOp, BinOp, CmpOp, Condition, Elem, Else, Expr, For, ForStep, If, Index, LValue, Operand,
    Program, Span, Stmt, StmtKind, UpdateOp, VarId,
};

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
                    let by = Source::Const(update_amount(*op));
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
            ForStep::Update(op) => (BinOp::Add, head.step_var, Source::Const(update_amount(op))),
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

    // Conditions.

    /// Goes to `target` where the condition's truth is `when`, falls through otherwise.
    fn condition(&mut self, condition: &Condition, target: Label, when: bool) {
        match condition {
            Condition::Not(inner) => self.condition(inner, target, !when),
            Condition::And(l, r) => self.both(l, r, target, when, false),
            Condition::Or(l, r) => self.both(l, r, target, when, true),
            Condition::Cmp(op, l, r) => {
                self.begin_statement();
                let l = self.source(l);
                let r = self.source(r);
                self.compare_if(l, r, relations(*op), target, when);
            }
            Condition::Truth(value) => {
                self.begin_statement();
                let value = self.source(value);
                let nonzero = relations(CmpOp::Ne);
                self.compare_if(value, Source::Const(0), nonzero, target, when);
            }
        }
    }

    /// `l && r` or `l || r`; `decisive` is the truth of `l` that makes `r` irrelevant.
    fn both(&mut self, l: &Condition, r: &Condition, target: Label, when: bool, decisive: bool) {
        if when == decisive {
            self.condition(l, target, when);
            self.condition(r, target, when);
        } else {
            let past = self.label();
            self.condition(l, past, decisive);
            self.condition(r, target, when);
            self.bind(past);
        }
    }

    fn compare_if(&mut self, l: Source, r: Source, relations: u8, target: Label, when: bool) {
        self.compare(l, r, if when { relations } else { !relations }, target);
    }

    /// Goes to `target` where the relation of `l` and `r` is among `when`.
    fn compare(&mut self, l: Source, r: Source, when: u8, target: Label) {
        let (l_elem, left) = self.located(l);
        let (r_elem, right) = self.located(r);
        let branch = Branch {
            left,
            right,
            when,
            steps: self.pending(),
            target: self.used(target),
        };
        let instr = match (l_elem, r_elem) {
            (false, false) => Instr::BranchRR(branch),
            (false, true) => Instr::BranchRM(branch),
            (true, false) => Instr::BranchMR(branch),
            (true, true) => Instr::BranchMM(branch),
        };
        self.push(instr, Span::NONE);
        self.begin_block();
    }

    // Expressions.

    fn operand(&mut self, operand: Operand) -> Source {
        match operand {
            Operand::Const(value) => Source::Const(value.into()),
            Operand::Var(var) => self.variable(var),
        }
    }

    /// The register of an element's index; the access is noted as the next thing evaluated.
    fn element(&mut self, element: &Elem) -> Reg {
        let index = match element.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => self.index(BinOp::Add, x, y, element.span),
            Index::Diff(x, y) => self.index(BinOp::Sub, x, y, element.span),
        };
        let index = self.source_register(index);
        self.accesses.push(Access {
            index,
            span: element.span,
        });
        index
    }

    fn index(&mut self, op: BinOp, x: Operand, y: Operand, span: Span) -> Source {
        let x = self.operand(x);
        let y = self.operand(y);
        self.combine(op, x, y, span)
    }

    fn target(&mut self, target: &LValue) -> Target {
        match target {
            LValue::Var(var) => Target::Reg(self.variable_register(*var)),
            LValue::Elem(element) => Target::Elem(self.element(element)),
        }
    }

    /// Emits what an expression needs and says where its value is found.
    fn source(&mut self, expr: &Expr) -> Source {
        match expr {
            Expr::Const(value) => Source::Const((*value).into()),
            Expr::Var(var) => self.variable(*var),
            Expr::Elem(element) => Source::Elem(self.element(element)),
            Expr::Neg(inner, span) => {
                let inner = self.source(inner);
                self.combine(BinOp::Sub, Source::Const(0), inner, *span)
            }
            Expr::Bin(op, l, r, span) => {
                let l = self.source(l);
                let r = self.source(r);
                self.combine(*op, l, r, *span)
            }
        }
    }

    /// `l op r`, in a temporary register where it is not known.
    fn combine(&mut self, op: BinOp, l: Source, r: Source, span: Span) -> Source {
        if let Some(value) = fold(op, l, r) {
            return Source::Const(value);
        }
        let reg = self.temporary();
        self.arithmetic(op, Target::Reg(reg), l, r, span);
        Source::Reg(reg)
    }

    /// Puts the value of an expression into `target`, without a detour through a temporary.
    fn compute(&mut self, target: Target, expr: &Expr) {
        let (op, l, r, span) = match expr {
            Expr::Bin(op, l, r, span) => {
                let l = self.source(l);
                (*op, l, self.source(r), *span)
            }
            Expr::Neg(inner, span) => (BinOp::Sub, Source::Const(0), self.source(inner), *span),
            _ => {
                let value = self.source(expr);
                return self.copy(target, value);
            }
        };
        match fold(op, l, r) {
            Some(value) => self.copy(target, Source::Const(value)),
            None => self.arithmetic(op, target, l, r, span),
        }
    }

    fn copy(&mut self, target: Target, value: Source) {
        self.arithmetic(BinOp::Add, target, value, Source::Const(0), Span::NONE);
    }

    fn source_register(&mut self, source: Source) -> Reg {
        self.located(source).1
    }

    /// Whether a value is an element, and the register that holds it or its index.
    fn located(&mut self, source: Source) -> (bool, Reg) {
        match source {
            Source::Const(value) => (false, self.constant(value)),
            Source::Reg(reg) => (false, reg),
            Source::Elem(index) => (true, index),
        }
    }

    /// `target = l op r`
    fn arithmetic(&mut self, op: BinOp, target: Target, l: Source, r: Source, span: Span) {
        let (op, r) = as_addition(op, r);
        let (to_elem, d) = match target {
            Target::Reg(reg) => (false, reg),
            Target::Elem(index) => (true, index),
        };
        let (l_elem, l) = self.located(l);
        let (r_elem, r) = self.located(r);
        let add = op == BinOp::Add;
        let make = match (add, to_elem, l_elem, r_elem) {
            (true, false, false, false) => Instr::AddRRR,
            (true, false, false, true) => Instr::AddRRM,
            (true, false, true, false) => Instr::AddRMR,
            (true, false, true, true) => Instr::AddRMM,
            (true, true, false, false) => Instr::AddMRR,
            (true, true, false, true) => Instr::AddMRM,
            (true, true, true, false) => Instr::AddMMR,
            (true, true, true, true) => Instr::AddMMM,
            (false, false, false, false) => Instr::SubRRR,
            (false, false, false, true) => Instr::SubRRM,
            (false, false, true, false) => Instr::SubRMR,
            (false, false, true, true) => Instr::SubRMM,
            (false, true, false, false) => Instr::SubMRR,
            (false, true, false, true) => Instr::SubMRM,
            (false, true, true, false) => Instr::SubMMR,
            (false, true, true, true) => Instr::SubMMM,
        };
        self.push(make(d, l, r), span);
    }
}

impl From<Target> for Source {
    fn from(target: Target) -> Source {
        match target {
            Target::Reg(reg) => Source::Reg(reg),
            Target::Elem(index) => Source::Elem(index),
        }
    }
}

/// `x - c` as `x + (-c)`, which overflows exactly where the former does.
fn as_addition(op: BinOp, r: Source) -> (BinOp, Source) {
    if let (BinOp::Sub, Source::Const(value)) = (op, r)
        && let Some(negated) = value.checked_neg()
    {
        return (BinOp::Add, Source::Const(negated));
    }
    (op, r)
}

/// The value of `l op r` where it is known and fits.
fn fold(op: BinOp, l: Source, r: Source) -> Option<i32> {
    match (op, l, r) {
        (BinOp::Add, Source::Const(l), Source::Const(r)) => l.checked_add(r),
        (BinOp::Sub, Source::Const(l), Source::Const(r)) => l.checked_sub(r),
        _ => None,
    }
}

fn update_amount(op: UpdateOp) -> i32 {
    match op {
        UpdateOp::PreInc | UpdateOp::PostInc => 1,
        UpdateOp::PreDec | UpdateOp::PostDec => -1,
    }
}

/// The relations of two values under which a comparison holds.
fn relations(op: CmpOp) -> u8 {
    match op {
        CmpOp::Lt => LESS,
        CmpOp::Le => LESS | EQUAL,
        CmpOp::Gt => GREATER,
        CmpOp::Ge => GREATER | EQUAL,
        CmpOp::Eq => EQUAL,
        CmpOp::Ne => LESS | GREATER,
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
