//! What an author begins with: the example of the documentation as a file, and the schema of the format.

use super::parse::shape;
use crate::language::lexicon::Lexicon;

/// The documentation, whose blocks make one small scenario.
const FORMAT: &str = include_str!("../../docs/scenario-format.md");
/// Between these two headings.
const FROM: &str = "## The file, section by section";
const TO: &str = "### What `greenroom check` says";

/// A scenario of this slug that has no errors, with a comment at every key: the documentation's example under another title.
pub fn skeleton(slug: &str) -> String {
    let title = title(slug);
    let mut source = String::from(
        "#:schema ./scenario.schema.json\n\
         # One example of each section, about short messages: replace them piece by piece. `greenroom check --watch` has no\n\
         # errors to tell; its warnings are the list of what is still to be done.\n\
         # docs/scenario-format.md explains each section and the notation of the patterns.\n",
    );
    let section = FORMAT
        .split_once(FROM)
        .and_then(|(_, rest)| rest.split_once(TO))
        .map_or("", |(section, _)| section);
    let mut inside = false;
    for line in section.lines() {
        match line {
            "```toml" => {
                inside = true;
                source.push('\n');
            }
            "```" => inside = false,
            _ if inside && line.starts_with("slug = ") => {
                source.push_str(&format!("slug = \"{slug}\"   # the file is {slug}.toml\n"));
            }
            _ if inside => {
                source.push_str(&line.replace("\"Design Twitter", &format!("\"{title}")));
                source.push('\n');
            }
            _ => {}
        }
    }
    source
}

/// "Design a paste bin" for `paste-bin`: its author knows better.
fn title(slug: &str) -> String {
    let article = match slug.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("Design {article} {}", slug.replace('-', " "))
}

/// The JSON Schema of scenario files, for editors.
pub fn schema(lexicon: &Lexicon) -> String {
    // Tables that the example leaves out, so that their keys are asked for as well.
    let ladder = "ladder = { hint = \"a\", prompt = \"b\", tell = \"c\" } #";
    let whole = skeleton("scenario").replace("# [tradeoff.ladder]", ladder)
        + "\n[bars.mid]\n[bars.senior]\n[edition]\n";
    let schema = shape(&whole, lexicon).json_schema("A Greenroom scenario");
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
