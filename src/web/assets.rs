//! Style sheet, script and icons: embedded, named by their content, cached for ever.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::error::Error;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

struct Asset {
    url: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// By the file's name: `app.css`.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let bytes = Files::get(&name)?.data.into_owned();
            let (stem, extension) = name.rsplit_once('.')?;
            let kind = match extension {
                "css" => "text/css; charset=utf-8",
                "js" => "text/javascript; charset=utf-8",
                "svg" => "image/svg+xml",
                _ => return None,
            };
            // Twelve digits of the hash are enough to tell one version of a file from the next.
            let hash = crate::store::sha256_hex(&bytes);
            let root = super::root();
            let url = format!("{root}/assets/{stem}.{}.{extension}", &hash[..12]);
            Some((name.into_owned(), Asset { url, kind, bytes }))
        })
        .collect()
});

/// The address of a file of `static/`; it changes with the file's content.
pub fn url(name: &str) -> &'static str {
    ASSETS.get(name).map_or("", |asset| &asset.url)
}

/// An icon of `static/icons.svg`, as markup: decoration, hidden from screen readers.
pub fn icon(name: &str) -> String {
    let url = url("icons.svg");
    format!(r##"<svg class="icon" aria-hidden="true"><use href="{url}#{name}"/></svg>"##)
}

/// `GET /assets/{name}`: the version that is asked for, or none.
pub async fn show(Path(name): Path<String>) -> Result<Response, Error> {
    let address = format!("{}/assets/{name}", super::root());
    let asset = ASSETS
        .values()
        .find(|asset| asset.url == address)
        .ok_or(Error::NotFound)?;
    let headers = [
        (CONTENT_TYPE, asset.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes.as_slice()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_that_a_template_names_is_in_the_sprite() {
        let sprite = String::from_utf8(Files::get("icons.svg").unwrap().data.into_owned()).unwrap();
        let mut named = 0;
        let mut folders = vec![std::path::PathBuf::from("templates")];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => files.push(path),
                }
            }
        }
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            for rest in text.split(r#"assets::icon(""#).skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(
                    sprite.contains(&format!(r#"<symbol id="{name}""#)),
                    "{name}"
                );
                named += 1;
            }
        }
        assert!(named > 5);
    }

    #[test]
    fn the_style_sheet_stays_under_twenty_kilobytes() {
        let size = ASSETS["app.css"].bytes.len();
        assert!(size < 20_000, "{size}");
    }
}
