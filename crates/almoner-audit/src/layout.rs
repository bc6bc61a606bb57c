//! Where a log's files lie: C2SP tlog-tiles, below the log's folder.

/// Entries in a full bundle, hashes in a full tile.
pub(crate) const WIDTH: u64 = 256;
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// Commits since the checkpoint, see [`crate::tail`]. While the entries of one are put into tiles, commits go to the other.
pub(crate) const TAILS: [&str; 2] = ["tail", "tail.2"];
/// Files begin under a name with this prefix and get their own when they are complete.
pub(crate) const DRAFT: &str = "draft-";

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Entries,
    Hashes(u8),
}

/// One tile (or entry bundle): its place, and how many of its [`WIDTH`] places are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tile {
    pub(crate) kind: Kind,
    pub(crate) number: u64,
    pub(crate) width: u64,
}

impl Tile {
    pub(crate) fn is_full(self) -> bool {
        self.width == WIDTH
    }

    /// The file, relative to the folder.
    pub(crate) fn path(self) -> String {
        let mut path = match self.kind {
            Kind::Entries => "tile/entries/".to_owned(),
            Kind::Hashes(level) => format!("tile/{level}/"),
        };
        let mut groups = vec![format!("{:03}", self.number % 1000)];
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        path.push_str(&groups.join("/"));
        if !self.is_full() {
            path.push_str(&format!(".p/{}", self.width));
        }
        path
    }

    /// The tile whose file this is; `None` for every path that [`Tile::path`] never gives.
    pub(crate) fn from_path(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = if kind == "entries" { Kind::Entries } else { Kind::Hashes(kind.parse().ok()?) };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| (1..WIDTH).contains(width))?),
            None => (rest, WIDTH),
        };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let tile = Self { kind, number: digits.parse().ok()?, width };
        (tile.path() == path).then_some(tile)
    }
}

/// All levels of hash tiles that a tree of `size` leaves has.
pub(crate) fn levels(size: u64) -> impl Iterator<Item = u8> {
    (0..8).take_while(move |level| size >> (8 * level) > 0)
}

/// How many entries, or hashes of a level, a tree of `size` leaves has.
pub(crate) fn count(kind: Kind, size: u64) -> u64 {
    match kind {
        Kind::Entries => size,
        Kind::Hashes(level) => size.checked_shr(8 * u32::from(level)).unwrap_or(0),
    }
}

/// The tile that holds place `index` of its kind in a tree of `size` leaves.
pub(crate) fn tile_with(kind: Kind, index: u64, size: u64) -> Tile {
    let number = index / WIDTH;
    Tile { kind, number, width: count(kind, size).saturating_sub(number * WIDTH).min(WIDTH) }
}

/// The tiles of one kind that a tree of `size` leaves has, in order.
pub(crate) fn tiles(kind: Kind, size: u64) -> impl Iterator<Item = Tile> {
    let count = count(kind, size);
    (0..count.div_ceil(WIDTH)).map(move |number| Tile { kind, number, width: (count - number * WIDTH).min(WIDTH) })
}

/// All tiles that a tree of `size` leaves has.
pub(crate) fn all(size: u64) -> impl Iterator<Item = Tile> {
    std::iter::once(Kind::Entries).chain(levels(size).map(Kind::Hashes)).flat_map(move |kind| tiles(kind, size))
}

/// The tiles that are not full in a tree of `size` leaves.
pub(crate) fn partials(size: u64) -> Vec<Tile> {
    std::iter::once(Kind::Entries)
        .chain(levels(size).map(Kind::Hashes))
        .map(|kind| {
            let count = count(kind, size);
            Tile { kind, number: count / WIDTH, width: count % WIDTH }
        })
        .filter(|tile| tile.width > 0)
        .collect()
}

#[cfg(test)]
mod tests;
