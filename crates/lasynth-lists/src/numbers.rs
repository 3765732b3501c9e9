//! What operators without a body do to plain numbers and lists. The evaluator and the banks of the
//! search share these functions, so that both agree on every value.

use crate::{Op, Stop};

/// Elements that a list inside of a term may have.
pub const LONGEST: usize = 1 << 16;

/// Elements of a list of lists, those of all lists together.
const MOST_IN_GROUPS: usize = 1 << 20;

/// An operator from integers to an integer; `b` does not matter where it takes one.
///
/// # Errors
/// Where C has no value.
pub fn apply_int(op: Op, a: i32, b: i32) -> Result<i32, Stop> {
    let exact = |value: Option<i32>| value.ok_or(Stop::Overflow);
    match op {
        Op::Add => exact(a.checked_add(b)),
        Op::Sub => exact(a.checked_sub(b)),
        Op::Mul => exact(a.checked_mul(b)),
        Op::Div | Op::Mod if b == 0 => Err(Stop::Missing),
        Op::Div => exact(a.checked_div(b)),
        Op::Mod => exact(a.checked_rem(b)),
        Op::Min2 => Ok(a.min(b)),
        Op::Max2 => Ok(a.max(b)),
        Op::Gcd => gcd(a, b),
        Op::Pow => match u32::try_from(b) {
            Err(_) => Err(Stop::Missing),
            Ok(exponent) => power(a, exponent),
        },
        Op::Abs => exact(a.checked_abs()),
        Op::Sign => Ok(a.signum()),
        _ => unreachable!("{op:?} is no operator from integers to an integer"),
    }
}

/// Euclid's algorithm, as C code would have it: on absolute values.
fn gcd(a: i32, b: i32) -> Result<i32, Stop> {
    let (mut a, mut b) = (
        a.checked_abs().ok_or(Stop::Overflow)?,
        b.checked_abs().ok_or(Stop::Overflow)?,
    );
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Ok(a)
}

/// Repeated multiplication, where every partial product counts.
fn power(base: i32, exponent: u32) -> Result<i32, Stop> {
    if (-1..=1).contains(&base) {
        return Ok(base.pow(exponent % 2 + if exponent >= 2 { 2 } else { 0 }));
    }
    base.checked_pow(exponent).ok_or(Stop::Overflow)
}

/// An operator from a list to an integer. Sums and products overflow where a partial one does.
///
/// # Errors
/// Where C has no value.
pub fn reduce(op: Op, list: &[i32]) -> Result<i32, Stop> {
    let existing = |value: Option<&i32>| value.copied().ok_or(Stop::Missing);
    match op {
        Op::Len => i32::try_from(list.len()).map_err(|_| Stop::Overflow),
        Op::First => existing(list.first()),
        Op::Last => existing(list.last()),
        Op::Max => existing(list.iter().max()),
        Op::Min => existing(list.iter().min()),
        Op::Sum => (list.iter())
            .try_fold(0i32, |sum, item| sum.checked_add(*item))
            .ok_or(Stop::Overflow),
        Op::Product => (list.iter())
            .try_fold(1i32, |product, item| product.checked_mul(*item))
            .ok_or(Stop::Overflow),
        _ => unreachable!("{op:?} is no operator from a list to an integer"),
    }
}

/// An operator from a list and an integer to an integer.
///
/// # Errors
/// Where C has no value.
pub fn look_up(op: Op, list: &[i32], value: i32) -> Result<i32, Stop> {
    let count = |holds: &dyn Fn(i32) -> bool| list.iter().filter(|item| holds(**item)).count();
    let found = match op {
        Op::At => {
            let at = usize::try_from(value).map_err(|_| Stop::Missing)?;
            return list.get(at).copied().ok_or(Stop::Missing);
        }
        Op::Count => count(&|item| item == value),
        Op::CountLess => count(&|item| item < value),
        Op::CountGreater => count(&|item| item > value),
        Op::Index => (list.iter().position(|item| *item == value)).unwrap_or(list.len()),
        _ => unreachable!("{op:?} is no operator from a list and an integer to an integer"),
    };
    i32::try_from(found).map_err(|_| Stop::Overflow)
}

/// An operator without a body that gives a list, appended to `out`. Operands that the operator does
/// not have do not matter; a number that is `None` is undefined.
///
/// # Errors
/// Where C has no value; `out` may have grown.
pub fn apply_list(
    op: Op,
    lists: [&[i32]; 2],
    numbers: [Option<i32>; 2],
    third: Option<i32>,
    out: &mut Vec<i32>,
) -> Result<(), Stop> {
    let start = out.len();
    let [list, other] = lists;
    let number = |n: usize| numbers[n].ok_or(Stop::Missing);
    let position = |n: usize, end: usize| match usize::try_from(number(n)?) {
        Ok(at) if at < end => Ok(at),
        _ => Err(Stop::Missing),
    };
    match op {
        Op::Nil => {}
        Op::Single => out.push(number(0)?),
        Op::Cons => {
            out.push(number(0)?);
            out.extend_from_slice(list);
        }
        Op::Append => {
            let last = number(0)?;
            out.extend_from_slice(list);
            out.push(last);
        }
        Op::Concat => {
            out.extend_from_slice(list);
            out.extend_from_slice(other);
        }
        Op::Reverse => out.extend(list.iter().rev()),
        Op::Sort => {
            out.extend_from_slice(list);
            out[start..].sort_unstable();
        }
        Op::Unique => {
            for item in list {
                if !out[start..].contains(item) {
                    out.push(*item);
                }
            }
        }
        Op::Tail => out.extend_from_slice(list.get(1..).unwrap_or_default()),
        Op::Init => out.extend_from_slice(&list[..list.len().saturating_sub(1)]),
        Op::Take | Op::Drop | Op::TakeLast | Op::DropLast => {
            if list.is_empty() {
                return Ok(());
            }
            let count = usize::try_from(number(0)?).map_err(|_| Stop::Missing)?;
            let count = count.min(list.len());
            out.extend_from_slice(match op {
                Op::Take => &list[..count],
                Op::Drop => &list[count..],
                Op::TakeLast => &list[list.len() - count..],
                _ => &list[..list.len() - count],
            });
        }
        Op::RemoveAt => {
            let at = position(0, list.len())?;
            out.extend_from_slice(&list[..at]);
            out.extend_from_slice(&list[at + 1..]);
        }
        Op::SetAt => {
            let (at, value) = (position(0, list.len())?, number(1)?);
            out.extend_from_slice(list);
            out[start + at] = value;
        }
        Op::InsertAt => {
            let (at, value) = (position(0, list.len() + 1)?, number(1)?);
            out.extend_from_slice(&list[..at]);
            out.push(value);
            out.extend_from_slice(&list[at..]);
        }
        Op::Swap => {
            let (first, second) = (position(0, list.len())?, position(1, list.len())?);
            out.extend_from_slice(list);
            out.swap(start + first, start + second);
        }
        Op::Interleave => {
            let both = list.len().min(other.len());
            for n in 0..both {
                out.extend([list[n], other[n]]);
            }
            out.extend_from_slice(&list[both..]);
            out.extend_from_slice(&other[both..]);
        }
        Op::Range => range(number(0)?, number(1)?, 1, out)?,
        Op::RangeStep => {
            let step = third.ok_or(Stop::Missing)?;
            range(number(0)?, number(1)?, step, out)?;
        }
        Op::Repeat => {
            let (value, times) = (number(0)?, number(1)?);
            let times = usize::try_from(times).map_err(|_| Stop::Missing)?;
            if times > LONGEST {
                return Err(Stop::Limit);
            }
            out.extend(std::iter::repeat_n(value, times));
        }
        Op::Digits => digits(number(0)?, 10, out)?,
        Op::DigitsBase => digits(number(0)?, number(1)?, out)?,
        Op::Factors => factors(number(0)?, out)?,
        Op::GroupLengths => {
            let runs = list.chunk_by(|a, b| a == b);
            out.extend(runs.map(|run| run.len() as i32));
        }
        Op::GroupHeads => out.extend(list.chunk_by(|a, b| a == b).map(|run| run[0])),
        _ => unreachable!("{op:?} gives no list, or has a body"),
    }
    match out.len() - start <= LONGEST {
        true => Ok(()),
        false => Err(Stop::Limit),
    }
}

fn range(from: i32, to: i32, step: i32, out: &mut Vec<i32>) -> Result<(), Stop> {
    if step == 0 {
        return Err(Stop::Missing);
    }
    let count = (i64::from(to) - i64::from(from)) / i64::from(step);
    let is_empty = (to < from) == (step > 0) && to != from;
    if is_empty {
        return Ok(());
    }
    if count >= LONGEST as i64 {
        return Err(Stop::Limit);
    }
    let item = |n: i64| (i64::from(from) + n * i64::from(step)) as i32;
    out.extend((0..=count).map(item));
    Ok(())
}

fn digits(number: i32, base: i32, out: &mut Vec<i32>) -> Result<(), Stop> {
    if number < 0 || base < 2 {
        return Err(Stop::Missing);
    }
    let (start, mut rest) = (out.len(), number);
    loop {
        out.push(rest % base);
        rest /= base;
        if rest == 0 {
            break;
        }
    }
    out[start..].reverse();
    Ok(())
}

fn factors(number: i32, out: &mut Vec<i32>) -> Result<(), Stop> {
    if number < 1 {
        return Err(Stop::Missing);
    }
    let (mut rest, mut factor) = (number, 2);
    while factor <= rest / factor {
        match rest % factor {
            0 => {
                out.push(factor);
                rest /= factor;
            }
            _ => factor += 1,
        }
    }
    if rest > 1 {
        out.push(rest);
    }
    Ok(())
}

/// A comparison of two integers.
pub(crate) fn compare(op: Op, a: i32, b: i32) -> bool {
    match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        _ => unreachable!("{op:?} compares no integers"),
    }
}

/// An operator from a list, and for some an integer, to a list of lists, which have
/// 2^20 elements together at most.
///
/// # Errors
/// Where there is no value.
pub fn apply_groups(op: Op, list: &[i32], number: i32) -> Result<Vec<Vec<i32>>, Stop> {
    let size = || match usize::try_from(number) {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(Stop::Missing),
    };
    let groups: Vec<&[i32]> = match op {
        Op::Runs => list.chunk_by(|a, b| a == b).collect(),
        Op::Split => list.split(|item| *item == number).collect(),
        Op::Windows => {
            let size = size()?;
            let count = (list.len() + 1).saturating_sub(size);
            if count * size > MOST_IN_GROUPS {
                return Err(Stop::Limit);
            }
            list.windows(size).collect()
        }
        Op::Chunks => list.chunks(size()?).collect(),
        _ => unreachable!("{op:?} gives no list of lists"),
    };
    Ok(groups.into_iter().map(<[i32]>::to_vec).collect())
}
