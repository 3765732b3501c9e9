use lasynth_lists::*;
#[test]
fn dbg() {
    use Term::Apply as A;
    let a = || Term::Argument(0);
    let body = A(Op::CountGroups, vec![A(Op::Runs, vec![A(Op::Reverse, vec![A(Op::Interleave, vec![a(), A(Op::Scan, vec![Term::Variable(0, Role::Index), Term::Constant(1), a()])])])])]);
    let f = lasynth_lists::emit::c_function(&Function { arguments: vec![Type::List], body }, "f");
    eprintln!("{}", f.text);
}
