//! The kernels of every instruction set against the portable ones, and those against plain
//! arithmetic. A mistake in one set would show on the machines that have it, and nowhere else.

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Lanes that wrap, compare equal and compare unequal in one group or another.
fn lanes<T: Lane>(rng: &mut ChaCha8Rng, extremes: [T; 4]) -> Vec<Group<T>> {
    let draw = |rng: &mut ChaCha8Rng| match rng.random_range(0..6) {
        0 => extremes[rng.random_range(0..4)],
        _ => T::from_value(rng.random_range(-5..=12)).expect("a small value"),
    };
    (0..3)
        .map(|_| Group(std::array::from_fn(|_| draw(rng))))
        .collect()
}

/// What a kernel wrote, and what it returned.
type Written<T> = (Vec<Vec<T>>, Vec<u64>, bool);

/// Everything that the kernels of a level say about two operands.
fn all<T: Lane>(level: Level, a: Operand<T>, b: Operand<T>, index: &[Group<T>]) -> Vec<Written<T>> {
    let kernels = T::kernels(level);
    let groups = index.len();
    let mut written = Vec::new();
    let mut out = vec![Group([T::ZERO; GROUP]); groups];
    let mut mask = vec![0; groups];
    let plain = |out: &[Group<T>]| out.iter().map(|group| group.0.to_vec()).collect();
    for op in [Arithmetic::Add, Arithmetic::Sub] {
        let wrapped = kernels.combine(op, &mut out, a, b);
        kernels.overflow(op, &mut mask, a, b);
        written.push((plain(&out), mask.clone(), wrapped));
    }
    for relation in [Relation::Equal, Relation::Greater] {
        kernels.compare(relation, &mut mask, a, b);
        kernels.select(&mut out, &mask, a, b);
        written.push((plain(&out), mask.clone(), false));
    }
    kernels.pick(&mut out, index, &[a, b, Operand::Same(T::ZERO), a]);
    written.push((plain(&out), Vec::new(), false));
    written
}

fn check<T: Lane + std::fmt::Debug>(extremes: [T; 4]) {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let one = T::from_value(1).expect("a small value");
    for _ in 0..200 {
        let (x, y) = (lanes(&mut rng, extremes), lanes(&mut rng, extremes));
        let index = lanes(&mut rng, extremes);
        for (a, b) in [
            (Operand::Lanes(&x[..]), Operand::Lanes(&y[..])),
            (Operand::Lanes(&x), Operand::Same(one)),
            (Operand::Same(extremes[0]), Operand::Lanes(&y)),
            (Operand::Same(extremes[1]), Operand::Same(one)),
        ] {
            let expected = all(Level::Portable, a, b, &index);
            for &level in Level::available() {
                assert_eq!(all(level, a, b, &index), expected, "{level:?}");
            }
        }
    }
}

#[test]
fn all_instruction_sets_agree() {
    check([i8::MIN, i8::MAX, -1, 0]);
    check([i32::MIN, i32::MAX, -1, 0]);
}

#[test]
fn the_portable_kernels_are_arithmetic() {
    let kernels = i8::kernels(Level::Portable);
    let value = |lane: usize| (lane * 4) as i32 - 128;
    let a = [Group(std::array::from_fn(|lane| value(lane) as i8))];
    let mut out = [Group([0; GROUP])];
    let mut mask = [0];
    for by in [-3_i8, 0, 5, i8::MIN, i8::MAX] {
        for (op, exact) in [(Arithmetic::Add, 1_i32), (Arithmetic::Sub, -1)] {
            let operands = (Operand::Lanes(&a[..]), Operand::Same(by));
            let wrapped = kernels.combine(op, &mut out, operands.0, operands.1);
            kernels.overflow(op, &mut mask, operands.0, operands.1);
            assert_eq!(wrapped, mask != [0]);
            for lane in 0..GROUP {
                let exact = value(lane) + exact * i32::from(by);
                assert_eq!(out[0].0[lane], exact as i8);
                assert_eq!(mask[0] >> lane & 1 == 1, i8::try_from(exact).is_err());
            }
        }
        kernels.compare(
            Relation::Greater,
            &mut mask,
            Operand::Lanes(&a),
            Operand::Same(by),
        );
        for lane in 0..GROUP {
            assert_eq!(mask[0] >> lane & 1 == 1, value(lane) > by.into());
        }
    }
}
