//! Changes of proteins in the forms that laboratories write.

use super::short;

#[test]
fn a_change_of_a_protein_is_read_in_three_letters_and_in_one() {
    for (written, expected) in [
        ("p.Leu858Arg", "l858r"),
        ("p.(Leu858Arg)", "l858r"),
        ("NP_005219.2:p.Leu858Arg", "l858r"),
        ("L858R", "l858r"),
        ("p.V600E", "v600e"),
        ("p.Phe508del", "f508del"),
    ] {
        assert_eq!(short(written).as_deref(), Some(expected), "{written}");
    }
    for other in
        ["", "p.?", "p.(Leu858_Ala859insVal)", "p.Arg97ProfsTer23", "c.2573T>G", "p.858", "p.Leu", "p.Leu858Arg and more"]
    {
        assert_eq!(short(other), None, "{other}");
    }
}
