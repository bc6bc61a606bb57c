//! Notes: what de-identification finds and what it takes by mistake.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::answer::{field, list, span, word};
use super::criteria::write_lines;
use super::score::ratio;
use super::{Ground, Outcome, columns, percent, table, thousands, threads};

/// Fictional visit notes.
pub(super) const VISITS: &str = "deid/aci_bench";
/// Text is repeated up to this many bytes to measure speed, so that the start does not count.
const ENOUGH: usize = 16 << 20;

/// Fictional notes, read for speed and for what is taken though it identifies nobody.
pub(super) fn redaction(ground: &Ground) -> Result<Outcome, String> {
    let Some(notes) = visits(ground)? else { return Ok(Outcome::Absent(VISITS)) };
    let bytes: usize = notes.iter().map(String::len).sum();
    let words: usize = notes.iter().map(|note| note.split_whitespace().count()).sum();
    let answers = redact(ground, &notes, 1)?.0;
    let copies = ENOUGH.div_ceil(bytes.max(1));
    let cost = redact(ground, &notes, copies)?.1;
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    for row in answers.iter().flat_map(|answer| list(answer, "spans")) {
        *taken.entry(word(row, "category").to_owned()).or_default() += 1;
    }
    let rate = |count: u64| format!("{:.2}", ratio(1000.0 * count as f64, words as f64));
    let mut rows: Vec<Vec<String>> =
        taken.iter().map(|(category, count)| vec![category.clone(), thousands(*count), rate(*count)]).collect();
    let all = taken.values().sum();
    rows.push(vec!["all".to_owned(), thousands(all), rate(all)]);
    let mut text = table(&["category", "spans", "per 1,000 words"], &rows);
    text.push_str(&format!(
        "\n{} fictional visit notes, {} words. They hold invented names, dates and places beside much that only looks like \
         them, so these counts bound over-redaction from above. Speed: {:.1} MB/s in one process of {} threads ({} copies, \
         {:.1} MB in {:.1} s with start and JSON).\n",
        notes.len(),
        thousands(words as u64),
        (bytes * copies) as f64 / 1e6 / cost,
        threads(),
        copies,
        (bytes * copies) as f64 / 1e6,
        cost,
    ));
    Ok(Outcome::Measured(text))
}

/// The texts of the visit notes, or `None` where they are not there.
pub(super) fn visits(ground: &Ground) -> Result<Option<Vec<String>>, String> {
    let Some(folder) = ground.data(VISITS) else { return Ok(None) };
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    let mut notes = Vec::new();
    for file in &files {
        notes.extend(columns(file, ["note"])?.into_iter().map(|[note]| note));
    }
    Ok(Some(notes))
}

/// Runs `deid text` over the notes so many times over; gives the answers of the first time and the seconds.
fn redact(ground: &Ground, notes: &[String], copies: usize) -> Result<(Vec<Value>, f64), String> {
    let lines = (0..copies).flat_map(|_| notes.iter().enumerate()).map(|(id, text)| json!({ "id": id, "text": text }));
    redact_lines(ground, lines, notes.len())
}

/// Runs `deid text` over lines; gives the first answers and the seconds.
fn redact_lines(ground: &Ground, lines: impl Iterator<Item = Value>, first: usize) -> Result<(Vec<Value>, f64), String> {
    let (input, output) = (ground.scratch("notes.jsonl"), ground.scratch("redacted.jsonl"));
    write_lines(&input, lines)?;
    let [from, to] = [&input, &output].map(|path| path.display().to_string());
    let cost = ground.program.lines(&["deid", "text", "--input", &from, "--output", &to], &mut |_| {})?;
    let answers = fs::read_to_string(&output).map_err(|error| format!("the answers can not be read: {error}"))?;
    let answers: Vec<Value> =
        answers.lines().take(first).map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
    if answers.len() != first || answers.iter().any(|answer| field(answer, "spans").is_null()) {
        return Err("`deid text` left notes without an answer".to_owned());
    }
    Ok((answers, cost.seconds))
}

/// The sample hospital's notes, whose identifiers are marked; read without and with what the record knows.
pub(super) fn gold(ground: &Ground) -> Result<Outcome, String> {
    let hospital = ground.scratch("hospital");
    let folder = hospital.display().to_string();
    ground.program.lines(&["sample", "--patients", "50", "--seed", "11", "--out", &folder], &mut |_| {})?;
    let rows = read_lines(&hospital.join("gold/notes.jsonl"))?;
    let known = known_of(&read_lines(&hospital.join("gold/phi.jsonl"))?);
    let notes: Vec<String> = rows.iter().map(|row| word(row, "text").to_owned()).collect();
    let alone = marks(&rows, &notes, &redact(ground, &notes, 1)?.0);
    let told = |row: &Value| known.get(word(row, "patient")).cloned().unwrap_or_default();
    let lines = rows.iter().map(|row| json!({ "id": word(row, "id"), "text": word(row, "text"), "known": told(row) }));
    let together = marks(&rows, &notes, &redact_lines(ground, lines, notes.len())?.0);
    let head = ["category", "marked", "recall", "partly left", "wholly left", "right category", "recall with the record"];
    let mut table_rows = Vec::new();
    let (mut all, mut all_together) = (Found::default(), Found::default());
    for (category, one) in &alone.found {
        let other = together.found.get(category).copied().unwrap_or_default();
        table_rows.push(one.row(category, other));
        all.merge(*one);
        all_together.merge(other);
    }
    table_rows.push(all.row("all", all_together));
    let mut text = table(&head, &table_rows);
    text.push_str(&format!(
        "\nThe synthetic hospital's notes (50 patients, seed 11, {} notes), each by itself; the last column with what the record \
         knows of the patient and the hospital's staff and places. A mark is found if no letter or digit of it is left. Of {} \
         marked spans that must stay, such as drug names and values, {} were touched ({}), and with the record {} ({}). These \
         notes come from templates of this project, and real notes are more varied: do not read the recall as that of a \
         hospital's notes.\n",
        notes.len(),
        thousands(alone.kept),
        thousands(alone.touched),
        percent(alone.touched, alone.kept),
        thousands(together.touched),
        percent(together.touched, together.kept),
    ));
    Ok(Outcome::Measured(text))
}

fn read_lines(path: &Path) -> Result<Vec<Value>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("the gold files can not be read: {error}"))?;
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// What `deid text` is told of each patient: the patient's own identifiers, and those of everybody who belongs to the
/// hospital.
fn known_of(rows: &[Value]) -> BTreeMap<String, Value> {
    let (mut shared, mut patients) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        match word(row, "resource").split_once('/') {
            Some(("Patient", id)) => gather(row, patients.entry(id.to_owned()).or_default()),
            _ => gather(row, &mut shared),
        }
    }
    let with_shared = |(id, mut own): (String, Groups)| {
        for (group, texts) in &shared {
            own.entry(group).or_default().extend(texts.iter().cloned());
        }
        (id, json!(own))
    };
    patients.into_iter().map(with_shared).collect()
}

type Groups = BTreeMap<&'static str, Vec<String>>;

fn gather(row: &Value, groups: &mut Groups) {
    let of_person = ["Patient/", "Practitioner/"].iter().any(|kind| word(row, "resource").starts_with(kind));
    for identifier in list(row, "identifiers") {
        let text = word(identifier, "text");
        let digits = text.bytes().any(|byte| byte.is_ascii_digit());
        let group = match (word(identifier, "category"), digits) {
            ("NAME", _) if of_person => "names",
            ("NAME", _) => "organizations",
            ("GEO", true) => "addresses",
            ("GEO", false) => "places",
            ("DATE", _) => "dates",
            ("PHONE", _) => "phones",
            ("EMAIL", _) => "emails",
            ("MRN", _) => "mrns",
            ("SSN", _) => "ssns",
            _ => "ids",
        };
        groups.entry(group).or_default().push(text.to_owned());
    }
}

/// What became of the marked spans.
#[derive(Default)]
struct Marks {
    found: BTreeMap<String, Found>,
    kept: u64,
    touched: u64,
}

fn marks(rows: &[Value], notes: &[String], answers: &[Value]) -> Marks {
    let mut marks = Marks::default();
    for ((row, note), answer) in rows.iter().zip(notes).zip(answers) {
        let covered = Covered::of(note, answer);
        for mark in list(row, "spans") {
            let category = word(mark, "category");
            marks.found.entry(category.to_owned()).or_default().add(&covered, span(mark), category);
        }
        for mark in list(row, "keep") {
            marks.kept += 1;
            marks.touched += u64::from(covered.touches(span(mark)));
        }
    }
    marks
}

/// Which characters of a note were taken, and as what.
struct Covered {
    letters: Vec<bool>,
    spans: Vec<(usize, usize, String)>,
}

impl Covered {
    fn of(note: &str, answer: &Value) -> Self {
        let spans = list(answer, "spans").iter().map(|row| {
            let (start, end) = span(row);
            (start, end, word(row, "category").to_owned())
        });
        Self { letters: note.chars().map(char::is_alphanumeric).collect(), spans: spans.collect() }
    }

    fn at(&self, place: usize) -> Option<&str> {
        self.spans.iter().find(|(start, end, _)| (*start..*end).contains(&place)).map(|(_, _, category)| category.as_str())
    }

    fn touches(&self, (start, end): (usize, usize)) -> bool {
        self.spans.iter().any(|(from, to, _)| *from < end && *to > start)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Found {
    marked: u64,
    whole: u64,
    part: u64,
    right: u64,
}

impl Found {
    fn add(&mut self, covered: &Covered, (start, end): (usize, usize), category: &str) {
        let letters: Vec<usize> = (start..end).filter(|place| covered.letters.get(*place) == Some(&true)).collect();
        let taken: Vec<&str> = letters.iter().filter_map(|place| covered.at(*place)).collect();
        self.marked += 1;
        if taken.len() == letters.len() {
            self.whole += 1;
            self.right += u64::from(taken.iter().all(|one| *one == category));
        } else if !taken.is_empty() {
            self.part += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.marked += other.marked;
        self.whole += other.whole;
        self.part += other.part;
        self.right += other.right;
    }

    fn recall(self) -> String {
        format!("{:.4}", ratio(self.whole as f64, self.marked as f64))
    }

    fn row(self, name: &str, together: Self) -> Vec<String> {
        vec![
            name.to_owned(),
            thousands(self.marked),
            self.recall(),
            thousands(self.part),
            thousands(self.marked - self.whole - self.part),
            percent(self.right, self.whole),
            together.recall(),
        ]
    }
}

#[cfg(test)]
mod tests;
