//! Parquet by the plain writer of columns: no Arrow, no compression, the same bytes each time.

use super::{Cells, Table};
use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

pub(super) fn write(table: &Table, program: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&bytes(table, program).map_err(io::Error::other)?)?;
    out.flush()
}

fn bytes(table: &Table, program: &str) -> Result<Vec<u8>, ParquetError> {
    let properties = Arc::new(WriterProperties::builder().set_created_by(program.to_owned()).build());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema(table)?, properties)?;
    let mut group = file.next_row_group()?;
    for column in &table.columns {
        let Some(mut writer) = group.next_column()? else { break };
        match &column.cells {
            Cells::Words(v) => {
                let there: Vec<ByteArray> = v.iter().flatten().map(|s| s.as_str().into()).collect();
                writer.typed::<ByteArrayType>().write_batch(&there, Some(&levels(v)), None)?;
            }
            Cells::Numbers(v) => {
                let there: Vec<f64> = v.iter().flatten().copied().collect();
                writer.typed::<DoubleType>().write_batch(&there, Some(&levels(v)), None)?;
            }
            Cells::Whole(v) => {
                let there: Vec<i64> = v.iter().flatten().copied().collect();
                writer.typed::<Int64Type>().write_batch(&there, Some(&levels(v)), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(out)
}

/// 1 where there is a value, 0 where there is none.
fn levels<T>(cells: &[Option<T>]) -> Vec<i16> {
    cells.iter().map(|c| i16::from(c.is_some())).collect()
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let one = |c: &super::Column| {
        let (physical, converted) = match c.cells {
            Cells::Words(_) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Cells::Numbers(_) => (Physical::DOUBLE, ConvertedType::NONE),
            Cells::Whole(_) => (Physical::INT64, ConvertedType::NONE),
        };
        let made = Type::primitive_type_builder(c.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(converted)
            .build()?;
        Ok(Arc::new(made))
    };
    let fields = table.columns.iter().map(one).collect::<Result<Vec<_>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder(table.name).with_fields(fields).build()?))
}
