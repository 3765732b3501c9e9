//! The role of an affine form: where in a decision table it stands. Random programs have other forms
//! in each.

use crate::skeleton::{FAULT, Skeleton};

/// Where a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// In a behaviour without tests.
    Straight,
    /// The same in all cells.
    Everywhere,
    /// The only form of its position; other cells leave the position as it was.
    Alone,
    /// One of several forms of its position.
    Several,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [Role::Straight, Role::Everywhere, Role::Alone, Role::Several];
}

/// Where the forms of a position stand.
pub fn role_of(skeleton: &Skeleton, position: usize) -> Role {
    if skeleton.tests().is_empty() {
        Role::Straight
    } else {
        role_of_groups(skeleton.groups(position))
    }
}

/// The same where there are tests, given what the position does in each cell.
pub fn role_of_groups(groups: &[u8]) -> Role {
    if groups.iter().any(|&group| (2..FAULT).contains(&group)) {
        Role::Several
    } else if groups.contains(&0) {
        Role::Alone
    } else {
        Role::Everywhere
    }
}
