//! Values of a block of lanes, and arithmetic on them.

use super::lanes::{BLOCK_GROUPS, Bits, Regions};
use super::simd::{Arithmetic, GROUP, Group, Kernels, Lane, Level, Operand, Relation};
use crate::syntax::VarId;

/// Positions in [`super::lanes::FAULTS`].
pub(super) const OUT_OF_BOUNDS: usize = 0;
pub(super) const OVERFLOW: usize = 1;
pub(super) const STEP_LIMIT: usize = 2;

/// The value of something in every lane of the block.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// The same in all lanes.
    Same(i32),
    /// A column of the input, which nothing changes.
    Input(u8),
    /// A buffer of the machine.
    Buffer(u16),
}

/// Why a block has to start again in a slower mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooNarrow {
    /// A value does not fit into a lane.
    Value,
    /// The lanes take different numbers of steps, and some may pass the limit.
    Steps,
}

/// A variable or an element of the list.
#[derive(Clone, Copy, Debug)]
struct Cell {
    value: Value,
    /// Depth of the region that it belongs to.
    region: u8,
}

/// A buffer for one column of a block.
struct Buffer<T> {
    groups: Vec<Group<T>>,
    /// Cells that hold it.
    holders: u16,
}

/// A block of lanes at some place in a program.
pub(super) struct Machine<T> {
    kernels: Kernels<T>,
    /// Groups of the block.
    groups: usize,
    /// The elements of the list, then the variables.
    cells: Vec<Cell>,
    positions: usize,
    buffers: Vec<Buffer<T>>,
    /// Buffers that nothing holds.
    free: Vec<u16>,
    /// Buffers that the statement being walked made or let go.
    loose: Vec<u16>,
    pub regions: Regions,
    /// Steps taken by every running lane, or by none more than this.
    pub steps: u32,
    /// Steps taken by each lane, where that is counted.
    counts: Option<u16>,
    /// Vectors of 64 bytes that were computed or compared since the machine was made.
    pub vectors: u64,
}

/// The columns of a block of inputs.
pub(super) type Columns<'a, T> = [&'a [Group<T>]];

impl<T: Lane> Machine<T> {
    pub fn new(level: Level) -> Machine<T> {
        Machine {
            kernels: T::kernels(level),
            groups: 0,
            cells: Vec::new(),
            positions: 0,
            buffers: Vec::new(),
            free: Vec::new(),
            loose: Vec::new(),
            regions: Regions::new(),
            steps: 0,
            counts: None,
            vectors: 0,
        }
    }

    /// A list of `positions` inputs, `variables` that are 0, and `lanes` at the start of the program.
    pub fn start(&mut self, lanes: Bits, groups: usize, positions: usize, variables: usize) {
        self.groups = groups;
        self.positions = positions;
        self.cells.clear();
        self.cells.extend((0..positions).map(|position| Cell {
            value: Value::Input(position as u8),
            region: 0,
        }));
        let variable = Cell {
            value: Value::Same(0),
            region: 0,
        };
        self.cells.resize(positions + variables, variable);
        self.free.clear();
        self.free.extend(0..self.buffers.len() as u16);
        self.loose.clear();
        self.buffers
            .iter_mut()
            .for_each(|buffer| buffer.holders = 0);
        self.regions.start(lanes);
        self.steps = 0;
        self.counts = None;
    }

    pub fn positions(&self) -> usize {
        self.positions
    }

    pub fn element(&self, position: usize) -> Value {
        self.cells[position].value
    }

    pub fn variable(&self, variable: VarId) -> Value {
        self.cells[self.positions + usize::from(variable.0)].value
    }

    /// A new variable, of the innermost region.
    pub fn declare(&mut self, variable: VarId, value: Value) {
        let cell = self.positions + usize::from(variable.0);
        self.cells[cell].region = self.regions.depth();
        self.hold(cell, value);
    }

    /// The variable takes a value in the lanes that are here.
    pub fn set_variable(
        &mut self,
        inputs: &Columns<T>,
        variable: VarId,
        value: Value,
    ) -> Result<(), TooNarrow> {
        self.set(inputs, self.positions + usize::from(variable.0), value)
    }

    /// The element takes a value in the lanes that are here.
    pub fn set_element(
        &mut self,
        inputs: &Columns<T>,
        position: usize,
        value: Value,
    ) -> Result<(), TooNarrow> {
        self.set(inputs, position, value)
    }

    fn set(&mut self, inputs: &Columns<T>, cell: usize, value: Value) -> Result<(), TooNarrow> {
        let Cell { value: old, region } = self.cells[cell];
        let value = if self.regions.seen_elsewhere(region) {
            let here = *self.regions.here();
            self.choose(inputs, &here, value, old)?
        } else {
            value
        };
        self.hold(cell, value);
        Ok(())
    }

    /// Element `index` takes a value in the lanes that are here; `index` is inside the list.
    pub fn scatter(
        &mut self,
        inputs: &Columns<T>,
        index: Value,
        value: Value,
    ) -> Result<(), TooNarrow> {
        for position in 0..self.positions {
            let place = Value::Same(position as i32);
            let mut chosen = self.compare(inputs, Relation::Equal, index, place)?;
            chosen.keep(self.regions.here());
            if !chosen.is_empty() {
                let value = self.choose(inputs, &chosen, value, self.cells[position].value)?;
                self.hold(position, value);
            }
        }
        Ok(())
    }

    /// The element at `index`, which is inside the list in every lane that matters.
    pub fn gather(&mut self, inputs: &Columns<T>, index: Value) -> Result<Value, TooNarrow> {
        let buffer = self.take();
        let mut out = self.lend(buffer);
        let mut from = [Operand::Same(T::ZERO); MAX_POSITIONS];
        let mut result = Ok(());
        for (from, cell) in from.iter_mut().zip(&self.cells[..self.positions]) {
            match self.operand(inputs, cell.value) {
                Ok(operand) => *from = operand,
                Err(error) => result = Err(error),
            }
        }
        if let (Ok(()), Ok(Operand::Lanes(index))) = (result, self.operand(inputs, index)) {
            let from = &from[..self.positions];
            self.kernels.pick(&mut out[..self.groups], index, from);
        }
        self.give_back(buffer, out);
        // The index is compared with every position but the first.
        for _ in 1..self.positions {
            self.count_vectors();
        }
        result.map(|()| Value::Buffer(buffer))
    }

    /// `a op b`. Lanes in which it overflows fault.
    pub fn arithmetic(
        &mut self,
        inputs: &Columns<T>,
        op: Arithmetic,
        a: Value,
        b: Value,
    ) -> Result<Value, TooNarrow> {
        match (op, a, b) {
            (_, Value::Same(a), Value::Same(b)) => {
                let result = match op {
                    Arithmetic::Add => a.checked_add(b),
                    Arithmetic::Sub => a.checked_sub(b),
                };
                if result.is_none() {
                    let here = *self.regions.here();
                    self.regions.fault(OVERFLOW, &here);
                }
                return Ok(Value::Same(result.unwrap_or(0)));
            }
            (_, a, Value::Same(0)) => return Ok(a),
            (Arithmetic::Add, Value::Same(0), b) => return Ok(b),
            _ => {}
        }
        let buffer = self.take();
        let mut out = self.lend(buffer);
        let wrapped = self.combine(inputs, op, a, b, &mut out[..self.groups]);
        self.give_back(buffer, out);
        if wrapped? {
            self.count_vectors();
            let mut lanes = Bits::none(self.groups);
            let (a, b) = (self.operand(inputs, a)?, self.operand(inputs, b)?);
            self.kernels.overflow(op, lanes.words_mut(), a, b);
            lanes.keep(self.regions.here());
            if !lanes.is_empty() {
                if size_of::<T>() < size_of::<i32>() {
                    return Err(TooNarrow::Value);
                }
                self.regions.fault(OVERFLOW, &lanes);
            }
        }
        Ok(Value::Buffer(buffer))
    }

    fn combine(
        &self,
        inputs: &Columns<T>,
        op: Arithmetic,
        a: Value,
        b: Value,
        out: &mut [Group<T>],
    ) -> Result<bool, TooNarrow> {
        let (a, b) = (self.operand(inputs, a)?, self.operand(inputs, b)?);
        Ok(self.kernels.combine(op, out, a, b))
    }

    /// The lanes, here or not, in which `a relation b` holds.
    pub fn compare(
        &mut self,
        inputs: &Columns<T>,
        relation: Relation,
        a: Value,
        b: Value,
    ) -> Result<Bits, TooNarrow> {
        self.count_vectors();
        let mut lanes = Bits::none(self.groups);
        let (a, b) = (self.operand(inputs, a)?, self.operand(inputs, b)?);
        self.kernels.compare(relation, lanes.words_mut(), a, b);
        Ok(lanes)
    }

    /// `a` in the lanes of `mask`, `b` in the others.
    fn choose(
        &mut self,
        inputs: &Columns<T>,
        mask: &Bits,
        a: Value,
        b: Value,
    ) -> Result<Value, TooNarrow> {
        if let (Value::Same(a), Value::Same(b)) = (a, b)
            && a == b
        {
            return Ok(Value::Same(a));
        }
        let buffer = self.take();
        let mut out = self.lend(buffer);
        let result = match (self.operand(inputs, a), self.operand(inputs, b)) {
            (Ok(a), Ok(b)) => {
                self.kernels
                    .select(&mut out[..self.groups], mask.words(), a, b);
                Ok(Value::Buffer(buffer))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        };
        self.give_back(buffer, out);
        result
    }

    fn operand<'a>(
        &'a self,
        inputs: &'a Columns<T>,
        value: Value,
    ) -> Result<Operand<'a, T>, TooNarrow> {
        match value {
            Value::Same(value) => T::from_value(value)
                .map(Operand::Same)
                .ok_or(TooNarrow::Value),
            Value::Input(column) => Ok(Operand::Lanes(inputs[usize::from(column)])),
            Value::Buffer(buffer) => Ok(Operand::Lanes(self.buffer(buffer))),
        }
    }

    /// The lanes of a buffer.
    pub fn buffer(&self, buffer: u16) -> &[Group<T>] {
        &self.buffers[usize::from(buffer)].groups[..self.groups]
    }

    // Steps.

    /// Counts the steps of each lane from now on. Only at the start of the program.
    pub fn count_steps(&mut self) {
        let buffer = self.take();
        let mut zeros = self.lend(buffer);
        zeros.fill(Group([T::ZERO; GROUP]));
        self.give_back(buffer, zeros);
        self.buffers[usize::from(buffer)].holders = 1;
        self.counts = Some(buffer);
    }

    /// The lanes that are here take a step; those that pass the limit fault.
    pub fn step(&mut self, inputs: &Columns<T>, limit: u32) -> Result<(), TooNarrow> {
        if let Some(counts) = self.counts {
            return self.step_each(inputs, counts, limit);
        }
        self.steps += 1;
        if self.steps > limit {
            if !self.regions.together() {
                return Err(TooNarrow::Steps);
            }
            let here = *self.regions.here();
            self.regions.fault(STEP_LIMIT, &here);
        }
        Ok(())
    }

    fn step_each(&mut self, inputs: &Columns<T>, counts: u16, limit: u32) -> Result<(), TooNarrow> {
        let here = *self.regions.here();
        let old = Value::Buffer(counts);
        let buffer = self.take();
        let mut more = self.lend(buffer);
        let one = Value::Same(1);
        let more_groups = &mut more[..self.groups];
        let result = self.combine(inputs, Arithmetic::Add, old, one, more_groups);
        self.give_back(buffer, more);
        result?;
        let Value::Buffer(new) = self.choose(inputs, &here, Value::Buffer(buffer), old)? else {
            return Err(TooNarrow::Value);
        };
        let limit = Value::Same(i32::try_from(limit).unwrap_or(i32::MAX));
        let past = self.compare(inputs, Relation::Greater, Value::Buffer(new), limit)?;
        self.regions.fault(STEP_LIMIT, &past);
        self.buffers[usize::from(new)].holders += 1;
        self.release(counts);
        self.counts = Some(new);
        Ok(())
    }

    /// Buffers for the elements, which they hold from now on.
    pub fn outputs(&mut self) -> Vec<u16> {
        (0..self.positions)
            .map(|position| {
                let buffer = self.take();
                self.hold(position, Value::Buffer(buffer));
                buffer
            })
            .collect()
    }

    /// The list of one lane, into the buffers that hold the elements.
    pub fn put(&mut self, outputs: &[u16], lane: usize, list: &[i32]) {
        for (buffer, value) in outputs.iter().zip(list) {
            let groups = &mut self.buffers[usize::from(*buffer)].groups;
            if let Some(value) = T::from_value(*value) {
                groups[lane / GROUP].0[lane % GROUP] = value;
            }
        }
    }

    // Buffers.

    /// Frees what nothing holds after the last statement.
    pub fn begin_statement(&mut self) {
        while let Some(buffer) = self.loose.pop() {
            if self.buffers[usize::from(buffer)].holders == 0 {
                self.free.push(buffer);
            }
        }
    }

    fn hold(&mut self, cell: usize, value: Value) {
        if let Value::Buffer(buffer) = value {
            self.buffers[usize::from(buffer)].holders += 1;
        }
        let old = std::mem::replace(&mut self.cells[cell].value, value);
        if let Value::Buffer(buffer) = old {
            self.release(buffer);
        }
    }

    fn release(&mut self, buffer: u16) {
        let slot = &mut self.buffers[usize::from(buffer)];
        slot.holders -= 1;
        // Until the statement ends its value may still be read.
        if slot.holders == 0 && !self.loose.contains(&buffer) {
            self.loose.push(buffer);
        }
    }

    /// An operation on a vector for each lane of the block.
    fn count_vectors(&mut self) {
        self.vectors += (self.groups * size_of::<T>()) as u64;
    }

    fn take(&mut self) -> u16 {
        self.count_vectors();
        let buffer = self.free.pop().unwrap_or_else(|| {
            self.buffers.push(Buffer {
                groups: vec![Group([T::ZERO; GROUP]); BLOCK_GROUPS],
                holders: 0,
            });
            (self.buffers.len() - 1) as u16
        });
        self.loose.push(buffer);
        buffer
    }

    /// Takes a buffer out, so that others can be read while it is written.
    fn lend(&mut self, buffer: u16) -> Vec<Group<T>> {
        std::mem::take(&mut self.buffers[usize::from(buffer)].groups)
    }

    fn give_back(&mut self, buffer: u16, groups: Vec<Group<T>>) {
        self.buffers[usize::from(buffer)].groups = groups;
    }
}

/// The longest list.
pub(super) const MAX_POSITIONS: usize = 10;
