//! Why a pattern did not match: what was there, and what was absent.

use super::super::Analysis;
use super::search::{Meant, Search, find};
use super::{Kind, NearMiss, Node, Pattern};

/// See [`Pattern::explain_miss`].
pub(super) fn explain_miss(pattern: &Pattern, analysis: &Analysis) -> Option<NearMiss> {
    let search = Search { analysis };
    if find(pattern, analysis, true).is_some() {
        return None;
    }
    if let Some(found) = find(pattern, analysis, false) {
        return Some(NearMiss {
            matched: found.words,
            absent: vec!["said as your own design (it was asked, doubted or turned down)".into()],
        });
    }
    let mut needed = Vec::new();
    for side in &pattern.sides {
        needs(side, &mut needed);
    }
    let mut nearest: Option<NearMiss> = None;
    let last = analysis.clauses.len();
    for at in 0..last {
        let sentence = analysis.clauses[at].sentence;
        // What `&` joins may stand in any clause of the sentence.
        let clauses: Vec<usize> = if pattern.sides.len() > 1 {
            (0..last)
                .filter(|at| analysis.clauses[*at].sentence == sentence)
                .collect()
        } else {
            vec![at]
        };
        let mut miss = NearMiss {
            matched: Vec::new(),
            absent: Vec::new(),
        };
        for node in &needed {
            let hit = clauses
                .iter()
                .find_map(|&clause| search.hits(node, clause, &Meant::Anyhow).into_iter().next());
            match hit {
                Some(hit) => miss.matched.extend(search.to_match(&[hit]).words),
                None => miss.absent.push(node.of(&pattern.text).to_owned()),
            }
        }
        let better = nearest
            .as_ref()
            .is_none_or(|nearest| miss.absent.len() < nearest.absent.len());
        if !miss.matched.is_empty() && better {
            nearest = Some(miss);
        }
    }
    let mut miss = nearest?;
    miss.matched.sort_unstable();
    miss.matched.dedup();
    if miss.absent.is_empty() {
        miss.absent
            .push("said in this order and close together".into());
    }
    Some(miss)
}

/// What must be there, taken apart as far as each piece stands for itself.
fn needs<'a>(node: &'a Node, needed: &mut Vec<&'a Node>) {
    match &node.kind {
        Kind::All(all) => all.parts.iter().for_each(|part| needs(part, needed)),
        Kind::Chain(links) => links.iter().for_each(|(_, link)| needs(link, needed)),
        Kind::Word { .. }
        | Kind::Exact(_)
        | Kind::Phrase { .. }
        | Kind::Concept { .. }
        | Kind::Figure(_)
        | Kind::Either(_) => needed.push(node),
    }
}
