//! Lua as a plain tree, in which spelling does not count: quotes, parentheses that change nothing, `a['b']` for `a.b`.
//!
//! The crate `full_moon` reads the text; what blocks cannot say at all is kept as the text it is.

use std::ops::Range;

use full_moon::ast::{
    Assignment, BinOp, Block, Call, CompoundAssignment, CompoundOp, Expression, Field, FunctionArgs, FunctionBody,
    FunctionCall, If, Index, LastStmt, LuaVersion, Parameter, Prefix, Stmt, Suffix, UnOp, Var,
};
use full_moon::node::Node;
use full_moon::tokenizer::{Lexer, LexerResult, Position, Symbol, TokenReference, TokenType};

/// Longest text that is read, in bytes; more is no handler that somebody would want to see as blocks.
const LONGEST: usize = 64 * 1024;
/// Deepest brackets and blocks.
const DEEPEST: usize = 100;
/// Most operators in one statement that each hang on the one before.
const LONGEST_CHAIN: usize = 500;

/// A piece of Lua.
#[derive(Clone, Debug)]
pub(super) struct LuaTree {
    pub(super) head: LuaHead,
    pub(super) kids: Vec<Self>,
    /// Where it stands in the text, in bytes; that of a block begins and ends with the words around it.
    pub(super) span: Range<usize>,
}

/// What it is; what is in it are the kids.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LuaHead {
    /// A variable.
    Name(String),
    /// A text; also the name behind a dot.
    Text(String),
    Number(f64),
    /// `nil`, `true`, `false`, `...`.
    Word(&'static str),
    /// A function and what it is given.
    Call,
    /// An object and what its function of this name is given.
    Method(String),
    /// An object and a key.
    Index,
    /// Entries: `Keyed` or a value.
    Table,
    /// A key and a value.
    Keyed,
    /// Two operands.
    Binary(String),
    /// One operand.
    Unary(String),
    /// A body; with the names of what it is given.
    Function(Vec<String>),
    /// Statements.
    Block,
    /// Several things in a row.
    List,
    /// Targets and values, a list each.
    Assign,
    /// The same, with `local`.
    Local,
    /// Conditions and blocks by turns, and a block for all else.
    If,
    While,
    Repeat,
    /// Name, first, last, perhaps step, and a block.
    Count,
    /// Names, iterators and a block.
    Each,
    Do,
    Return,
    Break,
    Continue,
    /// What no block says: its text.
    Other(String),
}

/// Why a text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnreadLua {
    /// It is no Lua, from this line on.
    Syntax(u32),
    /// It is longer or deeper nested than anything that a person writes.
    TooMuch,
}

/// A text as it was read.
#[derive(Debug)]
pub(super) struct ReadLua {
    /// Its statements.
    pub(super) block: LuaTree,
    /// Where its comments stand, in order.
    pub(super) comments: Vec<Range<usize>>,
}

impl LuaTree {
    pub(super) fn new(head: LuaHead, kids: Vec<Self>, span: Range<usize>) -> Self {
        Self { head, kids, span }
    }

    /// Whether both mean the same, wherever they stand; entries of tables may be in any order.
    pub(super) fn same(&self, other: &Self) -> bool {
        if self.head != other.head || self.kids.len() != other.kids.len() {
            return false;
        }
        let is_record =
            |tree: &Self| tree.head == LuaHead::Table && tree.kids.iter().all(|kid| kid.head == LuaHead::Keyed);
        if is_record(self) && is_record(other) {
            return self.kids.iter().all(|kid| other.kids.iter().any(|theirs| kid.same(theirs)));
        }
        self.kids.iter().zip(&other.kids).all(|(ours, theirs)| ours.same(theirs))
    }

    /// What it begins with, for whoever looks for something that begins so: the function that is called, or what it is.
    pub(super) fn begin(&self) -> String {
        match (&self.head, self.kids.first()) {
            (LuaHead::Call, Some(callee)) => callee.begin(),
            (LuaHead::Index, Some(of)) => match self.kids.get(1).map(|key| &key.head) {
                Some(LuaHead::Text(key)) => format!("{}.{key}", of.begin()),
                _ => format!("{}[]", of.begin()),
            },
            (LuaHead::Name(name), _) => name.clone(),
            (LuaHead::Binary(op) | LuaHead::Unary(op), _) => op.clone(),
            (head, _) => format!("{:?}", std::mem::discriminant(head)),
        }
    }

    /// Whether this holds for it or anything in it.
    pub(super) fn any(&self, holds: &mut impl FnMut(&Self) -> bool) -> bool {
        holds(self) || self.kids.iter().any(|kid| kid.any(holds))
    }
}

/// Whether an expression is more than a name, a literal or a call: then it needs parentheses beside an operator.
pub(in crate::language) fn is_operation(text: &str) -> bool {
    let mut lexer = Lexer::new(text, LuaVersion::luau());
    let mut depth = 0_usize;
    while let Some(LexerResult::Ok(token)) = lexer.consume() {
        let TokenType::Symbol { symbol } = token.token_type() else { continue };
        match symbol {
            Symbol::LeftParen | Symbol::LeftBrace | Symbol::LeftBracket => depth += 1,
            Symbol::RightParen | Symbol::RightBrace | Symbol::RightBracket => depth = depth.saturating_sub(1),
            Symbol::Dot | Symbol::Colon | Symbol::Nil | Symbol::True | Symbol::False => {}
            _ if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<ReadLua, UnreadLua> {
    if text.len() > LONGEST {
        return Err(UnreadLua::TooMuch);
    }
    bounded(text)?;
    read_here(text)
}

/// Refuses what is nested too deep to be read by calls inside of calls, and what is no token, token by token.
fn bounded(text: &str) -> Result<(), UnreadLua> {
    let (mut depth, mut chain) = (0_usize, 0_usize);
    let mut lexer = Lexer::new(text, LuaVersion::luau());
    loop {
        let token = match lexer.consume() {
            None => return Ok(()),
            Some(LexerResult::Ok(token)) => token,
            // The parser would panic where it meets this behind an `@`.
            Some(LexerResult::Fatal(errors) | LexerResult::Recovered(_, errors)) => {
                return Err(UnreadLua::Syntax(errors.first().map_or(1, |error| line(error.position()))));
            }
        };
        let TokenType::Symbol { symbol } = token.token_type() else {
            if matches!(token.token_type(), TokenType::Eof) {
                return Ok(());
            }
            continue;
        };
        match symbol {
            Symbol::LeftParen
            | Symbol::LeftBrace
            | Symbol::LeftBracket
            | Symbol::Function
            | Symbol::If
            | Symbol::Do
            | Symbol::Repeat => depth += 1,
            Symbol::RightParen | Symbol::RightBrace | Symbol::RightBracket | Symbol::End | Symbol::Until => {
                depth = depth.saturating_sub(1);
            }
            Symbol::TwoDots | Symbol::Caret | Symbol::Not | Symbol::Minus | Symbol::Hash => chain += 1,
            Symbol::Equal | Symbol::Local | Symbol::Then | Symbol::Return | Symbol::Semicolon => chain = 0,
            _ => {}
        }
        if depth > DEEPEST || chain > LONGEST_CHAIN {
            return Err(UnreadLua::TooMuch);
        }
    }
}

fn line(at: Position) -> u32 {
    u32::try_from(at.line()).unwrap_or(u32::MAX)
}

fn read_here(text: &str) -> Result<ReadLua, UnreadLua> {
    let ast = full_moon::parse_fallible(text, LuaVersion::luau())
        .into_result()
        .map_err(|errors| UnreadLua::Syntax(errors.first().map_or(1, |error| line(error.range().0))))?;
    let reader = LuaReader { text };
    let block = reader.block(ast.nodes(), 0..text.len());
    let mut comments: Vec<Range<usize>> = ast.tokens().flat_map(comments_at).collect();
    comments.extend(comments_at(ast.eof()));
    comments.sort_by_key(|range| range.start);
    comments.dedup();
    Ok(ReadLua { block, comments })
}

/// The comments before and behind a token.
fn comments_at(token: &TokenReference) -> Vec<Range<usize>> {
    let is_comment =
        |kind: &TokenType| matches!(kind, TokenType::SingleLineComment { .. } | TokenType::MultiLineComment { .. });
    token
        .leading_trivia()
        .chain(token.trailing_trivia())
        .filter(|token| is_comment(token.token_type()))
        .map(|token| token.start_position().bytes()..token.end_position().bytes())
        .collect()
}

struct LuaReader<'a> {
    text: &'a str,
}

impl LuaReader<'_> {
    fn span(node: &impl Node) -> Range<usize> {
        match node.range() {
            Some((start, end)) => start.bytes()..end.bytes(),
            None => 0..0,
        }
    }

    fn other(&self, node: &impl Node) -> LuaTree {
        let span = Self::span(node);
        LuaTree::new(LuaHead::Other(self.text.get(span.clone()).unwrap_or_default().to_owned()), Vec::new(), span)
    }

    /// The statements between two tokens.
    fn between(&self, block: &Block, before: &TokenReference, behind: &TokenReference) -> LuaTree {
        self.block(block, Self::span(before).end..Self::span(behind).start)
    }

    fn block(&self, block: &Block, span: Range<usize>) -> LuaTree {
        let mut kids: Vec<LuaTree> = block.stmts().map(|stmt| self.statement(stmt)).collect();
        kids.extend(block.last_stmt().map(|last| self.last(last)));
        LuaTree::new(LuaHead::Block, kids, span)
    }

    fn last(&self, last: &LastStmt) -> LuaTree {
        let span = Self::span(last);
        match last {
            LastStmt::Break(_) => LuaTree::new(LuaHead::Break, Vec::new(), span),
            LastStmt::Continue(_) => LuaTree::new(LuaHead::Continue, Vec::new(), span),
            LastStmt::Return(back) => {
                LuaTree::new(LuaHead::Return, back.returns().iter().map(|value| self.value(value)).collect(), span)
            }
            _ => self.other(last),
        }
    }

    fn list<'b>(&self, kids: impl Iterator<Item = &'b Expression>) -> LuaTree {
        LuaTree::new(LuaHead::List, kids.map(|kid| self.value(kid)).collect(), 0..0)
    }

    fn statement(&self, stmt: &Stmt) -> LuaTree {
        let span = Self::span(stmt);
        match stmt {
            Stmt::Assignment(set) => self.assignment(set, span),
            Stmt::CompoundAssignment(set) => self.compound(set, span),
            Stmt::LocalAssignment(set) => {
                if set.type_specifiers().any(|typed| typed.is_some()) {
                    return self.other(stmt);
                }
                let names = set.names().iter().map(Self::name).collect();
                let kids = vec![LuaTree::new(LuaHead::List, names, 0..0), self.list(set.expressions().iter())];
                LuaTree::new(LuaHead::Local, kids, span)
            }
            Stmt::FunctionCall(call) => self.call(call),
            Stmt::Do(block) => {
                let inner = self.between(block.block(), block.do_token(), block.end_token());
                LuaTree::new(LuaHead::Do, vec![inner], span)
            }
            Stmt::If(when) => self.when(when, span),
            Stmt::While(each) => {
                let block = self.between(each.block(), each.do_token(), each.end_token());
                LuaTree::new(LuaHead::While, vec![self.value(each.condition()), block], span)
            }
            Stmt::Repeat(each) => {
                let block = self.between(each.block(), each.repeat_token(), each.until_token());
                LuaTree::new(LuaHead::Repeat, vec![block, self.value(each.until())], span)
            }
            Stmt::NumericFor(each) if each.type_specifier().is_none() => {
                let mut kids =
                    vec![Self::name(each.index_variable()), self.value(each.start()), self.value(each.end())];
                kids.extend(each.step().map(|step| self.value(step)));
                kids.push(self.between(each.block(), each.do_token(), each.end_token()));
                LuaTree::new(LuaHead::Count, kids, span)
            }
            Stmt::GenericFor(each) if each.type_specifiers().all(|typed| typed.is_none()) => {
                let names = each.names().iter().map(Self::name).collect();
                let block = self.between(each.block(), each.do_token(), each.end_token());
                let kids = vec![LuaTree::new(LuaHead::List, names, 0..0), self.list(each.expressions().iter()), block];
                LuaTree::new(LuaHead::Each, kids, span)
            }
            _ => self.other(stmt),
        }
    }

    fn assignment(&self, set: &Assignment, span: Range<usize>) -> LuaTree {
        let targets = set.variables().iter().map(|target| self.var(target)).collect();
        let kids = vec![LuaTree::new(LuaHead::List, targets, 0..0), self.list(set.expressions().iter())];
        LuaTree::new(LuaHead::Assign, kids, span)
    }

    /// `a += b` is `a = a + b`, where nothing happens by reading `a` twice.
    fn compound(&self, set: &CompoundAssignment, span: Range<usize>) -> LuaTree {
        let target = self.var(set.lhs());
        let is_plain =
            !target.any(&mut |tree| matches!(tree.head, LuaHead::Call | LuaHead::Method(_) | LuaHead::Other(_)));
        let op = match set.compound_operator() {
            CompoundOp::PlusEqual(_) => "+",
            CompoundOp::MinusEqual(_) => "-",
            CompoundOp::StarEqual(_) => "*",
            CompoundOp::SlashEqual(_) => "/",
            CompoundOp::PercentEqual(_) => "%",
            CompoundOp::CaretEqual(_) => "^",
            CompoundOp::TwoDotsEqual(_) => "..",
            _ => return self.other(set),
        };
        if !is_plain {
            return self.other(set);
        }
        let both = vec![target.clone(), self.value(set.rhs())];
        let value = LuaTree::new(LuaHead::Binary(op.to_owned()), both, 0..0);
        let kids =
            vec![LuaTree::new(LuaHead::List, vec![target], 0..0), LuaTree::new(LuaHead::List, vec![value], 0..0)];
        LuaTree::new(LuaHead::Assign, kids, span)
    }

    fn when(&self, when: &If, span: Range<usize>) -> LuaTree {
        let others = when.else_if().map(Vec::as_slice).unwrap_or_default();
        let heads: Vec<&TokenReference> = others
            .iter()
            .map(|other| other.else_if_token())
            .chain(when.else_token())
            .chain([when.end_token()])
            .collect();
        let end = |number: usize| heads.get(number).copied().unwrap_or_else(|| when.end_token());
        let mut kids = vec![self.value(when.condition()), self.between(when.block(), when.then_token(), end(0))];
        for (number, other) in others.iter().enumerate() {
            kids.push(self.value(other.condition()));
            kids.push(self.between(other.block(), other.then_token(), end(number + 1)));
        }
        if let (Some(block), Some(token)) = (when.else_block(), when.else_token()) {
            kids.push(self.between(block, token, when.end_token()));
        }
        LuaTree::new(LuaHead::If, kids, span)
    }

    fn name(token: &TokenReference) -> LuaTree {
        LuaTree::new(LuaHead::Name(token.token().to_string()), Vec::new(), Self::span(token))
    }

    fn key(token: &TokenReference) -> LuaTree {
        LuaTree::new(LuaHead::Text(token.token().to_string()), Vec::new(), Self::span(token))
    }

    fn value(&self, value: &Expression) -> LuaTree {
        let span = Self::span(value);
        match value {
            Expression::BinaryOperator { lhs, binop, rhs } => {
                LuaTree::new(LuaHead::Binary(operator(binop)), vec![self.value(lhs), self.value(rhs)], span)
            }
            Expression::Parentheses { expression, .. } => self.parentheses(expression, span),
            Expression::UnaryOperator { unop, expression } => {
                let op = match unop {
                    UnOp::Minus(_) => "-",
                    UnOp::Not(_) => "not",
                    UnOp::Hash(_) => "#",
                    _ => return self.other(value),
                };
                LuaTree::new(LuaHead::Unary(op.to_owned()), vec![self.value(expression)], span)
            }
            Expression::Function(function) => self.function(function.body(), span),
            Expression::FunctionCall(call) => self.call(call),
            Expression::TableConstructor(table) => self.table(table, span),
            Expression::Number(token) => match number(&token.token().to_string()) {
                Some(number) => LuaTree::new(LuaHead::Number(number), Vec::new(), span),
                None => self.other(value),
            },
            Expression::String(token) => self.text(token),
            Expression::Symbol(token) => match token.token().to_string().as_str() {
                "nil" => LuaTree::new(LuaHead::Word("nil"), Vec::new(), span),
                "true" => LuaTree::new(LuaHead::Word("true"), Vec::new(), span),
                "false" => LuaTree::new(LuaHead::Word("false"), Vec::new(), span),
                _ => self.other(value),
            },
            Expression::Var(var) => self.var(var),
            _ => self.other(value),
        }
    }

    /// Parentheses count where they cut several values down to one.
    fn parentheses(&self, inner: &Expression, span: Range<usize>) -> LuaTree {
        let tree = self.value(inner);
        match tree.head {
            LuaHead::Call | LuaHead::Method(_) | LuaHead::Other(_) => {
                let text = self.text.get(span.clone()).unwrap_or_default().to_owned();
                LuaTree::new(LuaHead::Other(text), Vec::new(), span)
            }
            _ => LuaTree { span, ..tree },
        }
    }

    fn function(&self, body: &FunctionBody, span: Range<usize>) -> LuaTree {
        let names = body.parameters().iter().map(|parameter| match parameter {
            Parameter::Name(name) => name.token().to_string(),
            _ => "...".to_owned(),
        });
        let (_, close) = body.parameters_parentheses().tokens();
        let inner = self.between(body.block(), close, body.end_token());
        LuaTree::new(LuaHead::Function(names.collect()), vec![inner], span)
    }

    fn table(&self, table: &full_moon::ast::TableConstructor, span: Range<usize>) -> LuaTree {
        let kids = table.fields().iter().map(|field| {
            let keyed =
                |key: LuaTree, value: &Expression| LuaTree::new(LuaHead::Keyed, vec![key, self.value(value)], 0..0);
            match field {
                Field::ExpressionKey { key, value, .. } => keyed(self.value(key), value),
                Field::NameKey { key, value, .. } => keyed(Self::key(key), value),
                Field::NoKey(value) => self.value(value),
                _ => self.other(field),
            }
        });
        LuaTree::new(LuaHead::Table, kids.collect(), span)
    }

    fn text(&self, token: &TokenReference) -> LuaTree {
        let span = Self::span(token);
        match unquoted(&token.token().to_string()) {
            Some(text) => LuaTree::new(LuaHead::Text(text), Vec::new(), span),
            None => self.other(token),
        }
    }

    fn var(&self, var: &Var) -> LuaTree {
        match var {
            Var::Name(name) => Self::name(name),
            Var::Expression(path) => self.path(path.prefix(), path.suffixes()),
            _ => self.other(var),
        }
    }

    fn call(&self, call: &FunctionCall) -> LuaTree {
        self.path(call.prefix(), call.suffixes())
    }

    fn path<'b>(&self, prefix: &Prefix, suffixes: impl Iterator<Item = &'b Suffix>) -> LuaTree {
        let start = Self::span(prefix).start;
        let mut tree = match prefix {
            Prefix::Name(name) => Self::name(name),
            Prefix::Expression(inner) => self.value(inner),
            _ => self.other(prefix),
        };
        for suffix in suffixes {
            let end = match suffix {
                // The crate's own range of it ends before the bracket.
                Suffix::Index(Index::Brackets { brackets, .. }) => Self::span(brackets.tokens().1).end,
                _ => Self::span(suffix).end,
            };
            let span = start..end;
            tree = match suffix {
                Suffix::Index(Index::Dot { name, .. }) => {
                    LuaTree::new(LuaHead::Index, vec![tree, Self::key(name)], span)
                }
                Suffix::Index(Index::Brackets { expression, .. }) => {
                    LuaTree::new(LuaHead::Index, vec![tree, self.value(expression)], span)
                }
                Suffix::Call(Call::AnonymousCall(args)) => {
                    LuaTree::new(LuaHead::Call, [tree].into_iter().chain(self.args(args)).collect(), span)
                }
                Suffix::Call(Call::MethodCall(call)) => {
                    let name = call.name().token().to_string();
                    let kids = [tree].into_iter().chain(self.args(call.args())).collect();
                    LuaTree::new(LuaHead::Method(name), kids, span)
                }
                _ => {
                    let text = self.text.get(span.clone()).unwrap_or_default().to_owned();
                    LuaTree::new(LuaHead::Other(text), Vec::new(), span)
                }
            };
        }
        tree
    }

    fn args(&self, args: &FunctionArgs) -> Vec<LuaTree> {
        match args {
            FunctionArgs::Parentheses { arguments, .. } => arguments.iter().map(|value| self.value(value)).collect(),
            FunctionArgs::String(token) => vec![self.text(token)],
            FunctionArgs::TableConstructor(table) => vec![self.table(table, Self::span(&**table))],
            _ => vec![self.other(args)],
        }
    }
}

fn operator(op: &BinOp) -> String {
    op.token().token().to_string()
}

/// A number as Lua writes it; `None` for one that reads differently elsewhere.
fn number(text: &str) -> Option<f64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u32::from_str_radix(hex, 16).ok().map(f64::from);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What a literal stands for; `None` where it is no text of Unicode.
fn unquoted(literal: &str) -> Option<String> {
    if let Some(rest) = literal.strip_prefix('[') {
        let level = rest.find('[')?;
        let inner = rest
            .get(level + 1..rest.len().checked_sub(level + 1)?)?
            .strip_suffix(']')
            .or_else(|| rest.get(level + 1..rest.len().checked_sub(level + 2)?))?;
        return Some(inner.strip_prefix("\r\n").or_else(|| inner.strip_prefix('\n')).unwrap_or(inner).to_owned());
    }
    let quote = literal.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = literal.strip_prefix(quote)?.strip_suffix(quote)?;
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next()? {
            b'n' | b'\n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            plain @ (b'\\' | b'\'' | b'"') => out.push(plain),
            digit @ b'0'..=b'9' => {
                let mut code = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(next) = bytes.next_if(u8::is_ascii_digit) else { break };
                    code = code * 10 + u32::from(next - b'0');
                }
                out.push(u8::try_from(code).ok()?);
            }
            _ => return None,
        }
    }
    String::from_utf8(out).ok()
}
