//! Measurements, coded by LOINC with UCUM units.

use super::{Code, Concept, loinc};

#[rustfmt::skip]
const fn measure(key: &'static str, text: &'static str, codes: &'static [Code], said: &'static [&'static str], unit: &'static str, places: u8, normal: Option<(f64, f64)>) -> Concept {
    Concept { key, text, codes, said, unit, places, normal }
}

/// Hemoglobin A1c.
pub static HBA1C: Concept = measure(
    "hba1c",
    "Hemoglobin A1c",
    &[loinc("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood")],
    &["HbA1c", "A1c", "hemoglobin A1c"],
    "%",
    1,
    Some((4.0, 5.6)),
);
/// Glucose.
pub static GLUCOSE: Concept = measure(
    "glucose",
    "Glucose",
    &[loinc("2345-7", "Glucose [Mass/volume] in Serum or Plasma")],
    &["glucose"],
    "mg/dL",
    0,
    Some((70.0, 99.0)),
);
/// Creatinine.
pub static CREATININE: Concept = measure(
    "creatinine",
    "Creatinine",
    &[loinc("2160-0", "Creatinine [Mass/volume] in Serum or Plasma")],
    &["creatinine", "Cr"],
    "mg/dL",
    2,
    Some((0.6, 1.2)),
);
/// eGFR.
pub static EGFR: Concept = measure(
    "egfr",
    "eGFR",
    &[loinc(
        "98979-8",
        "Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M",
    )],
    &["eGFR"],
    "mL/min/{1.73_m2}",
    0,
    Some((60.0, 120.0)),
);
/// Urine albumin/creatinine ratio.
pub static ALBUMIN_CREATININE_RATIO: Concept = measure(
    "uacr",
    "Urine albumin/creatinine ratio",
    &[loinc("9318-7", "Albumin/Creatinine [Mass Ratio] in Urine")],
    &["UACR", "urine albumin-to-creatinine ratio"],
    "mg/g",
    0,
    Some((0.0, 30.0)),
);
/// Potassium.
pub static POTASSIUM: Concept = measure(
    "potassium",
    "Potassium",
    &[loinc("2823-3", "Potassium [Moles/volume] in Serum or Plasma")],
    &["potassium", "K"],
    "mmol/L",
    1,
    Some((3.5, 5.1)),
);
/// Sodium.
pub static SODIUM: Concept = measure(
    "sodium",
    "Sodium",
    &[loinc("2951-2", "Sodium [Moles/volume] in Serum or Plasma")],
    &["sodium", "Na"],
    "mmol/L",
    0,
    Some((135.0, 145.0)),
);
/// Hemoglobin.
pub static HEMOGLOBIN: Concept = measure(
    "hemoglobin",
    "Hemoglobin",
    &[loinc("718-7", "Hemoglobin [Mass/volume] in Blood")],
    &["hemoglobin", "Hgb"],
    "g/dL",
    1,
    Some((12.0, 16.5)),
);
/// Platelets.
pub static PLATELETS: Concept = measure(
    "platelets",
    "Platelets",
    &[loinc("777-3", "Platelets [#/volume] in Blood by Automated count")],
    &["platelets", "plt"],
    "10*3/uL",
    0,
    Some((150.0, 400.0)),
);
/// White blood cells.
pub static WBC: Concept = measure(
    "wbc",
    "White blood cells",
    &[loinc("6690-2", "Leukocytes [#/volume] in Blood by Automated count")],
    &["WBC"],
    "10*3/uL",
    1,
    Some((4.0, 11.0)),
);
/// Neutrophils.
pub static ANC: Concept = measure(
    "anc",
    "Neutrophils",
    &[loinc("751-8", "Neutrophils [#/volume] in Blood by Automated count")],
    &["ANC", "absolute neutrophil count"],
    "10*3/uL",
    1,
    Some((1.8, 7.7)),
);
/// ALT.
pub static ALT: Concept = measure(
    "alt",
    "ALT",
    &[loinc("1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma")],
    &["ALT"],
    "U/L",
    0,
    Some((7.0, 40.0)),
);
/// AST.
pub static AST: Concept = measure(
    "ast",
    "AST",
    &[loinc("1920-8", "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma")],
    &["AST"],
    "U/L",
    0,
    Some((8.0, 40.0)),
);
/// Total bilirubin.
pub static BILIRUBIN_TOTAL: Concept = measure(
    "bilirubin-total",
    "Total bilirubin",
    &[loinc("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma")],
    &["total bilirubin", "bilirubin"],
    "mg/dL",
    1,
    Some((0.2, 1.2)),
);
/// Albumin.
pub static ALBUMIN: Concept = measure(
    "albumin",
    "Albumin",
    &[loinc("1751-7", "Albumin [Mass/volume] in Serum or Plasma")],
    &["albumin"],
    "g/dL",
    1,
    Some((3.5, 5.0)),
);
/// INR.
pub static INR: Concept = measure(
    "inr",
    "INR",
    &[loinc("6301-6", "INR in Platelet poor plasma by Coagulation assay")],
    &["INR"],
    "{INR}",
    1,
    Some((0.9, 1.1)),
);
/// LDL cholesterol.
pub static LDL_CHOLESTEROL: Concept = measure(
    "ldl-cholesterol",
    "LDL cholesterol",
    &[loinc("13457-7", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation")],
    &["LDL", "LDL-C"],
    "mg/dL",
    0,
    Some((0.0, 100.0)),
);
/// HDL cholesterol.
pub static HDL_CHOLESTEROL: Concept = measure(
    "hdl-cholesterol",
    "HDL cholesterol",
    &[loinc("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma")],
    &["HDL"],
    "mg/dL",
    0,
    Some((40.0, 90.0)),
);
/// Triglycerides.
pub static TRIGLYCERIDES: Concept = measure(
    "triglycerides",
    "Triglycerides",
    &[loinc("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma")],
    &["triglycerides"],
    "mg/dL",
    0,
    Some((0.0, 150.0)),
);
/// TSH.
pub static TSH: Concept = measure(
    "tsh",
    "TSH",
    &[loinc("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma")],
    &["TSH"],
    "m[IU]/L",
    1,
    Some((0.4, 4.5)),
);
/// NT-proBNP.
pub static NT_PROBNP: Concept = measure(
    "nt-probnp",
    "NT-proBNP",
    &[loinc("33762-6", "Natriuretic peptide.B prohormone N-Terminal [Mass/volume] in Serum or Plasma")],
    &["NT-proBNP"],
    "pg/mL",
    0,
    Some((0.0, 300.0)),
);
/// Left ventricular ejection fraction.
pub static LVEF: Concept = measure(
    "lvef",
    "Left ventricular ejection fraction",
    &[loinc("10230-1", "Left ventricular Ejection fraction")],
    &["LVEF", "ejection fraction", "EF"],
    "%",
    0,
    Some((55.0, 70.0)),
);
/// BMI.
pub static BODY_MASS_INDEX: Concept = measure(
    "body-mass-index",
    "BMI",
    &[loinc("39156-5", "Body mass index (BMI) [Ratio]")],
    &["BMI"],
    "kg/m2",
    1,
    Some((18.5, 25.0)),
);
/// Body weight.
pub static BODY_WEIGHT: Concept =
    measure("body-weight", "Body weight", &[loinc("29463-7", "Body weight")], &["weight", "wt"], "kg", 1, None);
/// Body height.
pub static BODY_HEIGHT: Concept =
    measure("body-height", "Body height", &[loinc("8302-2", "Body height")], &["height"], "cm", 0, None);
/// Systolic blood pressure.
pub static SYSTOLIC_BP: Concept = measure(
    "systolic-bp",
    "Systolic blood pressure",
    &[loinc("8480-6", "Systolic blood pressure")],
    &["systolic blood pressure"],
    "mm[Hg]",
    0,
    Some((90.0, 130.0)),
);
/// Diastolic blood pressure.
pub static DIASTOLIC_BP: Concept = measure(
    "diastolic-bp",
    "Diastolic blood pressure",
    &[loinc("8462-4", "Diastolic blood pressure")],
    &["diastolic blood pressure"],
    "mm[Hg]",
    0,
    Some((60.0, 80.0)),
);
/// Heart rate.
pub static HEART_RATE: Concept = measure(
    "heart-rate",
    "Heart rate",
    &[loinc("8867-4", "Heart rate")],
    &["heart rate", "HR"],
    "/min",
    0,
    Some((60.0, 100.0)),
);
/// Body temperature.
pub static TEMPERATURE: Concept = measure(
    "temperature",
    "Body temperature",
    &[loinc("8310-5", "Body temperature")],
    &["temperature"],
    "Cel",
    1,
    Some((36.1, 37.2)),
);
/// Oxygen saturation.
pub static SPO2: Concept = measure(
    "spo2",
    "Oxygen saturation",
    &[loinc("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")],
    &["SpO2", "O2 sat"],
    "%",
    0,
    Some((95.0, 100.0)),
);
/// FEV1 percent predicted.
pub static FEV1_PERCENT_PREDICTED: Concept =
    measure("fev1", "FEV1 % predicted", &[], &["FEV1"], "%", 0, Some((80.0, 120.0)));
/// FEV1/FVC.
pub static FEV1_FVC: Concept =
    measure("fev1-fvc", "FEV1/FVC", &[loinc("19926-5", "FEV1/FVC")], &["FEV1/FVC"], "%", 0, Some((70.0, 85.0)));
/// PSA.
pub static PSA: Concept = measure(
    "psa",
    "PSA",
    &[loinc("2857-1", "Prostate specific Ag [Mass/volume] in Serum or Plasma")],
    &["PSA"],
    "ng/mL",
    1,
    Some((0.0, 4.0)),
);
/// Testosterone.
pub static TESTOSTERONE: Concept = measure(
    "testosterone",
    "Testosterone",
    &[loinc("2986-8", "Testosterone [Mass/volume] in Serum or Plasma")],
    &["testosterone"],
    "ng/dL",
    0,
    Some((300.0, 1000.0)),
);
/// CD4 count.
pub static CD4_COUNT: Concept = measure(
    "cd4-count",
    "CD4 count",
    &[loinc("24467-3", "CD3+CD4+ (T4 helper) cells [#/volume] in Blood")],
    &["CD4", "CD4 count"],
    "/uL",
    0,
    Some((500.0, 1500.0)),
);
/// HIV-1 viral load.
pub static HIV_VIRAL_LOAD: Concept = measure(
    "hiv-viral-load",
    "HIV-1 viral load",
    &[loinc("20447-9", "HIV 1 RNA [#/volume] (viral load) in Serum or Plasma by NAA with probe detection")],
    &["HIV viral load", "HIV-1 RNA"],
    "{copies}/mL",
    0,
    Some((0.0, 50.0)),
);
/// HCV RNA.
pub static HCV_RNA: Concept = measure(
    "hcv-rna",
    "HCV RNA",
    &[loinc("11011-4", "Hepatitis C virus RNA [Units/volume] (viral load) in Serum or Plasma by NAA with probe detection")],
    &["HCV RNA", "HCV viral load"],
    "[IU]/mL",
    0,
    Some((0.0, 15.0)),
);
/// C-reactive protein.
pub static CRP: Concept = measure(
    "crp",
    "C-reactive protein",
    &[loinc("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma")],
    &["CRP"],
    "mg/L",
    1,
    Some((0.0, 5.0)),
);
/// ESR.
pub static ESR: Concept = measure(
    "esr",
    "ESR",
    &[loinc("4537-7", "Erythrocyte sedimentation rate by Westergren method")],
    &["ESR"],
    "mm/h",
    0,
    Some((0.0, 20.0)),
);
/// Eosinophils.
pub static EOSINOPHILS: Concept = measure(
    "eosinophils",
    "Eosinophils",
    &[loinc("711-2", "Eosinophils [#/volume] in Blood by Automated count")],
    &["eosinophils", "blood eosinophils"],
    "/uL",
    0,
    Some((0.0, 500.0)),
);
/// Ferritin.
pub static FERRITIN: Concept = measure(
    "ferritin",
    "Ferritin",
    &[loinc("2276-4", "Ferritin [Mass/volume] in Serum or Plasma")],
    &["ferritin"],
    "ng/mL",
    0,
    Some((15.0, 200.0)),
);
/// PHQ-9 total score.
pub static PHQ_9: Concept = measure(
    "phq9",
    "PHQ-9 total score",
    &[loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]")],
    &["PHQ-9"],
    "{score}",
    0,
    Some((0.0, 4.0)),
);
/// MMSE total score.
pub static MMSE: Concept = measure(
    "mmse",
    "MMSE total score",
    &[loinc("72106-8", "Total score [MMSE]")],
    &["MMSE"],
    "{score}",
    0,
    Some((27.0, 30.0)),
);
/// ECOG performance status.
pub static ECOG: Concept = measure(
    "ecog",
    "ECOG performance status",
    &[loinc("89247-1", "ECOG Performance Status score")],
    &["ECOG", "ECOG PS"],
    "{score}",
    0,
    Some((0.0, 1.0)),
);
/// Hepatitis B surface antigen.
pub static HBSAG: Concept = measure(
    "hbsag",
    "Hepatitis B surface antigen",
    &[loinc("5195-3", "Hepatitis B virus surface Ag [Presence] in Serum")],
    &["HBsAg"],
    "",
    0,
    None,
);
/// Lactate.
pub static LACTATE: Concept = measure(
    "lactate",
    "Lactate",
    &[loinc("2524-7", "Lactate [Moles/volume] in Serum or Plasma")],
    &["lactate"],
    "mmol/L",
    1,
    Some((0.5, 2.0)),
);
/// Lumbar spine T-score.
pub static T_SCORE: Concept = measure(
    "bone-density-t-score",
    "Lumbar spine T-score",
    &[],
    &["T-score", "lumbar spine T-score"],
    "{score}",
    1,
    Some((-1.0, 3.0)),
);
/// PASI score.
pub static PASI: Concept = measure("pasi", "PASI score", &[], &["PASI"], "{score}", 1, Some((0.0, 3.0)));
/// DAS28-CRP.
pub static DAS28: Concept = measure("das28", "DAS28-CRP", &[], &["DAS28", "DAS28-CRP"], "{score}", 1, Some((0.0, 2.6)));
/// Apgar score 5 minutes.
pub static APGAR_5_MINUTES: Concept = measure(
    "apgar",
    "Apgar score 5 minutes",
    &[loinc("9274-2", "5 minute Apgar Score")],
    &["Apgar"],
    "{score}",
    0,
    Some((7.0, 10.0)),
);
