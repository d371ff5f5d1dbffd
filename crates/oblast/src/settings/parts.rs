//! Groups of settings.

use std::path::{Path, PathBuf};

use oblast_store::files::{Bucket, FilePlace};
use oblast_web::state::SecondFactor;

use super::{Identity, Messages, OpenId, Place, SettingError, Signatures, StateId};

/// Takes a setting with the place where it was found.
type Take<'t> = &'t mut dyn FnMut(&'static str) -> Option<(String, Place)>;

/// What is trusted stands in the folder `trust` of the data where nothing else is said.
pub(super) fn signatures(take: Take<'_>, data: &Path) -> Result<Signatures, SettingError> {
    use dstu::verdict::Policy;
    let exists = |path: String, place: &Place| match Path::new(&path).exists() {
        true => Ok(PathBuf::from(path)),
        false => Err(place.error(format!("`{path}` is not there"))),
    };
    let trust = match take("trust") {
        Some((paths, place)) => {
            paths.split(',').map(|path| exists(path.trim().to_owned(), &place)).collect::<Result<_, _>>()?
        }
        None => Some(data.join("trust")).filter(|folder| folder.is_dir()).into_iter().collect(),
    };
    let policy = match take("signature_policy") {
        Some((word, place)) => match word.as_str() {
            "lenient" => Policy::Lenient,
            "strict" => Policy::Strict,
            _ => return Err(place.error(format!("`{word}` is no policy; give lenient or strict"))),
        },
        None => Policy::Lenient,
    };
    let tsa_url = address(take, "tsa_url")?;
    let seal_key = take("seal_key").map(|(path, place)| exists(path, &place)).transpose()?;
    let seal_password = take("seal_password").map(|(password, _)| password);
    Ok(Signatures { trust, policy, tsa_url, seal_key, seal_password })
}

/// The address of a system that is asked, without a slash at the end.
pub(super) fn address(take: Take<'_>, key: &'static str) -> Result<Option<String>, SettingError> {
    match take(key) {
        Some((url, _)) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        }
        Some((url, place)) => Err(place.error(format!("`{url}` is not an address; it begins with https://"))),
        None => Ok(None),
    }
}

/// `s3://bucket/prefix` with its store and keys, or a folder; without either, a folder in the data directory.
pub(super) fn files(take: Take<'_>, data: &Path) -> Result<FilePlace, SettingError> {
    let [endpoint, region, key, secret] = ["s3_endpoint", "s3_region", "s3_key", "s3_secret"].map(&mut *take);
    let Some((files, place)) = take("files") else { return Ok(FilePlace::Folder(data.join("files"))) };
    let Some(bucket) = files.strip_prefix("s3://") else {
        if files.contains("://") {
            return Err(place.error("files are in a folder or in a bucket, given as s3://bucket/prefix"));
        }
        return Ok(FilePlace::Folder(PathBuf::from(files)));
    };
    let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    let needed = |value: Option<(String, Place)>, setting: &str| match value {
        Some((value, _)) if !value.is_empty() => Ok(value),
        _ => Err(place.error(format!("files in a bucket need `{setting}` too"))),
    };
    let endpoint = needed(endpoint, "s3_endpoint")?;
    if name.is_empty() || !(endpoint.starts_with("https://") || endpoint.starts_with("http://")) {
        return Err(
            place.error("a bucket is s3://bucket/prefix, its store `s3_endpoint` begins with https://")
        );
    }
    Ok(FilePlace::Bucket(Bucket {
        name: name.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        endpoint: endpoint.trim_end_matches('/').to_owned(),
        region: region.map_or_else(|| "us-east-1".to_owned(), |(region, _)| region),
        key: needed(key, "s3_key")?,
        secret: needed(secret, "s3_secret")?,
    }))
}

pub(super) fn messages(take: Take<'_>) -> Result<Messages, SettingError> {
    let smtp = match take("smtp") {
        Some((url, place)) if !url.starts_with("smtp://") && !url.starts_with("smtps://") => {
            return Err(place.error("a mail server is given as smtps://user:password@host"));
        }
        other => other,
    };
    let mail_from = take("mail_from").map(|(from, _)| from);
    if let (Some((_, place)), None) = (&smtp, &mail_from) {
        return Err(place.error("with a mail server, `mail_from` says the sender's address"));
    }
    let sms_url = match take("sms_url") {
        Some((url, place)) if !url.starts_with("https://") && !url.starts_with("http://") => {
            return Err(place.error("the gateway for short messages is an address that begins with https://"));
        }
        other => other.map(|(url, _)| url),
    };
    let sms_token = take("sms_token").map(|(token, _)| token);
    Ok(Messages { smtp: smtp.map(|(url, _)| url), mail_from, sms_url, sms_token })
}

/// Who signs in, and who says so.
pub(super) fn identity(take: Take<'_>) -> Result<Identity, SettingError> {
    let second_factor = match take("second_factor") {
        Some((word, place)) => match word.as_str() {
            "officials" => Some(SecondFactor::Officials),
            "offered" => Some(SecondFactor::Offered),
            _ => return Err(place.error(format!("`{word}` is nobody; give officials or offered"))),
        },
        None => None,
    };
    let proxies = match take("trusted_proxies") {
        Some((list, place)) => {
            let read = |text: &str| {
                text.trim().parse().map_err(|_| place.error(format!("`{}` is not an address", text.trim())))
            };
            list.split(',').map(read).collect::<Result<_, _>>()?
        }
        None => Vec::new(),
    };
    Ok(Identity { second_factor, proxies, open_id: open_id(take)?, state_id: state_id(take)? })
}

/// A client is known by its id and its secret.
fn client(
    take: Take<'_>,
    place: &Place,
    (id, secret): (&'static str, &'static str),
) -> Result<(String, String), SettingError> {
    let mut needed = |key: &'static str| match take(key) {
        Some((value, _)) if !value.is_empty() => Ok(value),
        _ => Err(place.error(format!("a provider of identities needs `{key}` too"))),
    };
    Ok((needed(id)?, needed(secret)?))
}

fn open_id(take: Take<'_>) -> Result<Option<OpenId>, SettingError> {
    let [title, strong, rnokpp] = ["oidc_title", "oidc_strong", "oidc_rnokpp"].map(&mut *take);
    let Some((issuer, place)) = take("oidc_issuer") else { return Ok(None) };
    // An issuer is compared letter by letter: a slash at its end counts.
    if !issuer.starts_with("https://") && !issuer.starts_with("http://") {
        return Err(place.error(format!("`{issuer}` is not an address; it begins with https://")));
    }
    let (client_id, client_secret) = client(take, &place, ("oidc_client_id", "oidc_client_secret"))?;
    let is_strong = match strong {
        Some((word, place)) => match word.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(place.error(format!("`{word}` is no answer; give yes or no"))),
        },
        None => false,
    };
    let title = title.map_or_else(|| "OpenID".to_owned(), |(title, _)| title);
    Ok(Some(OpenId {
        issuer,
        client_id,
        client_secret,
        title,
        is_strong,
        rnokpp: rnokpp.map(|(claim, _)| claim),
    }))
}

fn state_id(take: Take<'_>) -> Result<Option<StateId>, SettingError> {
    let [key, password] = ["id_gov_ua_key", "id_gov_ua_password"].map(&mut *take);
    let Some((url, place)) = take("id_gov_ua_url") else { return Ok(None) };
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(place.error(format!("`{url}` is not an address; it is https://id.gov.ua")));
    }
    let (client_id, client_secret) =
        client(take, &place, ("id_gov_ua_client_id", "id_gov_ua_client_secret"))?;
    let key = match key {
        Some((path, place)) if !Path::new(&path).exists() => {
            return Err(place.error(format!("`{path}` is not there")));
        }
        Some((path, _)) => PathBuf::from(path),
        None => {
            return Err(place
                .error("answers of id.gov.ua are encrypted to a key of yours: `id_gov_ua_key` is its file"));
        }
    };
    Ok(Some(StateId {
        url: url.trim_end_matches('/').to_owned(),
        client_id,
        client_secret,
        key,
        password: password.map(|(password, _)| password).unwrap_or_default(),
    }))
}
