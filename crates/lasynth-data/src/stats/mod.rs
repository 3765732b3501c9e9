//! What a task file holds: kinds, lengths, control flow, branches that matter, and how much of it the
//! baseline solves.

mod branches;
mod plots;
mod table;

pub use branches::{ControlFlow, control_flow, live_branches};

use lasynth_c::batch::Batch;
use lasynth_c::normal::Minimiser;
use lasynth_c::{baseline, parser};
use lasynth_core::{Kind, SourceError, Task};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Numbers of branches, loops and levels are told apart up to this one, which stands for more as
/// well.
pub const MANY: usize = 4;
/// Width of the bins of the histogram of lengths, in plain tokens.
pub const BIN: usize = 10;

/// What is counted of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Of its program; `None` where it has none.
    pub program: Option<ProgramFacts>,
    /// Whether the baseline, fitted to the examples, is right on them and on the held-out pairs;
    /// `None` where there are none.
    pub baseline: Option<bool>,
}

/// What is counted of one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramFacts {
    /// Its kind.
    pub kind: Kind,
    /// Its length in plain tokens.
    pub tokens: usize,
    /// Its control flow.
    pub flow: ControlFlow,
    /// Branches that matter ([`live_branches`]).
    pub live: usize,
    /// Whether its minimal form has a branch.
    pub needs_branch: bool,
}

/// Looks at one task. Takes about a millisecond.
///
/// # Errors
/// If its program is none.
pub fn facts(task: &Task) -> Result<Facts, SourceError> {
    thread_local! {
        /// They keep their memory from program to program.
        static TOOLS: RefCell<(Batch, Minimiser)> = RefCell::new((Batch::new(), Minimiser::new()));
    }
    let program = match &task.program {
        None => None,
        Some(source) => {
            let program = parser::parse(source)?;
            let flow = control_flow(&program);
            let (live, needs_branch) = TOOLS.with_borrow_mut(|(batch, minimiser)| {
                let needs =
                    flow.branches > 0 && control_flow(&minimiser.minimise(&program)).branches > 0;
                (live_branches(&program, batch), needs)
            });
            Some(ProgramFacts {
                kind: program.kind().into(),
                tokens: program.length(),
                flow,
                live,
                needs_branch,
            })
        }
    };
    let heldout = task.heldout.as_deref().filter(|pairs| !pairs.is_empty());
    let baseline = heldout.map(|heldout| {
        baseline::fit(&task.examples).is_some_and(|fitted| {
            let mut all = task.examples.iter().chain(heldout);
            all.all(|pair| fitted.predict(&pair.input) == pair.output)
        })
    });
    Ok(Facts { program, baseline })
}

/// Figures of a set of tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// All tasks.
    pub tasks: usize,
    /// Those without a program, of which only the baseline says something.
    pub without_program: usize,
    /// Programs by kind; kinds that do not occur have 0.
    pub kinds: BTreeMap<Kind, usize>,
    /// Lengths in plain tokens of all programs and by kind, where there are programs.
    pub tokens: BTreeMap<&'static str, Lengths>,
    /// Number of programs of 0 to 9 tokens, of 10 to 19 and so on, up to the longest.
    pub token_histogram: Vec<usize>,
    /// What programs are made of.
    pub control_flow: Flow,
    /// Which branches matter.
    pub live_branches: Live,
    /// The straight-line baseline on all tasks with held-out pairs, and by kind of their program.
    pub baseline: BTreeMap<&'static str, Solved>,
}

/// Lengths of programs in plain tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lengths {
    /// A tenth of the programs is shorter.
    pub p10: usize,
    /// Half of them are.
    pub median: usize,
    /// Nine tenths are.
    pub p90: usize,
    /// The longest.
    pub max: usize,
    /// The mean.
    pub mean: f64,
}

/// Number of programs with 0, 1, 2, 3, and 4 or more of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Branches: `if`s, each `else if` included.
    pub branches: [usize; MANY + 1],
    /// Loops.
    pub loops: [usize; MANY + 1],
    /// Levels of branches and loops in each other.
    pub depth: [usize; MANY + 1],
}

/// Which branches matter. See [`live_branches`] for what that means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Live {
    /// Branches in all programs.
    pub branches: usize,
    /// Those that are live.
    pub live: usize,
    /// Number of programs with 0, 1, 2, 3, and 4 or more live branches.
    pub programs: [usize; MANY + 1],
    /// Programs with a branch.
    pub with_branch: usize,
    /// Those whose minimal form has one, too.
    pub minimal_with_branch: usize,
}

/// Tasks that the baseline solves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Solved {
    /// Tasks with held-out pairs.
    pub tasks: usize,
    /// Those that it solves.
    pub solved: usize,
}

impl Solved {
    /// The share that is solved; `None` where there are no tasks.
    pub fn share(self) -> Option<f64> {
        (self.tasks > 0).then(|| self.solved as f64 / self.tasks as f64)
    }
}

/// The name under which figures of all kinds together stand.
const ALL: &str = "all";

/// Counts tasks.
#[derive(Clone, Debug, Default)]
pub struct Counter {
    stats: Stats,
    /// Lengths of the programs, by kind.
    lengths: BTreeMap<Kind, Vec<usize>>,
}

impl Counter {
    /// Counts a task.
    pub fn add(&mut self, facts: &Facts) {
        let stats = &mut self.stats;
        stats.tasks += 1;
        if let Some(solved) = facts.baseline {
            let kind = facts.program.map(|program| program.kind.name());
            for name in std::iter::once(ALL).chain(kind) {
                let of = stats.baseline.entry(name).or_default();
                of.tasks += 1;
                of.solved += usize::from(solved);
            }
        }
        let Some(program) = facts.program else {
            stats.without_program += 1;
            return;
        };
        self.lengths
            .entry(program.kind)
            .or_default()
            .push(program.tokens);
        let ControlFlow {
            branches,
            loops,
            depth,
        } = program.flow;
        stats.control_flow.branches[branches.min(MANY)] += 1;
        stats.control_flow.loops[loops.min(MANY)] += 1;
        stats.control_flow.depth[depth.min(MANY)] += 1;
        let live = &mut stats.live_branches;
        live.branches += branches;
        live.live += program.live;
        live.programs[program.live.min(MANY)] += 1;
        live.with_branch += usize::from(branches > 0);
        live.minimal_with_branch += usize::from(program.needs_branch);
    }

    /// The figures.
    pub fn stats(&self) -> Stats {
        let mut stats = self.stats.clone();
        let all: Vec<usize> = self.lengths.values().flatten().copied().collect();
        if let Some(longest) = all.iter().max() {
            stats.token_histogram = vec![0; longest / BIN + 1];
        }
        for length in &all {
            stats.token_histogram[length / BIN] += 1;
        }
        stats.tokens.extend(lengths(all).map(|all| (ALL, all)));
        for kind in lasynth_c::kind::Kind::ALL.map(Kind::from) {
            let of = self.lengths.get(&kind).cloned().unwrap_or_default();
            stats.kinds.insert(kind, of.len());
            stats.tokens.extend(lengths(of).map(|of| (kind.name(), of)));
        }
        stats
    }
}

fn lengths(mut all: Vec<usize>) -> Option<Lengths> {
    all.sort_unstable();
    let at = |percent: usize| all[(all.len() * percent / 100).min(all.len() - 1)];
    (!all.is_empty()).then(|| Lengths {
        p10: at(10),
        median: at(50),
        p90: at(90),
        max: at(100),
        mean: all.iter().sum::<usize>() as f64 / all.len() as f64,
    })
}

impl Stats {
    /// Programs in all.
    pub fn programs(&self) -> usize {
        self.kinds.values().sum()
    }
}
