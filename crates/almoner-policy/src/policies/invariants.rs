//! What must hold of the policies that are compiled in, by name, tried on every combination of role (alone and in pairs),
//! action, purpose, age of the second factor, network, zone, device and break-glass, with all else favourable.

use crate::action::{Action, ResourceClass};
use crate::names::{Closed as _, FieldGroup, Network, Purpose, Role, Sensitivity, Set, Zone};
use crate::permit::Permit;
use crate::policies::Policies;
use crate::request::{Request, Resource};
use crate::testing::{favourable, id, is_own, person};

/// Actions that show a person who a patient is.
const IDENTIFIED: &[Action] = &[
    Action::ReadIdentified,
    Action::ReadPatientTrials,
    Action::OverrideVerdict,
    Action::ReviewDeid,
    Action::AccountDisclosures,
    Action::RecordConsent,
    Action::ReadContacts,
    Action::AnswerContact,
    Action::ExportIdentified,
];
/// Actions that show a patient their own data.
const OWN: &[Action] = &[Action::ReadOwnRecord, Action::ReadOwnDisclosures, Action::ChangeOwnConsent];

/// The ages of a second factor on either side of each limit.
const MFA_AGES: &[Option<u32>] = &[None, Some(300), Some(301), Some(900), Some(901)];

/// Calls with every request that is allowed, and returns how many were tried and how many were allowed.
fn for_each_allowed(check: impl Fn(&Request, &Permit)) -> (usize, usize) {
    let policies = Policies::builtin().unwrap();
    let pairs =
        Role::ALL.iter().flat_map(|one| Role::ALL.iter().filter(move |other| one <= other).map(move |other| (one, other)));
    let (mut tried, mut allowed) = (0, 0);
    for (one, other) in pairs {
        let mut asker = person([*one, *other]);
        for mfa_age in MFA_AGES {
            for network in Network::ALL {
                for device_known in [true, false] {
                    asker.authentication.mfa_age_secs = *mfa_age;
                    asker.authentication.network = *network;
                    asker.authentication.device_known = device_known;
                    let principal = crate::request::Principal::from(asker.clone());
                    for action in Action::ALL {
                        for purpose in Purpose::ALL.iter().copied().map(Some).chain([None]) {
                            let mut request = favourable(principal.clone(), *action, Zone::Phi, purpose);
                            for (zone, break_glass) in [(Zone::Phi, false), (Zone::Phi, true), (Zone::Research, false)] {
                                request.zone = zone;
                                request.break_glass = break_glass;
                                tried += 1;
                                if let Ok(permit) = policies.authorize(&request) {
                                    allowed += 1;
                                    check(&request, &permit);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    (tried, allowed)
}

fn mfa_age(request: &Request) -> u32 {
    request.principal.person().and_then(|person| person.authentication.mfa_age_secs).unwrap_or(u32::MAX)
}

fn roles(request: &Request) -> Set<Role> {
    request.principal.person().unwrap().roles
}

fn network(request: &Request) -> Network {
    request.principal.person().unwrap().authentication.network
}

#[test]
fn the_invariants_of_access_hold_on_every_combination() {
    let (tried, allowed) = for_each_allowed(|request, permit| {
        let action = request.action;
        let (identified, own) = (IDENTIFIED.contains(&action), OWN.contains(&action));
        let invariants = [
            ("nothing without a purpose", request.purpose.is_some()),
            ("nothing without two factors", mfa_age(request) != u32::MAX),
            ("no identity without a second factor in 15 minutes", !(identified || own) || mfa_age(request) <= 900),
            ("no identity for a data scientist", !identified || !roles(request).contains(Role::DataScientist)),
            ("no identity for a program", !(identified || own) || !roles(request).contains(Role::Service)),
            ("no identity outside the clinical network", !identified || network(request) == Network::Clinical),
            ("no identity outside the PHI zone", !(identified || own) || request.zone == Zone::Phi),
            (
                "identity for clinicians, investigators under break-glass and privacy officers alone",
                !identified
                    || roles(request).contains(Role::Clinician)
                    || roles(request).contains(Role::PrivacyOfficer)
                    || (roles(request).contains(Role::Investigator) && request.break_glass),
            ),
            ("a patient's own data for patients alone", !own || roles(request).contains(Role::Patient)),
            ("fields are granted where identity is shown, and nowhere else", {
                permit.fields().is_empty() != (identified || own)
            }),
            ("identity is logged before it is shown", !(identified || own) || !permit.duties().is_empty()),
            (
                "identity is shown in limited rows",
                !(identified || own) || permit.row_limit().is_some_and(|rows| rows <= 200),
            ),
            ("nobody reads the vault, seals or passes the airlock", {
                use Action::{
                    AnswerDesk, AskDesk, Deidentify, IngestRecords, ReadVault, ReceiveChart, RetractChart, SealChart,
                };
                ![AnswerDesk, AskDesk, Deidentify, IngestRecords, ReadVault, ReceiveChart, RetractChart, SealChart]
                    .contains(&action)
            }),
            ("no export from outside or without saying how much and why", {
                use Action::{ExportAudit, ExportCharts, ExportIdentified, ExportResults};
                ![ExportAudit, ExportCharts, ExportIdentified, ExportResults].contains(&action)
                    || (network(request) != Network::External
                        && mfa_age(request) <= 300
                        && request.justified
                        && request.rows.is_some())
            }),
            ("an operator sees no data", {
                let data = [ResourceClass::IdentifiedRecords, ResourceClass::Charts, ResourceClass::Results];
                roles(request) != [Role::Operator].into() || !data.contains(&action.resource_class())
            }),
            ("an auditor changes nothing", {
                use Action::{
                    ExplainAccess, ExportAudit, ManageOwnAccount, ReadAccounts, ReadAlerts, ReadAudit, ReadBreakGlass,
                    ReadDecisions, ReadPolicies, ReadRiskReport, ReviewAudit, VerifyAudit,
                };
                let reading = [
                    ExplainAccess,
                    ExportAudit,
                    ManageOwnAccount,
                    ReadAccounts,
                    ReadAlerts,
                    ReadAudit,
                    ReadBreakGlass,
                    ReadDecisions,
                    ReadPolicies,
                    ReadRiskReport,
                    ReviewAudit,
                    VerifyAudit,
                ];
                roles(request) != [Role::Auditor].into() || reading.contains(&action)
            }),
        ];
        for (name, holds) in invariants {
            assert!(holds, "{name}: {request:?}");
        }
    });
    assert_eq!(tried, 55 * 5 * 3 * 2 * Action::MEMBERS.len() * 10 * 3);
    assert!(allowed > 5_000, "{allowed} allowed of {tried}: the enumeration says little");
}

/// A request that is allowed, for changing one thing.
fn allowed(role: Role, action: Action, zone: Zone, purpose: Purpose) -> Request {
    let request = favourable(person([role]).into(), action, zone, Some(purpose));
    assert!(Policies::builtin().unwrap().authorize(&request).is_ok(), "{request:?}");
    request
}

fn refused_by(request: &Request) -> Vec<String> {
    Policies::builtin().unwrap().authorize(request).unwrap_err().policies
}

#[test]
fn what_one_wrote_another_approves() {
    let mut request = allowed(Role::Investigator, Action::ApproveTrial, Zone::Research, Purpose::Clintrch);
    request.resource.author = Some(id("asker"));
    assert_eq!(refused_by(&request), ["floor-author-cannot-approve"]);
    request.resource.author = None;
    assert_eq!(refused_by(&request), ["floor-author-cannot-approve"], "an unknown author may be oneself");
}

#[test]
fn nobody_decides_about_themself() {
    let cases = [
        (Role::PrivacyOfficer, Action::ReviewBreakGlass, Purpose::Hcompl, "floor-nobody-reviews-own-break-glass"),
        (Role::PrivacyOfficer, Action::CloseAlert, Purpose::Hcompl, "floor-nobody-closes-own-alert"),
        (Role::Operator, Action::GrantRole, Purpose::Hsysadmin, "floor-nobody-grants-themself"),
    ];
    for (role, action, purpose, floor) in cases {
        let mut request = allowed(role, action, Zone::Phi, purpose);
        for owner in [Some(id("asker")), None] {
            request.resource.owner = owner;
            assert_eq!(refused_by(&request), [floor]);
        }
    }
}

// ASVS 8.2.2
#[test]
fn people_work_on_their_own_studies_at_their_own_site() {
    let request = allowed(Role::Coordinator, Action::ReadResults, Zone::Research, Purpose::Clintrch);
    let elsewhere = |change: fn(&mut Resource)| {
        let mut request = request.clone();
        change(&mut request.resource);
        refused_by(&request)
    };
    let study = |resource: &mut Resource| resource.study = Some(crate::names::StudyName::new("NCT00000009").unwrap());
    assert_eq!(elsewhere(study), ["floor-study-assignment"]);
    assert_eq!(elsewhere(|resource| resource.study = None), ["floor-study-assignment"]);
    let site = |resource: &mut Resource| resource.site = Some(crate::names::SiteId::new("south").unwrap());
    assert_eq!(elsewhere(site), ["own-site"]);
}

#[test]
fn what_is_sensitive_needs_more() {
    let read = allowed(Role::Clinician, Action::ReadIdentified, Zone::Phi, Purpose::Treat);
    let with = |sensitivity: Sensitivity, change: fn(&mut Request)| {
        let mut request = read.clone();
        request.resource.sensitivity = [sensitivity].into();
        change(&mut request);
        Policies::builtin().unwrap().authorize(&request).map(|_| ()).map_err(|refusal| refusal.policies)
    };
    let psychotherapy = Err(vec!["psychotherapy-notes-for-their-author".to_owned()]);
    assert_eq!(with(Sensitivity::PsychotherapyNotes, |_| {}), psychotherapy);
    assert_eq!(with(Sensitivity::PsychotherapyNotes, |request| request.break_glass = true), psychotherapy);
    assert_eq!(with(Sensitivity::PsychotherapyNotes, |request| request.resource.author = Some(id("asker"))), Ok(()));
    let part2 = Err(vec!["part2-with-consent-or-in-an-emergency".to_owned()]);
    assert_eq!(with(Sensitivity::Part2, |_| {}), part2);
    assert_eq!(with(Sensitivity::Part2, |request| request.purpose = Some(Purpose::Etreat)), part2);
    assert_eq!(with(Sensitivity::Part2, |request| request.resource.consent = true), Ok(()));
    let emergency = |request: &mut Request| {
        request.purpose = Some(Purpose::Etreat);
        request.break_glass = true;
    };
    assert_eq!(with(Sensitivity::Part2, emergency), Ok(()));
    for sensitivity in [Sensitivity::Hiv, Sensitivity::Genetic] {
        assert_eq!(with(sensitivity, |_| {}), Ok(()), "to treat");
        let mut trials = allowed(Role::Clinician, Action::ReadPatientTrials, Zone::Phi, Purpose::Clintrch);
        trials.resource.sensitivity = [sensitivity].into();
        assert_eq!(refused_by(&trials), ["hiv-and-genetics-to-treat"]);
    }
}

#[test]
fn break_glass_opens_a_record_to_treat_and_nothing_else() {
    let mut read = allowed(Role::Clinician, Action::ReadIdentified, Zone::Phi, Purpose::Etreat);
    read.resource.treating.clear();
    assert_eq!(refused_by(&read), [] as [&str; 0], "nobody permits it");
    read.break_glass = true;
    let permit = Policies::builtin().unwrap().authorize(&read).unwrap();
    assert!(permit.policies().eq(["clinician-under-break-glass"]));
    assert_eq!(permit.row_limit(), Some(1));
    assert!(permit.duties().contains(&crate::obligations::Duty::Review { within_hours: 24 }));
    assert_eq!(permit.fields(), Set::<FieldGroup>::all());
    read.purpose = Some(Purpose::Hresch);
    assert_eq!(refused_by(&read), ["break-glass-holder-treats"]);
}

#[test]
fn exports_after_hours_need_a_reason_and_say_how_much() {
    let mut request = allowed(Role::PrivacyOfficer, Action::ReviewDeid, Zone::Phi, Purpose::Hcompl);
    request.hour = Some(23);
    assert!(Policies::builtin().unwrap().authorize(&request).is_ok(), "with a justification");
    request.justified = false;
    assert_eq!(refused_by(&request), ["after-hours-needs-a-reason"]);
    request.hour = None;
    assert_eq!(refused_by(&request), ["after-hours-needs-a-reason"], "an unknown hour is no working hour");
    let mut export = allowed(Role::Coordinator, Action::ExportResults, Zone::Research, Purpose::Clintrch);
    export.rows = None;
    assert_eq!(refused_by(&export), ["export-says-how-much"]);
}

#[test]
fn a_session_ends_with_the_day() {
    let mut asker = person([Role::Coordinator]);
    asker.authentication.session_age_secs = 43_201;
    let request = favourable(asker.into(), Action::ReadTrials, Zone::Research, Some(Purpose::Clintrch));
    assert_eq!(refused_by(&request), ["floor-session-ends"]);
}

#[test]
fn what_is_another_patients_is_not_own() {
    let mut request = allowed(Role::Patient, Action::ReadOwnRecord, Zone::Phi, Purpose::Patrqt);
    assert!(is_own(request.action));
    request.resource.owner = Some(id("other"));
    assert_eq!(refused_by(&request), ["floor-own-alone"]);
}
