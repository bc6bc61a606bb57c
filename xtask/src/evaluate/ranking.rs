//! Ranking trials for a note: nDCG and recall against graded judgments.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use super::criteria::write_lines;
use super::score::{ndcg, ratio};
use super::{Ground, Outcome, columns, table, thousands};

const FOLDER: &str = "retrieval-sigir2016";
const DEPTH: usize = 500;

pub(super) fn run(ground: &Ground) -> Result<Outcome, String> {
    let Some(folder) = ground.data(FOLDER) else { return Ok(Outcome::Absent(FOLDER)) };
    let collection = columns(&folder.join("collection.csv"), ["id", "title", "summary", "gender", "min_age", "max_age"])?;
    let topics = columns(&folder.join("topics.dev.csv"), ["patient_id", "description"])?;
    let mut judged: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for [topic, trial, grade] in columns(&folder.join("qrels.dev.csv"), ["qid", "docid", "rel"])? {
        judged.entry(topic).or_default().insert(trial, grade.parse().map_err(|_| "a grade is not a number")?);
    }
    let names = ["rank-trials.jsonl", "rank-topics.jsonl", "run.txt"];
    let [trials, notes, output] = names.map(|name| ground.scratch(name));
    write_lines(
        &trials,
        collection.iter().map(|[id, title, summary, sex, min_age, max_age]| {
            json!({ "nct_id": id, "title": title, "summary": summary, "sex": sex, "min_age": min_age, "max_age": max_age,
            "criteria_text": "" })
        }),
    )?;
    write_lines(&notes, topics.iter().map(|[id, note]| json!({ "id": id, "note": note })))?;
    let [trials, notes, to] = [trials, notes, output.clone()].map(|path| path.display().to_string());
    let top = DEPTH.to_string();
    let arguments = ["rank", "--trials", &trials, "--topics", &notes, "--top", &top, "--output", &to];
    let cost = ground.program.lines(&arguments, &mut |_| {})?;
    let written = fs::read_to_string(&output).map_err(|error| format!("the run can not be read: {error}"))?;
    let ranked = read_run(&written);

    let (mut gain, mut recall, mut count) = (0.0, 0.0, 0_u32);
    let none = BTreeMap::new();
    for [topic, _] in &topics {
        let grades = judged.get(topic).unwrap_or(&none);
        let relevant = grades.values().filter(|grade| **grade > 0).count();
        if relevant == 0 {
            continue;
        }
        let places = ranked.get(topic.as_str()).map_or(&[][..], Vec::as_slice);
        let given: Vec<u32> = places.iter().take(DEPTH).map(|trial| grades.get(*trial).copied().unwrap_or(0)).collect();
        let all: Vec<u32> = grades.values().copied().collect();
        gain += ndcg(&given, &all, 10);
        recall += ratio(given.iter().filter(|grade| **grade > 0).count() as f64, relevant as f64);
        count += 1;
    }
    let mean = |sum: f64| format!("{:.3}", ratio(sum, count.into()));
    let mut text = table(
        &["topics", "trials", "nDCG@10", "recall@500", "seconds"],
        &[vec![
            count.to_string(),
            thousands(collection.len() as u64),
            mean(gain),
            mean(recall),
            format!("{:.1}", cost.seconds),
        ]],
    );
    text.push_str(
        "\nMeans over topics that have a relevant trial. Gain is 2^grade - 1 with grades 0, 1, 2; the ideal order is over all \
         judged trials of the topic; a trial without a judgment counts as 0. Recall counts grades 1 and 2. The collection \
         has title, summary, sex and ages, and no eligibility text.\n",
    );
    Ok(Outcome::Measured(text))
}

/// Trials by topic in the order of a TREC run, `topic Q0 trial rank score tag`.
fn read_run(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut ranked: BTreeMap<&str, Vec<(u32, &str)>> = BTreeMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [topic, _, trial, rank, _, _] = words.as_slice() {
            ranked.entry(topic).or_default().push((rank.parse().unwrap_or(u32::MAX), trial));
        }
    }
    ranked
        .into_iter()
        .map(|(topic, mut places)| {
            places.sort_unstable();
            (topic, places.into_iter().map(|(_, trial)| trial).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests;
