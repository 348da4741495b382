//! What the compiler refuses to do with what the gate hands out. Each file says why.

#[test]
fn values_passes_and_keys_leave_the_gate_by_the_named_ways_alone() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
