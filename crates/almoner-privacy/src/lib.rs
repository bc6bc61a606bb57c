//! How likely it is that somebody recognises a person in what is released: measures, gates and transformations.
//!
//! A [`Table`] holds quasi-identifiers and sensitive attributes by column. From it come k-anonymity, l-diversity, t-closeness
//! and delta-disclosure ([`measure`]); prosecutor, journalist and marketer risk and population uniqueness ([`risk`]); a
//! [`RiskReport`] that passes or fails stated thresholds ([`assess`]), alone or over all earlier releases of the same people
//! ([`joint`]). [`suppress`] hides small counts and what would give them back; [`generalize`] and [`microaggregate`] change a
//! table until it meets a target at the least loss; [`unusual`] finds what makes somebody known in a town.
//!
//! The crate is pure. It sees no names and decides no release: the PHI zone asks it and withholds what fails.
#![warn(missing_docs)]

mod aggregate;
pub mod measure;
mod report;
pub mod risk;
pub mod suppress;
mod table;
mod transform;
mod uniqueness;
mod unusual;

pub use aggregate::{Grouping, microaggregate};
pub use report::{Failure, RiskReport, Thresholds, assess, joint, of_charts, of_demographics};
pub use table::{Classes, Column, Error, Table};
pub use transform::{Generalized, Hierarchy, Target, generalize};
pub use uniqueness::{Uniqueness, estimate};
pub use unusual::{Unusual, UnusualKind, unusual};
