use super::*;

fn graph(edges: &[(&str, &str)]) -> Graph {
    let mut uses: BTreeMap<String, BTreeSet<String>> =
        ROOMS.iter().map(|room| (room.name.to_owned(), BTreeSet::new())).collect();
    for (from, to) in edges {
        uses.entry((*from).to_owned()).or_default().insert((*to).to_owned());
    }
    Graph { uses }
}

#[test]
fn the_workspace_keeps_its_walls() {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
    assert_eq!(check().unwrap(), Vec::<String>::new());
}

#[test]
fn research_that_reaches_the_vault_is_found_even_through_others() {
    let findings = check_graph(&graph(&[("research", "match"), ("match", "helper"), ("helper", "vault")]));
    assert!(findings.iter().any(|finding| finding == "research: reaches vault across the wall"), "{findings:?}");
    assert!(findings.iter().any(|finding| finding == "match: reaches vault across the wall"), "{findings:?}");
}

#[test]
fn pure_crate_with_a_runtime_is_found() {
    let findings = check_graph(&graph(&[("deid", "some-client"), ("some-client", "tokio")]));
    assert_eq!(findings, ["deid: is pure, and reaches tokio"]);
}

#[test]
fn dependency_outside_the_table_is_found() {
    assert_eq!(check_graph(&graph(&[("terms", "facts")])), ["terms: may not depend on facts"]);
}
