//! Drugs, coded by RxNorm ingredient.

use super::{Concept, rx};

const fn drug(
    key: &'static str,
    codes: &'static [super::Code],
    said: &'static [&'static str],
    doses: &'static str,
) -> Concept {
    let text = match said {
        [name, ..] => name,
        [] => key,
    };
    Concept { key, text, codes, said, unit: doses, places: 0, normal: None }
}

/// metformin; doses as written, parted by `;`.
pub static METFORMIN: Concept =
    drug("metformin", &[rx("6809", "metformin")], &["metformin"], "500 mg twice daily;1000 mg twice daily");
/// insulin glargine; doses as written, parted by `;`.
pub static INSULIN_GLARGINE: Concept = drug(
    "insulin-glargine",
    &[rx("274783", "insulin glargine")],
    &["insulin glargine"],
    "20 units at bedtime;36 units nightly",
);
/// glipizide; doses as written, parted by `;`.
pub static GLIPIZIDE: Concept = drug("glipizide", &[rx("4821", "glipizide")], &["glipizide"], "5 mg daily");
/// sitagliptin; doses as written, parted by `;`.
pub static SITAGLIPTIN: Concept = drug("sitagliptin", &[rx("593411", "sitagliptin")], &["sitagliptin"], "100 mg daily");
/// semaglutide; doses as written, parted by `;`.
pub static SEMAGLUTIDE: Concept =
    drug("semaglutide", &[rx("1991302", "semaglutide")], &["semaglutide"], "0.5 mg weekly;1 mg weekly");
/// liraglutide; doses as written, parted by `;`.
pub static LIRAGLUTIDE: Concept = drug("liraglutide", &[rx("475968", "liraglutide")], &["liraglutide"], "1.8 mg daily");
/// dulaglutide; doses as written, parted by `;`.
pub static DULAGLUTIDE: Concept = drug("dulaglutide", &[rx("1551291", "dulaglutide")], &["dulaglutide"], "1.5 mg weekly");
/// empagliflozin; doses as written, parted by `;`.
pub static EMPAGLIFLOZIN: Concept =
    drug("empagliflozin", &[rx("1545653", "empagliflozin")], &["empagliflozin"], "10 mg daily");
/// dapagliflozin; doses as written, parted by `;`.
pub static DAPAGLIFLOZIN: Concept =
    drug("dapagliflozin", &[rx("1488564", "dapagliflozin")], &["dapagliflozin"], "10 mg daily");
/// lisinopril; doses as written, parted by `;`.
pub static LISINOPRIL: Concept =
    drug("lisinopril", &[rx("29046", "lisinopril")], &["lisinopril"], "10 mg daily;20 mg daily;40 mg daily");
/// losartan; doses as written, parted by `;`.
pub static LOSARTAN: Concept = drug("losartan", &[rx("52175", "losartan")], &["losartan"], "50 mg daily;100 mg daily");
/// sacubitril / valsartan; doses as written, parted by `;`.
pub static SACUBITRIL_VALSARTAN: Concept = drug(
    "sacubitril-valsartan",
    &[rx("1656339", "sacubitril / valsartan")],
    &["sacubitril-valsartan"],
    "49/51 mg twice daily",
);
/// amlodipine; doses as written, parted by `;`.
pub static AMLODIPINE: Concept = drug("amlodipine", &[rx("17767", "amlodipine")], &["amlodipine"], "5 mg daily;10 mg daily");
/// hydrochlorothiazide; doses as written, parted by `;`.
pub static HYDROCHLOROTHIAZIDE: Concept =
    drug("hydrochlorothiazide", &[rx("5487", "hydrochlorothiazide")], &["hydrochlorothiazide"], "25 mg daily");
/// chlorthalidone; doses as written, parted by `;`.
pub static CHLORTHALIDONE: Concept =
    drug("chlorthalidone", &[rx("2409", "chlorthalidone")], &["chlorthalidone"], "25 mg daily");
/// spironolactone; doses as written, parted by `;`.
pub static SPIRONOLACTONE: Concept =
    drug("spironolactone", &[rx("9997", "spironolactone")], &["spironolactone"], "25 mg daily");
/// furosemide; doses as written, parted by `;`.
pub static FUROSEMIDE: Concept =
    drug("furosemide", &[rx("4603", "furosemide")], &["furosemide"], "40 mg daily;20 mg twice daily");
/// carvedilol; doses as written, parted by `;`.
pub static CARVEDILOL: Concept =
    drug("carvedilol", &[rx("20352", "carvedilol")], &["carvedilol"], "12.5 mg twice daily;25 mg twice daily");
/// metoprolol; doses as written, parted by `;`.
pub static METOPROLOL: Concept =
    drug("metoprolol", &[rx("6918", "metoprolol")], &["metoprolol"], "50 mg daily;100 mg daily");
/// propranolol; doses as written, parted by `;`.
pub static PROPRANOLOL: Concept = drug("propranolol", &[rx("8787", "propranolol")], &["propranolol"], "40 mg twice daily");
/// atorvastatin; doses as written, parted by `;`.
pub static ATORVASTATIN: Concept =
    drug("atorvastatin", &[rx("83367", "atorvastatin")], &["atorvastatin"], "40 mg nightly;80 mg nightly");
/// rosuvastatin; doses as written, parted by `;`.
pub static ROSUVASTATIN: Concept =
    drug("rosuvastatin", &[rx("301542", "rosuvastatin")], &["rosuvastatin"], "20 mg nightly;40 mg nightly");
/// simvastatin; doses as written, parted by `;`.
pub static SIMVASTATIN: Concept = drug("simvastatin", &[rx("36567", "simvastatin")], &["simvastatin"], "20 mg nightly");
/// aspirin; doses as written, parted by `;`.
pub static ASPIRIN: Concept = drug("aspirin", &[rx("1191", "aspirin")], &["aspirin"], "81 mg daily");
/// clopidogrel; doses as written, parted by `;`.
pub static CLOPIDOGREL: Concept = drug("clopidogrel", &[rx("32968", "clopidogrel")], &["clopidogrel"], "75 mg daily");
/// warfarin; doses as written, parted by `;`.
pub static WARFARIN: Concept = drug("warfarin", &[rx("11289", "warfarin")], &["warfarin"], "5 mg daily as per INR");
/// apixaban; doses as written, parted by `;`.
pub static APIXABAN: Concept = drug("apixaban", &[rx("1364430", "apixaban")], &["apixaban"], "5 mg twice daily");
/// rivaroxaban; doses as written, parted by `;`.
pub static RIVAROXABAN: Concept =
    drug("rivaroxaban", &[rx("1114195", "rivaroxaban")], &["rivaroxaban"], "20 mg with supper");
/// amiodarone; doses as written, parted by `;`.
pub static AMIODARONE: Concept = drug("amiodarone", &[rx("703", "amiodarone")], &["amiodarone"], "200 mg daily");
/// digoxin; doses as written, parted by `;`.
pub static DIGOXIN: Concept = drug("digoxin", &[rx("3407", "digoxin")], &["digoxin"], "125 mcg daily");
/// albuterol; doses as written, parted by `;`.
pub static ALBUTEROL: Concept =
    drug("albuterol", &[rx("435", "albuterol")], &["albuterol"], "2 puffs every 4 hours as needed");
/// tiotropium; doses as written, parted by `;`.
pub static TIOTROPIUM: Concept = drug("tiotropium", &[rx("69120", "tiotropium")], &["tiotropium"], "18 mcg inhaled daily");
/// fluticasone; doses as written, parted by `;`.
pub static FLUTICASONE: Concept =
    drug("fluticasone", &[rx("41126", "fluticasone")], &["fluticasone"], "250 mcg twice daily");
/// budesonide; doses as written, parted by `;`.
pub static BUDESONIDE: Concept =
    drug("budesonide", &[rx("19831", "budesonide")], &["budesonide"], "160 mcg two puffs twice daily");
/// montelukast; doses as written, parted by `;`.
pub static MONTELUKAST: Concept = drug("montelukast", &[rx("88249", "montelukast")], &["montelukast"], "10 mg nightly");
/// prednisone; doses as written, parted by `;`.
pub static PREDNISONE: Concept =
    drug("prednisone", &[rx("8640", "prednisone")], &["prednisone"], "5 mg daily;10 mg daily;40 mg daily for 5 days");
/// levothyroxine; doses as written, parted by `;`.
pub static LEVOTHYROXINE: Concept =
    drug("levothyroxine", &[rx("10582", "levothyroxine")], &["levothyroxine"], "75 mcg daily;100 mcg daily");
/// alendronate; doses as written, parted by `;`.
pub static ALENDRONATE: Concept = drug("alendronate", &[rx("46041", "alendronate")], &["alendronate"], "70 mg weekly");
/// denosumab; doses as written, parted by `;`.
pub static DENOSUMAB: Concept = drug("denosumab", &[rx("993449", "denosumab")], &["denosumab"], "60 mg every 6 months");
/// methotrexate; doses as written, parted by `;`.
pub static METHOTREXATE: Concept =
    drug("methotrexate", &[rx("6851", "methotrexate")], &["methotrexate"], "15 mg weekly;20 mg weekly");
/// adalimumab; doses as written, parted by `;`.
pub static ADALIMUMAB: Concept =
    drug("adalimumab", &[rx("327361", "adalimumab")], &["adalimumab"], "40 mg every other week");
/// etanercept; doses as written, parted by `;`.
pub static ETANERCEPT: Concept = drug("etanercept", &[rx("214555", "etanercept")], &["etanercept"], "50 mg weekly");
/// sertraline; doses as written, parted by `;`.
pub static SERTRALINE: Concept =
    drug("sertraline", &[rx("36437", "sertraline")], &["sertraline"], "100 mg daily;150 mg daily");
/// fluoxetine; doses as written, parted by `;`.
pub static FLUOXETINE: Concept = drug("fluoxetine", &[rx("4493", "fluoxetine")], &["fluoxetine"], "40 mg daily");
/// escitalopram; doses as written, parted by `;`.
pub static ESCITALOPRAM: Concept = drug("escitalopram", &[rx("321988", "escitalopram")], &["escitalopram"], "20 mg daily");
/// bupropion; doses as written, parted by `;`.
pub static BUPROPION: Concept = drug("bupropion", &[rx("42347", "bupropion")], &["bupropion"], "300 mg daily");
/// venlafaxine; doses as written, parted by `;`.
pub static VENLAFAXINE: Concept = drug("venlafaxine", &[rx("39786", "venlafaxine")], &["venlafaxine"], "150 mg daily");
/// lithium; doses as written, parted by `;`.
pub static LITHIUM: Concept = drug("lithium", &[rx("6448", "lithium")], &["lithium"], "300 mg three times daily");
/// levetiracetam; doses as written, parted by `;`.
pub static LEVETIRACETAM: Concept =
    drug("levetiracetam", &[rx("114477", "levetiracetam")], &["levetiracetam"], "1000 mg twice daily");
/// lamotrigine; doses as written, parted by `;`.
pub static LAMOTRIGINE: Concept = drug("lamotrigine", &[rx("28439", "lamotrigine")], &["lamotrigine"], "150 mg twice daily");
/// carbamazepine; doses as written, parted by `;`.
pub static CARBAMAZEPINE: Concept =
    drug("carbamazepine", &[rx("2002", "carbamazepine")], &["carbamazepine"], "400 mg twice daily");
/// topiramate; doses as written, parted by `;`.
pub static TOPIRAMATE: Concept = drug("topiramate", &[rx("38404", "topiramate")], &["topiramate"], "50 mg twice daily");
/// sumatriptan; doses as written, parted by `;`.
pub static SUMATRIPTAN: Concept = drug("sumatriptan", &[rx("37418", "sumatriptan")], &["sumatriptan"], "100 mg as needed");
/// donepezil; doses as written, parted by `;`.
pub static DONEPEZIL: Concept = drug("donepezil", &[rx("135447", "donepezil")], &["donepezil"], "10 mg nightly");
/// memantine; doses as written, parted by `;`.
pub static MEMANTINE: Concept = drug("memantine", &[rx("6719", "memantine")], &["memantine"], "10 mg twice daily");
/// ferrous sulfate; doses as written, parted by `;`.
pub static FERROUS_SULFATE: Concept =
    drug("ferrous-sulfate", &[rx("24947", "ferrous sulfate")], &["ferrous sulfate"], "325 mg daily");
/// folic acid; doses as written, parted by `;`.
pub static FOLIC_ACID: Concept = drug("folic-acid", &[rx("4511", "folic acid")], &["folic acid"], "1 mg daily");
/// dolutegravir; doses as written, parted by `;`.
pub static DOLUTEGRAVIR: Concept = drug("dolutegravir", &[rx("1433868", "dolutegravir")], &["dolutegravir"], "50 mg daily");
/// emtricitabine; doses as written, parted by `;`.
pub static EMTRICITABINE: Concept =
    drug("emtricitabine", &[rx("276237", "emtricitabine")], &["emtricitabine"], "200 mg daily");
/// entecavir; doses as written, parted by `;`.
pub static ENTECAVIR: Concept = drug("entecavir", &[rx("306266", "entecavir")], &["entecavir"], "0.5 mg daily");
/// sofosbuvir; doses as written, parted by `;`.
pub static SOFOSBUVIR: Concept = drug("sofosbuvir", &[rx("1484911", "sofosbuvir")], &["sofosbuvir"], "400 mg daily");
/// lactulose; doses as written, parted by `;`.
pub static LACTULOSE: Concept = drug("lactulose", &[rx("6218", "lactulose")], &["lactulose"], "20 g three times daily");
/// rifaximin; doses as written, parted by `;`.
pub static RIFAXIMIN: Concept = drug("rifaximin", &[rx("35619", "rifaximin")], &["rifaximin"], "550 mg twice daily");
/// trastuzumab; doses as written, parted by `;`.
pub static TRASTUZUMAB: Concept =
    drug("trastuzumab", &[rx("224905", "trastuzumab")], &["trastuzumab"], "6 mg/kg every 3 weeks");
/// pertuzumab; doses as written, parted by `;`.
pub static PERTUZUMAB: Concept = drug("pertuzumab", &[rx("1298944", "pertuzumab")], &["pertuzumab"], "420 mg every 3 weeks");
/// paclitaxel; doses as written, parted by `;`.
pub static PACLITAXEL: Concept = drug("paclitaxel", &[rx("56946", "paclitaxel")], &["paclitaxel"], "80 mg/m2 weekly");
/// docetaxel; doses as written, parted by `;`.
pub static DOCETAXEL: Concept = drug("docetaxel", &[rx("72962", "docetaxel")], &["docetaxel"], "75 mg/m2 every 3 weeks");
/// carboplatin; doses as written, parted by `;`.
pub static CARBOPLATIN: Concept =
    drug("carboplatin", &[rx("40048", "carboplatin")], &["carboplatin"], "AUC 5 every 3 weeks");
/// pemetrexed; doses as written, parted by `;`.
pub static PEMETREXED: Concept =
    drug("pemetrexed", &[rx("68446", "pemetrexed")], &["pemetrexed"], "500 mg/m2 every 3 weeks");
/// pembrolizumab; doses as written, parted by `;`.
pub static PEMBROLIZUMAB: Concept =
    drug("pembrolizumab", &[rx("1547545", "pembrolizumab")], &["pembrolizumab"], "200 mg every 3 weeks");
/// osimertinib; doses as written, parted by `;`.
pub static OSIMERTINIB: Concept = drug("osimertinib", &[rx("1721560", "osimertinib")], &["osimertinib"], "80 mg daily");
/// tamoxifen; doses as written, parted by `;`.
pub static TAMOXIFEN: Concept = drug("tamoxifen", &[rx("10324", "tamoxifen")], &["tamoxifen"], "20 mg daily");
/// letrozole; doses as written, parted by `;`.
pub static LETROZOLE: Concept = drug("letrozole", &[rx("72965", "letrozole")], &["letrozole"], "2.5 mg daily");
/// anastrozole; doses as written, parted by `;`.
pub static ANASTROZOLE: Concept = drug("anastrozole", &[rx("84857", "anastrozole")], &["anastrozole"], "1 mg daily");
/// leuprolide; doses as written, parted by `;`.
pub static LEUPROLIDE: Concept = drug("leuprolide", &[rx("42375", "leuprolide")], &["leuprolide"], "22.5 mg every 3 months");
/// enzalutamide; doses as written, parted by `;`.
pub static ENZALUTAMIDE: Concept = drug("enzalutamide", &[rx("1307298", "enzalutamide")], &["enzalutamide"], "160 mg daily");
/// abiraterone; doses as written, parted by `;`.
pub static ABIRATERONE: Concept = drug("abiraterone", &[rx("1100072", "abiraterone")], &["abiraterone"], "1000 mg daily");
/// fluorouracil; doses as written, parted by `;`.
pub static FLUOROURACIL: Concept =
    drug("fluorouracil", &[rx("4492", "fluorouracil")], &["fluorouracil"], "2400 mg/m2 over 46 hours");
/// oxaliplatin; doses as written, parted by `;`.
pub static OXALIPLATIN: Concept =
    drug("oxaliplatin", &[rx("32592", "oxaliplatin")], &["oxaliplatin"], "85 mg/m2 every 2 weeks");
/// irinotecan; doses as written, parted by `;`.
pub static IRINOTECAN: Concept =
    drug("irinotecan", &[rx("51499", "irinotecan")], &["irinotecan"], "180 mg/m2 every 2 weeks");
/// cetuximab; doses as written, parted by `;`.
pub static CETUXIMAB: Concept = drug("cetuximab", &[rx("318341", "cetuximab")], &["cetuximab"], "250 mg/m2 weekly");
/// omeprazole; doses as written, parted by `;`.
pub static OMEPRAZOLE: Concept = drug("omeprazole", &[rx("7646", "omeprazole")], &["omeprazole"], "20 mg daily");
/// naltrexone; doses as written, parted by `;`.
pub static NALTREXONE: Concept = drug("naltrexone", &[rx("7243", "naltrexone")], &["naltrexone"], "50 mg daily");
/// buprenorphine; doses as written, parted by `;`.
pub static BUPRENORPHINE: Concept =
    drug("buprenorphine", &[rx("1819", "buprenorphine")], &["buprenorphine"], "8 mg sublingual daily");
/// ceftriaxone; doses as written, parted by `;`.
pub static CEFTRIAXONE: Concept = drug("ceftriaxone", &[rx("2193", "ceftriaxone")], &["ceftriaxone"], "2 g daily");
/// vancomycin; doses as written, parted by `;`.
pub static VANCOMYCIN: Concept = drug("vancomycin", &[rx("11124", "vancomycin")], &["vancomycin"], "1 g every 12 hours");
/// ibuprofen; doses as written, parted by `;`.
pub static IBUPROFEN: Concept = drug("ibuprofen", &[rx("5640", "ibuprofen")], &["ibuprofen"], "600 mg as needed");
/// acetaminophen; doses as written, parted by `;`.
pub static ACETAMINOPHEN: Concept =
    drug("acetaminophen", &[rx("161", "acetaminophen")], &["acetaminophen"], "650 mg as needed");
/// allopurinol; doses as written, parted by `;`.
pub static ALLOPURINOL: Concept = drug("allopurinol", &[rx("519", "allopurinol")], &["allopurinol"], "300 mg daily");
/// erenumab; doses as written, parted by `;`.
pub static ERENUMAB: Concept = drug("erenumab", &[rx("2045613", "erenumab")], &["erenumab"], "70 mg monthly");
/// ustekinumab; doses as written, parted by `;`.
pub static USTEKINUMAB: Concept =
    drug("ustekinumab", &[rx("847083", "ustekinumab")], &["ustekinumab"], "45 mg every 12 weeks");
