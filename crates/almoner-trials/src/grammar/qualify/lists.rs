//! The closed lists of words that qualify, by what they speak of.

use almoner_eligibility::Aspect;

/// What an adjective beside a named thing speaks of.
#[rustfmt::skip]
pub(in crate::grammar) fn adjective(word: &str) -> Option<Aspect> {
    Some(match word {
        "severe" | "mild" | "moderate" | "significant" | "serious" | "major" | "minor" | "massive" | "gross" |
        "frank" | "extensive" | "heavy" | "life-threatening" | "moderate-to-severe" | "mild-to-moderate" |
        "severely" | "moderately" | "mildly" | "debilitating" | "profound" | "marked" | "high-grade" | "low-grade" |
        "intermediate-grade" | "complicated" | "uncomplicated" | "disabling" | "fulminant" | "critical" |
        "excessive" | "high-risk" | "low-risk" | "intermediate-risk" | "clinically-significant" |
        "clinically-relevant" => Aspect::Severity,
        "uncontrolled" | "controlled" | "stable" | "unstable" | "decompensated" | "compensated" | "uncompensated" |
        "poorly-controlled" | "well-controlled" | "intractable" | "uncorrected" | "uncontrollable" | "brittle" |
        "labile" | "non-controlled" | "corrected" | "stabilized" => Aspect::Control,
        "acute" | "chronic" | "recurrent" | "relapsed" | "relapsing" | "progressive" | "persistent" |
        "intermittent" | "frequent" | "new" | "newly" | "newly-diagnosed" | "recent" | "long-term" | "longstanding" |
        "early" | "late" | "active" | "inactive" | "ongoing" | "current" | "past" | "prior" | "previous" |
        "resolved" | "novo" | "de" | "episodic" | "paroxysmal" | "permanent" | "transient" | "sustained" |
        "subacute" | "intercurrent" | "new-onset" | "unresolved" | "evolving" | "rapid" | "repeated" | "continuing" |
        "concurrent" | "concomitant" | "coexisting" | "pre-existing" | "preexisting" | "prolonged" | "remote" |
        "recently" | "previously" | "currently" | "recurring" | "advancing" | "progressing" | "relapsing-remitting" |
        "remitting" | "lifelong" | "residual" | "underlying" | "primary-progressive" | "secondary-progressive" => Aspect::Course,
        "symptomatic" | "asymptomatic" | "overt" | "evident" | "apparent" | "latent" | "occult" | "silent" |
        "subclinical" | "manifest" => Aspect::Symptoms,
        "metastatic" | "systemic" | "advanced" | "locally" | "localized" | "diffuse" | "focal" | "invasive" | "noninvasive" |
        "limited" | "disseminated" | "multifocal" | "unresectable" | "resectable" | "inoperable" | "operable" |
        "measurable" | "non-measurable" | "evaluable" | "generalized" | "generalised" | "widespread" | "multiple" |
        "solitary" | "single" | "large" | "small" | "end-stage" | "regional" | "locoregional" | "distant" | "bulky" |
        "multicentric" | "local" | "partial" | "complete" | "total" => Aspect::Extent,
        "bilateral" | "unilateral" | "left" | "right" | "ipsilateral" | "contralateral" => Aspect::Side,
        "congenital" | "inherited" | "hereditary" | "idiopathic" | "essential" | "primary" | "secondary" |
        "drug-induced" | "ischemic" | "hemorrhagic" | "metabolic" | "obstructive" | "bacterial" | "viral" |
        "fungal" | "parasitic" | "infectious" | "non-infectious" | "noninfectious" | "autoimmune" | "traumatic" |
        "nontraumatic" | "alcoholic" | "postoperative" | "juvenile" | "childhood" | "pediatric" | "aids-related" |
        "hiv-related" | "hiv-associated" | "nonmalignant" | "non-malignant" | "malignant" | "benign" |
        "inflammatory" | "tumor-related" | "opportunistic" | "nosocomial" | "iatrogenic" | "familial" | "genetic" |
        "acquired" | "unexplained" | "undiagnosed" | "cancer-related" | "alcohol-related" | "steroid-induced" |
        "organic" | "nonischemic" | "non-ischemic" | "atherosclerotic" | "rheumatic" | "allergic" | "degenerative" |
        "functional" | "age-related" | "treatment-related" | "chemotherapy-induced" | "chemotherapy-related" |
        "immune-mediated" | "vascular" | "nonvascular" | "myeloid" | "lymphoid" | "hematologic" | "hematological" |
        "solid" => Aspect::Cause,
        "treated" | "untreated" | "refractory" | "treatment-resistant" | "treatment-refractory" |
        "steroid-dependent" | "insulin-dependent" | "hormone-refractory" | "resistant" | "curable" | "incurable" |
        "curatively" | "drug-resistant" | "steroid-refractory" | "medication-resistant" | "hormone-dependent" |
        "platinum-resistant" | "platinum-sensitive" | "castration-resistant" | "castrate-resistant" | "cured" => Aspect::Treatment,
        "oral" | "intravenous" | "iv" | "inhaled" | "topical" | "transdermal" | "parenteral" | "subcutaneous" |
        "intramuscular" | "nasal" | "intranasal" | "injectable" | "intrathecal" | "intravesical" |
        "intra-articular" | "ophthalmic" | "enteral" | "intralesional" | "intraperitoneal" => Aspect::Route,
        "high-dose" | "low-dose" | "therapeutic" | "full-dose" | "myeloablative" => Aspect::Dose,
        "regular" | "daily" | "occasional" | "weekly" | "monthly" | "nightly" | "habitual" | "regularly" |
        "continuous" | "chronically" => Aspect::Frequency,
        "elective" | "emergency" | "open" | "surgical" | "palliative" | "adjuvant" | "neoadjuvant" | "prophylactic" |
        "curative" | "induction" | "maintenance" | "salvage" | "first-line" | "second-line" | "conventional" |
        "standard" | "definitive" | "cytotoxic" | "external" | "external-beam" | "combination" | "preoperative" |
        "neo-adjuvant" | "allogeneic" | "autologous" | "allogenic" | "whole-brain" | "cadaveric" | "living-related" |
        "laparoscopic" | "surgically" | "medically" => Aspect::Setting,
        "cerebral" | "ocular" | "pulmonary" | "cardiac" | "hepatic" | "renal" | "hematopoietic" | "neurologic" |
        "neurological" | "gastrointestinal" | "cardiovascular" | "respiratory" | "endocrine" | "psychiatric" |
        "dermatologic" | "musculoskeletal" | "genitourinary" | "abdominal" | "pelvic" | "thoracic" | "mediastinal" |
        "axillary" | "inguinal" | "cervical" | "central" | "peripheral" | "proximal" | "distal" | "upper" | "lower" |
        "anterior" | "posterior" | "intracranial" | "extracranial" | "cutaneous" | "mucosal" | "oral-cavity" |
        "vaginal" | "rectal" | "anal" | "urinary" | "spinal" | "leptomeningeal" | "meningeal" | "visceral" |
        "non-visceral" | "osseous" | "retinal" | "corneal" | "macular" | "venous" | "arterial" | "coronary" |
        "carotid" | "deep" | "superficial" | "intraocular" | "intestinal" | "gastric" | "esophageal" | "bronchial" |
        "tracheal" | "cranial" | "facial" | "nodal" | "extranodal" | "extrahepatic" | "intrahepatic" => Aspect::Site,
        "histologically" | "cytologically" | "pathologically" | "biopsy-proven" | "confirmed" | "documented" |
        "biopsy-confirmed" | "proven" | "histologic" | "pathologic" | "cytologic" | "serologic" | "radiographic" |
        "radiologic" | "laboratory-confirmed" | "microscopically" | "established" | "definite" | "clinical" |
        "measured" | "positive" => Aspect::Confirmation,
        "other" | "another" | "different" | "additional" | "nonstudy" | "non-study" | "second" | "separate" => Aspect::Other,
        _ => return None,
    })
}

/// Words before an adjective that sharpen it.
#[rustfmt::skip]
pub(super) fn adverb(word: &str) -> bool {
    matches!(
        word,
        "poorly" | "well" | "inadequately" | "adequately" | "newly" | "locally" | "medically" | "surgically" |
        "highly" | "clinically" | "very" | "recently" | "previously" | "currently" | "chronically" | "acutely" |
        "moderately" | "severely" | "mildly" | "hemodynamically" | "histologically" | "cytologically" |
        "radiographically" | "potentially" | "more" | "less" | "most" | "curatively" | "completely" |
        "incompletely" | "fully" | "partially" | "at-least" | "not" | "heavily"
    )
}

/// Nouns of treatment without a name of their own.
#[rustfmt::skip]
pub(super) fn therapy_noun(word: &str) -> bool {
    matches!(
        word,
        "therapy" | "therapies" | "treatment" | "treatments" | "medication" | "medications" | "antibiotics" |
        "antibiotic" | "hospitalization" | "hospitalisation" | "intervention" | "interventions" | "surgery" |
        "management" | "support" | "steroids" | "drugs" | "drug" | "agents" | "agent" | "diet" | "care" |
        "transfusion" | "transfusions" | "oxygen" | "supplements" | "supplementation" | "dose" | "doses" |
        "antimicrobials" | "use" | "anticonvulsants" | "monitoring" | "control" | "regimen" | "regimens" |
        "infusion" | "injections" | "chemotherapy" | "radiotherapy" | "radiation" | "course" | "replacement" |
        "prophylaxis"
    )
}

/// Adjectives of treatment.
#[rustfmt::skip]
pub(super) fn therapy_adjective(word: &str) -> bool {
    matches!(
        word,
        "systemic" | "iv" | "intravenous" | "parenteral" | "oral" | "medical" | "active" | "ongoing" | "chronic" |
        "continuous" | "immunosuppressive" | "long-term" | "antibiotic" | "antiviral" | "antifungal" |
        "antibacterial" | "antimicrobial" | "anti-infective" | "continued" | "current" | "frequent" | "regular" |
        "daily" | "surgical" | "drug" | "pharmacologic" | "pharmacological" | "further" | "additional" |
        "inpatient" | "hospital" | "maintenance" | "stable" | "adequate" | "optimal" | "standard" | "maximal" |
        "appropriate" | "aggressive" | "specific" | "concurrent" | "concomitant" | "immediate" | "prophylactic" |
        "suppressive" | "topical" | "inhaled" | "low-dose" | "high-dose" | "systemically" | "supplemental" |
        "nutritional" | "other" | "conventional" | "first-line" | "intermittent" | "medicinal" | "urgent" |
        "emergency" | "prior" | "acute"
    )
}

/// Places of the body without a name in the dictionary.
#[rustfmt::skip]
pub(super) fn site_noun(word: &str) -> bool {
    matches!(
        word,
        "pelvis" | "chest" | "thorax" | "abdomen" | "brain" | "head" | "neck" | "skin" | "liver" | "lung" | "lungs" |
        "breast" | "breasts" | "bone" | "bones" | "marrow" | "kidney" | "kidneys" | "eye" | "eyes" | "spine" |
        "cns" | "skull" | "face" | "mouth" | "throat" | "stomach" | "bowel" | "colon" | "rectum" | "bladder" |
        "prostate" | "uterus" | "cervix" | "ovary" | "ovaries" | "testis" | "testes" | "heart" | "limb" | "limbs" |
        "leg" | "legs" | "arm" | "arms" | "hand" | "hands" | "foot" | "feet" | "knee" | "knees" | "hip" | "hips" |
        "shoulder" | "back" | "joint" | "joints" | "ear" | "ears" | "nose" | "sinuses" | "spleen" | "pancreas" |
        "esophagus" | "trachea" | "larynx" | "tongue" | "axilla" | "groin" | "mediastinum" | "retina" | "cornea" |
        "macula" | "vagina" | "vulva" | "anus" | "scalp" | "nail" | "nails" | "nervous" | "system" |
        "gastrointestinal" | "tract" | "urinary" | "airway" | "airways" | "lymph" | "node" | "nodes" | "site" |
        "sites" | "area" | "areas" | "region" | "regions" | "lesion" | "lesions" | "organ" | "organs" | "extremity" |
        "extremities" | "study" | "fellow" | "meninges" | "muscle" | "muscles" | "blood" | "body"
    )
}
