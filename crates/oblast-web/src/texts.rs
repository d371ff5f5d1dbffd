//! The interface's texts: Fluent, one file a language. `xtask texts` proves that both have every key.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use oblast_kernel::Lang;
use unic_langid::LanguageIdentifier;

/// The sources, for the check.
pub const SOURCES: [(&str, &str); 2] =
    [("uk", include_str!("../texts/uk.ftl")), ("en", include_str!("../texts/en.ftl"))];

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> = LazyLock::new(|| SOURCES.map(bundle));

fn bundle((tag, source): (&str, &str)) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    // What does not parse is left out here and reported by `xtask texts`.
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// A text in a language; the key itself where it is missing.
pub fn text(lang: Lang, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    let bundle = &BUNDLES[usize::from(lang == Lang::En)];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}
