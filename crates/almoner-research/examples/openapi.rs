//! Writes docs/reference/openapi.json.

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/openapi.json");
    std::fs::write(path, almoner_research::api::openapi::text())
}
