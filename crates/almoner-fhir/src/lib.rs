//! FHIR R4 reader: tolerant, nothing lost
