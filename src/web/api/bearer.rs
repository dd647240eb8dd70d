//! Who asks: the holder of a token, and nothing more. A token is looked up with each request, so that one that was
//! revoked opens nothing from that moment on.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::problem::{Code, Problem};
use crate::session::App;
use crate::store::{Owner, Scope, StoreError, TokenSecret};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whose sessions it sees and makes.
    pub owner: Owner,
    secret: TokenSecret,
}

impl Caller {
    /// The holder of the token in `headers`, if the token allows `scope`.
    pub async fn admit(app: &App, headers: &HeaderMap, scope: Scope) -> Result<Caller, Problem> {
        let secret = secret(headers).ok_or(Problem::new(Code::Unauthorized))?;
        let token = app.store.token(&secret).await?;
        let token = token.ok_or(Problem::new(Code::Unauthorized))?;
        let allowed = match (token.scope, scope) {
            (Scope::Write, Scope::Read | Scope::Write) | (Scope::Read, Scope::Read) => true,
            (Scope::Read, Scope::Write) => false,
        };
        match allowed {
            true => Ok(Caller {
                owner: token.owner,
                secret,
            }),
            false => Err(Problem::new(Code::Scope)),
        }
    }

    /// Whether the token still opens anything: for a stream, which outlives its request.
    pub async fn is_admitted(&self, app: &App) -> Result<bool, StoreError> {
        Ok(app.store.token(&self.secret).await?.is_some())
    }
}

/// The token that a request brings, whatever it is worth.
pub fn secret(headers: &HeaderMap) -> Option<TokenSecret> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    TokenSecret::parse(token.trim())
}
