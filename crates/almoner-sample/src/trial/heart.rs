//! Trials of diabetes, kidney, heart and vessels.

use super::Trial;

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
    },
];
