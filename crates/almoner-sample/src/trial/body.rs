//! Trials of lungs, liver, infections, joints, skin, bones, weight, pregnancy, and of healthy volunteers.

use super::Trial;
use crate::person::Sex;
use crate::truth::Check::{Admitted, Age, Done, Ever, Has, Is, PackYears, Smokes, Takes, Took, Value};
use crate::truth::Section::{Exclusion as Ex, Inclusion as In};

pub(super) const TRIALS: &[&Trial] = &[
    &Trial {
        nct_id: "NCT99000011",
        title: "Inhaled Ensiflurane to Prevent COPD Exacerbations",
        official_title: "A 52-week Study of Inhaled Ensiflurane in Moderate to Severe COPD",
        summary: "A new inhaled drug is compared with placebo for one year.",
        conditions: &["Chronic Obstructive Pulmonary Disease"],
        interventions: &[("Drug", "Ensiflurane"), ("Drug", "Placebo")],
        sex: "All",
        min_age: Some("40 Years"),
        max_age: Some("80 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Age 40 to 80 years

  -  Diagnosis of COPD

  -  Post-bronchodilator FEV1/FVC ratio < 0.70 and FEV1 30% to 80% of predicted normal

  -  Current or former smokers with a history of at least 10 pack-years

  -  Two or more moderate exacerbations, or one or more severe exacerbation, in the previous 12 months

Exclusion Criteria:

  -  Current diagnosis of asthma

  -  Pneumonia or COPD exacerbation that required hospitalization within 6 weeks prior to screening

  -  Long-term oxygen therapy > 15 hours per day

  -  Alpha-1 antitrypsin deficiency

  -  Lung cancer, or lung volume reduction surgery within 12 months",
        checks: &[
            (In, "Age 40", Age(40, 80)),
            (In, "Diagnosis of COPD", Has(&["copd"])),
            (In, "Post-bronchodilator", Value("fev1-fvc", 0.0, 69.999, 365)),
            (In, "Post-bronchodilator FEV1/FVC", Value("fev1", 30.0, 80.0, 365)),
            (In, "Current or former smokers", PackYears(10)),
            (In, "Two or more moderate", Value("copd-exacerbation", 2.0, 50.0, 365)),
            (Ex, "Current diagnosis of asthma", Has(&["asthma"])),
            (Ex, "Pneumonia or COPD", Admitted(&["pneumonia", "copd"], 42)),
            (Ex, "Lung cancer", Has(&["nsclc"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000012",
        title: "Tezanimab in Severe Eosinophilic Asthma",
        official_title: "Efficacy and Safety of Tezanimab in Adults With Uncontrolled Eosinophilic Asthma",
        summary: "An antibody injection every four weeks is compared with placebo.",
        conditions: &["Asthma, Eosinophilic"],
        interventions: &[("Biological", "Tezanimab")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("70 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion criteria
- Physician-diagnosed asthma for at least 12 months
- Blood eosinophils >= 300 cells/uL at screening
- Pre-bronchodilator FEV1 < 80% predicted
- Daily inhaled corticosteroid for at least 3 months

Exclusion criteria
- Current smokers, or former smokers with a smoking history of more than 10 pack-years
- Any clinically important pulmonary disease other than asthma, e.g. COPD or bronchiectasis
- Parasitic infection within 24 weeks
- Receipt of any marketed biologic for asthma within 4 months or 5 half-lives
- History of anaphylaxis to any biologic therapy",
        checks: &[
            (In, "Physician-diagnosed asthma", Has(&["asthma"])),
            (In, "Blood eosinophils", Value("eosinophils", 300.0, 1.0e5, 365)),
            (In, "Pre-bronchodilator", Value("fev1", 0.0, 79.999, 365)),
            (In, "Daily inhaled", Takes(&["budesonide", "fluticasone"])),
            (Ex, "Current smokers", Smokes),
            (Ex, "Any clinically important", Has(&["copd"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000013",
        title: "Eight Weeks of Velabuvir for Chronic Hepatitis C Without Decompensated Cirrhosis",
        official_title: "An Open-label Study of Velabuvir for 8 Weeks in Treatment-naive Adults With Chronic Hepatitis C Virus Infection",
        summary: "All participants receive one tablet a day for eight weeks.",
        conditions: &["Hepatitis C, Chronic"],
        interventions: &[("Drug", "Velabuvir")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("70 Years"),
        healthy: false,
        phase: "Phase 2",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Chronic HCV infection

  -  HCV RNA > 10,000 IU/mL at screening

  -  Body weight >= 40 kg

  -  Platelets >= 90,000/uL

  -  Women of childbearing potential must have a negative pregnancy test and use two methods of contraception

Exclusion Criteria:

  -  Decompensated liver disease (ascites, encephalopathy or variceal bleeding)

  -  Co-infection with hepatitis B virus

  -  Prior treatment with any direct-acting antiviral such as sofosbuvir

  -  Clinically relevant alcohol or drug abuse within 12 months of screening, except patients stable on methadone or buprenorphine",
        checks: &[
            (In, "Chronic HCV", Has(&["hepatitis-c"])),
            (In, "HCV RNA", Value("hcv-rna", 10_000.001, 1.0e9, 365)),
            (In, "Body weight", Value("body-weight", 40.0, 400.0, 365)),
            (In, "Platelets", Value("platelets", 90.0, 2000.0, 365)),
            (Ex, "Decompensated liver", Has(&["ascites", "hepatic-encephalopathy"])),
            (Ex, "Co-infection", Has(&["hepatitis-b"])),
            (Ex, "Prior treatment", Took(&["sofosbuvir"], 40_000)),
        ],
    },
    &Trial {
        nct_id: "NCT99000014",
        title: "Rifamycin Foam for Recurrent Hepatic Encephalopathy",
        official_title: "A Study to Prevent Recurrence of Hepatic Encephalopathy in Cirrhosis",
        summary: "People with cirrhosis who had confusion caused by the liver receive a study drug together with lactulose.",
        conditions: &["Liver Cirrhosis", "Hepatic Encephalopathy"],
        interventions: &[("Drug", "Rifamycin foam")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("75 Years"),
        healthy: false,
        phase: "Phase 2",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:
 1. Cirrhosis of any cause
 2. At least one episode of overt hepatic encephalopathy
 3. Child-Pugh class A or B (score <= 9)
 4. Taking lactulose

Exclusion Criteria:
 1. Hepatocellular carcinoma
 2. Total bilirubin > 5 mg/dL or INR > 2.5
 3. Serum creatinine >= 2 mg/dL
 4. Current use of rifaximin
 5. Alcohol use within the past 3 months according to the patient or a relative",
        checks: &[
            (In, "Cirrhosis of any", Has(&["cirrhosis"])),
            (In, "At least one", Ever(&["hepatic-encephalopathy"])),
            (In, "Child-Pugh", Value("child-pugh", 5.0, 9.0, 365)),
            (In, "Taking lactulose", Takes(&["lactulose"])),
            (Ex, "Hepatocellular", Has(&["hepatocellular-carcinoma"])),
            (Ex, "Total bilirubin", Value("bilirubin-total", 5.001, 100.0, 365)),
            (Ex, "Serum creatinine", Value("creatinine", 2.0, 30.0, 365)),
            (Ex, "Current use", Takes(&["rifaximin"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000015",
        title: "Switch to a Two-monthly Injection in Well-controlled HIV",
        official_title: "Switching to Long-acting Cabovirine in Virologically Suppressed Adults With HIV-1",
        summary: "People who take tablets against HIV change to an injection every two months.",
        conditions: &["HIV Infections"],
        interventions: &[("Drug", "Cabovirine")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "INCLUSION CRITERIA

* HIV-1 infection on a stable antiretroviral regimen for >= 6 months
* Plasma HIV-1 RNA < 50 copies/mL within the last 6 months
* CD4 count > 200 cells/mm3

EXCLUSION CRITERIA

* Chronic hepatitis B
* ALT >= 5 times the upper limit of normal
* Moderate to severe hepatic impairment (Child-Pugh B or C)
* Pregnant or lactating women
* History of seizure within 12 months or unstable seizure disorder",
        checks: &[
            (In, "HIV-1 infection", Has(&["hiv-infection"])),
            (In, "HIV-1 infection on a stable", Takes(&["dolutegravir", "emtricitabine"])),
            (In, "Plasma HIV-1", Value("hiv-viral-load", 0.0, 49.999, 183)),
            (In, "CD4 count", Value("cd4-count", 200.001, 1.0e5, 365)),
            (Ex, "Chronic hepatitis B", Has(&["hepatitis-b"])),
            (Ex, "ALT >=", Value("alt", 200.0, 1.0e5, 365)),
            (Ex, "Pregnant", Has(&["pregnant"])),
            (Ex, "History of seizure", Has(&["epilepsy"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000016",
        title: "Olkinarib With Methotrexate in Active Rheumatoid Arthritis",
        official_title: "A Dose-ranging Study of Olkinarib in Rheumatoid Arthritis With Inadequate Response to Methotrexate",
        summary: "Three doses of a new tablet are compared with placebo in people who take methotrexate.",
        conditions: &["Rheumatoid Arthritis"],
        interventions: &[("Drug", "Olkinarib"), ("Drug", "Methotrexate")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("75 Years"),
        healthy: false,
        phase: "Phase 2",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Rheumatoid arthritis for 6 months or more

  -  Methotrexate 15 to 25 mg weekly for at least 12 weeks

  -  DAS28-CRP > 3.2

  -  CRP greater than 7 mg/L at screening

Exclusion Criteria:

  -  Prior or current use of a biologic DMARD, including adalimumab and etanercept

  -  Active or latent tuberculosis, unless treated for at least 4 weeks

  -  Prednisone > 10 mg per day

  -  Hemoglobin < 9 g/dL; platelets < 100 x 10^3/uL; ALT > 2 x ULN

  -  Herpes zoster within 3 months",
        checks: &[
            (In, "Rheumatoid arthritis for", Has(&["rheumatoid-arthritis"])),
            (In, "Methotrexate 15", Takes(&["methotrexate"])),
            (In, "DAS28-CRP", Value("das28", 3.2001, 10.0, 365)),
            (In, "CRP greater", Value("crp", 7.0001, 500.0, 365)),
            (Ex, "Prior or current", Took(&["adalimumab", "etanercept"], 40_000)),
            (Ex, "Active or latent", Has(&["latent-tuberculosis"])),
            (Ex, "Hemoglobin < 9", Value("hemoglobin", 0.0, 8.999, 365)),
        ],
    },
    &Trial {
        nct_id: "NCT99000017",
        title: "Romabone in Postmenopausal Osteoporosis",
        official_title: "Romabone Versus Alendronate in Postmenopausal Women at High Risk of Fracture",
        summary: "A monthly injection is compared with weekly tablets for two years.",
        conditions: &["Osteoporosis, Postmenopausal"],
        interventions: &[("Biological", "Romabone"), ("Drug", "Alendronate")],
        sex: "Female",
        min_age: Some("55 Years"),
        max_age: Some("90 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:
- Ambulatory postmenopausal women aged 55 to 90 years
- BMD T-score <= -2.5 at the lumbar spine, total hip or femoral neck

Exclusion Criteria:
- Use of denosumab within 18 months
- Intravenous bisphosphonates within 3 years
- Myocardial infarction or stroke in the year before randomization
- Metabolic bone disease other than osteoporosis, for example Paget's disease
- eGFR < 35 mL/min/1.73m2
- 25-hydroxyvitamin D < 20 ng/mL (may be repleted and rescreened)",
        checks: &[
            (In, "Ambulatory postmenopausal", Is(Sex::Female)),
            (In, "Ambulatory postmenopausal women", Age(55, 90)),
            (In, "BMD T-score", Has(&["osteoporosis"])),
            (In, "BMD T-score <=", Value("bone-density-t-score", -9.0, -2.5, 800)),
            (Ex, "Use of denosumab", Took(&["denosumab"], 548)),
            (Ex, "eGFR < 35", Value("egfr", 0.0, 34.999, 365)),
        ],
    },
    &Trial {
        nct_id: "NCT99000018",
        title: "Bimekitide for Plaque Psoriasis",
        official_title: "An Oral Interleukin-23 Receptor Antagonist in Moderate to Severe Plaque Psoriasis",
        summary: "A tablet taken once a day is compared with placebo for 16 weeks.",
        conditions: &["Psoriasis"],
        interventions: &[("Drug", "Bimekitide"), ("Drug", "Placebo")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: None,
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

- Plaque psoriasis for 26 weeks or longer
- PASI score >= 12 and body surface area (BSA) involvement >= 10%
- Candidate for phototherapy or systemic treatment

Exclusion Criteria:

- Nonplaque form of psoriasis (erythrodermic, guttate or pustular) or drug-induced psoriasis
- Ustekinumab or another inhibitor of interleukin-12/23 within 6 months
- Latent tuberculosis, unless prophylaxis has been started
- Positive test for HIV, hepatitis B or hepatitis C
- Crohn's disease",
        checks: &[
            (In, "Plaque psoriasis for", Has(&["psoriasis"])),
            (In, "PASI score", Value("pasi", 12.0, 80.0, 365)),
            (In, "PASI score >= 12 and", Value("body-surface-area-affected", 10.0, 100.0, 365)),
            (Ex, "Ustekinumab", Took(&["ustekinumab"], 183)),
            (Ex, "Latent tuberculosis", Has(&["latent-tuberculosis"])),
            (Ex, "Positive test", Has(&["hiv-infection", "hepatitis-b", "hepatitis-c"])),
            (Ex, "Crohn's disease", Has(&["crohns-disease"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000019",
        title: "Petrelintide for Weight Loss in Adults With Obesity Without Diabetes",
        official_title: "Effect of Petrelintide Once Weekly on Body Weight in Adults With Obesity",
        summary: "A weekly injection together with advice on food and exercise is compared with advice alone.",
        conditions: &["Obesity"],
        interventions: &[("Drug", "Petrelintide"), ("Behavioral", "Lifestyle counseling")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("75 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  BMI >= 30 kg/m2, or >= 27 kg/m2 with at least one weight-related comorbidity (hypertension, dyslipidemia or obstructive sleep apnea)

  -  At least one self-reported unsuccessful dietary effort to lose weight

Exclusion Criteria:

  -  HbA1c >= 6.5% (48 mmol/mol) or a diagnosis of diabetes mellitus of any type

  -  Previous or planned bariatric surgery

  -  Change in body weight of more than 5 kg within 90 days before screening

  -  Major depressive disorder within the last 2 years, or PHQ-9 score of 15 or more

  -  Family or personal history of multiple endocrine neoplasia type 2 or medullary thyroid carcinoma",
        checks: &[
            (In, "BMI >= 30", Has(&["obesity"])),
            (In, "BMI >= 30 kg/m2", Value("body-mass-index", 30.0, 100.0, 365)),
            (Ex, "HbA1c >= 6.5%", Value("hba1c", 6.5, 20.0, 365)),
            (Ex, "HbA1c >= 6.5% (48", Has(&["type-2-diabetes", "type-1-diabetes"])),
            (Ex, "Previous or planned", Done(&["bariatric-surgery"])),
            (Ex, "Major depressive", Has(&["major-depressive-disorder"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000020",
        title: "Single-dose Intravenous Iron for Anemia in Pregnancy",
        official_title: "FERRA-MOM: Intravenous Ferric Carbomaltose Versus Oral Iron for Iron Deficiency Anemia in the Second and Third Trimester",
        summary: "Pregnant women with anemia receive one infusion of iron or tablets.",
        conditions: &["Anemia of Pregnancy", "Iron Deficiency Anemia"],
        interventions: &[("Drug", "Ferric carbomaltose"), ("Drug", "Ferrous sulfate")],
        sex: "Female",
        min_age: Some("18 Years"),
        max_age: Some("45 Years"),
        healthy: false,
        phase: "Phase 4",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:
* Pregnant women at 13 to 32 weeks of gestation
* Hemoglobin < 10.5 g/dL
* Ferritin < 30 ng/mL

Exclusion Criteria:
* Preeclampsia
* Intravenous iron or blood transfusion in the current pregnancy
* Known hypersensitivity to iron products
* Anemia from causes other than iron deficiency, such as sickle cell disease or thalassemia
* Chronic kidney disease",
        checks: &[
            (In, "Pregnant women", Has(&["pregnant"])),
            (In, "Pregnant women at 13", Value("gestational-age", 13.0, 32.999, 60)),
            (In, "Hemoglobin < 10.5", Value("hemoglobin", 0.0, 10.499, 120)),
            (In, "Ferritin < 30", Value("ferritin", 0.0, 29.999, 120)),
            (Ex, "Preeclampsia", Has(&["preeclampsia"])),
            (Ex, "Chronic kidney disease", Has(&["chronic-kidney-disease", "ckd-stage-3", "ckd-stage-4"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000021",
        title: "Safety of a New Norovirus Vaccine in Healthy Adults",
        official_title: "A First-in-human Study of the Vaccine NoroGuard in Healthy Adult Volunteers",
        summary: "Healthy adults receive two injections four weeks apart.",
        conditions: &["Healthy Volunteers", "Norovirus Infections"],
        interventions: &[("Biological", "NoroGuard")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("64 Years"),
        healthy: true,
        phase: "Phase 1",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Healthy men or non-pregnant women aged 18 to 64 years

  -  BMI between 18 and 35

  -  Willing to comply with all study procedures and to be available for 7 months

Exclusion Criteria:

  -  HIV, hepatitis B or hepatitis C infection

  -  Immunosuppression, including systemic corticosteroids for more than 14 days in the past 6 months

  -  Diabetes mellitus, COPD, asthma, heart failure or any malignancy

  -  Systolic blood pressure >= 150 mmHg or diastolic blood pressure >= 95 mmHg

  -  ALT > 1.5 x ULN

  -  Receipt of any live vaccine within 4 weeks or any other vaccine within 2 weeks

  -  Temperature >= 38.0 C on the day of vaccination",
        checks: &[
            (In, "Healthy men", Age(18, 64)),
            (In, "BMI between", Value("body-mass-index", 18.0, 35.0, 365)),
            (Ex, "HIV, hepatitis", Has(&["hiv-infection", "hepatitis-b", "hepatitis-c"])),
            (Ex, "Immunosuppression", Took(&["prednisone", "methotrexate", "adalimumab"], 183)),
            (
                Ex,
                "Diabetes mellitus, COPD",
                Has(&[
                    "type-2-diabetes",
                    "type-1-diabetes",
                    "copd",
                    "asthma",
                    "heart-failure",
                    "hfref",
                    "nsclc",
                    "breast-cancer",
                    "prostate-cancer",
                    "colon-cancer",
                    "hepatocellular-carcinoma",
                ]),
            ),
            (Ex, "Systolic blood", Value("systolic-bp", 150.0, 400.0, 365)),
            (Ex, "ALT > 1.5", Value("alt", 60.001, 1.0e5, 365)),
            (Ex, "Healthy men or non-pregnant", Has(&["pregnant"])),
        ],
    },
];
