//! Files: taken, refused, missed.

use bytes::Bytes;
use futures_util::stream;
use oblast_store::cases::Application;
use oblast_store::files::{
    Bucket, FileError, FilePlace, Files, IN_DRAFTS, LARGEST, MOST, NotAccepted, Scanner, Taken,
};
use oblast_testkit::{APPLICATION, PERMIT, Place, on_both, region, typed};

/// A PDF of one empty page; `more` goes into its trailer.
pub(crate) fn pdf(more: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, body) in [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R >>",
        "<< /Length 34 >>\nstream\n0.1 0.4 0.3 rg 20 20 160 60 re f  \n\nendstream",
    ]
    .iter()
    .enumerate()
    {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{body}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str("xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size 5 /Root 1 0 R {more}>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

async fn take(files: &Files, name: &str, bytes: &[u8]) -> Result<Taken, FileError> {
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        bytes.chunks(1_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    files.take(name, stream::iter(pieces), None).await
}

fn stored(place: &Place) -> usize {
    let count = |name: &str| {
        let folder = place.dir.join("files").join(name);
        fn walk(folder: &std::path::Path) -> usize {
            std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { 1 })
                .sum()
        }
        walk(&folder)
    };
    count("quarantine") * 1_000 + count("kept")
}

on_both! {
    async fn a_sound_file_is_kept_once_and_shown_as_a_picture(place: Place) {
        let store = place.open().await;
        let taken = take(&store.files, "план.pdf", &pdf("")).await.unwrap();
        assert_eq!((taken.media_type, taken.size as usize), ("application/pdf", pdf("").len()));
        let again = take(&store.files, "копія.pdf", &pdf("")).await.unwrap();
        assert_eq!(again.hash, taken.hash);
        assert_eq!(stored(&place), 1, "one content, nothing in quarantine");
        let bytes = store.files.read(&taken.hash).await.unwrap();
        let picture = store.files.preview(bytes.clone(), taken.media_type, 1).await.unwrap().unwrap();
        assert!(picture.png.starts_with(b"\x89PNG") && picture.pages == 1);
        assert!(store.files.preview(bytes, taken.media_type, 2).await.is_err(), "there is no second page");
    }
}

on_both! {
    async fn what_is_not_what_it_says_is_refused_and_not_kept(place: Place) {
        let store = place.open().await;
        let refused = async |name: &str, bytes: &[u8]| match take(&store.files, name, bytes).await {
            Err(FileError::NotAccepted(why)) => why,
            other => unreachable!("{name}: {other:?}"),
        };
        assert!(matches!(refused("вірус.pdf", b"MZ\x90\x00\x03").await, NotAccepted::Mismatch { .. }));
        assert_eq!(refused("вірус.exe", b"MZ\x90\x00\x03").await, NotAccepted::Kind("exe".into()));
        assert_eq!(refused("зламаний.pdf", b"%PDF-1.7\nnothing else").await, NotAccepted::Damaged);
        let locked = "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 \
                      /O <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff> \
                      /U <ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100> >> \
                      /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] ";
        assert_eq!(refused("таємний.pdf", &pdf(locked)).await, NotAccepted::Encrypted);
        assert!(matches!(take(&store.files, "порожній.pdf", b"").await, Err(FileError::Empty)));
        assert_eq!(stored(&place), 0);
    }
}

on_both! {
    async fn two_gigabytes_are_refused_at_the_limit_without_being_held(place: Place) {
        let store = place.open().await;
        let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
        let sent = std::sync::atomic::AtomicU64::new(0);
        let endless = stream::iter((0..2048).map(|_| {
            sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok::<_, std::io::Error>(piece.clone())
        }));
        assert!(matches!(store.files.take("великий.pdf", endless, None).await, Err(FileError::TooLarge)));
        assert!(sent.into_inner() <= LARGEST / 1024 / 1024 + 1, "nothing beyond the limit was read");
        let broken = stream::iter([Ok(piece.slice(..10)), Err(std::io::Error::other("gone"))]);
        assert!(matches!(store.files.take("обірваний.pdf", broken, None).await, Err(FileError::Broken(_))));
        assert_eq!(stored(&place), 0);
    }
}

on_both! {
    async fn files_of_a_draft_go_with_the_application_and_a_lost_one_is_noticed(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let account = region.resident.account.unwrap();
        let taken = take(&store.files, "згода.pdf", &pdf("")).await.unwrap();
        store.add_upload(account, PERMIT, 1, "згода.pdf", &taken).await.unwrap();
        let neighbour = region.neighbour.account.unwrap();
        assert!(store.uploads(neighbour, PERMIT).await.unwrap().is_empty());
        let uploads = store.uploads(account, PERMIT).await.unwrap();
        store.drop_upload(neighbour, uploads[0].id).await.unwrap();
        assert_eq!(store.uploads(account, PERMIT).await.unwrap().len(), 1, "another's file stays");

        let service = store.catalogue().service(PERMIT).unwrap().clone();
        let values = typed(&service.procedure.fields, APPLICATION);
        let person = region.resident.person.unwrap();
        let application = Application { uploads: &uploads, ..Application::online(person, region.centre, &values) };
        let case = store.submit_case(&region.resident, &service, &application, None).await.unwrap().id;
        assert!(store.uploads(account, PERMIT).await.unwrap().is_empty());
        let files = store.attachments(case).await.unwrap();
        assert_eq!((files[0].text("name"), files[0].int("document")), ("згода.pdf", Some(1)));
        assert_eq!(store.verify_files().await.unwrap(), (1, vec![]));

        let object = place.dir.join("files/kept").join(&taken.hash[..2]).join(&taken.hash);
        let mut bytes = std::fs::read(&object).unwrap();
        bytes[20] ^= 1;
        std::fs::write(&object, bytes).unwrap();
        assert_eq!(store.verify_files().await.unwrap().1[0].kind, "altered");
        assert!(matches!(store.files.read(&taken.hash).await, Err(FileError::Altered)));
        std::fs::remove_file(&object).unwrap();
        assert_eq!(store.verify_files().await.unwrap().1[0].kind, "missing");
    }
}

on_both! {
    async fn files_of_an_expired_draft_are_forgotten_unless_a_case_has_them(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let taken = take(&store.files, "чернетка.pdf", &pdf("")).await.unwrap();
        store.add_upload(region.resident.account.unwrap(), PERMIT, 0, "чернетка.pdf", &taken).await.unwrap();
        place.clock.set(oblast_testkit::at("2026-04-20T08:00:00Z"));
        assert_eq!(store.forget_old_uploads().await.unwrap(), 1);
        assert_eq!(stored(&place), 0);
    }
}

on_both! {
    async fn drafts_hold_so_many_files_and_what_is_taken_out_is_gone(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (own, other) = (region.resident.account.unwrap(), region.neighbour.account.unwrap());
        let taken = take(&store.files, "план.pdf", &pdf("")).await.unwrap();
        for account in [own, other] {
            store.add_upload(account, PERMIT, 0, "план.pdf", &taken).await.unwrap();
        }
        let id = store.uploads(own, PERMIT).await.unwrap()[0].id;
        store.drop_upload(own, id).await.unwrap();
        assert_eq!(stored(&place), 1, "the other draft has it");
        store.drop_draft(other, PERMIT).await.unwrap();
        assert_eq!(stored(&place), 0);

        let taken = take(&store.files, "план.pdf", &pdf("")).await.unwrap();
        for _ in 0..MOST {
            store.add_upload(own, PERMIT, 0, "план.pdf", &taken).await.unwrap();
        }
        let another = take(&store.files, "інший.pdf", &pdf("/Other 1 ")).await.unwrap();
        let refused = store.add_upload(own, PERMIT, 0, "інший.pdf", &another).await;
        assert!(matches!(refused, Err(FileError::TooMany)), "{refused:?}");
        assert_eq!(stored(&place), 1, "what was refused is not kept");
        // All drafts together: the size that is said counts.
        let large = Taken { size: IN_DRAFTS as i64, ..taken.clone() };
        store.add_upload(other, PERMIT, 0, "великий.pdf", &large).await.unwrap();
        assert!(matches!(store.upload_room(other, "residence-extract").await, Err(FileError::TooMany)));
    }
}

on_both! {
    async fn what_a_killed_process_was_receiving_is_gone_after_the_next_start(place: Place) {
        let store = place.open().await;
        let taken = take(&store.files, "план.pdf", &pdf("")).await.unwrap();
        let quarantine = place.dir.join("files/quarantine");
        std::fs::create_dir_all(&quarantine).unwrap();
        std::fs::write(quarantine.join("0011#1"), "half of a file").unwrap();
        store.close().await;
        drop(store);
        let store = place.open().await;
        assert_eq!(stored(&place), 1);
        assert!(store.files.read(&taken.hash).await.is_ok());
    }
}

/// A real S3-compatible store: npm `s3rver`, as a process.
struct ObjectServer {
    process: std::process::Child,
    endpoint: String,
}

impl ObjectServer {
    fn start(folder: &std::path::Path) -> Self {
        let mut process = std::process::Command::new("node")
            .arg("s3-server.mjs")
            .arg(folder)
            .current_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e"))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("node runs");
        let mut line = String::new();
        let mut output = std::io::BufReader::new(process.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut output, &mut line).expect("npm ci was run in e2e");
        ObjectServer { process, endpoint: format!("http://127.0.0.1:{}", line.trim()) }
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_kept_in_a_bucket_as_in_a_folder() {
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let objects = place.dir.join("objects");
    let server = ObjectServer::start(&objects);
    let bucket = |name: &str| {
        FilePlace::Bucket(Bucket {
            name: name.into(),
            prefix: "region/files".into(),
            endpoint: server.endpoint.clone(),
            region: "us-east-1".into(),
            key: "S3RVER".into(),
            secret: "S3RVER".into(),
        })
    };
    let ids = std::sync::Arc::new(oblast_kernel::Ids::seeded(3));
    let files = Files::open(bucket("files"), None, ids.clone()).unwrap();
    let taken = take(&files, "план.pdf", &pdf("")).await.unwrap();
    assert_eq!(files.read(&taken.hash).await.unwrap(), pdf(""));
    // Several pieces of a multipart upload.
    let mut large = pdf("");
    large.resize(12 * 1024 * 1024, b' ');
    let large = take(&files, "великий.pdf", &large).await.unwrap();
    assert_eq!(files.read(&large.hash).await.unwrap().len() as i64, large.size);
    let wrong = take(&files, "програма.pdf", b"MZ\x90\x00 this is a program").await;
    assert!(matches!(wrong, Err(FileError::NotAccepted(NotAccepted::Mismatch { .. }))), "{wrong:?}");
    let too_large = vec![b' '; usize::try_from(LARGEST).unwrap() + 1];
    assert!(matches!(take(&files, "план.pdf", &too_large).await, Err(FileError::TooLarge)));
    assert!(matches!(files.read(&"0".repeat(64)).await, Err(FileError::Missing)));

    // What is altered in the bucket is noticed.
    let altered = std::fs::read_dir(objects.join("files/region/files/kept").join(&taken.hash[..2])).unwrap();
    let object =
        altered.flatten().find(|entry| entry.file_name().to_string_lossy().ends_with("_object")).unwrap();
    std::fs::write(object.path(), pdf(" ")).unwrap();
    let read = files.read(&taken.hash).await;
    assert!(matches!(read, Err(FileError::Altered)), "{read:?}");
    let quarantine =
        std::fs::read_dir(objects.join("files/region/files/quarantine")).map_or(0, Iterator::count);
    assert_eq!(quarantine, 0, "nothing is left in quarantine");

    // A bucket that is not there is an error of the store, not a file that seems to be lost.
    let nowhere = Files::open(bucket("elsewhere"), None, ids).unwrap();
    let taken = take(&nowhere, "план.pdf", &pdf("")).await;
    assert!(matches!(taken, Err(FileError::Store(_))), "{taken:?}");
}

/// A real ClamAV daemon, with one signature of its own.
struct ScannerServer(std::process::Child);

impl ScannerServer {
    /// Nothing where Debian's clamav-daemon is not installed; `make test` installs it.
    async fn start(folder: &std::path::Path) -> Option<Self> {
        let (signatures, socket) = (folder.join("signatures"), folder.join("clamd.ctl"));
        std::fs::create_dir_all(&signatures).unwrap();
        let marked = "PROGRAM-FOR-TESTS".bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        std::fs::write(signatures.join("tests.ndb"), format!("Oblast.Test:0:*:{marked}\n")).unwrap();
        let settings = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nStreamMaxLength 30M\n",
            socket.display(),
            signatures.display()
        );
        std::fs::write(folder.join("clamd.conf"), settings).unwrap();
        let process = std::process::Command::new("clamd")
            .arg("--config-file")
            .arg(folder.join("clamd.conf"))
            .stdout(std::process::Stdio::null())
            .spawn()
            .ok()?;
        let mut server = ScannerServer(process);
        while tokio::net::UnixStream::connect(&socket).await.is_err() {
            assert!(server.0.try_wait().unwrap().is_none(), "clamd stopped");
            tokio::task::yield_now().await;
        }
        Some(server)
    }
}

impl Drop for ScannerServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_the_scanner_refuses_or_cannot_be_asked_about_is_not_kept() {
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let Some(server) = ScannerServer::start(&place.dir).await else {
        return eprintln!("clamd is not installed: not run");
    };
    let ids = std::sync::Arc::new(oblast_kernel::Ids::seeded(3));
    let scanner = Scanner::Unix(place.dir.join("clamd.ctl"));
    let files = Files::open(FilePlace::Folder(place.dir.join("files")), Some(scanner), ids).unwrap();
    take(&files, "план.pdf", &pdf("")).await.unwrap();
    assert_eq!(stored(&place), 1);
    let mut marked = pdf("");
    marked.extend_from_slice(b"% PROGRAM-FOR-TESTS\n");
    let refused = take(&files, "план.pdf", &marked).await;
    assert!(matches!(refused, Err(FileError::NotAccepted(NotAccepted::Malware))), "{refused:?}");
    drop(server);
    let unasked = take(&files, "інший.pdf", &pdf("/Other 1 ")).await;
    assert!(
        matches!(&unasked, Err(FileError::Store(words)) if words.contains("virus scanner")),
        "{unasked:?}"
    );
    assert_eq!(stored(&place), 1, "neither is kept");
}
