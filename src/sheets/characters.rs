//! Bytes as characters: a byte-order mark says which, else UTF-8 where all of it is, else Windows-1252. No guessing
//! beyond that: for one name with a circumflex a guesser says Icelandic.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, WINDOWS_1252};

use super::fill;

const CHUNK: usize = 64 * 1024;

/// How a file's characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Characters {
    pub(super) encoding: &'static Encoding,
    pub(super) marked: bool,
}

impl Characters {
    /// What they are called.
    pub(super) fn called(self) -> &'static str {
        if self.encoding == UTF_8 {
            "UTF-8"
        } else if self.encoding == WINDOWS_1252 {
            "Windows-1252 (Western European)"
        } else {
            "UTF-16"
        }
    }

    /// Finds out, and leaves the file at its beginning; with the line of a NUL where it is no text at all.
    pub(super) fn of<F: Read + Seek>(file: &mut F) -> io::Result<Result<Self, u64>> {
        file.seek(SeekFrom::Start(0))?;
        let mut mark = [0_u8; 3];
        let length = fill(file, &mut mark)?;
        if let Some((encoding, _)) = Encoding::for_bom(&mark[..length]) {
            file.seek(SeekFrom::Start(0))?;
            return Ok(Ok(Self { encoding, marked: true }));
        }
        file.seek(SeekFrom::Start(0))?;
        let (mut decoder, mut bytes, mut text) =
            (UTF_8.new_decoder_without_bom_handling(), vec![0; CHUNK], vec![0; CHUNK * 3]);
        let (mut is_utf_8, mut line) = (true, 1);
        loop {
            let length = file.read(&mut bytes)?;
            let read = &bytes[..length];
            if let Some(at) = read.iter().position(|byte| *byte == 0) {
                return Ok(Err(line + line_ends(&read[..at])));
            }
            line += line_ends(read);
            if is_utf_8 {
                let (result, ..) = decoder.decode_to_utf8_without_replacement(read, &mut text, length == 0);
                is_utf_8 = !matches!(result, encoding_rs::DecoderResult::Malformed(..));
            }
            if length == 0 {
                break;
            }
        }
        file.seek(SeekFrom::Start(0))?;
        Ok(Ok(Self { encoding: if is_utf_8 { UTF_8 } else { WINDOWS_1252 }, marked: false }))
    }
}

/// The text of a file in UTF-8 while it is read, each line ended by one line feed, the last one too.
pub(super) struct Text<F> {
    file: F,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// What has come from the file and is not decoded.
    waiting: std::ops::Range<usize>,
    ended: bool,
    decoded: Vec<u8>,
    /// What is decoded and not given out.
    ready: std::ops::Range<usize>,
    /// The last byte that was given out, before carriage returns were left out.
    last: u8,
    closed: bool,
}

impl<F: Read> Text<F> {
    pub(super) fn new(file: F, characters: Characters) -> Self {
        Self {
            file,
            decoder: characters.encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; CHUNK],
            waiting: 0..0,
            ended: false,
            decoded: vec![0; CHUNK * 3],
            ready: 0..0,
            last: b'\n',
            closed: false,
        }
    }

    /// Decodes some more; false once there is no more.
    fn decode(&mut self) -> io::Result<bool> {
        while self.ready.is_empty() {
            if self.closed {
                return Ok(false);
            }
            if self.waiting.is_empty() && !self.ended {
                let length = self.file.read(&mut self.bytes)?;
                self.waiting = 0..length;
                self.ended = length == 0;
            }
            let from = &self.bytes[self.waiting.clone()];
            let (result, read, written, _) = self.decoder.decode_to_utf8(from, &mut self.decoded, self.ended);
            self.waiting.start += read;
            self.ready = 0..self.one_line_end(written);
            if self.ended && result == CoderResult::InputEmpty {
                self.closed = true;
                if self.last != b'\n' && self.last != b'\r' {
                    let end = self.ready.end;
                    self.decoded[end] = b'\n';
                    self.ready.end += 1;
                }
            }
        }
        Ok(true)
    }

    /// Writes line feeds for carriage returns, with or without one behind them; gives the length that is left.
    fn one_line_end(&mut self, written: usize) -> usize {
        let mut kept = 0;
        for at in 0..written {
            let byte = self.decoded[at];
            let second_half = byte == b'\n' && self.last == b'\r';
            self.last = byte;
            if !second_half {
                self.decoded[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl<F: Read> Read for Text<F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() || !self.decode()? {
            return Ok(0);
        }
        let length = into.len().min(self.ready.len());
        into[..length].copy_from_slice(&self.decoded[self.ready.start..self.ready.start + length]);
        self.ready.start += length;
        Ok(length)
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}
