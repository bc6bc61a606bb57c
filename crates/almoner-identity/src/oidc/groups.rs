//! Which groups of the identity provider are given which roles: a table that an operator keeps, with a version of its own.
//!
//! ```toml
//! version = 1
//!
//! [[group]]
//! name = "trial-coordinators"
//! roles = ["coordinator"]
//! studies = ["cardio-1"]
//! site = "main"
//! ```

use std::collections::BTreeSet;

use almoner_base::content_version;
use almoner_policy::{Role, SiteId, StudyName};
use serde::Deserialize;

use crate::{Error, Grants};

/// The table.
#[derive(Clone, Debug)]
pub struct GroupMap {
    groups: Vec<Group>,
    version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    group: Vec<Group>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    roles: BTreeSet<Role>,
    #[serde(default)]
    studies: BTreeSet<StudyName>,
    #[serde(default)]
    site: Option<SiteId>,
}

impl GroupMap {
    /// Reads a table.
    ///
    /// # Errors
    /// It has another form, names an unknown role, or a version that is not 1.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|_| Error::Setting("groups"))?;
        if file.version != 1 {
            return Err(Error::Setting("groups"));
        }
        Ok(Self { groups: file.group, version: content_version(&[text.as_bytes()]) })
    }

    /// The content hash of the table, for logs and reports.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What a member of these groups is given: all of each. The site is that of the first that names one.
    pub(crate) fn grants(&self, groups: &BTreeSet<&str>) -> Grants {
        let mut all = Grants::default();
        for group in self.groups.iter().filter(|group| groups.contains(group.name.as_str())) {
            all.roles.extend(group.roles.iter().copied());
            all.studies.extend(group.studies.iter().cloned());
            all.site = all.site.take().or_else(|| group.site.clone());
        }
        all
    }
}
