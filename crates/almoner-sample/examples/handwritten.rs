//! Writes testdata/deid/handwritten.jsonl from the marked notes beside it; with another folder and file, that file from that folder:
//! `handwritten [FOLDER FILE]`.

use std::error::Error;
use std::fs;

use almoner_sample::marked;

fn main() -> Result<(), Box<dyn Error>> {
    let testdata = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/deid");
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| format!("{testdata}/handwritten"));
    let out = arguments.next().unwrap_or_else(|| format!("{testdata}/handwritten.jsonl"));
    let mut files = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::path);
    let mut lines = String::new();
    for file in files.iter().map(fs::DirEntry::path).filter(|path| path.extension().is_some_and(|e| e == "txt")) {
        for note in marked::parse(&fs::read_to_string(file)?)? {
            lines.push_str(&note.to_json_line());
            lines.push('\n');
        }
    }
    fs::write(out, lines)?;
    Ok(())
}
