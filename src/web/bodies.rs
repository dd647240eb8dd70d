//! What is still on its way when a request is refused for its length.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::Stream;

/// Shorter bodies have arrived with their request, or nearly so.
const SHORT: u64 = 64 * 1024;
/// So much is read on, and so long, for the sake of whoever sends it.
const MOST: usize = 16 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads on what a client still sends when its request was refused for its length: the connection closed in its face, it
/// would never see why. Within bounds; who sends more or slower is cut off.
pub async fn hear_out(request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_none_or(|length| length < SHORT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let arriving = Arriving(Arc::new(Mutex::new(body.into_data_stream())));
    let body = Body::from_stream(arriving.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // Out of patience: then the answer comes as it can.
        let _ = tokio::time::timeout(PATIENCE, arriving.rest()).await;
    }
    response
}

/// A body that can be read on after whoever had it has let it go.
#[derive(Clone)]
struct Arriving(Arc<Mutex<BodyDataStream>>);

impl Arriving {
    async fn rest(mut self) {
        use futures_util::StreamExt;
        let mut read = 0;
        while let Some(Ok(bytes)) = self.next().await {
            read += bytes.len();
            if read > MOST {
                return;
            }
        }
    }
}

impl Stream for Arriving {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Held while one chunk is taken, never across an await.
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *stream).poll_next(context)
    }
}
