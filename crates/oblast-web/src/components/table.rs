//! A table whose rows become cards on a phone.

use maud::{Markup, html};

/// A column's head.
pub struct Head {
    /// The title.
    pub title: String,
    /// Are its values numbers?
    pub number: bool,
    /// Where a click on the title leads.
    pub href: Option<String>,
}

impl Head {
    /// A plain head.
    pub fn new(title: impl Into<String>) -> Self {
        Head { title: title.into(), number: false, href: None }
    }

    /// A head over numbers.
    pub fn number(title: impl Into<String>) -> Self {
        Head { title: title.into(), number: true, href: None }
    }
}

/// A table; the first cell of a row is its head.
pub fn table(caption: &str, heads: &[Head], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div class="table-wrap" tabindex="0" role="region" aria-label=(caption) {
            table class="stack" {
                caption class="hidden-word" { (caption) }
                thead {
                    tr {
                        @for head in heads {
                            th scope="col" class=[head.number.then_some("number")] {
                                @match &head.href { Some(href) => a href=(href) { (head.title) }, None => (head.title) }
                            }
                        }
                    }
                }
                tbody data-list {
                    @for row in rows {
                        tr {
                            @for (index, (cell, head)) in row.iter().zip(heads).enumerate() {
                                @if index == 0 { th scope="row" data-label=(head.title) { div { (cell) } } }
                                @else { td class=[head.number.then_some("number")] data-label=(head.title) { div { (cell) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
