//! Makes checksums right again over damaged files, so that what is behind them is reached.

use std::collections::BTreeMap;

use serde_json::Value;

/// The files of a store, by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

const PAGE: usize = 4096;
const FOOTER: usize = 64;
const LOG_HEADER: usize = 24;
const FRAME: usize = 56;

/// Checksums of every file, then the hashes of files in manifests and of manifests in each other
/// and in `CURRENT`.
pub(super) fn everything(files: &mut Files) {
    for (name, bytes) in files.iter_mut() {
        if name.starts_with("log-") {
            log(bytes);
        } else if bytes.ends_with(b"TRUYVET\n") {
            paged(bytes);
        }
    }
    manifests(files);
}

/// The checksums of a paged file, if its footer fits it.
fn paged(bytes: &mut [u8]) -> Option<()> {
    let before = bytes.len().checked_sub(FOOTER)?;
    let payload = usize::try_from(u64_at(bytes, before)?).ok()?;
    let pages = payload.checked_div(PAGE)?;
    let pages = pages.checked_add(usize::from(!payload.is_multiple_of(PAGE)))?;
    let (content, tail) = bytes.split_at_mut_checked(payload)?;
    if tail.len() < pages.checked_mul(4)?.checked_add(FOOTER)? {
        return None;
    }
    for (page, crc) in content.chunks(PAGE).zip(tail.chunks_mut(4)) {
        crc.copy_from_slice(&crc32c::crc32c(page).to_le_bytes());
    }
    seal(tail, tail.len().checked_sub(12)?)
}

/// Puts the checksum of `bytes`, taken with zeros at `at`, there.
fn seal(bytes: &mut [u8], at: usize) -> Option<()> {
    put(bytes, at, 0)?;
    let crc = crc32c::crc32c(bytes);
    put(bytes, at, crc)
}

fn put(bytes: &mut [u8], at: usize, value: u32) -> Option<()> {
    let place = bytes.get_mut(at..at.checked_add(4)?)?;
    place.copy_from_slice(&value.to_le_bytes());
    Some(())
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u64::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u32::from_le_bytes)
}

/// The checksums of a log, frame by frame as their lengths say.
fn log(bytes: &mut [u8]) -> Option<()> {
    let (header, mut rest) = bytes.split_at_mut_checked(LOG_HEADER)?;
    seal(header, 20)?;
    let log = u32_at(header, 20)?;
    let mut chain = log;
    while let Some(length) = u32_at(rest, 32) {
        let padded = usize::try_from(length).ok()?.checked_next_multiple_of(8)?;
        let (frame, after) = rest.split_at_mut_checked(FRAME.checked_add(padded)?)?;
        let (header, payload) = frame.split_at_mut_checked(FRAME)?;
        let is_commit = u32_at(header, 4)? == 1;
        let crc = if is_commit {
            crc32c::crc32c(payload)
        } else {
            0
        };
        put(header, 36, crc)?;
        put(header, 40, log)?;
        put(header, 44, chain)?;
        seal(header, 52)?;
        if is_commit {
            chain = u32_at(header, 52)?;
        }
        rest = after;
    }
    Some(())
}

/// A log of well-formed frames after commit `after`, each acknowledged.
pub(super) fn log_of(after: u64, time: i64, payloads: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"TVLG".to_vec();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(after.to_le_bytes());
    bytes.extend([0; 8]);
    let mut number = after;
    for payload in payloads {
        number = number.wrapping_add(1);
        frame(&mut bytes, (1, number, time), payload);
        frame(&mut bytes, (2, number, time), &[]);
    }
    log(&mut bytes);
    bytes
}

fn frame(log: &mut Vec<u8>, (kind, number, time): (u32, u64, i64), payload: &[u8]) {
    let offset = log.len() as u64;
    log.extend([0xff, b'T', b'V', 0xfe]);
    log.extend(kind.to_le_bytes());
    log.extend(offset.to_le_bytes());
    log.extend(number.to_le_bytes());
    log.extend(time.to_le_bytes());
    log.extend(u32::try_from(payload.len()).unwrap_or(0).to_le_bytes());
    log.extend([0; 20]);
    log.extend(payload);
    log.resize(log.len().next_multiple_of(8), 0);
}

/// The hashes in manifests, oldest first, and in `CURRENT`.
fn manifests(files: &mut Files) {
    let named: Vec<String> = files
        .keys()
        .filter(|n| n.starts_with("manifest-"))
        .cloned()
        .collect();
    for name in &named {
        let json = files
            .get(name)
            .and_then(|b| serde_json::from_slice::<Value>(b).ok());
        let Some(mut json) = json else { continue };
        entries(&mut json, files);
        files.insert(name.clone(), json.to_string().into_bytes());
    }
    let current = files
        .get("CURRENT")
        .map(|b| String::from_utf8_lossy(b).into_owned());
    let current = current.as_deref().and_then(|text| text.split(' ').next());
    let current = current
        .filter(|name| files.contains_key(*name))
        .map(str::to_owned);
    let Some(name) = current.or_else(|| named.last().cloned()) else {
        return;
    };
    let bytes = files.get(&name).map(|b| blake3::hash(b).to_hex());
    if let Some(hash) = bytes {
        files.insert(
            "CURRENT".to_owned(),
            format!("{name} {hash}\n").into_bytes(),
        );
    }
}

/// Corrects every object in `json` that names a file and says its hash.
fn entries(json: &mut Value, files: &Files) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| entries(item, files)),
        Value::Object(fields) => {
            let name = ["name", "manifest"]
                .iter()
                .find_map(|key| fields.get(*key)?.as_str());
            let bytes = name.and_then(|name| files.get(name));
            if let (Some(bytes), true) = (bytes, fields.contains_key("blake3")) {
                let hash = blake3::hash(bytes).to_hex().to_string();
                fields.insert("blake3".to_owned(), hash.into());
                if fields.contains_key("length") {
                    fields.insert("length".to_owned(), bytes.len().into());
                    let at = bytes.len().saturating_sub(12);
                    let crc = u32_at(bytes, at).unwrap_or(0);
                    fields.insert("tail_crc32c".to_owned(), crc.into());
                }
            }
            fields.values_mut().for_each(|field| entries(field, files));
        }
        _ => {}
    }
}

/// Makes every manifest count people and places as the headers of its id runs do.
pub(super) fn id_counts(files: &mut Files) {
    let runs = files.iter().filter(|(name, _)| name.starts_with("ids-"));
    let counts: BTreeMap<String, (u32, u32)> = runs
        .filter_map(|(name, b)| Some((name.clone(), (u32_at(b, 4)?, u32_at(b, 12)?))))
        .collect();
    let named: Vec<String> = files
        .keys()
        .filter(|n| n.starts_with("manifest-"))
        .cloned()
        .collect();
    for name in named {
        let json = files
            .get(&name)
            .and_then(|b| serde_json::from_slice::<Value>(b).ok());
        let Some(mut json) = json else { continue };
        let (mut people, mut places) = (0_u64, 0_u64);
        for run in json
            .get_mut("ids")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            let file = run.pointer("/file/name").and_then(Value::as_str);
            let count = file
                .and_then(|file| counts.get(file))
                .copied()
                .unwrap_or_default();
            if let Some(run) = run.as_object_mut() {
                run.insert("people".to_owned(), count.0.into());
                run.insert("places".to_owned(), count.1.into());
            }
            people = people.saturating_add(u64::from(count.0));
            places = places.saturating_add(u64::from(count.1));
        }
        if let Some(json) = json.as_object_mut() {
            json.insert("people".to_owned(), people.into());
            json.insert("places".to_owned(), places.into());
        }
        files.insert(name, json.to_string().into_bytes());
    }
    manifests(files);
}
