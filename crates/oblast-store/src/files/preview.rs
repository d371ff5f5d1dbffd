//! Pictures of pages, made here: what somebody uploaded is never shown by a browser itself.

use std::io::Cursor;
use std::sync::Arc;

use hayro::{Pdf, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use super::sniff::NotAccepted;
use super::{FileError, Files};

/// The width of a picture, in pixels.
const WIDTH: f32 = 1_000.0;
/// The largest side of an uploaded picture, in pixels.
const LARGEST_SIDE: u32 = 12_000;
/// How much memory an uploaded picture may take when opened, in bytes.
const MEMORY: u64 = 256 * 1024 * 1024;
/// The longest time for a page.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(20);

/// A picture of a page.
#[derive(Clone, Debug)]
pub struct Picture {
    /// PNG.
    pub png: Vec<u8>,
    /// How many pages there are.
    pub pages: usize,
}

fn open(bytes: &bytes::Bytes) -> Result<Pdf, NotAccepted> {
    use hayro_syntax::LoadPdfError;
    Pdf::new(Arc::new(bytes.to_vec())).map_err(|error| match error {
        LoadPdfError::Decryption(_) => NotAccepted::Encrypted,
        LoadPdfError::Invalid => NotAccepted::Damaged,
    })
}

/// Can a PDF be opened, without a password, and has it pages?
pub(super) async fn check_pdf(bytes: bytes::Bytes) -> Result<(), FileError> {
    let checked = in_time(move || open(&bytes).map(|pdf| pdf.pages().len())).await?;
    match checked {
        Ok(0) => Err(NotAccepted::Damaged.into()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Runs work on foreign bytes beside the server: a panic or too long a time is an error of the file.
async fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, FileError> {
    match tokio::time::timeout(LONGEST, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => Err(NotAccepted::Damaged.into()),
    }
}

fn page(bytes: &bytes::Bytes, number: usize) -> Result<Picture, NotAccepted> {
    let pdf = open(bytes)?;
    let page = pdf.pages().get(number.saturating_sub(1)).ok_or(NotAccepted::Damaged)?;
    let (width, height) = page.render_dimensions();
    // A page as long as a street is cut to a picture that fits into memory.
    let scale = (WIDTH / width.max(1.0)).min(8.0 * WIDTH / height.max(1.0)).min(4.0);
    let settings = RenderSettings { x_scale: scale, y_scale: scale, ..RenderSettings::default() };
    let picture = render(page, &InterpreterSettings::default(), &settings);
    Ok(Picture { png: picture.take_png(), pages: pdf.pages().len() })
}

/// How many pages a PDF has, if it has this one.
fn page_count(bytes: &bytes::Bytes, number: usize) -> Result<usize, NotAccepted> {
    let count = open(bytes)?.pages().len();
    if number.max(1) > count { Err(NotAccepted::Damaged) } else { Ok(count) }
}

fn decode(bytes: &bytes::Bytes) -> Result<DynamicImage, NotAccepted> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NotAccepted::Damaged)?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NotAccepted::Damaged)?;
    if decoder.total_bytes() > MEMORY {
        return Err(NotAccepted::Damaged);
    }
    // Telephones write pictures lying on their side and say so beside them.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| NotAccepted::Damaged)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn picture(bytes: &bytes::Bytes) -> Result<Picture, NotAccepted> {
    let image = decode(bytes)?;
    let side = WIDTH as u32;
    let small = if image.width() > side { image.thumbnail(side, side * 8) } else { image };
    let mut png = Cursor::new(Vec::new());
    // Drawn anew: whatever was hidden in the file stays in the file.
    DynamicImage::ImageRgba8(small.to_rgba8())
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| NotAccepted::Damaged)?;
    Ok(Picture { png: png.into_inner(), pages: 1 })
}

impl Files {
    /// How many pages there are to show, if this one can be shown: without drawing it. None for kinds that have no
    /// picture.
    pub async fn pages(
        &self,
        bytes: bytes::Bytes,
        media_type: &str,
        number: usize,
    ) -> Result<usize, FileError> {
        let count: fn(&bytes::Bytes, usize) -> Result<usize, NotAccepted> = match media_type {
            "application/pdf" => page_count,
            "image/png" | "image/jpeg" => |bytes, _| decode(bytes).map(|_| 1),
            _ => return Ok(0),
        };
        let _permit = self.rendering.acquire().await;
        Ok(in_time(move || count(&bytes, number)).await??)
    }

    /// A picture of a page, counted from 1; nothing for kinds that have none.
    pub async fn preview(
        &self,
        bytes: bytes::Bytes,
        media_type: &str,
        number: usize,
    ) -> Result<Option<Picture>, FileError> {
        let make: fn(&bytes::Bytes, usize) -> Result<Picture, NotAccepted> = match media_type {
            "application/pdf" => page,
            "image/png" | "image/jpeg" => |bytes, _| picture(bytes),
            _ => return Ok(None),
        };
        let _permit = self.rendering.acquire().await;
        Ok(Some(in_time(move || make(&bytes, number)).await??))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG, wider than high, that says it is to be turned by a quarter (EXIF orientation 6).
    fn lying() -> bytes::Bytes {
        let mut plain = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(40, 20).write_to(&mut plain, ImageFormat::Jpeg).unwrap();
        let plain = plain.into_inner();
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [b"\xff\xe1".as_slice(), &length, exif].concat();
        [&plain[..2], &segment, &plain[2..]].concat().into()
    }

    #[test]
    fn a_photo_from_a_telephone_stands_upright_and_its_data_stays_behind() {
        let shown = picture(&lying()).unwrap();
        let upright = image::load_from_memory(&shown.png).unwrap();
        assert_eq!((upright.width(), upright.height()), (20, 40));
        assert!(!shown.png.windows(4).any(|bytes| bytes == b"Exif" || bytes == b"eXIf"));
    }
}
