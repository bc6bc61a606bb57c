//! The Merkle tree of RFC 6962, section 2.1, and the verification of proofs by RFC 9162, sections 2.1.3.2 and 2.1.4.2.
//!
//! Pure arithmetic over hashes: where they are kept is no concern of this file.

use almoner_crypto::{equal, sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 over 0x00 and the entry's bytes.
#[must_use]
pub fn hash_leaf(entry: &[u8]) -> Hash {
    // Most entries are small, and are put behind the zero without an allocation.
    let mut small = [0; 1024];
    if let Some(leaf) = small.get_mut(..=entry.len()) {
        leaf.iter_mut().skip(1).zip(entry).for_each(|(to, from)| *to = *from);
        return sha256(leaf);
    }
    let mut bytes = Vec::with_capacity(entry.len() + 1);
    bytes.push(0);
    bytes.extend_from_slice(entry);
    sha256(&bytes)
}

/// The hash of an inner node: SHA-256 over 0x01 and the hashes of its two children.
pub(crate) fn hash_node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    let (head, last) = bytes.split_at_mut(33);
    let (_, first) = head.split_at_mut(1);
    first.copy_from_slice(left);
    last.copy_from_slice(right);
    sha256(&bytes)
}

/// The root of the tree over a list of hashes, each the root of a subtree of the same perfect size; SHA-256 of nothing for none.
pub(crate) fn root_of(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => sha256(b""),
        [hash] => *hash,
        [left, right] => hash_node(left, right),
        _ => {
            let middle = usize::try_from(largest_power_below(hashes.len() as u64)).unwrap_or(0);
            let (left, right) = hashes.split_at(middle);
            hash_node(&root_of(left), &root_of(right))
        }
    }
}

/// The right edge of a growing tree: the roots of its perfect subtrees, largest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree of `size` leaves whose perfect subtrees have these roots, largest first.
    pub(crate) fn from_peaks(size: u64, peaks: Vec<Hash>) -> Self {
        Self { size, peaks }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. `completed` hears of each root that belongs into a tile, with the level of that tile (0 is the leaf).
    pub(crate) fn push(&mut self, leaf: Hash, mut completed: impl FnMut(u8, Hash)) {
        completed(0, leaf);
        let mut hash = leaf;
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = hash_node(&left, &hash);
            if height % 8 == 0 {
                completed(u8::try_from(height / 8).unwrap_or(u8::MAX), hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Adds 256 leaves by the root over them, where the size is a multiple of 256. `completed` hears of what belongs into
    /// tiles of the levels above the first.
    pub(crate) fn push_bundle(&mut self, root: Hash, mut completed: impl FnMut(u8, Hash)) {
        completed(1, root);
        let mut hash = root;
        for height in 1..=(self.size >> 8).trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = hash_node(&left, &hash);
            if height % 8 == 0 {
                completed(u8::try_from(height / 8 + 1).unwrap_or(u8::MAX), hash);
            }
        }
        self.peaks.push(hash);
        self.size += 256;
    }

    /// The root; SHA-256 of nothing for the empty tree.
    pub(crate) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => sha256(b""),
            Some(last) => peaks.fold(*last, |right, left| hash_node(left, &right)),
        }
    }
}

/// Whether `path` proves that the tree of `size` leaves with this `root` has `leaf` at `index`.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = hash_node(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = hash_node(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && equal(&hash, root)
}

/// Whether `path` proves that the tree of `new_size` leaves begins with the tree of `old_size` leaves.
///
/// Equal sizes need equal roots and an empty path. The empty tree is refused, as RFC 9162 defines no proof for it.
#[must_use]
pub fn verify_consistency(old_size: u64, new_size: u64, path: &[Hash], old_root: &Hash, new_root: &Hash) -> bool {
    if old_size == 0 || old_size > new_size {
        return false;
    }
    if old_size == new_size {
        return path.is_empty() && equal(old_root, new_root);
    }
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    let shift = node.trailing_ones();
    (node, last) = (node >> shift, last >> shift);
    let mut path = path.iter();
    // Where the old tree is perfect its root is where the path begins, and is left out.
    let first = if old_size.is_power_of_two() { Some(old_root) } else { path.next() };
    let Some(first) = first else { return false };
    let (mut old, mut new) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old = hash_node(sibling, &old);
            new = hash_node(sibling, &new);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new = hash_node(&new, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && equal(&old, old_root) && equal(&new, new_root)
}

/// The path that proves entry `index` in the tree of `size` leaves (RFC 6962, section 2.1.1). `subtree` gives the root of the
/// perfect subtree of a height that begins at a leaf.
pub(crate) fn inclusion_path<E>(
    index: u64,
    size: u64,
    subtree: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut path = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + largest_power_below(high - low);
        if index < middle {
            path.push(range_root(middle, high, subtree)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, subtree)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The path that proves that the tree of `new` leaves begins with the tree of `old` leaves (RFC 6962, section 2.1.2); empty
/// where `old` is 0.
pub(crate) fn consistency_path<E>(
    old: u64,
    new: u64,
    subtree: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut path = Vec::new();
    if old == 0 || old >= new {
        return Ok(path);
    }
    let (mut low, mut high) = (0, new);
    // Where the old tree is a whole subtree that the reader knows the root of, it is left out.
    let mut known = true;
    while old < high {
        let middle = low + largest_power_below(high - low);
        if old <= middle {
            path.push(range_root(middle, high, subtree)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, subtree)?);
            low = middle;
            known = false;
        }
    }
    if !known {
        path.push(range_root(low, high, subtree)?);
    }
    path.reverse();
    Ok(path)
}

/// The root of the leaves `low..high`, which are a subtree of the whole.
fn range_root<E>(low: u64, high: u64, subtree: &mut impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let length = high - low;
    if length.is_power_of_two() {
        return subtree(length.trailing_zeros(), low);
    }
    let middle = low + largest_power_below(length);
    let left = range_root(low, middle, subtree)?;
    let right = range_root(middle, high, subtree)?;
    Ok(hash_node(&left, &right))
}

/// The largest power of two that is smaller than `length`, which is at least 2.
fn largest_power_below(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

#[cfg(test)]
mod tests;
