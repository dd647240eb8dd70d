//! Two texts, line by line: what went and what came.

/// Lines around a change that are shown with it.
const AROUND: usize = 2;
/// Lines of the changed middle that are compared one by one; a larger one counts as replaced as a whole.
const MOST: usize = 2_000;

/// Some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both, near a change.
    Same(String),
    /// Only in the older text.
    Gone(String),
    /// Only in the newer one.
    New(String),
    /// So many lines that are the same.
    Skipped(usize),
}

/// From the older text to the newer one: the changes with a little around them.
pub fn compare(older: &str, newer: &str) -> Vec<Piece> {
    let (older, newer): (Vec<&str>, Vec<&str>) = (older.lines().collect(), newer.lines().collect());
    let head = older.iter().zip(&newer).take_while(|(a, b)| a == b).count();
    let tail = older[head..]
        .iter()
        .rev()
        .zip(newer[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let same = |line: &&str| Piece::Same((*line).to_owned());
    let mut pieces: Vec<Piece> = older[..head].iter().map(same).collect();
    pieces.extend(middle(
        &older[head..older.len() - tail],
        &newer[head..newer.len() - tail],
    ));
    pieces.extend(older[older.len() - tail..].iter().map(same));
    shortened(pieces)
}

/// The longest common lines, by the usual table.
fn middle(older: &[&str], newer: &[&str]) -> Vec<Piece> {
    let gone = |line: &str| Piece::Gone(line.to_owned());
    let new = |line: &str| Piece::New(line.to_owned());
    if older.len().max(newer.len()) > MOST {
        let gone = older.iter().map(|line| gone(line));
        return gone.chain(newer.iter().map(|line| new(line))).collect();
    }
    let width = newer.len() + 1;
    let mut common = vec![0_u16; (older.len() + 1) * width];
    for a in (0..older.len()).rev() {
        for b in (0..newer.len()).rev() {
            common[a * width + b] = match older[a] == newer[b] {
                true => common[(a + 1) * width + b + 1] + 1,
                false => common[(a + 1) * width + b].max(common[a * width + b + 1]),
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut pieces = Vec::new();
    while a < older.len() || b < newer.len() {
        let both = a < older.len() && b < newer.len();
        if both && older[a] == newer[b] {
            pieces.push(Piece::Same(older[a].to_owned()));
            (a, b) = (a + 1, b + 1);
        } else if b == newer.len()
            || both && common[(a + 1) * width + b] >= common[a * width + b + 1]
        {
            pieces.push(gone(older[a]));
            a += 1;
        } else {
            pieces.push(new(newer[b]));
            b += 1;
        }
    }
    pieces
}

/// Without the lines that are the same and far from any change.
fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let changes: Vec<usize> = (0..pieces.len())
        .filter(|at| !matches!(pieces[*at], Piece::Same(_)))
        .collect();
    let is_near = |at: usize| {
        let next = changes.partition_point(|change| *change < at);
        let after = changes
            .get(next)
            .is_some_and(|change| change - at <= AROUND);
        let before = next.checked_sub(1).and_then(|last| changes.get(last));
        after || before.is_some_and(|change| at - change <= AROUND)
    };
    let mut short = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let same = matches!(piece, Piece::Same(_));
        match (same && !is_near(at), short.last_mut()) {
            (true, Some(Piece::Skipped(count))) => *count += 1,
            (true, _) => short.push(Piece::Skipped(1)),
            (false, _) => short.push(piece),
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(older: &str, newer: &str) -> String {
        let pieces = compare(older, newer).into_iter().map(|piece| match piece {
            Piece::Same(line) => format!(" {line}"),
            Piece::Gone(line) => format!("-{line}"),
            Piece::New(line) => format!("+{line}"),
            Piece::Skipped(count) => format!("…{count}"),
        });
        pieces.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn changes_are_shown_with_a_little_around_them() {
        let older = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj";
        let newer = "a\nb\nc\nd\nE\nf\ng\nx\nh\ni\nj\nk";
        assert_eq!(shown(older, newer), "…2| c| d|-e|+E| f| g|+x| h| i| j|+k");
        assert_eq!(shown("a", "a"), "…1");
        assert_eq!(shown("", "a\nb"), "+a|+b");
        assert_eq!(shown("a\nb", ""), "-a|-b");
    }

    #[test]
    fn a_large_change_is_no_large_work() {
        let older: String = (0..50_000).map(|n| format!("{n}\n")).collect();
        let newer: String = (0..50_000).map(|n| format!("x{n}\n")).collect();
        assert_eq!(compare(&older, &newer).len(), 100_000);
    }
}
