//! A batch: blocks of lanes, one after the other, each in the narrowest mode that holds it.

use super::Inputs;
use super::lanes::{Bits, FAULTS};
use super::machine::{MAX_POSITIONS, Machine, TooNarrow, Value};
use super::simd::{GROUP, Group, Kernels, Lane, Level, Operand, Relation};
use super::walk::Walk;
use crate::exec::Executable;
use crate::syntax::{Program, STEP_LIMIT};
use lasynth_core::FaultKind;

/// So few lanes are run one by one where the steps of each have to be counted.
const SCALAR_LANES: usize = 48;

/// Runs programs on many inputs at once. It owns the memory that this takes, so one should be used
/// for many programs.
pub struct Batch {
    narrow: Machine<i8>,
    wide: Machine<i32>,
    loops: Vec<u8>,
    limit: u32,
    level: Level,
}

impl Default for Batch {
    fn default() -> Batch {
        Batch::new()
    }
}

impl Batch {
    /// With the fastest instructions of this machine, and [`STEP_LIMIT`].
    pub fn new() -> Batch {
        Batch::with(Level::detect(), STEP_LIMIT)
    }

    /// With the instructions of a level, and another step limit.
    ///
    /// # Panics
    /// If the machine does not have them, or if the limit is beyond `i32::MAX`.
    pub fn with(level: Level, limit: u32) -> Batch {
        assert!(i32::try_from(limit).is_ok(), "a step limit of {limit}");
        Batch {
            narrow: Machine::new(level),
            wide: Machine::new(level),
            loops: Vec::new(),
            limit,
            level,
        }
    }

    /// Vectors of 64 bytes that operations on values have written so far, and vectors that comparisons
    /// have read: what the work comes to, masks and copies of results not counted.
    pub fn vectors(&self) -> u64 {
        self.narrow.vectors + self.wide.vectors
    }

    /// Runs a program on all inputs.
    pub fn run(&mut self, program: &Program, inputs: &Inputs, outcomes: &mut Outcomes) {
        outcomes.start(inputs);
        for block in 0..inputs.blocks() {
            outcomes.push(&self.block(program, inputs, block));
        }
    }

    /// Runs a program on one block of inputs.
    ///
    /// # Panics
    /// If there is no such block.
    pub fn block<'a>(
        &'a mut self,
        program: &Program,
        inputs: &'a Inputs,
        block: usize,
    ) -> BlockOutcome<'a> {
        let positions = inputs.positions();
        let mut counted = false;
        if inputs.narrow(block, 0).is_some() {
            let column = |position| inputs.narrow(block, position).unwrap_or_default();
            let columns = columns(positions, column);
            let start = Start::of(inputs, block, false);
            match start.walk(
                &mut self.narrow,
                &mut self.loops,
                self.limit,
                program,
                &columns[..positions],
            ) {
                Ok(()) => {
                    return BlockOutcome::of(&self.narrow, self.level, inputs, block, columns);
                }
                Err(why) => counted = why == TooNarrow::Steps,
            }
        }
        let columns = columns(positions, |position| inputs.column(block, position));
        let walked = !counted && {
            let start = Start::of(inputs, block, false);
            start
                .walk(
                    &mut self.wide,
                    &mut self.loops,
                    self.limit,
                    program,
                    &columns[..positions],
                )
                .is_ok()
        };
        if !walked {
            let start = Start::of(inputs, block, true);
            if start.lanes.count() <= SCALAR_LANES {
                start.one_by_one(&mut self.wide, self.limit, program, &columns[..positions]);
            } else {
                let counted = start.walk(
                    &mut self.wide,
                    &mut self.loops,
                    self.limit,
                    program,
                    &columns[..positions],
                );
                assert_eq!(counted, Ok(()), "32 bits hold every value and every count");
            }
        }
        BlockOutcome::of(&self.wide, self.level, inputs, block, columns)
    }
}

fn columns<'a, T>(
    positions: usize,
    column: impl Fn(usize) -> &'a [Group<T>],
) -> [&'a [Group<T>]; MAX_POSITIONS] {
    std::array::from_fn(|position| match position < positions {
        true => column(position),
        false => &[],
    })
}

/// How a block starts.
struct Start {
    lanes: Bits,
    groups: usize,
    positions: usize,
    /// The steps of each lane are counted.
    counted: bool,
}

impl Start {
    fn of(inputs: &Inputs, block: usize, counted: bool) -> Start {
        Start {
            lanes: inputs.lanes(block),
            groups: inputs.groups(block),
            positions: inputs.positions(),
            counted,
        }
    }

    fn walk<T: Lane>(
        &self,
        machine: &mut Machine<T>,
        loops: &mut Vec<u8>,
        limit: u32,
        program: &Program,
        inputs: &[&[Group<T>]],
    ) -> Result<(), TooNarrow> {
        machine.start(self.lanes, self.groups, self.positions, program.names.len());
        if self.counted {
            machine.count_steps();
        }
        loops.clear();
        let mut walk = Walk {
            machine,
            inputs,
            limit,
            loops,
        };
        walk.program(program)
    }

    /// The scalar executor on each lane.
    fn one_by_one(
        &self,
        machine: &mut Machine<i32>,
        limit: u32,
        program: &Program,
        inputs: &[&[Group<i32>]],
    ) {
        machine.start(self.lanes, self.groups, self.positions, 0);
        let executable = Executable::new(program);
        let outputs = machine.outputs();
        for lane in (0..self.groups * GROUP).filter(|lane| self.lanes.contains(*lane)) {
            let mut list = [0; MAX_POSITIONS];
            let list = &mut list[..self.positions];
            for (value, column) in list.iter_mut().zip(inputs) {
                *value = column[lane / GROUP].0[lane % GROUP];
            }
            match executable.run_with_limit(list, limit) {
                Ok(_) => machine.put(&outputs, lane, list),
                Err(fault) => {
                    let kind = FAULTS.iter().position(|kind| *kind == fault.kind);
                    let mut ended = Bits::none(self.groups);
                    ended.words_mut()[lane / GROUP] = 1 << (lane % GROUP);
                    machine.regions.fault(kind.unwrap_or(0), &ended);
                }
            }
        }
    }
}

/// The values at one position of the list.
#[derive(Clone, Copy)]
enum Column<'a> {
    Same(i32),
    Narrow(&'a [Group<i8>]),
    Wide(&'a [Group<i32>]),
}

/// Lanes as a column.
trait IntoColumn: Lane {
    fn column(groups: &[Group<Self>]) -> Column<'_>;
}

impl IntoColumn for i8 {
    fn column(groups: &[Group<i8>]) -> Column<'_> {
        Column::Narrow(groups)
    }
}

impl IntoColumn for i32 {
    fn column(groups: &[Group<i32>]) -> Column<'_> {
        Column::Wide(groups)
    }
}

/// What a program does on one block of inputs.
pub struct BlockOutcome<'a> {
    first: usize,
    groups: usize,
    positions: usize,
    running: &'a Bits,
    faults: &'a [Bits; 3],
    columns: [Column<'a>; MAX_POSITIONS],
    level: Level,
}

impl<'a> BlockOutcome<'a> {
    fn of<T: IntoColumn>(
        machine: &'a Machine<T>,
        level: Level,
        inputs: &'a Inputs,
        block: usize,
        columns: [&'a [Group<T>]; MAX_POSITIONS],
    ) -> BlockOutcome<'a> {
        let positions = inputs.positions();
        let column = |position: usize| match position < positions {
            false => Column::Same(0),
            true => match machine.element(position) {
                Value::Same(value) => Column::Same(value),
                Value::Input(column) => T::column(columns[usize::from(column)]),
                Value::Buffer(buffer) => T::column(machine.buffer(buffer)),
            },
        };
        BlockOutcome {
            first: inputs.first(block),
            groups: inputs.groups(block),
            positions,
            running: machine.regions.running(),
            faults: machine.regions.faults(),
            columns: std::array::from_fn(column),
            level,
        }
    }

    /// The first input of the block on which the other program's outcome is another one: a list that
    /// differs, or another kind of fault.
    ///
    /// # Panics
    /// If the outcomes are those of different inputs.
    pub fn first_difference(&self, other: &BlockOutcome) -> Option<usize> {
        assert_eq!(
            (self.first, self.groups, self.positions),
            (other.first, other.groups, other.positions),
            "the same block of the same inputs"
        );
        let mut differs = unequal(self.running, other.running);
        for (a, b) in self.faults.iter().zip(other.faults) {
            differs.add(&unequal(a, b));
        }
        let running = self.running.and(other.running);
        if !running.is_empty() {
            let kernels = (i8::kernels(self.level), i32::kernels(self.level));
            for position in 0..self.positions {
                let (a, b) = (self.columns[position], other.columns[position]);
                if let Some(equal) = self.equal(kernels, a, b) {
                    differs.add(&running.without(&equal));
                }
            }
        }
        differs.lowest().map(|lane| self.first + lane)
    }

    /// The lanes in which two columns are equal; `None` where that is all of them.
    fn equal(
        &self,
        (narrow, wide): (Kernels<i8>, Kernels<i32>),
        a: Column,
        b: Column,
    ) -> Option<Bits> {
        let mut lanes = Bits::none(self.groups);
        let words = lanes.words_mut();
        match (a, b) {
            (Column::Same(a), Column::Same(b)) if a == b => return None,
            (Column::Same(_), Column::Same(_)) => {}
            (Column::Narrow(a), Column::Narrow(b)) if std::ptr::eq(a, b) => return None,
            (Column::Wide(a), Column::Wide(b)) if std::ptr::eq(a, b) => return None,
            (Column::Narrow(a), Column::Narrow(b)) => {
                narrow.compare(Relation::Equal, words, Operand::Lanes(a), Operand::Lanes(b));
            }
            (Column::Wide(a), Column::Wide(b)) => {
                wide.compare(Relation::Equal, words, Operand::Lanes(a), Operand::Lanes(b));
            }
            (Column::Narrow(a), Column::Same(b)) | (Column::Same(b), Column::Narrow(a)) => {
                // No lane holds a value that does not fit.
                if let Some(b) = i8::from_value(b) {
                    narrow.compare(Relation::Equal, words, Operand::Lanes(a), Operand::Same(b));
                }
            }
            (Column::Wide(a), Column::Same(b)) | (Column::Same(b), Column::Wide(a)) => {
                wide.compare(Relation::Equal, words, Operand::Lanes(a), Operand::Same(b));
            }
            (Column::Wide(a), Column::Narrow(b)) | (Column::Narrow(b), Column::Wide(a)) => {
                for (word, (a, b)) in words.iter_mut().zip(a.iter().zip(b)) {
                    let widened = [Group(b.0.map(i32::from))];
                    let (a, b) = (std::slice::from_ref(a), &widened[..]);
                    let word = std::slice::from_mut(word);
                    wide.compare(Relation::Equal, word, Operand::Lanes(a), Operand::Lanes(b));
                }
            }
        }
        Some(lanes)
    }
}

fn unequal(a: &Bits, b: &Bits) -> Bits {
    let mut lanes = a.without(b);
    lanes.add(&b.without(a));
    lanes
}

/// What a program does on all inputs of a batch.
#[derive(Default)]
pub struct Outcomes {
    count: usize,
    positions: usize,
    blocks: Vec<Stored>,
    narrow: Vec<Group<i8>>,
    wide: Vec<Group<i32>>,
    block_lanes: usize,
}

/// A block of [`Outcomes`].
struct Stored {
    running: Bits,
    faults: [Bits; 3],
    columns: [StoredColumn; MAX_POSITIONS],
}

/// A column, or the index of its first group.
#[derive(Clone, Copy)]
enum StoredColumn {
    Same(i32),
    Narrow(usize),
    Wide(usize),
}

impl Outcomes {
    /// Outcomes of no run yet. A batch fills them anew each time, and their memory is used again.
    pub fn new() -> Outcomes {
        Outcomes::default()
    }

    fn start(&mut self, inputs: &Inputs) {
        self.count = inputs.count();
        self.positions = inputs.positions();
        self.blocks.clear();
        self.narrow.clear();
        self.wide.clear();
        self.block_lanes = inputs.first(1);
    }

    fn push(&mut self, block: &BlockOutcome) {
        let columns = block.columns.map(|column| match column {
            Column::Same(value) => StoredColumn::Same(value),
            Column::Narrow(groups) => {
                self.narrow.extend_from_slice(groups);
                StoredColumn::Narrow(self.narrow.len() - groups.len())
            }
            Column::Wide(groups) => {
                self.wide.extend_from_slice(groups);
                StoredColumn::Wide(self.wide.len() - groups.len())
            }
        });
        self.blocks.push(Stored {
            running: *block.running,
            faults: *block.faults,
            columns,
        });
    }

    /// One block, to compare another program's with.
    ///
    /// # Panics
    /// If there is no such block.
    pub fn block(&self, block: usize) -> BlockOutcome<'_> {
        let stored = &self.blocks[block];
        let groups = stored.running.words().len();
        BlockOutcome {
            first: block * self.block_lanes,
            groups,
            positions: self.positions,
            running: &stored.running,
            faults: &stored.faults,
            columns: stored.columns.map(|column| match column {
                StoredColumn::Same(value) => Column::Same(value),
                StoredColumn::Narrow(first) => Column::Narrow(&self.narrow[first..][..groups]),
                StoredColumn::Wide(first) => Column::Wide(&self.wide[first..][..groups]),
            }),
            level: Level::detect(),
        }
    }

    /// How many runs there were.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many runs gave a list.
    pub fn valid(&self) -> usize {
        self.blocks.iter().map(|block| block.running.count()).sum()
    }

    /// The outcome of one run; its list is written into `list`.
    ///
    /// # Errors
    /// The kind of fault that ended the run.
    ///
    /// # Panics
    /// If there was no such run, or if `list` is shorter than the lists of the batch.
    pub fn get(&self, lane: usize, list: &mut [i32]) -> Result<(), FaultKind> {
        assert!(lane < self.count, "run {lane} of {}", self.count);
        let block = &self.blocks[lane / self.block_lanes];
        let lane = lane % self.block_lanes;
        let ended = block.faults.iter().position(|lanes| lanes.contains(lane));
        if let Some(kind) = ended {
            return Err(FAULTS[kind]);
        }
        for (value, column) in list[..self.positions].iter_mut().zip(&block.columns) {
            *value = match column {
                StoredColumn::Same(value) => *value,
                StoredColumn::Narrow(first) => {
                    self.narrow[first + lane / GROUP].0[lane % GROUP].into()
                }
                StoredColumn::Wide(first) => self.wide[first + lane / GROUP].0[lane % GROUP],
            };
        }
        Ok(())
    }
}
