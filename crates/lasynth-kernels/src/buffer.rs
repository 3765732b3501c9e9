//! Working memory that is handed on from call to call.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};

/// Floats kept for later calls, at most.
const KEPT: usize = 1 << 26;
/// Shorter buffers come from the allocator: it is quick with them.
const LEAST: usize = 1 << 12;

/// Free buffers, oldest first, and their length together.
static POOL: Mutex<(Vec<Vec<f32>>, usize)> = Mutex::new((Vec::new(), 0));

/// Floats from a process-wide pool, given back on drop.
///
/// Fresh memory of several megabytes a call costs more in page faults than the products in it.
#[derive(Debug)]
pub struct Buffer {
    values: Vec<f32>,
    len: usize,
}

impl Buffer {
    /// `len` floats of any value.
    pub fn new(len: usize) -> Buffer {
        let mut values = None;
        if len >= LEAST {
            let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
            let (free, total) = &mut *pool;
            let fit = free
                .iter()
                .enumerate()
                .filter(|(_, b)| b.len() >= len && b.len() / 2 <= len)
                .min_by_key(|(_, b)| b.len())
                .map(|(i, _)| i);
            values = fit.map(|i| free.remove(i));
            *total -= values.as_ref().map_or(0, Vec::len);
        }
        Buffer {
            values: values.unwrap_or_else(|| vec![0.0; len]),
            len,
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.values);
        if values.len() < LEAST {
            return;
        }
        let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
        let (free, total) = &mut *pool;
        *total += values.len();
        free.push(values);
        // The oldest go: sizes that are no longer asked for must not fill the pool.
        while *total > KEPT {
            *total -= free.remove(0).len();
        }
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        let mut copy = Buffer::new(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.values[..self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[..self.len]
    }
}

/// A vector of `len` floats that `write` fills through a pointer, without zeroing it first.
///
/// # Safety
/// `write` must write all `len` floats.
pub(crate) unsafe fn written(len: usize, write: impl FnOnce(*mut f32)) -> Vec<f32> {
    let mut values = Vec::with_capacity(len);
    write(values.as_mut_ptr());
    // SAFETY: the capacity is there and the caller's `write` initialised all of it.
    unsafe { values.set_len(len) };
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_comes_back_in_the_length_asked_for() {
        // A length that no other test uses, so that the buffer found is this one.
        let mut first = Buffer::new(1_234_567);
        first.fill(3.0);
        let start = first.as_ptr();
        drop(first);
        let second = Buffer::new(1_234_560);
        assert_eq!(second.len(), 1_234_560);
        assert_eq!(second.as_ptr(), start);
        assert_eq!(second.clone()[..], second[..]);
    }
}
