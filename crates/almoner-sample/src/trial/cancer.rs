//! Trials of cancer.

use super::Trial;
use crate::person::Sex;
use crate::truth::Check::{Has, Is, Stage, Told, Took, Value};
use crate::truth::Section::{Exclusion as Ex, Inclusion as In};

pub(super) const TRIALS: &[&Trial] = &[
    &Trial {
        nct_id: "NCT99000007",
        title: "Zelmertinib in EGFR-mutated Advanced Non-small Cell Lung Cancer After Osimertinib",
        official_title: "A Phase 2, Open-label Study of Zelmertinib in Patients With EGFR-mutated Metastatic NSCLC Whose Disease Progressed on Osimertinib",
        summary: "The study tests a new tablet against lung cancer that carries a change in the EGFR gene.",
        conditions: &["Carcinoma, Non-Small-Cell Lung"],
        interventions: &[("Drug", "Zelmertinib")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 2",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

* Histologically or cytologically confirmed non-small cell lung cancer, stage IV
* Documented EGFR activating mutation (exon 19 deletion or L858R)
* Progression on or after osimertinib
* Eastern Cooperative Oncology Group (ECOG) performance status of 0 or 1
* Adequate organ function:
  * Absolute neutrophil count >= 1.5 x 10^9/L
  * Platelets >= 100 x 10^9/L
  * Hemoglobin >= 9.0 g/dL
  * Total bilirubin <= 1.5 x ULN (<= 3 x ULN in patients with Gilbert's syndrome)
* Life expectancy of at least 12 weeks

Exclusion Criteria:

* Brain metastases, unless treated, asymptomatic and stable for at least 4 weeks
* History of interstitial lung disease or pneumonitis that required steroids
* QTcF > 470 ms
* Any systemic anticancer therapy other than osimertinib within 14 days or 5 half-lives of the first dose, whichever is longer
* Women who are pregnant or breast-feeding",
        checks: &[
            (In, "Histologically or cytologically", Has(&["nsclc"])),
            (In, "Histologically or cytologically confirmed", Stage("Stage IV")),
            (In, "Documented EGFR", Told("egfr-mutation")),
            (In, "Progression on or after", Took(&["osimertinib"], 4000)),
            (In, "Eastern Cooperative", Value("ecog", 0.0, 1.0, 400)),
            (In, "Absolute neutrophil", Value("anc", 1.5, 100.0, 365)),
            (In, "Platelets", Value("platelets", 100.0, 2000.0, 365)),
            (In, "Hemoglobin", Value("hemoglobin", 9.0, 30.0, 365)),
            (Ex, "Brain metastases", Has(&["brain-metastases"])),
            (Ex, "Women who are pregnant", Has(&["pregnant"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000008",
        title: "Maintenance With Tucavelisib in HER2-positive Metastatic Breast Cancer",
        official_title: "A Randomized Phase 3 Study of Tucavelisib or Placebo With Trastuzumab and Pertuzumab as Maintenance Therapy for HER2-positive Metastatic Breast Cancer",
        summary: "Women and men with HER2-positive breast cancer that has spread take a new tablet or placebo together with their antibodies.",
        conditions: &["HER2-positive Breast Cancer", "Metastatic Breast Cancer"],
        interventions: &[("Drug", "Tucavelisib"), ("Biological", "Trastuzumab"), ("Biological", "Pertuzumab")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Metastatic (stage IV) adenocarcinoma of the breast

  -  HER2-positive disease (IHC 3+ or ISH amplified) by local testing

  -  Received docetaxel or paclitaxel with trastuzumab and pertuzumab as first-line treatment

  -  LVEF >= 50% by echocardiogram or MUGA

  -  ECOG performance status 0-1

  -  Platelets greater than or equal to 100,000/mm3 and ANC greater than or equal to 1,500/mm3

Exclusion Criteria:

  -  Symptomatic brain metastases or leptomeningeal disease

  -  History of congestive heart failure of any NYHA class

  -  Myocardial infarction within 6 months

  -  Known HIV infection or active hepatitis B or C, unless controlled with undetectable viral load

  -  Is breastfeeding or expecting to conceive during the study",
        checks: &[
            (In, "Metastatic (stage IV)", Has(&["breast-cancer"])),
            (In, "Metastatic (stage IV) adenocarcinoma", Stage("Stage IV")),
            (In, "HER2-positive disease", Told("her2-status")),
            (In, "Received docetaxel", Took(&["docetaxel", "paclitaxel"], 4000)),
            (In, "LVEF >= 50%", Value("lvef", 50.0, 100.0, 365)),
            (In, "ECOG performance", Value("ecog", 0.0, 1.0, 400)),
            (In, "Platelets greater", Value("platelets", 100.0, 2000.0, 365)),
            (In, "Platelets greater than", Value("anc", 1.5, 100.0, 365)),
            (Ex, "Symptomatic brain", Has(&["brain-metastases"])),
            (Ex, "History of congestive", Has(&["heart-failure", "hfref"])),
            (Ex, "Known HIV", Has(&["hiv-infection", "hepatitis-b", "hepatitis-c"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000009",
        title: "177Lu-Prostabind in Metastatic Castration-resistant Prostate Cancer",
        official_title: "A Phase 2 Study of 177Lu-Prostabind in Men With Metastatic Castration-resistant Prostate Cancer Previously Treated With One Androgen Receptor Pathway Inhibitor",
        summary: "A radioactive drug is given by vein every six weeks.",
        conditions: &["Prostatic Neoplasms, Castration-Resistant"],
        interventions: &[("Radiation", "177Lu-Prostabind")],
        sex: "Male",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 2",
        status: "Recruiting",
        criteria_text: "INCLUSION:
- Male, 18 years or older, with adenocarcinoma of the prostate
- Metastatic castration-resistant disease with castrate level of testosterone (< 50 ng/dL)
- PSA >= 2.0 ng/mL
- Prior treatment with abiraterone or enzalutamide
- ECOG 0, 1 or 2
- Hemoglobin > 9 g/dL, platelets > 100 x 10^9/L

EXCLUSION:
- Chemotherapy with docetaxel for castration-resistant disease within 6 months
- Superscan on baseline bone scan
- Seizure disorder or a condition that may predispose to seizure
- Unmanageable urinary tract obstruction
- Not willing to use effective contraception during and for 14 weeks after treatment",
        checks: &[
            (In, "Male, 18", Is(Sex::Male)),
            (In, "Male, 18 years or older", Has(&["prostate-cancer"])),
            (In, "Metastatic castration", Has(&["castration-resistant-prostate-cancer"])),
            (In, "Metastatic castration-resistant", Value("testosterone", 0.0, 49.999, 365)),
            (In, "PSA >=", Value("psa", 2.0, 1.0e5, 365)),
            (In, "Prior treatment with abiraterone", Took(&["abiraterone", "enzalutamide"], 4000)),
            (In, "ECOG 0", Value("ecog", 0.0, 2.0, 400)),
            (In, "Hemoglobin > 9", Value("hemoglobin", 9.001, 30.0, 365)),
            (Ex, "Chemotherapy with docetaxel", Took(&["docetaxel"], 183)),
            (Ex, "Seizure disorder", Has(&["epilepsy"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000010",
        title: "Panituvir Plus FOLFIRI in RAS Wild-type Metastatic Colorectal Cancer",
        official_title: "Second-line Panituvir in Combination With FOLFIRI for Patients With KRAS/NRAS Wild-type Metastatic Colorectal Cancer Previously Treated With Oxaliplatin",
        summary: "The study compares two treatments after first chemotherapy stopped working.",
        conditions: &["Colorectal Neoplasms"],
        interventions: &[("Biological", "Panituvir"), ("Drug", "FOLFIRI")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("80 Years"),
        healthy: false,
        phase: "Phase 2/Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

1. Adenocarcinoma of the colon or rectum, stage IV, not amenable to curative resection.
2. No KRAS mutation in tumor tissue.
3. One prior line of chemotherapy containing oxaliplatin and a fluoropyrimidine.
4. Age >= 18 and <= 80 years.
5. WHO/ECOG performance status <= 1.
6. Neutrophils >= 1.5 x 10*9/L; platelets >= 100 x 10*9/L; hemoglobin >= 9 g/dL.

Exclusion Criteria:

1. Prior treatment with cetuximab, panitumumab or another anti-EGFR antibody.
2. Prior treatment with irinotecan.
3. Inflammatory bowel disease (Crohn's disease or ulcerative colitis).
4. History of another malignancy within 5 years, with the exception of adequately treated carcinoma in situ.
5. Psychological, familial, sociological or geographical condition that could hamper compliance with the protocol.",
        checks: &[
            (In, "Adenocarcinoma of the colon", Has(&["colon-cancer"])),
            (In, "Adenocarcinoma of the colon or rectum", Stage("Stage IV")),
            (Ex, "No KRAS mutation", Told("kras-mutation")),
            (In, "One prior line", Took(&["oxaliplatin"], 4000)),
            (In, "WHO/ECOG", Value("ecog", 0.0, 1.0, 400)),
            (In, "Neutrophils", Value("anc", 1.5, 100.0, 365)),
            (Ex, "Prior treatment with cetuximab", Took(&["cetuximab"], 40_000)),
            (Ex, "Prior treatment with irinotecan", Took(&["irinotecan"], 40_000)),
            (Ex, "Inflammatory bowel", Has(&["crohns-disease"])),
        ],
    },
];
