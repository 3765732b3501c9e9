//! A folder and the command that runs in it.

use crate::TABLE;
use serde_json::Value as Json;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A folder of its own, in which the command runs.
pub struct Place {
    pub folder: TempDir,
    pub table: &'static str,
}

/// What the command did.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn succeeded(self) -> Run {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }
}

impl Place {
    pub fn with(files: &[(&str, &str)]) -> Place {
        let place = Place {
            folder: TempDir::new().unwrap(),
            table: "alone",
        };
        for (name, text) in files {
            std::fs::write(place.path(name), text).unwrap();
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(arguments)
            .env(TABLE, self.table)
            .current_dir(self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
