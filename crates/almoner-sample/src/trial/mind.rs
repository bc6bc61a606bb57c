//! Trials of mood, nerves and memory.

use super::Trial;
use crate::truth::Check::{Admitted, Age, Began, Has, Takes, Told, Took, Value};
use crate::truth::Section::{Exclusion as Ex, Inclusion as In};

pub(super) const TRIALS: &[&Trial] = &[
    &Trial {
        nct_id: "NCT99000022",
        title: "Esmedine Nasal Spray for Depression That Does Not Respond to Tablets",
        official_title: "A Double-blind Study of Esmedine Nasal Spray Added to an Oral Antidepressant in Treatment-resistant Depression",
        summary: "A nasal spray or placebo is given twice a week for four weeks.",
        conditions: &["Depressive Disorder, Treatment-Resistant", "Major Depressive Disorder"],
        interventions: &[("Drug", "Esmedine")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("64 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

1. Major depressive disorder without psychotic features
2. PHQ-9 total score of 15 or higher
3. No response to at least two antidepressants, one of them in the current episode

Exclusion Criteria:

1. Bipolar disorder, schizophrenia or any psychotic disorder
2. Suicidal ideation with some intent to act within 6 months
3. Moderate or severe alcohol or substance use disorder
4. Uncontrolled hypertension (systolic blood pressure > 160 mmHg)
5. Treatment with electroconvulsive therapy in the current episode
6. Not able to read and understand the consent form",
        checks: &[
            (In, "Major depressive disorder", Has(&["major-depressive-disorder"])),
            (In, "PHQ-9", Value("phq9", 15.0, 27.0, 365)),
            (In, "No response", Took(&["sertraline", "fluoxetine", "escitalopram", "venlafaxine", "bupropion"], 4000)),
            (Ex, "Bipolar disorder", Has(&["bipolar-disorder", "schizophrenia"])),
            (Ex, "Moderate or severe", Has(&["alcohol-use-disorder", "opioid-use-disorder"])),
            (Ex, "Uncontrolled hypertension", Value("systolic-bp", 160.001, 400.0, 365)),
            (Ex, "Suicidal ideation", Told("suicidal-ideation")),
        ],
    },
    &Trial {
        nct_id: "NCT99000023",
        title: "Cenovalate as Add-on Treatment of Focal Seizures",
        official_title: "Adjunctive Cenovalate in Adults With Uncontrolled Focal-onset Seizures",
        summary: "A new tablet is added to other drugs against seizures.",
        conditions: &["Epilepsies, Partial"],
        interventions: &[("Drug", "Cenovalate")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("65 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

  -  Epilepsy with focal-onset seizures

  -  At least 4 focal seizures during the 28-day baseline

  -  Taking 1 to 3 antiepileptic drugs (e.g., levetiracetam, lamotrigine, carbamazepine) at stable doses

Exclusion Criteria:

  -  Status epilepticus within 12 months of visit 1

  -  Psychogenic non-epileptic seizures within 2 years

  -  History of brain tumor or any progressive neurological disease

  -  Vigabatrin use within 5 months, or felbamate use for less than 18 months

  -  Creatinine clearance < 60 mL/min",
        checks: &[
            (In, "Epilepsy with", Has(&["epilepsy"])),
            (In, "At least 4", Value("seizure-frequency", 4.0, 1000.0, 365)),
            (In, "Taking 1 to 3", Takes(&["levetiracetam", "lamotrigine", "carbamazepine"])),
            (Ex, "Status epilepticus", Admitted(&["epilepsy"], 365)),
            (Ex, "History of brain", Has(&["brain-metastases"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000024",
        title: "Atoligepant for Prevention of Episodic Migraine",
        official_title: "A 12-week Study of Atoligepant for the Preventive Treatment of Episodic Migraine",
        summary: "The study counts how many days with migraine people have before and after treatment.",
        conditions: &["Migraine"],
        interventions: &[("Drug", "Atoligepant"), ("Drug", "Placebo")],
        sex: "All",
        min_age: Some("18 Years"),
        max_age: Some("80 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "INCLUSION CRITERIA:

At least a 1-year history of migraine with or without aura
4 to 14 migraine days per month on average in the 3 months before visit 1
Less than 50 years of age at the time of migraine onset

EXCLUSION CRITERIA:

Difficulty distinguishing migraine from tension-type headache
Use of erenumab or another CGRP antibody within 6 months
Clinically significant cardiovascular or cerebrovascular disease, including myocardial infarction, stroke or TIA
Use of opioids on more than 4 days per month
Pregnancy, lactation, or refusal of contraception",
        checks: &[
            (In, "At least a 1-year", Has(&["migraine"])),
            (In, "4 to 14", Value("monthly-migraine-days", 4.0, 14.0, 365)),
            (Ex, "Use of erenumab", Took(&["erenumab"], 183)),
            (Ex, "Clinically significant", Has(&["myocardial-infarction", "ischemic-stroke", "tia"])),
            (Ex, "Pregnancy", Has(&["pregnant"])),
        ],
    },
    &Trial {
        nct_id: "NCT99000025",
        title: "Lecandumab in Early Alzheimer's Disease",
        official_title: "A Placebo-controlled Trial of Lecandumab in Mild Cognitive Impairment Due to Alzheimer's Disease and Mild Alzheimer's Dementia",
        summary: "An antibody against amyloid is given by vein every two weeks for 18 months.",
        conditions: &["Alzheimer Disease", "Mild Cognitive Impairment"],
        interventions: &[("Biological", "Lecandumab"), ("Other", "Placebo")],
        sex: "All",
        min_age: Some("50 Years"),
        max_age: Some("90 Years"),
        healthy: false,
        phase: "Phase 3",
        status: "Recruiting",
        criteria_text: "Inclusion Criteria:

1. Diagnosis of mild cognitive impairment due to Alzheimer's disease or mild Alzheimer's disease dementia
2. MMSE score between 20 and 28, inclusive
3. Positive amyloid PET or cerebrospinal fluid biomarkers
4. Aged 50 to 90 years
5. If taking donepezil, memantine or both: stable dose for at least 12 weeks
6. Has a study partner who spends at least 8 hours per week with the participant

Exclusion Criteria:

1. Any neurological condition other than Alzheimer's disease that may contribute to cognitive impairment, such as Parkinson's disease
2. Stroke, TIA or seizure within 12 months
3. Treatment with an anticoagulant (warfarin, apixaban, rivaroxaban or dabigatran)
4. Contraindication to MRI, including a cardiac pacemaker
5. More than 4 microhemorrhages on MRI
6. GDS score >= 8",
        checks: &[
            (In, "Diagnosis of mild", Has(&["alzheimers-disease"])),
            (In, "MMSE score", Value("mmse", 20.0, 28.0, 365)),
            (In, "Aged 50", Age(50, 90)),
            (In, "Positive amyloid", Told("amyloid-pet")),
            (Ex, "Any neurological", Has(&["parkinsons-disease"])),
            (Ex, "Stroke, TIA", Began(&["ischemic-stroke", "tia"], 366)),
            (Ex, "Treatment with an anticoagulant", Takes(&["warfarin", "apixaban", "rivaroxaban"])),
        ],
    },
];
