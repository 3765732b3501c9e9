//! What a set of programs looks like: how often each form occurs, how long the programs are, and how
//! many of their tasks the baseline solves. Sources of programs are compared by it.

mod survey;
mod table;

pub use table::table;

use crate::baseline;
use crate::kind::Kind;
use crate::syntax::Program;
use lasynth_core::Example;
use std::f64::consts::PI;

/// Forms that exclude each other: what is counted together and shown as shares of one whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
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

/// Title and forms of each topic, in the order of [`Topic`].
const TOPICS: [(Topic, &str, &[&str]); 23] = [
    (Topic::Kind, "kind", &["seq", "if", "for", "mixed"]),
    (
        Topic::Statement,
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
    (Topic::TopSize, "statements at the top level", SIZES),
    (Topic::LoopSize, "statements in a loop", SIZES),
    (Topic::BranchSize, "statements in a side of a branch", SIZES),
    (Topic::Depth, "nesting", &["0", "1", "2", "3", "4 or more"]),
    (
        Topic::Target,
        "target of =",
        &["variable", "a[constant]", "a[variable]", "a[sum]"],
    ),
    (
        Topic::Operators,
        "operators in the value of =",
        &["0", "1", "2"],
    ),
    (Topic::Operator, "operator", &["+", "-", "unary -"]),
    (
        Topic::Operand,
        "operand",
        &[
            "constant",
            "variable",
            "a[constant]",
            "a[variable]",
            "a[sum]",
        ],
    ),
    (
        Topic::Condition,
        "condition",
        &["comparison", "with an operator", "bare value", "&& || !"],
    ),
    (
        Topic::Relation,
        "relation",
        &["<", "<=", ">", ">=", "==", "!="],
    ),
    (
        Topic::RightSide,
        "right side of a relation",
        &["constant", "variable", "element", "other"],
    ),
    (
        Topic::Direction,
        "direction of a loop",
        &["ascending", "descending"],
    ),
    (
        Topic::LoopRelation,
        "relation of a loop",
        &["<", "<=", ">", ">=", "!="],
    ),
    (
        Topic::Bound,
        "bound of a loop",
        &["0", "1", "2", "3", "4", "5", "other"],
    ),
    (
        Topic::Step,
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
    (
        Topic::Passes,
        "passes of a loop",
        &["0", "1", "2", "3", "4", "5", "other"],
    ),
    (Topic::Jump, "jump", &["continue", "break"]),
    (
        Topic::Locals,
        "locals in a program",
        &["0", "1", "2", "3", "4", "5", "6", "7", "8 or more"],
    ),
    (
        Topic::FirstValue,
        "first value of a local",
        &["-4", "-3", "-2", "-1", "0", "1", "2", "3", "4", "other"],
    ),
    (Topic::Use, "use of a local", &["index", "value", "none"]),
    (
        Topic::Place,
        "declaration of a local",
        &["function", "inner block"],
    ),
];

const SIZES: &[&str] = &["0", "1", "2", "3", "4", "5", "6 or more"];

impl Topic {
    /// All topics, in the order in which reports list them.
    pub fn all() -> impl Iterator<Item = Topic> {
        TOPICS.iter().map(|(topic, _, _)| *topic)
    }

    /// What it is about.
    pub fn title(self) -> &'static str {
        TOPICS[self as usize].1
    }

    /// Names of the forms.
    pub fn forms(self) -> &'static [&'static str] {
        TOPICS[self as usize].2
    }
}

/// Counts over a set of programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// By topic and form.
    counts: Vec<Vec<u64>>,
    /// Lengths of the programs in plain tokens, by kind.
    lengths: [Vec<u16>; Kind::ALL.len()],
    /// Tasks that the baseline solves, and all tasks, by kind.
    baseline: [(u64, u64); Kind::ALL.len()],
}

impl Default for Distribution {
    fn default() -> Self {
        Distribution {
            counts: TOPICS
                .iter()
                .map(|(_, _, forms)| vec![0; forms.len()])
                .collect(),
            lengths: Default::default(),
            baseline: Default::default(),
        }
    }
}

impl Distribution {
    /// Counts a program.
    pub fn add(&mut self, program: &Program) {
        let kind = program.kind() as usize;
        let length = u16::try_from(program.length()).unwrap_or(u16::MAX);
        self.lengths[kind].push(length);
        self.count(Topic::Kind, kind);
        survey::survey(self, program);
    }

    /// Counts a program and whether the baseline, fitted to `examples`, is right on them and on
    /// `heldout`.
    pub fn add_task(&mut self, program: &Program, examples: &[Example], heldout: &[Example]) {
        self.add(program);
        let right = baseline::fit(examples).is_some_and(|fitted| {
            let mut all = examples.iter().chain(heldout);
            all.all(|example| fitted.predict(&example.input) == example.output)
        });
        let (solved, tasks) = &mut self.baseline[program.kind() as usize];
        *solved += u64::from(right);
        *tasks += 1;
    }

    /// Counts what another one has counted, too.
    pub fn merge(&mut self, other: Distribution) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            mine.iter_mut().zip(theirs).for_each(|(m, t)| *m += t);
        }
        for (mine, theirs) in self.lengths.iter_mut().zip(other.lengths) {
            mine.extend(theirs);
        }
        for (mine, theirs) in self.baseline.iter_mut().zip(other.baseline) {
            *mine = (mine.0 + theirs.0, mine.1 + theirs.1);
        }
    }

    /// Number of programs.
    pub fn programs(&self) -> usize {
        self.lengths.iter().map(Vec::len).sum()
    }

    /// Share of each form of a topic, from 0 to 1; `None` where nothing was counted.
    pub fn shares(&self, topic: Topic) -> Option<Vec<f64>> {
        let counts = &self.counts[topic as usize];
        let total: u64 = counts.iter().sum();
        (total > 0).then(|| counts.iter().map(|&n| n as f64 / total as f64).collect())
    }

    /// Half of the sum of the differences between the shares of a topic, from 0 to 1: the share that
    /// would have to move for both to be alike. `None` where one of them has no counts.
    pub fn distance(&self, other: &Distribution, topic: Topic) -> Option<f64> {
        let (mine, theirs) = (self.shares(topic)?, other.shares(topic)?);
        let sum: f64 = mine.iter().zip(theirs).map(|(m, t)| (m - t).abs()).sum();
        Some(sum / 2.0)
    }

    /// The distance to be expected by chance between two sets as large as these if both came from the
    /// same source and every occurrence were independent of the others.
    pub fn chance(&self, other: &Distribution, topic: Topic) -> Option<f64> {
        let (mine, theirs) = (&self.counts[topic as usize], &other.counts[topic as usize]);
        let total = |counts: &[u64]| Some(counts.iter().sum::<u64>() as f64).filter(|n| *n > 0.0);
        let (n, m) = (total(mine)?, total(theirs)?);
        let sum: f64 = mine
            .iter()
            .zip(theirs)
            .map(|(a, b)| (a + b) as f64 / (n + m))
            // The mean of the absolute value of a normal variable with this variance.
            .map(|p| (p * (1.0 - p) * (1.0 / n + 1.0 / m) * 2.0 / PI).sqrt())
            .sum();
        Some(sum / 2.0)
    }

    /// The length in plain tokens that `percent` of the programs do not reach, of one kind or of all;
    /// `None` where there are none.
    pub fn length(&self, kind: Option<Kind>, percent: usize) -> Option<usize> {
        let mut lengths: Vec<u16> = match kind {
            Some(kind) => self.lengths[kind as usize].clone(),
            None => self.lengths.concat(),
        };
        lengths.sort_unstable();
        let at = (lengths.len() * percent / 100).min(lengths.len().checked_sub(1)?);
        Some(usize::from(lengths[at]))
    }

    /// Share of the tasks that the baseline solves, of one kind or of all; `None` where there are
    /// none.
    pub fn baseline(&self, kind: Option<Kind>) -> Option<f64> {
        let of = |(solved, tasks): (u64, u64)| (tasks > 0).then(|| solved as f64 / tasks as f64);
        match kind {
            Some(kind) => of(self.baseline[kind as usize]),
            None => of(self
                .baseline
                .iter()
                .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))),
        }
    }

    /// Counts one occurrence; what is beyond the last form counts as it.
    fn count(&mut self, topic: Topic, form: usize) {
        let counts = &mut self.counts[topic as usize];
        let last = counts.len() - 1;
        counts[form.min(last)] += 1;
    }
}

#[cfg(test)]
mod tests;
