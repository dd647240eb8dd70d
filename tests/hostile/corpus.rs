//! The texts of `tests/hostile/`, read from the writing that a person can read.

/// The texts of a file: what stands below its first section head, a text a line.
pub fn texts(file: &str) -> Vec<String> {
    let lines = file.lines().skip_while(|line| !line.starts_with("== "));
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("== "))
        .map(text)
        .collect()
}

/// One line: a text, or `N * text`.
fn text(line: &str) -> String {
    let repeated = line.split_once(" * ");
    match repeated.and_then(|(count, text)| Some((count.parse::<usize>().ok()?, text))) {
        Some((count, text)) => unescaped(text).repeat(count),
        None => unescaped(line),
    }
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let mut letters = after.chars();
        match letters.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('0') => text.push('\0'),
            Some('\\') => text.push('\\'),
            Some('u') => {
                let (code, after) = letters
                    .as_str()
                    .trim_start_matches('{')
                    .split_once('}')
                    .unwrap();
                let code = u32::from_str_radix(code, 16).unwrap();
                text.push(char::from_u32(code).unwrap());
                letters = after.chars();
            }
            // A backslash that stands for itself.
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    text
}

/// A text as it is kept: with one kind of line break.
pub fn kept(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
