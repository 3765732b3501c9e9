//! What is counted of programs of restricted C: control flow, and which branches matter.

use crate::branches::{ControlFlow, control_flow, live_branches};
use lasynth_c::batch::Batch;
use lasynth_c::domain::CProgram;
use lasynth_c::normal::Minimiser;
use lasynth_core::Program;
use lasynth_data::plot::{Bars, Unit};
use lasynth_data::stats::Statistics;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::fmt::Write;

/// Numbers of branches, loops and levels are told apart up to this one, which stands for more as
/// well.
const MANY: usize = 4;

/// Control flow, live branches, and whether minimal forms have branches.
#[derive(Clone, Copy, Debug, Default)]
pub struct BranchStatistics;

/// The facts of one program.
struct Facts {
    flow: ControlFlow,
    /// Branches that are live ([`live_branches`]).
    live: usize,
    /// Whether the minimal form has a branch.
    needs_branch: bool,
}

impl Facts {
    fn of(program: &CProgram) -> Facts {
        thread_local! {
            /// They keep their memory from program to program.
            static TOOLS: RefCell<(Batch, Minimiser)> =
                RefCell::new((Batch::new(), Minimiser::new()));
        }
        let program = program.tree();
        let flow = control_flow(program);
        TOOLS.with_borrow_mut(|(batch, minimiser)| Facts {
            flow,
            live: live_branches(program, batch),
            needs_branch: flow.branches > 0
                && control_flow(&minimiser.minimise(program)).branches > 0,
        })
    }

    fn numbers(&self) -> Vec<usize> {
        let ControlFlow {
            branches,
            loops,
            depth,
        } = self.flow;
        let needs_branch = usize::from(self.needs_branch);
        vec![branches, loops, depth, self.live, needs_branch]
    }

    /// What [`Facts::numbers`] gave.
    fn from_numbers(numbers: &[usize]) -> Option<Facts> {
        let &[branches, loops, depth, live, needs_branch] = numbers else {
            return None;
        };
        Some(Facts {
            flow: ControlFlow {
                branches,
                loops,
                depth,
            },
            live,
            needs_branch: needs_branch > 0,
        })
    }
}

/// Number of programs with 0, 1, 2, 3, and 4 or more of something.
type Counts = [usize; MANY + 1];

#[derive(Default, Serialize)]
struct Flow {
    /// `if`s, each `else if` included.
    branches: Counts,
    loops: Counts,
    /// Levels of branches and loops in each other.
    depth: Counts,
}

#[derive(Default, Serialize)]
struct Live {
    /// Branches in all programs.
    branches: usize,
    /// Those that are live.
    live: usize,
    /// Programs by their number of live branches.
    programs: Counts,
    /// Programs with a branch.
    with_branch: usize,
    /// Those whose minimal form has one, too.
    minimal_with_branch: usize,
}

#[derive(Default)]
struct Figures {
    flow: Flow,
    live: Live,
}

impl Figures {
    fn of(facts: &[Vec<usize>]) -> Figures {
        let mut figures = Figures::default();
        for facts in facts.iter().filter_map(|facts| Facts::from_numbers(facts)) {
            let ControlFlow {
                branches,
                loops,
                depth,
            } = facts.flow;
            let Figures { flow, live } = &mut figures;
            flow.branches[branches.min(MANY)] += 1;
            flow.loops[loops.min(MANY)] += 1;
            flow.depth[depth.min(MANY)] += 1;
            live.branches += branches;
            live.live += facts.live;
            live.programs[facts.live.min(MANY)] += 1;
            live.with_branch += usize::from(branches > 0);
            live.minimal_with_branch += usize::from(facts.needs_branch);
        }
        figures
    }
}

impl Statistics for BranchStatistics {
    fn facts(&self, program: &dyn Program) -> Vec<usize> {
        Facts::of(CProgram::of(program)).numbers()
    }

    fn fields(&self, facts: &[Vec<usize>]) -> Map<String, Value> {
        let Figures { flow, live } = Figures::of(facts);
        let fields = [
            ("control_flow", json!(flow)),
            ("live_branches", json!(live)),
        ];
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect()
    }

    fn table(&self, facts: &[Vec<usize>]) -> String {
        let Figures { flow, live } = Figures::of(facts);
        let mut text = format!("\n{:17}", "programs with");
        for number in 0..=MANY {
            let _ = write!(text, "{:>11}", numeral(number));
        }
        text.push('\n');
        for (name, counts) in [
            ("branches", flow.branches),
            ("live branches", live.programs),
            ("loops", flow.loops),
            ("levels", flow.depth),
        ] {
            let _ = write!(text, "{name:17}");
            for count in counts {
                let _ = write!(text, "{count:>11}");
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "\n{} of {} branches are live; {} programs have a branch, the minimal forms of {} of them",
            live.live, live.branches, live.with_branch, live.minimal_with_branch
        );
        text
    }

    fn plots(&self, facts: &[Vec<usize>], set: &str) -> Vec<(&'static str, Bars)> {
        let Figures { flow, live } = Figures::of(facts);
        let bars = |what: &str| {
            let title = format!("{what}, {set}");
            let bars = Bars::new(
                title,
                "number in a program",
                "share of the programs",
                Unit::Percent,
            );
            bars.groups((0..=MANY).map(numeral))
        };
        let shares = |counts: Counts| counts.map(|count| count as f64 / facts.len() as f64);
        let control_flow = bars("Control flow")
            .series("branches", shares(flow.branches))
            .series("loops", shares(flow.loops))
            .series("levels", shares(flow.depth));
        let live_branches = bars("Branches that matter")
            .series("branches", shares(flow.branches))
            .series("live branches", shares(live.programs));
        vec![
            ("control_flow.svg", control_flow),
            ("live_branches.svg", live_branches),
        ]
    }
}

/// The number, which stands for more as well where it is the last one.
fn numeral(number: usize) -> String {
    match number {
        MANY => format!("{number} or more"),
        _ => number.to_string(),
    }
}
