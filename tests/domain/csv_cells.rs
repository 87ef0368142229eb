//! Cells that a spreadsheet would evaluate.

use training_ladder::domain::csv_cells::{looks_like_formula, neutralise};

#[test]
fn formulas_are_shown_instead_of_evaluated() {
    for (cell, out) in [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
    ] {
        assert!(looks_like_formula(cell), "{cell:?}");
        assert_eq!(neutralise(cell), out);
    }
    for cell in ["", "Ada", "a=b", "a@example.org", "1-2", "'=1", " ", "2027-01-12", "O'Neill"] {
        assert!(!looks_like_formula(cell), "{cell:?}");
        assert_eq!(neutralise(cell), cell);
    }
}
