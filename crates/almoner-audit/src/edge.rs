//! The right edge of a log in memory: the tree, and the tiles and bundles that grow there.

use std::collections::BTreeMap;

use crate::layout::{self, Kind, Tile, WIDTH};
use crate::merkle::{Hash, Tree, hash_leaf};
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
    /// Adds a leaf; `None` if it is longer than a bundle can say.
    pub(crate) fn push(&mut self, leaf: &[u8]) -> Option<()> {
        let bundle = self.held.entry((Kind::Entries, self.tree.size() / WIDTH)).or_default();
        tail::push_entry(&mut bundle.bytes, leaf)?;
        bundle.width += 1;
        self.push_hash(hash_leaf(leaf));
        Some(())
    }

    /// Adds a leaf by its hash, without its bytes.
    pub(crate) fn push_hash(&mut self, leaf: Hash) {
        let size = self.tree.size() + 1;
        let held = &mut self.held;
        self.tree.push(leaf, |level, hash| {
            let kind = Kind::Hashes(level);
            let tile = held.entry((kind, layout::count(kind, size).saturating_sub(1) / WIDTH)).or_default();
            tile.bytes.extend_from_slice(&hash);
            tile.width += 1;
        });
        self.prev = leaf;
    }

    /// The tiles in memory.
    pub(crate) fn tiles(&self) -> impl Iterator<Item = (Tile, &Held)> {
        self.held.iter().map(|((kind, number), held)| (Tile { kind: *kind, number: *number, width: held.width }, held))
    }
}
