//! Small improvements of the text that need no knowledge of terms.

use super::dead::without_dead;
use super::tree::Stmt;

/// The same statements, tidier.
pub(super) fn polish(body: Vec<Stmt>) -> Vec<Stmt> {
    without_dead(body)
}
