//! Diabetes, kidneys, heart, vessels, brain vessels.

use crate::chart::{Life, Mode, Part, Profile, Smoking};
use crate::concept as c;

pub fn diabetes(life: &mut Life) {
    let onset = life.years_ago(2, 14);
    life.problem(&c::TYPE_2_DIABETES, onset);
    let metformin = life.years_ago(1, 2);
    life.takes(&c::METFORMIN, metformin);
    let (typical, excluded) = (life.fits(), life.is(Profile::Excluded));
    let a1c = if typical { life.rng.decimal(7.3, 9.8, 1) } else { life.rng.decimal(6.1, 12.4, 1) };
    life.track_or_miss(&c::HBA1C, a1c, 0.7);
    let bmi = life.rng.decimal(26.0, 41.0, 1);
    life.track(&c::BODY_MASS_INDEX, bmi, 0.8);
    let egfr = if typical { life.rng.decimal(62.0, 104.0, 0) } else { life.rng.decimal(32.0, 96.0, 0) };
    life.track_or_miss(&c::EGFR, egfr, 6.0);
    let glucose = life.rng.decimal(118.0, 240.0, 0);
    life.track(&c::GLUCOSE, glucose, 30.0);
    if excluded {
        let start = life.years_ago(1, 3);
        match life.rng.below(3) {
            0 => life.takes(&c::INSULIN_GLARGINE, start),
            1 => life.takes(&c::SEMAGLUTIDE, start),
            _ => life.past(&c::ACUTE_PANCREATITIS, start, 12),
        }
    } else if life.is(Profile::Plain) {
        let start = life.years_ago(1, 4);
        let second =
            [&c::EMPAGLIFLOZIN, &c::DAPAGLIFLOZIN, &c::GLIPIZIDE, &c::SITAGLIPTIN, &c::LIRAGLUTIDE, &c::DULAGLUTIDE];
        let at = life.rng.index(8);
        if let Some(drug) = second.get(at) {
            life.takes(drug, start);
        }
        if life.rng.chance(30) {
            life.problem(&c::DIABETIC_NEPHROPATHY, start);
        }
        if life.rng.chance(40) {
            life.problem(&c::DIABETIC_NEUROPATHY, start);
        }
        if life.rng.chance(30) {
            life.problem(&c::DIABETIC_RETINOPATHY, start);
        }
    }
    if life.rng.chance(30) {
        life.say(
            c::MEDULLARY_THYROID_CARCINOMA.key,
            Part::Family,
            Mode::Negated,
            ("No family history of ", "medullary thyroid carcinoma", " or MEN 2."),
        );
    }
}

pub fn type_1_diabetes(life: &mut Life) {
    let onset = life.years_ago(3, 15);
    life.problem(&c::TYPE_1_DIABETES, onset);
    life.takes(&c::INSULIN_GLARGINE, onset);
    let a1c = life.rng.decimal(6.6, 9.9, 1);
    life.track_or_miss(&c::HBA1C, a1c, 0.6);
    if life.rng.chance(50) {
        let date = life.years_ago(1, 3);
        life.wears(&c::INSULIN_PUMP, date);
    }
}

pub fn hypertension(life: &mut Life) {
    let onset = life.years_ago(3, 18);
    life.problem(&c::HYPERTENSION, onset);
    let start = life.years_ago(1, 3);
    life.takes(&c::AMLODIPINE, start);
    life.takes(&c::LOSARTAN, start);
    if !life.is(Profile::Plain) {
        life.takes(&c::CHLORTHALIDONE, start);
    }
    let high = if life.is(Profile::Plain) { life.rng.decimal(118.0, 158.0, 0) } else { life.rng.decimal(144.0, 172.0, 0) };
    if !life.is(Profile::Sparse) {
        life.track(&c::SYSTOLIC_BP, high, 6.0);
        let low = life.rng.decimal(82.0, 100.0, 0);
        life.track(&c::DIASTOLIC_BP, low, 4.0);
    }
    let egfr = if life.fits() { life.rng.decimal(55.0, 90.0, 0) } else { life.rng.decimal(28.0, 90.0, 0) };
    life.track_or_miss(&c::EGFR, egfr, 5.0);
    if life.is(Profile::Excluded) {
        let date = life.days_ago(75);
        life.problem(&c::ISCHEMIC_STROKE, date);
        life.admitted(date, 4, &c::ISCHEMIC_STROKE);
    }
    if life.rng.chance(40) {
        life.say(
            c::HYPERTENSION.key,
            Part::History,
            Mode::Affirmed,
            ("", "Resistant hypertension", " despite three agents; home cuff readings run high."),
        );
    }
}

pub fn kidney(life: &mut Life) {
    let onset = life.years_ago(2, 9);
    let typical = life.fits();
    let egfr = if typical { life.rng.decimal(30.0, 58.0, 0) } else { life.rng.decimal(15.0, 58.0, 0) };
    life.problem(if egfr < 30.0 { &c::CKD_STAGE_4 } else { &c::CKD_STAGE_3 }, onset);
    life.track_or_miss(&c::EGFR, egfr, 4.0);
    let ratio = if typical { life.rng.decimal(240.0, 1900.0, 0) } else { life.rng.decimal(12.0, 2900.0, 0) };
    life.track_or_miss(&c::ALBUMIN_CREATININE_RATIO, ratio, 60.0);
    let potassium = if typical { life.rng.decimal(4.0, 4.8, 1) } else { life.rng.decimal(4.0, 5.7, 1) };
    life.track_or_miss(&c::POTASSIUM, potassium, 0.3);
    let creatinine = life.rng.decimal(1.3, 2.9, 2);
    life.track(&c::CREATININE, creatinine, 0.2);
    let start = life.years_ago(1, 3);
    life.takes(&c::LOSARTAN, start);
    if life.is(Profile::Excluded) {
        match life.rng.below(4) {
            3 => {
                life.problem(&c::END_STAGE_RENAL_DISEASE, start);
                life.done(&c::HEMODIALYSIS, start);
            }
            0 => {
                life.problem(&c::POLYCYSTIC_KIDNEY_DISEASE, onset);
            }
            1 => life.takes(&c::SPIRONOLACTONE, start),
            _ => life.done(&c::KIDNEY_TRANSPLANT, start),
        }
    }
    if life.rng.chance(40) {
        life.problem(&c::TYPE_2_DIABETES, onset);
    }
}

pub fn heart_failure(life: &mut Life) {
    let onset = life.years_ago(1, 6);
    let typical = life.fits();
    let fraction = if typical { life.rng.decimal(22.0, 38.0, 0) } else { life.rng.decimal(20.0, 62.0, 0) };
    life.problem(if fraction <= 40.0 { &c::HFREF } else { &c::HEART_FAILURE }, onset);
    life.track_or_miss(&c::LVEF, fraction, 4.0);
    let echo = life.days_ago(120);
    life.done(&c::ECHOCARDIOGRAPHY, echo);
    let peptide = if typical { life.rng.decimal(900.0, 4200.0, 0) } else { life.rng.decimal(200.0, 5200.0, 0) };
    life.track_or_miss(&c::NT_PROBNP, peptide, 150.0);
    let class = if typical { life.rng.range(2, 3) } else { life.rng.range(1, 4) };
    let roman = match class {
        1 => "I",
        2 => "II",
        3 => "III",
        _ => "IV",
    };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "nyha",
            Part::Findings,
            ("Symptoms are ", &format!("NYHA class {roman}"), "."),
            f64::from(class),
            "{class}",
        );
    }
    let start = life.years_ago(1, 2);
    life.takes(&c::CARVEDILOL, start);
    life.takes(&c::FUROSEMIDE, start);
    if life.rng.chance(70) {
        life.takes(&c::SACUBITRIL_VALSARTAN, start);
    }
    if life.is(Profile::Excluded) {
        let recent = life.days_ago(45);
        life.problem(&c::MYOCARDIAL_INFARCTION, recent);
        life.admitted(recent, 5, &c::MYOCARDIAL_INFARCTION);
    }
    if life.rng.chance(30) {
        life.wears(&c::DEFIBRILLATOR, onset);
    }
    life.say(
        c::HEART_FAILURE.key,
        Part::Plan,
        Mode::Hypothetical,
        ("Return at once if ", "decompensated heart failure", " develops (weight gain of 3 lb in a day, worse edema)."),
    );
}

pub fn infarction(life: &mut Life) {
    let typical = life.fits();
    let days = if typical { life.rng.range(120, 900) } else { life.rng.range(10, 3000) };
    let event = if life.is(Profile::Excluded) { life.days_ago(16) } else { life.days_ago(days) };
    life.problem(&c::MYOCARDIAL_INFARCTION, event);
    life.admitted(event, 4, &c::MYOCARDIAL_INFARCTION);
    life.problem(&c::CORONARY_ARTERY_DISEASE, event);
    if life.rng.chance(70) {
        life.done(&c::PERCUTANEOUS_CORONARY_INTERVENTION, event);
    } else {
        life.done(&c::CORONARY_ARTERY_BYPASS, event);
    }
    let ldl = if typical { life.rng.decimal(78.0, 134.0, 0) } else { life.rng.decimal(38.0, 150.0, 0) };
    life.track_or_miss(&c::LDL_CHOLESTEROL, ldl, 8.0);
    life.problem(&c::HYPERLIPIDEMIA, event);
    life.takes(&c::ATORVASTATIN, event);
    life.takes(&c::ASPIRIN, event);
    life.takes(&c::METOPROLOL, event);
    life.took(&c::CLOPIDOGREL, event, 365);
    life.chart.smoking = Smoking::Former;
    let years = life.rng.range(10, 40);
    life.chart.pack_years = Some(years);
}

pub fn stroke(life: &mut Life) {
    let typical = life.fits();
    let days = if typical { life.rng.range(100, 330) } else { life.rng.range(20, 2400) };
    let event = life.days_ago(days);
    life.problem(&c::ISCHEMIC_STROKE, event);
    life.admitted(event, 6, &c::ISCHEMIC_STROKE);
    let start = event;
    life.takes(&c::CLOPIDOGREL, start);
    life.takes(&c::ROSUVASTATIN, start);
    let score = if typical { life.rng.range(2, 3) } else { life.rng.range(0, 5) };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "modified-rankin",
            Part::Findings,
            ("", &format!("Modified Rankin Scale {score}"), "."),
            f64::from(score),
            "{score}",
        );
    }
    let side = life.rng.pick(&["left", "right"]);
    life.say("hemiparesis", Part::Findings, Mode::Affirmed, ("Residual ", &format!("{side} arm weakness"), "."));
    if life.is(Profile::Excluded) {
        let date = life.years_ago(1, 3);
        life.past(&c::TRANSIENT_ISCHEMIC_ATTACK, date, 1);
        life.past(&c::INTRACRANIAL_HEMORRHAGE, date, 30);
    }
    if life.rng.chance(30) {
        life.problem(&c::ATRIAL_FIBRILLATION, start);
        life.takes(&c::APIXABAN, start);
    }
}

pub fn fibrillation(life: &mut Life) {
    let onset = life.years_ago(1, 7);
    life.problem(&c::ATRIAL_FIBRILLATION, onset);
    let anticoagulant = [&c::APIXABAN, &c::RIVAROXABAN, &c::WARFARIN];
    let at = life.rng.index(3);
    if let Some(drug) = anticoagulant.get(at) {
        life.takes(drug, onset);
        if drug.key == c::WARFARIN.key {
            let inr = life.rng.decimal(1.8, 3.4, 1);
            life.track_or_miss(&c::INR, inr, 0.5);
        }
    }
    let drug = life.rng.pick(&[&c::METOPROLOL, &c::DIGOXIN]);
    life.takes(drug, onset);
    if life.rng.chance(20) {
        life.takes(&c::AMIODARONE, onset);
    }
    let score = life.rng.range(1, 6);
    life.say_value("cha2ds2-vasc", Part::Findings, ("", &format!("CHA2DS2-VASc {score}"), "."), f64::from(score), "{score}");
    if life.is(Profile::Excluded) {
        let date = life.days_ago(60);
        life.past(&c::GASTROINTESTINAL_HEMORRHAGE, date, 9);
        life.admitted(date, 3, &c::GASTROINTESTINAL_HEMORRHAGE);
    }
    if life.rng.chance(25) {
        life.wears(&c::PACEMAKER, onset);
    }
}
