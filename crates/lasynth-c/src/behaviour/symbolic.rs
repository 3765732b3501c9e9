//! Symbolic execution over all paths: every value a linear form of the five inputs.

use super::linear::{AffineForm, N};
use super::region::{Comparison, Region, Test, positive, zero};
use crate::syntax::*;
use lasynth_core::FaultKind;

/// At most this many paths are followed.
const MAX_PATHS: usize = 64;
/// At most this many different tests are met.
const MAX_TESTS: usize = 24;

/// Not all paths can be followed: a budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLinear;

/// Why a path goes no further.
enum Stop {
    Fault(FaultKind),
    NotLinear,
}

impl From<NotLinear> for Stop {
    fn from(_: NotLinear) -> Stop {
        Stop::NotLinear
    }
}

const OUT_OF_BOUNDS: Stop = Stop::Fault(FaultKind::OutOfBounds);

/// The inputs of one path and what the list holds at its end.
pub struct Path {
    /// The inputs that take it; `None` for all.
    pub region: Option<Region>,
    /// What each position holds, or how the run ends.
    pub result: Result<[AffineForm; N], FaultKind>,
}

/// The behaviour of a program on all inputs in [-4, 4]^5.
pub struct Paths {
    /// Disjoint, together all inputs.
    pub paths: Vec<Path>,
    /// The tests on which paths part, and where they hold.
    pub tests: Vec<(Test, Region)>,
}

struct Decision {
    test: usize,
    value: bool,
    /// Inputs that reach this point with this answer.
    region: Region,
    /// Inputs of the other answer, not followed yet.
    other: Option<Region>,
}

struct Executor {
    values: Vec<AffineForm>,
    list: [AffineForm; N],
    steps: u32,
    /// The decisions of the path, first those replayed.
    decisions: Vec<Decision>,
    next: usize,
    tests: Vec<(Test, Region)>,
    used: Vec<bool>,
}

impl Paths {
    /// Whether another program does the same on every input in [-4, 4]^5; if not, an input where
    /// they differ.
    pub fn compare(&self, other: &Paths) -> Result<(), [i32; N]> {
        let full = Region::full();
        for a in &self.paths {
            for b in &other.paths {
                let (x, y) = (
                    a.region.as_ref().unwrap_or(&full),
                    b.region.as_ref().unwrap_or(&full),
                );
                if a.result == b.result || x.is_disjoint(y) {
                    continue;
                }
                let mut differ = x.and(y);
                if let (Ok(f), Ok(g)) = (&a.result, &b.result) {
                    differ = differ.without(&equal_on(f, g));
                }
                if let Some(input) = differ.inputs(1).first() {
                    return Err(*input);
                }
            }
        }
        Ok(())
    }

    /// What the program does with an input in [-4, 4]^5.
    pub fn outcome(&self, input: &[i32; N]) -> Result<[i32; N], FaultKind> {
        let mut there = (self.paths.iter())
            .filter(|path| path.region.as_ref().is_none_or(|r| r.contains(input)));
        let result = there.next().map_or(Err(FaultKind::BadInput), |p| p.result);
        result.map(|list| list.map(|form| form.at(input)))
    }

    /// Some inputs of every path, so that no path goes unnoticed.
    pub fn witnesses(&self) -> Vec<[i32; N]> {
        let regions = self.paths.iter().filter_map(|p| p.region.as_ref());
        regions.flat_map(|r| r.inputs(WITNESSES)).collect()
    }
}

/// Inputs that witness one path.
const WITNESSES: usize = 4;

/// The inputs where all five forms are equal.
fn equal_on(f: &[AffineForm; N], g: &[AffineForm; N]) -> Region {
    let mut out = Region::full();
    for (x, y) in f.iter().zip(g) {
        match zero(&x.minus(y)) {
            Comparison::Decided(true) => {}
            Comparison::Decided(false) => return Region::empty(),
            Comparison::Open(test, answer) => match Region::of(&test) {
                Some(holds) if answer => out = out.and(&holds),
                Some(holds) => out = out.without(&holds),
                // Too large a coefficient: taken to differ, which is safe.
                None => return Region::empty(),
            },
        }
    }
    out
}

enum Flow {
    Next,
    Continue,
    Break,
}

/// What a list of assignments without variables leaves in the list.
pub fn straight(body: &[Stmt]) -> Result<[AffineForm; N], NotLinear> {
    let mut executor = Executor::new();
    match executor.block(body) {
        Ok(_) => Ok(executor.list),
        Err(_) => Err(NotLinear),
    }
}

/// Follows every path of a program.
pub fn execute(program: &Program) -> Result<Paths, NotLinear> {
    let mut executor = Executor::new();
    let mut paths = Vec::new();
    loop {
        executor.values.clear();
        executor
            .values
            .resize(program.names.len(), AffineForm::constant(0));
        executor.list = AffineForm::inputs();
        executor.steps = 0;
        executor.next = 0;
        let result = match executor.block(&program.body) {
            Ok(_) => Ok(executor.list),
            Err(Stop::Fault(kind)) => Err(kind),
            Err(Stop::NotLinear) => return Err(NotLinear),
        };
        if paths.len() == MAX_PATHS {
            return Err(NotLinear);
        }
        paths.push(Path {
            region: executor.decisions.last().map(|d| d.region.clone()),
            result,
        });
        while executor
            .decisions
            .pop_if(|last| last.other.is_none())
            .is_some()
        {}
        let Some(last) = executor.decisions.last_mut() else {
            break;
        };
        if let Some(other) = last.other.take() {
            last.value = !last.value;
            last.region = other;
        }
    }
    let used = executor.used;
    let mut at = 0;
    executor.tests.retain(|_| {
        at += 1;
        used[at - 1]
    });
    Ok(Paths {
        paths,
        tests: executor.tests,
    })
}

impl Executor {
    fn new() -> Executor {
        Executor {
            values: Vec::new(),
            list: AffineForm::inputs(),
            steps: 0,
            decisions: Vec::new(),
            next: 0,
            tests: Vec::new(),
            used: Vec::new(),
        }
    }

    fn step(&mut self) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > STEP_LIMIT {
            return Err(Stop::Fault(FaultKind::StepLimit));
        }
        Ok(())
    }

    fn block(&mut self, body: &[Stmt]) -> Result<Flow, Stop> {
        for stmt in body {
            match self.stmt(stmt)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<Flow, Stop> {
        self.step()?;
        match &stmt.kind {
            StmtKind::Declare { var, init } => {
                let value = self.expr(init)?;
                self.write(Slot::Var(*var), value)?;
            }
            StmtKind::Assign { target, op, value } => {
                let slot = self.target(target)?;
                let value = self.expr(value)?;
                let old = self.read(slot);
                let value = match op {
                    AssignOp::Set => value,
                    AssignOp::Add => old.plus(&value),
                    AssignOp::Sub => old.minus(&value),
                };
                self.write(slot, value)?;
            }
            StmtKind::Update { target, op } => {
                let slot = self.target(target)?;
                let value = self.read(slot).plus(&AffineForm::constant(change(*op)));
                self.write(slot, value)?;
            }
            StmtKind::If(branch) => return self.branch(branch),
            StmtKind::For(head) => return self.repeat(head),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Break => return Ok(Flow::Break),
        }
        Ok(Flow::Next)
    }

    fn branch(&mut self, branch: &If) -> Result<Flow, Stop> {
        if self.condition(&branch.condition)? {
            return self.block(&branch.then);
        }
        match &branch.otherwise {
            None => Ok(Flow::Next),
            Some(Else::Block(body)) => self.block(body),
            Some(Else::If(inner, _)) => {
                self.step()?;
                self.branch(inner)
            }
        }
    }

    fn repeat(&mut self, head: &For) -> Result<Flow, Stop> {
        let var = Slot::Var(head.var);
        let value = self.expr(&head.init)?;
        self.write(var, value)?;
        loop {
            self.step()?;
            let left = self.read(Slot::Var(head.test_var));
            let right = self.operand(head.bound);
            if !self.compare(head.test, &left.minus(&right))? {
                return Ok(Flow::Next);
            }
            if let Flow::Break = self.block(&head.body)? {
                return Ok(Flow::Next);
            }
            let old = self.read(Slot::Var(head.step_var));
            let value = match head.step {
                ForStep::Update(op) => old.plus(&AffineForm::constant(change(op))),
                ForStep::Add(by) => old.plus(&self.operand(by)),
                ForStep::Sub(by) => old.minus(&self.operand(by)),
                ForStep::SetAdd(from, by) => self.read(Slot::Var(from)).plus(&self.operand(by)),
                ForStep::SetSub(from, by) => self.read(Slot::Var(from)).minus(&self.operand(by)),
            };
            self.write(Slot::Var(head.step_var), value)?;
        }
    }

    fn condition(&mut self, condition: &Condition) -> Result<bool, Stop> {
        Ok(match condition {
            Condition::Or(l, r) => self.condition(l)? || self.condition(r)?,
            Condition::And(l, r) => self.condition(l)? && self.condition(r)?,
            Condition::Not(c) => !self.condition(c)?,
            Condition::Truth(e) => {
                let value = self.expr(e)?;
                self.compare(CmpOp::Ne, &value)?
            }
            Condition::Cmp(op, l, r) => {
                let l = self.expr(l)?;
                let r = self.expr(r)?;
                self.compare(*op, &l.minus(&r))?
            }
        })
    }

    /// `difference op 0`
    fn compare(&mut self, op: CmpOp, difference: &AffineForm) -> Result<bool, Stop> {
        let (comparison, same) = match op {
            CmpOp::Gt => (positive(difference), true),
            CmpOp::Le => (positive(difference), false),
            CmpOp::Lt => (positive(&difference.negated()), true),
            CmpOp::Ge => (positive(&difference.negated()), false),
            CmpOp::Eq => (zero(difference), true),
            CmpOp::Ne => (zero(difference), false),
        };
        Ok(same
            == match comparison {
                Comparison::Decided(value) => value,
                Comparison::Open(test, answer) => self.decide(test)? == answer,
            })
    }

    /// The answer of a test on this path; forks where both answers are possible.
    fn decide(&mut self, test: Test) -> Result<bool, Stop> {
        if let Some(known) = self.decisions.get(self.next) {
            self.next += 1;
            return Ok(known.value);
        }
        let id = match self.tests.iter().position(|(t, _)| *t == test) {
            Some(id) => id,
            None if self.tests.len() == MAX_TESTS => return Err(Stop::NotLinear),
            None => {
                let region = Region::of(&test).ok_or(Stop::NotLinear)?;
                self.tests.push((test, region));
                self.used.push(false);
                self.tests.len() - 1
            }
        };
        let seen = self.decisions.iter().find(|d| d.test == id);
        let decision = if let Some(seen) = seen {
            let value = seen.value;
            let region = self.decisions[self.decisions.len() - 1].region.clone();
            Decision {
                test: id,
                value,
                region,
                other: None,
            }
        } else {
            let holds = &self.tests[id].1;
            let (yes, no) = match self.decisions.last() {
                None => (holds.clone(), Region::full().without(holds)),
                Some(last) => (last.region.and(holds), last.region.without(holds)),
            };
            let (test, value) = (id, !yes.is_empty());
            if value && !no.is_empty() {
                self.used[id] = true;
                let other = Some(no);
                Decision {
                    test,
                    value,
                    region: yes,
                    other,
                }
            } else {
                Decision {
                    test,
                    value,
                    region: if value { yes } else { no },
                    other: None,
                }
            }
        };
        let value = decision.value;
        self.decisions.push(decision);
        self.next += 1;
        Ok(value)
    }

    fn operand(&self, operand: Operand) -> AffineForm {
        match operand {
            Operand::Const(c) => AffineForm::constant(i16::from(c)),
            Operand::Var(v) => self.values[usize::from(v.0)],
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<AffineForm, Stop> {
        Ok(match expr {
            Expr::Const(c) => AffineForm::constant(i16::from(*c)),
            Expr::Var(v) => self.values[usize::from(v.0)],
            Expr::Elem(e) => self.list[self.index(e)?],
            Expr::Neg(e, _) => self.expr(e)?.negated(),
            Expr::Bin(op, l, r, _) => {
                let l = self.expr(l)?;
                let r = self.expr(r)?;
                match op {
                    BinOp::Add => l.plus(&r),
                    BinOp::Sub => l.minus(&r),
                }
            }
        })
    }

    /// The position an element stands for; forks over its values where it depends on the input.
    fn index(&mut self, elem: &Elem) -> Result<usize, Stop> {
        let value = match elem.index {
            Index::At(x) => self.operand(x),
            Index::Sum(x, y) => self.operand(x).plus(&self.operand(y)),
            Index::Diff(x, y) => self.operand(x).minus(&self.operand(y)),
        };
        if let Some(c) = value.as_constant() {
            let position = usize::try_from(c).ok().filter(|&c| c < N);
            return position.ok_or(OUT_OF_BOUNDS);
        }
        for position in 0..N {
            if self.compare(
                CmpOp::Eq,
                &value.minus(&AffineForm::constant(position as i16)),
            )? {
                return Ok(position);
            }
        }
        Err(OUT_OF_BOUNDS)
    }

    fn target(&mut self, target: &LValue) -> Result<Slot, Stop> {
        Ok(match target {
            LValue::Var(v) => Slot::Var(*v),
            LValue::Elem(e) => Slot::Elem(self.index(e)?),
        })
    }

    fn read(&self, slot: Slot) -> AffineForm {
        match slot {
            Slot::Var(v) => self.values[usize::from(v.0)],
            Slot::Elem(j) => self.list[j],
        }
    }

    fn write(&mut self, slot: Slot, value: AffineForm) -> Result<(), Stop> {
        if !value.is_small() {
            return Err(Stop::NotLinear);
        }
        match slot {
            Slot::Var(v) => self.values[usize::from(v.0)] = value,
            Slot::Elem(j) => self.list[j] = value,
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Slot {
    Var(VarId),
    Elem(usize),
}

fn change(op: UpdateOp) -> i16 {
    match op {
        UpdateOp::PreInc | UpdateOp::PostInc => 1,
        UpdateOp::PreDec | UpdateOp::PostDec => -1,
    }
}
