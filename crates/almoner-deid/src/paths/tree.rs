//! From the two tables to a tree of rules.

use std::collections::{BTreeMap, HashMap};

/// What becomes of the values on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Codes, values and units, as facts.
    Keep,
    /// Whole years of age, a class, an area.
    Generalize,
    /// A date, as days of the patient's timeline.
    RelativeDay,
    /// Free text, redacted.
    TextEngine,
    /// Read to find a concept or another resource; never shown.
    LookUp,
    /// Read to decide whether the resource or the chart stays behind; never shown.
    Gate,
    /// Stays behind.
    Drop,
}

impl Action {
    fn parse(name: &str) -> Option<Self> {
        const ALL: [Action; 7] = [
            Action::Keep,
            Action::Generalize,
            Action::RelativeDay,
            Action::TextEngine,
            Action::LookUp,
            Action::Gate,
            Action::Drop,
        ];
        ALL.into_iter().find(|action| action.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Generalize => "generalize",
            Self::RelativeDay => "relative-day",
            Self::TextEngine => "text-engine",
            Self::LookUp => "look-up",
            Self::Gate => "gate",
            Self::Drop => "drop",
        }
    }
}

/// The rule for one element: its children by name, or, for a value, what becomes of it.
#[derive(Default)]
pub(super) struct Node {
    /// Sorted by name.
    pub children: Vec<(Box<str>, Node)>,
    pub action: Option<Action>,
    /// Whether it holds prose that is a text of its own, and not the content of a document.
    pub is_prose: bool,
}

impl Node {
    pub fn get(&self, name: &str) -> Option<&Self> {
        let at = self.children.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.children.get(at).map(|(_, node)| node)
    }
}

/// One element of a definition; a choice gives one for each of its types.
#[derive(Clone)]
struct Element {
    name: Box<str>,
    /// As the table has it: `onset[x]`.
    listed: &'static str,
    kind: &'static str,
}

struct Tables {
    /// By type or backbone element.
    elements: HashMap<&'static str, Vec<Element>>,
    rules: BTreeMap<&'static str, Action>,
    resources: Vec<&'static str>,
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// How often an element may hold itself; deeper ones stay behind.
const NESTED: usize = 4;

impl Tables {
    fn read(elements: &'static str, rules: &'static str) -> Self {
        let mut by_type: HashMap<&'static str, Vec<Element>> = HashMap::new();
        let mut resources = Vec::new();
        for (of, list) in rows(elements) {
            let read = list.split(' ').filter_map(|item| item.split_once(':')).flat_map(|(listed, kinds)| {
                let stem = listed.strip_suffix("[x]");
                kinds.split('|').map(move |kind| Element {
                    name: match stem {
                        Some(stem) => format!("{stem}{}", capital(kind)).into_boxed_str(),
                        None => listed.into(),
                    },
                    listed,
                    kind,
                })
            });
            by_type.insert(of, read.collect());
            if let Some((parent, name)) = of.rsplit_once('.') {
                by_type.entry(parent).or_default().push(Element { name: name.into(), listed: name, kind: of });
            }
            let is_type = !of.contains('.') && of != "DomainResource";
            // Data types come after the resources, from Meta on.
            if is_type && !resources.contains(&"Meta") {
                resources.push(of);
            }
        }
        resources.retain(|kind| *kind != "Meta");
        let rules = self::rows(rules).filter_map(|(path, action)| Some((path, Action::parse(action)?))).collect();
        Self { elements: by_type, rules, resources }
    }

    /// The elements of a type, with those that every resource or backbone element has.
    fn elements_of(&self, kind: &'static str, is_resource: bool) -> Vec<(Option<&'static str>, Element)> {
        let own = self.elements.get(kind).into_iter().flatten().map(|element| (None, element.clone()));
        let shared = if is_resource && kind != "Binary" { self.elements.get("DomainResource") } else { None };
        let shared = shared.into_iter().flatten().map(|element| (Some("DomainResource"), element.clone()));
        let plain = |name: &'static str, kind| (None, Element { name: name.into(), listed: name, kind });
        let mut more = Vec::new();
        if is_resource {
            more.push(plain("resourceType", "code"));
        } else {
            more.extend([plain("id", "id"), plain("extension", "Extension")]);
            if kind.contains('.') {
                more.push(plain("modifierExtension", "Extension"));
            }
        }
        own.chain(shared).chain(more).collect()
    }
}

fn capital(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Where the walk is, as seen from one enclosing type: its name, and the path below it as in data and as in the table.
#[derive(Clone)]
struct Frame {
    named: String,
    listed: String,
}

impl Frame {
    fn of(kind: &str) -> Self {
        Self { named: kind.to_owned(), listed: kind.to_owned() }
    }

    fn below(&self, element: &Element) -> Self {
        Self { named: format!("{}.{}", self.named, element.name), listed: format!("{}.{}", self.listed, element.listed) }
    }
}

impl Tables {
    /// The rule for a value of this kind, seen from the outermost type first.
    fn rule(&self, frames: &[Frame], kind: &str) -> Option<Action> {
        for frame in frames {
            // The longest row holds, whether it names the choice or one of its types.
            let (mut named, mut listed) = (Some(frame.named.as_str()), Some(frame.listed.as_str()));
            while let (Some(one), Some(other)) = (named, listed) {
                if let Some(action) = self.rules.get(one).or_else(|| self.rules.get(other)) {
                    return Some(*action);
                }
                named = one.rsplit_once('.').map(|(shorter, _)| shorter);
                listed = other.rsplit_once('.').map(|(shorter, _)| shorter);
            }
        }
        self.rules.get(kind).copied()
    }

    /// Whether something below could have another rule than the whole.
    fn differs_below(&self, frames: &[Frame], kind: &str) -> bool {
        let paths = frames.iter().flat_map(|frame| [frame.named.as_str(), frame.listed.as_str()]).chain([kind]);
        paths.into_iter().any(|path| {
            let below = format!("{path}.");
            self.rules.range(below.as_str()..).next().is_some_and(|(next, _)| next.starts_with(&below))
        })
    }

    fn node(&self, frames: &[Frame], element: &Element, stack: &mut Vec<&'static str>, prune: bool) -> Node {
        let kind = element.kind.trim_start_matches('#');
        let is_complex = self.elements.contains_key(kind);
        if stack.iter().filter(|of| **of == kind).count() >= NESTED {
            return Node { children: Vec::new(), action: Some(Action::Drop), is_prose: false };
        }
        if !is_complex {
            let is_prose = matches!(kind, "string" | "markdown");
            return Node { children: Vec::new(), action: self.rule(frames, kind), is_prose };
        }
        if prune && self.rule(frames, kind) == Some(Action::Drop) && !self.differs_below(frames, kind) {
            return Node { children: Vec::new(), action: Some(Action::Drop), is_prose: false };
        }
        stack.push(kind);
        // A backbone element is seen as a part of its type; of itself again, as the first of its kind is.
        let again = element.kind.starts_with('#').then(|| Frame::of(kind));
        let inner = (!kind.contains('.')).then(|| Frame::of(kind)).or(again);
        let frames: Vec<Frame> = frames.iter().cloned().chain(inner).collect();
        let node = self.children(&frames, kind, false, stack, prune);
        stack.pop();
        node
    }

    fn children(
        &self,
        frames: &[Frame],
        kind: &'static str,
        is_resource: bool,
        stack: &mut Vec<&'static str>,
        prune: bool,
    ) -> Node {
        let mut children = Vec::new();
        for (shared, element) in self.elements_of(kind, is_resource) {
            let own = frames.iter().map(|frame| frame.below(&element));
            let shared = shared.map(|of| Frame::of(of).below(&element));
            let below: Vec<Frame> = own.chain(shared).collect();
            let node = self.node(&below, &element, stack, prune);
            children.push((element.name, node));
        }
        children.sort_by(|(a, _), (b, _)| a.cmp(b));
        Node { children, action: None, is_prose: false }
    }

    fn resource(&self, kind: &'static str, prune: bool) -> Node {
        self.children(&[Frame::of(kind)], kind, true, &mut vec![kind], prune)
    }
}

/// The rules of each resource type of which anything may be read.
pub(super) fn of_tables(elements: &'static str, rules: &'static str) -> HashMap<&'static str, Node> {
    let tables = Tables::read(elements, rules);
    let is_read = |kind: &&&'static str| {
        let dropped = tables.rules.get(**kind) == Some(&Action::Drop);
        let below = format!("{kind}.");
        !dropped || tables.rules.keys().any(|path| path.starts_with(&below))
    };
    tables.resources.iter().filter(is_read).map(|kind| (*kind, tables.resource(kind, true))).collect()
}

/// Every leaf path and its rule. Where an element holds itself, the path ends after [`NESTED`] times.
pub(super) fn leaves(elements: &'static str, rules: &'static str) -> Vec<(String, Option<Action>)> {
    fn list(path: &str, node: &Node, out: &mut Vec<(String, Option<Action>)>) {
        if node.children.is_empty() {
            out.push((path.to_owned(), node.action));
        }
        for (name, child) in &node.children {
            list(&format!("{path}.{name}"), child, out);
        }
    }
    let tables = Tables::read(elements, rules);
    let mut out = Vec::new();
    for kind in &tables.resources {
        list(kind, &tables.resource(kind, false), &mut out);
    }
    out
}
