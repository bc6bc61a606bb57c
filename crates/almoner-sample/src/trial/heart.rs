//! Trials of diabetes, kidney, heart and vessels.

use super::Trial;
use crate::truth::Check::{Age, Began, BeganBetween, Done, Ever, Has, Takes, Took, Value};
use crate::truth::Section::{Exclusion as Ex, Inclusion as In};

const GLP1: &[&str] = &["semaglutide", "liraglutide", "dulaglutide"];

pub(super) const TRIALS: &[&Trial] = &[
    &Trial {
        nct_id: "NCT99000001",
        title: "Once-weekly Lumiglutide Added to Metformin in Adults With Type 2 Diabetes",
        official_title: "A Randomized, Double-blind, Placebo-controlled Study of Lumiglutide in Adults With Type 2 Diabetes Inadequately Controlled on Metformin",
        summary: "People whose blood sugar stays too high while they take metformin receive a new weekly injection or placebo for 40 weeks. The study looks at the change in hemoglobin A1c.",
        conditions: &["Type 2 Diabetes Mellitus"],
        interventions: &[("Drug", "Lumiglutide"), ("Drug", "Placebo")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("75 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Type 2 diabetes mellitus diagnosed at least 6 months before screening

  -  HbA1c between 7.0% and 10.5%, inclusive, within 90 days before screening

  -  Stable dose of metformin (at least 1000 mg per day) for at least 90 days

  -  Body mass index (BMI) 23 to 45 kg/m2

  -  Willing and able to give written informed consent

Exclusion Criteria:

  -  Type 1 diabetes mellitus

  -  Treatment with insulin within the past 3 months, except for short-term use of 14 days or less during acute illness

  -  Treatment with any GLP-1 receptor agonist (for example semaglutide, liraglutide or dulaglutide) within 90 days

  -  History of acute or chronic pancreatitis

  -  Personal or family history of medullary thyroid carcinoma

  -  eGFR < 45 mL/min/1.73 m2

  -  Myocardial infarction, stroke or hospitalization for unstable angina within the past 180 days

  -  Pregnant, breastfeeding, or intending to become pregnant",
        checks: &[
            (In, "Type 2 diabetes mellitus diagnosed", BeganBetween(&["type-2-diabetes"], 180, 40_000)),
            (In, "HbA1c between", Value("hba1c", 7.0, 10.5, 90)),
            (In, "Stable dose of metformin", Takes(&["metformin"])),
            (In, "Body mass index", Value("body-mass-index", 23.0, 45.0, 365)),
            (Ex, "Type 1 diabetes mellitus", Has(&["type-1-diabetes"])),
            (Ex, "Treatment with insulin", Took(&["insulin-glargine"], 90)),
            (Ex, "Treatment with any GLP-1", Took(GLP1, 90)),
            (Ex, "History of acute", Ever(&["pancreatitis"])),
            (Ex, "eGFR < 45", Value("egfr", 0.0, 44.999, 365)),
            (Ex, "Myocardial infarction, stroke", Began(&["myocardial-infarction", "ischemic-stroke"], 180)),
            (Ex, "Pregnant", Has(&["pregnant"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000002",
        title: "Renoxaben in Chronic Kidney Disease With Albuminuria",
        official_title: "A Phase 3 Study of the Mineralocorticoid Receptor Antagonist Renoxaben in Participants With Chronic Kidney Disease and Albuminuria",
        summary: "The study tests whether renoxaben slows the loss of kidney function.",
        conditions: &["Chronic Kidney Diseases", "Albuminuria"],
        interventions: &[("Drug", "Renoxaben"), ("Drug", "Placebo")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

1. Age 18 years or older
2. Chronic kidney disease with an eGFR of 25 to 75 mL/min/1.73m2
3. Urine albumin-to-creatinine ratio (UACR) >= 200 mg/g and <= 5000 mg/g
4. On a maximally tolerated dose of an ACE inhibitor or an angiotensin receptor blocker for at least 4 weeks
5. Serum potassium <= 5.0 mmol/L

Exclusion Criteria:

1. Autosomal dominant polycystic kidney disease
2. Prior kidney transplant, or on dialysis
3. Current treatment with spironolactone, eplerenone or a potassium-sparing diuretic
4. Uncontrolled hypertension, defined as systolic blood pressure > 170 mmHg
5. NYHA class IV heart failure
6. Any condition that, in the opinion of the investigator, would make participation unsafe",
        checks: &[
            (In, "Age 18", Age(18, 130)),
            (In, "Chronic kidney disease with", Has(&["chronic-kidney-disease", "ckd-stage-3", "ckd-stage-4"])),
            (In, "Chronic kidney disease with an eGFR", Value("egfr", 25.0, 75.0, 365)),
            (In, "Urine albumin", Value("uacr", 200.0, 5000.0, 365)),
            (In, "On a maximally", Takes(&["losartan", "lisinopril", "valsartan"])),
            (In, "Serum potassium", Value("potassium", 0.0, 5.0, 365)),
            (Ex, "Autosomal dominant", Has(&["polycystic-kidney-disease"])),
            (Ex, "Prior kidney transplant", Done(&["kidney-transplant", "hemodialysis"])),
            (Ex, "Current treatment with spironolactone", Takes(&["spironolactone"])),
            (Ex, "Uncontrolled hypertension", Value("systolic-bp", 170.001, 400.0, 365)),
        ],
    },
    &Trial {
        nct_id: "NCT99000003",
        title: "Catheter Treatment of the Renal Nerves in Resistant Hypertension",
        official_title: "CALM-NERVE: A Sham-controlled Trial of Renal Denervation in Patients With Resistant Hypertension",
        summary: "A catheter procedure is compared with a sham procedure in people whose blood pressure stays high on three or more drugs.",
        conditions: &["Hypertension, Resistant to Conventional Therapy"],
        interventions: &[("Device", "Renal denervation catheter"), ("Procedure", "Sham procedure")],
        sex: "All",
        min_age: Some("22 Years"),
        max_age: Some("80 Years"),
        healthy: false,
        phase: "N/A",
        status: "Recruiting",
        criteria_text: "INCLUSION CRITERIA:
* Individual is >= 22 and <= 80 years of age
* Office systolic blood pressure >= 140 mmHg and < 180 mmHg
* Taking three or more antihypertensive drugs of different classes, one of which is a diuretic, at stable doses for 4 weeks
* Agrees to have all study procedures performed and signs the consent form

EXCLUSION CRITERIA:
* eGFR of less than 40 mL/min/1.73 m2
* Type 1 diabetes mellitus
* Stroke, TIA, or myocardial infarction within 6 months of enrollment
* Secondary cause of hypertension other than treated obstructive sleep apnea
* Pregnant, nursing, or planning to become pregnant
* Currently enrolled in another investigational drug or device study",
        checks: &[
            (In, "Individual is", Age(22, 80)),
            (In, "Office systolic", Value("systolic-bp", 140.0, 179.999, 365)),
            (In, "Taking three or more", Takes(&["chlorthalidone"])),
            (Ex, "eGFR of less", Value("egfr", 0.0, 39.999, 365)),
            (Ex, "Type 1 diabetes", Has(&["type-1-diabetes"])),
            (Ex, "Stroke, TIA", Began(&["ischemic-stroke", "tia", "myocardial-infarction"], 183)),
            (Ex, "Pregnant", Has(&["pregnant"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000004",
        title: "Cardivexa in Heart Failure With Reduced Ejection Fraction",
        official_title: "A Multicenter, Randomized Trial to Evaluate Cardivexa on Cardiovascular Death and Hospitalization in Heart Failure With Reduced Ejection Fraction",
        summary: "Adults with a weak heart take a new tablet or placebo once a day on top of usual treatment.",
        conditions: &["Heart Failure With Reduced Ejection Fraction"],
        interventions: &[("Drug", "Cardivexa")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Key Inclusion Criteria:

- Chronic heart failure, NYHA class II to IV
- LVEF of 40% or less, measured within the last 12 months
- NT-proBNP >= 600 pg/mL (or >= 900 pg/mL if in atrial fibrillation)
- Receiving standard of care for heart failure including a beta blocker, unless contraindicated or not tolerated

Key Exclusion Criteria:

- Myocardial infarction, unstable angina, stroke or TIA within 12 weeks prior to enrolment
- Systolic blood pressure < 95 mmHg on 2 consecutive measurements
- eGFR < 20 mL/min/1.73m2 or on dialysis
- Serum potassium > 5.2 mmol/L
- Previous heart transplant or implantation of a ventricular assist device
- Life expectancy of less than 2 years based on investigator's clinical judgement",
        checks: &[
            (In, "Chronic heart failure", Has(&["heart-failure", "hfref"])),
            (In, "Chronic heart failure, NYHA", Value("nyha", 2.0, 4.0, 365)),
            (In, "LVEF of 40%", Value("lvef", 0.0, 40.0, 365)),
            (In, "NT-proBNP", Value("nt-probnp", 600.0, 1.0e6, 365)),
            (In, "Receiving standard", Takes(&["carvedilol", "metoprolol"])),
            (Ex, "Myocardial infarction", Began(&["myocardial-infarction", "ischemic-stroke"], 84)),
            (Ex, "Systolic blood pressure", Value("systolic-bp", 0.0, 94.999, 365)),
            (Ex, "eGFR < 20", Value("egfr", 0.0, 19.999, 365)),
            (Ex, "Serum potassium", Value("potassium", 5.2001, 20.0, 365)),
        ],
    },
    &Trial {
        nct_id: "NCT99000005",
        title: "Twice-yearly Inclivast for LDL Cholesterol After Myocardial Infarction",
        official_title: "Effect of Inclivast Versus Usual Care on LDL Cholesterol in Survivors of Myocardial Infarction on High-intensity Statins",
        summary: "An injection given every six months is compared with usual care in people who had a heart attack.",
        conditions: &["Myocardial Infarction", "Hypercholesterolemia"],
        interventions: &[("Drug", "Inclivast")],
        sex: "All",
        min_age: Some("40 Years"),
        max_age: Some("85 Years"),
        healthy: false,
        phase: "Phase 4",
        status: "Recruiting",
        criteria_text: "        Inclusion Criteria:

          -  40 to 85 years of age

          -  History of myocardial infarction at least 4 weeks and no more than 5 years before randomization

          -  Fasting LDL-C >= 70 mg/dL (1.8 mmol/L) at screening

          -  Stable dose of atorvastatin >= 40 mg or rosuvastatin >= 20 mg daily for 4 weeks or more

        Exclusion Criteria:

          -  New York Heart Association class IV heart failure or last known LVEF < 25%

          -  Hemorrhagic stroke at any time

          -  ALT or AST > 3 x ULN

          -  Active malignancy within 5 years, except basal cell carcinoma of the skin or in situ carcinoma of the cervix

          -  Treatment with a PCSK9 inhibitor within 90 days
      ",
        checks: &[
            (In, "40 to 85", Age(40, 85)),
            (In, "History of myocardial", BeganBetween(&["myocardial-infarction"], 28, 1826)),
            (In, "Fasting LDL-C", Value("ldl-cholesterol", 70.0, 500.0, 365)),
            (In, "Stable dose of atorvastatin", Takes(&["atorvastatin", "rosuvastatin"])),
            (Ex, "Hemorrhagic stroke", Ever(&["intracranial-hemorrhage"])),
            (Ex, "ALT or AST", Value("alt", 120.0, 1.0e5, 365)),
            (Ex, "Active malignancy", Has(&["nsclc", "breast-cancer", "prostate-cancer", "colon-cancer"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000006",
        title: "Robot-assisted Arm Training Three to Twelve Months After Ischemic Stroke",
        official_title: "REACH-AGAIN: Intensive Robot-assisted Upper Limb Training in the Subacute to Chronic Phase of Ischemic Stroke",
        summary: "Does training with a robot arm five times a week help people to use their arm again?",
        conditions: &["Ischemic Stroke", "Hemiparesis"],
        interventions: &[("Device", "Robot-assisted training"), ("Other", "Conventional therapy")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("85 Years"),
        healthy: false,
        phase: "N/A",
        status: "Recruiting",
        criteria_text: "Inclusion:
1) First ischemic stroke 3 to 12 months ago, confirmed by imaging
2) Arm weakness resulting from the stroke
3) Modified Rankin Scale score of 1 to 3
4) Able to follow two-step commands

Exclusion:
1) Previous intracranial hemorrhage
2) Severe aphasia or neglect that prevents participation
3) Myocardial infarction in the last 3 months
4) Botulinum toxin to the affected arm within 12 weeks
5) Unable to provide informed consent (consent by a legally authorized representative is accepted)",
        checks: &[
            (In, "First ischemic stroke", BeganBetween(&["ischemic-stroke"], 90, 366)),
            (In, "Arm weakness", Has(&["hemiparesis"])),
            (In, "Modified Rankin", Value("modified-rankin", 1.0, 3.0, 365)),
            (Ex, "Previous intracranial", Ever(&["intracranial-hemorrhage"])),
            (Ex, "Myocardial infarction", Began(&["myocardial-infarction"], 91)),
        ],
    },
];
