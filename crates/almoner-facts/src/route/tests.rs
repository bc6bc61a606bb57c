//! Routes and families of routes.

use super::Route;

#[test]
fn a_family_holds_its_routes_and_leaves_open_which_one_it_was() {
    assert_eq!(Route::Oral.is_a(Route::Systemic), Some(true));
    assert_eq!(Route::Intravenous.is_a(Route::Parenteral), Some(true));
    assert_eq!(Route::Inhaled.is_a(Route::Systemic), Some(false));
    assert_eq!(Route::Oral.is_a(Route::Intravenous), Some(false));
    assert_eq!(Route::Oral.is_a(Route::Parenteral), Some(false));
    assert_eq!(Route::Parenteral.is_a(Route::Subcutaneous), None);
    assert_eq!(Route::Systemic.is_a(Route::Oral), None);
    assert_eq!(Route::Systemic.is_a(Route::Inhaled), Some(false));
    assert_eq!(Route::Topical.is_a(Route::Ophthalmic), None);
}

#[test]
fn every_route_is_itself_and_has_a_name_of_its_own() {
    for route in Route::ALL {
        assert_eq!(route.is_a(route), Some(true));
        assert_eq!(Route::ALL.into_iter().filter(|other| other.name() == route.name()).count(), 1);
    }
}
