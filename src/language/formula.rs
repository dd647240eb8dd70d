//! Formulas over named values, as scenarios write them: `daily-users * tweets-per-user / 86400`.
//!
//! A name is letters, digits and `-` without blanks, so a subtraction has blanks around its sign.

use std::sync::Arc;

use super::{Id, Period, Unit};

/// A parsed formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    root: Node,
}

/// What is wrong with a formula, and where in its text.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct FormulaError {
    /// A sentence: what is wrong and what to write instead.
    pub message: String,
    /// Byte range inside the formula.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What a value measures, per what period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dimension {
    /// What it measures.
    pub unit: Unit,
    /// The period of a rate.
    pub per: Option<Period>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Name(Id, usize, usize),
    Negated(Box<Node>),
    Pair(Box<Node>, Sign, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Plus,
    Minus,
    Times,
    By,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Number(f64),
    Name(Id),
    Sign(Sign),
    Open,
    Close,
}

/// Formulas are short; brackets deeper than this are a mistake, and a bound keeps the parser's stack small.
const DEEPEST: usize = 32;

impl Formula {
    /// Reads `text`; the error's range is in bytes of it.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let parts = cut(text)?;
        let mut parser = Parser {
            parts: &parts,
            at: 0,
            length: text.len(),
        };
        let root = parser.sum(0)?;
        match parser.parts.get(parser.at) {
            None => Ok(Formula { root }),
            Some((part, start, end)) => Err(FormulaError {
                message: match part {
                    Part::Close => "This closing bracket has no opening one.".into(),
                    _ => "An operator (+ - * /) is missing before this.".into(),
                },
                start: *start,
                end: *end,
            }),
        }
    }

    /// The names that the formula uses, each once, in the order of their first use.
    pub fn names(&self) -> Vec<Id> {
        let mut names = Vec::new();
        self.root.visit(&mut |name| {
            if !names.contains(name) {
                names.push(name.clone());
            }
        });
        names
    }

    /// The result, or nothing where a name has no value, a division is by zero, or the result is not a finite number.
    pub fn evaluate(&self, value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
        self.root.evaluate(value).filter(|v| v.is_finite())
    }

    /// Checks that the result is in `wanted`, given what each name measures. Plain numbers fit everything, for they may
    /// be seconds in a day as well as a share. Names without a dimension are taken as plain numbers.
    pub fn check(
        &self,
        wanted: Dimension,
        dimension: &impl Fn(&str) -> Option<Dimension>,
    ) -> Result<(), FormulaError> {
        let found = self.root.dimension(dimension)?;
        let expected = Power::of(wanted);
        if found.bytes == expected.bytes
            && found.money == expected.money
            && found.metres == expected.metres
        {
            return Ok(());
        }
        let (start, end) = self.root.range();
        Err(FormulaError {
            message: format!(
                "The formula gives {}, but the unit says {}.",
                found.name(),
                expected.name()
            ),
            start,
            end,
        })
    }
}

/// The powers of the dimensions that can't be mixed. Counts, ratios, shares and time are plain here: a formula turns
/// people into requests and days into seconds with plain numbers.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
struct Power {
    bytes: i32,
    money: i32,
    metres: i32,
}

impl Power {
    fn of(dimension: Dimension) -> Power {
        let mut power = Power::default();
        match dimension.unit {
            Unit::Bytes => power.bytes = 1,
            Unit::Money => power.money = 1,
            Unit::Metres => power.metres = 1,
            Unit::Count | Unit::Seconds | Unit::Percent | Unit::Ratio => {}
        }
        power
    }

    fn combine(self, other: Power, sign: i32) -> Power {
        Power {
            bytes: self.bytes + sign * other.bytes,
            money: self.money + sign * other.money,
            metres: self.metres + sign * other.metres,
        }
    }

    fn name(self) -> String {
        let mut parts = Vec::new();
        for (power, name) in [
            (self.bytes, "bytes"),
            (self.money, "money"),
            (self.metres, "metres"),
        ] {
            match power {
                0 => {}
                1 => parts.push(name.to_string()),
                -1 => parts.push(format!("something per {name}")),
                _ => parts.push(format!("{name} to the power {power}")),
            }
        }
        if parts.is_empty() {
            "a plain number".into()
        } else {
            parts.join(" times ")
        }
    }
}

impl Node {
    fn visit(&self, see: &mut impl FnMut(&Id)) {
        match self {
            Node::Number(_) => {}
            Node::Name(name, ..) => see(name),
            Node::Negated(node) => node.visit(see),
            Node::Pair(left, _, right) => {
                left.visit(see);
                right.visit(see);
            }
        }
    }

    fn evaluate(&self, value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
        Some(match self {
            Node::Number(number) => *number,
            Node::Name(name, ..) => value(name)?,
            Node::Negated(node) => -node.evaluate(value)?,
            Node::Pair(left, sign, right) => {
                let (left, right) = (left.evaluate(value)?, right.evaluate(value)?);
                match sign {
                    Sign::Plus => left + right,
                    Sign::Minus => left - right,
                    Sign::Times => left * right,
                    Sign::By if right == 0.0 => return None,
                    Sign::By => left / right,
                }
            }
        })
    }

    fn dimension(&self, known: &impl Fn(&str) -> Option<Dimension>) -> Result<Power, FormulaError> {
        Ok(match self {
            Node::Number(_) => Power::default(),
            Node::Name(name, ..) => known(name).map_or(Power::default(), Power::of),
            Node::Negated(node) => node.dimension(known)?,
            Node::Pair(left, sign, right) => {
                let (a, b) = (left.dimension(known)?, right.dimension(known)?);
                match sign {
                    Sign::Times => a.combine(b, 1),
                    Sign::By => a.combine(b, -1),
                    Sign::Plus | Sign::Minus => {
                        let plain = |node: &Node| matches!(node, Node::Number(_));
                        if a != b && !plain(left) && !plain(right) {
                            let (start, end) = (left.range().0, right.range().1);
                            return Err(FormulaError {
                                message: format!("{} can't be added to {}.", b.name(), a.name()),
                                start,
                                end,
                            });
                        }
                        if plain(left) { b } else { a }
                    }
                }
            }
        })
    }

    /// The bytes from the first to the last name.
    fn range(&self) -> (usize, usize) {
        match self {
            Node::Number(_) => (0, 0),
            Node::Name(_, start, end) => (*start, *end),
            Node::Negated(node) => node.range(),
            Node::Pair(left, _, right) => match (left.range(), right.range()) {
                ((0, 0), right) => right,
                (left, (0, 0)) => left,
                (left, right) => (left.0, right.1),
            },
        }
    }
}

fn cut(text: &str) -> Result<Vec<(Part, usize, usize)>, FormulaError> {
    let mut parts = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let part = match c {
            c if c.is_whitespace() => continue,
            '+' => Part::Sign(Sign::Plus),
            '-' => Part::Sign(Sign::Minus),
            '*' => Part::Sign(Sign::Times),
            '/' => Part::Sign(Sign::By),
            '(' => Part::Open,
            ')' => Part::Close,
            c if c.is_ascii_alphanumeric() || c == '.' => {
                while let Some(&(at, next)) = rest.peek() {
                    if !(next.is_ascii_alphanumeric() || matches!(next, '-' | '_' | '.')) {
                        break;
                    }
                    end = at + next.len_utf8();
                    rest.next();
                }
                let word = text.get(start..end).unwrap_or("");
                let plain = word.replace('_', "");
                let numeric = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
                match plain.parse::<f64>() {
                    Ok(number) if numeric && number.is_finite() => Part::Number(number),
                    _ if is_name(word) => Part::Name(Arc::from(word)),
                    _ => {
                        return Err(FormulaError {
                            message: format!(
                                "\"{word}\" is neither a number nor an id; write a subtraction with blanks around its sign."
                            ),
                            start,
                            end,
                        });
                    }
                }
            }
            _ => {
                return Err(FormulaError {
                    message: format!(
                        "\"{c}\" has no meaning in a formula; it has ids, numbers, + - * / and brackets."
                    ),
                    start,
                    end,
                });
            }
        };
        parts.push((part, start, end));
    }
    Ok(parts)
}

/// An id: lower-case words joined by `-`, beginning with a letter.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && !word.ends_with('-')
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

struct Parser<'a> {
    parts: &'a [(Part, usize, usize)],
    at: usize,
    length: usize,
}

impl Parser<'_> {
    fn sign(&self) -> Option<Sign> {
        match self.parts.get(self.at) {
            Some((Part::Sign(sign), ..)) => Some(*sign),
            _ => None,
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Node, FormulaError> {
        let mut left = self.product(depth)?;
        while let Some(sign @ (Sign::Plus | Sign::Minus)) = self.sign() {
            self.at += 1;
            left = Node::Pair(Box::new(left), sign, Box::new(self.product(depth)?));
        }
        Ok(left)
    }

    fn product(&mut self, depth: usize) -> Result<Node, FormulaError> {
        let mut left = self.atom(depth)?;
        while let Some(sign @ (Sign::Times | Sign::By)) = self.sign() {
            self.at += 1;
            left = Node::Pair(Box::new(left), sign, Box::new(self.atom(depth)?));
        }
        Ok(left)
    }

    fn atom(&mut self, depth: usize) -> Result<Node, FormulaError> {
        let Some((part, start, end)) = self.parts.get(self.at).cloned() else {
            return Err(FormulaError {
                message: "The formula ends where a number, an id or a bracket is expected.".into(),
                start: self.length,
                end: self.length,
            });
        };
        self.at += 1;
        match part {
            Part::Number(number) => Ok(Node::Number(number)),
            Part::Name(name) => Ok(Node::Name(name, start, end)),
            Part::Sign(Sign::Minus) if depth < DEEPEST => {
                Ok(Node::Negated(Box::new(self.atom(depth + 1)?)))
            }
            Part::Open if depth < DEEPEST => {
                let inner = self.sum(depth + 1)?;
                if !matches!(self.parts.get(self.at), Some((Part::Close, ..))) {
                    return Err(FormulaError {
                        message: "This bracket is never closed.".into(),
                        start,
                        end,
                    });
                }
                self.at += 1;
                Ok(inner)
            }
            Part::Open => Err(FormulaError {
                message: "The brackets are nested too deeply.".into(),
                start,
                end,
            }),
            Part::Sign(_) | Part::Close => Err(FormulaError {
                message: "A number, an id or an opening bracket is expected here.".into(),
                start,
                end,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str) -> Option<f64> {
        match name {
            "daily-users" => Some(200e6),
            "tweets-per-user" => Some(2.0),
            "tweet-size" => Some(300.0),
            "zero" => Some(0.0),
            _ => None,
        }
    }

    fn dimension(name: &str) -> Option<Dimension> {
        let unit = match name {
            "tweet-size" => Unit::Bytes,
            _ => Unit::Count,
        };
        Some(Dimension { unit, per: None })
    }

    #[track_caller]
    fn check(text: &str, expect: Option<f64>) {
        let formula = Formula::parse(text).expect(text);
        assert_eq!(formula.evaluate(&value).map(f64::round), expect, "{text}");
    }

    #[track_caller]
    fn check_error(text: &str, start: usize, end: usize, part: &str) {
        let error = Formula::parse(text).expect_err(text);
        assert_eq!((error.start, error.end), (start, end), "{text}: {error}");
        assert!(error.message.contains(part), "{error}");
    }

    #[test]
    fn formulas_are_worked_out() {
        check("daily-users * tweets-per-user / 86400", Some(4630.0));
        check("daily-users * tweets-per-user / 86_400", Some(4630.0));
        check("2 + 3 * 4", Some(14.0));
        check("(2 + 3) * 4", Some(20.0));
        check("10 - 4 - 3", Some(3.0));
        check("100 / 10 / 5", Some(2.0));
        check("-2 * 3", Some(-6.0));
        check("1e3 + .5 * 4", Some(1002.0));
        check("daily-users - 1", Some(199_999_999.0));
        check("unknown-name * 2", None);
        check("1 / zero", None);
        check("1e300 * 1e300", None);
    }

    #[test]
    fn a_name_is_listed_once() {
        let formula = Formula::parse("daily-users * 2 + daily-users / tweet-size").expect("parses");
        let names = formula.names();
        let names: Vec<&str> = names.iter().map(|n| &**n).collect();
        assert_eq!(names, ["daily-users", "tweet-size"]);
    }

    #[test]
    fn errors_say_where() {
        check_error("", 0, 0, "ends");
        check_error("2 *", 3, 3, "ends");
        check_error("(2 + 3", 0, 1, "never closed");
        check_error("2 + 3)", 5, 6, "no opening");
        check_error("2 3", 2, 3, "operator");
        check_error("a % b", 2, 3, "no meaning");
        check_error("3-x", 0, 3, "blanks");
        check_error("2 * * 3", 4, 5, "expected here");
        check_error(&"(".repeat(100), 32, 33, "too deeply");
    }

    #[test]
    fn dimensions_are_checked() {
        let of = |text: &str, unit: Unit| {
            Formula::parse(text)
                .expect(text)
                .check(Dimension { unit, per: None }, &dimension)
                .map_err(|e| e.message)
        };
        assert_eq!(of("daily-users * tweet-size", Unit::Bytes), Ok(()));
        assert_eq!(of("daily-users / 86400", Unit::Count), Ok(()));
        assert_eq!(
            of("daily-users * 2", Unit::Bytes),
            Err("The formula gives a plain number, but the unit says bytes.".into())
        );
        assert_eq!(
            of("daily-users + tweet-size", Unit::Bytes),
            Err("bytes can't be added to a plain number.".into())
        );
    }
}
