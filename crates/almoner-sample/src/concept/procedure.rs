//! Procedures, devices, vaccines, allergies and documents.

use super::{Code, Concept, System, cvx, loinc, plain, snomed};

/// Colonoscopy.
pub static COLONOSCOPY: Concept =
    plain("colonoscopy", "Colonoscopy", &[snomed("73761001", "Colonoscopy (procedure)")], &["colonoscopy"]);
/// Coronary artery bypass graft.
pub static CORONARY_ARTERY_BYPASS: Concept = plain(
    "cabg",
    "Coronary artery bypass graft",
    &[snomed("232717009", "Coronary artery bypass grafting (procedure)")],
    &["CABG", "coronary bypass"],
);
/// Percutaneous coronary intervention.
pub static PERCUTANEOUS_CORONARY_INTERVENTION: Concept = plain(
    "percutaneous-coronary-intervention",
    "Percutaneous coronary intervention",
    &[snomed("415070008", "Percutaneous coronary intervention (procedure)")],
    &["PCI", "coronary stenting"],
);
/// Appendectomy.
pub static APPENDECTOMY: Concept =
    plain("appendectomy", "Appendectomy", &[snomed("80146002", "Excision of appendix (procedure)")], &["appendectomy"]);
/// Cholecystectomy.
pub static CHOLECYSTECTOMY: Concept =
    plain("cholecystectomy", "Cholecystectomy", &[snomed("38102005", "Cholecystectomy (procedure)")], &["cholecystectomy"]);
/// Mastectomy.
pub static MASTECTOMY: Concept =
    plain("mastectomy", "Mastectomy", &[snomed("172043006", "Simple mastectomy (procedure)")], &["mastectomy"]);
/// Lumpectomy of breast.
pub static LUMPECTOMY: Concept =
    plain("lumpectomy", "Lumpectomy of breast", &[snomed("392021009", "Lumpectomy of breast (procedure)")], &["lumpectomy"]);
/// Radical prostatectomy.
pub static RADICAL_PROSTATECTOMY: Concept = plain(
    "radical-prostatectomy",
    "Radical prostatectomy",
    &[snomed("26294005", "Radical prostatectomy (procedure)")],
    &["radical prostatectomy"],
);
/// Hemodialysis.
pub static HEMODIALYSIS: Concept =
    plain("hemodialysis", "Hemodialysis", &[snomed("302497006", "Hemodialysis (procedure)")], &["hemodialysis"]);
/// Echocardiography.
pub static ECHOCARDIOGRAPHY: Concept = plain(
    "echocardiography",
    "Echocardiography",
    &[snomed("40701008", "Echocardiography (procedure)")],
    &["echocardiogram", "TTE"],
);
/// Spirometry.
pub static SPIROMETRY: Concept =
    plain("spirometry", "Spirometry", &[snomed("127783003", "Spirometry (procedure)")], &["spirometry"]);
/// Kidney transplant.
pub static KIDNEY_TRANSPLANT: Concept = plain(
    "kidney-transplant",
    "Kidney transplant",
    &[snomed("70536003", "Transplant of kidney (procedure)")],
    &["kidney transplant"],
);
/// Cesarean section.
pub static CESAREAN_SECTION: Concept = plain(
    "cesarean-section",
    "Cesarean section",
    &[snomed("11466000", "Cesarean section (procedure)")],
    &["C-section", "cesarean section"],
);
/// Radiation therapy.
pub static RADIOTHERAPY: Concept = plain(
    "radiotherapy",
    "Radiation therapy",
    &[snomed("108290001", "Radiation oncology AND/OR radiotherapy (procedure)")],
    &["radiation therapy", "radiotherapy"],
);
/// Lobectomy of lung.
pub static LOBECTOMY: Concept =
    plain("lobectomy", "Lobectomy of lung", &[snomed("173171007", "Lobectomy of lung (procedure)")], &["lobectomy"]);
/// Colectomy.
pub static COLECTOMY: Concept =
    plain("colectomy", "Colectomy", &[snomed("23968004", "Colectomy (procedure)")], &["colectomy"]);
/// Total knee replacement.
pub static KNEE_REPLACEMENT: Concept = plain(
    "knee-replacement",
    "Total knee replacement",
    &[snomed("609588000", "Total replacement of knee joint (procedure)")],
    &["total knee replacement", "TKR"],
);
/// Bone density scan.
pub static DXA: Concept =
    plain("dxa", "Bone density scan", &[snomed("312681000", "Bone density scan (procedure)")], &["DXA"]);
/// Bariatric surgery.
pub static BARIATRIC_SURGERY: Concept =
    plain("bariatric-surgery", "Bariatric surgery", &[], &["bariatric surgery", "gastric bypass"]);

/// Implanted and worn devices.
pub static PACEMAKER: Concept = plain(
    "pacemaker",
    "Cardiac pacemaker",
    &[snomed("14106009", "Cardiac pacemaker, device (physical object)")],
    &["pacemaker"],
);
/// Implantable defibrillator.
pub static DEFIBRILLATOR: Concept = plain(
    "implantable-defibrillator",
    "Implantable cardioverter defibrillator",
    &[snomed("72506001", "Implantable defibrillator, device (physical object)")],
    &["ICD", "implantable defibrillator"],
);
/// Insulin pump.
pub static INSULIN_PUMP: Concept = plain(
    "insulin-pump",
    "Insulin pump",
    &[snomed("69805005", "Insulin pump, device (physical object)")],
    &["insulin pump"],
);

/// Influenza vaccine.
pub static INFLUENZA_VACCINE: Concept = plain(
    "influenza-vaccine",
    "Influenza vaccine",
    &[cvx("140", "Influenza, split virus, trivalent, PF")],
    &["flu shot", "influenza vaccine"],
);
/// Tetanus, diphtheria and pertussis vaccine.
pub static TDAP_VACCINE: Concept = plain("tdap-vaccine", "Tdap vaccine", &[cvx("115", "Tdap")], &["Tdap"]);
/// Pneumococcal vaccine.
pub static PNEUMOCOCCAL_VACCINE: Concept = plain(
    "pneumococcal-vaccine",
    "Pneumococcal conjugate vaccine",
    &[cvx("133", "Pneumococcal conjugate PCV 13")],
    &["pneumococcal vaccine", "Prevnar"],
);
/// Zoster vaccine.
pub static ZOSTER_VACCINE: Concept =
    plain("zoster-vaccine", "Zoster vaccine", &[cvx("187", "zoster recombinant")], &["shingles vaccine"]);
/// Hepatitis B vaccine for newborns.
pub static HEPATITIS_B_VACCINE: Concept = plain(
    "hepatitis-b-vaccine",
    "Hepatitis B vaccine",
    &[cvx("08", "Hep B, adolescent or pediatric")],
    &["hepatitis B vaccine"],
);

/// Allergy to penicillin.
pub static PENICILLIN_ALLERGY: Concept =
    plain("penicillin", "Allergy to penicillin", &[snomed("91936005", "Allergy to penicillin (finding)")], &["penicillin"]);
/// Allergy to sulfonamide.
pub static SULFA_ALLERGY: Concept =
    plain("sulfonamide", "Allergy to sulfonamide", &[snomed("91939003", "Allergy to sulfonamide (finding)")], &["sulfa"]);
/// Allergy to peanut.
pub static PEANUT_ALLERGY: Concept =
    plain("peanut", "Allergy to peanut", &[snomed("91935009", "Allergy to peanut (finding)")], &["peanuts"]);

/// Tobacco smoking status.
pub static SMOKING_STATUS: Code = loinc("72166-2", "Tobacco smoking status");
/// Smoking statuses.
pub static SMOKER_CURRENT: Concept =
    plain("smoker-current", "Current smoker", &[snomed("77176002", "Smoker (finding)")], &["current smoker", "smokes"]);
/// Former smoker.
pub static SMOKER_FORMER: Concept =
    plain("smoker-former", "Former smoker", &[snomed("8517006", "Ex-smoker (finding)")], &["former smoker", "quit smoking"]);
/// Never smoker.
pub static SMOKER_NEVER: Concept = plain(
    "smoker-never",
    "Never smoker",
    &[snomed("266919005", "Never smoked tobacco (finding)")],
    &["never smoker", "never smoked"],
);
/// Blood pressure panel.
pub static BLOOD_PRESSURE: Code =
    Code { system: System::Loinc, code: "85354-9", display: "Blood pressure panel with all children optional" };
