//! The side that is turned to the network: it stays while what answers behind it is exchanged. Who comes meanwhile
//! waits; nobody is turned away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// How long the last answers may take when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(30);
/// How long they may take when the router is exchanged: all others wait for them.
const EXCHANGE: Duration = Duration::from_secs(5);
/// How often it is looked whether they are done.
const LOOK: Duration = Duration::from_millis(10);

/// What answers now; each request being answered holds it.
type Current = Option<Arc<Router>>;

/// The listening side.
pub struct Front {
    current: watch::Sender<Current>,
    end: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

async fn forward(State(current): State<watch::Receiver<Current>>, request: Request) -> Response {
    let mut current = current;
    let router = match current.wait_for(Option::is_some).await {
        Ok(router) => router.clone(),
        Err(_) => None,
    };
    let Some(router) = router else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    match Router::clone(&router).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

impl Front {
    /// Listens; requests wait until something answers.
    pub fn open(listener: TcpListener) -> Front {
        let (current, receiver) = watch::channel(None);
        let (end, ended) = oneshot::channel::<()>();
        let router = Router::new().fallback(forward).with_state(receiver);
        // Each request bears the address that it came from.
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = ended.await;
        });
        let serving = tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the server stopped answering");
            }
        });
        Front { current, end: Some(end), serving }
    }

    /// From now on this router answers.
    pub fn answer_by(&self, router: Router) {
        self.current.send_replace(Some(Arc::new(router)));
    }

    /// Lets new requests wait, and waits for those that are being answered, for a while.
    pub async fn pause(&self) {
        let Some(last) = self.current.send_replace(None) else { return };
        let done = async {
            while Arc::strong_count(&last) > 1 {
                tokio::time::sleep(LOOK).await;
            }
        };
        let _ = tokio::time::timeout(EXCHANGE, done).await;
    }

    /// Waits until nothing is answered any more.
    pub async fn ended(&mut self) {
        let _ = (&mut self.serving).await;
    }

    /// Takes no more requests, and waits for those that are being answered, for a while.
    pub async fn close(&mut self) {
        if self.serving.is_finished() {
            return;
        }
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if tokio::time::timeout(LAST_ANSWERS, &mut self.serving).await.is_err() {
            self.serving.abort();
        }
    }
}
