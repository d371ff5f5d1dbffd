//! Every route with its method and audience. There is no other way to add one, so the test that walks all
//! routes as all roles cannot miss any.

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::handler::Handler;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use oblast_kernel::access::{Audience, Request as Ask, Role};
use std::collections::BTreeMap;

use crate::error::WebError;
use crate::state::App;
use crate::visitor::{self, Visitor};
use crate::{api, assets, pages};

/// The largest body of a form or a JSON request, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// A route as it was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSpec {
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Who may ask at all; records, cases and tasks decide further.
    pub audience: Audience,
}

/// Routes being gathered.
#[derive(Default)]
pub struct Routes {
    specs: Vec<RouteSpec>,
    methods: BTreeMap<&'static str, MethodRouter<App>>,
}

impl Routes {
    /// A form with a file, or a file alone: its handler bounds what it reads itself.
    pub fn post_file<H, T>(&mut self, path: &'static str, audience: Audience, handler: H)
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let unbounded = handler.layer(DefaultBodyLimit::disable());
        self.add(Method::POST, path, audience, unbounded);
    }

    fn add<H, T>(&mut self, method: Method, path: &'static str, audience: Audience, handler: H)
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match method {
            Method::POST => MethodFilter::POST,
            Method::PATCH => MethodFilter::PATCH,
            _ => MethodFilter::GET,
        };
        let guarded = on(filter, handler).layer(middleware::from_fn(
            move |visitor: Visitor, request: Request, next: Next| guard(audience, visitor, request, next),
        ));
        self.specs.push(RouteSpec { method, path, audience });
        let merged = match self.methods.remove(path) {
            Some(existing) => existing.merge(guarded),
            None => guarded,
        };
        self.methods.insert(path, merged);
    }

    /// A page or an endpoint to read.
    pub fn get<H: Handler<T, App>, T: 'static>(
        &mut self,
        path: &'static str,
        audience: Audience,
        handler: H,
    ) {
        self.add(Method::GET, path, audience, handler);
    }

    /// An endpoint to change a part of something.
    pub fn patch<H: Handler<T, App>, T: 'static>(
        &mut self,
        path: &'static str,
        audience: Audience,
        handler: H,
    ) {
        self.add(Method::PATCH, path, audience, handler);
    }

    /// A form or an endpoint to write.
    pub fn post<H: Handler<T, App>, T: 'static>(
        &mut self,
        path: &'static str,
        audience: Audience,
        handler: H,
    ) {
        self.add(Method::POST, path, audience, handler);
    }
}

async fn guard(
    audience: Audience,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Result<Response, WebError> {
    visitor.must(Ask::Page(audience))?;
    Ok(next.run(request).await)
}

/// Pages that systems have of their own.
pub type SystemRoutes = fn(&mut Routes);

fn gather(systems: &[SystemRoutes]) -> Routes {
    use Audience::{Official, Public, SignedIn};
    let administrator = Audience::Role(Role::Administrator);
    let operator = Audience::Role(Role::Operator);
    let mut routes = Routes::default();
    routes.get("/", Public, pages::home::show);
    routes.get("/about", Public, pages::about::show);
    routes.get("/design", Public, pages::design::show);
    routes.get("/language/{tag}", Public, pages::login::language);
    routes.get("/login", Public, pages::login::show);
    routes.post("/login", Public, pages::login::enter);
    routes.post("/logout", SignedIn, pages::login::leave);

    routes.post("/login/code", Public, pages::login::second::enter);
    routes.get("/login/passkey", Public, pages::login::passkey::show);
    routes.post("/login/passkey", Public, pages::login::passkey::enter);
    routes.get("/login/with/{provider}", Public, pages::login::outside::go);
    routes.get("/login/with/{provider}/back", Public, pages::login::outside::come_back);
    routes.get("/welcome/{code}", Public, pages::login::invited::show);
    routes.post("/welcome/{code}", Public, pages::login::invited::enter);
    account(&mut routes);
    officials(&mut routes);

    routes.get("/help", Public, pages::help::index);
    routes.get("/help/{chapter}", Public, pages::help::chapter);
    routes.get("/search", Public, pages::search::show);
    routes.get("/services", Public, pages::services::list);
    routes.get("/services/{procedure}", Public, pages::services::card::show);
    routes.get("/services/{procedure}/apply", SignedIn, pages::apply::form);
    routes.post("/services/{procedure}/apply", SignedIn, pages::apply::submit);
    routes.get("/services/{procedure}/documents", SignedIn, pages::apply::documents::show);
    routes.post_file("/services/{procedure}/documents", SignedIn, pages::apply::documents::add);
    routes.post("/services/{procedure}/documents/{upload}/remove", SignedIn, pages::apply::documents::remove);
    routes.post("/services/{procedure}/draft", SignedIn, pages::apply::keep);
    routes.post("/services/{procedure}/discard", SignedIn, pages::apply::discard);
    routes.get("/cases", SignedIn, pages::cases::mine);
    routes.get("/cases/{case}", SignedIn, pages::cases::show);
    routes.get("/queue", Official, pages::queue::show);
    routes.post_file("/cases/{case}/files", SignedIn, pages::cases::files::add);
    routes.get("/files/{attachment}", SignedIn, pages::cases::files::download);
    routes.get("/files/{attachment}/view", SignedIn, pages::cases::files::show);
    routes.get("/files/{attachment}/page.png", SignedIn, pages::cases::files::picture);
    routes.get("/cases/{case}/receipt", SignedIn, pages::cases::receipt::show);
    routes.post("/cases/{case}/rate", SignedIn, pages::cases::rate::submit);
    routes.get("/desk", administrator, pages::desk::list);
    routes.get("/desk/mandates", administrator, pages::desk::mandates::show);
    routes.post("/desk/mandates", administrator, pages::desk::mandates::record);
    routes.post("/desk/mandates/find", administrator, pages::desk::mandates::find);
    routes.get("/mandates", SignedIn, pages::mandates::show);
    routes.post("/mandates/{mandate}/end", SignedIn, pages::mandates::end);
    routes.get("/desk/{procedure}", administrator, pages::desk::form);
    routes.post("/desk/{procedure}", administrator, pages::desk::submit);
    routes.get("/cases/{case}/answer", SignedIn, pages::cases::answer::form);
    routes.post("/cases/{case}/answer", SignedIn, pages::cases::answer::submit);
    routes.get("/cases/{case}/withdraw", SignedIn, pages::cases::withdraw::form);
    routes.post("/cases/{case}/withdraw", SignedIn, pages::cases::withdraw::submit);
    routes.post("/cases/{case}/tasks/{task}", Official, pages::cases::complete::submit);
    routes.post("/cases/{case}/tasks/{task}/ask", Official, pages::cases::ask::submit);
    routes.post("/cases/{case}/tasks/{task}/assign", Official, pages::cases::hand::assign);
    routes.post("/cases/{case}/tasks/{task}/forward", Official, pages::cases::forward::submit);
    routes.post("/cases/{case}/tasks/{task}/return", Official, pages::cases::hand::give_back);
    routes.get("/steps", Official, pages::steps::show);
    routes.get("/workload", Official, pages::duties::workload);
    routes.get("/deputies", Official, pages::duties::deputies);
    routes.post("/deputies", Official, pages::duties::name);
    routes.post("/deputies/{deputy}/end", Official, pages::duties::end);
    routes.get("/services/{procedure}/process", Public, pages::services::process::show);
    routes.post("/cases/{case}/extend", Official, pages::cases::extend::submit);
    routes.get("/terms", Public, pages::terms::list);
    routes.get("/terms/calendar", Public, pages::terms::calendar);
    routes.post("/terms/calendar", operator, pages::terms::change_calendar);
    routes.get("/terms/{term}", Public, pages::terms::show);
    routes.post("/terms/{term}", operator, pages::terms::amend);

    routes.get("/notices", SignedIn, pages::notices::show);
    routes.post("/notices", SignedIn, pages::notices::choose);
    routes.get("/deliveries", operator, pages::notices::deliveries);
    routes.get("/registers", Public, pages::registers::index);
    routes.get("/registers/{register}", Public, pages::registers::list);
    routes.get("/registers/{register}/records.csv", Public, pages::downloads::csv);
    routes.get("/registers/{register}/records.xlsx", Public, pages::spreadsheet::xlsx);
    routes.get("/registers/{register}/records.json", Public, pages::downloads::json);
    routes.get("/registers/{register}/records.geojson", Public, pages::downloads::geojson);
    routes.post("/registers/{register}/views", SignedIn, pages::views::save);
    routes.post("/registers/{register}/views/{view}/forget", SignedIn, pages::views::forget);
    routes.get("/registers/{register}/labels", Public, pages::labels::show);
    routes.get("/registers/{register}/bulk", Official, pages::bulk::form);
    routes.post("/registers/{register}/bulk", Official, pages::bulk::submit);
    routes.get("/registers/{register}/imports", Official, pages::imports::list);
    routes.post_file("/registers/{register}/imports", Official, pages::imports::receive);
    routes.get("/imports/{import}", Official, pages::imports::show);
    routes.get("/imports/{import}/mistakes.csv", Official, pages::imports::mistakes);
    routes.post("/imports/{import}/read", Official, pages::imports::read_again);
    routes.post("/imports/{import}/check", Official, pages::imports::check);
    routes.post("/imports/{import}/mend", Official, pages::imports::mend);
    routes.post("/imports/{import}/stage", Official, pages::imports::stage);
    routes.post("/imports/{import}/publish", Official, pages::imports::publish);
    routes.post("/imports/{import}/discard", Official, pages::imports::discard);
    routes.get("/registers/{register}/conversions", Official, pages::conversions::show);
    routes.get("/registers/{register}/new", Official, pages::records::new);
    routes.post("/registers/{register}/new", Official, pages::records::create);
    routes.get("/registers/{register}/{record}", Public, pages::records::card);
    routes.post_file("/registers/{register}/{record}/files", Official, pages::records::files::add);
    routes.get("/record-files/{file}", Public, pages::records::files::download);
    routes.get("/record-files/{file}/picture.png", Public, pages::records::files::picture);
    routes.post("/record-files/{file}/remove", Official, pages::records::files::remove);
    routes.get("/registers/{register}/{record}/edit", Official, pages::records::edit);
    routes.post("/registers/{register}/{record}/edit", Official, pages::records::change);
    routes.get("/registers/{register}/{record}/erase", Official, pages::records::erase::form);
    routes.post("/registers/{register}/{record}/erase", Official, pages::records::erase::ask);
    routes.get("/registers/{register}/{record}/steps/{step}", Official, pages::records::steps::form);
    routes.post("/registers/{register}/{record}/steps/{step}", Official, pages::records::steps::take);
    routes.get("/registers/{register}/{record}/propose", SignedIn, pages::changes::form);
    routes.post("/registers/{register}/{record}/propose", SignedIn, pages::changes::propose);
    routes.get("/changes", SignedIn, pages::changes::list);
    routes.get("/changes/{change}", SignedIn, pages::changes::show);
    routes.post_file("/changes/{change}/evidence", SignedIn, pages::changes::add_evidence);
    routes.get("/changes/{change}/evidence", SignedIn, pages::changes::evidence);
    routes.post("/changes/{change}/decide", Official, pages::changes::decide);
    routes.post("/changes/{change}/withdraw", SignedIn, pages::changes::withdraw);

    routes.get("/dashboard", Public, pages::dashboard::show);
    routes.get("/dashboard/board", Public, pages::boards::board);
    routes.get("/dashboard/departments/{body}", Public, pages::boards::department);
    routes.get("/dashboard/territories/{territory}", Public, pages::boards::territory);
    routes.get("/embed/board", Public, pages::boards::embedded);
    routes.get("/dashboard/{indicator}", Public, pages::dashboard::figure);
    routes.get("/dashboard/{register}/{figure}", Public, pages::figures::show);
    routes.get("/powers", Public, pages::powers::show);
    routes.get("/quality", Public, pages::quality::show);
    routes.get("/quality.csv", Public, pages::quality::file);
    routes.get("/journal", Public, pages::journal::show);
    routes.get("/journal/checkpoint.json", Public, pages::journal::checkpoint);
    routes.get("/journal/entries", operator, pages::journal::entries);

    routes.get("/api/openapi.json", Public, api::openapi::document);
    routes.get("/api/v1/search", Public, api::search::search);
    routes.get("/api/v1/registers", Public, api::registers::index);
    routes.get("/api/v1/registers/{register}/records", Public, api::registers::list);
    routes.post("/api/v1/registers/{register}/records", Official, api::registers::create);
    routes.post_file("/api/v1/registers/{register}/imports", Official, api::imports::receive);
    routes.get("/api/v1/imports/{import}", Official, api::imports::show);
    routes.post("/api/v1/imports/{import}/{step}", Official, api::imports::step);
    routes.get("/api/v1/registers/{register}", Public, api::registers::schema);
    routes.get("/api/v1/registers/{register}/records/{record}", Public, api::registers::record);
    routes.patch("/api/v1/registers/{register}/records/{record}", Official, api::registers::change);
    routes.post("/api/v1/registers/{register}/records/{record}/steps/{step}", Official, api::steps::take);
    routes.get("/api/v1/registers/{register}/records/{record}/history", Public, api::registers::history);

    routes.get("/assets/{name}", Public, assets::serve);
    routes.get("/healthz", Public, pages::health::alive);
    routes.get("/readyz", Public, pages::health::ready);
    #[cfg(feature = "pdf")]
    documents(&mut routes);
    for own in systems {
        own(&mut routes);
    }
    routes
}

fn account(routes: &mut Routes) {
    use Audience::SignedIn;
    routes.get("/account", SignedIn, pages::account::show);
    routes.post("/account/sessions", SignedIn, pages::account::end);
    routes.get("/account/sign-in", SignedIn, pages::account::factors::show);
    routes.post("/account/recovery", SignedIn, pages::account::factors::renew);
    routes.post("/account/outside/{identity}/remove", SignedIn, pages::account::factors::untie);
    routes.get("/account/readings", SignedIn, pages::account::readings::show);
    routes.get("/account/data", SignedIn, pages::account::data::show);
    routes.get("/account/data.json", SignedIn, pages::account::data::file);
    routes.get("/account/password", SignedIn, pages::account::password::show);
    routes.post("/account/password", SignedIn, pages::account::password::change);
    routes.get("/account/app", SignedIn, pages::account::app::show);
    routes.post("/account/app", SignedIn, pages::account::app::add);
    routes.post("/account/app/remove", SignedIn, pages::account::app::remove);
    routes.get("/account/passkeys", SignedIn, pages::account::passkeys::show);
    routes.post("/account/passkeys", SignedIn, pages::account::passkeys::add);
    routes.post("/account/passkeys/remove", SignedIn, pages::account::passkeys::remove);
}

fn officials(routes: &mut Routes) {
    let operator = Audience::Role(Role::Operator);
    routes.get("/officials", Audience::Official, pages::officials::list);
    routes.get("/officials/new", Audience::Official, pages::officials::appoint::show);
    routes.post("/officials/new", Audience::Official, pages::officials::appoint::submit);
    routes.get("/officials/table", operator, pages::officials::table::show);
    routes.post_file("/officials/table", operator, pages::officials::table::submit);
    routes.get("/officials/template.csv", operator, pages::officials::table::template);
    routes.get("/officials/{position}", Audience::Official, pages::officials::show);
    routes.post("/officials/{position}/invite", Audience::Official, pages::officials::invite);
    routes.post("/officials/{position}/dismiss", Audience::Official, pages::officials::dismiss);
    routes.get("/retention", operator, pages::retention::list);
    routes.get("/retention/{register}", operator, pages::retention::report);
    routes.post("/retention/{register}", operator, pages::retention::ask);
    routes.get("/persons", operator, pages::persons::list);
    routes.get("/persons/compare", operator, pages::persons::compare);
    routes.post("/persons/compare", operator, pages::persons::ask);
    routes.get("/persons/mergers/{merger}", operator, pages::persons::merger);
    routes.post("/persons/mergers/{merger}", operator, pages::persons::undo);
    routes.get("/approvals", operator, pages::approvals::list);
    routes.post("/approvals/{approval}", operator, pages::approvals::decide);
}

#[cfg(feature = "pdf")]
fn documents(routes: &mut Routes) {
    routes.get("/cases/{case}/decision.pdf", Audience::SignedIn, pages::documents::decision);
    routes.get("/cases/{case}/certificate.pdf", Audience::SignedIn, pages::documents::certificate);
    routes.get("/cases/{case}/receipt.pdf", Audience::SignedIn, pages::documents::receipt);
    routes.get("/services/{procedure}/card.pdf", Audience::Public, pages::documents::card);
    routes.get("/services/{procedure}/process.pdf", Audience::Public, pages::documents::process);
    routes.get("/registers/{register}/{record}/card.pdf", Audience::Public, pages::documents::record_card);
    routes.get("/cases/{case}/sign/{kind}", Audience::SignedIn, pages::documents::signatures::show);
    routes.post_file("/cases/{case}/sign/{kind}", Audience::SignedIn, pages::documents::signatures::submit);
    routes.get("/cases/{case}/sign/{kind}/{file}", Audience::SignedIn, pages::documents::signatures::file);
    routes.get("/signatures", Audience::Official, pages::documents::unsigned::show);
    routes.get("/login/key", Audience::Public, pages::login::key::show);
    routes.post_file("/login/key", Audience::Public, pages::login::key::enter);
    routes.get("/login/demo-keys/{login}", Audience::Public, pages::login::key::demo_key);
    routes.get("/verify", Audience::Public, pages::verify::show);
    routes.post_file("/verify", Audience::Public, pages::verify::check);
    routes.get("/check", Audience::Public, pages::documents::ask);
    routes.get("/check/{code}", Audience::Public, pages::documents::check);
}

/// Every route, those of systems included.
pub fn specs(systems: &[SystemRoutes]) -> Vec<RouteSpec> {
    gather(systems).specs
}

/// The application's routes, those of systems included.
pub fn router(app: App, systems: &[SystemRoutes]) -> Router {
    let mut router = Router::new();
    for (path, methods) in gather(systems).methods {
        router = router.route(path, methods);
    }
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), visitor::introduce))
        .layer(middleware::from_fn_with_state(app.clone(), protect))
        .with_state(app)
}

/// What may stand within pages of others.
const EMBEDDED: &str = "/embed/";
const EMBEDDED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; \
     base-uri 'none'; frame-ancestors *";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Pages that sign: what signs is WebAssembly, which browsers let run by a word of its own. It lets no text become a script.
const SIGNING: [&str; 2] = ["/cases/{case}/sign/{kind}", "/login/key"];
const SIGNING_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Security headers on everything, and one line in the log for each request: no query, no personal data.
async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = app.store.clock.now();
    let mut response = next.run(request).await;
    let took = app.store.clock.now().duration_since(began).as_millis();
    tracing::info!(%method, route = route.as_deref().unwrap_or("-"), status = response.status().as_u16(), ms = took as i64);
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    if route.as_deref().is_some_and(|route| route.starts_with(EMBEDDED)) {
        set(header::CONTENT_SECURITY_POLICY, EMBEDDED_POLICY);
        set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    } else {
        let signs = route.as_deref().is_some_and(|route| SIGNING.contains(&route));
        set(header::CONTENT_SECURITY_POLICY, if signs { SIGNING_POLICY } else { POLICY });
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    set(header::CACHE_CONTROL, "no-store");
    if app.site.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
