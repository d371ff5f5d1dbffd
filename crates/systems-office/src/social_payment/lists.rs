//! Lists for payment: granted payments gathered into a list, the list as a file for the bank.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::access::{Audience, Request, Role};
use oblast_kernel::{Uuid, Value, decimal};
use oblast_register::catalogue::Values;
use oblast_store::Record;
use oblast_store::records::RecordError;
use oblast_web::components::empty;
use oblast_web::components::table::{Head, table};
use oblast_web::form::Submitted;
use oblast_web::pages::downloads::safe_cell;
use oblast_web::pages::registers::View;
use oblast_web::routes::Routes;
use oblast_web::{App, Visitor, WebError, format, layout};

const PAYMENTS: &str = "social-payments";
const LISTS: &str = "payment-lists";

/// How many payments one list takes; the rest waits for the next one.
const LARGEST: usize = 5_000;

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/social-payments/lists", Audience::Official, show);
    routes.post("/social-payments/lists", Audience::Role(Role::Head), make);
    routes.get("/social-payments/lists/{list}/payments.csv", Audience::Official, file);
}

/// The payments, for who may see them whole: the staff of the department.
async fn payments(app: &App, visitor: &Visitor) -> Result<View, WebError> {
    let view = View::open(app, visitor, PAYMENTS).await?;
    if view.sees_official { Ok(view) } else { Err(WebError::NotPermitted) }
}

async fn waiting(app: &App, view: &View) -> Result<Vec<Record>, WebError> {
    let tail = format!("where state = 'granted' order by granted_on, id limit {LARGEST}");
    Ok(app.store.select(&view.register.table(), &tail, &[]).await?)
}

fn total(payments: &[Record]) -> i64 {
    payments.iter().filter_map(|payment| payment.int("amount")).sum()
}

/// What waits for a list, and the lists that were made.
async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let view = payments(&app, &visitor).await?;
    let waiting = waiting(&app, &view).await?;
    let lists = View::open(&app, &visitor, LISTS).await?.register;
    let made = app.store.select(&lists.table(), "order by made_on desc, id desc limit 100", &[]).await?;
    let text =
        |uk: &'static str, en: &'static str| if visitor.lang == oblast_kernel::Lang::Uk { uk } else { en };
    let heads = [
        Head::new(text("Відомість", "List")),
        Head::new(text("Складено", "Made on")),
        Head::new(text("Виплат", "Payments")),
        Head::new(text("Сума, грн", "Total, UAH")),
        Head::new(text("Файл для банку", "File for the bank")),
    ];
    let rows: Vec<Vec<Markup>> = made
        .iter()
        .map(|list| {
            vec![
                html! { a href={ "/registers/" (LISTS) "/" (list.id()) } { (list.text("number")) } },
                html! { (format::stored_date(list.text("made_on"), visitor.lang)) },
                html! { (format::count(list.int("payments").unwrap_or_default())) },
                html! { (decimal::readable(list.int("total").unwrap_or_default(), 2)) },
                html! { a href={ "/social-payments/lists/" (list.id()) "/payments.csv" } { "CSV" } },
            ]
        })
        .collect();
    let title = text("Відомості на виплату", "Payment lists");
    let head = visitor.may(Request::Page(Audience::Role(Role::Head)));
    Ok(layout::page(
        &app,
        &visitor,
        title,
        "/registers",
        html! {
            h1 { (title) }
            @if waiting.is_empty() {
                (empty(text("Усі призначені виплати вже у відомостях.", "All granted payments are in lists."), None))
            } @else {
                p class="lead" {
                    (text("Чекають на відомість: ", "Waiting for a list: ")) (format::count(waiting.len() as i64))
                    (text("; сума, грн: ", "; total, UAH: ")) (decimal::readable(total(&waiting), 2))
                }
                @if head {
                    form method="post" action="/social-payments/lists" {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        div class="actions" { button class="button" type="submit" { (text("Скласти відомість", "Make a list")) } }
                    }
                }
            }
            @if !rows.is_empty() { (table(title, &heads, &rows)) }
        },
    ))
}

/// Gathers what was granted into a list: one act, each payment once.
async fn make(State(app): State<App>, visitor: Visitor, _form: Submitted) -> Result<Redirect, WebError> {
    let view = payments(&app, &visitor).await?;
    let holder = view.holder.ok_or(WebError::NotPermitted)?;
    let position = visitor.actor.position(Role::Head, holder).ok_or(WebError::NotPermitted)?;
    let waiting = waiting(&app, &view).await?;
    if waiting.is_empty() {
        return Ok(Redirect::to("/social-payments/lists"));
    }
    let register = app.store.catalogue().register(LISTS).cloned().ok_or(WebError::NotFound)?;
    let values: Values = [
        ("made_on".to_owned(), Value::Text(visitor.today().to_string())),
        ("payments".to_owned(), Value::Int(waiting.len() as i64)),
        ("total".to_owned(), Value::Int(total(&waiting))),
    ]
    .into();
    let list = app.store.draft_record(&register, &values).map_err(RecordError::from)?;
    let (id, mut act) = (list.id(), app.store.act("payment.list").by(&visitor.actor));
    act = act.in_position(Some(position.id)).about(&register.table(), id);
    act = app.store.insert_record(act, &register, list);
    for mut payment in waiting {
        payment.set("state", "listed");
        payment.set("updated_at", visitor.now.as_microsecond());
        act = act.update(payment).same_number("list_number");
    }
    app.store.apply(act).await?;
    Ok(Redirect::to("/social-payments/lists"))
}

/// The payments of a list as CSV: number, recipient, tax number, account, amount, purpose.
async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path(list): Path<Uuid>,
) -> Result<Response, WebError> {
    let view = payments(&app, &visitor).await?;
    let lists = app.store.catalogue().register(LISTS).ok_or(WebError::NotFound)?;
    let made = app.store.load(&lists.table(), list).await?.ok_or(WebError::NotFound)?;
    let tail = format!("where list_number = $1 order by granted_on, id limit {LARGEST}");
    let paid = app.store.select(&view.register.table(), &tail, &[made.text("number").into()]).await?;
    view.note_reading(&app, &visitor, &paid).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = ["number", "recipient", "rnokpp", "iban", "amount", "purpose"];
    let lines = paid.iter().map(|payment| {
        [
            payment.text("number").to_owned(),
            safe_cell(payment.text("person_name").to_owned()),
            payment.text("rnokpp").to_owned(),
            payment.text("iban").to_owned(),
            decimal::plain(payment.int("amount").unwrap_or_default(), 2),
            format!("{}, справа {}", made.text("number"), payment.text("basis")),
        ]
    });
    // Writing into memory cannot fail.
    let _ = writer.write_record(heads);
    for line in lines {
        let _ = writer.write_record(line);
    }
    let name = format!(
        "attachment; filename=\"payment-list-{}.csv\"",
        made.text("number").replace('/', "-").replace("ВД", "VD")
    );
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, writer.into_inner().unwrap_or_default()).into_response())
}
