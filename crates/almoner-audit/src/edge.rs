//! The right edge of a log in memory: the tree, and the tiles and bundles that grow there.

use std::collections::BTreeMap;

use crate::layout::{self, Kind, Tile, WIDTH};
use crate::merkle::{Hash, Tree};
use crate::tail;

/// A tile in memory.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) width: u64,
    pub(crate) bytes: Vec<u8>,
    /// How much of it is in its file.
    pub(crate) written: u64,
}

/// The tree, the hash of the last leaf, and the tiles in memory.
#[derive(Default)]
pub(crate) struct Edge {
    pub(crate) tree: Tree,
    pub(crate) prev: Hash,
    pub(crate) held: BTreeMap<(Kind, u64), Held>,
}

impl Edge {
    /// Adds a leaf with its hash; `None` if it is longer than a bundle can say.
    pub(crate) fn push(&mut self, leaf: &[u8], hash: Hash) -> Option<()> {
        let bundle = self.held.entry((Kind::Entries, self.tree.size() / WIDTH)).or_default();
        tail::push_entry(&mut bundle.bytes, leaf)?;
        bundle.width += 1;
        self.push_hash(hash);
        Some(())
    }

    /// Adds a leaf by its hash, without its bytes.
    pub(crate) fn push_hash(&mut self, leaf: Hash) {
        let size = self.tree.size() + 1;
        let held = &mut self.held;
        self.tree.push(leaf, |level, hash| put(held, size, level, &hash));
        self.prev = leaf;
    }

    /// Adds a full bundle by the root over its leaves and the last of them, where no other is open. Its tile of leaf hashes
    /// does not come into memory.
    pub(crate) fn push_bundle(&mut self, root: Hash, last: Hash) {
        let size = self.tree.size() + WIDTH;
        let held = &mut self.held;
        self.tree.push_bundle(root, |level, hash| put(held, size, level, &hash));
        self.prev = last;
    }

    /// The tiles in memory.
    pub(crate) fn tiles(&self) -> impl Iterator<Item = (Tile, &Held)> {
        self.held.iter().map(|((kind, number), held)| (Tile { kind: *kind, number: *number, width: held.width }, held))
    }
}

/// Puts a hash into its tile, in a tree that is about to have `size` leaves.
fn put(held: &mut BTreeMap<(Kind, u64), Held>, size: u64, level: u8, hash: &Hash) {
    let kind = Kind::Hashes(level);
    let tile = held.entry((kind, layout::count(kind, size).saturating_sub(1) / WIDTH)).or_default();
    tile.bytes.extend_from_slice(hash);
    tile.width += 1;
}
