//! What both benches hold against each other: a message, and what a bare multi-pattern scan looks for in it.

/// Sixty words as a candidate types them in the middle of a design.
pub const SIXTY: &str = "since most people read, I'd put redis in front of the timeline and push each tweet to \
    the lists of its followers, because then opening the app is one lookup. for celebrities that would be millions of \
    writes, so theirs we read at open time and merge. the pictures go to S3 with a CDN, and postgres keeps the url.";

/// The surface forms that the lexicon's files list.
pub fn forms() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/lexicon");
    let mut forms = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let concepts = file.get("concept").and_then(toml::Value::as_array);
        for concept in concepts.into_iter().flatten() {
            let listed = concept.get("forms").and_then(toml::Value::as_array);
            let listed = listed.into_iter().flatten().filter_map(toml::Value::as_str);
            forms.extend(listed.map(str::to_string));
        }
    }
    forms.sort();
    forms.dedup();
    forms
}
