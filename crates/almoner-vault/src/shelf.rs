//! What the room around the vault keeps of its own: sealed items by kind and name, such as a request for contact or a
//! clinician's answer.
//!
//! An item about a person is sealed under that person's key, so that shredding destroys it too; any other is sealed under a
//! key of the vault. Names are looked up by keyed hash and stand in clear only within the seal. The vault does not look into
//! items; whoever keeps them asks the policies first.

use almoner_crypto::DataKey;
use minicbor::{Decode, Encode};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{Error, PatientId, Vault};

/// One item. `Debug` shows neither name nor content.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name among those of its kind.
    pub name: String,
    /// Whom it is about.
    pub patient: Option<PatientId>,
    /// Where it stands among those of its kind, such as a time.
    pub place: i64,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Item({} bytes)", self.bytes.len())
    }
}

#[derive(Encode, Decode)]
struct Sealed {
    #[n(0)]
    name: String,
    #[cbor(n(1), with = "minicbor::bytes")]
    bytes: Vec<u8>,
}

/// The number of nobody among patients.
const NOBODY: i64 = 0;

impl Vault {
    fn item_lookup(&self, kind: &str, name: &str) -> Vec<u8> {
        self.opaque("item", &[self.tenant.as_str().as_bytes(), kind.as_bytes(), name.as_bytes()]).to_vec()
    }

    fn item_aad(&self, kind: &str, lookup: &[u8], patient: i64) -> Vec<u8> {
        [b"item-v1\0", self.tenant.as_str().as_bytes(), b"\0", kind.as_bytes(), b"\0", lookup, &patient.to_be_bytes()]
            .concat()
    }

    fn item_key(&self, patient: i64) -> Result<DataKey, Error> {
        match patient {
            NOBODY => Ok(self.shelf_key.clone()),
            patient => self.open_key(&self.row(patient)?),
        }
    }

    /// Keeps an item, in place of one of the same kind and name. Durable when this returns.
    ///
    /// # Errors
    /// The person was shredded, or the store refused.
    pub fn put(&mut self, kind: &str, item: &Item) -> Result<(), Error> {
        let patient = item.patient.map_or(NOBODY, |patient| patient.0);
        let lookup = self.item_lookup(kind, &item.name);
        let sealed = Sealed { name: item.name.clone(), bytes: item.bytes.clone() };
        let bytes = minicbor::to_vec(sealed).map_err(|_| Error::Schema)?;
        let row = item::ActiveModel {
            kind: Set(kind.to_owned()),
            sealed: Set(self.item_key(patient)?.seal(&bytes, &self.item_aad(kind, &lookup, patient))?),
            lookup: Set(lookup),
            patient: Set(patient),
            place: Set(item.place),
        };
        let connection = self.database.connection();
        self.database.run(async {
            item::Entity::insert(row)
                .on_conflict(
                    OnConflict::columns([item::Column::Kind, item::Column::Lookup])
                        .update_columns([item::Column::Patient, item::Column::Place, item::Column::Sealed])
                        .to_owned(),
                )
                .exec_without_returning(connection)
                .await
        })?;
        Ok(())
    }

    /// The item of this kind and name, if there is one.
    ///
    /// # Errors
    /// The store refused, or the item is damaged.
    pub fn item(&self, kind: &str, name: &str) -> Result<Option<Item>, Error> {
        let lookup = self.item_lookup(kind, name);
        let connection = self.database.connection();
        let row = self.database.run(async { item::Entity::find_by_id((kind.to_owned(), lookup)).one(connection).await })?;
        row.map(|row| self.open_item(&row)).transpose()
    }

    /// All items of a kind, by their place.
    ///
    /// # Errors
    /// The store refused, or an item is damaged.
    pub fn items(&self, kind: &str) -> Result<Vec<Item>, Error> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            item::Entity::find()
                .filter(item::Column::Kind.eq(kind))
                .order_by_asc(item::Column::Place)
                .order_by_asc(item::Column::Lookup)
                .all(connection)
                .await
        })?;
        rows.iter().map(|row| self.open_item(row)).collect()
    }

    /// The items of a kind that are about this person, records that count as the person's included, by their place.
    ///
    /// # Errors
    /// As for [`Vault::items`].
    pub fn items_of(&self, kind: &str, patient: PatientId) -> Result<Vec<Item>, Error> {
        let people: Vec<i64> = self.same_person(patient)?.iter().map(|row| row.0).collect();
        let connection = self.database.connection();
        let rows = self.database.run(async {
            item::Entity::find()
                .filter(item::Column::Kind.eq(kind))
                .filter(item::Column::Patient.is_in(people))
                .order_by_asc(item::Column::Place)
                .all(connection)
                .await
        })?;
        rows.iter().map(|row| self.open_item(row)).collect()
    }

    /// Takes an item away. Nothing happens where there is none.
    ///
    /// # Errors
    /// The store refused.
    pub fn remove(&mut self, kind: &str, name: &str) -> Result<(), Error> {
        let lookup = self.item_lookup(kind, name);
        let connection = self.database.connection();
        self.database.run(async { item::Entity::delete_by_id((kind.to_owned(), lookup)).exec(connection).await })?;
        Ok(())
    }

    /// Takes the items of a kind away whose place lies before this one.
    ///
    /// # Errors
    /// The store refused.
    pub fn remove_before(&mut self, kind: &str, place: i64) -> Result<(), Error> {
        let connection = self.database.connection();
        self.database.run(async {
            item::Entity::delete_many()
                .filter(item::Column::Kind.eq(kind))
                .filter(item::Column::Place.lt(place))
                .exec(connection)
                .await
        })?;
        Ok(())
    }

    fn open_item(&self, row: &item::Model) -> Result<Item, Error> {
        let bytes = self.item_key(row.patient)?.open(&row.sealed, &self.item_aad(&row.kind, &row.lookup, row.patient))?;
        let sealed: Sealed = minicbor::decode(&bytes).map_err(|_| Error::Schema)?;
        let patient = (row.patient != NOBODY).then_some(PatientId(row.patient));
        Ok(Item { name: sealed.name, patient, place: row.place, bytes: sealed.bytes })
    }
}

/// A sealed item.
pub(crate) mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// Keyed hash of tenant, kind and name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub lookup: Vec<u8>,
        /// Whom it is about, or 0.
        pub patient: i64,
        pub place: i64,
        pub sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests;
