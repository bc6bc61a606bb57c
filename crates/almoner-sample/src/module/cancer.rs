//! Cancers with stage, performance status, biomarkers and lines of treatment.

use crate::chart::{Life, Mode, Part, Profile, Smoking};
use crate::concept as c;
use crate::concept::Concept;

/// Performance status: in trials 0 or 1 is asked for.
fn performance(life: &mut Life) {
    let score = if life.fits() { life.rng.range(0, 1) } else { life.rng.range(0, 3) };
    match life.rng.below(2) {
        _ if life.is(Profile::Sparse) => {}
        0 => life.track(&c::ECOG, f64::from(score), 0.0),
        _ => life.say_value(
            c::ECOG.key,
            Part::Findings,
            ("", &format!("ECOG performance status {score}"), "."),
            f64::from(score),
            "{score}",
        ),
    }
}

/// Blood counts that allow treatment.
fn counts(life: &mut Life) {
    let typical = life.fits();
    let all: [(&'static Concept, f64, f64, f64); 3] =
        [(&c::ANC, 1.9, 6.0, 0.8), (&c::PLATELETS, 130.0, 320.0, 70.0), (&c::HEMOGLOBIN, 10.2, 14.0, 7.8)];
    for (what, low, high, worst) in all {
        let value = life.rng.decimal(if typical { low } else { worst }, high, 1);
        life.track_or_miss(what, value, (high - low) / 12.0);
    }
}

fn cancer(life: &mut Life, what: &'static Concept, stage: &'static str, days: i32) -> almoner_base::Date {
    let onset = life.days_ago(days);
    life.problem(what, onset).stage = Some(stage);
    life.say(
        what.key,
        Part::History,
        Mode::Affirmed,
        ("", &format!("{stage} {}", what.text.to_lowercase()), " under treatment."),
    );
    performance(life);
    counts(life);
    onset
}

pub fn lung(life: &mut Life) {
    let typical = life.fits();
    let stage = if typical { "Stage IV" } else { life.rng.pick(&["Stage II", "Stage III", "Stage IV", "Stage IV"]) };
    let onset = cancer(life, &c::NON_SMALL_CELL_LUNG_CANCER, stage, 320);
    if !life.is(Profile::Sparse) {
        let (word, mode) =
            if typical || life.rng.chance(50) { ("positive for", Mode::Affirmed) } else { ("negative for", Mode::Negated) };
        life.say("egfr-mutation", Part::Findings, mode, (&format!("Molecular panel {word} "), "EGFR exon 19 deletion", "."));
        let share = life.rng.range(0, 90);
        life.say_value("pd-l1", Part::Findings, ("", &format!("PD-L1 TPS {share}%"), "."), f64::from(share), "%");
    }
    if life.fits() || life.rng.chance(50) {
        life.takes(&c::OSIMERTINIB, onset);
    } else {
        life.took(&c::CARBOPLATIN, onset, 90);
        life.took(&c::PEMETREXED, onset, 90);
        life.takes(&c::PEMBROLIZUMAB, onset);
    }
    if stage != "Stage IV" {
        life.done(&c::LOBECTOMY, onset);
    }
    if life.is(Profile::Excluded) {
        let date = life.days_ago(100);
        life.problem(&c::BRAIN_METASTASIS, date);
    }
    life.chart.smoking = if life.rng.chance(60) { Smoking::Former } else { Smoking::Never };
    let years = if life.chart.smoking == Smoking::Former { life.rng.range(10, 50) } else { 0 };
    life.chart.pack_years = Some(years);
}

pub fn breast(life: &mut Life) {
    let typical = life.fits();
    let stage = if typical { "Stage IV" } else { life.rng.pick(&["Stage I", "Stage II", "Stage III", "Stage IV"]) };
    let onset = cancer(life, &c::BREAST_CANCER, stage, 500);
    let positive = typical || life.rng.chance(50);
    if !life.is(Profile::Sparse) {
        if positive {
            life.say("her2-status", Part::Findings, Mode::Affirmed, ("", "HER2 positive", " (IHC 3+)."));
        } else {
            life.say(
                "her2-status",
                Part::Findings,
                Mode::Negated,
                ("Tumor is not ", "HER2 positive", " (IHC 1+); ER positive."),
            );
        }
        let fraction = if life.is(Profile::Excluded) { 41.0 } else { life.rng.decimal(56.0, 67.0, 0) };
        life.measure(&c::LVEF, fraction, onset);
        life.track(&c::LVEF, fraction, 2.0);
    }
    if stage == "Stage IV" {
        life.takes(&c::TRASTUZUMAB, onset);
        life.takes(&c::PERTUZUMAB, onset);
        let taxane = life.rng.pick(&[&c::DOCETAXEL, &c::PACLITAXEL]);
        life.took(taxane, onset, 130);
    } else {
        let operation = life.rng.pick(&[&c::LUMPECTOMY, &c::MASTECTOMY]);
        life.done(operation, onset);
        life.done(&c::RADIOTHERAPY, onset);
        let drug = life.rng.pick(&[&c::LETROZOLE, &c::ANASTROZOLE, &c::TAMOXIFEN]);
        life.takes(drug, onset);
    }
}

pub fn prostate(life: &mut Life) {
    let typical = life.fits();
    let stage = if typical { "Stage IV" } else { life.rng.pick(&["Stage II", "Stage III", "Stage IV"]) };
    let onset = cancer(life, &c::PROSTATE_CANCER, stage, 1100);
    let psa = if typical { life.rng.decimal(6.0, 80.0, 1) } else { life.rng.decimal(0.1, 80.0, 1) };
    life.track_or_miss(&c::PSA, psa, 3.0);
    let start = life.days_ago(700);
    life.takes(&c::LEUPROLIDE, start);
    let hormone = if typical { life.rng.decimal(6.0, 38.0, 0) } else { life.rng.decimal(6.0, 300.0, 0) };
    life.track_or_miss(&c::TESTOSTERONE, hormone, 3.0);
    if stage == "Stage IV" {
        life.say(
            "castration-resistant-prostate-cancer",
            Part::History,
            Mode::Affirmed,
            ("Now ", "castration-resistant", " with bone metastases."),
        );
        let start = life.days_ago(300);
        let tablet = life.rng.pick(&[&c::ABIRATERONE, &c::ENZALUTAMIDE]);
        life.took(tablet, start, 200);
    } else {
        life.done(&c::RADICAL_PROSTATECTOMY, onset);
    }
    if life.is(Profile::Excluded) {
        let start = life.days_ago(130);
        life.took(&c::DOCETAXEL, start, 90);
        life.problem(&c::EPILEPSY, start);
    }
}

pub fn colorectal(life: &mut Life) {
    let typical = life.fits();
    let stage = if typical { "Stage IV" } else { life.rng.pick(&["Stage II", "Stage III", "Stage IV"]) };
    let onset = cancer(life, &c::COLORECTAL_CANCER, stage, 420);
    life.done(&c::COLECTOMY, onset);
    let start = life.days_ago(360);
    life.took(&c::OXALIPLATIN, start, 180);
    life.took(&c::FLUOROURACIL, start, 180);
    if !life.is(Profile::Sparse) {
        let mutated = !typical && life.rng.chance(50);
        let mode = if mutated { Mode::Affirmed } else { Mode::Negated };
        let before = if mutated { "Tumor carries a " } else { "No " };
        life.say(
            "kras-mutation",
            Part::Findings,
            mode,
            (before, "KRAS mutation", if mutated { " (G12D)." } else { " detected." }),
        );
    }
    if life.is(Profile::Excluded) {
        let start = life.days_ago(90);
        life.takes(&c::CETUXIMAB, start);
        life.takes(&c::IRINOTECAN, start);
    }
}
