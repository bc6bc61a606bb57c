//! Writes the description of the PHI zone's routes: `cargo run -p almoner-phi --example openapi > docs/reference/openapi-phi.json`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(almoner_phi::openapi::text().as_bytes())
}
