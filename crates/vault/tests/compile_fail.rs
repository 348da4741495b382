//! What the compiler refuses to do with keys and opened values. Each file says why.

#[test]
fn keys_and_opened_values_have_no_way_out_but_the_named_ones() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
