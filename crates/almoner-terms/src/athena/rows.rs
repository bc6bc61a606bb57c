//! Rows of a tab-separated file whose first line names the columns: one line in memory at a time.
//!
//! Athena's files know no quotes: a quotation mark is a character of a name.

use std::io::{BufRead, Read};

use almoner_base::IssueCode;

/// What can be wrong with a file or a row. The codes are stable.
pub mod codes {
    use almoner_base::IssueCode;

    /// The first line names other columns.
    pub const COLUMNS: IssueCode = IssueCode("athena-columns");
    /// The file is not in the folder.
    pub const MISSING: IssueCode = IssueCode("athena-missing");
    /// Reading failed before the end.
    pub const STREAM: IssueCode = IssueCode("athena-stream");
    /// Another number of fields than there are columns.
    pub const FIELDS: IssueCode = IssueCode("athena-fields");
    /// Not UTF-8.
    pub const ENCODING: IssueCode = IssueCode("athena-encoding");
    /// Longer than any row.
    pub const TOO_LONG: IssueCode = IssueCode("athena-too-long");
    /// A concept id or a number of levels that is none.
    pub const NUMBER: IssueCode = IssueCode("athena-number");
    /// A concept or synonym without a name.
    pub const NAME: IssueCode = IssueCode("athena-name");
    /// A code that its code system can not have.
    pub const CODE: IssueCode = IssueCode("athena-code");
    /// A concept id that came before.
    pub const TWICE: IssueCode = IssueCode("athena-twice");
    /// One link more than any concept has.
    pub const LINKS: IssueCode = IssueCode("athena-links");
}

/// The longest row, in bytes.
const LONGEST: u64 = 1 << 16;

/// A row: its line, and its fields in the order that was asked for.
pub struct Row<'a, const N: usize> {
    /// From 1.
    pub line: u64,
    /// The fields, or what is wrong with the row.
    pub fields: Result<[&'a str; N], IssueCode>,
}

/// The rows of a file.
pub struct Rows<'b, const N: usize> {
    bytes: &'b mut dyn BufRead,
    places: [usize; N],
    width: usize,
    line: u64,
    held: Vec<u8>,
    broken: bool,
}

impl<'b, const N: usize> Rows<'b, N> {
    /// Reads the names of the columns.
    ///
    /// # Errors
    /// A column that is wanted is missing, or the first line can not be read.
    pub fn open(bytes: &'b mut dyn BufRead, wanted: [&'static str; N]) -> Result<Self, IssueCode> {
        let mut head = Vec::new();
        (&mut *bytes).take(LONGEST).read_until(b'\n', &mut head).map_err(|_| codes::STREAM)?;
        let head = std::str::from_utf8(&head).map_err(|_| codes::COLUMNS)?;
        let head = head.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        let columns: Vec<String> = head.split('\t').map(|column| column.trim().to_ascii_lowercase()).collect();
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(wanted) {
            *place = columns.iter().position(|column| column == name).ok_or(codes::COLUMNS)?;
        }
        Ok(Self { bytes, places, width: columns.len(), line: 1, held: Vec::new(), broken: false })
    }

    /// The next row that is not blank.
    pub fn read(&mut self) -> Option<Row<'_, N>> {
        if self.broken {
            return None;
        }
        loop {
            self.held.clear();
            self.line += 1;
            match (&mut *self.bytes).take(LONGEST).read_until(b'\n', &mut self.held) {
                Ok(0) => return None,
                Ok(read) if read as u64 == LONGEST && self.held.last() != Some(&b'\n') => {
                    self.broken = self.bytes.skip_until(b'\n').is_err();
                    let code = if self.broken { codes::STREAM } else { codes::TOO_LONG };
                    return Some(Row { line: self.line, fields: Err(code) });
                }
                Ok(_) if self.held.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(Row { line: self.line, fields: self.fields() }),
                Err(_) => {
                    self.broken = true;
                    return Some(Row { line: self.line, fields: Err(codes::STREAM) });
                }
            }
        }
    }

    fn fields(&self) -> Result<[&str; N], IssueCode> {
        let row = std::str::from_utf8(&self.held).map_err(|_| codes::ENCODING)?;
        let row = row.trim_end_matches(['\r', '\n']);
        let mut fields = [""; N];
        let mut width = 0;
        for (at, field) in row.split('\t').enumerate() {
            width += 1;
            for (place, out) in self.places.iter().zip(&mut fields) {
                if *place == at {
                    *out = field.trim();
                }
            }
        }
        if width == self.width { Ok(fields) } else { Err(codes::FIELDS) }
    }
}
