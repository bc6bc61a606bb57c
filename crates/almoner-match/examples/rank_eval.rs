//! Scores `rank` on a collection with graded judgments:
//! `cargo run --release -p almoner-match --example rank_eval -- collection.csv topics.csv qrels.csv`.
//!
//! The collection has `id,title,summary,gender,min_age,max_age`, topics `patient_id,description`, judgments
//! `qid,docid,rel`. Prints nDCG@10 (gain 2^rel - 1, all judged trials of the topic as the ideal) and recall@500 (rel of 1 or
//! more), averaged over topics that have a relevant trial.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an evaluation prints its figures")]

use std::collections::BTreeMap;
use std::process::ExitCode;

use almoner_base::NctId;
use almoner_match::TrialIndex;
use almoner_terms::Terms;
use almoner_trials::{AgeLimit, EnrolledSex, TrialRecord};

fn main() -> ExitCode {
    let files: Vec<Vec<Vec<String>>> =
        std::env::args().skip(1).filter_map(|path| std::fs::read_to_string(path).ok()).map(|text| table(&text)).collect();
    let [collection, topics, judgments] = files.as_slice() else {
        eprintln!("usage: rank_eval collection.csv topics.csv qrels.csv");
        return ExitCode::from(2);
    };
    let mut index = TrialIndex::new(Terms::builtin(), collection.iter().filter_map(|row| trial(row)).collect());
    let mut gold: BTreeMap<&str, BTreeMap<NctId, u32>> = BTreeMap::new();
    for row in judgments {
        if let [topic, trial, relevance] = row.as_slice()
            && let (Ok(trial), Ok(relevance)) = (NctId::parse(trial), relevance.parse())
        {
            gold.entry(topic).or_default().insert(trial, relevance);
        }
    }
    let (mut ndcg, mut recall, mut count) = (0.0, 0.0, 0.0);
    for row in topics {
        let [topic, note] = row.as_slice() else { continue };
        let Some(judged) = gold.get(topic.as_str()).filter(|judged| judged.values().any(|rel| *rel > 0)) else { continue };
        let ranked = index.rank(note, 500);
        let rel = |trial: &NctId| judged.get(trial).copied().unwrap_or(0);
        let gains: Vec<u32> = ranked.iter().map(|one| rel(&one.nct_id)).collect();
        let mut ideal: Vec<u32> = judged.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let found = gains.iter().filter(|rel| **rel > 0).count() as f64;
        let relevant = ideal.iter().filter(|rel| **rel > 0).count() as f64;
        println!("{topic}\tnDCG@10 {:.3}\trecall@500 {:.3}", dcg(&gains) / dcg(&ideal), found / relevant);
        ndcg += dcg(&gains) / dcg(&ideal);
        recall += found / relevant;
        count += 1.0;
    }
    println!("{count} topics: nDCG@10 {:.3}, recall@500 {:.3}", ndcg / count, recall / count);
    ExitCode::SUCCESS
}

fn dcg(gains: &[u32]) -> f64 {
    let gain = |(place, rel): (f64, &u32)| (f64::from(*rel).exp2() - 1.0) / (place + 1.0).log2();
    (1..=10).map(f64::from).zip(gains).map(gain).sum()
}

fn trial(row: &[String]) -> Option<TrialRecord> {
    let [id, title, summary, gender, min_age, max_age] = row else { return None };
    let mut trial = TrialRecord::new(NctId::parse(id).ok()?, String::new());
    trial.title = Some(title.clone());
    trial.summary = Some(summary.clone());
    trial.sex = match gender.as_str() {
        "Female" => EnrolledSex::Female,
        "Male" => EnrolledSex::Male,
        _ => EnrolledSex::All,
    };
    trial.min_age = AgeLimit::parse(min_age);
    trial.max_age = AgeLimit::parse(max_age);
    Some(trial)
}

/// CSV with quoted fields (RFC 4180), without its first line.
fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.into_iter().skip(1).collect()
}
