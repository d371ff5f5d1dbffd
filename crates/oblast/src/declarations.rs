//! The declarations of all systems: compiled in, and from a folder.

use std::path::Path;

use oblast_register::Catalogue;
use oblast_register::catalogue::DeclarationFile;
use oblast_web::routes::SystemRoutes;
use oblast_web::system::Job;
use oblast_web::{System, system};

use crate::Failure;

/// The catalogue of the binary, with the declarations of a folder.
pub fn catalogue(folder: Option<&Path>) -> Result<Catalogue, Failure> {
    let more = folder.map(read_folder).transpose()?.unwrap_or_default();
    system::catalogue(systems(), more).map_err(Failure::Declarations)
}

/// The pages that systems have of their own.
pub fn routes() -> Vec<SystemRoutes> {
    system::routes(&systems())
}

/// What systems do on their own.
pub fn jobs() -> Vec<(&'static str, Job)> {
    system::jobs(&systems())
}

/// The systems of all groups.
fn systems() -> Vec<System> {
    let groups = [
        systems_governance::systems(),
        systems_office::systems(),
        systems_participation::systems(),
        systems_territory::systems(),
    ];
    groups.into_iter().flatten().collect()
}

/// Every `register.toml`, `procedure.toml` and `life_event.toml` under a folder, in the order of their paths.
pub fn read_folder(folder: &Path) -> Result<Vec<DeclarationFile>, Failure> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<DeclarationFile>) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).map_err(Failure::io(folder.display()))?;
    for entry in entries {
        let entry = entry.map_err(Failure::io(folder.display()))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Failure::io(path.display()))?;
        let declared = matches!(
            entry.file_name().to_str(),
            Some("register.toml" | "procedure.toml" | "life_event.toml")
        );
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() && declared {
            let text = std::fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
            files.push(DeclarationFile { path: path.display().to_string(), text });
        }
    }
    Ok(())
}
