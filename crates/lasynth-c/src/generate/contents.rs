//! What stands inside statements: targets, values, elements, conditions, heads of loops, and the
//! variables they need.
//!
//! Every source of programs brings a structure of its own and fills it from here, so that programs
//! of different sources differ in their structure alone.

mod positions;

use crate::probes::{MAX_VALUE, MIN_VALUE};
use crate::syntax::*;
use positions::sum_of_constants;
use rand::Rng;

/// Binary operators in the value of a plain assignment.
const OPERATORS: &[(usize, u32)] = &[(0, 36), (1, 44), (2, 20)];

/// Weights of the two sorts of assignment.
const SET: u32 = 82;
const COMPOUND: u32 = 6;

/// What a variable is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Holds a position of the list and is almost never assigned.
    Index,
    /// Holds a value: assigned and read, never an index.
    Data,
}

/// How a simple statement changes its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `=`
    Set,
    /// `+=` or `-=`
    Compound,
    /// `++` or `--`
    Update,
}

/// A block that is being filled. Declarations come first, whenever they are made.
struct Block {
    declared: Vec<Stmt>,
    variables: Vec<(VarId, Role)>,
    /// Whether variables may be declared here; they always may in the outermost block.
    declares: bool,
}

/// The contents of one program, drawn in the order in which its structure asks for them.
pub(super) struct Contents<'r, R> {
    rng: &'r mut R,
    /// Length of the list.
    len: usize,
    next: u16,
    /// Enclosing blocks, the function first.
    blocks: Vec<Block>,
    /// The variable that drives top-level loops.
    p0: Option<VarId>,
    /// Whether the function has loops.
    looping: bool,
    /// Variables of the enclosing loops, innermost last.
    loops: Vec<VarId>,
}

impl<'r, R: Rng> Contents<'r, R> {
    /// Starts the function for lists of `len` elements, at least one; `looping` tells whether it is
    /// to have loops.
    pub(super) fn new(rng: &'r mut R, len: usize, looping: bool) -> Self {
        let mut contents = Contents {
            rng,
            len,
            next: 0,
            blocks: Vec::new(),
            p0: None,
            looping,
            loops: Vec::new(),
        };
        contents.open_block(true);
        // `p_0` is pruned from some of the programs that do not loop over it.
        if looping || contents.chance(85) {
            contents.p0 = Some(contents.declare(0, Role::Index));
        }
        contents
    }

    /// Starts a block; `declares` tells whether variables may be declared in it.
    pub(super) fn open_block(&mut self, declares: bool) {
        self.blocks.push(Block {
            declared: Vec::new(),
            variables: Vec::new(),
            declares,
        });
    }

    /// Ends the innermost block with the statements given: puts its declarations before them.
    pub(super) fn close_block(&mut self, statements: Vec<Stmt>) -> Vec<Stmt> {
        let mut body = self
            .blocks
            .pop()
            .map(|block| block.declared)
            .unwrap_or_default();
        body.extend(statements);
        body
    }

    /// Number of enclosing loops.
    pub(super) fn loop_depth(&self) -> usize {
        self.loops.len()
    }

    /// Ends the function, some with a variable that nothing uses.
    pub(super) fn finish(mut self, statements: Vec<Stmt>) -> Vec<Stmt> {
        if self.chance(13) {
            let role = if self.chance(70) {
                Role::Index
            } else {
                Role::Data
            };
            self.declare(0, role);
        }
        self.close_block(statements)
    }

    /// `if (..) break;` or `if (..) continue;`
    pub(super) fn guarded(&mut self, jump: StmtKind) -> Stmt {
        Stmt::new(StmtKind::If(If {
            condition: self.condition(),
            then: vec![Stmt::new(jump)],
            otherwise: None,
        }))
    }

    /// Starts a loop over `p_0`, or inside another loop over a variable of its own, and gives it
    /// without its body. It runs at least once and its variable stays within the first five elements
    /// of the list in the body, as nothing there assigns it.
    pub(super) fn open_loop(&mut self) -> For {
        let (var, declares) = match self.p0 {
            Some(p0) if self.loops.is_empty() => (p0, false),
            _ => (self.fresh(), true),
        };
        let ascending = self.chance(80);
        let top = self.last_constant();
        let (test, first, last) = loop {
            let test = match (ascending, self.chance(45)) {
                (true, true) => CmpOp::Lt,
                (true, false) => CmpOp::Le,
                (false, true) => CmpOp::Gt,
                (false, false) => CmpOp::Ge,
            };
            let first = if !ascending && self.chance(35) {
                top
            } else {
                self.rng.random_range(0..=top)
            };
            let last = self.rng.random_range(0..=top + 1);
            let runs = match test {
                CmpOp::Lt => first < last,
                CmpOp::Le => first <= last && last <= top,
                CmpOp::Gt => first > last,
                _ => first >= last,
            };
            if runs {
                break (test, first, last);
            }
        };
        let step = self.step(var, ascending);
        self.loops.push(var);
        For {
            declares,
            var,
            init: Expr::Const(first),
            test_var: var,
            test,
            bound: Operand::Const(last),
            step_var: var,
            step,
            body: Vec::new(),
        }
    }

    /// Ends the innermost loop.
    pub(super) fn close_loop(&mut self, head: For, body: Vec<Stmt>) -> Stmt {
        self.loops.pop();
        Stmt::new(StmtKind::For(For { body, ..head }))
    }

    fn step(&mut self, var: VarId, ascending: bool) -> ForStep {
        let (one, two) = (Operand::Const(1), Operand::Const(2));
        match (
            self.pick(&[(0, 66), (1, 11), (2, 11), (3, 4), (4, 7), (5, 1)]),
            ascending,
        ) {
            (0, true) => ForStep::Update(UpdateOp::PostInc),
            (0, false) => ForStep::Update(UpdateOp::PostDec),
            (1, true) => ForStep::Update(UpdateOp::PreInc),
            (1, false) => ForStep::Update(UpdateOp::PreDec),
            (2, true) => ForStep::Add(one),
            (2, false) => ForStep::Sub(one),
            (3, true) => ForStep::SetAdd(var, one),
            (3, false) => ForStep::SetSub(var, one),
            (4, true) => ForStep::Add(two),
            (4, false) => ForStep::Sub(two),
            (_, true) => ForStep::SetAdd(var, two),
            (_, false) => ForStep::SetSub(var, two),
        }
    }

    /// An assignment or an update.
    pub(super) fn simple(&mut self) -> Stmt {
        let form = self.pick(&[
            (Form::Set, SET),
            (Form::Compound, COMPOUND),
            (Form::Update, 12),
        ]);
        self.statement(form)
    }

    /// `=`, `+=` or `-=`
    pub(super) fn assignment(&mut self) -> Stmt {
        let form = self.pick(&[(Form::Set, SET), (Form::Compound, COMPOUND)]);
        self.statement(form)
    }

    /// `++x` and its kin.
    pub(super) fn update(&mut self) -> Stmt {
        self.statement(Form::Update)
    }

    fn statement(&mut self, form: Form) -> Stmt {
        let target = self.target(form);
        Stmt::new(match form {
            Form::Set => {
                let operators = self.pick(OPERATORS);
                StmtKind::Assign {
                    target,
                    op: AssignOp::Set,
                    value: self.expr(operators),
                }
            }
            Form::Compound => StmtKind::Assign {
                target,
                op: if self.chance(60) {
                    AssignOp::Add
                } else {
                    AssignOp::Sub
                },
                value: self.expr(0),
            },
            Form::Update => StmtKind::Update {
                target,
                op: self.pick(&[
                    (UpdateOp::PreInc, 27),
                    (UpdateOp::PreDec, 27),
                    (UpdateOp::PostInc, 27),
                    (UpdateOp::PostDec, 19),
                ]),
            },
        })
    }

    /// What a statement of the given form assigns: an element, or rarely a variable that holds data.
    fn target(&mut self, form: Form) -> LValue {
        let variable = if self.loops.is_empty() { 15 } else { 17 };
        if self.chance(variable) {
            // An update of a fresh variable would be the only use of it.
            let index = self.chance(4);
            if let Some(var) = self.any_variable(if index { Role::Index } else { Role::Data }) {
                return LValue::Var(var);
            }
            if form == Form::Set || self.chance(70) {
                return LValue::Var(self.make(Role::Data));
            }
        }
        // Constant, local, variable of a loop.
        let weights = if self.loops.is_empty() {
            [30, 70, 0]
        } else {
            [5, 15, 80]
        };
        LValue::Elem(self.element(weights))
    }

    /// A value with the given number of binary operators.
    fn expr(&mut self, operators: usize) -> Expr {
        if operators == 0 {
            let constant = if self.loops.is_empty() { 40 } else { 38 };
            return self.atom(constant, 14);
        }
        let op = self.binary();
        let (l, r) = if operators == 1 {
            (self.operand(), self.operand())
        } else if self.chance(30) {
            (self.operand(), self.expr(1))
        } else {
            (self.expr(1), self.operand())
        };
        Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
    }

    fn operand(&mut self) -> Expr {
        let variable = if self.loops.is_empty() { 15 } else { 19 };
        self.atom(23, variable)
    }

    fn binary(&mut self) -> BinOp {
        if self.chance(47) {
            BinOp::Add
        } else {
            BinOp::Sub
        }
    }

    /// A constant, a variable (both in per cent) or an element of the list.
    fn atom(&mut self, constant: u32, variable: u32) -> Expr {
        let percent = self.rng.random_range(0..100);
        if percent < constant {
            Expr::Const(self.rng.random_range(MIN_VALUE..=MAX_VALUE) as i8)
        } else if percent < constant + variable {
            Expr::Var(self.read())
        } else {
            let weights = if self.loops.is_empty() {
                [27, 73, 0]
            } else {
                [8, 25, 67]
            };
            Expr::Elem(self.element(weights))
        }
    }

    /// A comparison or a bare value. The right side is constant more often than a value in an
    /// assignment is.
    pub(super) fn condition(&mut self) -> Condition {
        if self.chance(14) {
            return Condition::Truth(self.atom(0, 6));
        }
        let left = if self.chance(17) {
            let op = self.binary();
            let (l, r) = (self.atom(3, 15), self.atom(12, 12));
            Expr::Bin(op, Box::new(l), Box::new(r), Span::NONE)
        } else {
            self.atom(0, 20)
        };
        // Two variables would nearly always be decided already.
        let variable = if matches!(left, Expr::Var(_)) { 8 } else { 42 };
        let right = if self.chance(if variable == 8 { 66 } else { 50 }) {
            // Constants near 0 split the inputs more evenly.
            let (a, b) = (
                self.rng.random_range(-2..=2i8),
                self.rng.random_range(-2..=2i8),
            );
            Expr::Const(a + b)
        } else {
            self.atom(0, variable)
        };
        let op = self.pick(&[
            (CmpOp::Lt, 17),
            (CmpOp::Le, 17),
            (CmpOp::Gt, 13),
            (CmpOp::Ge, 16),
            (CmpOp::Eq, 17),
            (CmpOp::Ne, 20),
        ]);
        Condition::Cmp(op, left, right)
    }

    /// The innermost loop's variable, or sometimes that of one around it.
    fn loop_variable(&mut self) -> VarId {
        let mut chosen = self.loops.len() - 1;
        while chosen > 0 && self.chance(25) {
            chosen -= 1;
        }
        self.loops[chosen]
    }

    /// A variable that serves as an index, often a new one.
    fn index_variable(&mut self) -> VarId {
        match self.any_variable(Role::Index) {
            Some(var) if !self.chance(36) => var,
            _ => self.make(Role::Index),
        }
    }

    /// A variable to be read for its value.
    fn read(&mut self) -> VarId {
        if !self.loops.is_empty() && self.chance(12) {
            return self.loop_variable();
        }
        let role = if self.chance(62) {
            Role::Index
        } else {
            Role::Data
        };
        match self.any_variable(role) {
            Some(var) if !self.chance(28) => var,
            _ => self.make(Role::Data),
        }
    }

    /// A variable in scope, none of a loop that is running.
    fn any_variable(&mut self, role: Role) -> Option<VarId> {
        // A variable that drives loops is rarely used outside of them.
        let skip_p0 = self.p0.filter(|_| self.looping && !self.chance(60));
        let in_scope: Vec<VarId> = self
            .blocks
            .iter()
            .flat_map(|block| &block.variables)
            .filter(|(var, its)| *its == role && !self.loops.contains(var) && skip_p0 != Some(*var))
            .map(|(var, _)| *var)
            .collect();
        (!in_scope.is_empty()).then(|| in_scope[self.rng.random_range(0..in_scope.len())])
    }

    /// A new variable, nearly always declared at the start of the function.
    fn make(&mut self, role: Role) -> VarId {
        let innermost = self.blocks.len() - 1;
        let inner = innermost > 0 && self.blocks[innermost].declares && self.chance(6);
        let depth = if inner { innermost } else { 0 };
        self.declare(depth, role)
    }

    fn declare(&mut self, depth: usize, role: Role) -> VarId {
        let var = self.fresh();
        let value = match role {
            Role::Index => self.rng.random_range(0..=self.len as i32 - 1),
            Role::Data if self.chance(40) => self.rng.random_range(0..=4),
            Role::Data => self.rng.random_range(MIN_VALUE..=MAX_VALUE),
        };
        self.blocks[depth].variables.push((var, role));
        self.blocks[depth]
            .declared
            .push(Stmt::new(StmtKind::Declare {
                var,
                init: sum_of_constants(value as i8),
            }));
        var
    }

    fn fresh(&mut self) -> VarId {
        self.next += 1;
        VarId(self.next - 1)
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// A number below 100.
    pub(super) fn percent(&mut self) -> i32 {
        self.rng.random_range(0..100)
    }

    /// A number from 0 to `last`.
    pub(super) fn up_to(&mut self, last: usize) -> usize {
        self.rng.random_range(0..=last)
    }

    /// One of the choices, by weight.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[(T, u32)]) -> T {
        pick(self.rng, choices)
    }
}

/// One of the choices, by weight.
pub(super) fn pick<T: Copy, R: Rng>(rng: &mut R, choices: &[(T, u32)]) -> T {
    let total: u32 = choices.iter().map(|&(_, weight)| weight).sum();
    let mut at = rng.random_range(0..total);
    for &(choice, weight) in choices {
        if at < weight {
            return choice;
        }
        at -= weight;
    }
    unreachable!("the weights sum to the total")
}
