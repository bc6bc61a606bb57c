//! Lungs, liver, infections, joints, skin, glands, blood, bones, pregnancy, the newborn.

use crate::chart::{Label, Life, Mode, Part, Profile, Smoking, Value};
use crate::concept as c;

pub fn copd(life: &mut Life) {
    let onset = life.years_ago(2, 10);
    life.problem(&c::COPD, onset);
    let typical = life.fits();
    let breath = if typical { life.rng.decimal(34.0, 72.0, 0) } else { life.rng.decimal(22.0, 88.0, 0) };
    life.track_or_miss(&c::FEV1_PERCENT_PREDICTED, breath, 3.0);
    let ratio = if typical { life.rng.decimal(44.0, 67.0, 0) } else { life.rng.decimal(42.0, 74.0, 0) };
    life.track_or_miss(&c::FEV1_FVC, ratio, 2.0);
    let date = life.days_ago(90);
    life.done(&c::SPIROMETRY, date);
    life.chart.smoking = if life.rng.chance(60) { Smoking::Former } else { Smoking::Current };
    let years = if typical { life.rng.range(18, 60) } else { life.rng.range(6, 60) };
    life.chart.pack_years = Some(years);
    life.takes(&c::TIOTROPIUM, onset);
    life.takes(&c::ALBUTEROL, onset);
    let count = if typical { 2 } else { life.rng.range(0, 4) };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "copd-exacerbation",
            Part::History,
            ("", &format!("{count} exacerbations"), " treated with prednisone in the past 12 months."),
            f64::from(count),
            "{count}",
        );
    }
    if life.is(Profile::Excluded) {
        if life.rng.chance(50) {
            life.problem(&c::ASTHMA, onset);
        } else {
            let recent = life.days_ago(20);
            life.past(&c::PNEUMONIA, recent, 14);
            life.admitted(recent, 5, &c::PNEUMONIA);
        }
    }
}

pub fn asthma(life: &mut Life) {
    let onset = life.years_ago(4, 12);
    life.problem(&c::ASTHMA, onset);
    let typical = life.fits();
    let cells = if typical { life.rng.decimal(320.0, 900.0, 0) } else { life.rng.decimal(60.0, 700.0, 0) };
    life.track_or_miss(&c::EOSINOPHILS, cells, 40.0);
    let breath = if typical { life.rng.decimal(50.0, 76.0, 0) } else { life.rng.decimal(50.0, 96.0, 0) };
    life.track_or_miss(&c::FEV1_PERCENT_PREDICTED, breath, 4.0);
    let start = life.years_ago(1, 3);
    life.takes(&c::BUDESONIDE, start);
    life.takes(&c::ALBUTEROL, start);
    if life.rng.chance(50) {
        life.takes(&c::MONTELUKAST, start);
    }
    life.chart.smoking = if life.is(Profile::Excluded) { Smoking::Current } else { Smoking::Never };
    life.chart.pack_years = Some(if life.is(Profile::Excluded) { 14 } else { 0 });
}

pub fn hepatitis_c(life: &mut Life) {
    let onset = life.years_ago(1, 12);
    life.problem(&c::HEPATITIS_C, onset);
    let typical = life.fits();
    let load = life.rng.decimal(40_000.0, 6_000_000.0, 0);
    life.track_or_miss(&c::HCV_RNA, load, 9000.0);
    let alt = life.rng.decimal(38.0, 140.0, 0);
    life.track(&c::ALT, alt, 12.0);
    let platelets = if typical { life.rng.decimal(140.0, 260.0, 0) } else { life.rng.decimal(60.0, 260.0, 0) };
    life.track(&c::PLATELETS, platelets, 10.0);
    if life.is(Profile::Excluded) {
        match life.rng.below(3) {
            0 => {
                life.problem(&c::HEPATITIS_B, onset);
            }
            1 => {
                life.problem(&c::CIRRHOSIS, onset);
                life.problem(&c::ASCITES, onset);
            }
            _ => life.took(&c::SOFOSBUVIR, onset, 84),
        }
    }
    if life.is(Profile::Plain) && life.rng.chance(60) {
        life.problem(&c::OPIOID_USE_DISORDER, onset).label = Some(Label::Part2);
        life.takes(&c::BUPRENORPHINE, onset);
        if let Some(course) = life.chart.courses.last_mut() {
            course.label = Some(Label::Part2);
        }
    }
    life.say(
        c::HEPATITIS_C.key,
        Part::History,
        Mode::Affirmed,
        ("", "Chronic hepatitis C", ", genotype 1a, treatment naive as far as known."),
    );
}

pub fn hepatitis_b(life: &mut Life) {
    let onset = life.years_ago(3, 15);
    life.problem(&c::HEPATITIS_B, onset);
    let start = life.years_ago(1, 3);
    life.takes(&c::ENTECAVIR, start);
    let date = life.chart.visits.first().map_or(start, |v| v.date);
    life.found(&c::HBSAG, "positive", date);
    let alt = life.rng.decimal(20.0, 110.0, 0);
    life.track(&c::ALT, alt, 10.0);
}

pub fn hiv(life: &mut Life) {
    let onset = life.years_ago(2, 16);
    let label = life.rng.chance(50).then_some(Label::Hiv);
    life.problem(&c::HIV_INFECTION, onset).label = label;
    let start = life.years_ago(1, 5);
    life.takes(&c::DOLUTEGRAVIR, start);
    life.takes(&c::EMTRICITABINE, start);
    let typical = life.fits();
    let cells = if typical { life.rng.decimal(320.0, 980.0, 0) } else { life.rng.decimal(90.0, 800.0, 0) };
    life.track_or_miss(&c::CD4_COUNT, cells, 40.0);
    let load = if life.is(Profile::Excluded) { life.rng.decimal(900.0, 60_000.0, 0) } else { 20.0 };
    life.track_or_miss(&c::HIV_VIRAL_LOAD, load, 4.0);
    if load <= 20.0 {
        for measure in life.chart.measures.iter_mut().filter(|m| m.concept.key == c::HIV_VIRAL_LOAD.key) {
            measure.value = Value::LessThan(20.0);
        }
    }
}

pub fn cirrhosis(life: &mut Life) {
    let onset = life.years_ago(1, 6);
    life.problem(&c::CIRRHOSIS, onset);
    let typical = life.fits();
    let class = if typical { "B" } else { life.rng.pick(&["A", "B", "C"]) };
    let points = match class {
        "A" => life.rng.range(5, 6),
        "B" => life.rng.range(7, 9),
        _ => life.rng.range(10, 13),
    };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "child-pugh",
            Part::Findings,
            ("", &format!("Child-Pugh class {class} ({points} points)"), "."),
            f64::from(points),
            "{score}",
        );
    }
    life.problem(&c::HEPATIC_ENCEPHALOPATHY, onset);
    life.takes(&c::LACTULOSE, onset);
    if life.is(Profile::Plain) && life.rng.chance(40) {
        life.takes(&c::RIFAXIMIN, onset);
    }
    let bilirubin = life.rng.decimal(1.2, if typical { 2.8 } else { 5.0 }, 1);
    life.track_or_miss(&c::BILIRUBIN_TOTAL, bilirubin, 0.3);
    let albumin = life.rng.decimal(2.4, 3.6, 1);
    life.track_or_miss(&c::ALBUMIN, albumin, 0.2);
    let inr = life.rng.decimal(1.2, if typical { 1.7 } else { 2.4 }, 1);
    life.track_or_miss(&c::INR, inr, 0.2);
    let platelets = life.rng.decimal(58.0, 140.0, 0);
    life.track(&c::PLATELETS, platelets, 8.0);
    if life.is(Profile::Excluded) {
        life.problem(&c::HEPATOCELLULAR_CARCINOMA, onset);
    }
    life.problem(&c::ALCOHOL_USE_DISORDER, onset);
    if life.is(Profile::Plain) {
        life.problem(&c::ASCITES, onset);
    }
    life.say(
        c::ALCOHOL_USE_DISORDER.key,
        Part::Social,
        Mode::Historical,
        ("Former ", "alcohol use disorder", ", sober for 14 months."),
    );
}

pub fn obesity(life: &mut Life) {
    let onset = life.years_ago(3, 12);
    life.problem(&c::OBESITY, onset);
    let bmi = life.rng.decimal(31.0, 46.0, 1);
    if !life.is(Profile::Sparse) {
        life.track(&c::BODY_MASS_INDEX, bmi, 0.7);
    }
    let a1c = life.rng.decimal(5.0, 6.2, 1);
    life.track_or_miss(&c::HBA1C, a1c, 0.2);
    if life.is(Profile::Excluded) {
        if life.rng.chance(50) {
            life.problem(&c::TYPE_2_DIABETES, onset);
        } else {
            let date = life.years_ago(1, 4);
            life.done(&c::BARIATRIC_SURGERY, date);
        }
    }
    if life.rng.chance(50) {
        life.problem(&c::OBSTRUCTIVE_SLEEP_APNEA, onset);
    }
}

pub fn arthritis(life: &mut Life) {
    let onset = life.years_ago(1, 10);
    life.problem(&c::RHEUMATOID_ARTHRITIS, onset);
    let typical = life.fits();
    let start = life.years_ago(1, 2);
    life.takes(&c::METHOTREXATE, start);
    life.takes(&c::FOLIC_ACID, start);
    let activity = if typical { life.rng.decimal(3.6, 6.2, 1) } else { life.rng.decimal(1.8, 6.2, 1) };
    life.track_or_miss(&c::DAS28, activity, 0.4);
    let protein = if typical { life.rng.decimal(9.0, 44.0, 0) } else { life.rng.decimal(1.0, 44.0, 0) };
    life.track_or_miss(&c::CRP, protein, 3.0);
    if life.rng.chance(50) {
        let rate = life.rng.decimal(8.0, 60.0, 0);
        life.track(&c::ESR, rate, 4.0);
    }
    if life.is(Profile::Excluded) {
        if life.rng.chance(50) {
            let drug = life.rng.pick(&[&c::ADALIMUMAB, &c::ETANERCEPT]);
            life.takes(drug, start);
        } else {
            life.problem(&c::LATENT_TUBERCULOSIS, start);
        }
    }
    if life.is(Profile::Plain) && life.rng.chance(50) {
        life.takes(&c::PREDNISONE, start);
    }
}

pub fn osteoporosis(life: &mut Life) {
    let onset = life.years_ago(1, 7);
    life.problem(&c::OSTEOPOROSIS, onset);
    let score = if life.fits() { life.rng.decimal(-3.6, -2.6, 1) } else { life.rng.decimal(-3.9, -1.6, 1) };
    if !life.is(Profile::Sparse) {
        let date = life.days_ago(200);
        life.done(&c::DXA, date);
        life.say_value(
            c::T_SCORE.key,
            Part::Findings,
            ("DXA: lumbar spine ", &format!("T-score {score:.1}"), "."),
            score,
            "{score}",
        );
    }
    if life.rng.chance(50) && !life.fits() {
        let date = life.years_ago(1, 5);
        life.past(&c::HIP_FRACTURE, date, 120);
    }
    let start = life.years_ago(1, 2);
    if life.is(Profile::Excluded) {
        life.takes(&c::DENOSUMAB, start);
    } else if life.is(Profile::Plain) {
        life.takes(&c::ALENDRONATE, start);
    }
    life.say("postmenopausal", Part::History, Mode::Affirmed, ("", "Postmenopausal", " for more than 5 years."));
}

pub fn psoriasis(life: &mut Life) {
    let onset = life.years_ago(2, 12);
    life.problem(&c::PSORIASIS, onset);
    let score = if life.fits() { life.rng.decimal(12.5, 26.0, 1) } else { life.rng.decimal(3.0, 26.0, 1) };
    if !life.is(Profile::Sparse) {
        life.track(&c::PASI, score, 1.5);
    }
    let area = if life.fits() { life.rng.range(11, 40) } else { life.rng.range(3, 40) };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "body-surface-area-affected",
            Part::Findings,
            ("Plaques over elbows, knees and scalp, ", &format!("{area}% of body surface area"), " involved."),
            f64::from(area),
            "%",
        );
    }
    if life.is(Profile::Excluded) {
        let start = life.days_ago(70);
        life.takes(&c::USTEKINUMAB, start);
    }
}

pub fn hypothyroidism(life: &mut Life) {
    let onset = life.years_ago(2, 12);
    life.problem(&c::HYPOTHYROIDISM, onset);
    life.takes(&c::LEVOTHYROXINE, onset);
    let tsh = life.rng.decimal(0.6, 9.0, 1);
    life.track_or_miss(&c::TSH, tsh, 1.2);
}

pub fn anemia(life: &mut Life) {
    let onset = life.days_ago(300);
    life.problem(&c::IRON_DEFICIENCY_ANEMIA, onset);
    let hemoglobin = life.rng.decimal(7.9, 11.2, 1);
    life.track(&c::HEMOGLOBIN, hemoglobin, 0.5);
    let ferritin = life.rng.decimal(3.0, 22.0, 0);
    life.track_or_miss(&c::FERRITIN, ferritin, 2.0);
    life.takes(&c::FERROUS_SULFATE, onset);
}

pub fn sepsis(life: &mut Life) {
    let days = life.rng.range(12, 400);
    let date = life.days_ago(days);
    life.past(&c::SEPSIS, date, 11);
    life.admitted(date, 9, &c::SEPSIS);
    life.took(&c::CEFTRIAXONE, date, 7);
    life.took(&c::VANCOMYCIN, date, 3);
    let lactate = life.rng.decimal(2.2, 6.8, 1);
    life.measure(&c::LACTATE, lactate, date);
    life.past(&c::URINARY_TRACT_INFECTION, date, 8);
    life.past(&c::ACUTE_KIDNEY_INJURY, date, 8);
}

pub fn pregnancy(life: &mut Life) {
    let typical = life.fits();
    let weeks = if typical { life.rng.range(14, 24) } else { life.rng.range(6, 37) };
    let onset = life.days_ago(weeks * 7);
    life.problem(&c::PREGNANT, onset);
    life.say_value(
        "gestational-age",
        Part::History,
        ("G2P1 at ", &format!("{weeks} weeks gestation"), " by dates and early ultrasound."),
        f64::from(weeks),
        "wk",
    );
    let hemoglobin = if typical { life.rng.decimal(8.2, 10.3, 1) } else { life.rng.decimal(8.0, 13.0, 1) };
    life.track(&c::HEMOGLOBIN, hemoglobin, 0.3);
    let ferritin = if typical { life.rng.decimal(4.0, 24.0, 0) } else { life.rng.decimal(4.0, 80.0, 0) };
    life.track_or_miss(&c::FERRITIN, ferritin, 2.0);
    life.takes(&c::FOLIC_ACID, onset);
    if life.age() > 24 && life.rng.chance(30) {
        let date = life.years_ago(2, 5);
        life.done(&c::CESAREAN_SECTION, date);
    }
    if life.is(Profile::Excluded) {
        let recent = life.days_ago(20);
        life.problem(&c::PREECLAMPSIA, recent);
    } else if life.is(Profile::Plain) && life.rng.chance(50) {
        let recent = life.days_ago(35);
        life.problem(&c::GESTATIONAL_DIABETES, recent);
    }
}

pub fn newborn(life: &mut Life) {
    let birth = life.chart.person.birth;
    if life.rng.chance(40) {
        life.problem(&c::PRETERM_BIRTH, birth);
    }
    if life.rng.chance(50) {
        life.past(&c::NEONATAL_JAUNDICE, birth, 9);
    }
    let apgar = life.rng.decimal(7.0, 10.0, 0);
    life.measure(&c::APGAR_5_MINUTES, apgar, birth);
    if life.rng.chance(10) {
        life.problem(&c::DOWN_SYNDROME, birth);
    }
}
