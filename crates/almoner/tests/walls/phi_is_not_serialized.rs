//! Identified data can not be written into an answer.

fn main() {
    let record: almoner_base::Phi<Vec<almoner_vault::Record>> = almoner_base::Phi::new(Vec::new());
    let _json = serde_json::to_string(&record);
}
