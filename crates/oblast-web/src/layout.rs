//! The frame of every page.

use maud::{DOCTYPE, Markup, html};
use oblast_kernel::Lang;
use oblast_kernel::access::Role;

use crate::assets;
use crate::pages::desk::works_at_desk;
use crate::state::App;
use crate::visitor::Visitor;

/// A whole page. `active` is the path of the menu's entry that the page belongs to.
pub fn page(app: &App, visitor: &Visitor, title: &str, active: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(visitor.lang.tag()) {
            head {
                (head(visitor, title))
                script src=(assets::url("oblast.js")) defer {}
            }
            body data-show-password=(visitor.t("password-show")) {
                a class="skip" href="#content" { (visitor.t("skip")) }
                (header(visitor, app.site.demo))
                (menu(visitor, active))
                main id="content" { (content) }
                (footer(visitor))
                (keys(visitor))
            }
        }
    }
}

fn head(visitor: &Visitor, title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (title) " · " (visitor.t("site-name")) }
        link rel="icon" type="image/svg+xml" href=(assets::url("icon.svg"));
        link rel="stylesheet" href=(assets::url("oblast.css"));
        link rel="preload" href="/assets/onest-cyrillic.woff2" as="font" type="font/woff2" crossorigin;
    }
}

/// A page to stand within a page of somebody else: no menu, and the way to where it comes from.
pub fn embedded(visitor: &Visitor, title: &str, source: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(visitor.lang.tag()) {
            head { (head(visitor, title)) }
            body {
                main id="content" {
                    h1 { (title) }
                    (content)
                    p class="soft small" { a href=(source) target="_blank" rel="noopener" { (visitor.t("site-name")) ": " (title) } }
                }
            }
        }
    }
}

fn header(visitor: &Visitor, demo: bool) -> Markup {
    let other = if visitor.lang == Lang::Uk { Lang::En } else { Lang::Uk };
    let back = crate::error::form_encoded(&visitor.path);
    html! {
        header class="header" {
            @if demo { div class="demo-strip" { (visitor.t("demo-strip")) } }
            div class="header-row" {
                a class="brand" href="/" { (visitor.t("site-name")) small { (visitor.t("site-region")) } }
                div class="tools" {
                    a href={ "/language/" (other.tag()) "?next=" (back) } lang=(other.tag()) hreflang=(other.tag()) {
                        (visitor.t("other-language"))
                    }
                    @match &visitor.name {
                        Some(name) => {
                            a href="/notices" {
                                (visitor.t("menu-notices"))
                                @if visitor.unseen > 0 { " (" (visitor.unseen) ")" }
                            }
                            a href="/account" { (name) }
                            form method="post" action="/logout" {
                                input type="hidden" name="csrf" value=(visitor.csrf);
                                button class="linklike" type="submit" { (visitor.t("sign-out")) }
                            }
                        }
                        None => a href={ "/login?next=" (back) } { (visitor.t("sign-in")) }
                    }
                }
            }
        }
    }
}

fn menu(visitor: &Visitor, active: &str) -> Markup {
    let mut entries = Vec::new();
    if visitor.actor.is_official() {
        entries.push(("/queue", "menu-queue", "q"));
    }
    if works_at_desk(visitor) {
        entries.push(("/desk", "menu-desk", "w"));
    }
    entries.push(("/services", "menu-services", "s"));
    if visitor.actor.is_signed_in() {
        entries.push(("/cases", "menu-cases", "c"));
    }
    entries.push(("/registers", "menu-registers", "r"));
    entries.push(("/dashboard", "menu-dashboard", "d"));
    entries.push(("/journal", "menu-journal", "j"));
    html! {
        nav class="nav" aria-label=(visitor.t("menu")) {
            ul {
                @for (path, key, go) in entries {
                    li { a href=(path) data-go=(go) aria-current=[(path == active).then_some("page")] { (visitor.t(key)) } }
                }
            }
        }
    }
}

fn footer(visitor: &Visitor) -> Markup {
    let themes =
        ["theme-auto", "theme-light", "theme-dark", "theme-contrast"].map(|key| visitor.t(key)).join("|");
    let densities = ["density-roomy", "density-dense"].map(|key| visitor.t(key)).join("|");
    html! {
        footer class="footer" {
            div class="footer-row" {
                @if cfg!(feature = "pdf") { a href="/verify" { (visitor.t("verify-title")) } }
                a href="/about" { (visitor.t("footer-about")) }
                a href="/help" { (visitor.t("help-title")) }
                @if cfg!(feature = "pdf") { a href="/check" { (visitor.t("check-title")) } }
                a href="/terms" { (visitor.t("menu-terms")) }
                a href="/design" { (visitor.t("footer-design")) }
                a href="/api/openapi.json" { "API" }
                button type="button" class="linklike" data-choice="theme" data-labels=(themes) hidden {}
                @if visitor.actor.is_official() {
                    button type="button" class="linklike" data-choice="density" data-labels=(densities) hidden {}
                }
            }
        }
    }
}

fn keys(visitor: &Visitor) -> Markup {
    let rows = [
        ("/", "keys-search"),
        ("j", "keys-down"),
        ("k", "keys-up"),
        ("g s", "menu-services"),
        ("g c", "menu-cases"),
        ("g q", "menu-queue"),
        ("g w", "menu-desk"),
        ("g r", "menu-registers"),
        ("Ctrl Enter", "keys-send"),
        ("?", "keys-help"),
    ];
    html! {
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (visitor.t("keys-title")) }
            dl class="facts" {
                @for (key, text) in rows { dt { kbd { (key) } } dd { (visitor.t(text)) } }
            }
            form method="dialog" { button class="button" { (visitor.t("close")) } }
        }
    }
}

/// Is the visitor an operator of the platform?
pub fn is_operator(visitor: &Visitor) -> bool {
    visitor.actor.has_role(Role::Operator)
}
