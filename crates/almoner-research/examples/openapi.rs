//! Writes docs/reference/openapi.json and docs/reference/api.md.

use almoner_research::api::openapi;

fn main() -> std::io::Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference");
    std::fs::write(format!("{folder}/openapi.json"), openapi::text())?;
    std::fs::write(format!("{folder}/api.md"), openapi::markdown())
}
