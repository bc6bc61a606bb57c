//! Conditions, with SNOMED CT and ICD-10-CM codes.

use super::{Concept, icd, plain, snomed};

/// Type 2 diabetes mellitus.
pub static TYPE_2_DIABETES: Concept = plain(
    "type-2-diabetes",
    "Type 2 diabetes mellitus",
    &[
        snomed("44054006", "Diabetes mellitus type 2 (disorder)"),
        icd("E11.9", "Type 2 diabetes mellitus without complications"),
    ],
    &["type 2 diabetes", "T2DM", "type II diabetes mellitus", "DM2"],
);
/// Type 1 diabetes mellitus.
pub static TYPE_1_DIABETES: Concept = plain(
    "type-1-diabetes",
    "Type 1 diabetes mellitus",
    &[
        snomed("46635009", "Diabetes mellitus type 1 (disorder)"),
        icd("E10.9", "Type 1 diabetes mellitus without complications"),
    ],
    &["type 1 diabetes", "T1DM"],
);
/// Diabetic kidney disease.
pub static DIABETIC_NEPHROPATHY: Concept = plain(
    "diabetic-nephropathy",
    "Diabetic kidney disease",
    &[
        snomed("127013003", "Disorder of kidney due to diabetes mellitus (disorder)"),
        icd("E11.21", "Type 2 diabetes mellitus with diabetic nephropathy"),
    ],
    &["diabetic nephropathy", "diabetic kidney disease"],
);
/// Diabetic neuropathy.
pub static DIABETIC_NEUROPATHY: Concept = plain(
    "diabetic-neuropathy",
    "Diabetic neuropathy",
    &[
        snomed("230572002", "Neuropathy due to diabetes mellitus (disorder)"),
        icd("E11.40", "Type 2 diabetes mellitus with diabetic neuropathy, unspecified"),
    ],
    &["diabetic neuropathy"],
);
/// Diabetic retinopathy.
pub static DIABETIC_RETINOPATHY: Concept = plain(
    "diabetic-retinopathy",
    "Diabetic retinopathy",
    &[
        snomed("4855003", "Retinopathy due to diabetes mellitus (disorder)"),
        icd("E11.319", "Type 2 diabetes mellitus with unspecified diabetic retinopathy without macular edema"),
    ],
    &["diabetic retinopathy"],
);
/// Essential hypertension.
pub static HYPERTENSION: Concept = plain(
    "hypertension",
    "Essential hypertension",
    &[snomed("59621000", "Essential hypertension (disorder)"), icd("I10", "Essential (primary) hypertension")],
    &["hypertension", "HTN", "high blood pressure"],
);
/// Hyperlipidemia.
pub static HYPERLIPIDEMIA: Concept = plain(
    "hyperlipidemia",
    "Hyperlipidemia",
    &[snomed("55822004", "Hyperlipidemia (disorder)"), icd("E78.5", "Hyperlipidemia, unspecified")],
    &["hyperlipidemia", "HLD", "high cholesterol"],
);
/// Chronic kidney disease stage 3.
pub static CKD_STAGE_3: Concept = plain(
    "ckd-stage-3",
    "Chronic kidney disease stage 3",
    &[
        snomed("433144002", "Chronic kidney disease stage 3 (disorder)"),
        icd("N18.30", "Chronic kidney disease, stage 3 unspecified"),
    ],
    &["CKD stage 3", "stage 3 chronic kidney disease", "CKD3"],
);
/// Chronic kidney disease stage 4.
pub static CKD_STAGE_4: Concept = plain(
    "ckd-stage-4",
    "Chronic kidney disease stage 4",
    &[
        snomed("431857002", "Chronic kidney disease stage 4 (disorder)"),
        icd("N18.4", "Chronic kidney disease, stage 4 (severe)"),
    ],
    &["CKD stage 4", "stage 4 chronic kidney disease"],
);
/// End-stage renal disease.
pub static END_STAGE_RENAL_DISEASE: Concept = plain(
    "esrd",
    "End-stage renal disease",
    &[snomed("46177005", "End-stage renal disease (disorder)"), icd("N18.6", "End stage renal disease")],
    &["ESRD", "end-stage renal disease"],
);
/// Autosomal dominant polycystic kidney disease.
pub static POLYCYSTIC_KIDNEY_DISEASE: Concept = plain(
    "polycystic-kidney-disease",
    "Autosomal dominant polycystic kidney disease",
    &[snomed("28728008", "Polycystic kidney disease, adult type (disorder)"), icd("Q61.2", "Polycystic kidney, adult type")],
    &["polycystic kidney disease", "ADPKD"],
);
/// Acute kidney injury.
pub static ACUTE_KIDNEY_INJURY: Concept = plain(
    "acute-kidney-injury",
    "Acute kidney injury",
    &[snomed("14669001", "Acute kidney injury (disorder)"), icd("N17.9", "Acute kidney failure, unspecified")],
    &["acute kidney injury", "AKI"],
);
/// Heart failure.
pub static HEART_FAILURE: Concept = plain(
    "heart-failure",
    "Heart failure",
    &[snomed("84114007", "Heart failure (disorder)"), icd("I50.9", "Heart failure, unspecified")],
    &["heart failure", "CHF", "congestive heart failure"],
);
/// Heart failure with reduced ejection fraction.
pub static HFREF: Concept = plain(
    "hfref",
    "Heart failure with reduced ejection fraction",
    &[
        snomed("703272007", "Heart failure with reduced ejection fraction (disorder)"),
        icd("I50.22", "Chronic systolic (congestive) heart failure"),
    ],
    &["HFrEF", "heart failure with reduced ejection fraction", "systolic heart failure"],
);
/// Coronary artery disease.
pub static CORONARY_ARTERY_DISEASE: Concept = plain(
    "coronary-artery-disease",
    "Coronary artery disease",
    &[
        snomed("53741008", "Coronary arteriosclerosis (disorder)"),
        icd("I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris"),
    ],
    &["coronary artery disease", "CAD"],
);
/// Myocardial infarction.
pub static MYOCARDIAL_INFARCTION: Concept = plain(
    "myocardial-infarction",
    "Myocardial infarction",
    &[snomed("22298006", "Myocardial infarction (disorder)"), icd("I21.9", "Acute myocardial infarction, unspecified")],
    &["myocardial infarction", "MI", "heart attack"],
);
/// Ischemic stroke.
pub static ISCHEMIC_STROKE: Concept = plain(
    "ischemic-stroke",
    "Ischemic stroke",
    &[snomed("422504002", "Ischemic stroke (disorder)"), icd("I63.9", "Cerebral infarction, unspecified")],
    &["ischemic stroke", "stroke", "CVA"],
);
/// Transient ischemic attack.
pub static TRANSIENT_ISCHEMIC_ATTACK: Concept = plain(
    "tia",
    "Transient ischemic attack",
    &[
        snomed("266257000", "Transient ischemic attack (disorder)"),
        icd("G45.9", "Transient cerebral ischemic attack, unspecified"),
    ],
    &["TIA", "transient ischemic attack"],
);
/// Intracranial hemorrhage.
pub static INTRACRANIAL_HEMORRHAGE: Concept = plain(
    "intracranial-hemorrhage",
    "Intracranial hemorrhage",
    &[
        snomed("1386000", "Intracranial hemorrhage (disorder)"),
        icd("I62.9", "Nontraumatic intracranial hemorrhage, unspecified"),
    ],
    &["intracranial hemorrhage", "ICH"],
);
/// Atrial fibrillation.
pub static ATRIAL_FIBRILLATION: Concept = plain(
    "atrial-fibrillation",
    "Atrial fibrillation",
    &[snomed("49436004", "Atrial fibrillation (disorder)"), icd("I48.91", "Unspecified atrial fibrillation")],
    &["atrial fibrillation", "AF", "afib"],
);
/// Chronic obstructive pulmonary disease.
pub static COPD: Concept = plain(
    "copd",
    "Chronic obstructive pulmonary disease",
    &[
        snomed("13645005", "Chronic obstructive pulmonary disease (disorder)"),
        icd("J44.9", "Chronic obstructive pulmonary disease, unspecified"),
    ],
    &["COPD", "chronic obstructive pulmonary disease", "emphysema"],
);
/// Asthma.
pub static ASTHMA: Concept = plain(
    "asthma",
    "Asthma",
    &[snomed("195967001", "Asthma (disorder)"), icd("J45.909", "Unspecified asthma, uncomplicated")],
    &["asthma", "bronchial asthma"],
);
/// Pneumonia.
pub static PNEUMONIA: Concept = plain(
    "pneumonia",
    "Pneumonia",
    &[snomed("233604007", "Pneumonia (disorder)"), icd("J18.9", "Pneumonia, unspecified organism")],
    &["pneumonia", "PNA"],
);
/// Obstructive sleep apnea.
pub static OBSTRUCTIVE_SLEEP_APNEA: Concept = plain(
    "obstructive-sleep-apnea",
    "Obstructive sleep apnea",
    &[
        snomed("78275009", "Obstructive sleep apnea syndrome (disorder)"),
        icd("G47.33", "Obstructive sleep apnea (adult) (pediatric)"),
    ],
    &["obstructive sleep apnea", "OSA"],
);
/// Non-small cell lung cancer.
pub static NON_SMALL_CELL_LUNG_CANCER: Concept = plain(
    "nsclc",
    "Non-small cell lung cancer",
    &[
        snomed("254637007", "Non-small cell lung cancer (disorder)"),
        icd("C34.90", "Malignant neoplasm of unspecified part of unspecified bronchus or lung"),
    ],
    &["non-small cell lung cancer", "NSCLC", "lung adenocarcinoma"],
);
/// Breast cancer.
pub static BREAST_CANCER: Concept = plain(
    "breast-cancer",
    "Breast cancer",
    &[
        snomed("254837009", "Malignant neoplasm of breast (disorder)"),
        icd("C50.919", "Malignant neoplasm of unspecified site of unspecified female breast"),
    ],
    &["breast cancer", "invasive ductal carcinoma of the breast"],
);
/// Prostate cancer.
pub static PROSTATE_CANCER: Concept = plain(
    "prostate-cancer",
    "Prostate cancer",
    &[snomed("399068003", "Malignant tumor of prostate (disorder)"), icd("C61", "Malignant neoplasm of prostate")],
    &["prostate cancer", "prostate adenocarcinoma"],
);
/// Colorectal cancer.
pub static COLORECTAL_CANCER: Concept = plain(
    "colon-cancer",
    "Colorectal cancer",
    &[
        snomed("363406005", "Malignant neoplasm of colon (disorder)"),
        icd("C18.9", "Malignant neoplasm of colon, unspecified"),
    ],
    &["colorectal cancer", "colon adenocarcinoma"],
);
/// Brain metastases.
pub static BRAIN_METASTASIS: Concept = plain(
    "brain-metastases",
    "Brain metastases",
    &[
        snomed("94225005", "Secondary malignant neoplasm of brain (disorder)"),
        icd("C79.31", "Secondary malignant neoplasm of brain"),
    ],
    &["brain metastases", "brain mets"],
);
/// Hodgkin lymphoma.
pub static HODGKIN_LYMPHOMA: Concept = plain(
    "hodgkin-lymphoma",
    "Hodgkin lymphoma",
    &[snomed("118599009", "Hodgkin's disease (disorder)"), icd("C81.90", "Hodgkin lymphoma, unspecified, unspecified site")],
    &["Hodgkin lymphoma", "Hodgkin's disease"],
);
/// Rheumatoid arthritis.
pub static RHEUMATOID_ARTHRITIS: Concept = plain(
    "rheumatoid-arthritis",
    "Rheumatoid arthritis",
    &[snomed("69896004", "Rheumatoid arthritis (disorder)"), icd("M06.9", "Rheumatoid arthritis, unspecified")],
    &["rheumatoid arthritis", "RA"],
);
/// Latent tuberculosis.
pub static LATENT_TUBERCULOSIS: Concept = plain(
    "latent-tuberculosis",
    "Latent tuberculosis",
    &[snomed("11999007", "Inactive tuberculosis (disorder)"), icd("Z22.7", "Latent tuberculosis")],
    &["latent tuberculosis", "latent TB"],
);
/// Major depressive disorder.
pub static MAJOR_DEPRESSIVE_DISORDER: Concept = plain(
    "major-depressive-disorder",
    "Major depressive disorder",
    &[
        snomed("370143000", "Major depressive disorder (disorder)"),
        icd("F33.1", "Major depressive disorder, recurrent, moderate"),
    ],
    &["major depressive disorder", "MDD", "depression"],
);
/// Generalized anxiety disorder.
pub static GENERALIZED_ANXIETY_DISORDER: Concept = plain(
    "generalized-anxiety-disorder",
    "Generalized anxiety disorder",
    &[snomed("21897009", "Generalized anxiety disorder (disorder)"), icd("F41.1", "Generalized anxiety disorder")],
    &["generalized anxiety disorder", "GAD"],
);
/// Bipolar disorder.
pub static BIPOLAR_DISORDER: Concept = plain(
    "bipolar-disorder",
    "Bipolar disorder",
    &[snomed("13746004", "Bipolar disorder (disorder)"), icd("F31.9", "Bipolar disorder, unspecified")],
    &["bipolar disorder"],
);
/// Schizophrenia.
pub static SCHIZOPHRENIA: Concept = plain(
    "schizophrenia",
    "Schizophrenia",
    &[snomed("58214004", "Schizophrenia (disorder)"), icd("F20.9", "Schizophrenia, unspecified")],
    &["schizophrenia"],
);
/// Alcohol use disorder.
pub static ALCOHOL_USE_DISORDER: Concept = plain(
    "alcohol-use-disorder",
    "Alcohol use disorder",
    &[snomed("7200002", "Alcoholism (disorder)"), icd("F10.20", "Alcohol dependence, uncomplicated")],
    &["alcohol use disorder", "alcohol dependence"],
);
/// Opioid use disorder.
pub static OPIOID_USE_DISORDER: Concept = plain(
    "opioid-use-disorder",
    "Opioid use disorder",
    &[snomed("75544000", "Opioid dependence (disorder)"), icd("F11.20", "Opioid dependence, uncomplicated")],
    &["opioid use disorder", "opioid dependence"],
);
/// Chronic hepatitis C.
pub static HEPATITIS_C: Concept = plain(
    "hepatitis-c",
    "Chronic hepatitis C",
    &[snomed("128302006", "Chronic hepatitis C (disorder)"), icd("B18.2", "Chronic viral hepatitis C")],
    &["chronic hepatitis C", "HCV infection", "hep C"],
);
/// Chronic hepatitis B.
pub static HEPATITIS_B: Concept = plain(
    "hepatitis-b",
    "Chronic hepatitis B",
    &[
        snomed("61977001", "Chronic type B viral hepatitis (disorder)"),
        icd("B18.1", "Chronic viral hepatitis B without delta-agent"),
    ],
    &["chronic hepatitis B", "HBV infection", "hep B"],
);
/// HIV infection.
pub static HIV_INFECTION: Concept = plain(
    "hiv-infection",
    "HIV infection",
    &[
        snomed("86406008", "Human immunodeficiency virus infection (disorder)"),
        icd("B20", "Human immunodeficiency virus [HIV] disease"),
    ],
    &["HIV infection", "HIV"],
);
/// Cirrhosis of liver.
pub static CIRRHOSIS: Concept = plain(
    "cirrhosis",
    "Cirrhosis of liver",
    &[snomed("19943007", "Cirrhosis of liver (disorder)"), icd("K74.60", "Unspecified cirrhosis of liver")],
    &["cirrhosis", "liver cirrhosis"],
);
/// Hepatic encephalopathy.
pub static HEPATIC_ENCEPHALOPATHY: Concept = plain(
    "hepatic-encephalopathy",
    "Hepatic encephalopathy",
    &[snomed("13920009", "Hepatic encephalopathy (disorder)"), icd("K76.82", "Hepatic encephalopathy")],
    &["hepatic encephalopathy"],
);
/// Ascites.
pub static ASCITES: Concept =
    plain("ascites", "Ascites", &[snomed("389026000", "Ascites (disorder)"), icd("R18.8", "Other ascites")], &["ascites"]);
/// Hepatocellular carcinoma.
pub static HEPATOCELLULAR_CARCINOMA: Concept = plain(
    "hepatocellular-carcinoma",
    "Hepatocellular carcinoma",
    &[snomed("25370001", "Hepatocellular carcinoma (disorder)"), icd("C22.0", "Liver cell carcinoma")],
    &["hepatocellular carcinoma", "HCC"],
);
/// Obesity.
pub static OBESITY: Concept = plain(
    "obesity",
    "Obesity",
    &[snomed("414916001", "Obesity (disorder)"), icd("E66.9", "Obesity, unspecified")],
    &["obesity", "obese"],
);
/// Epilepsy.
pub static EPILEPSY: Concept = plain(
    "epilepsy",
    "Epilepsy",
    &[
        snomed("84757009", "Epilepsy (disorder)"),
        icd("G40.909", "Epilepsy, unspecified, not intractable, without status epilepticus"),
    ],
    &["epilepsy", "seizure disorder", "focal epilepsy"],
);
/// Migraine.
pub static MIGRAINE: Concept = plain(
    "migraine",
    "Migraine",
    &[
        snomed("37796009", "Migraine (disorder)"),
        icd("G43.909", "Migraine, unspecified, not intractable, without status migrainosus"),
    ],
    &["migraine", "migraine headaches"],
);
/// Alzheimer's disease.
pub static ALZHEIMERS_DISEASE: Concept = plain(
    "alzheimers-disease",
    "Alzheimer's disease",
    &[snomed("26929004", "Alzheimer's disease (disorder)"), icd("G30.9", "Alzheimer's disease, unspecified")],
    &["Alzheimer's disease", "Alzheimer disease", "AD"],
);
/// Parkinson's disease.
pub static PARKINSONS_DISEASE: Concept = plain(
    "parkinsons-disease",
    "Parkinson's disease",
    &[snomed("49049000", "Parkinson's disease (disorder)")],
    &["Parkinson's disease", "Parkinson disease"],
);
/// Pregnancy.
pub static PREGNANT: Concept = plain(
    "pregnant",
    "Pregnancy",
    &[snomed("77386006", "Pregnant (finding)"), icd("Z33.1", "Pregnant state, incidental")],
    &["pregnant", "pregnancy"],
);
/// Gestational diabetes.
pub static GESTATIONAL_DIABETES: Concept = plain(
    "gestational-diabetes",
    "Gestational diabetes",
    &[
        snomed("11687002", "Gestational diabetes mellitus (disorder)"),
        icd("O24.419", "Gestational diabetes mellitus in pregnancy, unspecified control"),
    ],
    &["gestational diabetes", "GDM"],
);
/// Pre-eclampsia.
pub static PREECLAMPSIA: Concept = plain(
    "preeclampsia",
    "Pre-eclampsia",
    &[snomed("398254007", "Pre-eclampsia (disorder)"), icd("O14.90", "Unspecified pre-eclampsia, unspecified trimester")],
    &["preeclampsia", "pre-eclampsia"],
);
/// Osteoporosis.
pub static OSTEOPOROSIS: Concept = plain(
    "osteoporosis",
    "Osteoporosis",
    &[
        snomed("64859006", "Osteoporosis (disorder)"),
        icd("M81.0", "Age-related osteoporosis without current pathological fracture"),
    ],
    &["osteoporosis", "postmenopausal osteoporosis"],
);
/// Hip fracture.
pub static HIP_FRACTURE: Concept = plain(
    "hip-fracture",
    "Hip fracture",
    &[snomed("5913000", "Fracture of neck of femur (disorder)")],
    &["hip fracture", "femoral neck fracture"],
);
/// Hypothyroidism.
pub static HYPOTHYROIDISM: Concept = plain(
    "hypothyroidism",
    "Hypothyroidism",
    &[snomed("40930008", "Hypothyroidism (disorder)"), icd("E03.9", "Hypothyroidism, unspecified")],
    &["hypothyroidism"],
);
/// Graves' disease.
pub static GRAVES_DISEASE: Concept = plain(
    "graves-disease",
    "Graves' disease",
    &[
        snomed("353295004", "Graves' disease (disorder)"),
        icd("E05.00", "Thyrotoxicosis with diffuse goiter without thyrotoxic crisis or storm"),
    ],
    &["Graves' disease", "Graves disease"],
);
/// Plaque psoriasis.
pub static PSORIASIS: Concept = plain(
    "psoriasis",
    "Plaque psoriasis",
    &[snomed("200965009", "Plaque psoriasis (disorder)"), icd("L40.0", "Psoriasis vulgaris")],
    &["plaque psoriasis", "psoriasis"],
);
/// Iron deficiency anemia.
pub static IRON_DEFICIENCY_ANEMIA: Concept = plain(
    "iron-deficiency-anemia",
    "Iron deficiency anemia",
    &[snomed("87522002", "Iron deficiency anemia (disorder)"), icd("D50.9", "Iron deficiency anemia, unspecified")],
    &["iron deficiency anemia", "IDA"],
);
/// Sepsis.
pub static SEPSIS: Concept = plain(
    "sepsis",
    "Sepsis",
    &[snomed("91302008", "Sepsis (disorder)"), icd("A41.9", "Sepsis, unspecified organism")],
    &["sepsis"],
);
/// Pulmonary embolism.
pub static PULMONARY_EMBOLISM: Concept = plain(
    "pulmonary-embolism",
    "Pulmonary embolism",
    &[
        snomed("59282003", "Pulmonary embolism (disorder)"),
        icd("I26.99", "Other pulmonary embolism without acute cor pulmonale"),
    ],
    &["pulmonary embolism", "PE"],
);
/// Acute pancreatitis.
pub static ACUTE_PANCREATITIS: Concept = plain(
    "pancreatitis",
    "Acute pancreatitis",
    &[
        snomed("197456007", "Acute pancreatitis (disorder)"),
        icd("K85.90", "Acute pancreatitis without necrosis or infection, unspecified"),
    ],
    &["acute pancreatitis", "pancreatitis"],
);
/// Gastrointestinal hemorrhage.
pub static GASTROINTESTINAL_HEMORRHAGE: Concept = plain(
    "gi-bleeding",
    "Gastrointestinal hemorrhage",
    &[
        snomed("74474003", "Gastrointestinal hemorrhage (disorder)"),
        icd("K92.2", "Gastrointestinal hemorrhage, unspecified"),
    ],
    &["GI bleed", "gastrointestinal bleeding"],
);
/// Gastroesophageal reflux disease.
pub static GERD: Concept = plain(
    "gerd",
    "Gastroesophageal reflux disease",
    &[
        snomed("235595009", "Gastroesophageal reflux disease (disorder)"),
        icd("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
    ],
    &["GERD", "acid reflux"],
);
/// Osteoarthritis.
pub static OSTEOARTHRITIS: Concept = plain(
    "osteoarthritis",
    "Osteoarthritis",
    &[snomed("396275006", "Osteoarthritis (disorder)"), icd("M19.90", "Unspecified osteoarthritis, unspecified site")],
    &["osteoarthritis", "OA"],
);
/// Gout.
pub static GOUT: Concept =
    plain("gout", "Gout", &[snomed("90560007", "Gout (disorder)"), icd("M10.9", "Gout, unspecified")], &["gout"]);
/// Benign prostatic hyperplasia.
pub static BENIGN_PROSTATIC_HYPERPLASIA: Concept = plain(
    "bph",
    "Benign prostatic hyperplasia",
    &[
        snomed("266569009", "Benign prostatic hyperplasia (disorder)"),
        icd("N40.0", "Benign prostatic hyperplasia without lower urinary tract symptoms"),
    ],
    &["BPH", "benign prostatic hyperplasia"],
);
/// Urinary tract infection.
pub static URINARY_TRACT_INFECTION: Concept = plain(
    "urinary-tract-infection",
    "Urinary tract infection",
    &[
        snomed("68566005", "Urinary tract infectious disease (disorder)"),
        icd("N39.0", "Urinary tract infection, site not specified"),
    ],
    &["UTI", "urinary tract infection"],
);
/// Allergic rhinitis.
pub static ALLERGIC_RHINITIS: Concept = plain(
    "allergic-rhinitis",
    "Allergic rhinitis",
    &[snomed("61582004", "Allergic rhinitis (disorder)"), icd("J30.9", "Allergic rhinitis, unspecified")],
    &["allergic rhinitis", "hay fever"],
);
/// Bell's palsy.
pub static BELLS_PALSY: Concept = plain(
    "bells-palsy",
    "Bell's palsy",
    &[snomed("193093009", "Bell's palsy (disorder)"), icd("G51.0", "Bell's palsy")],
    &["Bell's palsy", "Bell palsy"],
);
/// Wilson's disease.
pub static WILSONS_DISEASE: Concept = plain(
    "wilsons-disease",
    "Wilson's disease",
    &[snomed("88518009", "Hepatolenticular degeneration (disorder)"), icd("E83.01", "Wilson's disease")],
    &["Wilson's disease", "Wilson disease"],
);
/// Down syndrome.
pub static DOWN_SYNDROME: Concept = plain(
    "down-syndrome",
    "Down syndrome",
    &[snomed("41040004", "Complete trisomy 21 syndrome (disorder)"), icd("Q90.9", "Down syndrome, unspecified")],
    &["Down syndrome", "trisomy 21"],
);
/// Crohn's disease.
pub static CROHNS_DISEASE: Concept = plain(
    "crohns-disease",
    "Crohn's disease",
    &[
        snomed("34000006", "Crohn's disease (disorder)"),
        icd("K50.90", "Crohn's disease, unspecified, without complications"),
    ],
    &["Crohn's disease", "Crohn disease"],
);
/// Preterm newborn.
pub static PRETERM_BIRTH: Concept = plain(
    "preterm-birth",
    "Preterm newborn",
    &[snomed("395507008", "Premature infant (finding)")],
    &["preterm infant", "premature newborn"],
);
/// Neonatal jaundice.
pub static NEONATAL_JAUNDICE: Concept = plain(
    "neonatal-jaundice",
    "Neonatal jaundice",
    &[snomed("387712008", "Neonatal jaundice (disorder)"), icd("P59.9", "Neonatal jaundice, unspecified")],
    &["neonatal jaundice"],
);
/// Medullary thyroid carcinoma.
pub static MEDULLARY_THYROID_CARCINOMA: Concept = plain(
    "medullary-thyroid-carcinoma",
    "Medullary thyroid carcinoma",
    &[snomed("255032005", "Medullary thyroid carcinoma (disorder)")],
    &["medullary thyroid carcinoma", "MTC"],
);
