//! Guarded repair of slips of the finger: an unknown word is read as a known one only where nothing else fits.

/// The most letters that are compared.
const LONGEST: usize = 32;

/// Whether `typed` can be a slip for `meant`, both lower case: one letter added, lost, changed or swapped with its
/// neighbour; two from nine letters on. The first letter is hardly ever mistyped, so it has to fit (or be swapped
/// with the second), which also keeps this cheap.
pub fn is_slip(typed: &str, meant: &str) -> bool {
    distance(typed, meant).is_some_and(|slips| slips <= allowed(typed.len().min(meant.len())))
}

/// How many slips a word of so many letters may have.
pub fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        _ => 2,
    }
}

/// The number of slips between two words, where it is two at most and the first letter fits.
pub fn distance(one: &str, other: &str) -> Option<usize> {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let (n, m) = (a.len(), b.len());
    if n < 2 || m < 2 || n > LONGEST || m > LONGEST || n.abs_diff(m) > 2 {
        return None;
    }
    if a[0] != b[0] && !(a[0] == b[1] && a[1] == b[0]) {
        return None;
    }
    // Optimal string alignment, three rows.
    let mut before = [0usize; LONGEST + 1];
    let mut last = [0usize; LONGEST + 1];
    for (at, cell) in last.iter_mut().enumerate() {
        *cell = at;
    }
    for i in 1..=n {
        let mut row = [usize::MAX / 2; LONGEST + 1];
        row[0] = i;
        for j in 1..=m {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j - 1] + change).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        before = last;
        last = row;
    }
    Some(last[m]).filter(|&slips| slips <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (typed, meant) in [
            ("celebirti", "celebriti"),
            ("conistenci", "consistenci"),
            ("suport", "support"),
            ("chache", "cache"),
            ("relpica", "replica"),
            ("ehll", "hell"),
        ] {
            assert!(is_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in [
            ("cash", "cache"),
            ("tree", "free"),
            ("db", "dp"),
            ("store", "stare!!"),
            ("bucket", "packet"),
            ("latency", "tendency"),
        ] {
            assert!(!is_slip(typed, meant), "{typed} {meant}");
        }
    }
}
