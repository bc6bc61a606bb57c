//! The words by which a phrase shows what kind of thing it names, and those that make it no phrase at all.

use std::sync::OnceLock;

use almoner_eligibility::{Aspect, Thing};
use almoner_terms::WordMap;

/// What a word does in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// As the head of a name, it tells the kind of thing.
    Is(Thing),
    /// A result that stands after the name of a test or a gene.
    Result,
    /// It opens words that are said of the thing before it.
    Opens(Aspect),
    /// It narrows.
    Narrows(Aspect),
    /// A verb or a pronoun: what holds it is a sentence, not a name.
    Verb,
    /// It turns or limits the statement in a way that is not read here.
    Turns,
    /// It begins a statement of ability or intention, which only a person can answer.
    Intends,
    /// It tells how the trial is run.
    Arranges,
}

const CONDITIONS: &str = "disease diseases disorder disorders syndrome syndromes infection infections injury injuries failure \
insufficiency impairment impairments dysfunction dysfunctions deficiency deficiencies deficit deficits cancer cancers carcinoma \
carcinomas sarcoma sarcomas tumor tumors tumour tumours lesion lesions metastases metastasis neoplasm neoplasms neoplasia malignancy \
malignancies pain ache aches bleeding hemorrhage haemorrhage fracture fractures stenosis stenoses defect defects abnormality \
abnormalities illness illnesses symptom symptoms condition conditions reaction reactions event events episode episodes attack attacks \
ulcer ulcers ulceration ulcerations wound wounds rash edema oedema effusion effusions thrombosis disability disabilities malformation \
malformations anomaly anomalies complication complications toxicity toxicities seizure seizures obstruction obstructions perforation \
hypertension hypotension dependence dependency addiction abuse misuse intolerance involvement invasion relapse recurrence progression \
exacerbation exacerbations claustrophobia opacity opacities cyst cysts polyp polyps stone stones calculi abscess abscesses fistula \
fistulas fistulae hernia hernias contracture contractures spasticity weakness paralysis palsy tremor dementia delirium psychosis \
depression anxiety mania insomnia fatigue fever cough dyspnea wheezing diarrhea constipation vomiting nausea anorexia cachexia obesity \
malnutrition dehydration anemia anaemia diathesis coagulopathy burn burns trauma contusion dislocation instability deformity \
deformities degeneration dystrophy atrophy hypertrophy hyperplasia dysplasia dyskinesia aneurysm aneurysms dissection rupture embolism \
ischemia ischaemia infarct infarction infarctions arrhythmia arrhythmias block tachycardia bradycardia fibrillation murmur shock \
arrest tamponade regurgitation insufficiencies incontinence retention prolapse reflux blindness glaucoma cataract cataracts \
retardation handicap problem problems difficulty difficulties disturbance disturbances irritation inflammation swelling scarring scar \
scars keloid acne eczema dermatitis psoriasis alopecia allergy allergies anaphylaxis hypersensitivity sensitivity immunodeficiency \
immunosuppression immaturity prematurity birth pregnancy miscarriage miscarriages infertility sterility menopause amenorrhea \
bleedings clot clots leak leakage mass masses nodule nodules node nodes lymphadenopathy adenopathy plaque plaques wart warts mole \
nevus cirrhosis steatosis hepatitis colitis pneumonia bronchitis asthma tuberculosis malaria sepsis bacteremia viremia meningitis \
encephalitis herpes candidiasis toxoplasmosis leukemia leukaemia lymphoma myeloma melanoma glioma blastoma hemophilia thalassemia \
porphyria acidosis alkalosis ketoacidosis diabetes crisis crises hospitalization coma stupor syncope faint fainting fall falls \
comorbidity comorbidities co-morbidity co-morbidities morbidity disease(s) suicidality ideation risk risks predisposition tendency \
tendencies withdrawal intoxication overdose poisoning exposure exposures denervation amputee amputation loss decline findings finding \
features status state morphology pathology etiology stricture strictures occlusion restenosis thrombus thrombi hematoma adhesions \
breakdown dehiscence necrosis gangrene erosion erosions hyperemesis preeclampsia eclampsia abruption previa chorioamnionitis \
asymmetry discrepancy maloclusion malocclusion caries periodontitis gingivitis tooth teeth bruxism lactation breastfeeding positivity \
seropositivity colonization carriage carrier carriers infestation bite bites sting stings sinusitis otitis rhinitis conjunctivitis \
keratitis uveitis retinopathy maculopathy neuropathy myopathy nephropathy cardiomyopathy encephalopathy drusen neovascularization \
detachment disruption compression entrapment herniation spondylosis listhesis sciatica arthritis arthrosis osteoarthritis \
osteoporosis gout bursitis tendinitis sprain strain cramps migraine migraines headache headaches vertigo tinnitus deafness aphasia \
apraxia dysphagia dysarthria ataxia stuttering autism retinitis illness(es) disorder(s) infection(s) tumor(s) lesion(s) \
situation situations circumstance circumstances responsibilities reason reasons commitments obligations presentation effects prolongation angina behavior behaviors behaviour behaviours discharge trait change changes \
deviation deviations remission resistance rhythm habit habits growth distress infiltration pectoris dyscrasia dyscrasias anatomy \
calcification elevation elevations enlargement thickening tenderness deterioration impingement laxity laceration lacerations tear tears \
rejection ascites jaundice craving cravings thoughts dilation dilatation recipient recipients incompetence dysregulation \
smokers smoker drinkers users user abusers survivors survivor vegetarian vegan homelessness poverty virus viruses hiv";

const MEDICATIONS: &str = "medication medications drug drugs agent agents inhibitor inhibitors agonist agonists antagonist antagonists \
blocker blockers antibody antibodies vaccine vaccines vaccination vaccinations immunization immunizations supplement supplements \
supplementation antibiotic antibiotics steroid steroids hormone hormones inducer inducers substrate substrates diuretic diuretics \
analgesic analgesics opioid opioids opiate opiates product products preparation preparations compound compounds formulation \
formulations regimen regimens chemotherapy immunotherapy prophylaxis cream creams ointment ointments drops lotion injection injections \
infusion infusions inhaler inhalers contraceptive contraceptives anticoagulant anticoagulants antidepressant antidepressants \
sedative sedatives hypnotic hypnotics stimulant stimulants relaxant relaxants anesthetic anesthetics anaesthetic anaesthetics vitamin \
vitamins herb herbs herbals remedy remedies modulator modulators modifier modifiers suppressant suppressants immunosuppressant \
immunosuppressants immunostimulant immunostimulants immunomodulator immunomodulators derivative derivatives analog analogs analogue \
analogues factor factors cytokine cytokines interferon interferons interleukin globulin globulins immunoglobulin immunoglobulins \
antiretroviral antiretrovirals antiviral antivirals antifungal antifungals antibacterials antimicrobial antimicrobials antacid antacids \
laxative laxatives binder binders chelator chelators dose doses therapy therapies treatment treatments pharmacotherapy biologic \
biologics biologicals cytotoxics retinoid retinoids antipsychotic antipsychotics neuroleptic neuroleptics anticonvulsant \
anticonvulsants antiepileptic antiepileptics barbiturate barbiturates benzodiazepine benzodiazepines nitrate nitrates statin statins \
nsaid nsaids aspirin insulin insulins glucocorticoid glucocorticoids corticosteroid corticosteroids mineralocorticoid \
sympathomimetic sympathomimetics anticholinergic anticholinergics decongestant decongestants antihistamine antihistamines \
bronchodilator bronchodilators probiotic probiotics prebiotics enzyme enzymes implanon patch patches tablet tablets capsule capsules \
diet diets formula food foods juice juices caffeine alcohol cannabis marijuana cocaine nicotine tobacco cell cells radiopharmaceutical \
radiopharmaceuticals radioisotope radioisotopes contrast media tracer tracers gene-therapy oligonucleotide oligonucleotides \
peptide peptides protein proteins toxin toxins vasodilator vasodilators vasopressor vasopressors inotrope inotropes antiarrhythmic \
antiarrhythmics antihypertensive antihypertensives antiplatelet antiplatelets thrombolytic thrombolytics fibrinolytic fibrinolytics \
bisphosphonate bisphosphonates androgen androgens estrogen estrogens progestin progestins progestogen progestogens monotherapy \
polytherapy radiosensitizer radiosensitizers alkylator alkylators anthracycline anthracyclines taxane taxanes triazole triazoles \
azoles macrolide macrolides quinolone quinolones sulfonamide sulfonamides penicillin penicillins cephalosporin cephalosporins \
medication(s) drug(s) agent(s)";

const PROCEDURES: &str = "surgery surgeries procedure procedures operation operations transplant transplants transplantation \
transplantations biopsy biopsies resection resections implant implants implantation implantations device devices catheter catheters \
stent stents stenting pacemaker pacemakers dialysis hemodialysis haemodialysis radiotherapy radiation irradiation brachytherapy \
ventilation intubation catheterization bypass graft grafts grafting allograft allografts autograft replacement replacements repair \
reconstruction ablation embolization stimulation stimulator stimulators prosthesis prostheses prosthetic prosthetics hardware lens \
lenses anesthesia anaesthesia admission admissions examination examinations exam exams scan scans imaging mri ct x-ray x-rays \
ultrasound radiograph radiographs mammogram mammography screening transfusion transfusions plasmapheresis apheresis leukapheresis \
phototherapy physiotherapy acupuncture psychotherapy counseling rehabilitation training exercise intervention interventions \
delivery deliveries cesarean caesarean section sections abortion abortions circumcision vasectomy ligation shunt shunts drain drains \
drainage tube tubes aspiration puncture insertion removal extraction excision incision decompression fusion fixation osteosynthesis \
revascularization angioplasty cardioversion defibrillator defibrillators defibrillation resuscitation monitor monitors pump pumps \
brace braces orthosis orthoses cast casts hearing-aid aid aids wheelchair donation donations phlebotomy lavage debridement tattoo \
tattoos piercing piercings clip clips valve valves screw screws plate plates magnet metal electrode electrodes";

const MEASUREMENTS: &str = "score scores level levels count counts value values test tests titer titers titre titres concentration \
concentrations ratio rate rates index indices pressure weight height length diameter circumference size volume dimension thickness \
time interval duration frequency number percentage percent percentile proportion amount saturation acuity scale scales questionnaire \
questionnaires result results urinalysis screen assay assays serology function functions capacity clearance output fraction gradient \
temperature culture cultures smear smears ecg electrocardiogram eeg spirometry dlco fev1 fvc bmi ph pao2 paco2 spo2 load area \
distance speed strength range intake consumption expenditure quotient iq grade stage reading readings measurement measurements \
laboratory labs protein elisa pcr antigen antigens antibodies reactivity ki-67 suv refraction error cylinder astigmatism parity \
gestation gravida parity income parameter parameters aminotransferase transaminase transaminases creatinine bilirubin chemistry \
chemistries score(s) level(s) value(s)";

const GENOMIC: &str = "mutation mutations translocation translocations rearrangement rearrangements amplification amplifications \
deletion deletions insertion polymorphism polymorphisms expression overexpression genotype genotypes allele alleles variant variants \
karyotype chromosome chromosomes gene genes haplotype homozygous heterozygous homozygosity heterozygosity methylation aberration \
aberrations alteration alterations cytogenetics wild-type wildtype mutation(s) trisomy monosomy msi-h dmmr";

const OPENS: &[(Aspect, &str)] = &[
    (
        Aspect::Site,
        "of in to at on into within throughout near around along adjacent over under above below between through across outside inside involving affecting",
    ),
    (Aspect::Setting, "for in-patient toward towards against"),
    (
        Aspect::Confirmation,
        "by via using per according documented confirmed verified proven determined assessed evaluated demonstrated detected seen \
         visualized shown diagnosed evidenced evident measured identified observed based established performed obtained noted reported \
         consistent proved biopsied recorded",
    ),
    (
        Aspect::Definition,
        "as defined including includes e.g i.e eg ie namely specifically meeting classified characterized described \
         considered consisting comprising especially particularly termed like similar equivalent regardless irrespective whether such",
    ),
    (
        Aspect::Cause,
        "due secondary caused related unrelated associated resulting attributable attributed because from induced owing following-from arising complicated complicating precipitated triggered",
    ),
    (Aspect::Association, "with without accompanied having plus alone and-or together containing"),
    (
        Aspect::Treatment,
        "requiring required requires require needing necessitating treated managed controlled uncontrolled receiving taking on-treatment \
         despite refractory resistant responding responsive unresponsive amenable suitable eligible-for administered given received used \
         corrected undergoing undergone failing failed stabilized maintained supported relieved untreated repaired",
    ),
    (
        Aspect::Time,
        "during while before after prior following since until upon whilst lasting occurring persisting present preceding ongoing \
         anytime beginning starting ending continuing subsequent immediately currently previously recently active within-the more-than \
         scheduled planned first last",
    ),
    (Aspect::Clause, "that which who whose where whom when"),
    (
        Aspect::Severity,
        "limiting precluding interfering preventing compromising affecting-the causing leading producing putting predisposing",
    ),
    (Aspect::Extent, "extending invading infiltrating confined limited spreading greater larger smaller exceeding"),
];

const NARROWS: &[(Aspect, &str)] = &[
    (Aspect::Symptoms, "asymptomatic symptomatic clinical subclinical overt"),
    (
        Aspect::Extent,
        "extraocular extracranial extrahepatic extrapulmonary disseminated multifocal solitary multiple single residual",
    ),
    (
        Aspect::Confirmation,
        "definite definitive probable possible suspected documented unexplained unknown histologic cytologic",
    ),
    (
        Aspect::Course,
        "prolonged repeated recurrent sustained transient current previous prior past life-long lifelong ongoing repetitive",
    ),
];

const VERBS: &str = "one two three four five six seven eight nine ten tested take takes took taken give gives get gets got make makes made receive receives show shows complete completes meet \
meets met liable begin begins start starts stop stops remain remains become becomes include includes undergo undergoes follow follows \
experience experiences experienced provide provides is are was were be been being am has have had having will would shall may might must can could should do does did \
it he she they we you i them his her our your this these those there here so then than if as not no nor never only also \
both either neither each every most least more less few many much how why what who whom whose which that where when while";

const TURNS: &str = "unless except excepting exception exceptions excluding excluded exclude excludes exclusion exclusions exclusionary allowed allowable \
permitted permissible acceptable eligible ineligible however although though but provided otherwise notwithstanding waived exempt \
instead whichever should shall ok okay contact please note notes";

const INTENDS: &str = "hope hopes hoping attempting attempt attempts trying wishing seeking able unable ability inability cannot can't can willing unwilling refuse refuses refusal agree agrees agreeing intend \
intends intending intention intentions plan plans planning wish wishes desire desires likely unlikely \
anticipated anticipates anticipate anticipation motivated consent consents consenting accept accepts access competent incompetent \
willingness unwillingness agreement permission reluctance availability prepared incapable capable capacity cooperative uncooperative reliable unreliable understand understands speaks speaking read reads literate \
fluent available unavailable resides residing lives live living reside owns own has-access ambulatory tolerate tolerates interested \
enrolled participating participation participate participates participated registered employed working attend attends attending \
noncompliance non-compliance noncompliant non-compliant compliance compliant adherence commitment committed requested \
unsuitable suitability judged deemed considered physician physician's investigator \
investigator's investigators enrollment enrolment vulnerable vulnerability legal legally guardian guardianship custody prisoners \
prisoner incarcerated detained affiliated affiliation insured insurance beneficiary covered employee employees staff student \
students military deployment travel traveling relocation relocate moving referred referral recommended \
candidate candidates undergo undergoing-evaluation anticipate ready readiness concern concerns concerned english spanish french \
german chinese japanese language languages phone telephone smartphone internet email address transportation caregiver caregivers \
must-agree should-agree";

const ARRANGES: &str = "contraindication contraindications contraindicated guardianship residence phone drivers pilots right-handed handed \
handedness veterans insurance submitted submission registration randomised randomized-to informed hipaa irb sponsor sponsor's monitor's \
questionnaires-completed logistics logistical";

/// What a word does in a phrase, if it is on a list. Where a word is on several, the later list below wins.
pub(super) fn role(word: &str) -> Option<Role> {
    static ROLES: OnceLock<WordMap<&'static str, Role>> = OnceLock::new();
    let roles = ROLES.get_or_init(|| {
        let mut roles = WordMap::default();
        let mut add = |words: &'static str, role: Role| {
            for word in words.split_whitespace() {
                roles.insert(word, role);
            }
        };
        add(MEASUREMENTS, Role::Is(Thing::Measurement));
        add(PROCEDURES, Role::Is(Thing::Procedure));
        add(MEDICATIONS, Role::Is(Thing::Medication));
        add(CONDITIONS, Role::Is(Thing::Condition));
        add(GENOMIC, Role::Is(Thing::Genomic));
        add("positive negative", Role::Result);
        add(INTENDS, Role::Intends);
        add(ARRANGES, Role::Arranges);
        NARROWS.iter().for_each(|(aspect, words)| add(words, Role::Narrows(*aspect)));
        add(VERBS, Role::Verb);
        OPENS.iter().for_each(|(aspect, words)| add(words, Role::Opens(*aspect)));
        add(TURNS, Role::Turns);
        roles
    });
    roles.get(word).copied()
}

/// Nouns for what is done with a drug or without one.
pub(super) fn is_regime(word: &str) -> bool {
    matches!(
        word,
        "therapy"
            | "therapies"
            | "treatment"
            | "treatments"
            | "injection"
            | "injections"
            | "infusion"
            | "infusions"
            | "vaccination"
            | "vaccinations"
            | "immunization"
            | "immunizations"
            | "chemotherapy"
            | "immunotherapy"
    )
}

/// The kind that the ending of a noun gives away.
pub(super) fn by_ending(word: &str) -> Option<Thing> {
    const CONDITION: &[&str] = &[
        "itis",
        "osis",
        "oses",
        "oma",
        "omas",
        "omata",
        "emia",
        "aemia",
        "pathy",
        "pathies",
        "algia",
        "plegia",
        "paresis",
        "uria",
        "pnea",
        "pnoea",
        "philia",
        "phobia",
        "ectasia",
        "rrhea",
        "rrhoea",
        "rrhagia",
        "megaly",
        "penia",
        "trophy",
        "sclerosis",
        "malacia",
        "cele",
        "lithiasis",
        "plasia",
        "plasias",
        "spasm",
        "iasis",
        "edema",
        "oedema",
        "phagia",
        "phasia",
        "lepsy",
        "tension",
        "cytosis",
        "toxicity",
        "phthisis",
        "necrosis",
        "opia",
        "opsia",
        "thyroidism",
        "gonadism",
        "dipsia",
        "esthesia",
        "kinesia",
        "tonia",
        "mania",
        "noma",
    ];
    const MEDICATION: &[&str] = &[
        "mab",
        "nib",
        "azole",
        "mycin",
        "micin",
        "cillin",
        "vir",
        "pril",
        "sartan",
        "olol",
        "statin",
        "xaban",
        "gliptin",
        "gliflozin",
        "glutide",
        "prazole",
        "setron",
        "triptan",
        "dronate",
        "parin",
        "platin",
        "taxel",
        "rubicin",
        "tecan",
        "citabine",
        "zepam",
        "zolam",
        "barbital",
        "caine",
        "sone",
        "solone",
        "profen",
        "oxacin",
        "cycline",
        "floxacin",
        "stim",
        "poetin",
        "cept",
        "kinra",
        "limus",
        "grel",
        "fibrate",
        "glitazone",
        "thiazide",
        "semide",
        "terol",
        "tropium",
        "dipine",
        "zosin",
        "oxetine",
        "pramine",
        "triptyline",
        "peridol",
        "azine",
        "idone",
        "lukast",
        "tidine",
        "mide",
        "vudine",
        "navir",
        "tegravir",
        "previr",
        "buvir",
        "asvir",
        "quine",
        "afil",
        "orphan",
        "caine",
        "codone",
        "morphone",
        "phylline",
        "amide",
        "idine",
        "amine",
        "zine",
        "zide",
        "zone",
        "statine",
        "tide",
    ];
    const PROCEDURE: &[&str] = &[
        "ectomy",
        "ectomies",
        "plasty",
        "plasties",
        "scopy",
        "scopies",
        "ostomy",
        "otomy",
        "tomy",
        "graphy",
        "gram",
        "grams",
        "desis",
        "centesis",
        "pexy",
        "rrhaphy",
        "therapy-device",
        "metry",
        "lysis-procedure",
        "ization-procedure",
        "apheresis",
    ];
    // Most endings are another's: the last letter tells.
    let last = word.as_bytes().last();
    let fits = |ending: &str| ending.as_bytes().last() == last && word.len() > ending.len() + 2 && word.ends_with(ending);
    let ends = |endings: &[&str]| endings.iter().any(|ending| fits(ending));
    if word.starts_with("anti-") || word.starts_with("anti") && word.ends_with('s') && word.len() > 7 {
        return Some(Thing::Medication);
    }
    if ends(CONDITION) {
        return Some(Thing::Condition);
    }
    if ends(PROCEDURE) {
        return Some(Thing::Procedure);
    }
    ends(MEDICATION).then_some(Thing::Medication)
}

/// Nouns of loss or change before "of".
pub(super) fn loses(word: &str) -> bool {
    matches!(
        word,
        "loss"
            | "lack"
            | "absence"
            | "impairment"
            | "decline"
            | "failure"
            | "involvement"
            | "disease"
            | "disorder"
            | "cancer"
            | "inflammation"
            | "infection"
            | "abnormality"
            | "abnormalities"
            | "worsening"
            | "deterioration"
            | "elevation"
            | "reduction"
            | "decrease"
            | "increase"
            | "prolongation"
            | "thickening"
            | "narrowing"
            | "onset"
            | "occurrence"
            | "existence"
            | "transformation"
            | "development"
            | "malfunction"
            | "thinning"
            | "damage"
            | "enlargement"
            | "instability"
            | "signs"
            | "symptoms"
            | "degree"
            | "form"
            | "type"
    )
}

/// Words that are no nouns, by their ending: what they belong to stands later.
pub(super) fn is_adjectival(word: &str) -> bool {
    const ENDINGS: &[&str] =
        &["al", "ic", "ous", "ary", "ive", "ar", "ed", "able", "ible", "ly", "oid", "ior", "less", "ant", "ent"];
    super::super::qualify::adjective(word).is_some()
        || super::super::words::is_narrowing(word)
        || word.len() > 4 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Words after `or` that go on with a comparison: `2 or more`.
pub(super) fn follows_or(word: &str) -> bool {
    matches!(
        word,
        "more"
            | "less"
            | "greater"
            | "higher"
            | "lower"
            | "longer"
            | "shorter"
            | "fewer"
            | "older"
            | "younger"
            | "worse"
            | "equal"
            | "above"
            | "below"
            | "better"
            | "later"
            | "earlier"
            | "larger"
            | "smaller"
    )
}

/// Words before a name that tell nothing of the patient.
pub(super) fn is_dropped(word: &str) -> bool {
    matches!(
        word,
        "suffer"
            | "suffers"
            | "suffering"
            | "experiencing"
            | "no"
            | "there"
            | "other"
            | "any"
            | "some"
            | "additionally"
            | "also"
            | "infants"
            | "children"
            | "neonates"
            | "newborns"
            | "mothers"
            | "adults"
            | "women"
            | "men"
            | "female"
            | "male"
            | "females"
            | "males"
            | "parents"
            | "parent"
            | "child"
            | "currently"
            | "who"
            | "with"
            | "having"
            | "such"
            | "its"
            | "their"
            | "all"
            | "the"
            | "a"
            | "an"
    )
}

/// Names that say nothing by themselves.
pub(super) fn is_general(word: &str) -> bool {
    matches!(
        word,
        "treatment"
            | "treatments"
            | "therapy"
            | "therapies"
            | "medication"
            | "medications"
            | "drug"
            | "drugs"
            | "agent"
            | "agents"
            | "condition"
            | "conditions"
            | "disease"
            | "diseases"
            | "disorder"
            | "disorders"
            | "symptoms"
            | "symptom"
            | "test"
            | "tests"
            | "value"
            | "values"
            | "level"
            | "levels"
            | "procedure"
            | "procedures"
            | "status"
            | "problem"
            | "problems"
            | "event"
            | "events"
            | "stage"
            | "grade"
            | "time"
            | "number"
            | "result"
            | "results"
            | "risk"
            | "risks"
            | "findings"
            | "finding"
            | "factor"
            | "factors"
            | "product"
            | "products"
            | "dose"
            | "doses"
            | "cell"
            | "cells"
            | "intervention"
            | "interventions"
            | "section"
            | "range"
    )
}

pub(super) fn is_unit_of_time(word: &str) -> bool {
    matches!(
        word,
        "hour"
            | "hours"
            | "day"
            | "days"
            | "week"
            | "weeks"
            | "month"
            | "months"
            | "year"
            | "years"
            | "minutes"
            | "x"
            | "times"
            | "mg"
            | "g"
            | "cm"
            | "mm"
            | "kg"
            | "ml"
            | "cells"
            | "yrs"
            | "yr"
    )
}

/// Words that make a name of a test ask for its result.
pub(super) fn is_result(word: &str) -> bool {
    matches!(
        word,
        "positive"
            | "negative"
            | "abnormal"
            | "normal"
            | "elevated"
            | "increased"
            | "decreased"
            | "reduced"
            | "high"
            | "low"
            | "impaired"
            | "adequate"
            | "inadequate"
            | "detectable"
            | "undetectable"
            | "raised"
            | "abnormally"
            | "poor"
            | "good"
            | "acceptable"
            | "reactive"
            | "nonreactive"
            | "non-reactive"
            | "positivity"
            | "seropositive"
            | "seronegative"
            | "deficient"
    )
}

/// Verbs that make a sentence of its own of what holds them.
pub(super) fn is_finite_verb(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "will"
            | "must"
            | "may"
            | "can"
            | "should"
            | "could"
            | "would"
            | "has"
            | "have"
            | "had"
            | "they"
            | "he"
            | "she"
            | "it"
            | "does"
            | "do"
            | "did"
            | "cannot"
            | "shall"
    )
}

/// Whether a word is written as genes are: capitals and digits.
pub(super) fn is_gene(written: &str) -> bool {
    let letters = written.chars().filter(char::is_ascii_uppercase).count();
    (2..=10).contains(&written.len())
        && letters >= 2
        && written.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '/'))
}
