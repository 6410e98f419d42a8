//! Calls and members of what scripts may use, written from their declarations: no name stands in a row as text.

use super::{Code, Emit, Expr, Node, quoted};
use crate::language::api::{ApiDef, functions};
use crate::language::block::SlotDef;
use crate::model::function::Function;
use crate::model::names::is_ident;

impl Code {
    /// A name or a literal, which never needs parentheses.
    pub fn name(node: &Node<'_>, text: impl Into<String>) -> Expr {
        Self::new(node, text).atom()
    }

    /// A declared member of a global object.
    pub fn global(node: &Node<'_>, def: &ApiDef) -> Expr {
        Self::name(node, def.path())
    }

    /// A call of a declared function.
    pub fn call(node: &Node<'_>, def: &ApiDef, args: Vec<Expr>) -> Expr {
        Self::global(node, def).called(node, def, args)
    }

    /// A call of a function of the project.
    pub fn function_call(node: &Node<'_>, function: &Function, args: Vec<Expr>) -> Expr {
        Self::name(node, format!("{}.{}", functions::OF, function.ident)).called(node, &functions::FUNCTION, args)
    }

    /// `{ name = value, … }`
    pub fn table(node: &Node<'_>, entries: Vec<(String, Expr)>) -> Expr {
        let mut code = Self::new(node, "{");
        for (number, (name, value)) in entries.into_iter().enumerate() {
            let key = if is_ident(&name) { name } else { format!("[{}]", quoted(&name)) };
            code = code.text(node, format!("{}{key} = ", if number == 0 { " " } else { ", " })).expr(value);
        }
        code.text(node, " }").atom()
    }
}

impl Emit<'_> {
    /// A call of a declared function with what is in these slots, in their order.
    pub fn call(&mut self, node: &Node<'_>, def: &ApiDef, slots: &[&SlotDef]) -> Expr {
        let args = slots.iter().map(|slot| self.arg(node, slot)).collect();
        Code::call(node, def, args)
    }
}

impl Expr {
    /// A declared member of this object.
    #[must_use]
    pub fn member(self, node: &Node<'_>, def: &ApiDef) -> Self {
        self.code.text(node, format!(".{}", def.name)).atom()
    }

    /// A call of a declared function of this object.
    #[must_use]
    pub fn method(self, node: &Node<'_>, def: &ApiDef, args: Vec<Self>) -> Self {
        self.member(node, def).called(node, def, args)
    }

    fn called(self, node: &Node<'_>, def: &ApiDef, args: Vec<Self>) -> Self {
        debug_assert!(def.takes(args.len()), "{} with {} arguments", def.path(), args.len());
        let mut code = self.code.text(node, "(");
        for (number, arg) in args.into_iter().enumerate() {
            if number > 0 {
                code = code.text(node, ", ");
            }
            code = code.expr(arg);
        }
        code.text(node, ")").atom()
    }
}

impl From<Expr> for Code {
    fn from(expr: Expr) -> Self {
        expr.code
    }
}
