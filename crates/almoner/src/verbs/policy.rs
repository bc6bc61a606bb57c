//! `almoner policy`: the authorization policies of a home, and why a request would be allowed or refused. Asks no zone and reads
//! no record: what stands in a question is made up by whoever asks it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use almoner_base::ProjectId;
use almoner_policy::{
    Action, Authentication, FieldGroup, Method, Network, Person, PersonId, Policies, Principal, Purpose, Request, Resource,
    Role, Sensitivity, Service, Set, SiteId, StudyName, Zone,
};
use miette::Result;
use serde_json::json;

use crate::cli::{Common, Explain, Policy};
use crate::failure::{Exit, Failed, fail};
use crate::{show, verbs};

/// The folder of an operator's own policies in a home.
const FOLDER: &str = "policies";

pub(crate) fn run(common: &Common, verb: &Policy) -> Result<ExitCode> {
    let files = own(&verbs::home_folder(common))?;
    let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let policies = Policies::with(&texts).map_err(|error| {
        fail(Exit::Usage, "policies-unreadable", &error.to_string()).with_hint("no zone starts until the file is mended")
    })?;
    match verb {
        Policy::Show { id, text } => list(common, &policies, files.len(), id.as_deref(), *text),
        Policy::Explain(question) => explain(common, &policies, question),
    }
}

/// The operator's own policies in a home: names and texts, in the order of the names; none where there is no folder.
pub(crate) fn own(home: &Path) -> Result<Vec<(String, String)>> {
    let broken = |what: &str, error: &std::io::Error| {
        fail(Exit::Io, "policies-unreadable", &format!("{what} can not be read: {}", error.kind()))
    };
    let folder = home.join(FOLDER);
    let mut files = Vec::new();
    let items = match std::fs::read_dir(&folder) {
        Ok(items) => items,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(broken("the folder `policies` of the home", &error).into()),
    };
    for item in items {
        let path = item.map_err(|error| broken("the folder `policies` of the home", &error))?.path();
        if path.extension().is_none_or(|extension| extension != "cedar") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).map_err(|error| broken(&format!("the policy file `{name}`"), &error))?;
        files.push((name, text));
    }
    files.sort();
    Ok(files)
}

fn list(common: &Common, policies: &Policies, own: usize, id: Option<&str>, text: bool) -> Result<ExitCode> {
    let listed: Vec<_> = policies.list().filter(|policy| id.is_none_or(|id| policy.id == id)).collect();
    if listed.is_empty() {
        return Err(
            fail(Exit::Usage, "policy-unknown", "no policy has this id").with_hint("`almoner policy show` lists all ids")
        );
    }
    if common.json {
        show::json(&json!({ "version": policies.version(), "own_files": own, "policies": listed }));
        return Ok(ExitCode::SUCCESS);
    }
    if text || id.is_some() {
        for policy in &listed {
            show::line(&format!("{}\n", policy.policy));
        }
    } else {
        let mut table = show::table(&["policy", "", "because"]);
        for policy in &listed {
            table.add_row([policy.id, policy.effect, policy.because]);
        }
        show::line(&table.to_string());
    }
    let own = match own {
        0 => "none of them of this home".to_owned(),
        1 => "with those of one file of this home".to_owned(),
        files => format!("with those of {files} files of this home"),
    };
    show::line(&format!("{} policies, {own}; version {}", policies.len(), policies.version()));
    Ok(ExitCode::SUCCESS)
}

fn explain(common: &Common, policies: &Policies, question: &Explain) -> Result<ExitCode> {
    let request = request(common, question)?;
    let explanation = policies.explain(&request);
    if common.json {
        show::json(&explanation);
    } else {
        show::line(&explanation.to_string());
    }
    Ok(ExitCode::from(if explanation.allowed { 0 } else { Exit::Refused as u8 }))
}

fn request(common: &Common, asked: &Explain) -> Result<Request, Failed> {
    let action = Action::from_name(&asked.action)
        .ok_or_else(|| unknown("--action", Action::ALL.iter().map(|action| action.name())))?;
    let zone = named("--zone", &asked.zone, Zone::from_name, Zone::ALL.iter().map(|zone| zone.name()))?;
    let mut request = Request::new(principal(asked)?, action, zone);
    request.purpose = asked
        .purpose
        .as_deref()
        .map(|name| named("--purpose", name, Purpose::from_name, Purpose::ALL.iter().map(|purpose| purpose.name())))
        .transpose()?;
    request.project = match &asked.no_project {
        true => None,
        false => {
            Some(ProjectId::new(&common.project).map_err(|error| fail(Exit::Usage, "id-malformed", &error.to_string()))?)
        }
    };
    request.fields =
        all("--fields", &asked.fields, FieldGroup::from_name, FieldGroup::ALL.iter().map(|group| group.name()))?;
    request.rows = asked.rows;
    request.hour = asked.hour;
    request.justified = asked.justified;
    request.break_glass = asked.break_glass;
    let sensitivity =
        all("--sensitivity", &asked.sensitivity, Sensitivity::from_name, Sensitivity::ALL.iter().map(|one| one.name()))?;
    let (me, another) = (person_id("asker")?, person_id("another")?);
    request.resource = Resource {
        sensitivity,
        study: asked.study.as_deref().map(StudyName::new).transpose().map_err(|_| opaque("--study"))?,
        site: asked.site.as_deref().map(SiteId::new).transpose().map_err(|_| opaque("--site"))?,
        owner: asked.own.then(|| me.clone()).or_else(|| asked.of_another.then(|| another.clone())),
        treating: if asked.treating { vec![me.clone()] } else { Vec::new() },
        author: asked.author.then_some(me).or_else(|| asked.not_author.then_some(another)),
        consent: asked.consent,
    };
    Ok(request)
}

fn principal(asked: &Explain) -> Result<Principal, Failed> {
    if asked.principal != "person" {
        let services = Service::ALL.iter().map(|service| service.name());
        return named("--principal", &asked.principal, Service::from_name, services.chain(["person"])).map(Principal::from);
    }
    let roles = all("--role", &asked.role, Role::from_name, Role::ALL.iter().map(|role| role.name()))?;
    let network = named("--network", &asked.network, Network::from_name, Network::ALL.iter().map(|network| network.name()))?;
    let methods =
        if asked.mfa_age.is_some() { Set::from([Method::Password, Method::Totp]) } else { [Method::Password].into() };
    let studies = asked.assigned.iter().map(|study| StudyName::new(study).map_err(|_| opaque("--assigned")));
    Ok(Principal::Person(Arc::new(Person {
        id: person_id("asker")?,
        roles,
        studies: studies.collect::<Result<_, _>>()?,
        site: asked.person_site.as_deref().map(SiteId::new).transpose().map_err(|_| opaque("--person-site"))?,
        authentication: Authentication {
            methods,
            mfa_age_secs: asked.mfa_age,
            session_age_secs: asked.session_age,
            device_known: !asked.unknown_device,
            network,
        },
    })))
}

fn person_id(id: &str) -> Result<PersonId, Failed> {
    PersonId::new(id).map_err(|_| opaque("person"))
}

fn opaque(option: &str) -> Failed {
    fail(Exit::Usage, "id-malformed", &format!("`{option}` expects 1 to 64 letters, digits, `.`, `_`, `:` or `-`"))
}

fn named<'a, T>(
    option: &str,
    name: &str,
    from_name: fn(&str) -> Option<T>,
    known: impl Iterator<Item = &'a str>,
) -> Result<T, Failed> {
    from_name(name).ok_or_else(|| unknown(option, known))
}

fn all<'a, T: almoner_policy::Closed>(
    option: &str,
    names: &[String],
    from_name: fn(&str) -> Option<T>,
    known: impl Iterator<Item = &'a str>,
) -> Result<Set<T>, Failed> {
    let members: Option<Set<T>> = names.iter().map(|name| from_name(name)).collect();
    members.ok_or_else(|| unknown(option, known))
}

fn unknown<'a>(option: &str, known: impl Iterator<Item = &'a str>) -> Failed {
    let known: Vec<&str> = known.collect();
    fail(Exit::Usage, "name-unknown", &format!("`{option}` expects one of: {}", known.join(", ")))
}
