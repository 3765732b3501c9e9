//! Named 32-bit tensors in a `safetensors` file.

use crate::weights::Slot;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

#[derive(Serialize, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// Writes each group under `<group>.<path of the slot>`.
pub fn write(path: &Path, slots: &[Slot], groups: &[(&str, &[f32])]) -> io::Result<()> {
    let mut header = BTreeMap::new();
    let mut base = 0;
    for (group, values) in groups {
        for slot in slots {
            let start = base + 4 * slot.start;
            let entry = Entry {
                dtype: "F32".to_owned(),
                shape: slot.shape.clone(),
                data_offsets: [start, start + 4 * slot.size()],
            };
            header.insert(format!("{group}.{}", slot.path), entry);
        }
        base += 4 * values.len();
    }
    let mut header = serde_json::to_vec(&header)?;
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = Vec::with_capacity(8 + header.len() + base);
    bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&header);
    for (_, values) in groups {
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
    std::fs::write(path, bytes)
}

/// Reads groups that [`write`] wrote for the same slots.
pub fn read(path: &Path, slots: &[Slot], groups: &[&str]) -> io::Result<Vec<Vec<f32>>> {
    let bad = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
    let bytes = std::fs::read(path)?;
    let cut = || bad("the file is cut off".to_owned());
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(cut)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
    let (header, data) = rest.split_at_checked(length).ok_or_else(cut)?;
    let header: BTreeMap<String, Entry> = serde_json::from_slice(header)?;
    let read_group = |group: &str| {
        let mut values = Vec::new();
        for slot in slots {
            let name = format!("{group}.{}", slot.path);
            let entry = header
                .get(&name)
                .ok_or_else(|| bad(format!("`{name}` is missing")))?;
            if entry.shape != slot.shape || entry.dtype != "F32" {
                return Err(bad(format!(
                    "`{name}` has shape {:?}, the network needs {:?}",
                    entry.shape, slot.shape
                )));
            }
            let [start, end] = entry.data_offsets;
            let part = data.get(start..end).ok_or_else(cut)?;
            if part.len() != 4 * slot.size() {
                return Err(cut());
            }
            let (words, _) = part.as_chunks::<4>();
            values.extend(words.iter().map(|word| f32::from_le_bytes(*word)));
        }
        Ok(values)
    };
    groups.iter().map(|group| read_group(group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(width: usize) -> Vec<Slot> {
        vec![
            Slot {
                path: "a".to_owned(),
                shape: vec![2, width],
                start: 0,
            },
            Slot {
                path: "b.c".to_owned(),
                shape: vec![1],
                start: 2 * width,
            },
        ]
    }

    #[test]
    fn tensors_come_back_bit_for_bit() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("x.safetensors");
        let first = [1.0, -0.0, f32::MIN_POSITIVE, 1e-40, 3.3];
        let second = [5.0, 4.0, 3.0, 2.0, 1.0];
        write(&path, &slots(2), &[("m", &first), ("v", &second)])?;
        let back = read(&path, &slots(2), &["v", "m"])?;
        assert_eq!(back[0], second);
        assert_eq!(
            back[1].iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            first.map(f32::to_bits)
        );
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_named() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("x.safetensors");
        write(&path, &slots(1), &[("m", &[1.0, 2.0, 3.0])])?;
        let message = |result: io::Result<Vec<Vec<f32>>>| match result {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(message(read(&path, &slots(1), &["v"])), "`v.a` is missing");
        assert_eq!(
            message(read(&path, &slots(2), &["m"])),
            "`m.a` has shape [2, 1], the network needs [2, 2]"
        );
        let bytes = std::fs::read(&path)?;
        std::fs::write(&path, &bytes[..bytes.len() - 1])?;
        assert_eq!(
            message(read(&path, &slots(1), &["m"])),
            "the file is cut off"
        );
        Ok(())
    }
}
