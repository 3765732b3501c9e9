//! The operation predictor (section 3.3 of the paper): an associative memory over a table of all
//! operations on the value range.
//!
//! Rows are the operations `O = I + C` and `O = C - I` for every `C` in the range, columns the input
//! values, entries the resulting value. An input position gives a distribution over the columns, an
//! output position a score of every entry; together they give a distribution over the operations.

use crate::config::ModelConfig;
use crate::init::Init;
use burn::module::Module;
use burn::tensor::{Int, Tensor, TensorData, activation};
use lasynth_nn::{Embedding, Linear};

/// Finds which operation leads from an input position to an output position.
#[derive(Module, Debug)]
pub(super) struct OperationPredictor {
    key: Linear,
    input_query: Linear,
    output_query: Linear,
    /// One embedding an operation, `[operations, E]`.
    operation_embedding: Embedding,
}

/// The operation table of a value range: sizes and the value-table position of every entry.
#[derive(Clone, Debug)]
pub(super) struct OperationTable {
    /// Number of values, also of columns.
    pub values: usize,
    /// Number of rows: twice the number of constants.
    pub operations: usize,
    /// Value-table positions of the entries, `[operations * values]`, row-major.
    pub entries: Vec<i32>,
}

impl OperationTable {
    /// The table for values in `min..=max`; `value_range` is the reach of the value table, at least that
    /// of sums and differences of two values.
    pub fn new(min: i32, max: i32, value_range: usize) -> Self {
        let offset = value_range as i32;
        let sums = (min..=max).flat_map(|c| (min..=max).map(move |i| i + c + offset));
        let differences = (min..=max).flat_map(|c| (min..=max).map(move |i| c - i + offset));
        let values = (max - min + 1) as usize;
        OperationTable {
            values,
            operations: 2 * values,
            entries: sums.chain(differences).collect(),
        }
    }
}

impl OperationPredictor {
    /// Fresh weights for a table of `operations` rows.
    pub fn new(config: &ModelConfig, operations: usize, init: &mut Init<'_>) -> Self {
        let (e, w) = (config.embedding, config.width());
        OperationPredictor {
            key: init.linear(e, w),
            input_query: init.linear(e, w),
            output_query: init.linear(e, w),
            operation_embedding: init.embedding(operations, e),
        }
    }

    /// Scores of every table entry for output positions: embedded outputs `[R, N, E]` and the whole value
    /// table `[values, E]` to `[R * N, operations, columns]`. They do not change while decoding.
    pub fn output_scores(
        &self,
        outputs: Tensor<3>,
        value_table: Tensor<2>,
        table: &OperationTable,
    ) -> Tensor<3> {
        let [rows, n, e] = outputs.dims();
        let device = outputs.device();
        let keys = self.key.forward(value_table);
        let queries = self.output_query.forward(outputs.reshape([rows * n, e]));
        let entries = Tensor::<1, Int>::from_data(
            TensorData::new(table.entries.clone(), [table.entries.len()]),
            &device,
        );
        queries
            .matmul(keys.transpose())
            .select(1, entries)
            .reshape([rows * n, table.operations, table.values])
    }

    /// Scores of every column for input positions: an estimate `[rows, N, E]` and the embeddings of the
    /// possible values `[C, E]` to logits `[rows * N, C]`.
    pub fn input_scores(&self, estimate: Tensor<3>, values: Tensor<2>) -> Tensor<2> {
        let [rows, n, e] = estimate.dims();
        let keys = self.key.forward(values);
        self.input_query
            .forward(estimate.reshape([rows * n, e]))
            .matmul(keys.transpose())
    }

    /// The mixture of operation embeddings, `[positions, E]`, from column logits `[positions, C]` and
    /// output scores `[positions, operations, C]`.
    pub fn mixture(&self, input_scores: Tensor<2>, output_scores: Tensor<3>) -> Tensor<2> {
        let [positions, operations, columns] = output_scores.dims();
        let column = activation::softmax(input_scores, 1).reshape([positions, columns, 1]);
        let scores = output_scores
            .matmul(column)
            .reshape([positions, operations]);
        activation::softmax(scores, 1).matmul(self.operation_embedding.weight.val())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_rows_are_operations_and_columns_inputs() {
        let table = OperationTable::new(-4, 4, 16);
        assert_eq!(
            (table.operations, table.values, table.entries.len()),
            (18, 9, 162)
        );
        // Row 0 is I + (-4): the input -4 gives -8. Row 9 is (-4) - I: the input 4 gives -8.
        assert_eq!(table.entries[0], -8 + 16);
        assert_eq!(table.entries[9 * 9 + 8], -8 + 16);
        // Row 17 is 4 - I: the input -4 gives 8.
        assert_eq!(table.entries[17 * 9], 8 + 16);
    }
}
