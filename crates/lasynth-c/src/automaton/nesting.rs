//! Open blocks and open groups of a condition, packed into a few words.

/// What a block is the body of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    Then,
    Else,
    For,
}

/// Open blocks, the body of the function not counted. 256 plain tokens have room for 40 of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blocks {
    kinds: u128,
    depth: u8,
    loops: u8,
}

impl Blocks {
    pub fn depth(&self) -> u8 {
        self.depth
    }

    pub fn in_loop(&self) -> bool {
        self.loops > 0
    }

    /// Whether the innermost block is the first branch of an `if`.
    pub fn in_then(&self) -> bool {
        self.depth > 0 && self.kinds & 3 == Block::Then as u128
    }

    pub fn open(&mut self, block: Block) {
        debug_assert!(self.depth < 64);
        self.kinds = self.kinds << 2 | block as u128;
        self.depth += 1;
        self.loops += u8::from(block == Block::For);
    }

    pub fn close(&mut self) {
        self.loops -= u8::from(self.kinds & 3 == Block::For as u128);
        self.kinds >>= 2;
        self.depth -= 1;
    }
}

/// What a group must contain, or its parentheses would be redundant; in ascending order of strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A comparison, `&&` or `||`: after `!`.
    Compound,
    /// `&&` or `||`: right of `&&`.
    Junction,
    /// `||`: right of `||`, or on the left of `&&`.
    Or,
}

/// A parenthesis of a condition, or the whole condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    pub need: Need,
    /// Whether it contains what it needs.
    pub met: bool,
    /// It stands first, so that `&&` must follow, or its parentheses would be redundant.
    pub follow: bool,
    /// It contains `||`.
    or: bool,
    /// It contains `&&` since the last `||`.
    and: bool,
}

impl Group {
    pub fn new(need: Need, follow: bool) -> Group {
        Group {
            need,
            met: false,
            follow,
            or: false,
            and: false,
        }
    }

    /// What `&&` and its operand cost; the printer writes parentheses around `&&` within `||`.
    pub fn and_price(&self) -> u16 {
        let paid = !self.met && self.need <= Need::Junction;
        let within_or = self.or || !self.met && self.need == Need::Or;
        u16::from(!paid) * 2 + u16::from(within_or && !self.and) * 2
    }

    /// What `||` and its operand cost.
    pub fn or_price(&self) -> u16 {
        if !self.met {
            return 0;
        }
        2 + u16::from(self.and && !self.or) * 2
    }

    /// What a comparison and its right side cost.
    pub fn cmp_price(&self) -> u16 {
        let paid = !self.met && self.need == Need::Compound;
        u16::from(!paid) * 2
    }
}

/// Open groups of one condition. Each costs at least 4 plain tokens, so 64 places are enough.
#[derive(Clone, Copy, Debug)]
pub struct Groups {
    /// The innermost, or the whole condition.
    pub current: Group,
    depth: u8,
    outer: [Group; 64],
}

impl Default for Groups {
    fn default() -> Self {
        let top = Group {
            met: true,
            ..Group::new(Need::Compound, false)
        };
        Groups {
            current: top,
            depth: 0,
            outer: [top; 64],
        }
    }
}

impl Groups {
    pub fn depth(&self) -> u8 {
        self.depth
    }

    pub fn compare(&mut self) {
        self.current.met |= self.current.need == Need::Compound;
    }

    pub fn and(&mut self) {
        self.current.met |= self.current.need <= Need::Junction;
        self.current.and = true;
    }

    pub fn or(&mut self) {
        self.current.met = true;
        self.current.or = true;
        self.current.and = false;
    }

    pub fn open(&mut self, group: Group) {
        self.outer[usize::from(self.depth)] = self.current;
        self.current = group;
        self.depth += 1;
    }

    /// Closes the innermost group and returns it.
    pub fn close(&mut self) -> Group {
        self.depth -= 1;
        std::mem::replace(&mut self.current, self.outer[usize::from(self.depth)])
    }
}
