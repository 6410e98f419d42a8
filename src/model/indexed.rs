//! Things in their order, found by id and by name without going through all of them.
//!
//! It is a list to whoever reads or changes it. What finds is made when it is first asked for, and anew after a change,
//! so that a project of a hundred thousand controls costs each look-up no more than one of ten.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// What has an id and a name that scripts find it by.
pub trait Findable {
    /// What it is referred to by.
    type Id: Copy + Eq + Hash;

    /// Its id.
    fn id(&self) -> Self::Id;

    /// How scripts call it.
    fn script_name(&self) -> &str;
}

/// A list of such things.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Indexed<T: Findable> {
    list: Vec<T>,
    #[serde(skip)]
    ids: OnceLock<HashMap<T::Id, usize>>,
    /// By the name in lower case, in the order of the list.
    #[serde(skip)]
    names: OnceLock<HashMap<String, Vec<usize>>>,
}

impl<T: Findable> Indexed<T> {
    /// The first with this id.
    pub fn by_id(&self, id: T::Id) -> Option<&T> {
        self.list.get(self.place(id)?)
    }

    /// The first with this id, to change it; its id stays.
    pub fn by_id_mut(&mut self, id: T::Id) -> Option<&mut T> {
        let place = self.place(id)?;
        self.names.take();
        self.list.get_mut(place)
    }

    /// Whether there is none, for files that then leave the list out.
    pub fn has_none(&self) -> bool {
        self.list.is_empty()
    }

    fn place(&self, id: T::Id) -> Option<usize> {
        let ids = || {
            let mut ids = HashMap::with_capacity(self.list.len());
            for (place, thing) in self.list.iter().enumerate() {
                ids.entry(thing.id()).or_insert(place);
            }
            ids
        };
        self.ids.get_or_init(ids).get(&id).copied()
    }

    /// The one that scripts mean by a name: the exact one, else the first in any case.
    pub fn named(&self, name: &str) -> Option<&T> {
        let exact = self.all_named(name).find(|thing| thing.script_name() == name);
        exact.or_else(|| self.all_named(name).next())
    }

    /// All with this name, in any case.
    pub fn all_named(&self, name: &str) -> impl Iterator<Item = &T> {
        let names = || {
            let mut names: HashMap<String, Vec<usize>> = HashMap::with_capacity(self.list.len());
            for (place, thing) in self.list.iter().enumerate() {
                names.entry(thing.script_name().to_lowercase()).or_default().push(place);
            }
            names
        };
        let places = self.names.get_or_init(names).get(&name.to_lowercase());
        places.into_iter().flatten().filter_map(|place| self.list.get(*place))
    }
}

impl<T: Findable> Deref for Indexed<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Self::Target {
        &self.list
    }
}

impl<T: Findable> DerefMut for Indexed<T> {
    /// Whoever may change the list makes it be read anew.
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.ids.take();
        self.names.take();
        &mut self.list
    }
}

impl<T: Findable> From<Vec<T>> for Indexed<T> {
    fn from(list: Vec<T>) -> Self {
        Self { list, ids: OnceLock::new(), names: OnceLock::new() }
    }
}

impl<T: Findable> FromIterator<T> for Indexed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        Vec::from_iter(things).into()
    }
}

impl<T: Findable> Default for Indexed<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Findable + Clone> Clone for Indexed<T> {
    fn clone(&self) -> Self {
        self.list.clone().into()
    }
}

impl<T: Findable + PartialEq> PartialEq for Indexed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<T: Findable + fmt::Debug> fmt::Debug for Indexed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

impl<T: Findable> IntoIterator for Indexed<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a, T: Findable> IntoIterator for &'a Indexed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'a, T: Findable> IntoIterator for &'a mut Indexed<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::VariableId;
    use crate::model::types::Ty;
    use crate::model::variable::Variable;

    fn variable(id: u32, ident: &str) -> Variable {
        let (name, ty) = (ident.to_owned(), Ty::Text);
        Variable {
            id: VariableId(id),
            name: name.clone(),
            ident: name,
            ty,
            initial: ty.default_value(),
            kept: false,
            handlers: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn what_is_found_is_what_stands_there_now() {
        let mut all: Indexed<Variable> =
            [variable(1, "Linie"), variable(2, "linie"), variable(3, "Ärger")].into_iter().collect();
        let id = |found: Option<&Variable>| found.map(|variable| variable.id.0);
        for (name, found) in
            [("Linie", Some(1)), ("linie", Some(2)), ("LINIE", Some(1)), ("ärger", Some(3)), ("x", None)]
        {
            assert_eq!(id(all.named(name)), found, "{name}");
        }
        all.by_id_mut(VariableId(1)).unwrap().ident = "Neu".to_owned();
        assert_eq!((id(all.named("Linie")), id(all.named("neu"))), (Some(2), Some(1)));
        all.remove(0);
        all.push(variable(9, "Neu"));
        assert_eq!(
            (id(all.by_id(VariableId(1))), id(all.by_id(VariableId(9))), id(all.named("neu"))),
            (None, Some(9), Some(9))
        );
        all[0].id = VariableId(5);
        assert_eq!((id(all.by_id(VariableId(5))), id(all.by_id(VariableId(2)))), (Some(5), None));
    }
}
