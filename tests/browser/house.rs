//! A Greenroom of a test's own: the real router on a free port, a database in a folder that goes away, the guest book
//! beside the scenarios that are shipped.

use std::path::Path;

use greenroom::prompts::Library;
use greenroom::session::{App, Clock};
use greenroom::store::Store;
use tempfile::TempDir;

/// Dropped, it stops the server and removes the database.
pub struct House {
    /// `http://127.0.0.1:PORT`
    pub address: String,
    /// What the server works with; its clock stands still unless a test moves it.
    pub app: App,
    _folder: TempDir,
}

impl House {
    pub async fn open() -> House {
        let folder = TempDir::new().unwrap();
        let prompts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/prompts");
        let store = Store::open(&folder.path().join("greenroom.db"))
            .await
            .unwrap();
        let mut app = App::new(store, Library::open(Some(prompts)).unwrap());
        app.clock = Clock::counted();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = greenroom::web::router(app.clone());
        let stopping = app.stopping.clone();
        tokio::spawn(async move {
            let served = axum::serve(listener, router);
            served
                .with_graceful_shutdown(stopping.cancelled_owned())
                .await
        });
        House {
            address,
            app,
            _folder: folder,
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.app.stopping.cancel();
    }
}
