//! The search: states by cost, and how each can be finished.

use super::Enumeration;
use super::bank::{Scene, bank, heads};
use super::contexts::Contexts;
use super::effects::{needs_more, sets_local, writes};
use super::grammar::{Atom, BRANCH, LOOP, Node, Place, SEQUEL, STATEMENT, Target, cost};
use super::items::{Flow, Wanted, by_local, repeated};
use super::last_loop::{self, Parts};
use super::machine::{Block, Goal, Lanes, WIDTH, run};
use super::spell::spell;
use super::straight::Endings;
use crate::ListObservations;
use crate::observation::on_probes;
use foldhash::fast::FixedState;
use lasynth_c::exec::Executable;
use lasynth_c::syntax::Program;
use lasynth_core::StopReason;
use lasynth_search::Limits;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

/// What statements lead to.
struct State {
    /// The state before the last of them, and that statement; none for the inputs.
    from: Option<(usize, Node)>,
    cost: u32,
    /// Number of statements.
    depth: u32,
    blocks: Vec<Block>,
    /// The positions that are not as wanted, a bit each.
    wrong: u8,
    /// Whether the last statement is an assignment outside of loops.
    straight: bool,
    /// Whether the local variable has a value.
    local: bool,
    /// Whether the value of the local variable has to be used, else what was done for it is idle.
    pending: bool,
}

impl State {
    /// What the local variable has been set to, if that is all the last statement did.
    fn start(&self) -> Option<Start> {
        let Some((_, Node::Set(Target::Local, sum))) = &self.from else {
            return None;
        };
        Some(match (sum.terms, sum.constant) {
            ([None, ..], _) => Start::Constant,
            ([Some((false, Atom::Elem(Place::Fixed(at)))), None, _], 0) => Start::Element(1 << at),
            _ => Start::Sum,
        })
    }

    /// What one more statement costs besides itself; the start of the local variable is one with what
    /// follows.
    fn sequel(&self) -> u32 {
        match &self.from {
            None | Some((_, Node::Set(Target::Local, _))) => 0,
            Some(_) => SEQUEL,
        }
    }
}

/// What the local variable has just been set to. What it can be good for depends on that.
enum Start {
    /// It can be counted on from there.
    Constant,
    /// It can be counted on as well, or kept while the element at these positions, a bit, is overwritten.
    Element(u8),
    /// It can be all of this.
    Sum,
}

/// What an assignment that finishes a program costs at least, half a swap counted.
const ASSIGNMENT: u32 = 5;
/// Statements that a state can be followed by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Loops with which a program can end, and what has `a[l]`.
    Open,
    /// Loops after which more has to come. They wait until what comes can cost as little as it does.
    Late,
    /// Assignments outside of loops, which wait as well.
    Straight,
}

/// Statements in front of the last.
pub(super) const DEPTH: u32 = 3;
/// How many runs between two looks at the clock.
const PATIENCE: u32 = 256;

/// A search that goes on: the states that were reached, and the programs that wait for their turn
/// by cost.
pub(super) struct Search<'s> {
    options: &'s Enumeration,
    observations: &'s ListObservations,
    limits: &'s Limits<'s>,
    /// Takes programs and what they cost.
    sink: &'s mut dyn FnMut(u32, Program),
    goal: Goal,
    states: Vec<State>,
    seen: HashMap<u64, usize, FixedState>,
    /// Programs found that cost more than what has been looked through.
    found: BTreeMap<u32, Vec<(usize, Program)>>,
    behaviours: HashSet<u64>,
    cheapest: Option<u32>,
    looked_at: u64,
    bytes: usize,
    patience: u32,
    stop: Option<StopReason>,
    /// What last loops right after the inputs can be made of, by head.
    first_parts: Vec<Option<Parts>>,
}

impl<'s> Search<'s> {
    /// A search that has not begun.
    pub(super) fn new(
        options: &'s Enumeration,
        observations: &'s ListObservations,
        limits: &'s Limits<'s>,
        sink: &'s mut dyn FnMut(u32, Program),
    ) -> Search<'s> {
        Search {
            options,
            observations,
            limits,
            sink,
            goal: Goal::new(observations),
            states: Vec::new(),
            seen: HashMap::default(),
            found: BTreeMap::new(),
            behaviours: HashSet::new(),
            cheapest: None,
            looked_at: 0,
            bytes: 0,
            patience: PATIENCE,
            stop: None,
            first_parts: Vec::new(),
        }
    }

    /// Looks through all programs of a cost, then through those that cost one more.
    pub(super) fn run(mut self) -> StopReason {
        let start = State {
            from: None,
            cost: 0,
            depth: 0,
            wrong: self.goal.wrong(&self.goal.start),
            straight: false,
            blocks: self.goal.start.clone(),
            local: false,
            pending: false,
        };
        if self.goal.is_met_by(&start.blocks) {
            self.note(0, Vec::new());
        }
        self.seen
            .insert(fingerprint(&start.blocks, false, false), 0);
        self.states.push(start);
        let mut level = 0;
        while self.stop.is_none() && level <= self.options.dearest {
            self.level(level);
            self.emit(level);
            if self.behaviours.len() >= self.options.behaviours {
                self.stop.get_or_insert(StopReason::Found);
            }
            if self
                .cheapest
                .is_some_and(|best| level >= best + self.options.slack)
            {
                break;
            }
            level += 1;
        }
        // What was found on the way to a level that was not reached.
        self.emit(u32::MAX);
        self.stop.unwrap_or(StopReason::Exhausted)
    }

    fn level(&mut self, level: u32) {
        let states = self.states.len();
        for at in 0..states {
            if self.stopped() {
                return;
            }
            if self.states[at].cost < level {
                self.finish(at, level);
            }
        }
        self.emit(level);
        for at in 0..states {
            if self.stopped() {
                return;
            }
            if self.states[at].depth < DEPTH && self.states[at].cost < level {
                self.go_on(at, level, Kind::Open);
                self.go_on(at, level.saturating_sub(SEQUEL + ASSIGNMENT), Kind::Late);
                self.go_on(at, level.saturating_sub(ASSIGNMENT), Kind::Straight);
            }
        }
    }

    /// Whether to end; looks at the clock.
    fn stopped(&mut self) -> bool {
        if self.stop.is_none() {
            self.stop = self.limits.reached(self.looked_at);
        }
        if self.stop.is_none() && self.bytes > self.limits.memory {
            self.stop = Some(StopReason::Exhausted);
        }
        self.patience = PATIENCE;
        self.stop.is_some()
    }

    /// Finishes a state with statements that bring the cost to `level`.
    fn finish(&mut self, at: usize, level: u32) {
        let state = &self.states[at];
        let Some(budget) = level.checked_sub(state.cost + state.sequel()) else {
            return;
        };
        let (local, pending) = (state.local, state.pending);
        let (limits, looked_at) = (self.limits, self.looked_at);
        let clock = || limits.reached(looked_at).is_some();
        let mut ends = Vec::new();
        let mut take = |end: Vec<Node>| {
            if !pending || end.iter().any(|node| node.has(Atom::is_local)) {
                ends.push(end);
            }
        };
        self.looked_at += 1;
        let count = state.wrong.count_ones();
        if ASSIGNMENT * count <= budget {
            let bank = bank(Scene::Straight, local);
            let most = budget - ASSIGNMENT * count.saturating_sub(1) - STATEMENT;
            let here = Contexts::new(&state.blocks, &self.goal, None);
            let mut endings = Endings::new(&here, bank, most);
            endings.all(&mut |(cost, nodes)| {
                if *cost == budget {
                    take(nodes.clone());
                }
            });
            if BRANCH + 2 * ASSIGNMENT <= budget {
                endings.branches(bank, budget, &clock, &mut take);
            }
        }
        // A position outside of the range of a loop has to be as wanted already.
        for (index, ranged) in heads().iter().enumerate() {
            let head = &ranged.head;
            if state.wrong & !ranged.positions != 0 {
                continue;
            }
            let Some(left) = budget.checked_sub(LOOP + head.cost()) else {
                continue;
            };
            let scene = bank(Scene::Loop, local);
            let mut take = |node| take(vec![node]);
            if at == 0 {
                while self.first_parts.len() <= index {
                    self.first_parts.push(None);
                }
                let parts = self.first_parts[index].get_or_insert_with(|| {
                    let contexts = Contexts::new(&state.blocks, &self.goal, Some(head));
                    Parts::new(&contexts, scene, head, u32::MAX)
                });
                parts.loops(head, budget, &clock, &mut take);
            } else if left >= last_loop::IF {
                let contexts = Contexts::new(&state.blocks, &self.goal, Some(head));
                Parts::new(&contexts, scene, head, budget).loops(head, budget, &clock, &mut take);
            } else if left >= last_loop::SET {
                let sums = scene.sums.get((left - last_loop::SET) as usize);
                for sum in sums.into_iter().flatten() {
                    if (!pending || sum.has(Atom::is_local))
                        && last_loop::does(&state.blocks, &self.goal, head, sum)
                    {
                        take(Node::For(*head, vec![last_loop::assign(*sum)]));
                    }
                }
            }
        }
        for end in ends {
            self.found_after(at, end);
            if self.stopped() {
                return;
            }
        }
    }

    /// Goes on from a state with one statement of a kind that brings the cost to `level`.
    fn go_on(&mut self, at: usize, level: u32, kind: Kind) {
        let state = &self.states[at];
        let Some(budget) = level.checked_sub(state.cost + state.sequel()) else {
            return;
        };
        if budget <= LOOP && kind != Kind::Straight {
            return;
        }
        let (local, pending, wrong) = (state.local, state.pending, state.wrong);
        let (straight, start) = (state.straight, state.start());
        let blocks = state.blocks.clone();
        let mut next = blocks.clone();
        let late = kind == Kind::Late;
        let mut visit = |node: &Node| {
            self.patience -= 1;
            if self.patience == 0 && self.stopped() {
                return Flow::Break(());
            }
            if kind == Kind::Straight {
                return self.try_next(at, level, node, &blocks, &mut next);
            }
            let written = writes(node);
            let uses = local && node.has(Atom::is_local);
            let fits = match start {
                None => uses || !pending,
                Some(_) if sets_local(node) => uses,
                Some(Start::Element(place)) => written & place != 0,
                Some(Start::Constant) => false,
                Some(Start::Sum) => uses,
            };
            let is_late = needs_more(node) || wrong & !written != 0 || (pending && !uses);
            match fits && is_late == late {
                true => self.try_next(at, level, node, &blocks, &mut next),
                false => Flow::Continue(()),
            }
        };
        let flow = match kind {
            Kind::Straight if at == 0 || !straight => {
                super::items::straight(budget, local, at == 0, &mut visit)
            }
            Kind::Straight => Flow::Continue(()),
            Kind::Open if local => by_local(budget, &mut visit),
            Kind::Open | Kind::Late => Flow::Continue(()),
        };
        if kind != Kind::Straight && flow.is_continue() {
            // Whether it was cut short is known to `stop`.
            let _ = repeated(budget, local, Some(Wanted { late, wrong }), &mut visit);
        }
    }

    /// Runs one statement after a state.
    fn try_next(
        &mut self,
        at: usize,
        level: u32,
        node: &Node,
        blocks: &[Block],
        next: &mut [Block],
    ) -> Flow {
        let (local, pending) = (self.states[at].local, self.states[at].pending);
        let uses = local && node.has(Atom::is_local);
        self.looked_at += 1;
        next.copy_from_slice(blocks);
        if !run(std::slice::from_ref(node), next, &self.goal) {
            return Flow::Continue(());
        }
        if self.goal.is_met_by(next) {
            self.found_after(at, vec![node.clone()]);
            return match self.stopped() {
                true => Flow::Break(()),
                false => Flow::Continue(()),
            };
        }
        let sets = sets_local(node);
        let changed = next.iter().zip(blocks).any(|(x, y)| x.list != y.list);
        let local = local || sets;
        let pending = if changed && uses {
            false
        } else {
            pending || sets
        };
        let state = |blocks: Vec<Block>| State {
            cost: level,
            depth: self.states[at].depth + 1,
            wrong: self.goal.wrong(&blocks),
            blocks,
            local,
            pending,
            straight: matches!(node, Node::Set(..)),
            from: Some((at, node.clone())),
        };
        match self.seen.entry(fingerprint(next, local, pending)) {
            Entry::Vacant(entry) => {
                entry.insert(self.states.len());
                let state = state(next.to_vec());
                self.bytes += 400 + std::mem::size_of_val(&next[..]);
                self.states.push(state);
            }
            // What needs another statement after it comes later than its cost would have it; nothing has
            // been made of the state yet.
            Entry::Occupied(entry) if self.states[*entry.get()].cost > level => {
                let state = state(next.to_vec());
                self.states[*entry.get()] = state;
            }
            Entry::Occupied(_) => {}
        }
        Flow::Continue(())
    }

    /// Notes what is found when `end` follows a state.
    fn found_after(&mut self, at: usize, end: Vec<Node>) {
        let mut before = 0;
        let mut nodes = end;
        let mut state = &self.states[at];
        while let Some((parent, node)) = &state.from {
            nodes.insert(0, node.clone());
            before += u32::from(!matches!(node, Node::Set(Target::Local, _)));
            state = &self.states[*parent];
        }
        let cost = cost(&nodes) + SEQUEL * before;
        self.note(cost, nodes);
    }

    /// Notes a program if it has the outcomes and no other behaves like it.
    fn note(&mut self, cost: u32, nodes: Vec<Node>) {
        let Some(program) = spell(&nodes) else {
            return;
        };
        let executable = Executable::new(&program);
        if !self.observations.are_met_by(&executable) {
            return;
        }
        if self.behaviours.insert(on_probes(&executable)) {
            self.cheapest = Some(self.cheapest.map_or(cost, |best| best.min(cost)));
            let length = program.length();
            self.found.entry(cost).or_default().push((length, program));
        }
    }

    /// Hands over what has been found up to a cost.
    fn emit(&mut self, level: u32) {
        while let Some(entry) = self.found.first_entry() {
            let cost = *entry.key();
            if cost > level {
                return;
            }
            let mut programs = entry.remove();
            programs.sort_by_key(|(length, _)| *length);
            for (_, program) in programs {
                (self.sink)(cost, program);
            }
        }
    }
}

/// Equal for equal states, and as good as never for others.
fn fingerprint(blocks: &[Block], local: bool, pending: bool) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_u8(u8::from(local) << 1 | u8::from(pending));
    let mut add = |lanes: &Lanes| {
        for half in lanes.chunks_exact(WIDTH / 2) {
            let lanes = half.iter();
            hasher.write_u64(lanes.fold(0, |word, lane| word << 16 | u64::from(*lane as u16)));
        }
    };
    for block in blocks {
        block.list.iter().for_each(&mut add);
        add(&block.bad);
        if local {
            add(&block.local);
        }
    }
    hasher.finish()
}
