//! A table of rows of a few columns, in packed blocks of 128.

use std::ops::Range;

use zerocopy::IntoBytes;
use zerocopy::little_endian::U32;

use super::layout::BlockHeader;
use crate::error::StoreError;
use crate::format::bitpack::{self, BLOCK, BLOCK_ROWS, Column};
use crate::format::{PagedFile, PagedWriter, Section};

/// Writes `rows` as blocks to the section begun last; gives the headers of the blocks.
pub(super) fn write<T, const N: usize>(
    writer: &mut PagedWriter,
    rows: &[T],
    key: impl Fn(&T) -> u32,
    columns: impl Fn(&T) -> [u32; N],
) -> Result<Vec<BlockHeader<N>>, StoreError> {
    let mut headers = Vec::with_capacity(rows.len().div_ceil(BLOCK));
    let mut packed = Vec::with_capacity(N * bitpack::packed_len(32));
    let mut values: [Column; N] = [[0; BLOCK]; N];
    let mut offset = 0_u32;
    for block in rows.chunks(BLOCK) {
        for (index, row) in block.iter().enumerate() {
            for (column, value) in values.iter_mut().zip(columns(row)) {
                if let Some(cell) = column.get_mut(index) {
                    *cell = value;
                }
            }
        }
        let mut header = BlockHeader {
            offset: U32::new(offset),
            first_key: U32::new(block.first().map_or(0, &key)),
            base: [U32::ZERO; N],
            width: [0; N],
        };
        packed.clear();
        let frames = header.base.iter_mut().zip(&mut header.width);
        for (column, (base, width)) in values.iter_mut().zip(frames) {
            pack(column, block.len(), base, width, &mut packed);
        }
        writer.write(&packed)?;
        headers.push(header);
        let step = u32::try_from(packed.len() / 16).unwrap_or(u32::MAX);
        offset = offset.checked_add(step).ok_or(StoreError::Limit {
            what: "the packed rows of one segment",
            value: 16 << 32,
            limit: 16 << 32,
            advice: "commit fewer records at once",
        })?;
    }
    Ok(headers)
}

/// Packs the first `count` rows of a column; the rest are zeros above the base.
fn pack(column: &mut Column, count: usize, base: &mut U32, width: &mut u8, out: &mut Vec<u8>) {
    let (used, padding) = column.split_at_mut(count.min(BLOCK));
    let least = used.iter().copied().min().unwrap_or(0);
    let largest = used.iter().copied().max().unwrap_or(0);
    padding.fill(least);
    *base = U32::new(least);
    *width = bitpack::width_of(largest.wrapping_sub(least));
    bitpack::pack(*width, least, column, out);
}

/// The bytes of headers, in the order of their blocks.
pub(super) fn header_bytes<const N: usize>(headers: &[BlockHeader<N>]) -> &[u8] {
    headers.as_bytes()
}

/// A table of `N` columns in an open file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<const N: usize> {
    blocks: Section,
    headers: Section,
    rows: u32,
}

impl<const N: usize> BlockHeader<N> {
    /// The greatest value that the packed column `column` can hold, and the least.
    #[inline]
    pub(super) fn bounds(&self, column: usize) -> (u32, u32) {
        let base = self.base.get(column).map_or(0, |b| b.get());
        let width = u32::from(self.width.get(column).copied().unwrap_or(32));
        let range = u32::MAX.checked_shr(32_u32.saturating_sub(width));
        (base, base.saturating_add(range.unwrap_or(0)))
    }
}

impl<const N: usize> Table<N> {
    /// The table of `rows` rows in these sections.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the number of headers is not right.
    pub(super) fn open(
        file: &PagedFile,
        blocks: Section,
        headers: Section,
        rows: u32,
    ) -> Result<Self, StoreError> {
        let table = Self {
            blocks,
            headers,
            rows,
        };
        let expected = (table.block_count() as usize).checked_mul(size_of::<BlockHeader<N>>());
        if expected == Some(headers.len()) {
            Ok(table)
        } else {
            Err(file.damaged(format!("the block headers do not fit {rows} rows")))
        }
    }

    pub(super) const fn block_count(self) -> u32 {
        self.rows.div_ceil(BLOCK_ROWS)
    }

    /// The row numbers of a block.
    #[inline]
    pub(super) fn rows_of(self, block: u32) -> Range<u32> {
        let first = block.saturating_mul(BLOCK_ROWS).min(self.rows);
        first..first.saturating_add(BLOCK_ROWS).min(self.rows)
    }

    #[inline]
    pub(super) fn header(
        self,
        file: &PagedFile,
        block: u32,
    ) -> Result<&BlockHeader<N>, StoreError> {
        file.item(self.headers, block as usize)
    }

    /// Says that all rows of a range will be read.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if there are no such rows.
    pub(super) fn expect(self, file: &PagedFile, rows: &Range<u32>) -> Result<(), StoreError> {
        let (first, end) = (rows.start / BLOCK_ROWS, rows.end.div_ceil(BLOCK_ROWS));
        if rows.is_empty() {
            return Ok(());
        }
        let offset = |block: u32| {
            let header = self.header(file, block)?;
            Ok::<_, StoreError>((header.offset.get() as usize).saturating_mul(16))
        };
        let after = if end < self.block_count() {
            offset(end)?
        } else {
            self.blocks.len()
        };
        file.expect_all(self.blocks, offset(first)?..after);
        Ok(())
    }

    /// Unpacks one column of a block; rows past the last one hold the base.
    #[inline]
    pub(super) fn column(
        self,
        file: &PagedFile,
        header: &BlockHeader<N>,
        column: usize,
        out: &mut Column,
    ) -> Result<(), StoreError> {
        let (width, base, packed) = self.packed(file, header, column)?;
        bitpack::unpack(width, base, packed, out).ok_or_else(|| too_wide(file, width))
    }

    /// One cell of a block.
    #[inline]
    pub(super) fn cell(
        self,
        file: &PagedFile,
        header: &BlockHeader<N>,
        column: usize,
        row: usize,
    ) -> Result<u32, StoreError> {
        let (width, base, packed) = self.packed(file, header, column)?;
        bitpack::cell(width, base, packed, row).ok_or_else(|| too_wide(file, width))
    }

    /// Unpacks all columns of a block.
    #[inline]
    pub(super) fn columns(
        self,
        file: &PagedFile,
        header: &BlockHeader<N>,
        out: [&mut Column; N],
    ) -> Result<(), StoreError> {
        let lengths = header.width.map(bitpack::packed_len);
        let start = (header.offset.get() as usize).saturating_mul(16);
        let end = start.saturating_add(lengths.iter().sum());
        let mut rest = file.bytes(self.blocks, start..end)?;
        let frames = header.width.iter().zip(&header.base).zip(lengths);
        for (((width, base), length), column) in frames.zip(out) {
            let packed = rest.split_off(..length).unwrap_or_default();
            bitpack::unpack(*width, base.get(), packed, column)
                .ok_or_else(|| too_wide(file, *width))?;
        }
        Ok(())
    }

    /// Width, base and bytes of a column of a block.
    #[inline]
    fn packed<'a>(
        self,
        file: &'a PagedFile,
        header: &BlockHeader<N>,
        column: usize,
    ) -> Result<(u8, u32, &'a [u8]), StoreError> {
        let before = header.width.iter().take(column);
        let skip: usize = before.map(|w| bitpack::packed_len(*w)).sum();
        let width = header.width.get(column).copied().unwrap_or(u8::MAX);
        let base = header.base.get(column).map_or(0, |b| b.get());
        let start = (header.offset.get() as usize)
            .saturating_mul(16)
            .saturating_add(skip);
        let end = start.saturating_add(bitpack::packed_len(width));
        let packed = file.bytes(self.blocks, start..end)?;
        Ok((width, base, packed))
    }
}

#[cold]
fn too_wide(file: &PagedFile, width: u8) -> StoreError {
    file.damaged(format!("a block has a column of {width} bits"))
}

/// The rows among the first `count` of a block whose value is `value`, as bits.
#[inline]
pub(super) fn rows_with(column: &Column, count: usize, value: u32) -> u128 {
    let mut found = 0_u128;
    let (quarters, _) = column.as_chunks::<32>();
    for (quarter, shift) in quarters.iter().zip([0, 32, 64, 96]) {
        let mut bits = 0_u32;
        for (row, cell) in quarter.iter().enumerate() {
            bits |= u32::from(*cell == value) << row;
        }
        found |= u128::from(bits) << shift;
    }
    found & first_rows(count)
}

/// The first `count` rows of a block, as bits.
#[inline]
pub(super) fn first_rows(count: usize) -> u128 {
    let unused = u32::try_from(BLOCK.saturating_sub(count)).unwrap_or(u32::MAX);
    u128::MAX.checked_shr(unused).unwrap_or(0)
}
